//! The cause map as pure geometry: layered from left to right, goals, the problem, and behind each effect its causes (`CM-01`).
//!
//! Groups join at a junction before their effect: a box for AND, a diamond for OR (`CM-02`). A cause that explains several
//! effects is drawn once. Coordinates are whole pixels; equal input gives equal output. It must not know a renderer, nor the
//! graph: whoever draws says what there is.

mod boxes;
mod edges;
mod layers;
mod loose;
#[cfg(test)]
mod tests;
mod walk;

pub use walk::{first, last, step};

use super::GroupOperator;
use super::drawing::{Line, Mark, Rect};

/// The key of the problem among the nodes; goals are `goal-1`, `goal-2` and so on.
pub const PROBLEM: &str = "problem";

/// What is to be laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapInput {
    /// What the problem says.
    pub problem: String,
    /// The goals that were not met, in their order.
    pub goals: Vec<String>,
    /// The causes, in their order.
    pub causes: Vec<MapCause>,
    /// The groups, in their order. Causes that are not among the causes are left out.
    pub groups: Vec<MapGroup>,
}

/// A cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapCause {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Its verdict.
    pub mark: Mark,
    /// What kind it is, such as `Condition`.
    pub kind: String,
    /// What evidence there is, such as `2 evidence`, or a question mark (`CM-04`).
    pub badge: String,
    /// Why the map goes no further here; may be empty (`CM-06`).
    pub stop: String,
    /// Solutions that hang on it (`CM-08`).
    pub flags: Vec<String>,
}

/// Causes that explain one effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapGroup {
    /// Its id.
    pub id: String,
    /// The effect; none for the problem.
    pub effect: Option<String>,
    /// How they explain it.
    pub operator: GroupOperator,
    /// The causes, in their order.
    pub causes: Vec<String>,
}

/// The whole drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapDrawing {
    /// Width, pixels.
    pub width: i64,
    /// Height, pixels.
    pub height: i64,
    /// What the columns are: goals, the problem, and then a because each.
    pub heads: Vec<Line>,
    /// Goals, the problem, and causes in the order of the input.
    pub boxes: Vec<MapBox>,
    /// Where groups join.
    pub junctions: Vec<Junction>,
    /// All lines.
    pub edges: Vec<Edge>,
    /// Heading of the causes that explain nothing yet, if there are such.
    pub loose: Option<Line>,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A goal that was not met.
    Goal,
    /// The problem.
    Problem,
    /// A cause.
    Cause(Mark),
}

/// A goal, the problem or a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapBox {
    /// Id of the cause, or the key of the goal or the problem.
    pub id: String,
    /// What it is.
    pub role: Role,
    /// The box itself. No two overlap.
    pub area: Rect,
    /// What it says; each line starts at its point.
    pub lines: Vec<Line>,
    /// Upper left corner of the icon, 15 pixels wide and high; none on goals and the problem.
    pub icon: Option<(i64, i64)>,
    /// What kind of cause, ending at its point; empty on goals and the problem.
    pub kind: Line,
    /// What evidence there is, starting at its point.
    pub badge: Line,
    /// Why the map goes no further, under the box.
    pub stop: Option<Line>,
    /// Solutions, under the box.
    pub flags: Vec<Flag>,
    /// The column, from 0.
    pub column: usize,
    /// What it explains, in the order of the groups.
    pub effects: Vec<String>,
    /// What explains it, in the order of the groups.
    pub causes: Vec<String>,
}

/// A solution at a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its outline, as path data.
    pub path: String,
    /// What it says.
    pub text: Line,
}

/// Where the causes of a group join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Junction {
    /// The group.
    pub id: String,
    /// The effect.
    pub effect: String,
    /// Which shape: a box for AND, a diamond for OR.
    pub operator: GroupOperator,
    /// Its middle.
    pub at: (i64, i64),
    /// Its outline, as path data.
    pub path: String,
}

/// A line from an effect to what explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The group; empty between goals and the problem.
    pub group: String,
    /// The effect.
    pub effect: String,
    /// The cause; empty for the piece between effect and junction.
    pub cause: String,
    /// Its course, as path data.
    pub path: String,
    /// The arrow head at the effect, as path data; empty between junction and cause.
    pub arrow: String,
    /// A cross where it is broken, as path data: the cause is refuted.
    pub cross: String,
}

/// Lays out a cause map.
pub fn layout(input: &MapInput) -> MapDrawing {
    let mut net = boxes::net(input);
    let middles = layers::place(&mut net);
    boxes::set(&mut net, &middles);
    let loose = loose::place(&mut net);
    let (junctions, edges) = edges::draw(&net, input, &middles);
    boxes::finish(net, junctions, edges, loose)
}
