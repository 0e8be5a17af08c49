//! Instants as every layer keeps them: UTC, no finer than a microsecond.
//!
//! It must not read a clock.

use chrono::{DateTime, SubsecRound, Utc};

/// An instant in UTC.
pub type Instant = DateTime<Utc>;

/// Cuts an instant to microseconds, the finest that both databases keep.
pub fn truncate(at: Instant) -> Instant {
    at.trunc_subsecs(6)
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
