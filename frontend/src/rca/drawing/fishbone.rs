//! The fishbone of a graph: which cause hangs where, and its strokes.

use std::collections::{HashMap, HashSet};

use domain::rca::fishbone::{self as geometry, Fishbone, HEAD, Rib, Scene, Twig};

use super::{
    clock, mark,
    pen::{Anchor, Node, Part, Pen, Role, icon, rounded, words},
    picture::{Picture, Shape},
};
use crate::rca::model::{CauseView, GraphView};

/// What readers of the screen meet, in the order of the nodes.
#[derive(PartialEq)]
pub struct Words {
    head: String,
    nodes: Vec<(String, bool)>,
}

/// Lays out the fishbone of a graph; with all categories, or those that are used.
pub fn picture(graph: &GraphView, shows_unused: bool) -> Picture {
    let scene = scene(graph, shows_unused);
    let start = clock();
    let fish = geometry::layout(&scene);
    let took = clock() - start;
    let nodes = fish.nodes.iter().map(|node| name(graph, &scene, &fish, node)).collect();
    let words = Words { head: format!("{}; the problem", graph.head), nodes };
    let name = format!("Fishbone: {} categories, {} causes", fish.ribs.len(), fish.nodes.len());
    Picture::new(name, Shape::Fish(fish, words), took)
}

struct Builder<'a> {
    graph: &'a GraphView,
    /// Causes by their effect.
    under: HashMap<&'a str, Vec<&'a str>>,
    shown: HashSet<&'a str>,
}

fn scene(graph: &GraphView, shows_unused: bool) -> Scene {
    let mut under: HashMap<&str, Vec<&str>> = HashMap::new();
    for group in &graph.groups {
        if let Some(effect) = &group.effect {
            under.entry(effect).or_default().extend(group.causes());
        }
    }
    let is_under: HashSet<&str> = under.values().flatten().copied().collect();
    let mut builder = Builder { graph, under, shown: HashSet::new() };
    let mut ribs: Vec<Rib> = Vec::new();
    for bone in &graph.bones {
        let here = graph.causes.iter().filter(|cause| cause.bone.as_ref() == Some(&bone.key));
        let twigs = here.map(|cause| builder.twig(cause)).collect();
        ribs.push(Rib { key: bone.key.clone(), name: bone.name.clone(), twigs });
    }
    // Causes of the problem, and ideas, that nobody has sorted yet.
    let left = graph.causes.iter().filter(|cause| !is_under.contains(cause.id.as_str()));
    let left: Vec<&CauseView> = left.filter(|cause| !builder.is_on_bone(cause)).map(AsRef::as_ref).collect();
    let twigs: Vec<Twig> = left.into_iter().map(|cause| builder.twig(cause)).collect();
    if !twigs.is_empty() {
        ribs.push(Rib { key: String::new(), name: "No category".to_owned(), twigs });
    }
    Scene { head: graph.head.clone(), ribs, shows_unused }
}

impl<'a> Builder<'a> {
    fn is_on_bone(&self, cause: &CauseView) -> bool {
        cause.bone.as_ref().is_some_and(|key| self.graph.bone(key).is_some())
    }

    /// A cause with what hangs on it. What stands in several places has its sub-causes at the first.
    fn twig(&mut self, cause: &'a CauseView) -> Twig {
        let graph = self.graph;
        let mut twigs = Vec::new();
        if self.shown.insert(&cause.id) {
            for id in self.under.get(cause.id.as_str()).cloned().unwrap_or_default() {
                // A cause that has a category of its own hangs there.
                if let Some(sub) = graph.cause(id).filter(|sub| !self.is_on_bone(sub)) {
                    twigs.push(self.twig(sub));
                }
            }
        }
        Twig { id: cause.id.clone(), text: cause.text.clone(), mark: mark(cause), twigs }
    }
}

/// Text, category or parent, and verdict; and whether it waits for the server.
fn name(graph: &GraphView, scene: &Scene, fish: &Fishbone, node: &geometry::Node) -> (String, bool) {
    let Some(cause) = graph.cause(&node.id) else { return (String::new(), false) };
    let above = node.parent.as_ref().and_then(|key| fish.nodes.iter().find(|other| other.key == *key));
    let place = match above.and_then(|parent| graph.cause(&parent.id)) {
        Some(parent) => format!("sub-cause of {}", parent.text),
        None => {
            scene.ribs.iter().find(|rib| rib.key == node.rib).map(|rib| rib.name.clone()).unwrap_or_default()
        }
    };
    (format!("{}; {place}; {}", cause.text, node.mark.label()), cause.is_pending)
}

pub fn draw(fish: &Fishbone, names: &Words, pen: &mut dyn Pen) {
    pen.path(Part::Spine, &fish.spine);
    pen.path(Part::Fin, &fish.tail);
    for bone in &fish.ribs {
        pen.path(Part::Rib, &bone.path);
        words(pen, Part::RibName, &bone.lines, if bone.is_end { Anchor::End } else { Anchor::Middle });
    }
    pen.open(&Node {
        key: HEAD,
        cause: "",
        role: Role::Problem,
        is_pending: false,
        name: names.head.clone(),
    });
    pen.path(Part::Head, &fish.head.outline);
    words(pen, Part::Words, &fish.head.lines, Anchor::Start);
    pen.close();
    for (node, (name, is_pending)) in fish.nodes.iter().zip(&names.nodes) {
        let role = Role::Cause(node.mark);
        let name = name.clone();
        pen.open(&Node { key: &node.key, cause: &node.id, role, is_pending: *is_pending, name });
        pen.path(Part::Area, &rounded(node.area, -2, 4));
        pen.path(Part::Twig, &node.line);
        if !node.second.is_empty() {
            pen.path(Part::Inner, &node.second);
        }
        icon(pen, node.mark, node.icon);
        words(pen, Part::Words, &node.lines, Anchor::Start);
        pen.close();
    }
}
