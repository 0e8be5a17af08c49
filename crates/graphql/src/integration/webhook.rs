//! Webhooks and their deliveries as the API shows them. The secret of an endpoint is no part of it.

use std::sync::Arc;

use app::integration::DeliveryRecord;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::integration as d;

use super::batch::{AttemptBatch, Batch};
use super::enums::{DeliveryStatus, WebhookState, WebhookTopic};
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::app;
use crate::error::IntoApi;
use crate::incident::parts::Author;

/// An endpoint of another program that is told of events, signed as Standard Webhooks says.
#[derive(Clone)]
pub struct Webhook {
    record: Arc<d::Webhook>,
    batch: Arc<Batch>,
}

impl Webhook {
    /// A webhook of an answer.
    pub(super) fn new(webhook: d::Webhook, batch: Arc<Batch>) -> Self {
        Self { record: Arc::new(webhook), batch }
    }
}

/// Further fields of a list of deliveries.
pub struct DeliveryTotal {
    webhook: Webhook,
    status: Vec<d::DeliveryStatus>,
}

#[Object]
impl DeliveryTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        let Webhook { record, batch } = &self.webhook;
        batch.delivery_count(app(ctx), record.id, &self.status).await.api(ctx)
    }
}

/// An endpoint of another program that is told of events, signed as Standard Webhooks says.
#[Object]
impl Webhook {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.record.id.to_string().into()
    }

    /// How people call it.
    async fn name(&self) -> &str {
        self.record.name.as_str()
    }

    /// Where it is.
    async fn url(&self) -> &str {
        self.record.url.as_str()
    }

    /// What it is told of.
    async fn topics(&self) -> Vec<WebhookTopic> {
        self.record.topics.iter().copied().map(Into::into).collect()
    }

    /// Whether it is told.
    async fn state(&self) -> WebhookState {
        self.record.state.into()
    }

    /// Since when every attempt fails; null while the last one arrived. Five days of it switch it off.
    async fn failing_since(&self) -> Option<DateTime<Utc>> {
        self.record.failing_since
    }

    /// When something arrived last; null when nothing did.
    async fn delivered_at(&self) -> Option<DateTime<Utc>> {
        self.record.delivered_at
    }

    /// Until when the old secret signs beside the new one; null unless the secret was changed within a day.
    async fn rotates_until(&self) -> Option<DateTime<Utc>> {
        self.record.rotates_until
    }

    /// Who made it.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.record.created_by).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.record.created_at
    }

    /// Version of its own fields.
    async fn version(&self) -> i32 {
        self.record.version
    }

    /// What it was told or will be, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last delivery that was read.")] after: Option<String>,
        #[graphql(desc = "Only those in one of these states.")] status: Option<Vec<DeliveryStatus>>,
    ) -> Result<Connection<Delivery, DeliveryTotal>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let status: Vec<d::DeliveryStatus> = status.into_iter().flatten().map(Into::into).collect();
        let key = (status.clone(), cursor, size);
        let page = self.batch.deliveries(app(ctx), self.record.id, key).await.api(ctx)?;
        Ok(connection(
            page,
            after.is_some(),
            DeliveryTotal { webhook: self.clone(), status },
            |one| time_cursor(one.record.delivery.created_at, one.record.delivery.id.uuid()),
            |one| one,
        ))
    }
}

/// Something on its way to an endpoint.
#[derive(Clone)]
pub struct Delivery {
    record: Arc<DeliveryRecord>,
    batch: Arc<AttemptBatch>,
}

impl Delivery {
    /// A delivery of a page.
    pub(super) fn new(record: DeliveryRecord, batch: Arc<AttemptBatch>) -> Self {
        Self { record: Arc::new(record), batch }
    }
}

/// Something on its way to an endpoint.
#[Object]
impl Delivery {
    /// Identifier, the same on every attempt and in the header `webhook-id`.
    async fn id(&self) -> ID {
        self.record.delivery.id.to_string().into()
    }

    /// The kind of event, such as `repair.status_changed`.
    async fn event(&self) -> &str {
        &self.record.event
    }

    /// The record that it tells of, as global id.
    async fn subject(&self) -> &str {
        &self.record.subject
    }

    /// How far it is.
    async fn status(&self) -> DeliveryStatus {
        self.record.delivery.status.into()
    }

    /// How often it was tried.
    async fn attempts(&self) -> i32 {
        self.record.delivery.attempts
    }

    /// When it is tried next; null when it is over.
    async fn next_attempt_at(&self) -> Option<DateTime<Utc>> {
        self.record.delivery.next_attempt_at
    }

    /// When it was decided.
    async fn created_at(&self) -> DateTime<Utc> {
        self.record.delivery.created_at
    }

    /// When it arrived or was given up; null while it is on its way.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.record.delivery.ended_at
    }

    /// What is sent, as JSON; null before the first attempt.
    async fn body(&self) -> Option<&str> {
        self.record.body.as_deref()
    }

    /// The last attempts, newest first, at most twenty.
    #[graphql(complexity = "5 * child_complexity")]
    async fn last_attempts(&self, ctx: &Context<'_>) -> Result<Vec<DeliveryAttempt>> {
        let attempts = self.batch.of(app(ctx), self.record.delivery.id).await.api(ctx)?;
        Ok(attempts.into_iter().map(DeliveryAttempt::from).collect())
    }
}

/// One attempt to deliver something.
#[derive(Clone, Debug, SimpleObject)]
pub struct DeliveryAttempt {
    /// When it began.
    at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    millis: i32,
    /// The HTTP status of the answer; null if there was none.
    status_code: Option<i32>,
    /// What went wrong, in plain words; empty when it arrived.
    error: String,
    /// The beginning of the answer, at most 20 KB.
    answer: String,
}

impl From<d::Attempt> for DeliveryAttempt {
    fn from(attempt: d::Attempt) -> Self {
        let d::Attempt { at, millis, status_code, error, answer } = attempt;
        Self { at, millis, status_code, error, answer }
    }
}
