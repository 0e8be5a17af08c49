//! The rules of the catalogue with their traps, and the union against a count of minutes.

use chrono::Duration;

use super::*;
use crate::incident::ImpactLevel::{DegradedPerformance, MajorOutage, PartialOutage};

fn at(text: &str) -> Instant {
    format!("{text}:00Z").parse().unwrap()
}

fn impact(start: &str, end: &str, level: ImpactLevel) -> Window {
    Window { start: at(start), end: Some(at(end)), kind: WindowKind::Impact(level) }
}

fn planned(start: &str, end: &str, level: Option<ImpactLevel>) -> Window {
    Window { start: at(start), end: Some(at(end)), kind: WindowKind::Planned(level) }
}

fn record(windows: &[Window]) -> Record<'_> {
    Record {
        windows,
        since: Some(at("2020-01-01T00:00")),
        now: at("2026-12-01T00:00"),
        counting: Counting::default(),
    }
}

fn figure(record: &Record, from: &str, to: &str) -> (u32, u32) {
    let ratio = record.over(at(from), at(to)).figure(&record.counting);
    (ratio.down_seconds() / 60, ratio.measured_seconds() / 60)
}

#[test]
fn avl_01_overlaps_count_once() {
    let windows = [
        impact("2026-11-01T10:00", "2026-11-01T11:00", MajorOutage),
        impact("2026-11-01T10:30", "2026-11-01T11:30", PartialOutage),
        impact("2026-11-01T10:30", "2026-11-01T10:40", MajorOutage),
        impact("2026-11-01T11:30", "2026-11-01T11:40", MajorOutage),
    ];
    assert_eq!(figure(&record(&windows), "2026-11-01T00:00", "2026-11-02T00:00"), (100, 1440));
    assert_eq!(
        figure(&record(&windows), "2026-11-01T10:45", "2026-11-01T11:45"),
        (55, 60),
        "cut to the period"
    );
    assert_eq!(figure(&record(&windows), "2026-11-02T00:00", "2026-11-03T00:00"), (0, 1440));
}

#[test]
fn what_has_no_length_counts_nothing_and_what_is_open_ends_now() {
    let mut windows = vec![
        impact("2026-11-01T10:00", "2026-11-01T10:00", MajorOutage),
        impact("2026-11-01T12:00", "2026-11-01T10:00", MajorOutage),
    ];
    let day = ("2026-11-01T00:00", "2026-11-02T00:00");
    assert_eq!(figure(&record(&windows), day.0, day.1), (0, 1440));
    windows.push(Window { start: at("2026-11-01T23:00"), end: None, kind: WindowKind::Impact(MajorOutage) });
    assert_eq!(figure(&record(&windows), day.0, day.1), (60, 1440));
    let early = Record { now: at("2026-11-01T23:10"), ..record(&windows) };
    assert_eq!(figure(&early, day.0, day.1), (10, 1390), "nothing is known of the rest of the day");
    let before = Record { now: at("2026-11-01T20:00"), ..record(&windows) };
    assert_eq!(figure(&before, day.0, day.1), (0, 1200));
    assert!(
        record(&windows).over(at(day.1), at(day.0)).with_planned.is_empty(),
        "a period the wrong way round"
    );
}

#[test]
fn avl_03_the_period_begins_with_measuring() {
    let windows = [impact("2026-11-20T10:00", "2026-11-20T10:08", MajorOutage)];
    let (from, to) = (at("2025-12-01T00:00"), at("2026-12-01T00:00"));
    let young = Record { since: Some(at("2026-11-13T00:00")), ..record(&windows) };
    assert_eq!(young.over(from, to).with_planned.percent().unwrap(), "99.97", "18 days");
    assert_eq!(record(&windows).over(from, to).with_planned.percent_to(3).unwrap(), "99.998", "a year");
    let never = Record { since: None, ..record(&windows) };
    assert_eq!(never.over(from, to).with_planned.percent(), None);
}

#[test]
fn avl_04_impact_counts_by_policy() {
    let windows = [
        impact("2026-11-01T00:00", "2026-11-01T01:00", DegradedPerformance),
        impact("2026-11-01T01:00", "2026-11-01T02:00", PartialOutage),
        impact("2026-11-01T02:00", "2026-11-01T03:00", MajorOutage),
        impact("2026-11-01T00:30", "2026-11-01T01:30", PartialOutage),
    ];
    for (partial, minutes) in [
        (PartialPolicy::CountAsDown, 150),
        (PartialPolicy::Ignore, 60),
        (PartialPolicy::Weighted(Weights::new(0, 0).unwrap()), 60),
        (PartialPolicy::Weighted(Weights::new(100, 300).unwrap()), 90),
        (PartialPolicy::Weighted(Weights::new(1000, 1000).unwrap()), 180),
    ] {
        let counting = Counting { partial, ..Counting::default() };
        let record = Record { counting, ..record(&windows) };
        let (down, _) = figure(&record, "2026-11-01T00:00", "2026-11-02T00:00");
        // 30 min by 10 % and 90 min by 30 % and 60 min in full.
        assert_eq!(down, minutes, "{partial:?}");
    }
    assert!(Weights::new(301, 300).is_err() && Weights::new(0, 1001).is_err());
}

#[test]
fn avl_05_planned_work_has_two_readings() {
    let windows = [
        planned("2026-11-01T00:00", "2026-11-01T02:00", Some(MajorOutage)),
        planned("2026-11-01T02:00", "2026-11-01T03:00", None),
        impact("2026-11-01T01:00", "2026-11-01T04:00", MajorOutage),
    ];
    let both = record(&windows).over(at("2026-11-01T00:00"), at("2026-11-02T00:00"));
    let minutes = |ratio: Ratio| (ratio.down_seconds() / 60, ratio.measured_seconds() / 60);
    assert_eq!(minutes(both.with_planned), (240, 1440));
    assert_eq!(minutes(both.without_planned), (60, 1260), "out of the downtime and out of the time");
    let excluding = Counting { excludes_planned: true, ..Counting::default() };
    assert_eq!(both.figure(&excluding), both.without_planned);
    assert_eq!(both.figure(&Counting::default()), both.with_planned);
}

#[test]
fn days_carry_their_worst_and_a_day_without_measurement_is_no_good_day() {
    let windows = [
        impact("2026-11-02T23:50", "2026-11-03T00:20", PartialOutage),
        impact("2026-11-03T10:00", "2026-11-03T10:05", DegradedPerformance),
        planned("2026-11-04T01:00", "2026-11-04T02:00", Some(PartialOutage)),
    ];
    let record =
        Record { since: Some(at("2026-11-02T12:00")), now: at("2026-11-05T06:00"), ..record(&windows) };
    let bounds: Vec<Instant> = (1..=7).map(|day| at(&format!("2026-11-0{day}T00:00"))).collect();
    let days: Vec<_> = record
        .days(&bounds)
        .iter()
        .map(|day| (day.worst.as_str(), day.downtime_seconds / 60, day.affected_seconds / 60))
        .collect();
    assert_eq!(
        days,
        [
            ("no_data", 0, 0),
            ("partial_outage", 10, 10),
            ("partial_outage", 20, 25),
            ("under_maintenance", 60, 60),
            ("operational", 0, 0),
            ("no_data", 0, 0),
        ]
    );
    let sum = record.days(&bounds).iter().map(|day| day.availability.with_planned).sum::<Ratio>();
    assert_eq!(sum, record.over(bounds[0], bounds[6]).with_planned, "days add up to the period");
    let minutes: Vec<u32> = record
        .days(&bounds)
        .iter()
        .map(|day| day.availability.with_planned.measured_seconds() / 60)
        .collect();
    assert_eq!(minutes, [0, 720, 1440, 1440, 360, 0]);
}

#[test]
fn a_day_on_which_the_clocks_change_has_its_own_length() {
    let windows = [impact("2026-03-28T23:00", "2026-03-29T00:00", MajorOutage)];
    // Berlin: 28 March has 24 hours, 29 March 23.
    let bounds = [at("2026-03-27T23:00"), at("2026-03-28T23:00"), at("2026-03-29T22:00")];
    let days = record(&windows).days(&bounds);
    let of = |day: &DayFigure| (day.worst, day.availability.with_planned.measured_seconds() / 3600);
    assert_eq!(of(&days[0]), (DayLevel::Operational, 24));
    assert_eq!(of(&days[1]), (DayLevel::MajorOutage, 23));
}

#[test]
fn avl_02_sums_are_no_averages() {
    let quiet = Ratio::of_requests(0, 1_000_000);
    let busy = Ratio::of_requests(1, 2);
    assert_eq!((quiet + busy).percent_to(4).unwrap(), "99.9999", "the average of both would be 75");
    assert_eq!([quiet, busy].into_iter().sum::<Ratio>(), quiet + busy);
    assert_eq!(Ratio::of_requests(0, 0).percent(), None);
}

#[test]
fn all_is_printed_only_when_it_is_all() {
    for (bad, valid, text) in [
        (0, 7, "100"),
        (1, 3, "66.67"),
        (1, 8, "87.50"),
        (5, 100_000, "99.995"),
        (4, 100_000, "99.996"),
        (1, 1_000_000, "99.9999"),
        (1, 4_000_000_000, "99.999999"),
        (7, 7, "0.00"),
    ] {
        assert_eq!(Ratio::of_requests(bad, valid).percent().unwrap(), text, "{bad} of {valid}");
    }
    assert_eq!(Ratio::of_requests(5, 100_000).percent_to(2).unwrap(), "100.00", "half up");
}

/// Seconds of the talk's periods; its month is a twelfth of 365.25 days.
const YEAR: i128 = 365 * 86_400;
const MONTH: i128 = 36_525 * 864 / 12;
const WEEK: i128 = 7 * 86_400;
const DAY: i128 = 86_400;

#[test]
fn the_table_of_nines_is_printed_as_in_the_talk() {
    // Allowed downtime of a period at (100 - n / 10^6) percent, in a unit of so many seconds.
    let cell = |millionths: i128, period: i128, unit: i128, places: u32| {
        decimal(period * millionths, 100_000_000 * unit, places)
    };
    let (s, min, h, d) = (1, 60, 3_600, 86_400);
    let table = [
        (1_000_000, [("3.65", d), ("7.31", h), ("1.68", h), ("14.4", min)]),
        (100_000, [("8.76", h), ("43.83", min), ("10.1", min), ("1.44", min)]),
        (10_000, [("52.56", min), ("4.38", min), ("1.01", min), ("8.64", s)]),
        (1_000, [("5.26", min), ("26.3", s), ("6.05", s), ("0.864", s)]),
        (100, [("31.5", s), ("2.63", s), ("0.605", s), ("0.086", s)]),
    ];
    for (millionths, cells) in table {
        for ((text, unit), period) in cells.into_iter().zip([YEAR, MONTH, WEEK, DAY]) {
            let places = text.split_once('.').map_or(0, |(_, rest)| rest.len());
            assert_eq!(cell(millionths, period, unit, u32::try_from(places).unwrap()), text);
        }
    }
}

#[test]
fn decimals_round_half_up() {
    for (n, d, places, text) in [
        (7305, 1000, 2, "7.31"),
        (5, 10, 0, "1"),
        (1, 3, 3, "0.333"),
        (2, 3, 3, "0.667"),
        (1, 0, 2, "0"),
        (-1, 2, 1, "0.0"),
    ] {
        assert_eq!(decimal(n, d, places), text);
    }
}

#[test]
fn the_rule_is_kept_and_told() {
    let counting =
        Counting { partial: PartialPolicy::Weighted(Weights::new(0, 305).unwrap()), excludes_planned: true };
    assert_eq!(
        counting.sentence(),
        "Major outages count in full, partial outages by 30.5 %, degraded performance by 0 %. \
         Announced maintenance is left out."
    );
    for counting in [counting, Counting::default()] {
        let text = serde_json::to_string(&counting).unwrap();
        assert_eq!(serde_json::from_str::<Counting>(&text).unwrap(), counting, "{text}");
    }
    let wrong = r#"{"partial":{"WEIGHTED":{"degraded":5,"partial":1}},"excludes_planned":false}"#;
    assert!(serde_json::from_str::<Counting>(wrong).is_err());
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % limit).unwrap()
    }
}

#[test]
fn the_union_agrees_with_a_count_of_minutes() {
    let origin = at("2026-11-01T00:00");
    let minute = |n: i64| origin + Duration::minutes(n);
    for seed in 0..300 {
        let mut numbers = Numbers(seed);
        let windows: Vec<Window> = (0..numbers.below(9))
            .map(|_| {
                let start = numbers.below(400);
                let end = (numbers.below(6) > 0).then(|| minute(start + numbers.below(120) - 10));
                let level = ImpactLevel::ALL[usize::try_from(numbers.below(3)).unwrap()];
                let kind = match numbers.below(4) {
                    0 => WindowKind::Planned((numbers.below(2) == 0).then_some(level)),
                    _ => WindowKind::Impact(level),
                };
                Window { start: minute(start), end, kind }
            })
            .collect();
        let counting = Counting {
            partial: PartialPolicy::Weighted(Weights::new(100, 400).unwrap()),
            excludes_planned: false,
        };
        let (since, now) = (numbers.below(100), 300 + numbers.below(150));
        let record = Record { windows: &windows, since: Some(minute(since)), now: minute(now), counting };
        let (from, to) = (numbers.below(200), 200 + numbers.below(250));
        let found = record.over(minute(from), minute(to));
        assert_eq!(found, naive(&windows, from.max(since)..to.min(now), minute(now), &minute), "seed {seed}");
    }
}

fn naive(
    windows: &[Window],
    minutes: std::ops::Range<i64>,
    now: Instant,
    minute: &dyn Fn(i64) -> Instant,
) -> Availability {
    let mut sum = Availability::default();
    for n in minutes {
        let covers = |window: &&Window| window.start <= minute(n) && minute(n) < window.end.unwrap_or(now);
        let (mut impact, mut all, mut is_planned) = (0, 0, false);
        for window in windows.iter().filter(covers) {
            let (level, planned) = match window.kind {
                WindowKind::Impact(level) => (Some(level), false),
                WindowKind::Planned(level) => (level, true),
            };
            let weight = level.map_or(0, |level| [100, 400, 1000][level as usize]);
            is_planned |= planned;
            all = all.max(weight);
            impact = if planned { impact } else { impact.max(weight) };
        }
        sum.with_planned = sum.with_planned + Ratio::of(60_000, all);
        if !is_planned {
            sum.without_planned = sum.without_planned + Ratio::of(60_000, impact);
        }
    }
    sum
}
