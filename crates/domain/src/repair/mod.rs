//! Repair items: what is done about causes, by whom, until when, and whether it worked (`ACT-01` to `ACT-12`).
//!
//! An item belongs to a problem and acts on causes. An idea is no commitment: its clock starts when somebody commits to it. Done
//! is not effective: only a measurement ends it (`ACT-10`). This module must not know how causes are found, nor who is reminded
//! by which means.

pub mod change;
pub mod due;
pub mod effect;
pub mod error;
pub mod event;
pub mod note;
pub mod policy;
pub mod reminder;
pub mod report;
pub mod rules;
pub mod solution;
pub mod status;
#[cfg(test)]
mod tests;
pub mod tracker;
pub mod wording;

pub use change::{Proposal, RepairFields};
pub use due::{ClockBasis, DueClock, DueException};
pub use effect::{Effectiveness, EffectivenessCheck, EffectivenessPlan};
pub use error::RepairError;
pub use event::RepairChange;
pub use note::{RepairNote, RepairNoteKind};
pub use policy::{RepairPolicy, RepairPolicyChange};
pub use reminder::ReminderStage;
pub use status::{RepairItemStatus, StatusStep};
pub use tracker::{TrackerIssue, TrackerProvider, TrackerState};

use crate::id::{CauseId, ProblemId, RepairItemId, TeamId, UserId};
use crate::identity::Principal;
use crate::rca::Lens;
use crate::text::{Body, Markdown, Title};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What a repair item is there for.
    RepairKind {
        /// Mends a root cause (`ACT-01`).
        Corrective = "CORRECTIVE",
        /// Keeps it from coming back by changing systems, processes or designs (`ACT-02`).
        Preventive = "PREVENTIVE",
    }
}

vocabulary! {
    /// How far away its due date is by policy (`ACT-03`).
    RepairHorizon {
        /// Short: 10 days by default; what corrective items have.
        Short = "SHORT",
        /// Medium: 90 days by default; what preventive items have unless somebody chooses LONG.
        Medium = "MEDIUM",
        /// Long: 365 days by default.
        Long = "LONG",
    }
}

vocabulary! {
    /// What a preventive item changes (`ACT-02`).
    RepairTarget {
        /// A running system.
        System = "SYSTEM",
        /// A way of working.
        Process = "PROCESS",
        /// How something is built.
        Design = "DESIGN",
    }
}

vocabulary! {
    /// How strongly an action holds, after the action hierarchy of patient safety (`ACT-07`). The strongest is the greatest.
    RepairStrength {
        /// Double check, warning, new policy, training, more study.
        Weak = "WEAK",
        /// Redundancy, enhancement, capacity, checklist, better interface or docs, alerting.
        Intermediate = "INTERMEDIATE",
        /// Removes the hazard, changes the architecture, forces or interlocks, automates, simplifies.
        Strong = "STRONG",
    }
}

vocabulary! {
    /// What an item does about the next incident (`ACT-09`).
    RepairPurpose {
        /// Keeps it from happening.
        Prevent = "PREVENT",
        /// Shows it earlier.
        Detect = "DETECT",
        /// Makes it smaller or shorter.
        Mitigate = "MITIGATE",
        /// Mends what it left behind.
        Repair = "REPAIR",
        /// Changes how people work together.
        Process = "PROCESS",
        /// Finds out what is not known, within a time box.
        Investigate = "INVESTIGATE",
    }
}

vocabulary! {
    /// Why a finished item was opened again.
    RepairReopenReason {
        /// The measurement showed no effect (`ACT-10`).
        Ineffective = "INEFFECTIVE",
        /// The problem came back.
        Recurrence = "RECURRENCE",
    }
}

/// That and why a finished item was opened again, the last time it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairReopening {
    /// When; its clock counts from here.
    pub at: Instant,
    /// Why.
    pub reason: RepairReopenReason,
}

/// The decision not to act, a record with its reason (`ACT-11`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDoing {
    /// Why, in Markdown.
    pub reason: Body,
    /// Who approved it.
    pub approver: UserId,
    /// When it was decided.
    pub decided_at: Instant,
}

/// A repair item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairItem {
    /// Identifier.
    pub id: RepairItemId,
    /// The number of `REP-n`: unique and increasing, with gaps.
    pub number: i64,
    /// The problem it belongs to.
    pub problem: ProblemId,
    /// What is done: a verb and its outcome (`ACT-05`).
    pub title: Title,
    /// More about it, in Markdown.
    pub description: Markdown,
    /// Corrective or preventive.
    pub kind: RepairKind,
    /// Through which lens it is seen.
    pub lens: Lens,
    /// How far away its due date is by policy.
    pub horizon: RepairHorizon,
    /// What a preventive item changes.
    pub target: Option<RepairTarget>,
    /// How strongly it holds, if said.
    pub strength: Option<RepairStrength>,
    /// What it does about the next incident, if said.
    pub purpose: Option<RepairPurpose>,
    /// The one who answers for it (`ACT-04`).
    pub owner: Option<UserId>,
    /// The team that does it (`ACT-04`).
    pub team: Option<TeamId>,
    /// By what one can tell that it is done, in Markdown (`ACT-04`).
    pub done_condition: Markdown,
    /// The causes that it acts on, in the order of their ids.
    pub causes: Vec<CauseId>,
    /// How far it is.
    pub status: RepairItemStatus,
    /// The policy it was made under, as its version.
    pub policy_version: i32,
    /// Its clock; none while nobody has committed to it.
    pub clock: Option<DueClock>,
    /// When it is due: by its clock, or by exception. Before the clock starts, the date that was asked for, if any.
    pub due_at: Option<Instant>,
    /// That the due date is not the policy's: why, and who approved it. Stays visible (`ACT-03`).
    pub exception: Option<DueException>,
    /// When somebody committed to it first.
    pub committed_at: Option<Instant>,
    /// When it was done last; none while it is not.
    pub done_at: Option<Instant>,
    /// That it is not done, by decision.
    pub not_doing: Option<NotDoing>,
    /// That it was opened again.
    pub reopening: Option<RepairReopening>,
    /// How one will tell that it worked (`ACT-10`).
    pub plan: EffectivenessPlan,
    /// What the last measurement showed.
    pub effectiveness: Option<EffectivenessCheck>,
    /// The issue in another tool that it is kept in step with.
    pub tracker: Option<TrackerIssue>,
    /// When the next reminder is decided; kept by the write path from [`reminder::next_at`].
    pub next_reminder_at: Option<Instant>,
    /// Who recorded it; never its owner by that alone (`ACT-04`).
    pub created_by: Principal,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it or one of its parts changed last.
    pub updated_at: Instant,
    /// Version of the record's own fields; notes do not change it.
    pub version: i32,
}

/// A cause as the rules of repair items need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkedCause {
    /// Identifier.
    pub id: CauseId,
    /// When it was confirmed to be a root cause; none for a mere factor.
    pub confirmed_at: Option<Instant>,
    /// Whether it was refuted or removed since.
    pub is_gone: bool,
}

impl RepairItem {
    /// `REP-n`.
    pub fn reference(&self) -> String {
        reference(self.number)
    }

    /// Whether it is due and not done at `now`.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.status.has_running_clock() && self.due_at.is_some_and(|due| due < now)
    }
}

impl RepairKind {
    /// `ACT-03`: the horizon that a kind has unless somebody chooses another.
    pub const fn default_horizon(self) -> RepairHorizon {
        match self {
            Self::Corrective => RepairHorizon::Short,
            Self::Preventive => RepairHorizon::Medium,
        }
    }

    /// `ACT-03`: whether an item of this kind may have this horizon. What is later than SHORT is an exception for a corrective
    /// item, with a reason and an approver.
    pub const fn allows(self, horizon: RepairHorizon) -> bool {
        matches!((self, horizon), (Self::Preventive, _) | (Self::Corrective, RepairHorizon::Short))
    }
}

/// `REP-n` of a number.
pub fn reference(number: i64) -> String {
    format!("REP-{number}")
}

/// The number of a `REP-n`, in any case; `None` for anything else.
pub fn parse_reference(text: &str) -> Option<i64> {
    crate::text::number_of(text, "REP-")
}
