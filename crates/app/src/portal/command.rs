//! What is asked of the use cases. Texts arrive raw and are parsed by the use case.

use domain::id::{MaintenanceId, ServiceId};
use domain::portal::PartialImpactPolicy;
use domain::time::Instant;

/// Changes the portal's settings; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default)]
pub struct UpdatePortalSettings {
    /// The version that the change is based on.
    pub version: i32,
    /// Whether there is a portal.
    pub is_enabled: Option<bool>,
    /// Another mark.
    pub logo_url: Option<String>,
    /// Another colour.
    pub accent_color: Option<String>,
    /// Another place for help.
    pub support_url: Option<String>,
    /// Another policy of partial impact.
    pub partial_impact: Option<PartialImpactPolicy>,
    /// Whether announced work is left out of uptime.
    pub excludes_maintenance: Option<bool>,
}

/// Announces work.
#[derive(Clone, Debug)]
pub struct ScheduleMaintenance {
    /// One line.
    pub title: String,
    /// What is done and what customers notice, in Markdown.
    pub body: String,
    /// The services it touches.
    pub service_ids: Vec<ServiceId>,
    /// When it is to begin.
    pub starts_at: Instant,
    /// When it is to end.
    pub ends_at: Instant,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Changes announced work; what is `None` stays.
#[derive(Clone, Debug)]
pub struct UpdateMaintenance {
    /// Which.
    pub id: MaintenanceId,
    /// The version that the change is based on.
    pub version: i32,
    /// Another title.
    pub title: Option<String>,
    /// Other services.
    pub service_ids: Option<Vec<ServiceId>>,
    /// Another begin.
    pub starts_at: Option<Instant>,
    /// Another end.
    pub ends_at: Option<Instant>,
}
