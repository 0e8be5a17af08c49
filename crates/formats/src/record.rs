//! The plain records that every format is read into.
//!
//! They must not know any one format, nor how a record is stored.

use chrono::{DateTime, Utc};
use domain::finding::Finding;
use domain::incident::{ImpactLevel, IncidentStatus, InstantName, Precision, Severity};

/// An instant as a source tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportedTime {
    /// The instant in UTC, cut to microseconds.
    pub at: DateTime<Utc>,
    /// How exactly the source knows it.
    pub precision: Precision,
}

/// The part a message plays in the story of its incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// The first word about the incident.
    Initial,
    /// Something in between.
    Update,
    /// The last word, written when it was over.
    Final,
    /// Text without a place in the sequence, such as links above the messages, or a page's only text.
    Note,
}

/// Where the time of a message comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeBasis {
    /// The message states it.
    Stated,
    /// The message has none; the start of the incident stands in, at a lowered precision (IMP-11).
    Start,
    /// The message has none; the end of the incident stands in, at a lowered precision (IMP-11).
    End,
    /// The message has none, and the incident has none to lend.
    Unknown,
}

/// One message of a published incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedMessage {
    /// The heading as written, without its marks, such as `Final Message`; `None` for plain text.
    pub label: Option<String>,
    /// What the heading was taken to mean.
    pub kind: MessageKind,
    /// Markdown as written. Accepted by [`domain::text::Body`].
    pub body: String,
    /// When it was said; see `basis` before trusting it.
    pub time: Option<ImportedTime>,
    /// Where `time` comes from.
    pub basis: TimeBasis,
}

/// The stretch in which the incident had an impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportedWindow {
    /// When it began.
    pub from: ImportedTime,
    /// When it ended; `None` while the incident is open.
    pub to: Option<ImportedTime>,
}

/// An incident as another tool published it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedIncident {
    /// Name of the file it was read from: the key under which a second import recognises it.
    pub file: String,
    /// Never empty. Accepted by [`domain::text::Title`].
    pub title: String,
    /// The severity as written; `None` when the source has none.
    pub severity_text: Option<String>,
    /// Our severity, suggested from the source's.
    pub severity: Severity,
    /// Our impact level, suggested from the source's severity.
    pub impact: ImpactLevel,
    /// When it began; `None` only when neither the record nor its file name has a readable date.
    pub started_at: Option<ImportedTime>,
    /// When it ended, as given, even if that is before the start (IMP-05).
    pub resolved_at: Option<ImportedTime>,
    /// Whether the source says that it is over; may be true without `resolved_at` (IMP-02).
    pub resolved: bool,
    /// Affected services in the source's order, each once. Accepted by [`domain::text::Name`].
    pub services: Vec<String>,
    /// Those of `services` that the source's configuration does not declare (IMP-13).
    pub undeclared_services: Vec<String>,
    /// Oldest first.
    pub messages: Vec<ImportedMessage>,
    /// Lower-case tags, such as `maintenance` (IMP-14).
    pub tags: Vec<String>,
    /// Everything odd about the record, in the order in which it was read.
    pub findings: Vec<Finding>,
    /// The whole source text, untouched except for bytes that are no UTF-8.
    pub raw: String,
    /// What only some formats tell.
    pub extra: Extra,
}

/// What only some formats tell about an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// What is known, in Markdown; may be empty. Accepted by [`domain::text::Markdown`].
    pub summary: String,
    /// The state of an incident that is not over.
    pub status: Option<IncidentStatus>,
    /// Named instants beside the start of impact and the restoration, each name once.
    pub instants: Vec<(InstantName, ImportedTime)>,
    /// Windows of impact that the source tells itself; when there are none, start and end make one.
    pub impacts: Vec<ImportedImpact>,
    /// Whether start and end say nothing about impact, so that no window may be made of them.
    pub is_without_impact: bool,
    /// Whether the messages went out to customers.
    pub is_published: bool,
    /// Who took part.
    pub participants: Vec<ImportedParticipant>,
    /// What was to be done afterwards.
    pub actions: Vec<ImportedAction>,
    /// The sections of the text, in their order.
    pub sections: Vec<ImportedSection>,
}

/// A stretch in which services were impaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedImpact {
    /// When it began and ended; the end is never before the start.
    pub window: ImportedWindow,
    /// How much was lost.
    pub level: ImpactLevel,
    /// Which of the incident's services; empty for all of them.
    pub services: Vec<String>,
}

/// Somebody or some team that took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedParticipant {
    /// The role as written. Accepted by [`domain::text::ShortText`].
    pub role: String,
    /// Who, as written. Accepted by [`domain::text::ShortText`].
    pub text: String,
}

/// Something that was to be done afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedAction {
    /// What, in Markdown. Accepted by [`domain::text::Body`].
    pub text: String,
    /// Whether the source says that it was done, or not yet.
    pub is_done: Option<bool>,
    /// The heading under which it stands. Accepted by [`domain::text::ShortText`].
    pub group: Option<String>,
}

/// A section of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedSection {
    /// The heading; `None` for text above the first one. Accepted by [`domain::text::ShortText`].
    pub heading: Option<String>,
    /// The text. Accepted by [`domain::text::Markdown`].
    pub body: String,
}

impl ImportedIncident {
    /// The impact window, if the instants make one: an end that comes before the start, or an
    /// unknown end of a resolved incident, makes none (IMP-02, IMP-05).
    pub fn window(&self) -> Option<ImportedWindow> {
        let from = self.started_at.filter(|_| !self.extra.is_without_impact)?;
        match self.resolved_at {
            Some(to) if to.at < from.at => None,
            Some(to) => Some(ImportedWindow { from, to: Some(to) }),
            None if self.resolved => None,
            None => Some(ImportedWindow { from, to: None }),
        }
    }
}
