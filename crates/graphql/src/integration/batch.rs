//! The webhooks of one answer, and their deliveries loaded for all of them at once. It belongs to one request.

use std::collections::HashMap;
use std::sync::Arc;

use app::integration::DeliveryRecord;
use app::page::Page;
use app::{App, Result};
use domain::id::{DeliveryId, WebhookId};
use domain::identity::Actor;
use domain::integration::{self as d, Attempt, DeliveryStatus};
use domain::time::Instant;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::webhook::{Delivery, Webhook};
use crate::keyed::Keyed;

/// In which states, after which delivery, and how many.
pub type DeliveriesKey = (Vec<DeliveryStatus>, Option<(Instant, Uuid)>, u64);

/// The webhooks of one answer with their deliveries.
pub struct Batch {
    actor: Actor,
    ids: Vec<WebhookId>,
    pages: Keyed<DeliveriesKey, HashMap<WebhookId, Page<Delivery>>>,
    counts: Keyed<Vec<DeliveryStatus>, HashMap<WebhookId, u64>>,
}

impl Batch {
    /// Wraps webhooks that were read together for an actor.
    pub fn wrap(actor: &Actor, webhooks: Vec<d::Webhook>) -> Vec<Webhook> {
        let batch = Arc::new(Self {
            actor: actor.clone(),
            ids: webhooks.iter().map(|webhook| webhook.id).collect(),
            pages: Keyed::default(),
            counts: Keyed::default(),
        });
        webhooks.into_iter().map(|webhook| Webhook::new(webhook, Arc::clone(&batch))).collect()
    }

    /// Wraps one webhook.
    pub fn one(actor: &Actor, webhook: d::Webhook) -> Webhook {
        Self::wrap(actor, vec![webhook]).swap_remove(0)
    }

    /// A page of the deliveries of a webhook.
    pub async fn deliveries(&self, app: &App, id: WebhookId, key: DeliveriesKey) -> Result<Page<Delivery>> {
        let cell = self.pages.cell(&key);
        let load = async || {
            let (status, after, size) = &key;
            let pages = app.deliveries_of_webhooks(&self.actor, &self.ids, status, *after, *size).await?;
            let ids = pages.values().flat_map(|page| page.items.iter().map(|one| one.delivery.id)).collect();
            let attempts = AttemptBatch::new(&self.actor, ids);
            let wrap = |record| Delivery::new(record, Arc::clone(&attempts));
            Ok::<_, app::Error>(pages.into_iter().map(|(id, page)| (id, page.map(wrap))).collect())
        };
        let pages: &HashMap<WebhookId, Page<Delivery>> = cell.get_or_try_init(load).await?;
        Ok(pages.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }

    /// How many deliveries in these states a webhook has.
    pub async fn delivery_count(&self, app: &App, id: WebhookId, status: &[DeliveryStatus]) -> Result<u64> {
        let cell = self.counts.cell(&status.to_vec());
        let load = || app.count_deliveries_of_webhooks(&self.actor, &self.ids, status);
        Ok(cell.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }
}

/// The deliveries of one page with their attempts.
pub struct AttemptBatch {
    actor: Actor,
    ids: Vec<DeliveryId>,
    attempts: OnceCell<HashMap<DeliveryId, Vec<Attempt>>>,
}

impl AttemptBatch {
    fn new(actor: &Actor, ids: Vec<DeliveryId>) -> Arc<Self> {
        Arc::new(Self { actor: actor.clone(), ids, attempts: OnceCell::new() })
    }

    /// Wraps one delivery.
    pub fn one(actor: &Actor, record: DeliveryRecord) -> Delivery {
        let attempts = Self::new(actor, vec![record.delivery.id]);
        Delivery::new(record, attempts)
    }

    /// The last attempts of a delivery.
    pub async fn of(&self, app: &App, id: DeliveryId) -> Result<Vec<Attempt>> {
        let load = || app.attempts(&self.actor, &self.ids);
        Ok(self.attempts.get_or_try_init(load).await?.get(&id).cloned().unwrap_or_default())
    }
}
