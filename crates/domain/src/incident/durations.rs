//! Durations, always derived and never stored (`CLK-01`, `CLK-04`, `CLK-06`).
//!
//! All are whole seconds of wall-clock time. A pair of instants in the wrong order has no duration.

use super::{Incident, InstantName};
use chrono::Duration;

use crate::time::{Instant, seconds_between};

/// Derived durations in seconds; `None` where an end is missing or contradicts its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// Impact start to detection.
    pub time_to_detect: Option<i64>,
    /// Detection to acknowledgement.
    pub time_to_acknowledge: Option<i64>,
    /// Impact start to mitigation.
    pub time_to_mitigate: Option<i64>,
    /// Impact start to restoration.
    pub time_to_restore: Option<i64>,
    /// Detection to the first external update.
    pub time_to_first_communication: Option<i64>,
    /// Start of the first window to the end of the last one, or to `now` while one is open.
    pub elapsed: Option<i64>,
    /// Measure of the union of the windows, to `now` for an open one.
    pub degraded: Option<i64>,
}

impl Incident {
    /// Every derived duration at `now`.
    pub fn durations(&self, now: Instant) -> Durations {
        let between = |from: InstantName, to: InstantName| {
            seconds_between(self.instants.at(from)?, self.instants.at(to)?)
        };
        let spans =
            union(self.windows.iter().map(|window| (window.started_at, window.ended_at.unwrap_or(now))));
        Durations {
            time_to_detect: between(InstantName::ImpactStart, InstantName::Detected),
            time_to_acknowledge: between(InstantName::Detected, InstantName::Acknowledged),
            time_to_mitigate: between(InstantName::ImpactStart, InstantName::Mitigated),
            time_to_restore: between(InstantName::ImpactStart, InstantName::Restored),
            time_to_first_communication: self
                .instants
                .at(InstantName::Detected)
                .zip(self.promises.first_external_at)
                .and_then(|(from, to)| seconds_between(from, to)),
            elapsed: spans
                .first()
                .zip(spans.last())
                .and_then(|(first, last)| seconds_between(first.0, last.1)),
            degraded: (!spans.is_empty())
                .then(|| spans.iter().map(|(start, end)| *end - *start).sum::<Duration>().num_seconds()),
        }
    }
}

/// Spans joined where they touch or overlap, earliest first: the one place that says what counts
/// once (`CLK-04`). An end before its start counts as its start.
pub fn union<T: Copy + Ord>(spans: impl IntoIterator<Item = (T, T)>) -> Vec<(T, T)> {
    let mut sorted: Vec<(T, T)> = spans.into_iter().map(|(start, end)| (start, end.max(start))).collect();
    sorted.sort_unstable();
    let mut joined: Vec<(T, T)> = Vec::new();
    for (start, end) in sorted {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}
