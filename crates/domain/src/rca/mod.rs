//! Root cause analysis: one graph of causes with evidence, whatever the method that draws it.
//!
//! Five Whys, fishbone, cause map and enhanced RCA are ways to look at the same graph, switchable at any time. A person can
//! never be a cause: there is no such kind, and an action of a person is never a root cause (`RCS-10`). This module must not
//! know more of repair items than what they do about causes ([`Solution`]), and nothing of how a drawing reaches a screen.

pub mod cause;
pub mod drawing;
pub mod error;
pub mod event;
pub mod evidence;
pub mod fishbone;
pub mod graph;
pub(crate) mod index;
pub mod limits;
pub mod map;
pub mod method;
pub mod outline;
pub mod place;
pub mod rules;
pub mod solution;
pub mod status;
pub mod tables;
#[cfg(test)]
mod tests;

pub use cause::{Cause, CauseKind, CausePath, CauseVerdict, Lens, RiskDecision, StopReason};
pub use error::RcaError;
pub use event::RcaChange;
pub use evidence::{Evidence, EvidenceKind, EvidenceSubject};
pub use graph::{CauseGroup, CauseLink, Graph, GroupOperator};
pub use method::{Bone, RcaMethod};
pub use outline::{OutlineRow, outline};
pub use rules::{Facts, Place, RcaFinding, RcaStep, StepState};
pub use solution::{Solution, SolutionState};
pub use status::RcaStatus;
pub use tables::{Answer, AnswerKey, Barrier, BarrierState, Difference, Dismissal, Goal, GoalKind};

use crate::id::{ProblemId, RcaId};
use crate::identity::Principal;
use crate::text::Markdown;
use crate::time::Instant;

/// The problem statement of step 1: no cause in it (`RCS-01`, `RCS-02`). Each part may be empty in a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemStatement {
    /// What is wrong, as users see it.
    pub what: Markdown,
    /// Where: services, places, parts.
    pub place: Markdown,
    /// When: from when to when, how often.
    pub time: Markdown,
    /// How much: users, requests, money.
    pub extent: Markdown,
    /// What belongs to it and what does not.
    pub scope: Markdown,
}

/// A root cause analysis: its own fields, without the graph. A problem has at most one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rca {
    /// Identifier.
    pub id: RcaId,
    /// The number of `RCA-n`: unique and increasing, with gaps.
    pub number: i64,
    /// The problem whose why is looked for.
    pub problem: ProblemId,
    /// The method in use: which view opens first and which rules of method apply.
    pub method: RcaMethod,
    /// How far its review is.
    pub status: RcaStatus,
    /// Step 1.
    pub statement: ProblemStatement,
    /// Goals that the incident kept from being met; where a cause map starts (`CM-01`).
    pub goals: Vec<Goal>,
    /// Categories of the fishbone, in their order.
    pub bones: Vec<Bone>,
    /// Who asked for the review that goes on.
    pub submitted_by: Option<Principal>,
    /// Who started it.
    pub started_by: Principal,
    /// When it was started.
    pub created_at: Instant,
    /// When it or one of its parts changed last.
    pub updated_at: Instant,
    /// Version of the record's own fields; causes have their own.
    pub version: i32,
}

impl Rca {
    /// Starts an analysis at `now`, in status DRAFT, with the default categories.
    pub fn start(id: RcaId, problem: ProblemId, method: RcaMethod, by: Principal, now: Instant) -> Self {
        Self {
            id,
            number: 0,
            problem,
            method,
            status: RcaStatus::Draft,
            statement: ProblemStatement::default(),
            goals: Vec::new(),
            bones: method::default_bones(),
            submitted_by: None,
            started_by: by,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// `RCA-n`.
    pub fn reference(&self) -> String {
        reference(self.number)
    }
}

/// `RCA-n` of a number.
pub fn reference(number: i64) -> String {
    format!("RCA-{number}")
}

/// The number of an `RCA-n`, in any case; `None` for anything else.
pub fn parse_reference(text: &str) -> Option<i64> {
    crate::text::number_of(text, "RCA-")
}

/// An analysis with everything in it, as its rules need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// Its own fields.
    pub rca: Rca,
    /// Causes, groups and links.
    pub graph: Graph,
    /// All evidence, oldest first.
    pub evidence: Vec<Evidence>,
    /// Rows of the barrier analysis, in their order (`ER-01`).
    pub barriers: Vec<Barrier>,
    /// Rows of the change analysis, in their order.
    pub differences: Vec<Difference>,
    /// Reasoned answers, at most one for each key.
    pub answers: Vec<Answer>,
    /// Warnings that somebody set aside, with the reason.
    pub dismissals: Vec<Dismissal>,
}
