//! Services as the API shows them.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use domain::text::{Name, WebUrl};

use super::enums::ServiceTier;
use crate::context;
use crate::finding::{Finding, findings};
use crate::identity::types::Team;

/// A service: what incidents affect.
#[derive(Clone, Debug)]
pub struct Service(Arc<domain::catalog::Service>);

impl From<Arc<domain::catalog::Service>> for Service {
    fn from(service: Arc<domain::catalog::Service>) -> Self {
        Self(service)
    }
}

/// A service: what incidents affect.
#[Object]
impl Service {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Unique name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What it does, in Markdown; null when nobody wrote it down.
    async fn description(&self) -> Option<&str> {
        Some(self.0.description.as_str()).filter(|text| !text.is_empty())
    }

    /// How much depends on it.
    async fn tier(&self) -> ServiceTier {
        self.0.tier.into()
    }

    /// The team that owns it.
    async fn owner_team(&self, ctx: &Context<'_>) -> Option<Team> {
        let owner = self.0.owner_team?;
        context::app(ctx).directory().team(owner).map(Team::from)
    }

    /// Where its logs are.
    async fn logs_url(&self) -> Option<&str> {
        self.0.logs_url.as_ref().map(WebUrl::as_str)
    }

    /// Where its dashboards are.
    async fn dashboard_url(&self) -> Option<&str> {
        self.0.dashboard_url.as_ref().map(WebUrl::as_str)
    }

    /// Where its runbook is.
    async fn runbook_url(&self) -> Option<&str> {
        self.0.runbook_url.as_ref().map(WebUrl::as_str)
    }

    /// Under which heading the status portal shows it; null for no heading.
    async fn group(&self) -> Option<&str> {
        self.0.group.as_ref().map(Name::as_str)
    }

    /// Its place on the status portal, lowest first.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// Whether the status portal shows it by its name.
    async fn is_public(&self) -> bool {
        self.0.is_public
    }

    /// Since when it is measured (`AVL-03`); null when nobody said, which counts as since the record was made.
    async fn monitored_since(&self) -> Option<DateTime<Utc>> {
        self.0.monitored_since
    }

    /// Version of the record's own fields.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What the rules say about it.
    async fn findings(&self) -> Vec<Finding> {
        findings(self.0.findings())
    }
}
