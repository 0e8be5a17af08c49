//! What the incidents of a problem cost in all (`CLK-04`).
//!
//! It must not know the incidents beyond their windows.

use crate::incident::ImpactWindow;
use crate::incident::durations::union;
use crate::time::Instant;

/// The impact of all incidents of a problem, overlapping windows counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalImpact {
    /// Time in which at least one window was open, in seconds.
    pub degraded_seconds: i64,
    /// When the first window began.
    pub first_at: Option<Instant>,
    /// When the last one ended; none while one is open, or where there is none.
    pub last_at: Option<Instant>,
}

impl TotalImpact {
    /// Of these windows; open ones count until `now`.
    pub fn of(windows: &[ImpactWindow], now: Instant) -> Self {
        let spans = union(windows.iter().map(|window| (window.started_at, window.ended_at.unwrap_or(now))));
        let degraded = spans.iter().map(|(start, end)| *end - *start).sum::<chrono::Duration>();
        let is_over = windows.iter().all(|window| window.ended_at.is_some());
        Self {
            degraded_seconds: degraded.num_seconds(),
            first_at: spans.first().map(|span| span.0),
            last_at: spans.last().map(|span| span.1).filter(|_| is_over),
        }
    }
}
