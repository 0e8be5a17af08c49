//! Causes that explain nothing yet and are not explained: rows of boxes under the map, so that a brainstorm does not become a
//! tower.

use super::boxes::{GAP, HEADS, MARGIN, Net, PITCH, put, under};
use crate::rca::drawing::{Line, count};

/// As many side by side as the map has columns, at least this many.
const LEAST: usize = 4;

/// Places the loose boxes; answers their heading.
pub fn place(net: &mut Net) -> Option<Line> {
    let bottom = |net: &Net, is_loose: bool| {
        let boxes = net.boxes.iter().zip(&net.is_loose).filter(|(_, loose)| **loose == is_loose);
        boxes.map(|(one, _)| one.area.bottom() + under(one)).max()
    };
    let places: Vec<usize> = (0..net.boxes.len()).filter(|place| net.is_loose[*place]).collect();
    if places.is_empty() {
        return None;
    }
    let columns = net.boxes.iter().map(|one| one.column + 1).max().unwrap_or(0).max(LEAST);
    let start = bottom(net, false).unwrap_or(0) + HEADS + 16;
    let mut top = start + 14;
    for row in places.chunks(columns) {
        let mut high = 0;
        for (column, place) in row.iter().enumerate() {
            let one = &mut net.boxes[*place];
            one.column = column;
            put(one, MARGIN + count(column) * PITCH, top);
            high = high.max(one.area.h + under(one));
        }
        top += high + GAP;
    }
    Some(Line { x: MARGIN, y: start, text: "Not linked yet".to_owned() })
}
