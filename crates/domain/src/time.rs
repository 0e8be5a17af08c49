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
