//! The graph as an outline: the same content as a drawing, row by row, for a screen reader or a table.
//!
//! It must not know how rows are shown.

use std::collections::{HashMap, HashSet};

use super::index::Index;
use super::{Bone, CauseGroup, Graph, GroupOperator, RcaMethod};
use crate::id::{CauseGroupId, CauseId};
use crate::text::ShortText;

/// A row of an outline: a cause at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineRow {
    /// The cause.
    pub cause: CauseId,
    /// How deep it lies: 1 for what explains the problem, 0 for what explains nothing yet.
    pub depth: usize,
    /// What it is called: `1`, `1b`, `2b` in a chain of whys, where a letter names the branch; `1.2.1` elsewhere. Empty where
    /// the cause explains nothing yet.
    pub number: String,
    /// The group that it stands in; none for a cause on a category, and for one that explains nothing yet.
    pub group: Option<CauseGroupId>,
    /// What it explains; none for the problem itself.
    pub effect: Option<CauseId>,
    /// The question that it answers.
    pub question: Option<ShortText>,
    /// How it explains the effect together with its neighbours; none where it stands alone.
    pub operator: Option<GroupOperator>,
    /// The key of the category, in a fishbone.
    pub bone: Option<String>,
    /// Whether it stands in full further up, with what lies beneath it.
    pub is_reference: bool,
}

/// The outline of a graph as a method shows it: groups in their order, and what explains nothing yet at the end.
///
/// Removed causes are left out. A cause that stands in several groups comes once in full and then as a reference, so that the
/// outline ends whatever the graph is.
pub fn outline(graph: &Graph, bones: &[Bone], method: RcaMethod) -> Vec<OutlineRow> {
    let present = graph.present();
    let index = Index::new(&present);
    let mut writer = Writer { index: &index, method, rows: Vec::new(), seen: HashSet::new(), branches: 0 };
    writer.write(tops(&index, bones, method));
    let loose: Vec<Place<'_>> = present
        .causes
        .iter()
        .filter(|cause| !writer.seen.contains(&cause.id) && index.effects(cause.id).is_empty())
        .map(|cause| Place::loose(cause.id))
        .collect();
    writer.write(loose);
    // Nothing reaches what lies on a circle; it is shown all the same.
    let rest: Vec<CauseId> =
        present.causes.iter().map(|cause| cause.id).filter(|id| !writer.seen.contains(id)).collect();
    for id in rest {
        if !writer.seen.contains(&id) {
            writer.write(vec![Place::loose(id)]);
        }
    }
    writer.rows
}

/// How many levels the number of a row spells out.
const NUMBERED: usize = 12;

/// Where a row is to be written.
struct Place<'a> {
    cause: CauseId,
    depth: usize,
    group: Option<&'a CauseGroup>,
    bone: Option<String>,
    /// The numbers of the last places above, in a numbering of places.
    path: Vec<usize>,
    /// The branch of a chain of whys; none where it is to begin one.
    branch: Option<usize>,
    /// Whether it leads to nothing, and so has no number.
    is_loose: bool,
}

impl Place<'_> {
    fn loose(cause: CauseId) -> Self {
        Self { cause, depth: 0, group: None, bone: None, path: Vec::new(), branch: None, is_loose: true }
    }
}

/// What explains the problem: in a fishbone category by category, elsewhere group by group and
/// then what sits on categories. In a chain of whys that answers nothing yet.
fn tops<'a>(index: &Index<'a>, bones: &[Bone], method: RcaMethod) -> Vec<Place<'a>> {
    let mut tops: Vec<Place<'_>> = Vec::new();
    for group in index.groups(None) {
        for link in &group.links {
            let bone = index.cause(link.cause).and_then(|cause| cause.bone.clone());
            tops.push(Place { group: Some(group), bone, ..Place::loose(link.cause) });
        }
    }
    if method != RcaMethod::FiveWhys {
        tops.extend(
            index.on_bones().map(|cause| Place { bone: cause.bone.clone(), ..Place::loose(cause.id) }),
        );
    }
    if method == RcaMethod::Fishbone {
        let order: HashMap<&str, usize> =
            bones.iter().enumerate().map(|(at, bone)| (bone.key.as_str(), at)).collect();
        tops.sort_by_key(|top| {
            top.bone.as_deref().and_then(|bone| order.get(bone)).copied().unwrap_or(usize::MAX)
        });
    }
    for (at, top) in tops.iter_mut().enumerate() {
        top.depth = 1;
        top.is_loose = false;
        top.path = vec![at + 1];
        top.branch = (at == 0).then_some(0);
    }
    tops
}

struct Writer<'i, 'a> {
    index: &'i Index<'a>,
    method: RcaMethod,
    rows: Vec<OutlineRow>,
    seen: HashSet<CauseId>,
    /// How many branches were begun beside the first.
    branches: usize,
}

impl<'a> Writer<'_, 'a> {
    /// Writes places and what lies beneath them, depth first and without recursion.
    fn write(&mut self, mut open: Vec<Place<'a>>) {
        open.reverse();
        while let Some(mut place) = open.pop() {
            let branch = place.branch.unwrap_or_else(|| {
                self.branches += usize::from(!place.is_loose);
                self.branches
            });
            place.branch = Some(branch);
            let is_first = self.seen.insert(place.cause);
            self.rows.push(self.row(&place, !is_first));
            if is_first {
                let mut beneath = self.beneath(&place);
                beneath.reverse();
                open.append(&mut beneath);
            }
        }
    }

    fn beneath(&self, place: &Place<'a>) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        for group in self.index.groups(Some(place.cause)) {
            for link in &group.links {
                let kept = place.path.len().saturating_sub(NUMBERED - 1);
                let mut path = place.path[kept..].to_vec();
                path.push(places.len() + 1);
                places.push(Place {
                    cause: link.cause,
                    depth: place.depth + 1,
                    group: Some(group),
                    bone: place.bone.clone(),
                    path,
                    // The first answer goes on with the branch, each further one begins its own.
                    branch: place.branch.filter(|_| places.is_empty()),
                    is_loose: place.is_loose,
                });
            }
        }
        places
    }

    fn row(&self, place: &Place<'_>, is_reference: bool) -> OutlineRow {
        let is_alone = place.group.is_none_or(|group| group.links.len() < 2);
        OutlineRow {
            cause: place.cause,
            depth: place.depth,
            number: number(self.method, place),
            group: place.group.map(|group| group.id),
            effect: place.group.and_then(|group| group.effect),
            question: place.group.and_then(|group| group.question.clone()),
            operator: place.group.map(|group| group.operator).filter(|_| !is_alone),
            bone: place.bone.clone().filter(|_| self.method == RcaMethod::Fishbone),
            is_reference,
        }
    }
}

fn number(method: RcaMethod, place: &Place<'_>) -> String {
    if place.is_loose {
        return String::new();
    }
    if method == RcaMethod::FiveWhys {
        return format!("{}{}", place.depth, letters(place.branch.unwrap_or(0)));
    }
    let parts: Vec<String> = place.path.iter().map(usize::to_string).collect();
    let cut = if place.depth > NUMBERED { "…" } else { "" };
    format!("{cut}{}", parts.join("."))
}

/// The letters of a branch: none for the first, then `b` to `z`, `ba` and so on.
fn letters(mut branch: usize) -> String {
    let mut letters = Vec::new();
    while branch > 0 {
        letters.push(char::from(b'a' + u8::try_from(branch % 26).unwrap_or(0)));
        branch /= 26;
    }
    letters.iter().rev().collect()
}
