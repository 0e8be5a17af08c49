//! Subscribers as those see them who manage the portal: addresses are personal. Removing one, and forgetting who never said yes.

use chrono::Duration;
use domain::id::SubscriberId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::subscriber::{CONFIRM_DAYS, Subscriber};
use serde_json::json;
use store::integration::queue;
use store::subscriber::{SubscriberQuery, repo};

use super::command::SubscribersQuery;
use super::confirm::remove;
use crate::page::Page;
use crate::{App, Error, Result, authorize};

impl App {
    /// A page of subscribers, newest first.
    pub async fn subscribers(&self, actor: &Actor, query: SubscribersQuery) -> Result<Page<Subscriber>> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let wanted = SubscriberQuery {
            channel: query.channel,
            is_confirmed: query.is_confirmed,
            after: query.after,
            limit: query.size + 1,
        };
        Ok(Page::of(repo::page(self.store(), &wanted).await?, query.size))
    }

    /// How many subscribers there are.
    pub async fn count_subscribers(&self, actor: &Actor, query: SubscribersQuery) -> Result<u64> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let SubscribersQuery { channel, is_confirmed, .. } = query;
        let wanted = SubscriberQuery { channel, is_confirmed, ..SubscriberQuery::default() };
        Ok(repo::count(self.store(), &wanted).await?)
    }

    /// Removes a subscriber with its deliveries.
    ///
    /// Errors: there is none.
    pub async fn remove_subscriber(&self, actor: &Actor, id: SubscriberId) -> Result<()> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let mut write = self.write(actor).await?;
        let found = repo::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        remove(&write, &found.subscriber).await?;
        write.audit("subscriber.removed", "subscriber", id, &json!({}));
        write.event("subscriber", "subscriber.removed", id.uuid(), &json!({}));
        write.commit().await
    }

    /// Removes who never said yes, after [`CONFIRM_DAYS`]; how many there were.
    pub async fn clear_subscribers(&self) -> Result<u64> {
        let tx = self.store().begin_background().await?;
        let late = repo::unconfirmed(&tx, self.now() - Duration::days(CONFIRM_DAYS)).await?;
        let mut removed = 0;
        for id in late {
            // The subscriber before its deliveries, as everywhere; and it may have said yes a moment ago.
            let found = repo::lock(&tx, id).await?;
            if found.is_none_or(|one| one.subscriber.confirmed_at.is_some()) {
                continue;
            }
            queue::remove_all(&tx, id.uuid()).await?;
            removed += u64::from(repo::remove(&tx, id).await?);
        }
        tx.commit().await?;
        Ok(removed)
    }
}
