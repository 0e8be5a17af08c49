//! Use cases of calendar feeds: a secret address under which a person's due dates can be subscribed to.
//!
//! Only a hash of the secret is kept. It must not know the format of calendars.

mod file;

pub use file::CalendarFile;

use domain::id::{CalendarFeedId, UserId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::time::Instant;
use serde_json::json;
use store::calendar::{StoredFeed, repo};

use crate::identity::{Secret, secret};
use crate::{App, Error, Result, authorize};

/// Somebody's calendar feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarFeed {
    /// Identifier.
    pub id: CalendarFeedId,
    /// When it was made.
    pub created_at: Instant,
    /// When a calendar program asked for it last, to the hour.
    pub used_at: Option<Instant>,
}

impl From<StoredFeed> for CalendarFeed {
    fn from(feed: StoredFeed) -> Self {
        Self { id: feed.id, created_at: feed.created_at, used_at: feed.used_at }
    }
}

/// A feed that was made.
#[derive(Clone, Debug)]
pub struct CreatedFeed {
    /// The feed.
    pub feed: CalendarFeed,
    /// Its address, shown this once.
    pub url: Secret,
}

/// Whose calendar it is.
fn owner(actor: &Actor) -> Result<UserId> {
    let user = actor.principal.user();
    authorize(actor, Permission::CalendarManage, Relation { about: user, ..Relation::default() })?;
    user.ok_or(Error::Forbidden { permission: Permission::CalendarManage })
}

impl App {
    /// One's own calendar feed, if there is one; none for whoever is no person.
    pub async fn calendar_feed(&self, actor: &Actor) -> Result<Option<CalendarFeed>> {
        let Ok(user) = owner(actor) else { return Ok(None) };
        Ok(repo::of_user(self.store(), user).await?.map(Into::into))
    }

    /// Makes one's own calendar feed; an earlier one ends. The address is in the answer and nowhere else.
    pub async fn create_calendar_feed(&self, actor: &Actor) -> Result<CreatedFeed> {
        let user = owner(actor)?;
        let mut write = self.write(actor).await?;
        let token = secret::plain(self);
        let id = CalendarFeedId::new(self.uuid());
        let feed = StoredFeed { id, user, created_at: write.now, used_at: None };
        repo::replace(&write.tx, &feed, &secret::hash(token.expose())).await?;
        write.audit("calendar_feed.created", "user", user, &json!({ "id": id.to_string() }));
        write.commit().await?;
        let base = self.settings().public_url.trim_end_matches('/');
        let url = Secret::new(format!("{base}/calendar/{}.ics", token.expose()));
        Ok(CreatedFeed { feed: feed.into(), url })
    }

    /// Ends one's own calendar feed; gives back which one that was. Ending it again changes nothing.
    pub async fn revoke_calendar_feed(&self, actor: &Actor) -> Result<Option<CalendarFeedId>> {
        let user = owner(actor)?;
        let mut write = self.write(actor).await?;
        let Some(feed) = repo::of_user(&write.tx, user).await? else { return Ok(None) };
        repo::remove(&write.tx, user).await?;
        write.audit("calendar_feed.revoked", "user", user, &json!({ "id": feed.id.to_string() }));
        write.commit().await?;
        Ok(Some(feed.id))
    }
}
