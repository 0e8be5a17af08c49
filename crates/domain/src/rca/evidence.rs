//! Evidence: what shows that a cause, or the link between causes and their effect, holds or does not.
//!
//! It must not know verdicts.

use crate::id::{CauseGroupId, CauseId, EvidenceId, RcaId, TimelineEntryId};
use crate::identity::Principal;
use crate::text::{Markdown, ShortText, WebUrl};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What kind of evidence it is.
    EvidenceKind {
        /// A measured series.
        Metric = "METRIC",
        /// Lines of a log.
        Log = "LOG",
        /// A trace of a request.
        Trace = "TRACE",
        /// A change of configuration.
        ConfigChange = "CONFIG_CHANGE",
        /// A change of code.
        CodeChange = "CODE_CHANGE",
        /// A ticket.
        Ticket = "TICKET",
        /// A document.
        Document = "DOCUMENT",
        /// A recorded decision.
        DecisionRecord = "DECISION_RECORD",
        /// What somebody told; the only evidence of a technical cause is a warning (`EVD-01`).
        Interview = "INTERVIEW",
        /// A trial.
        Experiment = "EXPERIMENT",
        /// An entry of the timeline of a linked incident.
        TimelineEntry = "TIMELINE_ENTRY",
    }
}

/// What a piece of evidence is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EvidenceSubject {
    /// A cause.
    Cause(CauseId),
    /// The link between the causes of a group and their effect.
    Group(CauseGroupId),
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Identifier.
    pub id: EvidenceId,
    /// The analysis it belongs to.
    pub rca: RcaId,
    /// What it is attached to.
    pub subject: EvidenceSubject,
    /// What kind it is.
    pub kind: EvidenceKind,
    /// One line.
    pub title: ShortText,
    /// Where it is, if it has an address.
    pub url: Option<WebUrl>,
    /// What it shows, in Markdown.
    pub summary: Markdown,
    /// What would refute it, in Markdown.
    pub refuted_by: Markdown,
    /// The entry of a linked incident's timeline, for that kind.
    pub timeline_entry: Option<TimelineEntryId>,
    /// When it was taken.
    pub captured_at: Instant,
    /// Who recorded it.
    pub captured_by: Principal,
    /// When it was recorded.
    pub created_at: Instant,
}
