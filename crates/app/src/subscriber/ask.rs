//! Asking to be told: by a visitor of the portal, or by somebody inside for an address. Either way a message goes there, and nothing
//! else before it was answered.
//!
//! Known and unknown addresses take the same way to the same answer, so that nobody learns who is subscribed.

use std::net::IpAddr;
use std::time::Duration;

use domain::id::{DeliveryId, ServiceId, SubscriberId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission, SystemActor};
use domain::integration::{Channel, DeliveryStatus};
use domain::subscriber::{
    ASKED_MOST, ASKED_WITHIN_MINUTES, Address, SERVICES_MAX, Subscriber, SubscriberChannel,
};
use serde_json::json;
use store::integration::NewDelivery;
use store::portal::settings;
use store::subscriber::{NewSubscriber, StoredSubscriber, repo};

use super::command::{AddSubscriber, AskForUpdates};
use super::{CONFIRM, Purpose, record};
use crate::error::parse;
use crate::identity::{Secret, secret};
use crate::integration::secret as kept;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// What is asked for, as it can be kept.
struct Wanted {
    address: Address,
    services: Vec<ServiceId>,
}

impl App {
    /// A visitor asks to be told. The answer is the same whether or not the address is known, and when it was asked for so often
    /// that no message is sent.
    ///
    /// Errors: a text that is no address of its channel, mail where none can be sent, a service that the portal does not show;
    /// too many tries from one network.
    pub async fn ask_for_updates(&self, command: AskForUpdates, from: Option<IpAddr>) -> Result<()> {
        let wanted = self.wanted(command.channel, &command.address, command.service_ids)?;
        self.sign_in_limits().take_subscription(from, self.now())?;
        let worker = Actor::system(SystemActor::Worker);
        let mut write = self.write(&worker).await?;
        if self.is_asked_enough(&write, &wanted.address).await? {
            return Ok(());
        }
        let id = SubscriberId::new(self.uuid());
        self.ask_in(&mut write, id, wanted).await?;
        write.commit().await
    }

    /// Asks an address, in the name of somebody inside, whether it wants to be told.
    ///
    /// Errors: as [`Self::ask_for_updates`]; the portal is off; the address was asked too often.
    pub async fn add_subscriber(&self, actor: &Actor, command: AddSubscriber) -> Result<Subscriber> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let wanted = self.wanted(command.channel, &command.address, command.service_ids.clone())?;
        let mut write = self.write(actor).await?;
        let id = SubscriberId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("addSubscriber", key, &command, id.uuid()).await? {
            let earlier = SubscriberId::new(earlier);
            let found = repo::by_ids(&write.tx, &[earlier]).await?.remove(&earlier);
            return Ok(found.ok_or(Error::NotFound)?.subscriber);
        }
        if self.is_asked_enough(&write, &wanted.address).await? {
            let minutes = ASKED_WITHIN_MINUTES.unsigned_abs();
            return Err(Error::RateLimited { retry_after: Duration::from_mins(minutes) });
        }
        let subscriber = self.ask_in(&mut write, id, wanted).await?;
        // The address is personal: neither the audit log nor an event has it.
        let facts = json!({ "channel": command.channel.as_str(), "services": subscriber.services.len() });
        write.audit("subscriber.added", "subscriber", id, &facts);
        write.event("subscriber", "subscriber.added", id.uuid(), &json!({}));
        write.commit().await?;
        Ok(subscriber)
    }

    /// Reads what is asked for.
    fn wanted(
        &self,
        channel: SubscriberChannel,
        address: &str,
        mut services: Vec<ServiceId>,
    ) -> Result<Wanted> {
        if channel == SubscriberChannel::Mail && !self.settings().sends_mail {
            return Err(Error::invalid("channel", "cannot be MAIL: no mail can be sent from here"));
        }
        let address = parse("address", Address::parse(channel, address, self.settings().calls_over_http))?;
        services.sort_unstable();
        services.dedup();
        if services.len() > SERVICES_MAX {
            return Err(Error::invalid("serviceIds", format!("must be at most {SERVICES_MAX}")));
        }
        // The same for a service that is not public and one that does not exist.
        let is_shown = |id: &ServiceId| self.directory().service(*id).is_some_and(|one| one.is_public);
        if !services.iter().all(is_shown) {
            return Err(Error::invalid("serviceIds", "names a service that the status portal does not show"));
        }
        Ok(Wanted { address, services })
    }

    /// Whether an address was sent as many messages lately as it may be sent unasked.
    async fn is_asked_enough(&self, write: &Write<'_>, address: &Address) -> Result<bool> {
        let since = write.now - chrono::Duration::minutes(ASKED_WITHIN_MINUTES);
        let asked = repo::asked_since(&write.tx, address, since).await?;
        Ok(self.settings().rate_limits && asked >= ASKED_MOST)
    }

    /// Keeps what was asked for, and puts the message that asks for the yes on its way.
    async fn ask_in(&self, write: &mut Write<'_>, id: SubscriberId, wanted: Wanted) -> Result<Subscriber> {
        if !settings::load(&write.tx).await?.is_enabled {
            return Err(Error::Rule {
                rule: "",
                field: None,
                message: "the status portal is switched off".to_owned(),
            });
        }
        let signs = matches!(wanted.address, Address::Webhook(_));
        let subscriber = Subscriber::asked(id, wanted.address, wanted.services, write.now);
        let (confirm, leave) = (secret::plain(self), secret::plain(self));
        let sign = signs.then(|| kept::webhook(self)).transpose()?;
        let new = NewSubscriber {
            confirm_hash: secret::hash(confirm.expose()),
            leave_hash: secret::hash(leave.expose()),
            stored: StoredSubscriber {
                subscriber,
                confirm_token: Some(self.sealed_for(id, Purpose::Confirm, &confirm)?),
                leave_token: self.sealed_for(id, Purpose::Leave, &leave)?,
                secret: sign.map(|sign| self.sealed_for(id, Purpose::Sign, &sign)).transpose()?,
            },
        };
        repo::insert(&write.tx, &new).await?;
        write.deliver(NewDelivery {
            id: DeliveryId::new(self.uuid()),
            channel: Channel::Subscriber,
            target: id.uuid(),
            event: CONFIRM.to_owned(),
            subject: id.to_string(),
            facts: "{}".to_owned(),
            status: DeliveryStatus::Pending,
            at: write.now,
        });
        Ok(new.stored.subscriber)
    }

    /// Seals a secret of a subscriber.
    pub(super) fn sealed_for(&self, id: SubscriberId, purpose: Purpose, secret: &Secret) -> Result<Vec<u8>> {
        let record = record(id, purpose);
        self.vault()?.seal(&record, secret.expose().as_bytes()).map_err(Error::internal)
    }
}
