//! The impact axis as pure geometry: windows of impact on lanes over time, as numbers and words for whoever draws (`CLK-04`).
//!
//! Instants come as epoch milliseconds, coordinates leave as whole pixels. It must not know a renderer, a clock or a zone:
//! `now`, the width and the zone's offset are given.

mod scale;

use self::scale::Scale;
use super::ImpactLevel;
use crate::time::words;

#[cfg(test)]
mod tests;

const MINUTE: i64 = 60_000;
/// Below this width the lanes' names stand above their tracks instead of beside them.
const NARROW: i64 = 560;
const GUTTER: i64 = 116;
const HEAD: i64 = 24;
/// Wide enough for the average letter at 12 px; a label that is guessed too wide only disappears earlier.
const LETTER: i64 = 7;

/// One window of impact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it began.
    pub start: i64,
    /// When it ended; open while `None`.
    pub end: Option<i64>,
    /// How much of the service was lost.
    pub level: ImpactLevel,
    /// Names of the services it touched; an empty list is one lane for all.
    pub lanes: Vec<String>,
}

/// A named instant to be shown under the windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: i64,
    /// What it is called.
    pub label: String,
}

/// What is to be laid out.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The windows, in any order.
    pub spans: &'a [Span],
    /// The instants, in any order; those outside the drawing are left out.
    pub marks: &'a [Mark],
    /// Now: where open windows end.
    pub now: i64,
    /// Whether to show where now is.
    pub shows_now: bool,
    /// Width of the whole drawing, pixels.
    pub width: i64,
    /// Narrower no window is drawn, pixels.
    pub thinnest: i64,
    /// What the reader's clocks add to UTC at an instant, milliseconds.
    pub offset: &'a dyn Fn(i64) -> i64,
}

/// The whole drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Width, pixels.
    pub width: i64,
    /// Height, pixels; depends on the number of lanes, on narrowness, and on whether there are instants.
    pub height: i64,
    /// Where the time begins.
    pub left: i64,
    /// Lower edge of the lanes.
    pub floor: i64,
    /// Whether names stand above their tracks.
    pub is_narrow: bool,
    /// Lines and labels of the clock.
    pub ticks: Vec<Tick>,
    /// One lane a service.
    pub lanes: Vec<Lane>,
    /// The dimension line: degraded stretches and the gaps between.
    pub stretches: Vec<Stretch>,
    /// The instants.
    pub points: Vec<Point>,
    /// Where now is, with its clock time.
    pub now: Option<Tick>,
}

/// A line over all lanes with its label, which is empty where there is no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub x: i64,
    /// `09:00`, or `8 Nov` at midnight.
    pub label: String,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its name.
    pub label: String,
    /// Baseline of the track.
    pub base: i64,
    /// Its windows.
    pub bars: Vec<Bar>,
}

/// One window on one lane. It stands on the lane's baseline; the height tells the level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Left edge.
    pub x: i64,
    /// Never so thin that it vanishes.
    pub width: i64,
    /// 5, 9 or 13.
    pub height: i64,
    /// How much of the service was lost.
    pub level: ImpactLevel,
    /// Whether it still goes on.
    pub is_open: bool,
}

/// A part of the dimension line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Left end.
    pub x1: i64,
    /// Right end.
    pub x2: i64,
    /// `3 h 15 min`, `normal 2 h 45 min`; empty where there is no room.
    pub label: String,
    /// Whether service was normal.
    pub is_gap: bool,
    /// Whether the label stands right of the stretch, for there is no room in it.
    pub is_beside: bool,
}

/// An instant under the windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Where.
    pub x: i64,
    /// `09:15`; empty where there is no room.
    pub clock: String,
    /// What it is called; empty where there is no room.
    pub label: String,
    /// Whether the words stand left of the line, at the right edge.
    pub is_left: bool,
}

/// Lays out the scene; `None` without any window.
pub fn layout(scene: &Scene<'_>) -> Option<Axis> {
    let joined = union(scene.spans, scene.now);
    let (first, last) = (joined.first()?.0, joined.last()?.1);
    let is_narrow = scene.width < NARROW;
    let left = if is_narrow { 0 } else { GUTTER };
    let scale = Scale::new(first, last, left, scene.width, scene.offset);
    let lanes = lanes(scene, &scale, is_narrow);
    let floor = lanes.last().map_or(HEAD, |lane| lane.base);
    let now = (scene.shows_now && scene.now <= scale.end)
        .then(|| Tick { x: scale.x(scene.now), label: scale.clock(scene.now) });
    Some(Axis {
        width: scene.width,
        height: floor + if scene.marks.is_empty() { 34 } else { 66 },
        left,
        floor,
        is_narrow,
        ticks: scale.ticks(now.as_ref().map(|tick| tick.x)),
        stretches: stretches(scene, &joined, &scale),
        points: points(scene.marks, &scale),
        lanes,
        now,
    })
}

/// Spans of time with some impact, joined where they touch; open ones end `now`.
pub fn union(spans: &[Span], now: i64) -> Vec<(i64, i64)> {
    super::durations::union(spans.iter().map(|span| (span.start, span.end.unwrap_or(now))))
}

/// `CLK-04`: last end minus first start, milliseconds; `None` without any window.
pub fn elapsed(spans: &[Span], now: i64) -> Option<i64> {
    let joined = union(spans, now);
    Some(joined.last()?.1 - joined.first()?.0)
}

/// `CLK-04`: the measure of the union, milliseconds; `None` without any window.
pub fn degraded(spans: &[Span], now: i64) -> Option<i64> {
    let joined = union(spans, now);
    (!joined.is_empty()).then(|| joined.iter().map(|(start, end)| end - start).sum())
}

fn lanes(scene: &Scene<'_>, scale: &Scale<'_>, is_narrow: bool) -> Vec<Lane> {
    let spans = in_order(scene.spans, |span| span.start);
    let mut names: Vec<&str> = Vec::new();
    for span in &spans {
        for name in lane_names(span) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let height = if is_narrow { 36 } else { 23 };
    let mut base = HEAD;
    names
        .into_iter()
        .map(|name| {
            base += height;
            let bars = spans
                .iter()
                .filter(|span| lane_names(span).contains(&name))
                .map(|span| bar(span, scene, scale));
            Lane { label: name.to_owned(), base, bars: bars.collect() }
        })
        .collect()
}

/// The items by time. Times with their places are sorted, so that one sorting routine serves all lists of a small client.
fn in_order<T>(items: &[T], at: fn(&T) -> i64) -> Vec<&T> {
    let mut order: Vec<(i64, i64)> = items.iter().map(at).zip(0..).collect();
    order.sort_unstable();
    order.into_iter().filter_map(|(_, place)| items.get(usize::try_from(place).ok()?)).collect()
}

fn lane_names(span: &Span) -> Vec<&str> {
    if span.lanes.is_empty() { vec!["All services"] } else { span.lanes.iter().map(String::as_str).collect() }
}

fn bar(span: &Span, scene: &Scene<'_>, scale: &Scale<'_>) -> Bar {
    let is_open = span.end.is_none();
    let x = scale.x(span.start);
    let end = scale.x(span.end.unwrap_or(scene.now).max(span.start));
    Bar {
        x,
        width: (end - x).max(if is_open { 7 } else { scene.thinnest }),
        height: match span.level {
            ImpactLevel::DegradedPerformance => 5,
            ImpactLevel::PartialOutage => 9,
            ImpactLevel::MajorOutage => 13,
        },
        level: span.level,
        is_open,
    }
}

fn stretches(scene: &Scene<'_>, joined: &[(i64, i64)], scale: &Scale<'_>) -> Vec<Stretch> {
    let open = scene.spans.iter().any(|span| span.end.is_none());
    let mut stretches = Vec::new();
    for (index, (start, end)) in joined.iter().enumerate() {
        let is_last = index + 1 == joined.len();
        let mut label = words(end - start);
        if is_last && open {
            label.push_str(", open");
        }
        let (x1, x2) = (scale.x(*start), scale.x(*end));
        let is_beside = is_last && x2 - x1 < room(&label);
        if (is_beside && scale.right - x2 < room(&label)) || (!is_beside && x2 - x1 < room(&label)) {
            label.clear();
        }
        stretches.push(Stretch { x1, x2, label, is_gap: false, is_beside });
        if let Some((next, _)) = joined.get(index + 1) {
            let (x1, x2) = (x2, scale.x(*next));
            let long = format!("normal {}", words(next - end));
            let label =
                [long, words(next - end)].into_iter().find(|l| x2 - x1 >= room(l)).unwrap_or_default();
            stretches.push(Stretch { x1, x2, label, is_gap: true, is_beside: false });
        }
    }
    stretches
}

fn points(marks: &[Mark], scale: &Scale<'_>) -> Vec<Point> {
    let marks: Vec<&Mark> =
        in_order(marks, |mark| mark.at).into_iter().filter(|mark| scale.holds(mark.at)).collect();
    let mut taken = i64::MIN;
    let mut points: Vec<Point> = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let x = scale.x(mark.at);
        let next = marks.get(index + 1).map_or(scale.right, |next| scale.x(next.at));
        let (clock, full) = (room("00:00"), room(&format!("00:00 {}", mark.label)));
        // The last one may lean left over the space before it.
        let is_left = index + 1 == marks.len() && x + full > scale.right && x - full > taken;
        let fits = |width: i64| is_left || x + width <= next;
        let shows_clock = x >= taken && fits(clock);
        let shows_label = shows_clock && fits(full);
        if shows_clock {
            taken = x + if shows_label { full } else { clock };
        }
        points.push(Point {
            x,
            clock: if shows_clock { scale.clock(mark.at) } else { String::new() },
            label: if shows_label { mark.label.clone() } else { String::new() },
            is_left: is_left && shows_clock,
        });
    }
    points
}

/// Pixels that a label wants, with a little air.
fn room(label: &str) -> i64 {
    i64::try_from(label.chars().count()).unwrap_or(0) * LETTER + 10
}
