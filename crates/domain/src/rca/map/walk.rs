//! Walking a map with the arrow keys: left to the effect, right to the causes, up and down within a column.

use super::{MapBox, MapDrawing, PROBLEM};
use crate::rca::drawing::Way;

/// The first stop: the first goal, or the problem.
pub fn first(map: &MapDrawing) -> &str {
    map.boxes.first().map_or(PROBLEM, |one| &one.id)
}

/// The last stop: the lowest box of the last column.
pub fn last(map: &MapDrawing) -> &str {
    let last = map.boxes.iter().max_by_key(|one| (one.column, one.area.y));
    last.map_or(PROBLEM, |one| &one.id)
}

/// The box beside one; none at the edge, and for an id that is not there.
pub fn step<'a>(map: &'a MapDrawing, from: &str, way: Way) -> Option<&'a str> {
    let one = map.boxes.iter().find(|one| one.id == from)?;
    match way {
        Way::Left => near(map, one, &one.effects),
        Way::Right => near(map, one, &one.causes),
        Way::Up => {
            column(map, one).filter(|other| other.area.y < one.area.y).max_by_key(|other| other.area.y)
        }
        Way::Down => {
            column(map, one).filter(|other| other.area.y > one.area.y).min_by_key(|other| other.area.y)
        }
    }
    .map(|one| one.id.as_str())
}

fn column<'a>(map: &'a MapDrawing, one: &MapBox) -> impl Iterator<Item = &'a MapBox> {
    let column = one.column;
    map.boxes.iter().filter(move |other| other.column == column)
}

/// Among some boxes the one whose height is nearest.
fn near<'a>(map: &'a MapDrawing, one: &MapBox, ids: &[String]) -> Option<&'a MapBox> {
    let among = map.boxes.iter().filter(|other| ids.contains(&other.id));
    among.min_by_key(|other| (other.area.middle() - one.area.middle()).abs())
}
