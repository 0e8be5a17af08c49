//! Writes of subscribers.

use async_graphql::{Context, ID, Object, Result};

use super::input::{AddSubscriberInput, RemoveSubscriberPayload, SubscriberPayload};
use super::types::Subscriber;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id::parse;

/// Root fields.
#[derive(Default)]
pub struct SubscriberMutation;

#[Object]
impl SubscriberMutation {
    /// Asks an address whether it wants to be told: a message with a link goes there, and nothing else before it was confirmed.
    async fn add_subscriber(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: AddSubscriberInput,
    ) -> Result<SubscriberPayload> {
        let command = input.command().api(ctx)?;
        let added = app(ctx).add_subscriber(actor(ctx)?, command).await.api(ctx)?;
        Ok(SubscriberPayload { subscriber: Subscriber(added), findings: Vec::new() })
    }

    /// Removes a subscriber with its address and everything that is on its way there.
    async fn remove_subscriber(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The subscriber.")] id: ID,
    ) -> Result<RemoveSubscriberPayload> {
        let subscriber = parse("id", &id).api(ctx)?;
        app(ctx).remove_subscriber(actor(ctx)?, subscriber).await.api(ctx)?;
        Ok(RemoveSubscriberPayload { id, findings: Vec::new() })
    }
}
