//! What is asked of the use cases. Texts arrive raw and are parsed by the use case.

use domain::comms::Audience;
use domain::id::IncidentId;
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
