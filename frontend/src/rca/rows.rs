//! The graph as rows of trees: the chain of whys, the fishbone, the map. Pure; it must not know how a row is drawn.

use std::collections::HashSet;

use super::{
    model::{CauseView, GraphView},
    tree::{Item, Row},
};

/// No outline shows more rows than this; a cause that explains several effects stands beneath each of them.
const MOST: usize = 2_000;

fn row(key: String, level: usize, item: Item, label: String, has_children: bool) -> Row {
    Row { key, level, item, label, has_children }
}

fn explained(graph: &GraphView, cause: &str) -> bool {
    graph.groups_of(Some(cause)).any(|group| group.causes().any(|id| graph.cause(id).is_some()))
}

/// Letters of the branches: the first has none, then b, c, … z, aa.
fn letter(mut number: usize) -> String {
    if number == 0 {
        return String::new();
    }
    number += 1;
    let mut word = String::new();
    while number > 0 {
        number -= 1;
        word.insert(0, char::from(b"abcdefghijklmnopqrstuvwxyz"[number % 26]));
        number /= 26;
    }
    word
}

/// The chain of whys: the problem, and beneath each answer the answers to the next why. A second answer begins a branch.
pub fn whys(graph: &GraphView) -> Vec<Row> {
    let mut walk = Whys { graph, rows: Vec::new(), branches: 0, seen: HashSet::new() };
    let has_any = graph.groups_of(None).next().is_some();
    walk.rows.push(row("problem".into(), 1, Item::Problem, "What happened".into(), has_any));
    walk.answers(None, "problem", 1, 0);
    walk.rows
}

struct Whys<'a> {
    graph: &'a GraphView,
    rows: Vec<Row>,
    branches: usize,
    /// Causes whose own answers stand somewhere already.
    seen: HashSet<String>,
}

impl Whys<'_> {
    fn answers(&mut self, effect: Option<&str>, above: &str, depth: usize, branch: usize) {
        let mut is_first = true;
        for group in self.graph.groups_of(effect) {
            for cause in group.causes() {
                if self.graph.cause(cause).is_none() || self.rows.len() >= MOST {
                    continue;
                }
                let branch = if is_first {
                    branch
                } else {
                    self.branches += 1;
                    self.branches
                };
                is_first = false;
                let fresh = self.seen.insert(cause.to_owned());
                let key = format!("{above}/{}.{cause}", group.id);
                let item = Item::Cause { id: cause.to_owned(), group: Some(group.id.clone()) };
                let children = fresh && explained(self.graph, cause);
                self.rows.push(row(
                    key.clone(),
                    depth + 1,
                    item,
                    format!("Why {depth}{}", letter(branch)),
                    children,
                ));
                if fresh {
                    self.answers(Some(cause), &key, depth + 1, branch);
                }
            }
        }
    }
}

/// The chain from a cause up to the problem: each time the group and its effect, by the first way that leads there.
pub fn whys_above(graph: &GraphView, cause: &str) -> Option<Vec<(String, Option<String>)>> {
    fn up(
        graph: &GraphView,
        cause: &str,
        seen: &mut HashSet<String>,
    ) -> Option<Vec<(String, Option<String>)>> {
        if !seen.insert(cause.to_owned()) {
            return None;
        }
        for group in graph.groups_with(cause) {
            let link = (group.id.clone(), group.effect.clone());
            match &group.effect {
                None => return Some(vec![link]),
                Some(effect) => {
                    if let Some(mut rest) = up(graph, effect, seen) {
                        rest.insert(0, link);
                        return Some(rest);
                    }
                }
            }
        }
        None
    }
    up(graph, cause, &mut HashSet::new())
}

/// The fishbone: categories, their causes, sub-causes; last what sits on no rib.
pub fn fishbone(graph: &GraphView) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut placed = HashSet::new();
    for bone in &graph.bones {
        let on: Vec<&CauseView> = on_bone(graph, &bone.key).collect();
        let key = format!("bone.{}", bone.key);
        rows.push(row(key.clone(), 1, Item::Bone(bone.key.clone()), on.len().to_string(), !on.is_empty()));
        for cause in on {
            placed.insert(cause.id.clone());
            beneath(graph, &mut rows, &mut placed, cause, None, &key, 2);
        }
    }
    let loose: Vec<&CauseView> =
        graph.causes.iter().map(|c| &**c).filter(|c| !placed.contains(&c.id)).collect();
    if !loose.is_empty() {
        rows.push(row("loose".into(), 1, Item::Loose, loose.len().to_string(), true));
        for cause in loose {
            if placed.insert(cause.id.clone()) {
                beneath(graph, &mut rows, &mut placed, cause, None, "loose", 2);
            }
        }
    }
    rows
}

/// The causes that sit on a category.
pub fn on_bone<'a>(graph: &'a GraphView, key: &'a str) -> impl Iterator<Item = &'a CauseView> {
    graph.causes.iter().map(|c| &**c).filter(move |c| c.bone.as_deref() == Some(key))
}

fn beneath(
    graph: &GraphView,
    rows: &mut Vec<Row>,
    placed: &mut HashSet<String>,
    cause: &CauseView,
    group: Option<&str>,
    above: &str,
    level: usize,
) {
    if rows.len() >= MOST {
        return;
    }
    let key = format!("{above}/{}", cause.id);
    let item = Item::Cause { id: cause.id.clone(), group: group.map(str::to_owned) };
    let subs: Vec<(String, &CauseView)> = graph
        .groups_of(Some(&cause.id))
        .flat_map(|group| group.causes().map(move |id| (group.id.clone(), id)))
        .filter_map(|(group, id)| Some((group, &**graph.cause(id)?)))
        // What sits on a rib of its own stands there.
        .filter(|(_, sub)| sub.bone.is_none())
        .collect();
    rows.push(row(key.clone(), level, item, String::new(), !subs.is_empty()));
    for (group, sub) in subs {
        // A circle cannot be made, but a shared sub-cause would be walked once for each of its effects.
        if level < 12 {
            placed.insert(sub.id.clone());
            beneath(graph, rows, placed, sub, Some(&group), &key, level + 1);
        }
    }
}

/// The map: the problem, its groups and causes; last what explains nothing yet.
pub fn map(graph: &GraphView) -> Vec<Row> {
    let mut rows = vec![row("problem".into(), 1, Item::Problem, String::new(), true)];
    let mut seen = HashSet::new();
    groups(graph, &mut rows, &mut seen, None, "problem", 2);
    let loose: Vec<&str> = graph.causes.iter().map(|c| &*c.id).filter(|id| !seen.contains(*id)).collect();
    if !loose.is_empty() {
        rows.push(row("loose".into(), 1, Item::Loose, loose.len().to_string(), true));
        for id in loose {
            if !seen.contains(id) && graph.groups_with(id).next().is_none() {
                member(graph, &mut rows, &mut seen, id, None, "loose", 2);
            }
        }
    }
    rows
}

fn groups(
    graph: &GraphView,
    rows: &mut Vec<Row>,
    seen: &mut HashSet<String>,
    effect: Option<&str>,
    above: &str,
    level: usize,
) {
    for group in graph.groups_of(effect) {
        let causes: Vec<&str> = group.causes().filter(|id| graph.cause(id).is_some()).collect();
        // A group of one is its cause.
        if let [only] = causes.as_slice() {
            member(graph, rows, seen, only, Some(&group.id), above, level);
            continue;
        }
        let key = format!("{above}/{}", group.id);
        rows.push(row(key.clone(), level, Item::Group(group.id.clone()), String::new(), !causes.is_empty()));
        for cause in causes {
            member(graph, rows, seen, cause, Some(&group.id), &key, level + 1);
        }
    }
}

fn member(
    graph: &GraphView,
    rows: &mut Vec<Row>,
    seen: &mut HashSet<String>,
    cause: &str,
    group: Option<&str>,
    above: &str,
    level: usize,
) {
    if rows.len() >= MOST {
        return;
    }
    let key = format!("{above}/{cause}");
    let fresh = seen.insert(cause.to_owned());
    let item = Item::Cause { id: cause.to_owned(), group: group.map(str::to_owned) };
    rows.push(row(key.clone(), level, item, String::new(), fresh && explained(graph, cause)));
    if fresh {
        groups(graph, rows, seen, Some(cause), &key, level + 1);
    }
}
