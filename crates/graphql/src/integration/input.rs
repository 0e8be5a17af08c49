//! Inputs and payloads of connections. They carry typed values on to commands and check nothing else.

use app::identity::Secret;
use app::integration as c;
use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};

use super::enums::WebhookTopic;
use super::tracker::Tracker;
use super::webhook::{Delivery, Webhook};
use crate::finding::Finding;
use crate::id::parse;
use crate::repair::enums::TrackerProvider;

/// Makes a webhook that is told of events from now on.
#[derive(InputObject)]
pub struct CreateWebhookInput {
    /// How people call it; at most 100 characters.
    pub name: String,
    /// Where it is; `https` unless the operator allows otherwise.
    pub url: String,
    /// What it is told of; at least one.
    pub topics: Vec<WebhookTopic>,
    /// Makes the request safe to send twice: same key and same input give the same answer, without the secret.
    pub idempotency_key: Option<String>,
}

impl CreateWebhookInput {
    /// The command of the use case.
    pub fn command(self) -> c::CreateWebhook {
        c::CreateWebhook {
            name: self.name,
            url: self.url,
            topics: self.topics.into_iter().map(Into::into).collect(),
            idempotency_key: self.idempotency_key,
        }
    }
}

/// Changes a webhook; absent fields stay as they are.
#[derive(InputObject)]
pub struct UpdateWebhookInput {
    /// The webhook.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// New name.
    pub name: Option<String>,
    /// New address.
    pub url: Option<String>,
    /// What it is told of from now on, in place of the present topics.
    pub topics: Option<Vec<WebhookTopic>>,
    /// Whether it is told; true also brings one back that was switched off by itself.
    pub is_active: Option<bool>,
}

impl UpdateWebhookInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<c::UpdateWebhook> {
        Ok(c::UpdateWebhook {
            id: parse("id", &self.id)?,
            version: self.version,
            name: self.name,
            url: self.url,
            topics: self.topics.map(|topics| topics.into_iter().map(Into::into).collect()),
            is_active: self.is_active,
        })
    }
}

/// A webhook that was made or changed.
#[derive(SimpleObject)]
pub struct WebhookPayload {
    /// The webhook.
    pub webhook: Webhook,
    /// The secret (`whsec_…`) that its calls are signed with. Shown this once, where one was made; null otherwise and in the
    /// answer to a repeated request.
    pub secret: Option<String>,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// A delivery that was made or starts over.
#[derive(SimpleObject)]
pub struct DeliveryPayload {
    /// The delivery.
    pub delivery: Delivery,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// A webhook that was removed.
#[derive(SimpleObject)]
pub struct RemoveWebhookPayload {
    /// Which.
    pub id: ID,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Makes a connection to a tracker of issues.
#[derive(InputObject)]
pub struct CreateTrackerInput {
    /// How people call it; at most 100 characters.
    pub name: String,
    /// The tool.
    pub provider: TrackerProvider,
    /// Where people open its issues; the tool's own address when absent. Jira has none of its own.
    pub base_url: Option<String>,
    /// Where its API is; follows from `baseUrl` when absent.
    pub api_url: Option<String>,
    /// The token for calling it; without one states travel from it alone. Never shown again.
    #[graphql(secret)]
    pub token: Option<String>,
    /// Makes the request safe to send twice: same key and same input give the same answer, without the secret.
    pub idempotency_key: Option<String>,
}

impl CreateTrackerInput {
    /// The command of the use case.
    pub fn command(self) -> c::CreateTracker {
        c::CreateTracker {
            name: self.name,
            provider: self.provider.into(),
            base_url: self.base_url,
            api_url: self.api_url,
            token: self.token.map(Secret::new),
            idempotency_key: self.idempotency_key,
        }
    }
}

/// Changes a connection to a tracker; absent fields stay as they are.
#[derive(InputObject)]
pub struct UpdateTrackerInput {
    /// The connection.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// New name.
    pub name: Option<String>,
    /// New address of its API.
    pub api_url: Option<String>,
    /// New token; null takes it away, so that states travel from the tracker alone.
    #[graphql(secret)]
    pub token: MaybeUndefined<String>,
    /// Whether calls are taken and made.
    pub is_enabled: Option<bool>,
}

impl UpdateTrackerInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<c::UpdateTracker> {
        Ok(c::UpdateTracker {
            id: parse("id", &self.id)?,
            version: self.version,
            name: self.name,
            api_url: self.api_url,
            token: match self.token {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(token) => Some(Some(Secret::new(token))),
            },
            is_enabled: self.is_enabled,
        })
    }
}

/// A connection to a tracker that was made or changed.
#[derive(SimpleObject)]
pub struct TrackerPayload {
    /// The connection.
    pub tracker: Tracker,
    /// The secret that the tracker signs its calls with, to be entered there. Shown this once, where one was made; null
    /// otherwise and in the answer to a repeated request.
    pub secret: Option<String>,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// A connection to a tracker that was removed.
#[derive(SimpleObject)]
pub struct RemoveTrackerPayload {
    /// Which.
    pub id: ID,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}
