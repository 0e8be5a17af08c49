//! The cause map of a graph: its boxes and groups, and its strokes.

use domain::rca::{
    GroupOperator as Operator,
    drawing::{Line, Mark},
    map::{self as geometry, MapCause, MapDrawing, MapGroup, MapInput},
};

use super::{
    clock, mark,
    pen::{Anchor, Node, Part, Pen, Role, icon, rounded, words},
    picture::{Picture, Shape},
    text,
};
use crate::{
    model::GroupOperator,
    rca::model::{CauseView, GraphView},
};

/// What readers of the screen meet, in the order of the boxes.
#[derive(PartialEq)]
pub struct Words {
    boxes: Vec<(String, bool)>,
}

/// Lays out the map of a graph.
pub fn picture(graph: &GraphView) -> Picture {
    let input = input(graph);
    let start = clock();
    let map = geometry::layout(&input);
    let took = clock() - start;
    let boxes = map.boxes.iter().map(|one| name(graph, one)).collect();
    let name = format!(
        "Cause map: effects left, causes right; {}, {} groups",
        text::causes(graph.causes.len()),
        map.junctions.len()
    );
    Picture::new(name, Shape::Map(map, Words { boxes }), took)
}

fn input(graph: &GraphView) -> MapInput {
    let groups = graph.groups.iter().map(|group| MapGroup {
        id: group.id.clone(),
        effect: group.effect.clone(),
        operator: match group.operator {
            GroupOperator::And => Operator::And,
            GroupOperator::Or => Operator::Or,
        },
        causes: group.causes().map(str::to_owned).collect(),
    });
    MapInput {
        problem: graph.head.clone(),
        goals: graph.goals.iter().map(|goal| format!("{}: {}", goal.kind.label(), goal.text)).collect(),
        causes: graph.causes.iter().map(|cause| boxed(cause)).collect(),
        groups: groups.collect(),
    }
}

fn boxed(cause: &CauseView) -> MapCause {
    let stop = cause.stop_reason.map(|reason| format!("stop: {}", reason.label().to_lowercase()));
    MapCause {
        id: cause.id.clone(),
        text: cause.text.clone(),
        mark: mark(cause),
        kind: kind(cause).to_owned(),
        badge: text::evidence(cause.evidence_count),
        stop: stop.unwrap_or_default(),
        flags: Vec::new(),
    }
}

const fn kind(cause: &CauseView) -> &'static str {
    if cause.is_hypothetical { "Hypothetical" } else { cause.kind.label() }
}

/// Text, kind, verdict, evidence and what explains it; and whether it waits for the server.
fn name(graph: &GraphView, one: &geometry::MapBox) -> (String, bool) {
    let said = one.causes.len();
    let explained = if said == 0 { String::new() } else { format!("; explained by {}", text::causes(said)) };
    let Some(cause) = graph.cause(&one.id) else {
        let text = if one.role == geometry::Role::Problem {
            format!("{}; the problem{explained}", graph.head)
        } else {
            let place = one.id.strip_prefix("goal-").and_then(|place| place.parse::<usize>().ok());
            let goal = place.and_then(|place| graph.goals.get(place.checked_sub(1)?));
            let words = goal.map(|goal| format!("{}: {}", goal.kind.label(), goal.text));
            format!("{}; goal that was not met", words.unwrap_or_default())
        };
        return (text, false);
    };
    let mut name = format!(
        "{}; {}; {}; {}{explained}",
        cause.text,
        kind(cause),
        mark(cause).label(),
        text::evidence(cause.evidence_count).trim_start_matches("? "),
    );
    if one.effects.is_empty() {
        name = format!("{name}; {}", text::ALONE);
    }
    if let Some(stop) = &one.stop {
        name = format!("{name}; {}", stop.text);
    }
    (name, cause.is_pending)
}

pub fn draw(map: &MapDrawing, names: &Words, pen: &mut dyn Pen) {
    words(pen, Part::Column, &map.heads, Anchor::Start);
    if let Some(line) = &map.loose {
        pen.text(Part::Column, line, Anchor::Start);
    }
    for edge in &map.edges {
        pen.path(if edge.cross.is_empty() { Part::Edge } else { Part::Dim }, &edge.path);
        for (part, data) in [(Part::Arrow, &edge.arrow), (Part::Cross, &edge.cross)] {
            if !data.is_empty() {
                pen.path(part, data);
            }
        }
    }
    for junction in &map.junctions {
        pen.path(Part::Junction, &junction.path);
        let text = match junction.operator {
            Operator::And => GroupOperator::And,
            Operator::Or => GroupOperator::Or,
        };
        let (x, y) = junction.at;
        pen.text(Part::Operator, &Line { x, y: y + 4, text: text.label().to_owned() }, Anchor::Middle);
    }
    for (one, (name, is_pending)) in map.boxes.iter().zip(&names.boxes) {
        draw_box(one, name, *is_pending, pen);
    }
}

fn draw_box(one: &geometry::MapBox, name: &str, is_pending: bool, pen: &mut dyn Pen) {
    let (role, cause) = match one.role {
        geometry::Role::Goal => (Role::Goal, ""),
        geometry::Role::Problem => (Role::Problem, ""),
        geometry::Role::Cause(mark) => (Role::Cause(mark), one.id.as_str()),
    };
    pen.open(&Node { key: &one.id, cause, role, is_pending, name: name.to_owned() });
    pen.path(Part::Area, &rounded(one.area, -4, 7));
    pen.path(Part::Box, &rounded(one.area, 0, 5));
    if let (Role::Cause(mark), Some(at)) = (role, one.icon) {
        if mark == Mark::Root {
            pen.path(Part::Inner, &rounded(one.area, 4, 3));
        }
        icon(pen, mark, at);
    }
    words(pen, Part::Words, &one.lines, Anchor::Start);
    // What is seen inside a node is what it is called; the rest stands beside it.
    pen.close();
    pen.text(Part::Note, &one.badge, Anchor::Start);
    pen.text(Part::Note, &one.kind, Anchor::End);
    for flag in &one.flags {
        pen.path(Part::Flag, &flag.path);
        pen.text(Part::FlagWords, &flag.text, Anchor::Start);
    }
    if let Some(stop) = &one.stop {
        pen.text(Part::Note, stop, Anchor::Start);
    }
}
