//! Notifications as the API shows them, and the page of one's own.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::notification as d;

use super::enums::NotificationKind;
use crate::connection::{Connection, connection, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::repair::enums::ReminderStage;

/// Something that you are told.
#[derive(Clone)]
pub struct Notification(pub d::Notification);

/// Something that you are told.
#[Object]
impl Notification {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is about.
    async fn kind(&self) -> NotificationKind {
        self.0.kind.into()
    }

    /// What people say of the record, such as `REP-7`; the name of a webhook.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// The title of the record as it was then.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Global id of the record.
    async fn subject_id(&self) -> ID {
        self.0.subject.clone().into()
    }

    /// How far the time of the item had run, for a reminder.
    async fn stage(&self) -> Option<ReminderStage> {
        self.0.stage.map(Into::into)
    }

    /// When the item is due, for a reminder.
    async fn due_at(&self) -> Option<DateTime<Utc>> {
        self.0.due_at
    }

    /// When it was decided.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// When you read it; null while you have not.
    async fn read_at(&self) -> Option<DateTime<Utc>> {
        self.0.read_at
    }
}

/// Further fields of a list of notifications.
pub struct NotificationTotal {
    is_unread: Option<bool>,
}

#[Object]
impl NotificationTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_notifications(actor(ctx)?, self.is_unread).await.api(ctx)
    }
}

/// A page of one's own notifications.
pub async fn list(
    ctx: &Context<'_>,
    first: i32,
    after: Option<&str>,
    is_unread: Option<bool>,
) -> Result<Connection<Notification, NotificationTotal>> {
    let size = app::page::size(first.into()).api(ctx)?;
    let cursor = parse_time_cursor(after).api(ctx)?;
    let page = app(ctx).notifications(actor(ctx)?, is_unread, cursor, size).await.api(ctx)?;
    Ok(connection(
        page,
        after.is_some(),
        NotificationTotal { is_unread },
        |one| time_cursor(one.at, one.id.uuid()),
        Notification,
    ))
}
