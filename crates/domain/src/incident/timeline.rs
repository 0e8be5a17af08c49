//! The timeline: append-only entries, told by kind, corrected by later entries.
//!
//! It must not change an entry: a correction is a new entry that points to the corrected one.

use super::{IncidentError, IncidentStatus, Precision, ResponderRole, Severity};
use crate::id::{IncidentId, TimelineEntryId, UserId};
use crate::identity::Principal;
use crate::text::{Body, ShortText, WebUrl};
use crate::time::{Instant, seconds_between};
use crate::vocabulary;

vocabulary! {
    /// What an entry tells of.
    TimelineEntryKind {
        /// Anything worth keeping.
        Note = "NOTE",
        /// A step in the lifecycle; written by the step.
        Status = "STATUS",
        /// A change of severity; written by the change.
        Severity = "SEVERITY",
        /// A role given, handed over or released; written by the change.
        Role = "ROLE",
        /// What was tried, with its result.
        Action = "ACTION",
        /// What was decided, with the approval asked for and given.
        Decision = "DECISION",
        /// What went out or came in, such as a customer's escalation.
        Communication = "COMMUNICATION",
        /// What a machine that watches said.
        Alert = "ALERT",
        /// A change of the systems.
        Change = "CHANGE",
        /// A point that matters for the story.
        Milestone = "MILESTONE",
    }
}

vocabulary! {
    /// What an action led to.
    ActionResult {
        /// It helped.
        Worked = "WORKED",
        /// Nothing changed.
        NoEffect = "NO_EFFECT",
        /// It got worse.
        MadeWorse = "MADE_WORSE",
    }
}

/// What an entry carries beyond its text, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryDetail {
    /// Nothing more.
    Note,
    /// From which state to which; no `from` at the declaration.
    Status {
        /// The state before.
        from: Option<IncidentStatus>,
        /// The state after.
        to: IncidentStatus,
    },
    /// From which severity to which.
    Severity {
        /// The severity before.
        from: Severity,
        /// The severity after.
        to: Severity,
    },
    /// A role that changed hands.
    Role {
        /// The role.
        role: ResponderRole,
        /// Who held it.
        from: Option<UserId>,
        /// Who holds it.
        to: Option<UserId>,
    },
    /// What an action led to; `None` while that is not known.
    Action {
        /// The result.
        result: Option<ActionResult>,
    },
    /// When approval was asked for and given, so that waiting shows.
    Decision {
        /// When it was asked for.
        asked_at: Option<Instant>,
        /// When it was given.
        given_at: Option<Instant>,
    },
    /// Whether a customer escalated.
    Communication {
        /// It came in from a customer who wanted more.
        is_customer_escalation: bool,
    },
    /// Nothing more.
    Alert,
    /// Nothing more.
    Change,
    /// Nothing more.
    Milestone,
}

impl EntryDetail {
    /// The kind that this detail belongs to.
    pub const fn kind(&self) -> TimelineEntryKind {
        match self {
            Self::Note => TimelineEntryKind::Note,
            Self::Status { .. } => TimelineEntryKind::Status,
            Self::Severity { .. } => TimelineEntryKind::Severity,
            Self::Role { .. } => TimelineEntryKind::Role,
            Self::Action { .. } => TimelineEntryKind::Action,
            Self::Decision { .. } => TimelineEntryKind::Decision,
            Self::Communication { .. } => TimelineEntryKind::Communication,
            Self::Alert => TimelineEntryKind::Alert,
            Self::Change => TimelineEntryKind::Change,
            Self::Milestone => TimelineEntryKind::Milestone,
        }
    }

    /// How long a decision waited for its approval, in seconds.
    pub fn waiting_seconds(&self) -> Option<i64> {
        match self {
            Self::Decision { asked_at, given_at } => seconds_between((*asked_at)?, (*given_at)?),
            _ => None,
        }
    }

    /// Makes the detail of an entry that somebody writes, from the optional parts of the input.
    ///
    /// Errors: a kind that only a change writes, a part of another kind, an approval given before
    /// it was asked for or in the future.
    pub fn written(kind: TimelineEntryKind, parts: DetailParts, now: Instant) -> Result<Self, IncidentError> {
        use TimelineEntryKind as K;
        let other = |is_given: bool, field| {
            if is_given { Err(IncidentError::DetailOfOtherKind { field }) } else { Ok(()) }
        };
        if kind != K::Action {
            other(parts.result.is_some(), "result")?;
        }
        if kind != K::Decision {
            other(parts.approval_asked_at.is_some(), "approvalAskedAt")?;
            other(parts.approval_given_at.is_some(), "approvalGivenAt")?;
        }
        if kind != K::Communication {
            other(parts.is_customer_escalation, "isCustomerEscalation")?;
        }
        for (at, field) in
            [(parts.approval_asked_at, "approvalAskedAt"), (parts.approval_given_at, "approvalGivenAt")]
        {
            if at.is_some_and(|at| at > now) {
                return Err(IncidentError::InFuture { field });
            }
        }
        Ok(match kind {
            K::Note => Self::Note,
            K::Action => Self::Action { result: parts.result },
            K::Decision => {
                if parts
                    .approval_asked_at
                    .zip(parts.approval_given_at)
                    .is_some_and(|(asked, given)| given < asked)
                {
                    return Err(IncidentError::ApprovalBeforeAsking);
                }
                Self::Decision { asked_at: parts.approval_asked_at, given_at: parts.approval_given_at }
            }
            K::Communication => Self::Communication { is_customer_escalation: parts.is_customer_escalation },
            K::Alert => Self::Alert,
            K::Change => Self::Change,
            K::Milestone => Self::Milestone,
            K::Status | K::Severity | K::Role => return Err(IncidentError::KindWrittenByChange),
        })
    }
}

/// The optional parts of an entry that somebody writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DetailParts {
    /// Result of an action.
    pub result: Option<ActionResult>,
    /// When approval of a decision was asked for.
    pub approval_asked_at: Option<Instant>,
    /// When approval of a decision was given.
    pub approval_given_at: Option<Instant>,
    /// A customer escalated.
    pub is_customer_escalation: bool,
}

/// Evidence: a link with a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLink {
    /// What it shows.
    pub label: ShortText,
    /// Where it is.
    pub url: WebUrl,
}

/// An entry to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// When it happened.
    pub happened_at: Instant,
    /// How exact that is.
    pub precision: Precision,
    /// What it carries beyond its text.
    pub detail: EntryDetail,
    /// The text, in Markdown.
    pub body: Body,
    /// Evidence.
    pub links: Vec<EntryLink>,
    /// The entry that this one corrects.
    pub corrects: Option<TimelineEntryId>,
}

impl NewEntry {
    /// An entry without links, exact.
    pub fn at(happened_at: Instant, detail: EntryDetail, body: Body) -> Self {
        Self { happened_at, precision: Precision::Exact, detail, body, links: Vec::new(), corrects: None }
    }

    /// A plain note of this moment.
    pub fn note(now: Instant, body: Body) -> Self {
        Self::at(now, EntryDetail::Note, body)
    }

    /// An entry without links that is written at `now`: exact unless it is back-dated.
    pub fn dated(happened_at: Instant, now: Instant, detail: EntryDetail, body: Body) -> Self {
        let precision = if happened_at == now { Precision::Exact } else { Precision::Minute };
        Self { precision, ..Self::at(happened_at, detail, body) }
    }

    /// Checks an entry that somebody writes at `now`: nothing happens in the future.
    pub fn check(&self, now: Instant) -> Result<(), IncidentError> {
        if self.happened_at > now { Err(IncidentError::InFuture { field: "happenedAt" }) } else { Ok(()) }
    }

    /// Checks a correction: the corrected entry is of the same incident and not corrected yet.
    pub fn check_correction(incident: IncidentId, corrected: &TimelineEntry) -> Result<(), IncidentError> {
        if corrected.incident != incident || corrected.corrected_by.is_some() {
            return Err(IncidentError::BadCorrection);
        }
        Ok(())
    }
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Identifier.
    pub id: TimelineEntryId,
    /// The incident it belongs to.
    pub incident: IncidentId,
    /// When it happened.
    pub happened_at: Instant,
    /// How exact that is.
    pub precision: Precision,
    /// When it was written down.
    pub recorded_at: Instant,
    /// What it carries beyond its text.
    pub detail: EntryDetail,
    /// The text, in Markdown.
    pub body: Body,
    /// Evidence.
    pub links: Vec<EntryLink>,
    /// Who wrote it.
    pub author: Principal,
    /// The role that the author held then; people appear as roles.
    pub author_role: Option<ResponderRole>,
    /// The entry that this one corrects.
    pub corrects: Option<TimelineEntryId>,
    /// The entry that corrects this one.
    pub corrected_by: Option<TimelineEntryId>,
    /// Kept at the top.
    pub is_pinned: bool,
}
