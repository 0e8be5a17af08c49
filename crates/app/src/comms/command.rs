//! What is asked of the use cases. Texts arrive raw and are parsed by the use case.

use domain::comms::Audience;
use domain::comms::estimate::EstimateKind;
use domain::comms::promise::RcaStage;
use domain::id::{IncidentId, StatusUpdateId, UpdateDraftId};
use domain::incident::Severity;
use domain::time::Instant;

/// Publishes a status update.
#[derive(Clone, Debug)]
pub struct PublishUpdate {
    /// The incident it is about.
    pub incident_id: IncidentId,
    /// Who it is for.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: String,
    /// When the next update is promised (`COM-01`).
    pub next_update_at: Option<Instant>,
    /// When the fix is expected (`COM-01`).
    pub eta: Option<Instant>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Puts another text in the place of a published one.
#[derive(Clone, Debug)]
pub struct CorrectUpdate {
    /// The update whose text is wrong.
    pub id: StatusUpdateId,
    /// The text that is right, in Markdown.
    pub body: String,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Promises an analysis of an incident.
#[derive(Clone, Debug)]
pub struct PromiseRca {
    /// The incident.
    pub incident_id: IncidentId,
    /// How far it will have come.
    pub stage: RcaStage,
    /// To whom.
    pub audience: Audience,
    /// When it is due; by the settings if not said.
    pub due_at: Option<Instant>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Records an estimate of an impact.
#[derive(Clone, Debug)]
pub struct AddEstimate {
    /// The incident.
    pub incident_id: IncidentId,
    /// What is estimated.
    pub kind: EstimateKind,
    /// How many, or how much.
    pub value: f64,
    /// Of which currency, for money.
    pub currency: Option<String>,
    /// Where the number comes from.
    pub source: String,
    /// What else is to be said of it, in Markdown.
    pub note: Option<String>,
    /// As of when it holds; now if not said.
    pub estimated_at: Option<Instant>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Saves a draft of an update.
#[derive(Clone, Debug)]
pub struct SaveDraft {
    /// The incident.
    pub incident_id: IncidentId,
    /// The draft whose text changes; a fresh one if not said.
    pub id: Option<UpdateDraftId>,
    /// The version that the change is based on.
    pub version: Option<i32>,
    /// Who it will be for.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: String,
    /// When the next update will be promised.
    pub next_update_at: Option<Instant>,
    /// When the fix will be expected.
    pub eta: Option<Instant>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Takes a draft a step on.
#[derive(Clone, Copy, Debug)]
pub struct DraftStep {
    /// The draft.
    pub id: UpdateDraftId,
    /// The version that the step is based on.
    pub version: i32,
}

/// Writes a template.
#[derive(Clone, Debug)]
pub struct SaveTemplate {
    /// For incidents of this severity.
    pub severity: Severity,
    /// For this audience.
    pub audience: Audience,
    /// The text, in Markdown, with its places.
    pub body: String,
    /// The version that the change is based on; 0 while the shipped text stands.
    pub version: i32,
}
