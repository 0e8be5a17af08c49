//! The file that a calendar program gets: what somebody owns and has to do, and effects that are to be checked.

use chrono::Duration;
use domain::identity::{Actor, User};
use domain::repair::{RepairItem, RepairItemStatus};
use domain::time::Instant;
use formats::icalendar::{Calendar, Event, EventState, write};
use sha2::{Digest, Sha256};
use store::calendar::{StoredFeed, repo};

use crate::directory::actor_of;
use crate::identity::secret;
use crate::repair::{self, RepairItemFilter, RepairItemOrder, RepairListQuery};
use crate::{App, Error, Result};

/// Items that a calendar holds at most.
const MAX_ITEMS: usize = 500;
/// Items that are read at once.
const PAGE: u64 = 100;
/// Days before the due date on which a calendar program reminds.
const ALARM_DAYS: u32 = 1;

/// What a calendar program gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFile {
    /// The file, as RFC 5545 has it.
    pub text: String,
    /// Changes exactly when the dates do.
    pub etag: String,
}

impl App {
    /// The due dates behind a secret address.
    ///
    /// Errors: [`crate::Error::NotFound`] alike for tokens that are unknown, revoked, malformed or of a disabled person.
    pub async fn calendar_file(&self, token: &str) -> Result<CalendarFile> {
        if !secret::is_plain(token) {
            return Err(Error::NotFound);
        }
        let feed = repo::by_hash(self.store(), &secret::hash(token)).await?.ok_or(Error::NotFound)?;
        let user = self.directory().named_user(feed.user).await?.filter(|user| user.is_active());
        let user = user.ok_or(Error::NotFound)?;
        let items = self.items_of(&user, &actor_of(&user, None)).await?;
        self.note_use(feed).await?;
        let base = self.settings().public_url.trim_end_matches('/');
        // The newest change stands for the time of writing, so that an unchanged calendar is the same file.
        let newest = items.iter().map(|item| item.updated_at).max().unwrap_or(feed.created_at);
        let events = items.iter().flat_map(|item| events(item, base)).collect();
        let text = write(&Calendar { name: "Coalmine due dates".to_owned(), events }, newest);
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&text)[..16]));
        Ok(CalendarFile { text, etag })
    }

    /// What a person owns: what is open, due first first, and then what ended, changed last first, as far as there is room.
    async fn items_of(&self, user: &User, actor: &Actor) -> Result<Vec<RepairItem>> {
        let mut items = Vec::new();
        for (is_open, order) in [(true, RepairItemOrder::DueAtAsc), (false, RepairItemOrder::UpdatedAtDesc)] {
            let filter = RepairItemFilter {
                owner_ids: vec![user.id],
                is_open: Some(is_open),
                ..RepairItemFilter::default()
            };
            let mut query = RepairListQuery { filter, order, size: PAGE, ..RepairListQuery::default() };
            while items.len() < MAX_ITEMS {
                let page = self.repair_items(actor, &query).await?;
                query.after = page.items.last().map(|item| repair::place(query.order, item));
                items.extend(page.items);
                if !page.has_next {
                    break;
                }
            }
        }
        items.truncate(MAX_ITEMS);
        Ok(items)
    }

    /// Notes that a feed was asked for, once an hour.
    async fn note_use(&self, feed: StoredFeed) -> Result<()> {
        let now = self.now();
        if feed.used_at.is_some_and(|used| now - used < Duration::hours(1)) {
            return Ok(());
        }
        let tx = self.store().begin_background().await?;
        repo::touch(&tx, feed.id, now).await?;
        Ok(tx.commit().await?)
    }
}

/// The dates of an item: when it is due, and when its effect is checked.
fn events(item: &RepairItem, base: &str) -> Vec<Event> {
    let url = format!("{base}/repairs/{}", item.reference());
    let event = |suffix: &str, summary: String, at: Instant, state: EventState| Event {
        uid: format!("{}{suffix}@coalmine", item.id),
        summary,
        description: format!("{}\n{url}", item.title),
        url: url.clone(),
        day: at.date_naive(),
        updated_at: item.updated_at,
        sequence: item.version,
        state,
        alarm_days_before: Some(ALARM_DAYS),
    };
    let mut events = Vec::new();
    if let (Some(due), Some(state)) = (item.due_at, state(item.status)) {
        events.push(event("", format!("{} {}", item.reference(), item.title), due, state));
    }
    if let (RepairItemStatus::Done, Some(check_at)) = (item.status, item.plan.check_at) {
        let summary = format!("{}: check the effect", item.reference());
        events.push(event("-check", summary, check_at, EventState::Open));
    }
    events
}

/// What a calendar shows of an item's status; nothing of mere ideas.
const fn state(status: RepairItemStatus) -> Option<EventState> {
    match status {
        RepairItemStatus::Proposed => None,
        RepairItemStatus::NotDoing => Some(EventState::Cancelled),
        status if status.is_done() => Some(EventState::Done),
        _ => Some(EventState::Open),
    }
}
