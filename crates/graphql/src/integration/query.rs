//! Reads of connections to other programs.

use async_graphql::{Context, ID, Object, Result};

use super::Batch;
use super::tracker::Tracker;
use super::webhook::Webhook;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;

/// What a list of connections costs beside its fields: there are at most twenty of each kind.
const LIST: usize = 20;

/// Reads of connections.
#[derive(Default)]
pub struct IntegrationQuery;

#[Object]
impl IntegrationQuery {
    /// Every webhook, by name; at most twenty. For ADMIN.
    #[graphql(complexity = "LIST * child_complexity")]
    async fn webhooks(&self, ctx: &Context<'_>) -> Result<Vec<Webhook>> {
        let actor = actor(ctx)?;
        Ok(Batch::wrap(actor, app(ctx).webhooks(actor).await.api(ctx)?))
    }

    /// One webhook; null with NOT_FOUND when it does not exist. For ADMIN.
    async fn webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Webhook>> {
        let id = id::parse("id", &id).api(ctx)?;
        let actor = actor(ctx)?;
        Ok(Some(Batch::one(actor, app(ctx).webhook(actor, id).await.api(ctx)?)))
    }

    /// Every connection to a tracker, by name; at most twenty. For ADMIN.
    #[graphql(complexity = "LIST * child_complexity")]
    async fn trackers(&self, ctx: &Context<'_>) -> Result<Vec<Tracker>> {
        let trackers = app(ctx).trackers(actor(ctx)?).await.api(ctx)?;
        Ok(trackers.into_iter().map(Tracker).collect())
    }
}
