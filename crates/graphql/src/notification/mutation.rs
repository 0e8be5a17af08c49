//! Marks one's own notifications read.

use app::notification::MarkRead;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::Finding;
use crate::id::parse_all;

/// Changes of notifications.
#[derive(Default)]
pub struct NotificationMutation;

/// Marks your notifications read: these, or all up to an instant.
#[derive(Clone, Debug, InputObject)]
pub struct MarkNotificationsReadInput {
    /// These; those of others are passed over.
    pub ids: Option<Vec<ID>>,
    /// All that were decided up to this instant.
    pub up_to: Option<DateTime<Utc>>,
}

/// That notifications were marked read.
#[derive(SimpleObject)]
pub struct MarkNotificationsReadPayload {
    /// How many of yours are unread still.
    unread_count: u64,
    /// What the rules say about it.
    findings: Vec<Finding>,
}

#[Object]
impl NotificationMutation {
    /// Marks your notifications read. Marking again changes nothing.
    async fn mark_notifications_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] input: MarkNotificationsReadInput,
    ) -> Result<MarkNotificationsReadPayload> {
        let ids = parse_all("ids", &input.ids.unwrap_or_default()).api(ctx)?;
        let command = MarkRead { ids, up_to: input.up_to };
        let unread_count = app(ctx).mark_notifications_read(actor(ctx)?, command).await.api(ctx)?;
        Ok(MarkNotificationsReadPayload { unread_count, findings: Vec::new() })
    }
}
