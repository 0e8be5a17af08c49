//! The life of a problem: which steps exist, and the gate of each.
//!
//! It must not know causes: what the analysis has come to is handed in as an [`Outcome`].

use super::{Problem, ProblemError, ReopenReason, Reopening};
use crate::finding::{Finding, unmet};
use crate::id::IncidentId;
use crate::rca::RiskDecision;
use crate::text::Markdown;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// Where in its life a problem is.
    ProblemStatus {
        /// Known to exist.
        Identified = "IDENTIFIED",
        /// Its causes are being looked for.
        InAnalysis = "IN_ANALYSIS",
        /// At least one root cause is confirmed.
        RootCauseConfirmed = "ROOT_CAUSE_CONFIRMED",
        /// Analysed and not resolved.
        KnownError = "KNOWN_ERROR",
        /// A permanent fix is being made.
        FixInProgress = "FIX_IN_PROGRESS",
        /// The fix is in place; whether it works is being measured.
        Measuring = "MEASURING",
        /// Resolved, and shown to be.
        Closed = "CLOSED",
        /// Lived with, by decision and until a date.
        AcceptedRisk = "ACCEPTED_RISK",
    }
}

impl ProblemStatus {
    /// Whether somebody still works on it: neither closed nor lived with.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::AcceptedRisk)
    }

    /// Whether its life has a step to `to`, gates aside.
    pub const fn leads_to(self, to: Self) -> bool {
        use ProblemStatus as S;
        match (self, to) {
            (S::Identified, S::InAnalysis)
            | (S::InAnalysis, S::RootCauseConfirmed)
            | (S::RootCauseConfirmed, S::KnownError)
            | (S::KnownError, S::FixInProgress)
            | (S::FixInProgress, S::KnownError | S::Measuring)
            | (S::Measuring, S::Closed) => true,
            // It did not work, or there is something new.
            (from, S::InAnalysis) => !matches!(from, S::Identified | S::InAnalysis),
            // Decided anew when the review is due.
            (from, S::AcceptedRisk) => from.is_open() || matches!(from, S::AcceptedRisk),
            _ => false,
        }
    }

    /// The states that can follow this one, gates aside.
    pub fn next(self) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|to| *to != self && self.leads_to(*to)).collect()
    }

    /// Whether the state rests on a confirmed root cause (`VOC-04`).
    pub const fn needs_root_cause(self) -> bool {
        matches!(
            self,
            Self::RootCauseConfirmed
                | Self::KnownError
                | Self::FixInProgress
                | Self::Measuring
                | Self::Closed
        )
    }
}

/// What the root cause analysis of a problem has come to; the default is none at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether there is an analysis.
    pub exists: bool,
    /// Confirmed root causes.
    pub root_causes: usize,
    /// How many of the six steps are passed without a gap from the first on.
    pub steps_passed: u8,
    /// What keeps the six steps from being passed, strongest first; errors alone block.
    pub open: Vec<Finding>,
}

/// A step in the life of a problem that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusChange {
    /// To a state that needs nothing but its gate.
    To(ProblemStatus),
    /// To ACCEPTED_RISK, by this decision.
    AcceptRisk(RiskDecision),
    /// From CLOSED or ACCEPTED_RISK back to IN_ANALYSIS, for new evidence.
    Reopen(Markdown),
}

impl Problem {
    /// Takes a step in its life at `now`, if its gate is met.
    ///
    /// Errors: no such step; `VOC-04`, `RCS-05` to `RCS-07` for what is missing; a review date that lies behind.
    pub fn change_status(
        &mut self,
        change: StatusChange,
        outcome: &Outcome,
        now: Instant,
    ) -> Result<(), ProblemError> {
        match change {
            StatusChange::To(to) => self.go(to, outcome, now),
            StatusChange::AcceptRisk(decision) => self.accept_risk(decision, now),
            StatusChange::Reopen(note) => {
                if self.status.is_open() {
                    return Err(ProblemError::NotEnded);
                }
                if note.as_str().trim().is_empty() {
                    return Err(ProblemError::ReasonNeeded);
                }
                self.reopen(Reopening { at: now, reason: ReopenReason::NewEvidence, note, recurrence: None });
                Ok(())
            }
        }
    }

    fn go(&mut self, to: ProblemStatus, outcome: &Outcome, now: Instant) -> Result<(), ProblemError> {
        let from = self.status;
        if !from.leads_to(to) || to == ProblemStatus::AcceptedRisk {
            return Err(ProblemError::Transition { from, to });
        }
        if !from.is_open() {
            return Err(ProblemError::ReasonNeeded);
        }
        if to == ProblemStatus::Closed {
            check_closing(outcome)?;
        }
        if to.needs_root_cause() && outcome.root_causes == 0 {
            return Err(ProblemError::NoRootCause { to });
        }
        self.closed_at = (to == ProblemStatus::Closed).then_some(now);
        self.status = to;
        Ok(())
    }

    fn accept_risk(&mut self, decision: RiskDecision, now: Instant) -> Result<(), ProblemError> {
        let (from, to) = (self.status, ProblemStatus::AcceptedRisk);
        if !from.leads_to(to) {
            return Err(ProblemError::Transition { from, to });
        }
        if decision.review_at <= now {
            return Err(ProblemError::ReviewInPast);
        }
        self.accepted_risk = Some(decision);
        self.status = to;
        Ok(())
    }

    fn reopen(&mut self, reopening: Reopening) {
        self.status = ProblemStatus::InAnalysis;
        self.closed_at = None;
        self.accepted_risk = None;
        self.reopening = Some(reopening);
    }

    /// Follows its analysis, of itself, and brings its outline up to date: IDENTIFIED becomes IN_ANALYSIS when one is started,
    /// IN_ANALYSIS becomes ROOT_CAUSE_CONFIRMED with the first confirmed root cause, and every state that rests on a root cause
    /// goes back when the last one is withdrawn. True if it moved.
    ///
    /// The outline must still tell how many root causes there were before: a problem that was sent back to analysis stays there
    /// until another one is confirmed.
    pub fn follow(&mut self, outcome: &Outcome) -> bool {
        let before = self.rca.map_or(0, |rca| rca.root_cause_count);
        let count = i32::try_from(outcome.root_causes).unwrap_or(i32::MAX);
        if let Some(rca) = &mut self.rca {
            rca.root_cause_count = count;
            rca.steps_passed = outcome.steps_passed;
        }
        let from = self.status;
        if from == ProblemStatus::Identified && outcome.exists {
            self.status = ProblemStatus::InAnalysis;
        }
        if self.status == ProblemStatus::InAnalysis && count > before {
            self.status = ProblemStatus::RootCauseConfirmed;
        }
        if from.is_open() && from.needs_root_cause() && count == 0 {
            self.status = ProblemStatus::InAnalysis;
        }
        self.status != from
    }

    /// Opens it again by itself when one of its incidents came back. True if it was closed or lived with.
    pub fn recurred(&mut self, earlier: IncidentId, again: IncidentId, now: Instant) -> bool {
        if self.status.is_open() {
            return false;
        }
        self.reopen(Reopening {
            at: now,
            reason: ReopenReason::Recurrence,
            note: Markdown::default(),
            recurrence: Some((earlier, again)),
        });
        true
    }
}

/// `RCS-05` to `RCS-07`: a problem closes when the six steps of its analysis are passed.
fn check_closing(outcome: &Outcome) -> Result<(), ProblemError> {
    let to = ProblemStatus::Closed;
    if !outcome.exists {
        let message = "There is no root cause analysis yet; start one.".to_owned();
        return Err(ProblemError::GateUnmet { to, rule: "RCS-05", message });
    }
    match unmet(&outcome.open) {
        Some((rule, message)) => Err(ProblemError::GateUnmet { to, rule, message }),
        None => Ok(()),
    }
}
