//! Reads of subscribers.

use async_graphql::{Context, Object, Result};

use super::types::{self, Subscriber, SubscriberChannel, SubscriberTotal};
use crate::connection::{Connection, cost};

/// Root fields.
#[derive(Default)]
pub struct SubscriberQuery;

#[Object]
impl SubscriberQuery {
    /// Subscribers of the status portal, newest first. Their addresses are personal.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn subscribers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last subscriber that was read.")] after: Option<String>,
        #[graphql(desc = "Only those who are told by this way.")] channel: Option<SubscriberChannel>,
        #[graphql(desc = "Only those who said yes, or have not yet.")] is_confirmed: Option<bool>,
    ) -> Result<Connection<Subscriber, SubscriberTotal>> {
        types::list(ctx, first, after.as_deref(), channel, is_confirmed).await
    }
}
