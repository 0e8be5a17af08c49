//! Inputs of the use cases about connections. Texts are checked by the use cases; secrets never show in `Debug`, which is
//! also the fingerprint of idempotent requests.

use domain::id::{TrackerId, WebhookId};
use domain::integration::WebhookTopic;
use domain::repair::TrackerProvider;

use crate::identity::Secret;

/// Makes an endpoint.
#[derive(Clone, Debug)]
pub struct CreateWebhook {
    /// How people call it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What it is told of.
    pub topics: Vec<WebhookTopic>,
    /// Makes a repetition safe.
    pub idempotency_key: Option<String>,
}

/// Changes an endpoint; what is `None` stays.
#[derive(Clone, Debug)]
pub struct UpdateWebhook {
    /// The endpoint.
    pub id: WebhookId,
    /// The version that the caller read.
    pub version: i32,
    /// How people call it.
    pub name: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// What it is told of.
    pub topics: Option<Vec<WebhookTopic>>,
    /// Whether it is told.
    pub is_active: Option<bool>,
}

/// Makes a connection to a tracker.
#[derive(Clone, Debug)]
pub struct CreateTracker {
    /// How people call it.
    pub name: String,
    /// The tool.
    pub provider: TrackerProvider,
    /// Where people open its issues; the tool's own address when absent. Jira has none of its own.
    pub base_url: Option<String>,
    /// Where its API is; follows from `base_url` when absent.
    pub api_url: Option<String>,
    /// The token for calling it; without one states travel from it alone.
    pub token: Option<Secret>,
    /// Makes a repetition safe.
    pub idempotency_key: Option<String>,
}

/// Changes a connection to a tracker; what is `None` stays.
#[derive(Clone, Debug)]
pub struct UpdateTracker {
    /// The connection.
    pub id: TrackerId,
    /// The version that the caller read.
    pub version: i32,
    /// How people call it.
    pub name: Option<String>,
    /// Where its API is.
    pub api_url: Option<String>,
    /// The token; `Some(None)` takes it away.
    pub token: Option<Option<Secret>>,
    /// Whether calls are taken and made.
    pub is_enabled: Option<bool>,
}
