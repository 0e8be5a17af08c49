//! A cause with its sub-causes as one block, measured before anything is placed.

use super::{DEPTH, Twig};
use crate::rca::drawing::{Style, count, width, wrap};

/// Room for text of a cause on a rib, and of a sub-cause.
const ROOM: i64 = 148;
const SUB_ROOM: i64 = 132;
/// Lines of text at most; the outline has all of it.
const MOST: usize = 4;
/// From one line of text to the next.
pub const LEADING: i64 = 14;
/// From the left edge of a node to its text, past the icon.
pub const INSET: i64 = 20;
/// From the left edge of a cause to that of its sub-causes.
const INDENT: i64 = 24;
/// Between a cause and its sub-causes, and between these.
const SUB_GAP: i64 = 5;

/// One node of a block, relative to the block's upper left corner.
pub struct Item<'a> {
    pub(super) twig: &'a Twig,
    pub(super) depth: usize,
    /// Place of the parent among the block's items.
    pub parent: Option<usize>,
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) texts: Vec<String>,
}

impl Item<'_> {
    /// Where the icon has its middle: beside the last line of a cause, which stands on its twig, and the first of a sub-cause.
    pub fn icon_middle(&self) -> i64 {
        if self.depth == 1 { self.y + self.height - 13 } else { self.y + 8 }
    }
}

/// A cause with all its sub-causes.
pub struct Block<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) width: i64,
    pub(super) height: i64,
}

pub(super) fn measure(twig: &Twig) -> Block<'_> {
    let mut items = Vec::new();
    let height = add(&mut items, twig, None, 1, 0);
    let width = items.iter().map(|item| item.x + item.width).max().unwrap_or(0);
    Block { items, width, height }
}

/// Adds a node and what hangs on it at a height; answers where the next one may begin.
fn add<'a>(items: &mut Vec<Item<'a>>, twig: &'a Twig, parent: Option<usize>, depth: usize, y: i64) -> i64 {
    let style = if twig.mark == crate::rca::drawing::Mark::Root { Style::STRONG } else { Style::NODE };
    let room = if depth == 1 { ROOM } else { SUB_ROOM };
    let texts = wrap(&twig.text, room, MOST, style);
    let wide = texts.iter().map(|text| width(text, style)).max().unwrap_or(0);
    let height = count(texts.len()) * LEADING + if depth == 1 { 6 } else { 2 };
    let x = count(depth.min(DEPTH) - 1) * INDENT;
    let index = items.len();
    items.push(Item { twig, depth: depth.min(DEPTH), parent, x, y, width: INSET + wide + 4, height, texts });
    let mut bottom = y + height;
    for sub in &twig.twigs {
        bottom = add(items, sub, Some(index), depth + 1, bottom + SUB_GAP);
    }
    bottom
}
