//! Where ribs and blocks stand, relative to the point where the tail-most rib meets the spine.
//!
//! All ribs lean alike, so the space between two of them is a parallelogram of the same width at every height, however long they
//! are: a block fits when its width plus its own lean does.

use super::{
    Rib,
    block::{Block, measure},
};
use crate::rca::drawing::{Style, count, width, wrap};

/// Between a block and the ribs at its sides.
pub const SIDE: i64 = 10;
/// Between blocks on a rib, at least.
const GAP: i64 = 14;
/// Free at the spine and at the outer end of a rib.
const INNER: i64 = 16;
const OUTER: i64 = 10;
/// Ribs shorter than this are drawn as long as the longest of their side up to this.
const SHORT: i64 = 250;
const LEAST: i64 = 96;
/// The least distance of two ribs.
const PITCH: i64 = 196;
/// Text of a rib's name.
pub const NAME: Style = Style { size: 125, is_bold: true };
pub(super) const NAME_LEADING: i64 = 16;

/// How far a rib leans towards the tail at a distance from the spine.
pub const fn lean(distance: i64) -> i64 {
    distance * 21 / 100
}

/// Ribs with what hangs on them.
pub struct Placed<'a> {
    pub(super) ribs: Vec<PlacedRib<'a>>,
}

/// One rib.
pub struct PlacedRib<'a> {
    pub(super) rib: &'a Rib,
    pub(super) column: usize,
    pub(super) is_below: bool,
    /// Where it meets the spine.
    pub foot: i64,
    pub(super) length: i64,
    pub(super) name: Vec<String>,
    pub(super) name_width: i64,
    pub(super) is_end: bool,
    /// Blocks with the left edge and the upper edge; the spine is at height 0.
    pub blocks: Vec<(i64, i64, Block<'a>)>,
}

impl PlacedRib<'_> {
    /// Where the rib is at a height.
    pub fn at(&self, y: i64) -> i64 {
        self.foot - lean(y.abs())
    }

    /// The outer end.
    pub fn end(&self) -> (i64, i64) {
        let y = if self.is_below { self.length } else { -self.length };
        (self.at(y), y)
    }
}

pub(super) fn place<'a>(ribs: &[&'a Rib]) -> Placed<'a> {
    let measured: Vec<Vec<Block<'a>>> =
        ribs.iter().map(|rib| rib.twigs.iter().map(measure).collect()).collect();
    let pitches: Vec<i64> = measured.chunks(2).map(pitch).collect();
    let needs: Vec<i64> = measured.iter().map(|blocks| need(blocks)).collect();
    let lengths = lengths(&needs);
    let mut placed = Vec::new();
    let mut foot = 0;
    for (index, (rib, blocks)) in ribs.iter().zip(measured).enumerate() {
        let column = index / 2;
        if index > 0 && index % 2 == 0 {
            foot += pitches[column];
        }
        let next = pitches.get(column + 1).copied();
        let is_end = lengths.get(index + 2).is_some_and(|longer| *longer > lengths[index]);
        let room =
            if is_end { pitches[column] / 2 } else { pitches[column].min(next.unwrap_or(i64::MAX)) - 12 };
        let name = wrap(&rib.name, room, 3, NAME);
        let mut one = PlacedRib {
            rib,
            column,
            is_below: index % 2 == 1,
            foot,
            length: lengths[index],
            name_width: name.iter().map(|line| width(line, NAME)).max().unwrap_or(0),
            name,
            is_end,
            blocks: Vec::new(),
        };
        one.blocks = stack(&one, blocks, needs[index], pitches[column]);
        placed.push(one);
    }
    Placed { ribs: placed }
}

/// The distance to the rib before that both ribs of a column need.
fn pitch(pair: &[Vec<Block<'_>>]) -> i64 {
    let widest = pair.iter().flatten().map(|block| block.width + lean(block.height) + 1).max();
    (widest.unwrap_or(0) + 2 * SIDE).max(PITCH)
}

/// How long a rib has to be.
fn need(blocks: &[Block<'_>]) -> i64 {
    let heights: i64 = blocks.iter().map(|block| block.height + GAP).sum();
    (INNER + OUTER + heights - GAP).max(LEAST)
}

/// How long the ribs are: as long as they need, and short ones alike on their side, as far as that goes.
fn lengths(needs: &[i64]) -> Vec<i64> {
    let longest = |side: usize| needs.iter().skip(side).step_by(2).copied().max().unwrap_or(0).min(SHORT);
    let sides = [longest(0), longest(1)];
    needs.iter().enumerate().map(|(index, need)| (*need).max(sides[index % 2])).collect()
}

/// Stacks the blocks of a rib from top to bottom, spread over its length.
fn stack<'a>(
    rib: &PlacedRib<'_>,
    blocks: Vec<Block<'a>>,
    need: i64,
    pitch: i64,
) -> Vec<(i64, i64, Block<'a>)> {
    let spare = (rib.length - need) / (count(blocks.len()) + 1);
    let mut y = if rib.is_below { INNER } else { OUTER - rib.length } + spare;
    let mut stacked = Vec::with_capacity(blocks.len());
    for block in blocks {
        // The end nearer to the spine is where the rib before comes closest.
        let near = if rib.is_below { y } else { y + block.height };
        let x = rib.at(near) - pitch + SIDE;
        let height = block.height;
        stacked.push((x, y, block));
        y += height + GAP + spare;
    }
    stacked
}
