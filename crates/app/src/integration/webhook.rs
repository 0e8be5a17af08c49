//! Endpoints: making, changing, testing and removing them. Secrets leave in the answer that makes them and never again.

use chrono::Duration;
use domain::id::{DeliveryId, WebhookId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::integration::webhook::{ENDPOINTS_MAX, ROTATION_HOURS};
use domain::integration::{Channel, DeliveryStatus, IntegrationError, Webhook, WebhookState, WebhookTopic};
use domain::text::{Name, WebUrl};
use serde_json::json;
use store::integration::{NewDelivery, StoredWebhook, delivery, queue, webhook};

use super::command::{CreateWebhook, UpdateWebhook};
use super::delivery::DeliveryRecord;
use super::secret;
use crate::error::parse;
use crate::identity::Secret;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// The event of a delivery that only shows whether an endpoint answers.
pub(super) const TEST: &str = "webhook.test";

/// An endpoint after a change of it.
#[derive(Clone, Debug)]
pub struct WebhookAnswer {
    /// The endpoint.
    pub webhook: Webhook,
    /// Its new secret (`whsec_…`), shown this once; `None` where none was made and in a repeated answer.
    pub secret: Option<Secret>,
}

impl App {
    /// Every endpoint, by name.
    pub async fn webhooks(&self, actor: &Actor) -> Result<Vec<Webhook>> {
        authorize(actor, Permission::IntegrationRead, Relation::default())?;
        Ok(webhook::all(self.store()).await?.into_iter().map(|stored| stored.webhook).collect())
    }

    /// One endpoint.
    pub async fn webhook(&self, actor: &Actor, id: WebhookId) -> Result<Webhook> {
        authorize(actor, Permission::IntegrationRead, Relation::default())?;
        Ok(webhook::load(self.store(), id).await?.ok_or(Error::NotFound)?.webhook)
    }

    /// Makes an endpoint that is told from now on.
    ///
    /// Errors: no topics, an address that is not https, as many endpoints as there may be.
    pub async fn create_webhook(&self, actor: &Actor, command: CreateWebhook) -> Result<WebhookAnswer> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let name = parse("name", Name::parse(&command.name))?;
        let url = self.called_url("url", &command.url)?;
        let topics = topics(command.topics.clone())?;
        let mut write = self.write(actor).await?;
        let id = WebhookId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("createWebhook", key, &command, id.uuid()).await? {
            drop(write);
            let webhook = self.webhook(actor, WebhookId::new(earlier)).await?;
            return Ok(WebhookAnswer { webhook, secret: None });
        }
        if webhook::all(&write.tx).await?.len() >= ENDPOINTS_MAX {
            return Err(IntegrationError::TooMany { most: ENDPOINTS_MAX }.into());
        }
        let secret = secret::webhook(self)?;
        let webhook = Webhook {
            id,
            name,
            url,
            topics,
            state: WebhookState::Active,
            failing_since: None,
            delivered_at: None,
            rotates_until: None,
            created_by: actor.principal,
            created_at: write.now,
            version: 1,
        };
        let sealed =
            self.vault()?.seal(&id.to_string(), secret.expose().as_bytes()).map_err(Error::internal)?;
        let stored = StoredWebhook { webhook, secret: sealed, previous: None };
        webhook::insert(&write.tx, &stored).await?;
        note(&mut write, "webhook.created", id);
        self.close_connections(write).await?;
        Ok(WebhookAnswer { webhook: stored.webhook, secret: Some(secret) })
    }

    /// Changes an endpoint; what is on its way to one that is switched off is not sent. Saying what is so already changes
    /// nothing.
    ///
    /// Errors: stale version, no topics, an address that is not https.
    pub async fn update_webhook(&self, actor: &Actor, command: UpdateWebhook) -> Result<WebhookAnswer> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let name = command.name.as_deref().map(|name| parse("name", Name::parse(name))).transpose()?;
        let url = command.url.as_deref().map(|url| self.called_url("url", url)).transpose()?;
        let topics = command.topics.map(topics).transpose()?;
        let mut write = self.write(actor).await?;
        let mut stored = webhook::lock(&write.tx, command.id).await?.ok_or(Error::NotFound)?;
        if stored.webhook.version != command.version {
            return Err(Error::stale(stored.webhook.version));
        }
        let before = stored.webhook.clone();
        let webhook = &mut stored.webhook;
        webhook.name = name.unwrap_or_else(|| before.name.clone());
        webhook.url = url.unwrap_or_else(|| before.url.clone());
        webhook.topics = topics.unwrap_or_else(|| before.topics.clone());
        if let Some(is_active) = command.is_active
            && is_active != (before.state == WebhookState::Active)
        {
            webhook.switch(is_active)?;
            if !is_active {
                queue::skip_all(&write.tx, command.id.uuid(), write.now).await?;
            }
        }
        if *webhook == before {
            return Ok(WebhookAnswer { webhook: before, secret: None });
        }
        webhook.version += 1;
        webhook::save(&write.tx, &stored).await?;
        note(&mut write, "webhook.updated", command.id);
        self.close_connections(write).await?;
        Ok(WebhookAnswer { webhook: stored.webhook, secret: None })
    }

    /// Gives an endpoint a new secret; the old one signs beside it for a day.
    pub async fn rotate_webhook_secret(&self, actor: &Actor, id: WebhookId) -> Result<WebhookAnswer> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let mut write = self.write(actor).await?;
        let mut stored = webhook::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        let secret = secret::webhook(self)?;
        let sealed =
            self.vault()?.seal(&id.to_string(), secret.expose().as_bytes()).map_err(Error::internal)?;
        stored.previous = Some(std::mem::replace(&mut stored.secret, sealed));
        stored.webhook.rotates_until = Some(write.now + Duration::hours(ROTATION_HOURS));
        stored.webhook.version += 1;
        webhook::save(&write.tx, &stored).await?;
        note(&mut write, "webhook.secret_rotated", id);
        self.close_connections(write).await?;
        Ok(WebhookAnswer { webhook: stored.webhook, secret: Some(secret) })
    }

    /// Removes an endpoint with its deliveries.
    pub async fn remove_webhook(&self, actor: &Actor, id: WebhookId) -> Result<()> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let mut write = self.write(actor).await?;
        if !webhook::remove(&write.tx, id).await? {
            return Err(Error::NotFound);
        }
        queue::remove_all(&write.tx, id.uuid()).await?;
        note(&mut write, "webhook.removed", id);
        self.close_connections(write).await
    }

    /// Sends an endpoint an event `webhook.test`, also while it is off.
    pub async fn test_webhook(&self, actor: &Actor, id: WebhookId) -> Result<DeliveryRecord> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let mut write = self.write(actor).await?;
        webhook::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        let row = NewDelivery {
            id: DeliveryId::new(self.uuid()),
            channel: Channel::Webhook,
            target: id.uuid(),
            event: TEST.to_owned(),
            subject: id.to_string(),
            facts: "{}".to_owned(),
            status: DeliveryStatus::Pending,
            at: write.now,
        };
        let delivery = row.id;
        queue::insert(&write.tx, row).await?;
        write.audit("webhook.tested", "webhook", id, &json!({}));
        let stored = delivery::load(&write.tx, delivery).await?.ok_or(Error::NotFound)?;
        write.commit().await?;
        self.outbox().notify_one();
        Ok(stored.into())
    }

    /// Makes a change of connections durable, and known to this process before it answers.
    pub(super) async fn close_connections(&self, write: Write<'_>) -> Result<()> {
        write.commit().await?;
        self.directory().reload_connections().await
    }

    /// An address that this program calls.
    pub(super) fn called_url(&self, field: &str, text: &str) -> Result<WebUrl> {
        let url = parse(field, WebUrl::parse(text))?;
        let is_https = url.as_str().to_ascii_lowercase().starts_with("https://");
        if is_https || self.settings().calls_over_http {
            return Ok(url);
        }
        Err(Error::invalid(field, "must begin with https://"))
    }
}

/// Notes a change of an endpoint. Addresses may hold secrets of the other side, so they are not audited.
fn note(write: &mut Write<'_>, action: &'static str, id: WebhookId) {
    write.audit(action, "webhook", id, &json!({}));
    write.event("integration", "integration.webhook_changed", id.uuid(), &json!({ "id": id.to_string() }));
}

/// Each topic once, in the order of the vocabulary.
fn topics(mut topics: Vec<WebhookTopic>) -> Result<Vec<WebhookTopic>> {
    topics.sort_unstable();
    topics.dedup();
    if topics.is_empty() { Err(IntegrationError::NoTopics.into()) } else { Ok(topics) }
}
