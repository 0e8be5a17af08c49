//! Makes and ends one's own calendar feed.

use app::identity::Secret;
use async_graphql::{Context, ID, Object, Result};

use super::types::{CreateCalendarFeedPayload, RevokeCalendarFeedPayload};
use crate::context::{actor, app};
use crate::error::IntoApi;

/// Changes of calendars.
#[derive(Default)]
pub struct CalendarMutation;

#[Object]
impl CalendarMutation {
    /// Makes a secret address for your calendar program; an earlier one stops working. For people only.
    async fn create_calendar_feed(&self, ctx: &Context<'_>) -> Result<CreateCalendarFeedPayload> {
        let created = app(ctx).create_calendar_feed(actor(ctx)?).await.api(ctx)?;
        Ok(CreateCalendarFeedPayload {
            feed: created.feed.into(),
            url: Secret::into_exposed(created.url),
            findings: Vec::new(),
        })
    }

    /// Ends the secret address of your calendar at once. Ending it again changes nothing.
    async fn revoke_calendar_feed(&self, ctx: &Context<'_>) -> Result<RevokeCalendarFeedPayload> {
        let id = app(ctx).revoke_calendar_feed(actor(ctx)?).await.api(ctx)?;
        Ok(RevokeCalendarFeedPayload { id: id.map(|id| ID::from(id.to_string())), findings: Vec::new() })
    }
}
