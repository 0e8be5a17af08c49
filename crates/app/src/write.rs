//! One change: a transaction with its audit rows, its events and its idempotency key.
//!
//! Dropping a [`Write`] without commit leaves nothing behind.

use std::fmt::{Debug, Display};

use domain::id::{AuditId, EventId};
use domain::identity::{Actor, Principal};
use domain::notification::Notification;
use domain::subscriber::Notice;
use domain::time::Instant;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::integration::NewDelivery;
use store::ledger::{AuditRow, Claim, EventRow, repo};
use store::{Bundle, Tx, notification};
use uuid::Uuid;

use crate::{App, Error, Result, integration};

tokio::task_local! {
    /// The request that is being answered, for audit rows.
    pub static REQUEST_ID: String;
}

/// One change in the making.
pub struct Write<'a> {
    /// The transaction.
    pub tx: Tx,
    /// The instant of the change.
    pub now: Instant,
    app: &'a App,
    actor: &'a Actor,
    /// Rows that nothing in the transaction reads: written last, all at once.
    pub later: Bundle,
    audit: Vec<AuditRow>,
    events: Vec<EventRow>,
    notifications: Vec<Notification>,
    deliveries: Vec<NewDelivery>,
    /// Whether something is to be spread to subscribers.
    has_notice: bool,
}

impl App {
    /// Begins a change on behalf of an actor.
    pub async fn write<'a>(&'a self, actor: &'a Actor) -> Result<Write<'a>> {
        Ok(self.write_in(actor, self.store().begin().await?))
    }

    /// As [`Self::write`], for background work: its statements are not counted as a request's.
    pub(crate) async fn write_unseen<'a>(&'a self, actor: &'a Actor) -> Result<Write<'a>> {
        Ok(self.write_in(actor, self.store().begin_background().await?))
    }

    fn write_in<'a>(&'a self, actor: &'a Actor, tx: Tx) -> Write<'a> {
        Write {
            tx,
            now: self.now(),
            app: self,
            actor,
            later: Bundle::default(),
            audit: Vec::new(),
            events: Vec::new(),
            notifications: Vec::new(),
            deliveries: Vec::new(),
            has_notice: false,
        }
    }
}

impl Write<'_> {
    /// Claims an idempotency key for a record to be made. `Some` is the record of the earlier,
    /// equal request: stop and answer with it. The command's `Debug` text is its fingerprint, so it
    /// must not hold fresh identifiers.
    ///
    /// Errors: a key that is malformed, or was used for another request ([`Error::Conflict`]).
    pub async fn claim(
        &self,
        mutation: &'static str,
        key: Option<&str>,
        command: &(impl Debug + Sync),
        record: Uuid,
    ) -> Result<Option<Uuid>> {
        let Some(key) = key else { return Ok(None) };
        if key.trim().is_empty() || key.len() > 255 || key.chars().any(char::is_control) {
            return Err(Error::invalid("idempotencyKey", "must be 1 to 255 printable characters"));
        }
        let fingerprint = hex::encode(Sha256::digest(format!("{command:?}")));
        let claim =
            repo::claim_key(&self.tx, self.actor.principal, mutation, key, &fingerprint, record, self.now)
                .await?;
        match claim {
            Claim::Fresh => Ok(None),
            Claim::Replayed(record) => Ok(Some(record)),
            Claim::Reused => Err(Error::Conflict {
                current_version: None,
                message: "this idempotency key was used for another request".to_owned(),
            }),
        }
    }

    /// Adds an audit row. `facts` must not hold secrets.
    pub fn audit(
        &mut self,
        action: &'static str,
        subject_kind: &'static str,
        subject: impl Display,
        facts: &Value,
    ) {
        self.audit.push(AuditRow {
            id: AuditId::new(self.app.uuid()),
            at: self.now,
            actor: self.actor.principal,
            action,
            subject_kind,
            subject_id: subject.to_string(),
            facts: facts.to_string(),
            request_id: REQUEST_ID.try_with(Clone::clone).ok(),
        });
    }

    /// Adds an event to the outbox.
    pub fn event(&mut self, capability: &'static str, kind: &'static str, subject: Uuid, facts: &Value) {
        self.events.push(EventRow {
            id: EventId::new(self.app.uuid()),
            at: self.now,
            capability,
            kind,
            subject,
            actor: self.actor.principal,
            facts: facts.to_string(),
        });
    }

    /// Tells a person something, in the inbox.
    pub(crate) fn notify(&mut self, notification: Notification) {
        self.notifications.push(notification);
    }

    /// Puts something on its way out of the house.
    pub(crate) fn deliver(&mut self, delivery: NewDelivery) {
        self.deliveries.push(delivery);
    }

    /// Notes what is published, to be spread to subscribers.
    pub(crate) fn announce(&mut self, notice: &Notice) {
        store::subscriber::notice::add(&mut self.later, notice);
        self.has_notice = true;
    }

    /// The application.
    pub(crate) fn app(&self) -> &App {
        self.app
    }

    /// Who makes the change.
    pub(crate) fn author(&self) -> Principal {
        self.actor.principal
    }

    /// Makes the change durable, with a delivery of each event to every endpoint that is told of it, and wakes whoever
    /// follows events and sends deliveries.
    pub async fn commit(mut self) -> Result<()> {
        let has_events = !self.events.is_empty();
        self.deliveries.extend(integration::of_events(self.app, &self.events));
        let has_deliveries = !self.deliveries.is_empty() || self.has_notice;
        repo::append_later(&mut self.later, self.audit, self.events);
        notification::repo::add(&mut self.later, &self.notifications);
        store::integration::queue::add(&mut self.later, self.deliveries);
        self.later.run(&self.tx).await?;
        self.tx.commit().await?;
        if has_events {
            self.app.events().wake();
        }
        if has_deliveries {
            self.app.outbox().notify_one();
        }
        Ok(())
    }
}
