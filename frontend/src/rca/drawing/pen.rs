//! What draws: parts of a drawing by name, and the pen that puts them somewhere. The same strokes become SVG on the screen, SVG
//! in a file, or pixels. It must not know fishbones, maps or causes.

use domain::rca::drawing::{Line, Mark};

/// What a stroke or a text is for. On the screen it is a class; in a file it has the ink of the light theme.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Area,
    Spine,
    Fin,
    Head,
    Rib,
    RibName,
    Twig,
    Box,
    Inner,
    Edge,
    Dim,
    Arrow,
    Cross,
    Junction,
    Operator,
    Column,
    Words,
    Note,
    Flag,
    FlagWords,
    Disc,
    Ring,
    Tick,
}

impl Part {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Area => "hit",
            Self::Spine => "spine",
            Self::Fin => "fin",
            Self::Head => "fish-head",
            Self::Rib => "rib",
            Self::RibName => "rib-name",
            Self::Twig => "twig",
            Self::Box => "box",
            Self::Inner => "inner",
            Self::Edge => "edge",
            Self::Dim => "edge dim",
            Self::Arrow => "arrow",
            Self::Cross => "cross",
            Self::Junction => "junction",
            Self::Operator => "operator",
            Self::Column => "column",
            Self::Words => "words",
            Self::Note => "note",
            Self::Flag => "flag",
            Self::FlagWords => "flag-words",
            Self::Disc => "disc",
            Self::Ring => "ring",
            Self::Tick => "tick",
        }
    }
}

/// What kind of node is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The problem, at the head or on the map.
    Problem,
    Goal,
    Cause(Mark),
}

impl Role {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Goal => "goal",
            Self::Cause(mark) => mark.key(),
        }
    }
}

/// A node as readers meet it.
pub struct Node<'a> {
    /// Unique in the drawing.
    pub key: &'a str,
    /// Which cause; empty for the problem and goals.
    pub cause: &'a str,
    pub role: Role,
    /// Shown before the server has answered.
    pub is_pending: bool,
    /// Everything it says, for readers of the screen.
    pub name: String,
}

/// Where the point of a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Puts parts somewhere.
pub trait Pen {
    /// What follows belongs to a node.
    fn open(&mut self, node: &Node<'_>);
    /// The node is complete.
    fn close(&mut self);
    /// A shape or a line, as path data.
    fn path(&mut self, part: Part, data: &str);
    /// A text at its baseline.
    fn text(&mut self, part: Part, line: &Line, anchor: Anchor);
}

/// Lines of one part under each other.
pub fn words(pen: &mut dyn Pen, part: Part, lines: &[Line], anchor: Anchor) {
    for line in lines {
        pen.text(part, line, anchor);
    }
}

/// The icon of a mark with its upper left corner at a point.
pub fn icon(pen: &mut dyn Pen, mark: Mark, (x, y): (i64, i64)) {
    let round = format!("M{} {}a6 6 0 1 0 12 0 6 6 0 1 0-12 0z", x + 1, y + 7);
    match mark {
        Mark::Validated => {
            pen.path(Part::Disc, &round);
            pen.path(Part::Tick, &format!("M{} {}l2.1 2.1 3.9-4.1", x + 4, y + 7));
        }
        Mark::Root => {
            pen.path(Part::Disc, &format!("M{} {}l7 7-7 7-7-7z", x + 7, y));
            pen.path(Part::Tick, &format!("M{} {}l2 2 3.5-3.9", x + 4, y + 7));
        }
        Mark::Potential => pen.path(Part::Ring, &round),
        Mark::Refuted => {
            pen.path(Part::Ring, &round);
            pen.path(Part::Tick, &format!("M{} {}l5 5m0-5-5 5", x + 4, y + 4));
        }
        Mark::Unresolved => {
            pen.path(Part::Ring, &round);
            let asks = "a1.7 1.7 0 1 1 2.5 1.6c-.6.3-.8.6-.8 1.2m0 2v.1";
            pen.path(Part::Tick, &format!("M{} {}{asks}", x + 5, y + 5));
        }
    }
}

/// A rectangle with round corners, as path data.
pub fn rounded(area: domain::rca::drawing::Rect, inset: i64, radius: i64) -> String {
    let (x, y) = (area.x + inset, area.y + inset);
    let (w, h) = (area.w - 2 * inset - 2 * radius, area.h - 2 * inset - 2 * radius);
    format!(
        "M{} {y}h{w}a{radius} {radius} 0 0 1 {radius} {radius}v{h}a{radius} {radius} 0 0 1-{radius} {radius}h-{w}a{radius} {radius} 0 0 1-{radius}-{radius}v-{h}a{radius} {radius} 0 0 1 {radius}-{radius}z",
        x + radius
    )
}
