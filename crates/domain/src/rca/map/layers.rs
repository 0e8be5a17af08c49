//! Layers and heights. The columns follow from what explains what; the order within a column and the heights come from the
//! layered layout of `rust-sugiyama`. It must not know texts.
//!
//! Links that pass over columns get a small vertex in each, so that the layout leaves them a lane. What the layout answers is
//! rounded, and then pushed apart where boxes would be too near: its balance of four alignments does not promise distances.

use std::collections::BTreeMap;

use rust_sugiyama::{
    configure::{Config, CrossingMinimization, RankingType},
    from_vertices_and_edges,
};

use super::Role;
use super::boxes::{GAP, HEADS, MARGIN, Net};

/// Height of a lane for a link that passes by.
const LANE: i64 = 10;
/// Between parts of the map that hang together with nothing else.
const APART: i64 = 40;
/// Maps of fewer vertices, lanes counted, are tried from several starts.
const TRIED: usize = 120;
/// Maps of fewer vertices are laid out with more care: neighbours are swapped as long as that saves crossings.
const CAREFUL: usize = 300;

/// Where boxes and lanes are.
pub struct Placed {
    /// Column and middle of every box that is linked.
    pub boxes: Vec<Option<(usize, i64)>>,
    /// Column and middle of the lanes of a link, from effect to cause, for links that pass over columns.
    pub lanes: BTreeMap<(usize, usize), Vec<(usize, i64)>>,
}

/// A vertex for the layout: a box, or a lane of a link.
struct Vertex {
    column: usize,
    height: i64,
    middle: i64,
}

pub(super) fn place(net: &mut Net) -> Placed {
    let columns = columns(net);
    let mut vertices: Vec<Vertex> = columns
        .iter()
        .zip(&net.heights)
        .map(|(column, height)| Vertex { column: *column, height: *height, middle: 0 })
        .collect();
    let mut edges: Vec<(usize, usize)> = Vec::new();
    let mut lanes: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for link @ (effect, cause) in net.links.iter().copied() {
        // A link that would go back, which an acyclic graph has not, takes no part in the layout.
        if columns[cause] <= columns[effect] {
            continue;
        }
        let mut from = effect;
        for column in columns[effect] + 1..columns[cause] {
            vertices.push(Vertex { column, height: LANE, middle: 0 });
            edges.push((from, vertices.len() - 1));
            from = vertices.len() - 1;
            lanes.entry(link).or_default().push(from);
        }
        edges.push((from, cause));
    }
    arrange(&mut vertices, &edges, &net.is_loose);
    let spot = |place: usize| (vertices[place].column, vertices[place].middle);
    Placed {
        boxes: (0..net.boxes.len()).map(|place| (!net.is_loose[place]).then(|| spot(place))).collect(),
        lanes: lanes.into_iter().map(|(link, lanes)| (link, lanes.into_iter().map(spot).collect())).collect(),
    }
}

/// The column of each box: one behind the last of its effects; goals stand before the problem. An effect that explains nothing
/// stands one before its first cause.
fn columns(net: &Net) -> Vec<usize> {
    let size = net.boxes.len();
    let mut waits = vec![0_usize; size];
    let mut causes: Vec<Vec<usize>> = vec![Vec::new(); size];
    for (effect, cause) in &net.links {
        waits[*cause] += 1;
        causes[*effect].push(*cause);
    }
    let is_cause = |place: &usize| matches!(net.boxes[*place].role, Role::Cause(_));
    let starts: Vec<usize> = (0..size).filter(|place| waits[*place] == 0).collect();
    // What does not hang together with the problem begins behind it.
    let behind =
        net.boxes.iter().position(|one| one.role == Role::Problem).map_or(0, |goals| goals.min(1) + 1);
    let mut columns = vec![0_usize; size];
    for start in starts.iter().filter(|start| is_cause(start)) {
        columns[*start] = behind;
    }
    let mut ready = starts.clone();
    while let Some(effect) = ready.pop() {
        for cause in &causes[effect] {
            columns[*cause] = columns[*cause].max(columns[effect] + 1);
            waits[*cause] -= 1;
            if waits[*cause] == 0 {
                ready.push(*cause);
            }
        }
    }
    for start in starts.into_iter().filter(is_cause) {
        let first = causes[start].iter().map(|cause| columns[*cause]).min();
        columns[start] = first.map_or(behind, |first| first.saturating_sub(1));
    }
    columns
}

/// Gives every vertex that is linked its middle. The layout improves on where it starts; a map that is not large is tried from
/// several starts, and the one with the fewest crossings is taken.
fn arrange(vertices: &mut [Vertex], edges: &[(usize, usize)], is_loose: &[bool]) {
    let starts = if vertices.len() < TRIED { 4 } else { 1 };
    let tries = (0..starts).map(|start| {
        let mut edges = edges.to_vec();
        if start % 2 == 1 {
            edges.reverse();
        }
        let method = if start < 2 { CrossingMinimization::Barycenter } else { CrossingMinimization::Median };
        let middles = attempt(vertices, &edges, is_loose, method);
        (crossings(vertices, &edges, &middles), middles)
    });
    // Of equals the first.
    let best = tries.min_by_key(|(crossings, _)| *crossings);
    for (vertex, middle) in vertices.iter_mut().zip(best.map(|(_, middles)| middles).into_iter().flatten()) {
        vertex.middle = middle;
    }
}

/// One layout: the middles of all vertices, in their order.
fn attempt(
    vertices: &[Vertex],
    edges: &[(usize, usize)],
    is_loose: &[bool],
    c_minimization: CrossingMinimization,
) -> Vec<i64> {
    let config = Config {
        vertex_spacing: real(GAP),
        dummy_vertices: true,
        ranking_type: RankingType::MinimizeEdgeLength,
        c_minimization,
        transpose: vertices.len() < CAREFUL,
        ..Config::default()
    };
    let order: Vec<usize> =
        (0..vertices.len()).filter(|place| !is_loose.get(*place).copied().unwrap_or(false)).collect();
    let sized: Vec<(u32, (f64, f64))> =
        order.iter().map(|place| (number(*place), (real(vertices[*place].height), 1.0))).collect();
    let drawn: Vec<(u32, u32)> = edges.iter().map(|(from, to)| (number(*from), number(*to))).collect();
    let mut middles = vec![0; vertices.len()];
    let mut top = MARGIN + HEADS;
    for (mut part, ..) in from_vertices_and_edges(&sized, &drawn, &config) {
        // Ids in the answer are places in what was asked; their order is that of a hash map.
        part.sort_by_key(|(id, _)| *id);
        let mut places = Vec::with_capacity(part.len());
        for (id, (middle, _)) in part {
            middles[order[id]] = whole(middle);
            places.push(order[id]);
        }
        top = settle(vertices, &mut middles, &places, top);
    }
    middles
}

/// How often lines cross. All of them lead from one column to the next.
fn crossings(vertices: &[Vertex], edges: &[(usize, usize)], middles: &[i64]) -> usize {
    let mut columns: BTreeMap<usize, Vec<(i64, i64)>> = BTreeMap::new();
    for (from, to) in edges {
        columns.entry(vertices[*from].column).or_default().push((middles[*from], middles[*to]));
    }
    let crossed = |lines: &Vec<(i64, i64)>| {
        let pairs = lines.iter().enumerate().flat_map(|(place, one)| {
            lines[place + 1..].iter().map(move |other| (one.0 - other.0, one.1 - other.1))
        });
        pairs.filter(|(left, right)| left.signum() * right.signum() < 0).count()
    };
    columns.values().map(crossed).sum()
}

/// Pushes the vertices of a part apart where they are too near, and moves the part under what is there; answers where the next
/// part begins.
fn settle(vertices: &[Vertex], middles: &mut [i64], places: &[usize], top: i64) -> i64 {
    let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for place in places {
        columns.entry(vertices[*place].column).or_default().push(*place);
    }
    for column in columns.values_mut() {
        column.sort_by_key(|place| (middles[*place], *place));
        let mut free = i64::MIN;
        for place in column {
            let height = vertices[*place].height;
            let air = if height == LANE { 4 } else { GAP / 2 };
            middles[*place] = middles[*place].max(free.saturating_add(height / 2 + air));
            free = middles[*place] + height - height / 2 + air;
        }
    }
    let edge = |place: &usize| middles[*place] - vertices[*place].height / 2;
    let move_by = top - places.iter().map(edge).min().unwrap_or(top);
    let mut bottom = top;
    for place in places {
        middles[*place] += move_by;
        let height = vertices[*place].height;
        bottom = bottom.max(middles[*place] + height - height / 2);
    }
    bottom + APART
}

#[expect(clippy::cast_precision_loss, reason = "heights are a few hundred pixels")]
const fn real(pixels: i64) -> f64 {
    pixels as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a drawing is some thousands of pixels high")]
fn whole(pixels: f64) -> i64 {
    pixels.round() as i64
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
