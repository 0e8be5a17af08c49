//! What the drawings of the cause graph share: the five marks, text that is measured and wrapped, and ways to walk.
//!
//! Coordinates are whole pixels. It must not know a renderer: whoever draws gives the numbers to SVG, print or a canvas.

mod measure;
#[cfg(test)]
mod tests;

pub use measure::{Style, width, wrap};

use super::CauseVerdict;

/// The five marks of a cause, with one meaning everywhere: an icon, and a style of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A solid line.
    Validated,
    /// A dashed line.
    Potential,
    /// A dotted line.
    Unresolved,
    /// A thin line, the text struck through.
    Refuted,
    /// A double violet line.
    Root,
}

impl Mark {
    /// All of them, in the order of a legend.
    pub const ALL: [Self; 5] =
        [Self::Validated, Self::Potential, Self::Unresolved, Self::Refuted, Self::Root];

    /// The mark of a verdict; a confirmed root cause has its own.
    pub const fn of(verdict: CauseVerdict, is_root: bool) -> Self {
        match (verdict, is_root) {
            (_, true) => Self::Root,
            (CauseVerdict::Potential, false) => Self::Potential,
            (CauseVerdict::Validated, false) => Self::Validated,
            (CauseVerdict::Refuted, false) => Self::Refuted,
            (CauseVerdict::Unresolved, false) => Self::Unresolved,
        }
    }

    /// One lower-case word for classes and symbols.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Validated => "validated",
            Self::Potential => "potential",
            Self::Unresolved => "unresolved",
            Self::Refuted => "refuted",
            Self::Root => "root",
        }
    }

    /// What it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Validated => "Validated",
            Self::Potential => "Potential",
            Self::Unresolved => "Unresolved",
            Self::Refuted => "Refuted",
            Self::Root => "Root cause",
        }
    }
}

/// A line of text at its baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it starts, ends or has its middle, as whoever draws it knows.
    pub x: i64,
    /// The baseline.
    pub y: i64,
    /// The text.
    pub text: String,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Width.
    pub w: i64,
    /// Height.
    pub h: i64,
}

impl Rect {
    /// Right edge.
    pub const fn right(self) -> i64 {
        self.x + self.w
    }

    /// Lower edge.
    pub const fn bottom(self) -> i64 {
        self.y + self.h
    }

    /// The middle of its height.
    pub const fn middle(self) -> i64 {
        self.y + self.h / 2
    }

    /// Whether two rectangles share some area.
    pub const fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether another lies within this one.
    pub const fn holds(self, other: Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }
}

/// A direction of the arrow keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the effect in a map, to the rib before in a fishbone.
    Left,
    /// Towards the causes in a map, to the next rib and the head in a fishbone.
    Right,
    /// To what stands above.
    Up,
    /// To what stands below.
    Down,
}

/// Lines of text under each other, the first baseline at `y`.
pub(super) fn lines(texts: Vec<String>, x: i64, y: i64, leading: i64) -> Vec<Line> {
    (0..).zip(texts).map(|(row, text)| Line { x, y: y + row * leading, text }).collect()
}

/// A count as the coordinates want it.
pub(super) fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}
