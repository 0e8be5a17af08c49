//! The lines of a map: cubic curves from column to column, joined before their effect where a group has several causes.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::boxes::{JUNCTION, MARGIN, Net, PITCH, WIDE};
use super::layers::Placed;
use super::{Edge, Junction, MapGroup, MapInput, PROBLEM, Role};
use crate::rca::GroupOperator;
use crate::rca::drawing::{Mark, count};

/// From an effect's right edge to the middle of its junctions.
const REACH: i64 = 24;
/// Length of the arrow head, and its distance from the box.
const ARROW: i64 = 7;

struct Pen<'a> {
    net: &'a Net,
    placed: &'a Placed,
    places: BTreeMap<&'a str, usize>,
    junctions: Vec<Junction>,
    edges: Vec<Edge>,
}

pub(super) fn draw(net: &Net, input: &MapInput, placed: &Placed) -> (Vec<Junction>, Vec<Edge>) {
    let places = net.boxes.iter().enumerate().map(|(place, one)| (one.id.as_str(), place)).collect();
    let mut pen = Pen { net, placed, places, junctions: Vec::new(), edges: Vec::new() };
    let goals = net.boxes.iter().enumerate().filter(|(_, one)| one.role == Role::Goal);
    for (goal, one) in goals {
        let from = (one.area.right(), one.area.middle());
        pen.edge("", goal, pen.places[PROBLEM], from, true);
    }
    // Groups by effect, in their order.
    let mut by_effect: BTreeMap<usize, Vec<(&MapGroup, Vec<usize>)>> = BTreeMap::new();
    for group in &input.groups {
        let effect = pen.places.get(group.effect.as_deref().unwrap_or(PROBLEM)).copied();
        let mut causes: Vec<usize> =
            group.causes.iter().filter_map(|id| pen.places.get(id.as_str()).copied()).collect();
        causes.dedup();
        if let (Some(effect), false) = (effect, causes.is_empty()) {
            by_effect.entry(effect).or_default().push((group, causes));
        }
    }
    for (effect, mut groups) in by_effect {
        // Junctions stand in the order of what they lead to, so that lines do not cross there.
        groups.sort_by_key(|(_, causes)| pen.height(causes));
        pen.effect(effect, &groups);
    }
    (pen.junctions, pen.edges)
}

impl Pen<'_> {
    /// The average height of some boxes.
    fn height(&self, places: &[usize]) -> i64 {
        let sum: i64 = places.iter().map(|place| self.net.boxes[*place].area.middle()).sum();
        sum / count(places.len()).max(1)
    }

    /// All groups of an effect, one above the other at its side.
    fn effect(&mut self, effect: usize, groups: &[(&MapGroup, Vec<usize>)]) {
        let area = self.net.boxes[effect].area;
        let mut y = area.middle() - (count(groups.len()) - 1) * JUNCTION / 2;
        for (group, causes) in groups {
            if let [cause] = causes[..] {
                self.edge(&group.id, effect, cause, (area.right(), y), true);
            } else {
                let at = (area.right() + REACH, y);
                self.stem(effect, group, at);
                for cause in causes {
                    self.edge(&group.id, effect, *cause, at, false);
                }
                self.junctions.push(junction(group, &self.net.boxes[effect].id, at));
            }
            y += JUNCTION;
        }
    }

    /// From the effect to a junction. A junction beside the box's height leads to its nearest point.
    fn stem(&mut self, effect: usize, group: &MapGroup, at: (i64, i64)) {
        let area = self.net.boxes[effect].area;
        let y = at.1.clamp(area.y + 8, area.bottom() - 8);
        self.edges.push(Edge {
            group: group.id.clone(),
            effect: self.net.boxes[effect].id.clone(),
            cause: String::new(),
            path: format!("M{} {y}L{} {}", area.right() + 1, at.0, at.1),
            arrow: arrow(area.right() + 1, y),
            cross: String::new(),
        });
    }

    /// From a point at the effect through the lanes of the link to the cause.
    fn edge(&mut self, group: &str, effect: usize, cause: usize, from: (i64, i64), has_arrow: bool) {
        let (net, to) = (self.net, &self.net.boxes[cause]);
        let from = if has_arrow {
            let area = net.boxes[effect].area;
            (from.0 + 1, from.1.clamp(area.y + 8, area.bottom() - 8))
        } else {
            from
        };
        let mut path = format!("M{} {}", from.0, from.1);
        let mut at = from;
        for (column, y) in self.placed.lanes.get(&(effect, cause)).into_iter().flatten() {
            let left = MARGIN + count(*column) * PITCH;
            curve(&mut path, at, (left, *y));
            // Writing to a string cannot fail.
            let _ = write!(path, "H{}", left + WIDE);
            at = (left + WIDE, *y);
        }
        let end = (to.area.x, to.area.middle());
        curve(&mut path, at, end);
        let is_refuted = to.role == Role::Cause(Mark::Refuted);
        let cross =
            if is_refuted { format!("M{} {}l8 8m0-8l-8 8", end.0 - 18, end.1 - 4) } else { String::new() };
        self.edges.push(Edge {
            group: group.to_owned(),
            effect: net.boxes[effect].id.clone(),
            cause: to.id.clone(),
            path,
            arrow: if has_arrow { arrow(from.0, from.1) } else { String::new() },
            cross,
        });
    }
}

/// A curve that leaves and arrives level.
fn curve(path: &mut String, (x1, y1): (i64, i64), (x2, y2): (i64, i64)) {
    let bend = (x2 - x1) * 6 / 10;
    // Writing to a string cannot fail.
    let _ = write!(path, "C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend);
}

fn arrow(x: i64, y: i64) -> String {
    format!("M{x} {y}l{ARROW}-4v8z")
}

fn junction(group: &MapGroup, effect: &str, at: (i64, i64)) -> Junction {
    let (x, y) = at;
    let path = match group.operator {
        GroupOperator::And => format!("M{} {}h32v20h-32z", x - 16, y - 10),
        GroupOperator::Or => format!("M{} {y}l17-14 17 14-17 14z", x - 17),
    };
    Junction { id: group.id.clone(), effect: effect.to_owned(), operator: group.operator, at, path }
}
