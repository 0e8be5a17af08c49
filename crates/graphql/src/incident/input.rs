//! Inputs of incident mutations. They carry typed values on to commands and check nothing else.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};

use super::enums::{
    ActionResult, Audience, DetectionSource, ImpactLevel, IncidentLinkKind, IncidentStatus, InstantName,
    InstantSource, Precision, ResponderRole, Severity, TimelineEntryKind,
};

/// Which incidents a list holds; conditions are joined by "and", the values of one list by "or".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct IncidentFilter {
    /// In one of these states.
    pub status: Option<Vec<IncidentStatus>>,
    /// Of one of these severities.
    pub severity: Option<Vec<Severity>>,
    /// Still open, or ended.
    pub is_open: Option<bool>,
    /// Affecting one of these services.
    pub service_ids: Option<Vec<ID>>,
    /// Led by one of these people.
    pub lead_ids: Option<Vec<ID>>,
    /// Somebody holds or held a role.
    pub responder: Option<ResponderFilter>,
    /// Started at or after.
    pub started_from: Option<DateTime<Utc>>,
    /// Started before.
    pub started_to: Option<DateTime<Utc>>,
    /// Words of title or summary.
    pub text: Option<String>,
    /// With a promised update that has not come in time (`COM-02`).
    pub is_late: Option<bool>,
    /// With this tag.
    pub tag: Option<String>,
    /// Brought in, and the import found something odd about it.
    pub has_import_findings: Option<bool>,
    /// Brought in from this format, such as `markdown`.
    pub imported_format: Option<String>,
}

/// Somebody holds or held a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, InputObject)]
pub struct ResponderFilter {
    /// The person.
    pub user_id: ID,
    /// The role; any when absent.
    pub role: Option<ResponderRole>,
}

/// The first entry of a timeline, written with the declaration.
#[derive(Clone, Debug, InputObject)]
pub struct FirstTimelineEntryInput {
    /// The text, in Markdown.
    pub body: String,
    /// What it tells of.
    #[graphql(default_with = "TimelineEntryKind::Note")]
    pub kind: TimelineEntryKind,
    /// When it happened; now when absent.
    pub happened_at: Option<DateTime<Utc>>,
}

/// Declares an incident.
#[derive(Clone, Debug, InputObject)]
pub struct DeclareIncidentInput {
    /// One line, at most 200 characters.
    pub title: String,
    /// What is known, in Markdown.
    pub summary: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Affected services.
    pub service_ids: Vec<ID>,
    /// When impact began; opens the first impact window.
    pub impact_started_at: Option<DateTime<Utc>>,
    /// How much was lost; MAJOR_OUTAGE when absent. Goes with `impactStartedAt`.
    pub impact_level: Option<ImpactLevel>,
    /// When somebody or something noticed.
    pub detected_at: Option<DateTime<Utc>>,
    /// Who or what noticed first.
    pub detection_source: Option<DetectionSource>,
    /// Who leads it from the start.
    pub lead_id: Option<ID>,
    /// Free words.
    pub tags: Option<Vec<String>>,
    /// Visible to members and incident managers only.
    #[graphql(default)]
    pub is_private: bool,
    /// The first entry of the timeline.
    pub first_entry: Option<FirstTimelineEntryInput>,
    /// Makes the request safe to send twice: same key and same input give the same answer.
    pub idempotency_key: Option<String>,
}

/// Changes an incident's own fields; absent fields stay as they are.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateIncidentInput {
    /// The incident.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// New title.
    pub title: Option<String>,
    /// New summary, in Markdown.
    pub summary: Option<String>,
    /// New affected services.
    pub service_ids: Option<Vec<ID>>,
    /// New detection source.
    pub detection_source: Option<DetectionSource>,
    /// New tags.
    pub tags: Option<Vec<String>>,
    /// Whether it is private from now on.
    pub is_private: Option<bool>,
    /// New title for the public; empty for none, then a sentence is made of impact and services.
    pub public_title: Option<String>,
}

/// Moves an incident through its lifecycle.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeIncidentStatusInput {
    /// The incident.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: IncidentStatus,
    /// Why; needed for steps back, and to record an instant out of order.
    pub reason: Option<String>,
    /// When it happened; now when absent.
    pub at: Option<DateTime<Utc>>,
}

/// Changes the severity.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeIncidentSeverityInput {
    /// The incident.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// The new severity.
    pub severity: Severity,
    /// Why.
    pub reason: Option<String>,
}

/// Records a named instant.
#[derive(Clone, Debug, InputObject)]
pub struct SetIncidentInstantInput {
    /// The incident.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Which instant.
    pub name: InstantName,
    /// When it was.
    pub at: DateTime<Utc>,
    /// From where it is known.
    #[graphql(default_with = "InstantSource::Human")]
    pub source: InstantSource,
    /// How exact it is.
    #[graphql(default_with = "Precision::Minute")]
    pub precision: Precision,
    /// Why it is recorded out of the expected order (`CLK-03`).
    pub reason: Option<String>,
}

/// Adds an impact window.
#[derive(Clone, Debug, InputObject)]
pub struct AddImpactWindowInput {
    /// The incident.
    pub incident_id: ID,
    /// The version of the incident that the change is based on.
    pub version: i32,
    /// When impact began.
    pub started_at: DateTime<Utc>,
    /// When it ended; absent while it lasts.
    pub ended_at: Option<DateTime<Utc>>,
    /// How much was lost.
    pub level: ImpactLevel,
    /// Which of the incident's services.
    pub service_ids: Vec<ID>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Changes an impact window; absent fields stay as they are.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateImpactWindowInput {
    /// The window.
    pub id: ID,
    /// The version of its incident that the change is based on.
    pub incident_version: i32,
    /// New start.
    pub started_at: Option<DateTime<Utc>>,
    /// New end.
    pub ended_at: Option<DateTime<Utc>>,
    /// New level.
    pub level: Option<ImpactLevel>,
    /// New services.
    pub service_ids: Option<Vec<ID>>,
}

/// Gives a role to a person; a holder hands over.
#[derive(Clone, Debug, InputObject)]
pub struct AssignResponderInput {
    /// The incident.
    pub incident_id: ID,
    /// The role.
    pub role: ResponderRole,
    /// Who takes it.
    pub user_id: ID,
    /// From when; now when absent.
    pub at: Option<DateTime<Utc>>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Ends a role without a successor.
#[derive(Clone, Debug, InputObject)]
pub struct ReleaseResponderInput {
    /// The incident.
    pub incident_id: ID,
    /// The role.
    pub role: ResponderRole,
    /// From when; now when absent.
    pub at: Option<DateTime<Utc>>,
}

/// Invites a person to a private incident, or ends the invitation.
#[derive(Clone, Debug, InputObject)]
pub struct IncidentMemberInput {
    /// The incident.
    pub incident_id: ID,
    /// The person.
    pub user_id: ID,
}

/// Evidence: a link with a label.
#[derive(Clone, Debug, InputObject)]
pub struct LinkInput {
    /// What it shows.
    pub label: String,
    /// Where it is: an http or https address.
    pub url: String,
}

/// Appends an entry to a timeline.
#[derive(Clone, Debug, InputObject)]
pub struct AddTimelineEntryInput {
    /// The incident.
    pub incident_id: ID,
    /// The text, in Markdown.
    pub body: String,
    /// What it tells of. STATUS, SEVERITY and ROLE are written by the change itself.
    #[graphql(default_with = "TimelineEntryKind::Note")]
    pub kind: TimelineEntryKind,
    /// When it happened; now when absent.
    pub happened_at: Option<DateTime<Utc>>,
    /// How exact that is; EXACT now, MINUTE back-dated, when absent.
    pub precision: Option<Precision>,
    /// The entry that this one corrects.
    pub corrects: Option<ID>,
    /// Evidence.
    pub links: Option<Vec<LinkInput>>,
    /// What an action led to.
    pub result: Option<ActionResult>,
    /// When approval of a decision was asked for.
    pub approval_asked_at: Option<DateTime<Utc>>,
    /// When approval of a decision was given.
    pub approval_given_at: Option<DateTime<Utc>>,
    /// Whether a customer escalated; for communication.
    pub is_customer_escalation: Option<bool>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Pins an entry to the top, or lets it go.
#[derive(Clone, Debug, InputObject)]
pub struct PinTimelineEntryInput {
    /// The entry.
    pub id: ID,
    /// Whether it is pinned from now on.
    pub is_pinned: bool,
}

/// Publishes a status update. Before restoration it carries `nextUpdateAt` or `eta` (`COM-01`).
#[derive(Clone, Debug, InputObject)]
pub struct PublishStatusUpdateInput {
    /// The incident.
    pub incident_id: ID,
    /// Who it is for.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: String,
    /// When the next update is promised.
    pub next_update_at: Option<DateTime<Utc>>,
    /// When the fix is expected.
    pub eta: Option<DateTime<Utc>>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Relates two incidents (`VOC-06`).
#[derive(Clone, Debug, InputObject)]
pub struct LinkIncidentsInput {
    /// Where the relation starts.
    pub from_id: ID,
    /// Where it leads.
    pub to_id: ID,
    /// What it says.
    pub kind: IncidentLinkKind,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Ends a relation.
#[derive(Clone, Debug, InputObject)]
pub struct UnlinkIncidentsInput {
    /// The relation.
    pub id: ID,
}
