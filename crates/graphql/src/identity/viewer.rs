//! What belongs to whoever asks: repair items, notifications, the calendar.

use async_graphql::{ComplexObject, Context, Result};

use super::types::Viewer;
use crate::calendar::types::CalendarFeed;
use crate::connection::{Connection, cost};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::notification::types::{self as notification, Notification, NotificationTotal};
use crate::publication::shared::{self, SharedRca, SharedRcaTotal};
use crate::repair::enums::RepairItemOrder;
use crate::repair::filter::RepairItemFilter;
use crate::repair::query::{ListArguments, RepairItems, list, none};
use crate::repair::report::RepairCounts;

#[ComplexObject]
impl Viewer {
    /// Repair items that you own, a page at a time; none for API keys. Owners in the filter are passed over.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn repair_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last item that was read, of the same order.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<RepairItemFilter>,
        #[graphql(default, desc = "Order.")] order_by: RepairItemOrder,
    ) -> Result<RepairItems> {
        let mut filter = filter.unwrap_or_default().read().api(ctx)?;
        let Some(owner) = actor(ctx)?.principal.user() else { return none(ctx, first) };
        filter.owner_ids = vec![owner];
        list(ctx, ListArguments { first, after, filter, order_by }).await
    }

    /// How many repair items you own, by when something is to be done; zeros for API keys.
    async fn repair_counts(&self, ctx: &Context<'_>) -> Result<RepairCounts> {
        app(ctx).repair_counts(actor(ctx)?).await.map(RepairCounts::from).api(ctx)
    }

    /// What you are told, newest first. For people only.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last notification that was read.")] after: Option<String>,
        #[graphql(desc = "Only what you have not read, or have.")] is_unread: Option<bool>,
    ) -> Result<Connection<Notification, NotificationTotal>> {
        notification::list(ctx, first, after.as_deref(), is_unread).await
    }

    /// How many of your notifications are unread; zero for API keys.
    async fn unread_notification_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).unread_count(actor(ctx)?).await.api(ctx)
    }

    /// Analyses that were shared with your organisation, newest first; for people of customers.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn shared_rcas(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last analysis that was read.")] after: Option<String>,
    ) -> Result<Connection<SharedRca, SharedRcaTotal>> {
        shared::list(ctx, first, after.as_deref()).await
    }

    /// That you have a secret address for a calendar program; null when you have none.
    async fn calendar_feed(&self, ctx: &Context<'_>) -> Result<Option<CalendarFeed>> {
        Ok(app(ctx).calendar_feed(actor(ctx)?).await.api(ctx)?.map(CalendarFeed::from))
    }
}
