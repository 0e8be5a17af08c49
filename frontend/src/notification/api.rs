//! Operations about what a person is told, and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, NotificationKind, Page, ReminderStage},
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{NotificationKind, ReminderStage},
        operations,
    };

    operations! {
        UnreadCount "src/notification/operations/unread_count.graphql",
        NotificationList "src/notification/operations/notification_list.graphql",
        MarkNotificationsRead "src/notification/operations/mark_notifications_read.graphql",
        FindCalendarFeed "src/notification/operations/calendar_feed.graphql",
        CreateCalendarFeed "src/notification/operations/create_calendar_feed.graphql",
        RevokeCalendarFeed "src/notification/operations/revoke_calendar_feed.graphql",
    }
}
use documents::{
    CreateCalendarFeed, FindCalendarFeed, MarkNotificationsRead, NotificationList, RevokeCalendarFeed,
    UnreadCount, create_calendar_feed, find_calendar_feed, mark_notifications_read, notification_list,
    revoke_calendar_feed, unread_count,
};

/// Something the viewer is told.
#[derive(Clone, PartialEq)]
pub struct Note {
    pub id: String,
    pub kind: NotificationKind,
    /// Of the record, such as `REP-7`; the name of a webhook.
    pub reference: String,
    pub title: String,
    pub subject: String,
    pub stage: Option<ReminderStage>,
    pub due_at: Option<DateTime>,
    pub at: DateTime,
    pub is_read: bool,
}

/// The address of a calendar: when it was made, when it was last asked for.
#[derive(Clone, PartialEq)]
pub struct Feed {
    pub created_at: DateTime,
    pub used_at: Option<DateTime>,
}

fn map_note(n: Node<'_>) -> Note {
    Note {
        id: n.text("id"),
        kind: n.word("kind", NotificationKind::parse, NotificationKind::RepairReminder),
        reference: n.text("reference"),
        title: n.text("title"),
        subject: n.text("subjectId"),
        stage: n.maybe_word("stage", ReminderStage::parse),
        due_at: n.maybe_at("dueAt"),
        at: n.at("at"),
        is_read: n.maybe_at("readAt").is_some(),
    }
}

/// How many are unread.
pub async fn unread() -> Result<i64, ApiError> {
    let data = ask::<UnreadCount>(unread_count::Variables {}).await?;
    read(&data, "viewer", |viewer| viewer.number("unreadNotificationCount"))
}

/// One page, newest first; all of them, or the unread.
pub async fn notifications(only_unread: bool, after: Option<String>) -> Result<Page<Note>, ApiError> {
    let variables = notification_list::Variables { first: 50, after, is_unread: only_unread.then_some(true) };
    let data = ask::<NotificationList>(variables).await?;
    read(&data["viewer"], "notifications", |page| Page {
        rows: page.list("nodes", map_note),
        next: page.next(),
    })
}

/// Marks one read, or all up to an instant; answers how many are unread now.
pub async fn mark_read(ids: Option<Vec<String>>, up_to: Option<DateTime>) -> Result<i64, ApiError> {
    let input = mark_notifications_read::MarkNotificationsReadInput { ids, up_to };
    let data = ask::<MarkNotificationsRead>(mark_notifications_read::Variables { input }).await?;
    read(&data, "markNotificationsRead", |made| made.number("unreadCount"))
}

/// The viewer's calendar address, if there is one.
pub async fn calendar() -> Result<Option<Feed>, ApiError> {
    let data = ask::<FindCalendarFeed>(find_calendar_feed::Variables {}).await?;
    read(&data, "viewer", |viewer| {
        let feed = viewer.get("calendarFeed");
        (!feed.is_null()).then(|| Feed { created_at: feed.at("createdAt"), used_at: feed.maybe_at("usedAt") })
    })
}

/// Makes the address, or a new one in place of the old; it is answered this once.
pub async fn create_calendar() -> Result<String, ApiError> {
    let data = ask::<CreateCalendarFeed>(create_calendar_feed::Variables {}).await?;
    read(&data, "createCalendarFeed", |made| made.text("url"))
}

pub fn revoke_calendar() -> Done {
    change::<RevokeCalendarFeed>(revoke_calendar_feed::Variables {})
}
