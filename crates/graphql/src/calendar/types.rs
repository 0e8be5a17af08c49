//! A calendar feed as the API shows it. Its address is shown once, when it is made.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};

use crate::finding::Finding;

/// That you have a secret address for a calendar program, with the due dates of your repair items. The address itself is shown
/// once, when it is made.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalendarFeed {
    /// Global id.
    pub id: ID,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When a calendar program asked for it last, exact to the hour; null when none did.
    pub used_at: Option<DateTime<Utc>>,
}

impl From<app::calendar::CalendarFeed> for CalendarFeed {
    fn from(feed: app::calendar::CalendarFeed) -> Self {
        Self { id: feed.id.to_string().into(), created_at: feed.created_at, used_at: feed.used_at }
    }
}

/// A calendar feed that was made.
#[derive(SimpleObject)]
pub struct CreateCalendarFeedPayload {
    /// The feed.
    pub feed: CalendarFeed,
    /// Its address. Whoever has it reads the dates; shown this once.
    pub url: String,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// A calendar feed that was ended.
#[derive(SimpleObject)]
pub struct RevokeCalendarFeedPayload {
    /// Which; null when there was none.
    pub id: Option<ID>,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}
