//! The axis of an outage with two windows, a gap and instants, wide and narrow.

use super::{scale::date, *};

/// Minutes of 7 November 2026, UTC.
fn at(hour: i64, minute: i64) -> i64 {
    1_794_009_600_000 + (hour * 60 + minute) * MINUTE
}

fn span(from: i64, to: Option<i64>, level: ImpactLevel, lanes: &[&str]) -> Span {
    Span { start: from, end: to, level, lanes: lanes.iter().map(|l| (*l).to_owned()).collect() }
}

fn outage() -> Vec<Span> {
    vec![
        span(at(8, 0), Some(at(11, 15)), ImpactLevel::MajorOutage, &["Web shop", "Checkout"]),
        span(at(14, 0), Some(at(15, 25)), ImpactLevel::DegradedPerformance, &["Web shop"]),
    ]
}

fn scene<'a>(spans: &'a [Span], marks: &'a [Mark], width: i64) -> Scene<'a> {
    Scene { spans, marks, now: at(16, 0), shows_now: false, width, thinnest: 3, offset: &|_| 0 }
}

#[test]
fn both_clocks_of_two_windows() {
    assert_eq!(elapsed(&outage(), at(20, 0)), Some((7 * 60 + 25) * MINUTE));
    assert_eq!(degraded(&outage(), at(20, 0)), Some((4 * 60 + 40) * MINUTE));
    assert_eq!(words(degraded(&outage(), 0).unwrap()), "4 h 40 min");
    assert_eq!(elapsed(&[], at(8, 0)), None);
    assert_eq!(degraded(&[], at(8, 0)), None);
}

#[test]
fn overlapping_windows_count_once_and_open_ones_end_now() {
    let spans = [
        span(at(8, 0), Some(at(9, 0)), ImpactLevel::PartialOutage, &[]),
        span(at(8, 30), Some(at(10, 0)), ImpactLevel::MajorOutage, &[]),
        span(at(12, 0), None, ImpactLevel::MajorOutage, &[]),
    ];
    assert_eq!(union(&spans, at(12, 5)), [(at(8, 0), at(10, 0)), (at(12, 0), at(12, 5))]);
    assert_eq!(degraded(&spans, at(12, 5)), Some(125 * MINUTE));
}

#[test]
fn lanes_bars_and_the_dimension_line() {
    let spans = outage();
    let axis = layout(&scene(&spans, &[], 900)).unwrap();
    let names: Vec<_> = axis.lanes.iter().map(|lane| lane.label.as_str()).collect();
    assert_eq!(names, ["Web shop", "Checkout"]);
    assert_eq!(axis.lanes[0].bars.iter().map(|b| b.height).collect::<Vec<_>>(), [13, 5]);
    assert_eq!(axis.lanes[0].bars[0].x, axis.left);
    assert_eq!(axis.lanes[1].bars.len(), 1);
    let labels: Vec<_> = axis.stretches.iter().map(|s| (s.label.as_str(), s.is_gap)).collect();
    assert_eq!(labels, [("3 h 15 min", false), ("normal 2 h 45 min", true), ("1 h 25 min", false)]);
    assert_eq!(axis.stretches[0].x2, axis.stretches[1].x1);
    assert!(axis.ticks.iter().any(|tick| tick.label == "09:00"));
}

#[test]
fn an_open_window_is_never_invisible() {
    let spans = [
        span(at(8, 0), Some(at(11, 15)), ImpactLevel::MajorOutage, &[]),
        span(at(14, 0), None, ImpactLevel::MajorOutage, &[]),
    ];
    let scene = Scene { now: at(14, 0), shows_now: true, ..scene(&spans, &[], 900) };
    let axis = layout(&scene).unwrap();
    let bar = &axis.lanes[0].bars[1];
    assert!(bar.is_open && bar.width == 7);
    assert_eq!(axis.lanes[0].label, "All services");
    assert_eq!(axis.now.unwrap().label, "14:00");
}

#[test]
fn words_give_way_instead_of_overlapping() {
    let spans = outage();
    let mark = |hour, minute, label: &str| Mark { at: at(hour, minute), label: label.to_owned() };
    let marks = [
        mark(8, 0, "Impact start"),
        mark(9, 15, "Detected"),
        mark(9, 20, "Acknowledged"),
        mark(15, 25, "Restored"),
        mark(23, 0, "Closed"),
    ];
    let axis = layout(&scene(&spans, &marks, 1_100)).unwrap();
    let shown: Vec<_> = axis.points.iter().map(|p| (p.clock.as_str(), p.label.as_str())).collect();
    assert_eq!(shown[0], ("08:00", "Impact start"));
    assert_eq!(shown[1], ("", ""), "no room before the next one");
    assert_eq!(shown[2], ("09:20", "Acknowledged"));
    assert_eq!(shown[3], ("15:25", "Restored"));
    assert_eq!(shown.len(), 4, "what lies outside is left out");
}

#[test]
fn narrow_drawings_put_names_above() {
    let spans = outage();
    let axis = layout(&scene(&spans, &[], 350)).unwrap();
    assert!(axis.is_narrow && axis.left == 0);
    assert_eq!(axis.lanes[1].base - axis.lanes[0].base, 36);
    for pair in axis.ticks.windows(2) {
        assert!(pair[1].x - pair[0].x >= 60);
    }
}

#[test]
fn ticks_follow_the_readers_clock_and_name_the_day() {
    let spans = [span(at(20, 0), Some(at(28, 0)), ImpactLevel::MajorOutage, &[])];
    let scene = Scene { offset: &|_| 60 * MINUTE, ..scene(&spans, &[], 900) };
    let axis = layout(&scene).unwrap();
    assert_eq!(axis.ticks[0].label, "21:00");
    assert!(axis.ticks.iter().any(|tick| tick.label == "8 Nov"));
    assert_eq!(date(0), "1 Jan");
    assert_eq!(date(59), "1 Mar");
    assert_eq!(date(365 + 365 + 59), "29 Feb");
}

#[test]
fn nothing_to_draw_without_windows() {
    assert_eq!(layout(&scene(&[], &[], 900)), None);
}

#[test]
fn windows_weeks_apart_are_seen_and_their_ticks_name_days() {
    let day = 24 * 60 * MINUTE;
    let window = |start: i64, lane: &str| Span {
        start,
        end: Some(start + 3 * 60 * MINUTE),
        level: ImpactLevel::MajorOutage,
        lanes: vec![lane.to_owned()],
    };
    let spans = [window(at(8, 0), "INC-1"), window(at(8, 0) + 44 * day, "INC-2")];
    let axis = layout(&Scene { thinnest: 6, ..scene(&spans, &[], 900) }).expect("two windows");
    let widths: Vec<i64> = axis.lanes.iter().flat_map(|lane| &lane.bars).map(|bar| bar.width).collect();
    assert_eq!(widths, [6, 6], "three hours among six weeks");
    let labels: Vec<&str> = axis.ticks.iter().map(|t| t.label.as_str()).filter(|l| !l.is_empty()).collect();
    assert!(labels.len() > 3, "{labels:?}");
    assert!(labels.iter().all(|label| !label.contains(':')), "days, not hours: {labels:?}");
    let gaps = axis.ticks.windows(2).map(|pair| pair[1].x - pair[0].x).min();
    assert!(gaps > Some(60), "ticks have room for their words: {gaps:?}");
}
