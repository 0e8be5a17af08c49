//! What is asked of the use cases. Texts arrive raw and are parsed by the use case, so that every
//! adapter gets the same errors, with the field names of the API.

use domain::id::{ImpactWindowId, IncidentId, ServiceId, TimelineEntryId, UserId};
use domain::incident::timeline::DetailParts;
use domain::incident::{
    DetectionSource, ImpactLevel, IncidentLinkKind, IncidentStatus, InstantName, InstantSource, Precision,
    ResponderRole, Severity, TimelineEntryKind,
};
use domain::time::Instant;

/// Declares an incident.
#[derive(Clone, Debug)]
pub struct DeclareIncident {
    /// One line.
    pub title: String,
    /// What is known, in Markdown.
    pub summary: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Affected services.
    pub service_ids: Vec<ServiceId>,
    /// When users began to feel it; makes the first impact window.
    pub impact_started_at: Option<Instant>,
    /// How much was lost; major outage if not said.
    pub impact_level: Option<ImpactLevel>,
    /// When somebody or something noticed.
    pub detected_at: Option<Instant>,
    /// Who or what noticed first.
    pub detection_source: Option<DetectionSource>,
    /// Who leads from the start.
    pub lead_id: Option<UserId>,
    /// Free words.
    pub tags: Vec<String>,
    /// Visible to members and incident managers only.
    pub is_private: bool,
    /// A first entry of the timeline.
    pub first_entry: Option<FirstEntry>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// The first entry of a timeline, written with the declaration.
#[derive(Clone, Debug)]
pub struct FirstEntry {
    /// The text, in Markdown.
    pub body: String,
    /// What it tells of.
    pub kind: TimelineEntryKind,
    /// When it happened; now if not said.
    pub happened_at: Option<Instant>,
}

/// Changes an incident's own fields; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct UpdateIncident {
    /// The incident.
    pub id: IncidentId,
    /// The version that the change is based on.
    pub version: i32,
    /// New title.
    pub title: Option<String>,
    /// New summary.
    pub summary: Option<String>,
    /// New affected services.
    pub service_ids: Option<Vec<ServiceId>>,
    /// New detection source.
    pub detection_source: Option<DetectionSource>,
    /// New tags.
    pub tags: Option<Vec<String>>,
    /// Whether it is private from now on.
    pub is_private: Option<bool>,
    /// New title for the public; an empty text for none.
    pub public_title: Option<String>,
}

/// Moves an incident through its lifecycle.
#[derive(Clone, Debug)]
pub struct ChangeStatus {
    /// The incident.
    pub id: IncidentId,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: IncidentStatus,
    /// Why; needed for a step back.
    pub reason: Option<String>,
    /// When it was; now if not said.
    pub at: Option<Instant>,
}

/// Changes how bad an incident is.
#[derive(Clone, Debug)]
pub struct ChangeSeverity {
    /// The incident.
    pub id: IncidentId,
    /// The version that the change is based on.
    pub version: i32,
    /// The new severity.
    pub severity: Severity,
    /// Why.
    pub reason: Option<String>,
}

/// Records a named instant.
#[derive(Clone, Debug)]
pub struct SetInstant {
    /// The incident.
    pub id: IncidentId,
    /// The version that the change is based on.
    pub version: i32,
    /// Which instant.
    pub name: InstantName,
    /// When it was.
    pub at: Instant,
    /// From where it is known.
    pub source: InstantSource,
    /// How exact it is.
    pub precision: Precision,
    /// Why the expected order does not hold (`CLK-03`).
    pub reason: Option<String>,
}

/// Adds an impact window.
#[derive(Clone, Debug)]
pub struct AddWindow {
    /// The incident.
    pub incident_id: IncidentId,
    /// The version that the change is based on.
    pub version: i32,
    /// When it began.
    pub started_at: Instant,
    /// When it ended; `None` while it lasts.
    pub ended_at: Option<Instant>,
    /// How much was lost.
    pub level: ImpactLevel,
    /// Which of the incident's services.
    pub service_ids: Vec<ServiceId>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Changes an impact window; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct UpdateWindow {
    /// The window.
    pub id: ImpactWindowId,
    /// The version of its incident that the change is based on.
    pub incident_version: i32,
    /// New start.
    pub started_at: Option<Instant>,
    /// New end.
    pub ended_at: Option<Instant>,
    /// New level.
    pub level: Option<ImpactLevel>,
    /// New services.
    pub service_ids: Option<Vec<ServiceId>>,
}

/// Gives a role to a person; a holder hands over.
#[derive(Clone, Debug)]
pub struct AssignResponder {
    /// The incident.
    pub incident_id: IncidentId,
    /// The role.
    pub role: ResponderRole,
    /// Who takes it.
    pub user_id: UserId,
    /// When it was; now if not said.
    pub at: Option<Instant>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Ends a role without a successor.
#[derive(Clone, Debug)]
pub struct ReleaseResponder {
    /// The incident.
    pub incident_id: IncidentId,
    /// The role.
    pub role: ResponderRole,
    /// When it was; now if not said.
    pub at: Option<Instant>,
}

/// Evidence of an entry, raw.
#[derive(Clone, Debug)]
pub struct EntryLinkText {
    /// What it shows.
    pub label: String,
    /// Where it is.
    pub url: String,
}

/// Appends an entry to a timeline.
#[derive(Clone, Debug)]
pub struct AddEntry {
    /// The incident.
    pub incident_id: IncidentId,
    /// The text, in Markdown.
    pub body: String,
    /// What it tells of.
    pub kind: TimelineEntryKind,
    /// When it happened; now if not said.
    pub happened_at: Option<Instant>,
    /// How exact that is; exact for now, to the minute for a back-dated entry, if not said.
    pub precision: Option<Precision>,
    /// The entry that this one corrects.
    pub corrects: Option<TimelineEntryId>,
    /// Evidence.
    pub links: Vec<EntryLinkText>,
    /// What the kind carries beyond its text.
    pub detail: DetailParts,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Relates two incidents (`VOC-06`).
#[derive(Clone, Debug)]
pub struct LinkIncidents {
    /// Where the relation starts.
    pub from_id: IncidentId,
    /// Where it leads.
    pub to_id: IncidentId,
    /// What it says.
    pub kind: IncidentLinkKind,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}
