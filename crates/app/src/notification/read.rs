//! The inbox of whoever asks. Only people have one.

use std::collections::HashMap;

use domain::id::{NotificationId, UserId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::notification::Notification;
use domain::time::Instant;
use store::notification::repo;
use uuid::Uuid;

use crate::page::Page;
use crate::{App, Error, Result, authorize};

/// The most ids that are marked at once.
const MAX_IDS: usize = 100;

/// Which notifications were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkRead {
    /// These; those of others are passed over.
    pub ids: Vec<NotificationId>,
    /// All up to this instant.
    pub up_to: Option<Instant>,
}

/// Whose inbox it is.
fn owner(actor: &Actor) -> Result<UserId> {
    let user = actor.principal.user();
    authorize(actor, Permission::NotificationRead, Relation { about: user, ..Relation::default() })?;
    user.ok_or(Error::Forbidden { permission: Permission::NotificationRead })
}

impl App {
    /// A page of one's own notifications, newest first, after the one of this instant and id.
    pub async fn notifications(
        &self,
        actor: &Actor,
        is_unread: Option<bool>,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<Notification>> {
        let user = owner(actor)?;
        let after = after.map(|(at, id)| (at, NotificationId::new(id)));
        Ok(Page::of(repo::page(self.store(), user, is_unread, after, size + 1).await?, size))
    }

    /// How many notifications of one's own there are.
    pub async fn count_notifications(&self, actor: &Actor, is_unread: Option<bool>) -> Result<u64> {
        let user = owner(actor)?;
        Ok(repo::count(self.store(), user, is_unread).await?)
    }

    /// How many of one's own notifications are unread; zero for whoever has no inbox.
    pub async fn unread_count(&self, actor: &Actor) -> Result<u64> {
        match owner(actor) {
            Ok(user) => Ok(repo::count(self.store(), user, Some(true)).await?),
            Err(_) => Ok(0),
        }
    }

    /// One's own notifications by id; those of others are absent.
    pub async fn notifications_by_ids(
        &self,
        actor: &Actor,
        ids: &[NotificationId],
    ) -> Result<HashMap<NotificationId, Notification>> {
        let user = owner(actor)?;
        Ok(repo::by_ids(self.store(), user, ids).await?)
    }

    /// Marks notifications read and gives back how many are unread still. Marking again changes nothing. Reading is no change
    /// of a record: no audit row and no event tell of it.
    ///
    /// Errors: neither ids nor an instant are given, too many ids.
    pub async fn mark_notifications_read(&self, actor: &Actor, command: MarkRead) -> Result<u64> {
        let user = owner(actor)?;
        if command.ids.is_empty() && command.up_to.is_none() {
            return Err(Error::invalid("ids", "or upTo must be given"));
        }
        if command.ids.len() > MAX_IDS {
            return Err(Error::invalid("ids", format!("must be at most {MAX_IDS}")));
        }
        let write = self.write(actor).await?;
        repo::mark_read(&write.tx, user, &command.ids, command.up_to, write.now).await?;
        let unread = repo::count(&write.tx, user, Some(true)).await?;
        write.commit().await?;
        Ok(unread)
    }
}
