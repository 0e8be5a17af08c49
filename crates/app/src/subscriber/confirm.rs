//! Saying yes and ending it, by whoever has the link. Unknown, used, late and malformed tokens have one answer, and a token of one
//! purpose is none of another.

use domain::identity::{Actor, SystemActor};
use domain::subscriber::{Subscriber, SubscriberChannel};
use serde_json::json;
use store::integration::queue;
use store::subscriber::{StoredSubscriber, repo};

use super::{Purpose, record};
use crate::identity::{Secret, secret};
use crate::integration::secret as kept;
use crate::write::Write;
use crate::{App, Error, Result};

/// A subscription as whoever has its link sees it; the address is not in it, since links are passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// By which way.
    pub channel: SubscriberChannel,
    /// Names of the services, by name; all when empty.
    pub services: Vec<String>,
}

/// A subscription that was confirmed.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// What was confirmed.
    pub subscription: Subscription,
    /// The secret (`whsec_…`) that signs calls, shown this once; none for mail.
    pub secret: Option<Secret>,
}

impl App {
    /// What a token would confirm. Looking changes nothing: programs that check mail open links.
    ///
    /// Errors: [`Error::NotFound`] alike for every token that does not hold.
    pub async fn subscription_to_confirm(&self, token: &str) -> Result<Subscription> {
        let hash = hash(token)?;
        let found = repo::by_confirm_hash(self.store(), &hash).await?;
        let found = found.filter(|one| one.subscriber.can_be_confirmed(self.now()));
        self.seen(&found.ok_or(Error::NotFound)?.subscriber).await
    }

    /// Says yes. The address that was confirmed before with other services has these from now on, and a new secret.
    ///
    /// Errors: [`Error::NotFound`] alike for every token that does not hold.
    pub async fn confirm_subscription(&self, token: &str) -> Result<Confirmed> {
        let hash = hash(token)?;
        let worker = Actor::system(SystemActor::Worker);
        let mut write = self.write(&worker).await?;
        let found = repo::by_confirm_hash(&write.tx, &hash).await?.ok_or(Error::NotFound)?;
        // All of the address: two links to it that are followed at once confirm one after the other.
        let mut all = repo::lock_address(&write.tx, &found.subscriber.address).await?;
        let place = all.iter().position(|one| one.subscriber.id == found.subscriber.id);
        let asked = place.map(|place| all.swap_remove(place));
        let asked = asked.filter(|one| one.subscriber.can_be_confirmed(write.now)).ok_or(Error::NotFound)?;
        let sign = self.signing(&asked)?;
        let confirmed = match all.into_iter().find(|one| one.subscriber.confirmed_at.is_some()) {
            Some(mut earlier) => {
                remove(&write, &asked.subscriber).await?;
                let id = earlier.subscriber.id;
                earlier.subscriber.services = asked.subscriber.services;
                earlier.secret =
                    sign.as_ref().map(|sign| self.sealed_for(id, Purpose::Sign, sign)).transpose()?;
                earlier
            }
            None => asked,
        };
        let confirmed = said_yes(&mut write, confirmed).await?;
        write.commit().await?;
        Ok(Confirmed { subscription: self.seen(&confirmed).await?, secret: sign })
    }

    /// What a token would end.
    ///
    /// Errors: [`Error::NotFound`] alike for every token that does not hold.
    pub async fn subscription(&self, token: &str) -> Result<Subscription> {
        let hash = hash(token)?;
        let found = repo::by_leave_hash(self.store(), &hash).await?;
        self.seen(&found.ok_or(Error::NotFound)?.subscriber).await
    }

    /// Ends a subscription: nothing of it is kept but that there was one.
    ///
    /// Errors: [`Error::NotFound`] alike for every token that does not hold.
    pub async fn end_subscription(&self, token: &str) -> Result<()> {
        let hash = hash(token)?;
        let worker = Actor::system(SystemActor::Worker);
        let mut write = self.write(&worker).await?;
        let found = repo::by_leave_hash(&write.tx, &hash).await?.ok_or(Error::NotFound)?;
        let found = repo::lock(&write.tx, found.subscriber.id).await?.ok_or(Error::NotFound)?;
        remove(&write, &found.subscriber).await?;
        let id = found.subscriber.id;
        write.audit("subscriber.left", "subscriber", id, &json!({}));
        write.event("subscriber", "subscriber.left", id.uuid(), &json!({}));
        write.commit().await
    }

    /// The secret that signs calls of a subscriber; none for mail.
    fn signing(&self, stored: &StoredSubscriber) -> Result<Option<Secret>> {
        let record = record(stored.subscriber.id, Purpose::Sign);
        stored.secret.as_ref().map(|sealed| kept::open(self, &record, sealed)).transpose()
    }

    async fn seen(&self, subscriber: &Subscriber) -> Result<Subscription> {
        Ok(Subscription {
            channel: subscriber.address.channel(),
            services: shown_names(self, subscriber).await?,
        })
    }
}

/// The services that a subscription is about, as the portal shows them; none for all.
pub(super) async fn shown_names(app: &App, subscriber: &Subscriber) -> Result<Vec<String>> {
    let services = app.directory().named_services(&subscriber.services).await?;
    let shown = services.iter().filter(|service| service.is_public);
    let mut names: Vec<String> = shown.map(|service| service.name.as_str().to_owned()).collect();
    if names.is_empty() && !subscriber.services.is_empty() {
        // None means all, which it never was.
        names.push("services that are not shown any more".to_owned());
    }
    Ok(names)
}

/// Keeps the yes.
async fn said_yes(write: &mut Write<'_>, mut stored: StoredSubscriber) -> Result<Subscriber> {
    stored.subscriber.confirm(write.now);
    stored.confirm_token = None;
    repo::save(&write.tx, &stored).await?;
    let subscriber = stored.subscriber;
    let channel = subscriber.address.channel().as_str();
    write.audit("subscriber.confirmed", "subscriber", subscriber.id, &json!({ "channel": channel }));
    write.event("subscriber", "subscriber.confirmed", subscriber.id.uuid(), &json!({}));
    Ok(subscriber)
}

/// Removes a subscriber with its deliveries.
pub(super) async fn remove(write: &Write<'_>, subscriber: &Subscriber) -> Result<()> {
    queue::remove_all(&write.tx, subscriber.id.uuid()).await?;
    repo::remove(&write.tx, subscriber.id).await?;
    Ok(())
}

/// The hash of what can be a token at all.
fn hash(token: &str) -> Result<[u8; 32]> {
    if secret::is_plain(token) { Ok(secret::hash(token)) } else { Err(Error::NotFound) }
}
