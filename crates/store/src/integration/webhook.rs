//! Loads and saves endpoints with their sealed secrets.

use std::fmt;

use domain::id::WebhookId;
use domain::integration::{Webhook, WebhookState, WebhookTopic};
use domain::text::{Name, WebUrl};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set};

use super::entity::webhook::{self, Column};
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "webhook";

/// An endpoint with its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredWebhook {
    /// The endpoint.
    pub webhook: Webhook,
    /// The secret that signs, sealed.
    pub secret: Vec<u8>,
    /// The one before it, sealed, while it signs too.
    pub previous: Option<Vec<u8>>,
}

impl fmt::Debug for StoredWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoredWebhook").field(&self.webhook.id).finish_non_exhaustive()
    }
}

/// Every endpoint, by name.
pub async fn all(connection: &impl Connection) -> Result<Vec<StoredWebhook>, StoreError> {
    let rows = webhook::Entity::find()
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .all(connection.inner())
        .await?;
    rows.into_iter().map(stored).collect()
}

/// One endpoint.
pub async fn load(connection: &impl Connection, id: WebhookId) -> Result<Option<StoredWebhook>, StoreError> {
    webhook::Entity::find_by_id(id.uuid()).one(connection.inner()).await?.map(stored).transpose()
}

/// One endpoint, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: WebhookId) -> Result<Option<StoredWebhook>, StoreError> {
    webhook::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?.map(stored).transpose()
}

/// Adds an endpoint.
pub async fn insert(tx: &Tx, stored: &StoredWebhook) -> Result<(), StoreError> {
    webhook::Entity::insert(active(stored)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Saves an endpoint that this transaction has locked.
pub async fn save(tx: &Tx, stored: &StoredWebhook) -> Result<(), StoreError> {
    let mut row = active(stored);
    row.id = NotSet;
    webhook::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(stored.webhook.id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Removes an endpoint; whether it was there.
pub async fn remove(tx: &Tx, id: WebhookId) -> Result<bool, StoreError> {
    Ok(webhook::Entity::delete_by_id(id.uuid()).exec(tx.inner()).await?.rows_affected == 1)
}

fn active(stored: &StoredWebhook) -> webhook::ActiveModel {
    let webhook = &stored.webhook;
    let topics: Vec<&str> = webhook.topics.iter().map(|topic| topic.as_str()).collect();
    let (created_by_kind, created_by_id) = principal_columns(webhook.created_by);
    webhook::ActiveModel {
        id: Set(webhook.id.uuid()),
        name: Set(webhook.name.as_str().to_owned()),
        url: Set(webhook.url.as_str().to_owned()),
        topics: Set(topics.join(",")),
        state: Set(webhook.state.as_str().to_owned()),
        secret: Set(stored.secret.clone()),
        previous_secret: Set(stored.previous.clone()),
        rotates_until: Set(webhook.rotates_until),
        failing_since: Set(webhook.failing_since),
        delivered_at: Set(webhook.delivered_at),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        created_at: Set(webhook.created_at),
        version: Set(webhook.version),
    }
}

fn stored(row: webhook::Model) -> Result<StoredWebhook, StoreError> {
    let id = WebhookId::new(row.id);
    let topic = |name| word(WebhookTopic::parse(name), TABLE, "topics", id, name);
    let created_by = principal_from(&row.created_by_kind, &row.created_by_id);
    let webhook = Webhook {
        id,
        name: text(Name::parse(&row.name), TABLE, "name", id)?,
        url: text(WebUrl::parse(&row.url), TABLE, "url", id)?,
        topics: row.topics.split(',').filter(|name| !name.is_empty()).map(topic).collect::<Result<_, _>>()?,
        state: word(WebhookState::parse(&row.state), TABLE, "state", id, &row.state)?,
        failing_since: row.failing_since,
        delivered_at: row.delivered_at,
        rotates_until: row.rotates_until,
        created_by: word(created_by, TABLE, "created_by_id", id, &row.created_by_id)?,
        created_at: row.created_at,
        version: row.version,
    };
    Ok(StoredWebhook { webhook, secret: row.secret, previous: row.previous_secret })
}
