//! Problems: why incidents happen, as records of their own (`VOC-01`).
//!
//! A problem joins many incidents, or none yet (`VOC-03`). It must not know how its causes are found: that is the root cause
//! analysis, which it knows by its outcome only.

pub mod error;
pub mod event;
pub mod impact;
pub mod rules;
pub mod similar;
pub mod status;
#[cfg(test)]
mod tests;

pub use error::ProblemError;
pub use event::ProblemChange;
pub use impact::TotalImpact;
pub use status::{Outcome, ProblemStatus, StatusChange};

use crate::id::{IncidentId, ProblemId, RcaId, ServiceId, UserId};
use crate::identity::Principal;
use crate::incident::Severity;
use crate::rca::{RcaStatus, RiskDecision};
use crate::text::{Body, Markdown, Tag, Title};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What a workaround does to the impact.
    WorkaroundEffect {
        /// Users notice nothing while it is in place.
        Removes = "REMOVES",
        /// Users notice less.
        Reduces = "REDUCES",
    }
}

/// What reduces or removes the impact while there is no full resolution; may be recorded at any stage (`VOC-04`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workaround {
    /// What to do, in Markdown.
    pub steps: Body,
    /// What it does to the impact.
    pub effect: WorkaroundEffect,
    /// Where it ends: load, time, side effects; in Markdown.
    pub limits: Body,
    /// When somebody last saw it work.
    pub last_tested_at: Instant,
}

vocabulary! {
    /// Why a problem was opened again.
    ReopenReason {
        /// One of its incidents came back.
        Recurrence = "RECURRENCE",
        /// Somebody brought new evidence.
        NewEvidence = "NEW_EVIDENCE",
    }
}

/// That and why a problem was opened again, the last time it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopening {
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: ReopenReason,
    /// What is new, in Markdown; empty for a recurrence.
    pub note: Markdown,
    /// The incident that came back, as which one; both for a recurrence only.
    pub recurrence: Option<(IncidentId, IncidentId)>,
}

/// A problem with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Identifier.
    pub id: ProblemId,
    /// The number of `PRB-n`: unique and increasing, with gaps.
    pub number: i64,
    /// One line.
    pub title: Title,
    /// What is known, in Markdown.
    pub description: Markdown,
    /// Where in its life it is.
    pub status: ProblemStatus,
    /// Who sees to it that it moves.
    pub owner: Option<UserId>,
    /// Who is told when a repair item is long overdue (`ACT-12`).
    pub sponsor: Option<UserId>,
    /// Services that it concerns.
    pub services: Vec<ServiceId>,
    /// Free words.
    pub tags: Vec<Tag>,
    /// What helps until it is resolved.
    pub workaround: Option<Workaround>,
    /// That it is lived with, since when, why and until when.
    pub accepted_risk: Option<RiskDecision>,
    /// That it was opened again.
    pub reopening: Option<Reopening>,
    /// What its root cause analysis has come to.
    pub rca: Option<RcaOutline>,
    /// Linked incidents that everybody inside may see; kept by the write path.
    pub incident_count: i32,
    /// Linked incidents, as `incident_count`, that are recurrences of earlier ones; kept by the write path.
    pub recurrence_count: i32,
    /// The worst severity among them; kept by the write path.
    pub worst_severity: Option<Severity>,
    /// Repair items that are open; kept by the write path.
    pub open_repair_count: i32,
    /// Who opened it.
    pub opened_by: Principal,
    /// When it was opened.
    pub created_at: Instant,
    /// When it or one of its parts changed last.
    pub updated_at: Instant,
    /// When it was closed; none while it is not.
    pub closed_at: Option<Instant>,
    /// Version of the record's own fields; linking incidents does not change it.
    pub version: i32,
}

/// What boards show of a root cause analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RcaOutline {
    /// Identifier.
    pub id: RcaId,
    /// The number of `RCA-n`.
    pub number: i64,
    /// How far its review is.
    pub status: RcaStatus,
    /// How many of the six steps are passed without a gap, 0 to 6; kept by the write path.
    pub steps_passed: u8,
    /// Confirmed root causes; kept by the write path.
    pub root_cause_count: i32,
}

/// What is needed to open a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Identifier, fresh.
    pub id: ProblemId,
    /// One line.
    pub title: Title,
    /// What is known, in Markdown.
    pub description: Markdown,
    /// Who sees to it that it moves.
    pub owner: Option<UserId>,
    /// Who is told when a repair item is long overdue.
    pub sponsor: Option<UserId>,
    /// Services that it concerns.
    pub services: Vec<ServiceId>,
    /// Free words.
    pub tags: Vec<Tag>,
}

impl Problem {
    /// Opens a problem at `now`, in status IDENTIFIED.
    pub fn open(opening: Opening, by: Principal, now: Instant) -> Self {
        Self {
            id: opening.id,
            number: 0,
            title: opening.title,
            description: opening.description,
            status: ProblemStatus::Identified,
            owner: opening.owner,
            sponsor: opening.sponsor,
            services: dedup(opening.services),
            tags: dedup(opening.tags),
            workaround: None,
            accepted_risk: None,
            reopening: None,
            rca: None,
            incident_count: 0,
            recurrence_count: 0,
            worst_severity: None,
            open_repair_count: 0,
            opened_by: by,
            created_at: now,
            updated_at: now,
            closed_at: None,
            version: 1,
        }
    }

    /// `PRB-n`.
    pub fn reference(&self) -> String {
        reference(self.number)
    }
}

/// `PRB-n` of a number.
pub fn reference(number: i64) -> String {
    format!("PRB-{number}")
}

/// The number of a `PRB-n`, in any case; `None` for anything else.
pub fn parse_reference(text: &str) -> Option<i64> {
    crate::text::number_of(text, "PRB-")
}

fn dedup<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

/// An incident as the rules of a problem need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedIncident {
    /// Identifier.
    pub id: IncidentId,
    /// How bad it was.
    pub severity: Severity,
    /// Visible to members and incident managers only.
    pub is_private: bool,
    /// When it started.
    pub started_at: Instant,
    /// When service was restored.
    pub restored_at: Option<Instant>,
    /// Whether it is a recurrence of an earlier incident.
    pub is_recurrence: bool,
}
