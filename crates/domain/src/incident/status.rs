//! The lifecycle of an incident: which steps exist and which instants they stamp.
//!
//! It must not know who may take a step; the policy table does.

use super::{
    EntryDetail, Incident, IncidentError, InstantName, InstantSource, NewEntry, Precision, sentence,
};
use crate::text::Body;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// Where in its life an incident is.
    IncidentStatus {
        /// Somebody said so; nobody has looked yet.
        Declared = "DECLARED",
        /// Being looked into.
        Investigating = "INVESTIGATING",
        /// What is broken is known.
        Identified = "IDENTIFIED",
        /// The effect on users is reduced or gone.
        Mitigated = "MITIGATED",
        /// Looks normal; being watched.
        Monitoring = "MONITORING",
        /// Service is restored (`VOC-02`).
        Resolved = "RESOLVED",
        /// Nothing left to do in the incident itself.
        Closed = "CLOSED",
        /// A false alarm.
        Cancelled = "CANCELLED",
    }
}

impl IncidentStatus {
    /// Whether service still wants restoring.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed | Self::Cancelled)
    }

    /// The states that can follow this one.
    pub fn next(self) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|to| self.step(*to).is_some()).collect()
    }

    /// Whether the step to `to` goes back and so needs a reason; `None` when there is no such step.
    #[expect(clippy::match_same_arms, reason = "a table reads row by row")]
    pub fn step(self, to: Self) -> Option<Step> {
        use IncidentStatus::{Cancelled, Closed, Declared, Investigating, Resolved};
        match (self, to) {
            (Cancelled, _) | (_, Declared) => None,
            (Declared, Cancelled) | (Resolved, Closed) => Some(Step::Forward),
            (_, Cancelled | Closed) => None,
            (Declared, Investigating) => Some(Step::Forward),
            (from, Investigating) => (from != Investigating).then_some(Step::Back),
            (Resolved | Closed, _) => None,
            (from, to) => (to > from).then_some(Step::Forward),
        }
    }
}

/// The direction of a step in the lifecycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Towards restoration.
    Forward,
    /// Back to looking; needs a reason.
    Back,
}

impl Incident {
    /// Moves the incident to `to`, stamps what the step says, and writes its timeline entry.
    ///
    /// `at` back-dates the step. A step forward may be taken without any cause known (`VOC-02`).
    /// RESOLVED ends open impact windows and settles what the inside was promised; customers are owed their update until it comes.
    ///
    /// Errors: no such step, a reason missing, an instant in the future or out of order (`CLK-03`).
    pub fn change_status(
        &mut self,
        to: IncidentStatus,
        reason: Option<&Body>,
        at: Option<Instant>,
        now: Instant,
    ) -> Result<NewEntry, IncidentError> {
        let from = self.status;
        let step = from.step(to).ok_or(IncidentError::Transition { from, to })?;
        if step == Step::Back && reason.is_none() {
            return Err(IncidentError::ReasonNeeded { from, to });
        }
        let at = at.unwrap_or(now);
        let precision = if at == now { Precision::Exact } else { Precision::Minute };
        if at > now {
            return Err(IncidentError::InFuture { field: "at" });
        }
        if step == Step::Back {
            self.instants.clear(&[InstantName::Mitigated, InstantName::Restored, InstantName::Closed]);
        }
        for name in stamps(from, to) {
            if *name == InstantName::Acknowledged && self.instants.at(*name).is_some() {
                continue;
            }
            self.set_instant(*name, at, InstantSource::Human, precision, reason, now)?;
        }
        if !to.is_open() {
            // The inside knows; customers are still owed the word that was promised to them (`COM-02`).
            self.promises.internal_due_at = None;
            self.end_open_windows(at);
        }
        self.status = to;
        let body =
            reason.cloned().unwrap_or_else(|| sentence(&format!("Status changed from {from} to {to}.")));
        Ok(NewEntry { precision, ..NewEntry::at(at, EntryDetail::Status { from: Some(from), to }, body) })
    }
}

/// Which instants a step stamps; the last episode wins.
const fn stamps(from: IncidentStatus, to: IncidentStatus) -> &'static [InstantName] {
    match (from, to) {
        (IncidentStatus::Declared, IncidentStatus::Investigating) => &[InstantName::Acknowledged],
        (_, IncidentStatus::Identified) => &[InstantName::Identified],
        (_, IncidentStatus::Mitigated) => &[InstantName::Mitigated],
        (_, IncidentStatus::Resolved) => &[InstantName::Restored],
        (_, IncidentStatus::Closed | IncidentStatus::Cancelled) => &[InstantName::Closed],
        _ => &[],
    }
}
