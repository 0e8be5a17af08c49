//! Inputs and payloads of `catalog`.

use app::catalog::{CreateService, PortalPlace, UpdateService};
use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use domain::id::TeamId;

use super::enums::ServiceTier;
use super::types::Service;
use crate::finding::Finding;
use crate::id;

/// Make a service.
#[derive(InputObject)]
pub struct CreateServiceInput {
    /// Unique name; at most 100 characters.
    pub name: String,
    /// What it does, in Markdown.
    pub description: Option<String>,
    /// How much depends on it.
    #[graphql(default_with = "ServiceTier::Tier2")]
    pub tier: ServiceTier,
    /// The team that owns it.
    pub owner_team_id: Option<ID>,
    /// Where its logs are: an http or https address.
    pub logs_url: Option<String>,
    /// Where its dashboards are: an http or https address.
    pub dashboard_url: Option<String>,
    /// Where its runbook is: an http or https address.
    pub runbook_url: Option<String>,
    /// Under which heading the status portal shows it; empty for none.
    pub group: Option<String>,
    /// Its place on the status portal, lowest first.
    pub position: Option<i32>,
    /// Whether the status portal shows it by its name; not, when never said.
    pub is_public: Option<bool>,
    /// Since when it is measured (`AVL-03`); since the record was made when never said.
    pub monitored_since: Option<DateTime<Utc>>,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl CreateServiceInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<CreateService> {
        Ok(CreateService {
            name: self.name,
            description: self.description,
            tier: self.tier.into(),
            owner_team: owner(self.owner_team_id.as_ref())?.flatten(),
            logs_url: self.logs_url,
            dashboard_url: self.dashboard_url,
            runbook_url: self.runbook_url,
            portal: PortalPlace {
                group: self.group,
                position: self.position,
                is_public: self.is_public,
                monitored_since: self.monitored_since,
            },
            idempotency_key: self.idempotency_key,
        })
    }
}

/// Change a service; what is left out stays, an empty text clears a link or the owner.
#[derive(InputObject)]
pub struct UpdateServiceInput {
    /// Which.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Another name; at most 100 characters.
    pub name: Option<String>,
    /// Another description, in Markdown.
    pub description: Option<String>,
    /// How much depends on it.
    pub tier: Option<ServiceTier>,
    /// Another owner; empty for none.
    pub owner_team_id: Option<ID>,
    /// Where its logs are; empty for none.
    pub logs_url: Option<String>,
    /// Where its dashboards are; empty for none.
    pub dashboard_url: Option<String>,
    /// Where its runbook is; empty for none.
    pub runbook_url: Option<String>,
    /// Under which heading the status portal shows it; empty for none.
    pub group: Option<String>,
    /// Its place on the status portal, lowest first.
    pub position: Option<i32>,
    /// Whether the status portal shows it by its name; not, when never said.
    pub is_public: Option<bool>,
    /// Since when it is measured (`AVL-03`); since the record was made when never said.
    pub monitored_since: Option<DateTime<Utc>>,
}

impl UpdateServiceInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<UpdateService> {
        Ok(UpdateService {
            id: id::parse("id", &self.id)?,
            version: self.version,
            name: self.name,
            description: self.description,
            tier: self.tier.map(Into::into),
            owner_team: owner(self.owner_team_id.as_ref())?,
            logs_url: self.logs_url,
            dashboard_url: self.dashboard_url,
            runbook_url: self.runbook_url,
            portal: PortalPlace {
                group: self.group,
                position: self.position,
                is_public: self.is_public,
                monitored_since: self.monitored_since,
            },
        })
    }
}

/// The owner of a change: left out, cleared by an empty text, or a team.
#[expect(clippy::option_option, reason = "left out and cleared are two things")]
fn owner(id: Option<&ID>) -> app::Result<Option<Option<TeamId>>> {
    match id {
        None => Ok(None),
        Some(id) if id.is_empty() => Ok(Some(None)),
        Some(id) => id::parse("ownerTeamId", id).map(|team| Some(Some(team))),
    }
}

/// A service that was made or changed.
#[derive(SimpleObject)]
pub struct ServicePayload {
    /// The service.
    pub service: Service,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}
