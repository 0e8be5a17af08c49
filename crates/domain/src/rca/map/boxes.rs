//! The boxes of a map: what stands in them, how large they are, and where that puts their texts.

use super::{Edge, Flag, Junction, MapBox, MapDrawing, MapInput, PROBLEM, Role};
use crate::rca::drawing::{Line, Mark, Rect, Style, count, lines, width, wrap};

/// Width of a box, and from one column to the next.
pub const WIDE: i64 = 184;
pub(super) const PITCH: i64 = 244;
/// Free around the drawing, and the height of the columns' names.
pub const MARGIN: i64 = 16;
pub(super) const HEADS: i64 = 32;
/// The least free height between boxes of a column.
pub const GAP: i64 = 24;
const LEADING: i64 = 16;
const MOST: usize = 4;
/// From the left edge to the text, past the icon.
const INSET: i64 = 31;
const FLAG: i64 = 24;
const STOP: i64 = 20;
/// What a junction needs in height.
pub const JUNCTION: i64 = 32;

/// The map while it is made: boxes with their numbers, and what explains what.
pub struct Net {
    pub(super) boxes: Vec<MapBox>,
    /// From effect to cause, by place among the boxes, each once.
    pub links: Vec<(usize, usize)>,
    /// What every box takes in height, with all that hangs under it and the junctions at its side.
    pub heights: Vec<i64>,
    /// Boxes that neither explain anything nor are explained.
    pub is_loose: Vec<bool>,
}

/// Boxes with their texts at the origin, and the links between them.
pub fn net(input: &MapInput) -> Net {
    let mut boxes: Vec<MapBox> = Vec::new();
    for (number, goal) in (1..).zip(&input.goals) {
        boxes.push(plain(format!("goal-{number}"), Role::Goal, goal));
    }
    boxes.push(plain(PROBLEM.to_owned(), Role::Problem, &input.problem));
    for cause in &input.causes {
        let mut one = plain(cause.id.clone(), Role::Cause(cause.mark), &cause.text);
        one.kind.text.clone_from(&cause.kind);
        one.badge.text.clone_from(&cause.badge);
        one.area.h += 20;
        one.stop = (!cause.stop.is_empty()).then(|| Line { x: 0, y: 0, text: cause.stop.clone() });
        one.flags = cause.flags.iter().map(|text| flag(text)).collect();
        boxes.push(one);
    }
    let mut net = Net { heights: Vec::new(), is_loose: vec![true; boxes.len()], boxes, links: Vec::new() };
    link(&mut net, input);
    measure(&mut net, input);
    net
}

/// A box with its text; `area` holds its size.
fn plain(id: String, role: Role, text: &str) -> MapBox {
    let (style, room, air) = match role {
        Role::Cause(Mark::Root) => (Style::STRONG, WIDE - INSET - 10, 18),
        Role::Cause(_) => (Style::NODE, WIDE - INSET - 10, 18),
        Role::Goal | Role::Problem => (Style::STRONG, WIDE - 24, 22),
    };
    let texts = wrap(text, room, MOST, style);
    let h = count(texts.len()) * LEADING + air;
    MapBox {
        id,
        role,
        area: Rect { x: 0, y: 0, w: WIDE, h },
        lines: texts.into_iter().map(|text| Line { x: 0, y: 0, text }).collect(),
        icon: None,
        kind: Line { x: 0, y: 0, text: String::new() },
        badge: Line { x: 0, y: 0, text: String::new() },
        stop: None,
        flags: Vec::new(),
        column: 0,
        effects: Vec::new(),
        causes: Vec::new(),
    }
}

fn flag(text: &str) -> Flag {
    let text = wrap(text, WIDE - 66, 1, Style::NOTE).concat();
    Flag { path: String::new(), text: Line { x: 0, y: 0, text } }
}

/// Who explains whom; a goal is explained by the problem.
fn link(net: &mut Net, input: &MapInput) {
    let goals = input.goals.len();
    let places: std::collections::BTreeMap<&str, usize> =
        (goals + 1..).zip(&input.causes).map(|(place, cause)| (cause.id.as_str(), place)).collect();
    let mut links: Vec<(usize, usize)> = (0..goals).map(|goal| (goal, goals)).collect();
    for group in &input.groups {
        let effect = match &group.effect {
            None => Some(goals),
            Some(id) => places.get(id.as_str()).copied(),
        };
        let Some(effect) = effect else { continue };
        for cause in group.causes.iter().filter_map(|id| places.get(id.as_str()).copied()) {
            links.push((effect, cause));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    links.retain(|link| link.0 != link.1 && seen.insert(*link));
    for (effect, cause) in &links {
        let (from, to) = (net.boxes[*effect].id.clone(), net.boxes[*cause].id.clone());
        net.boxes[*effect].causes.push(to);
        net.boxes[*cause].effects.push(from);
        net.is_loose[*effect] = false;
        net.is_loose[*cause] = false;
    }
    // The problem is the beginning, even alone.
    net.is_loose[goals] = false;
    net.links = links;
}

/// The height that each box takes: junctions at its side may need more than the box.
fn measure(net: &mut Net, input: &MapInput) {
    let mut groups: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
    for group in &input.groups {
        *groups.entry(group.effect.as_deref().unwrap_or(PROBLEM)).or_default() += 1;
    }
    net.heights = net.boxes.iter().map(|one| one.area.h + under(one)).collect();
    for (one, height) in net.boxes.iter().zip(&mut net.heights) {
        let sides = groups.get(one.id.as_str()).copied().unwrap_or(0) * JUNCTION;
        *height = (*height).max(sides);
    }
}

/// Height of what hangs under a box.
pub fn under(one: &MapBox) -> i64 {
    count(one.flags.len()) * FLAG + one.stop.as_ref().map_or(0, |_| STOP)
}

/// Puts the linked boxes where the layers have their middles.
pub fn set(net: &mut Net, placed: &super::layers::Placed) {
    for index in 0..net.boxes.len() {
        if let Some((column, middle)) = placed.boxes[index] {
            let one = &mut net.boxes[index];
            let top = middle - i64::midpoint(one.area.h, under(one));
            one.column = column;
            put(one, MARGIN + count(column) * PITCH, top);
        }
    }
}

/// Moves a box and everything in it to a corner.
pub fn put(one: &mut MapBox, x: i64, y: i64) {
    (one.area.x, one.area.y) = (x, y);
    let texts = one.lines.drain(..).map(|line| line.text).collect();
    let is_cause = matches!(one.role, Role::Cause(_));
    let inset = if is_cause { INSET } else { 12 };
    one.lines = lines(texts, x + inset, y + if is_cause { 22 } else { 24 }, LEADING);
    one.icon = is_cause.then_some((x + 10, y + 10));
    let foot = one.area.bottom() - 10;
    (one.badge.x, one.badge.y) = (x + inset, foot);
    (one.kind.x, one.kind.y) = (one.area.right() - 10, foot);
    let mut bottom = one.area.bottom();
    for flag in &mut one.flags {
        let left = x + 46;
        flag.path = format!(
            "M{left} {bottom}V{0}M{left} {1}H{2}l-5 9 5 10H{left}z",
            bottom + 23,
            bottom + 4,
            x + WIDE
        );
        (flag.text.x, flag.text.y) = (left + 8, bottom + 18);
        bottom += FLAG;
    }
    if let Some(stop) = &mut one.stop {
        (stop.x, stop.y) = (x + 4, bottom + 15);
    }
}

/// The finished drawing: names of columns, and the size around everything.
pub fn finish(net: Net, junctions: Vec<Junction>, edges: Vec<Edge>, loose: Option<Line>) -> MapDrawing {
    let linked = || net.boxes.iter().zip(&net.is_loose).filter(|(_, is_loose)| !**is_loose);
    let columns = linked().map(|(one, _)| one.column).max().map_or(0, |last| last + 1);
    let problem = linked().find(|(one, _)| one.role == Role::Problem).map_or(0, |(one, _)| one.column);
    let name = |column: usize| match column.cmp(&problem) {
        core::cmp::Ordering::Less => "Goal not met",
        core::cmp::Ordering::Equal => "Problem",
        core::cmp::Ordering::Greater => "because",
    };
    let head = |column: usize| Line {
        x: MARGIN + count(column) * PITCH,
        y: MARGIN + 8,
        text: name(column).to_owned(),
    };
    let heads = (0..columns).map(head).collect();
    let note = |one: &MapBox| one.stop.as_ref().map_or(0, |stop| stop.x + width(&stop.text, Style::NOTE));
    let right = net.boxes.iter().map(|one| one.area.right().max(note(one))).max().unwrap_or(0);
    let bottom = net.boxes.iter().map(|one| one.area.bottom() + under(one)).max().unwrap_or(0);
    let low = junctions.iter().map(|junction| junction.at.1 + JUNCTION / 2).max().unwrap_or(0);
    MapDrawing {
        width: right + MARGIN,
        height: bottom.max(low) + MARGIN,
        heads,
        boxes: net.boxes,
        junctions,
        edges,
        loose,
    }
}
