//! From places to the drawing: everything moved into the picture, lines written as path data.

use super::{
    Bone, Fishbone, HEAD, Head, Node,
    block::{INSET, Item, LEADING},
    place::{NAME_LEADING, Placed, PlacedRib},
};
use crate::rca::drawing::{Mark, Rect, Style, count, lines, wrap};

/// Free around the drawing.
const MARGIN: i64 = 12;
/// From the last rib's foot to the head, and the length of a spine without ribs.
const NECK: i64 = 22;
const BARE: i64 = 220;
/// The tail fin.
const FIN: i64 = 22;
const HEAD_ROOM: i64 = 156;
const HEAD_LEADING: i64 = 16;

/// What everything is moved by.
struct Origin {
    x: i64,
    y: i64,
}

pub(super) fn draw(placed: &Placed<'_>, problem: &str) -> Fishbone {
    let head_lines = wrap(problem, HEAD_ROOM, 9, Style::STRONG);
    let head_height = (count(head_lines.len()) * HEAD_LEADING + 36).max(108);
    let (left, top, right, bottom) = bounds(placed);
    let (top, bottom) = (top.min(-head_height / 2), bottom.max(head_height / 2));
    let origin = Origin { x: MARGIN - left, y: MARGIN - top };
    let foot = placed.ribs.last().map_or(BARE, |rib| rib.foot);
    let neck = foot + NECK + origin.x;
    let head = head(neck, origin.y, head_height, head_lines);
    let (y, tail) = (origin.y, MARGIN + FIN - 6);
    Fishbone {
        width: head.area.right().max(right + origin.x) + MARGIN,
        height: bottom - top + 2 * MARGIN,
        spine: format!("M{tail} {y}H{neck}"),
        tail: format!(
            "M{} {y}L{MARGIN} {}Q{} {y} {MARGIN} {}Z",
            tail + 6,
            y - FIN,
            MARGIN + FIN / 2,
            y + FIN
        ),
        head,
        ribs: placed.ribs.iter().map(|rib| bone(rib, &origin)).collect(),
        nodes: nodes(placed, &origin),
    }
}

/// The least and the most of both coordinates, without the head; room for the tail fin is part of it.
fn bounds(placed: &Placed<'_>) -> (i64, i64, i64, i64) {
    let (mut left, mut top, mut right, mut bottom) = (0, 0, 0, 0);
    for rib in &placed.ribs {
        let (x, y) = rib.end();
        let before = if rib.is_end { rib.name_width } else { rib.name_width / 2 + 1 };
        left = left.min(x - before);
        right = right.max(x + rib.name_width - before);
        let name = count(rib.name.len()) * NAME_LEADING + 8;
        if rib.is_below {
            bottom = bottom.max(y + name);
        } else {
            top = top.min(y - name);
        }
        left = rib.blocks.iter().map(|(x, ..)| *x).fold(left, i64::min);
    }
    // The fin lies left of what hangs on the first ribs.
    (left - FIN - 8, top, right, bottom)
}

fn head(x: i64, y: i64, height: i64, texts: Vec<String>) -> Head {
    let (gill, right, half) = (x + 14, x + 14 + HEAD_ROOM + 20, height / 2);
    let outline =
        format!("M{x} {y}L{gill} {}H{right}Q{} {y} {right} {}H{gill}Z", y - half, right + 28, y + half);
    let first = y - count(texts.len()) * HEAD_LEADING / 2 + 12;
    Head {
        area: Rect { x, y: y - half, w: right + 14 - x, h: 2 * half },
        outline,
        lines: lines(texts, gill + 8, first, HEAD_LEADING),
    }
}

fn bone(rib: &PlacedRib<'_>, origin: &Origin) -> Bone {
    let (x, y) = rib.end();
    let (x, y) = (x + origin.x, y + origin.y);
    let first =
        if rib.is_below { y + NAME_LEADING } else { y - 8 - (count(rib.name.len()) - 1) * NAME_LEADING };
    Bone {
        key: rib.rib.key.clone(),
        path: format!("M{x} {y}L{} {}", rib.foot + origin.x, origin.y),
        lines: lines(rib.name.clone(), x, first, NAME_LEADING),
        is_end: rib.is_end,
        is_below: rib.is_below,
    }
}

fn nodes(placed: &Placed<'_>, origin: &Origin) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut shown: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for rib in &placed.ribs {
        for (x, y, block) in &rib.blocks {
            let start = nodes.len();
            let mut last = vec![None; block.items.len()];
            for item in &block.items {
                let times = shown.entry(item.twig.id.as_str()).or_default();
                *times += 1;
                let key =
                    if *times == 1 { item.twig.id.clone() } else { format!("{}#{times}", item.twig.id) };
                let corner = (x + item.x + origin.x, y + item.y + origin.y);
                let mut node = node(item, key, rib, corner);
                match item.parent {
                    None => {
                        let end = rib.at(y + item.y + item.height) + origin.x;
                        let line = |y: i64| format!("M{} {y}H{end}", corner.0);
                        node.line = line(node.area.bottom());
                        if node.mark == Mark::Root {
                            node.second = line(node.area.bottom() + 3);
                        }
                    }
                    Some(parent) => {
                        let above = &block.items[parent];
                        let from = last[parent].unwrap_or(above.y + above.height);
                        last[parent] = Some(item.icon_middle());
                        node.line = elbow(above, item, from, (x + origin.x, y + origin.y));
                    }
                }
                node.parent = item.parent.map(|parent| nodes[start + parent].key.clone());
                nodes.push(node);
            }
        }
    }
    nodes
}

/// From the cause, or the sub-cause before, down and then right to the icon.
fn elbow(parent: &Item<'_>, item: &Item<'_>, from: i64, (x, y): (i64, i64)) -> String {
    let start = (parent.x + 8).min(item.x - 6).max(0);
    format!("M{} {}V{}H{}", x + start, y + from, y + item.icon_middle(), x + item.x - 2)
}

fn node(item: &Item<'_>, key: String, rib: &PlacedRib<'_>, (x, y): (i64, i64)) -> Node {
    debug_assert_ne!(key, HEAD, "ids of causes have a prefix");
    Node {
        key,
        id: item.twig.id.clone(),
        rib: rib.rib.key.clone(),
        parent: None,
        depth: item.depth,
        mark: item.twig.mark,
        line: String::new(),
        second: String::new(),
        icon: (x, y + item.icon_middle() - item.y - 8),
        lines: lines(item.texts.clone(), x + INSET, y + LEADING - 3, LEADING),
        area: Rect { x, y, w: item.width, h: item.height },
        column: rib.column,
    }
}
