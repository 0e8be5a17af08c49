//! Durations, always derived and never stored (`CLK-01`, `CLK-04`, `CLK-06`).
//!
//! All are whole seconds of wall-clock time. A pair of instants in the wrong order has no duration.

use super::{Incident, InstantName};
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
        let spans: Vec<(Instant, Instant)> = self
            .windows
            .iter()
            .map(|window| (window.started_at, window.ended_at.unwrap_or_else(|| now.max(window.started_at))))
            .collect();
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
            elapsed: elapsed(&spans),
            degraded: union_seconds(&spans),
        }
    }
}

fn elapsed(spans: &[(Instant, Instant)]) -> Option<i64> {
    let start = spans.iter().map(|span| span.0).min()?;
    let end = spans.iter().map(|span| span.1).max()?;
    seconds_between(start, end)
}

/// The measure of the union of spans, in seconds; `None` without any span.
pub fn union_seconds(spans: &[(Instant, Instant)]) -> Option<i64> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut total = 0;
    let mut reached: Option<Instant> = None;
    for (start, end) in sorted {
        let start = reached.map_or(start, |reached| start.max(reached));
        if end > start {
            total += (end - start).num_seconds();
        }
        reached = Some(reached.map_or(end, |reached| reached.max(end)));
    }
    reached.map(|_| total)
}
