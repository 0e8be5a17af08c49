//! Changes of connections: ids to a command, one use case, the answer wrapped. A secret leaves here once and nowhere else.

use app::identity::Secret;
use app::integration::{DeliveryRecord, TrackerAnswer, WebhookAnswer};
use async_graphql::{Context, ID, Object, Result};

use super::Batch;
use super::batch::AttemptBatch;
use super::input::{
    CreateTrackerInput, CreateWebhookInput, DeliveryPayload, RemoveTrackerPayload, RemoveWebhookPayload,
    TrackerPayload, UpdateTrackerInput, UpdateWebhookInput, WebhookPayload,
};
use super::tracker::Tracker;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id::parse;

/// Changes of connections.
#[derive(Default)]
pub struct IntegrationMutation;

fn webhook(ctx: &Context<'_>, answer: app::Result<WebhookAnswer>) -> Result<WebhookPayload> {
    let WebhookAnswer { webhook, secret } = answer.api(ctx)?;
    Ok(WebhookPayload {
        webhook: Batch::one(actor(ctx)?, webhook),
        secret: secret.map(Secret::into_exposed),
        findings: Vec::new(),
    })
}

fn tracker(ctx: &Context<'_>, answer: app::Result<TrackerAnswer>) -> Result<TrackerPayload> {
    let TrackerAnswer { tracker, secret } = answer.api(ctx)?;
    let secret = secret.map(Secret::into_exposed);
    Ok(TrackerPayload { tracker: Tracker(tracker), secret, findings: Vec::new() })
}

fn delivery(ctx: &Context<'_>, answer: app::Result<DeliveryRecord>) -> Result<DeliveryPayload> {
    let delivery = AttemptBatch::one(actor(ctx)?, answer.api(ctx)?);
    Ok(DeliveryPayload { delivery, findings: Vec::new() })
}

#[Object]
impl IntegrationMutation {
    /// Makes a webhook; at most twenty. Its secret is in the answer and nowhere else.
    async fn create_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: CreateWebhookInput,
    ) -> Result<WebhookPayload> {
        webhook(ctx, app(ctx).create_webhook(actor(ctx)?, input.command()).await)
    }

    /// Changes name, address or topics of a webhook, or switches it on or off.
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: UpdateWebhookInput,
    ) -> Result<WebhookPayload> {
        webhook(ctx, app(ctx).update_webhook(actor(ctx)?, input.command().api(ctx)?).await)
    }

    /// Gives a webhook a new secret, shown this once; the old one signs beside it for a day.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] id: ID,
    ) -> Result<WebhookPayload> {
        let id = parse("id", &id).api(ctx)?;
        webhook(ctx, app(ctx).rotate_webhook_secret(actor(ctx)?, id).await)
    }

    /// Removes a webhook with its deliveries.
    async fn remove_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] id: ID,
    ) -> Result<RemoveWebhookPayload> {
        let webhook = parse("id", &id).api(ctx)?;
        app(ctx).remove_webhook(actor(ctx)?, webhook).await.api(ctx)?;
        Ok(RemoveWebhookPayload { id, findings: Vec::new() })
    }

    /// Sends a webhook the event `webhook.test`, whatever it is told of otherwise.
    async fn test_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] id: ID,
    ) -> Result<DeliveryPayload> {
        let id = parse("id", &id).api(ctx)?;
        delivery(ctx, app(ctx).test_webhook(actor(ctx)?, id).await)
    }

    /// Sends a delivery again that is over, with the same id and the same body.
    async fn replay_delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The delivery.")] id: ID,
    ) -> Result<DeliveryPayload> {
        let id = parse("id", &id).api(ctx)?;
        delivery(ctx, app(ctx).replay_delivery(actor(ctx)?, id).await)
    }

    /// Makes a connection to a tracker of issues; at most twenty. The secret that it signs with is in the answer and nowhere
    /// else.
    async fn create_tracker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The connection.")] input: CreateTrackerInput,
    ) -> Result<TrackerPayload> {
        tracker(ctx, app(ctx).create_tracker(actor(ctx)?, input.command()).await)
    }

    /// Changes name, address or token of a connection, or whether calls are taken and made.
    async fn update_tracker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: UpdateTrackerInput,
    ) -> Result<TrackerPayload> {
        tracker(ctx, app(ctx).update_tracker(actor(ctx)?, input.command().api(ctx)?).await)
    }

    /// Removes a connection; repair items keep their links and are no longer kept in step.
    async fn remove_tracker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The connection.")] id: ID,
    ) -> Result<RemoveTrackerPayload> {
        let tracker = parse("id", &id).api(ctx)?;
        app(ctx).remove_tracker(actor(ctx)?, tracker).await.api(ctx)?;
        Ok(RemoveTrackerPayload { id, findings: Vec::new() })
    }
}
