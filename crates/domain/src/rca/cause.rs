//! One cause: what it says, of what kind it is, and the verdict on it.
//!
//! It must not know other causes: what a cause hangs on is the graph's business.

use super::RcaError;
use crate::id::{CauseId, RcaId, UserId};
use crate::identity::{Permission, Principal};
use crate::text::{Body, Markdown, ShortText};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What kind of cause it is. There is none for a person (`RCS-10`).
    CauseKind {
        /// A state that lasted, such as a setting or a missing step.
        Condition = "CONDITION",
        /// Something that happened, such as a deployment or a surge of load.
        Action = "ACTION",
        /// What somebody did; never a root cause, and never without a cause of its own (`RCS-10`, `RCS-11`).
        HumanAction = "HUMAN_ACTION",
        /// A procedure that was not followed; never a root cause, and never without a cause of its own (`RCS-11`).
        ProcedureDeviation = "PROCEDURE_DEVIATION",
    }
}

impl CauseKind {
    /// Whether a cause of this kind may be a root cause (`RCS-10`, `RCS-11`).
    pub const fn may_be_root(self) -> bool {
        matches!(self, Self::Condition | Self::Action)
    }
}

vocabulary! {
    /// Through which lens a cause is seen (`RCS-09`).
    Lens {
        /// The technical cause.
        Technical = "TECHNICAL",
        /// The gap in a process.
        Process = "PROCESS",
        /// The management system that should have prevented it.
        Organizational = "ORGANIZATIONAL",
    }
}

vocabulary! {
    /// What validation has come to (`RCS-05`).
    CauseVerdict {
        /// A candidate that nobody has validated.
        Potential = "POTENTIAL",
        /// Evidence shows that it was a cause.
        Validated = "VALIDATED",
        /// Evidence shows that it was not.
        Refuted = "REFUTED",
        /// It was looked into and cannot be decided.
        Unresolved = "UNRESOLVED",
    }
}

impl CauseVerdict {
    /// Whether the verdict needs evidence (`RCS-05`).
    pub const fn needs_evidence(self) -> bool {
        matches!(self, Self::Validated | Self::Refuted)
    }
}

vocabulary! {
    /// Which question of an enhanced analysis a cause answers (`ER-02`).
    CausePath {
        /// Why did it occur.
        Occurrence = "OCCURRENCE",
        /// Why did it escape detection.
        Escape = "ESCAPE",
    }
}

vocabulary! {
    /// Why a map goes no further at a cause (`CM-06`).
    StopReason {
        /// It is outside our control.
        OutsideControl = "OUTSIDE_CONTROL",
        /// It is how things should be.
        DesiredState = "DESIRED_STATE",
        /// It is a problem of its own.
        NewProblem = "NEW_PROBLEM",
        /// Going on would cost more than it is worth.
        MoreEffortThanWorth = "MORE_EFFORT_THAN_WORTH",
        /// Nobody knows.
        Unknown = "UNKNOWN",
    }
}

/// The decision to live with a problem or a root cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskDecision {
    /// Why, in Markdown.
    pub rationale: Body,
    /// Who approved it.
    pub approver: UserId,
    /// When it is looked at again.
    pub review_at: Instant,
    /// When it was decided.
    pub decided_at: Instant,
}

/// A cause in the graph of an analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Identifier.
    pub id: CauseId,
    /// The analysis it belongs to.
    pub rca: RcaId,
    /// What it says: one statement about a system, a process or an organization.
    pub text: ShortText,
    /// What kind it is.
    pub kind: CauseKind,
    /// Through which lens it is seen, if said.
    pub lens: Option<Lens>,
    /// The key of the fishbone's category it sits on, if any (`FB-03`). A sub-cause follows its parent and has none.
    pub bone: Option<String>,
    /// What validation has come to.
    pub verdict: CauseVerdict,
    /// Why that is the verdict, in Markdown; empty for POTENTIAL, unless it was opened again.
    pub verdict_reason: Markdown,
    /// When it was confirmed to be a root cause; none while it is not one.
    pub confirmed_at: Option<Instant>,
    /// Which question of an enhanced analysis it answers, if said.
    pub path: Option<CausePath>,
    /// When it happened or began, if known (`CM-05`).
    pub occurred_at: Option<Instant>,
    /// Could have happened but did not (`CM-07`).
    pub is_hypothetical: bool,
    /// Why the map goes no further here (`CM-06`).
    pub stop_reason: Option<StopReason>,
    /// The decision to live with it, instead of a solution (`RCS-06`).
    pub risk: Option<RiskDecision>,
    /// Who recorded it.
    pub created_by: Principal,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it changed last.
    pub updated_at: Instant,
    /// When it was removed; a removed cause keeps its links and evidence, so that it can come back.
    pub removed_at: Option<Instant>,
    /// Version of its own fields; evidence and links do not change it.
    pub version: i32,
}

impl Cause {
    /// Whether it is a confirmed root cause.
    pub const fn is_root_cause(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// What it takes to record a verdict: to withdraw a confirmed root cause is for those who may confirm one.
    pub const fn permission_to_decide(&self, verdict: CauseVerdict) -> Permission {
        match verdict {
            CauseVerdict::Validated => Permission::RcaDraft,
            _ if self.is_root_cause() => Permission::RootCauseConfirm,
            _ => Permission::RcaDraft,
        }
    }

    /// Records a verdict. A confirmed root cause that is no longer validated is no root cause any more.
    ///
    /// Errors: it was removed; a verdict that needs evidence and has none (`RCS-05`).
    pub fn decide(
        &mut self,
        verdict: CauseVerdict,
        reason: Markdown,
        evidence: usize,
    ) -> Result<(), RcaError> {
        self.check_present()?;
        if verdict.needs_evidence() && evidence == 0 {
            return Err(RcaError::VerdictWithoutEvidence { verdict });
        }
        if verdict != CauseVerdict::Validated {
            self.confirmed_at = None;
            self.risk = None;
        }
        self.verdict = verdict;
        self.verdict_reason = reason;
        Ok(())
    }

    /// Checks a change of its own fields: what is a confirmed root cause stays of a kind that may be one, and one that happened.
    ///
    /// Errors: it is an action of a person or a deviation from a procedure by now (`RCS-10`, `RCS-11`); it did not happen
    /// (`CM-07`).
    pub const fn check_root(&self) -> Result<(), RcaError> {
        if !self.is_root_cause() {
            Ok(())
        } else if !self.kind.may_be_root() {
            Err(RcaError::KindIsNoRootCause { kind: self.kind })
        } else if self.is_hypothetical {
            Err(RcaError::HypotheticalRoot)
        } else {
            Ok(())
        }
    }

    /// Checks that evidence may be withdrawn of which `left` pieces stay.
    ///
    /// Errors: it was removed; the verdict stands on this one alone (`RCS-05`).
    pub fn check_withdrawal(&self, left: usize) -> Result<(), RcaError> {
        self.check_present()?;
        if self.verdict.needs_evidence() && left == 0 {
            Err(RcaError::EvidenceInUse { verdict: self.verdict })
        } else {
            Ok(())
        }
    }

    /// Confirms it as a root cause at `now`, which starts the clocks of what hangs on it.
    ///
    /// Errors: it was removed, is one already, is not validated (`RCS-05`), did not happen (`CM-07`), or is an action of a
    /// person or a deviation from a procedure (`RCS-10`, `RCS-11`).
    pub fn confirm(&mut self, now: Instant) -> Result<(), RcaError> {
        self.check_present()?;
        if self.is_root_cause() {
            return Err(RcaError::Unchanged { field: "isRootCause" });
        }
        if !self.kind.may_be_root() {
            return Err(RcaError::KindIsNoRootCause { kind: self.kind });
        }
        if self.verdict != CauseVerdict::Validated {
            return Err(RcaError::NotValidated { verdict: self.verdict });
        }
        if self.is_hypothetical {
            return Err(RcaError::HypotheticalRoot);
        }
        self.confirmed_at = Some(now);
        Ok(())
    }

    /// Opens a root cause again, because what was done about it showed no effect (`ACT-10`): it is a candidate whose validation
    /// starts over, with what is known so far as its reason. Its evidence stays, its version goes up. False when it is no root cause.
    pub fn reopen(&mut self, reason: Markdown, now: Instant) -> bool {
        if !self.is_root_cause() {
            return false;
        }
        self.confirmed_at = None;
        self.risk = None;
        self.verdict = CauseVerdict::Potential;
        self.verdict_reason = reason;
        self.updated_at = now;
        self.version += 1;
        true
    }

    /// Decides to live with a root cause instead of a solution (`RCS-06`).
    ///
    /// Errors: it is no confirmed root cause; the review lies in the past.
    pub fn accept_risk(&mut self, decision: RiskDecision, now: Instant) -> Result<(), RcaError> {
        self.check_present()?;
        if !self.is_root_cause() {
            return Err(RcaError::NoRootCause);
        }
        if decision.review_at <= now {
            return Err(RcaError::ReviewInPast);
        }
        self.risk = Some(decision);
        Ok(())
    }

    /// Refuses a cause that was removed.
    pub fn check_present(&self) -> Result<(), RcaError> {
        if self.removed_at.is_some() { Err(RcaError::CauseRemoved) } else { Ok(()) }
    }
}
