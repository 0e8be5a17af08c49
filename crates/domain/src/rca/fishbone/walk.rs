//! Walking a fishbone with the arrow keys: up and down along a pair of ribs, left and right from rib to rib.

use super::{Fishbone, HEAD, Node};
use crate::rca::drawing::Way;

/// The first stop: the head.
pub fn first(_: &Fishbone) -> &str {
    HEAD
}

/// The last stop.
pub fn last(fish: &Fishbone) -> &str {
    fish.nodes.last().map_or(HEAD, |node| &node.key)
}

/// The node beside one; none at the edge, and for a key that is not there.
pub fn step<'a>(fish: &'a Fishbone, from: &str, way: Way) -> Option<&'a str> {
    let columns = fish.nodes.iter().map(|node| node.column).max();
    if from == HEAD {
        let middle = fish.head.area.middle();
        return (way == Way::Left).then(|| near(fish, columns?, middle)).flatten();
    }
    let node = fish.nodes.iter().find(|node| node.key == from)?;
    match way {
        Way::Up | Way::Down => beside(fish, node, way == Way::Down),
        Way::Left => (0..node.column).rev().find_map(|column| near(fish, column, node.area.middle())),
        Way::Right => (node.column + 1..=columns?)
            .find_map(|column| near(fish, column, node.area.middle()))
            .or(Some(HEAD)),
    }
}

/// The next node of the column in its order, which goes from top to bottom.
fn beside<'a>(fish: &'a Fishbone, node: &Node, is_down: bool) -> Option<&'a str> {
    let column: Vec<&Node> = fish.nodes.iter().filter(|other| other.column == node.column).collect();
    let place = column.iter().position(|other| other.key == node.key)?;
    let next = if is_down { place + 1 } else { place.checked_sub(1)? };
    column.get(next).map(|node| node.key.as_str())
}

/// The node of a column that is nearest to a height.
fn near(fish: &Fishbone, column: usize, y: i64) -> Option<&str> {
    let nodes = fish.nodes.iter().filter(|node| node.column == column);
    nodes.min_by_key(|node| (node.area.middle() - y).abs()).map(|node| node.key.as_str())
}
