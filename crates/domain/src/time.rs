//! Instants as every layer keeps them: UTC, no finer than a microsecond.
//!
//! It must not read a clock.

use chrono::{DateTime, Datelike, DurationRound, NaiveDate, SubsecRound, TimeDelta, Utc};

/// An instant in UTC.
pub type Instant = DateTime<Utc>;

/// Cuts an instant to microseconds, the finest that both databases keep.
pub fn truncate(at: Instant) -> Instant {
    at.trunc_subsecs(6)
}

/// The minute that an instant lies in, as people enter times.
pub fn whole_minute(at: Instant) -> Instant {
    at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)
}

/// Whole seconds from `from` to `to`; `None` when `to` comes first.
pub fn seconds_between(from: Instant, to: Instant) -> Option<i64> {
    let seconds = (to - from).num_seconds();
    (to >= from).then_some(seconds)
}

/// A duration of milliseconds for people: `4 h 40 min`, `2 d 3 h`, `45 s`: two units at most.
pub fn words(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    let (d, h, m) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (d, h, m) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, m) => format!("{m} min"),
        (0, h, 0) => format!("{h} h"),
        (0, h, m) => format!("{h} h {m} min"),
        (d, 0, _) => format!("{d} d"),
        (d, h, _) => format!("{d} d {h} h"),
    }
}

/// Working days that began after `from` and not after `to`, Monday to Friday by the calendar of UTC; 0 when `to` comes first.
pub fn working_days(from: Instant, to: Instant) -> i64 {
    (working_days_until(to.date_naive()) - working_days_until(from.date_naive())).max(0)
}

/// Working days up to and with a date, counted from a Monday.
fn working_days_until(date: NaiveDate) -> i64 {
    // Day 1 of the era was a Monday.
    let day = i64::from(date.num_days_from_ce()) - 1;
    day.div_euclid(7) * 5 + (day.rem_euclid(7) + 1).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_are_no_working_days() {
        let at = |text: &str| format!("{text}T12:00:00Z").parse::<Instant>().unwrap();
        for (from, to, days) in [
            ("2026-11-23", "2026-11-23", 0),
            ("2026-11-23", "2026-11-24", 1),
            ("2026-11-23", "2026-11-30", 5),
            ("2026-11-27", "2026-11-29", 0),
            ("2026-11-28", "2026-11-30", 1),
            ("2026-11-27", "2026-12-04", 5),
            ("2026-11-27", "2026-12-07", 6),
            ("2026-11-30", "2026-11-23", 0),
            ("2025-11-28", "2026-11-28", 260),
        ] {
            assert_eq!(working_days(at(from), at(to)), days, "{from} {to}");
        }
    }
}
