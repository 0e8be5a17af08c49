//! The fishbone as pure geometry: the problem at the head, categories as ribs, causes stacked on them, sub-causes indented.
//!
//! Ribs alternate above and below the spine in the order of the categories, and grow with what hangs on them (`FB-01`,
//! `FB-03`). Coordinates are whole pixels; equal input gives equal output. It must not know a renderer, nor the graph: whoever
//! draws says what hangs where.

mod block;
mod emit;
mod place;
#[cfg(test)]
mod tests;
mod walk;

pub use walk::{first, last, step};

use super::drawing::{Line, Mark, Rect};

/// The key of the head among the nodes.
pub const HEAD: &str = "problem";
/// How deep sub-causes are indented; deeper ones stand at this depth (`FB-03`).
pub const DEPTH: usize = 4;

/// What is to be laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// What the head says: the problem (`FB-01`).
    pub head: String,
    /// The categories in their order.
    pub ribs: Vec<Rib>,
    /// Whether categories without causes are drawn too.
    pub shows_unused: bool,
}

/// A category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rib {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Its causes, in their order.
    pub twigs: Vec<Twig>,
}

/// A cause on a rib, or a sub-cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twig {
    /// Which cause; one that stands in several places has one key for each.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Its verdict.
    pub mark: Mark,
    /// Its sub-causes, in their order.
    pub twigs: Vec<Twig>,
}

/// The whole drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fishbone {
    /// Width, pixels.
    pub width: i64,
    /// Height, pixels.
    pub height: i64,
    /// The spine, as path data.
    pub spine: String,
    /// The tail fin, as path data.
    pub tail: String,
    /// The head.
    pub head: Head,
    /// The ribs, in the order of the categories.
    pub ribs: Vec<Bone>,
    /// The causes in reading order: rib by rib, from top to bottom, sub-causes after their cause.
    pub nodes: Vec<Node>,
}

/// The head with the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Where it stands.
    pub area: Rect,
    /// Its outline, as path data.
    pub outline: String,
    /// What it says; each line starts at its point.
    pub lines: Vec<Line>,
}

/// A rib with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bone {
    /// Key of the category.
    pub key: String,
    /// Its line, as path data.
    pub path: String,
    /// Its name, at the outer end.
    pub lines: Vec<Line>,
    /// Whether the name ends at its point instead of having its middle there: the next rib is longer.
    pub is_end: bool,
    /// Whether it is below the spine.
    pub is_below: bool,
}

/// A cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Unique in the drawing: the cause, and which time it is shown from the second on.
    pub key: String,
    /// Which cause.
    pub id: String,
    /// Key of its category.
    pub rib: String,
    /// Key of the node it is a sub-cause of.
    pub parent: Option<String>,
    /// 1 for a cause on a rib, 2 to 4 for sub-causes.
    pub depth: usize,
    /// Its verdict.
    pub mark: Mark,
    /// The line it hangs on, as path data.
    pub line: String,
    /// A second line right below, for root causes on a rib; empty for all others.
    pub second: String,
    /// Upper left corner of its icon, 15 pixels wide and high.
    pub icon: (i64, i64),
    /// What it says; each line starts at its point.
    pub lines: Vec<Line>,
    /// Where it stands, without sub-causes. No two areas overlap.
    pub area: Rect,
    /// The pair of ribs it stands on, from the tail.
    pub column: usize,
}

/// Lays out a fishbone.
pub fn layout(scene: &Scene) -> Fishbone {
    let ribs: Vec<&Rib> =
        scene.ribs.iter().filter(|rib| scene.shows_unused || !rib.twigs.is_empty()).collect();
    emit::draw(&place::place(&ribs), &scene.head)
}
