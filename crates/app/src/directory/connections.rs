//! Endpoints and trackers: every change asks which endpoints are told of it, and every call of a tracker which secret it
//! must be signed with. Both are few.
//!
//! Secrets are held sealed.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::{TrackerId, WebhookId};
use domain::integration::{WebhookState, WebhookTopic};
use store::integration::{StoredTracker, tracker, webhook};

use super::Directory;
use crate::Result;

/// What is held.
#[derive(Default)]
pub(super) struct Connections {
    /// Active endpoints by topic.
    told: HashMap<WebhookTopic, Vec<WebhookId>>,
    trackers: HashMap<TrackerId, Arc<StoredTracker>>,
}

impl Directory {
    /// Reads endpoints and trackers anew.
    pub async fn reload_connections(&self) -> Result<()> {
        let _turn = self.0.reloading.lock().await;
        let mut told: HashMap<WebhookTopic, Vec<WebhookId>> = HashMap::new();
        for stored in webhook::all(&self.0.store).await? {
            if stored.webhook.state != WebhookState::Active {
                continue;
            }
            for topic in stored.webhook.topics {
                told.entry(topic).or_default().push(stored.webhook.id);
            }
        }
        let trackers = tracker::all(&self.0.store).await?;
        let trackers = trackers.into_iter().map(|stored| (stored.tracker.id, Arc::new(stored))).collect();
        self.0.connections.store(Arc::new(Connections { told, trackers }));
        Ok(())
    }

    /// The endpoints that are told of events of a capability.
    pub(crate) fn told_of(&self, capability: &str) -> Vec<WebhookId> {
        let connections = self.0.connections.load();
        if connections.told.is_empty() {
            return Vec::new();
        }
        let topic = WebhookTopic::of_capability(capability);
        topic.and_then(|topic| connections.told.get(&topic)).cloned().unwrap_or_default()
    }

    /// A connection to a tracker with its sealed secrets.
    pub(crate) fn tracker(&self, id: TrackerId) -> Option<Arc<StoredTracker>> {
        self.0.connections.load().trackers.get(&id).cloned()
    }

    /// The connections to trackers that calls are taken from and made to.
    pub(crate) fn enabled_trackers(&self) -> Vec<Arc<StoredTracker>> {
        let connections = self.0.connections.load();
        connections.trackers.values().filter(|stored| stored.tracker.is_enabled).cloned().collect()
    }
}
