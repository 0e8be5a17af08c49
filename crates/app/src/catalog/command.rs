//! Inputs of the use cases about services.

use domain::catalog::ServiceTier;
use domain::id::{ServiceId, TeamId};
use domain::time::Instant;

/// Make a service.
#[derive(Clone, Debug)]
pub struct CreateService {
    /// Unique name.
    pub name: String,
    /// What it does, in Markdown.
    pub description: Option<String>,
    /// How much depends on it.
    pub tier: ServiceTier,
    /// The team that owns it.
    pub owner_team: Option<TeamId>,
    /// Where its logs are.
    pub logs_url: Option<String>,
    /// Where its dashboards are.
    pub dashboard_url: Option<String>,
    /// Where its runbook is.
    pub runbook_url: Option<String>,
    /// How the status portal shows it.
    pub portal: PortalPlace,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Change a service; what is `None` stays, an empty link is cleared.
#[derive(Clone, Debug)]
pub struct UpdateService {
    /// Which.
    pub id: ServiceId,
    /// The version that the change is based on.
    pub version: i32,
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Another tier.
    pub tier: Option<ServiceTier>,
    /// Another owner; `Some(None)` for none.
    pub owner_team: Option<Option<TeamId>>,
    /// Another link to logs.
    pub logs_url: Option<String>,
    /// Another link to dashboards.
    pub dashboard_url: Option<String>,
    /// Another link to the runbook.
    pub runbook_url: Option<String>,
    /// How the status portal shows it from now on.
    pub portal: PortalPlace,
}

/// How the status portal shows a service; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct PortalPlace {
    /// Under which heading; an empty text for none.
    pub group: Option<String>,
    /// Its place, lowest first.
    pub position: Option<i32>,
    /// Whether it is shown by its name.
    pub is_public: Option<bool>,
    /// Since when it is measured.
    pub monitored_since: Option<Instant>,
}
