//! Deliveries to endpoints, as their page lists them, and sending one again.

use std::collections::{HashMap, HashSet};

use domain::id::{AnyId, DeliveryId, IncidentId, WebhookId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::integration::{Attempt, Channel, Delivery, DeliveryStatus};
use domain::time::Instant;
use serde_json::json;
use store::incident::list as incidents;
use store::integration::{StoredDelivery, attempt, delivery, queue, webhook};
use uuid::Uuid;

use super::render;
use crate::page::Page;
use crate::{App, Error, Result, authorize};

/// Attempts that a delivery shows.
const ATTEMPTS: u64 = 20;

/// A delivery with what it tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// How far it is.
    pub delivery: Delivery,
    /// The kind of event, such as `repair.status_changed`.
    pub event: String,
    /// The record that it tells of, as global id.
    pub subject: String,
    /// What is sent, as JSON; none before the first attempt, and none of an incident that is out of the reader's sight by now.
    pub body: Option<String>,
}

impl From<StoredDelivery> for DeliveryRecord {
    fn from(stored: StoredDelivery) -> Self {
        let StoredDelivery { delivery, event, subject, body, .. } = stored;
        Self { delivery, event, subject, body }
    }
}

/// The incident that a delivery tells of, if it tells of one.
fn incident(stored: &StoredDelivery) -> Option<IncidentId> {
    match stored.subject.parse() {
        Ok(AnyId::IncidentId(id)) => Some(id),
        _ => None,
    }
}

type ByWebhook<T> = HashMap<WebhookId, T>;

impl App {
    /// A page of the deliveries of each of many endpoints, newest first, after the one of this instant and id. No status: all.
    pub async fn deliveries_of_webhooks(
        &self,
        actor: &Actor,
        ids: &[WebhookId],
        status: &[DeliveryStatus],
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<ByWebhook<Page<DeliveryRecord>>> {
        authorize(actor, Permission::IntegrationRead, Relation::default())?;
        let after = after.map(|(at, id)| (at, DeliveryId::new(id)));
        let mut found = delivery::of_webhooks(self.store(), ids, status, after, size + 1).await?;
        let told: HashSet<IncidentId> = found.values().flatten().filter_map(incident).collect();
        let told: Vec<IncidentId> = told.into_iter().collect();
        let scope = self.incident_scope(actor)?;
        let seen = incidents::by_ids(self.store(), &scope, &told).await?;
        for stored in found.values_mut().flatten() {
            // The text was written while everybody could read it; an incident that is private now is nobody else's.
            if incident(stored).is_some_and(|id| !seen.contains_key(&id)) {
                stored.body = None;
            }
        }
        let page = |rows| Page::of(rows, size).map(DeliveryRecord::from);
        Ok(found.into_iter().map(|(id, rows)| (id, page(rows))).collect())
    }

    /// How many deliveries each of many endpoints has; those without are absent.
    pub async fn count_deliveries_of_webhooks(
        &self,
        actor: &Actor,
        ids: &[WebhookId],
        status: &[DeliveryStatus],
    ) -> Result<ByWebhook<u64>> {
        authorize(actor, Permission::IntegrationRead, Relation::default())?;
        Ok(delivery::count_of_webhooks(self.store(), ids, status).await?)
    }

    /// The last attempts of many deliveries, newest first, at most twenty each.
    pub async fn attempts(
        &self,
        actor: &Actor,
        ids: &[DeliveryId],
    ) -> Result<HashMap<DeliveryId, Vec<Attempt>>> {
        authorize(actor, Permission::IntegrationRead, Relation::default())?;
        Ok(attempt::last(self.store(), ids, ATTEMPTS).await?)
    }

    /// Sends a delivery again, with the same id and the same body.
    ///
    /// Errors: it still waits for an attempt; the endpoint is gone, or the incident out of everybody's sight, as if there were none.
    pub async fn replay_delivery(&self, actor: &Actor, id: DeliveryId) -> Result<DeliveryRecord> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let mut write = self.write(actor).await?;
        let stored = delivery::load(&write.tx, id).await?;
        let stored = stored.filter(|stored| stored.delivery.channel == Channel::Webhook);
        let stored = stored.ok_or(Error::NotFound)?;
        if !render::may_be_sent(self, &stored).await? {
            return Err(Error::NotFound);
        }
        let target = stored.target;
        // The endpoint first, as whoever switches it off does.
        webhook::lock(&write.tx, WebhookId::new(target)).await?.ok_or(Error::NotFound)?;
        let mut stored = queue::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        stored.delivery.replay(write.now)?;
        queue::save(&write.tx, &stored.delivery).await?;
        write.audit("delivery.replayed", "webhook", WebhookId::new(target), &json!({ "id": id.to_string() }));
        write.commit().await?;
        self.outbox().notify_one();
        Ok(stored.into())
    }
}
