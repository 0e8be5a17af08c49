//! Impact windows: the truth of impact (`CLK-04`).
//!
//! It must not draw them: see `axis.rs`.

use super::{Incident, IncidentError, InstantName, InstantSource, Precision};
use crate::id::{ImpactWindowId, ServiceId};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How much of a service was lost.
    ImpactLevel {
        /// Slow, or wrong now and then.
        DegradedPerformance = "DEGRADED_PERFORMANCE",
        /// Part of it does not work, or not for everyone.
        PartialOutage = "PARTIAL_OUTAGE",
        /// It does not work.
        MajorOutage = "MAJOR_OUTAGE",
    }
}

/// A span in which services were impaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpactWindow {
    /// Identifier.
    pub id: ImpactWindowId,
    /// When it began.
    pub started_at: Instant,
    /// When it ended; `None` while it lasts.
    pub ended_at: Option<Instant>,
    /// How much was lost.
    pub level: ImpactLevel,
    /// Which of the incident's services.
    pub services: Vec<ServiceId>,
}

/// A change of an impact window; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowChange {
    /// New start.
    pub started_at: Option<Instant>,
    /// New end.
    pub ended_at: Option<Instant>,
    /// New level.
    pub level: Option<ImpactLevel>,
    /// New services.
    pub services: Option<Vec<ServiceId>>,
}

impl Incident {
    /// Adds a window and keeps the start of impact in step.
    ///
    /// Errors: in the future, ends before it starts, or names a service the incident does not.
    pub fn add_window(&mut self, window: ImpactWindow, now: Instant) -> Result<(), IncidentError> {
        self.check_window(&window, now)?;
        self.windows.push(window);
        self.follow_windows();
        Ok(())
    }

    /// Changes a window and gives it back. Errors as for adding, or no such window.
    pub fn change_window(
        &mut self,
        id: ImpactWindowId,
        change: WindowChange,
        now: Instant,
    ) -> Result<ImpactWindow, IncidentError> {
        let index =
            self.windows.iter().position(|window| window.id == id).ok_or(IncidentError::NoSuchWindow)?;
        let mut window = self.windows[index].clone();
        window.started_at = change.started_at.unwrap_or(window.started_at);
        window.ended_at = change.ended_at.or(window.ended_at);
        window.level = change.level.unwrap_or(window.level);
        window.services = change.services.unwrap_or(window.services);
        self.check_window(&window, now)?;
        self.windows[index] = window.clone();
        self.follow_windows();
        Ok(window)
    }

    fn check_window(&self, window: &ImpactWindow, now: Instant) -> Result<(), IncidentError> {
        if window.started_at > now {
            return Err(IncidentError::InFuture { field: "startedAt" });
        }
        if window.ended_at.is_some_and(|end| end > now) {
            return Err(IncidentError::InFuture { field: "endedAt" });
        }
        if window.ended_at.is_some_and(|end| end < window.started_at) {
            return Err(IncidentError::WindowEndsBeforeStart);
        }
        if window.services.iter().any(|service| !self.services.contains(service)) {
            return Err(IncidentError::WindowServiceNotAffected);
        }
        Ok(())
    }

    /// Ends windows that are still open; one that would end before it started is left open.
    pub(super) fn end_open_windows(&mut self, at: Instant) {
        for window in &mut self.windows {
            if window.ended_at.is_none() && window.started_at <= at {
                window.ended_at = Some(at);
            }
        }
    }

    /// The start of impact is the earliest start of a window.
    fn follow_windows(&mut self) {
        let Some(start) = self.windows.iter().map(|window| window.started_at).min() else { return };
        if self.instants.at(InstantName::ImpactStart) != Some(start) {
            self.instants.stamp(InstantName::ImpactStart, start, InstantSource::Human, Precision::Minute);
        }
    }
}
