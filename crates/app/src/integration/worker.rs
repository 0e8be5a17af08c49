//! What the worker in the server asks for: deliveries that are due, each with what is needed to send it, and what came of it.

use chrono::Duration;
use domain::id::{DeliveryId, SubscriberId, TrackerId, UserId, WebhookId};
use domain::identity::{Actor, Permission, SystemActor};
use domain::integration::delivery::LEASE_SECONDS;
use domain::integration::{Attempt, Channel, DeliveryStatus, Verdict, WebhookState};
use domain::notification::NotificationKind;
use domain::repair::TrackerState;
use domain::time::Instant;
use formats::tracker::{IssueRef, parse_issue_url_at};
use serde_json::{Value, json};
use store::integration::{StoredDelivery, attempt, queue, tracker, webhook};
use store::subscriber::{notice, repo};
use store::{StoreError, Tx};
use uuid::Uuid;

use super::webhook::TEST;
use super::{render, secret};
use crate::identity::Secret;
use crate::write::Write;
use crate::{App, Error, Result, notification, subscriber};

/// For how long ended deliveries are kept, in days.
const KEEP_DAYS: i64 = 90;

/// A delivery that this worker has to itself for a while.
#[derive(Clone, Debug)]
pub struct Leased {
    /// The delivery; the same on every attempt.
    pub id: DeliveryId,
    /// By which way it leaves.
    pub channel: Channel,
    /// The endpoint, the tracker, the person or the subscriber.
    pub target: Uuid,
    /// Until when nobody else takes it.
    pub until: Instant,
    /// What is to be sent.
    pub parcel: Parcel,
}

/// What is to be sent, and where to.
#[derive(Clone, Debug)]
pub enum Parcel {
    /// A call of an endpoint.
    Webhook {
        /// Where.
        url: String,
        /// The body, as JSON.
        body: String,
        /// The secrets that sign it: the newest first.
        secrets: Vec<Secret>,
    },
    /// A mail to a person.
    Mail {
        /// The name of the person; empty when it is not known.
        name: String,
        /// Where.
        address: String,
        /// What it is about.
        subject: String,
        /// Plain text.
        text: String,
        /// Where such mails end with one click (RFC 8058); none for those that nobody subscribed to.
        list_unsubscribe: Option<String>,
    },
    /// News for the issue of an item.
    Tracker {
        /// The issue.
        issue: IssueRef,
        /// Where its API is.
        api_url: String,
        /// The token.
        token: Secret,
        /// The state that it should have.
        state: TrackerState,
    },
}

/// Whether an error is about the delivery that was looked at and not about the database, whose transaction is lost then.
fn is_its_own(error: &Error) -> bool {
    match error {
        Error::Unavailable => false,
        Error::Internal(source) => source
            .downcast_ref::<StoreError>()
            .is_none_or(|error| matches!(error, StoreError::Corrupt { .. })),
        _ => true,
    }
}

impl App {
    /// Takes up to `limit` deliveries that are due and whose target is none of `busy`, for [`LEASE_SECONDS`]. Bodies are
    /// rendered here, once; what cannot be sent at all ends as SKIPPED and is not among them, so that none means nothing is due
    /// only when the second value, how many were looked at, is zero too.
    pub async fn lease_deliveries(&self, limit: u64, busy: &[Uuid]) -> Result<(Vec<Leased>, usize)> {
        let now = self.now();
        // Looking takes no lock; most looks find nothing.
        if !queue::has_due(&self.store().background(), now, busy).await? {
            return Ok((Vec::new(), 0));
        }
        let until = now + Duration::seconds(LEASE_SECONDS);
        let tx = self.store().begin_background().await?;
        let due = queue::lease(&tx, now, until, busy, limit).await?;
        let looked_at = due.len();
        let mut of_subscribers = subscriber::parcels(self, &tx, &due).await?;
        let mut leased = Vec::with_capacity(looked_at);
        for mut stored in due {
            let (id, channel) = (stored.delivery.id, stored.delivery.channel);
            let made = match channel {
                Channel::Subscriber => Ok(of_subscribers.remove(&id)),
                _ => self.parcel(&tx, &mut stored).await,
            };
            let parcel = match made {
                Err(error) if is_its_own(&error) => {
                    tracing::warn!(delivery.id = %id, %error, "a delivery cannot be made; it ends unsent");
                    None
                }
                parcel => parcel?,
            };
            if let Some(parcel) = parcel {
                leased.push(Leased { id, channel, target: stored.target, until, parcel });
            } else {
                let delivery = &mut stored.delivery;
                (delivery.status, delivery.next_attempt_at, delivery.ended_at) =
                    (DeliveryStatus::Skipped, None, Some(now));
                queue::save(&tx, delivery).await?;
            }
        }
        tx.commit().await?;
        Ok((leased, looked_at))
    }

    /// What is to be sent; none when nothing is.
    async fn parcel(&self, tx: &Tx, stored: &mut StoredDelivery) -> Result<Option<Parcel>> {
        match stored.delivery.channel {
            Channel::Webhook => self.webhook_parcel(tx, stored).await,
            Channel::Mail => self.mail_parcel(tx, stored).await,
            Channel::Tracker => self.tracker_parcel(tx, stored).await,
            // Those are read together.
            Channel::Subscriber => Ok(None),
        }
    }

    async fn webhook_parcel(&self, tx: &Tx, stored: &mut StoredDelivery) -> Result<Option<Parcel>> {
        let id = WebhookId::new(stored.target);
        let Some(endpoint) = webhook::load(tx, id).await? else { return Ok(None) };
        if endpoint.webhook.state != WebhookState::Active && stored.event != TEST {
            return Ok(None);
        }
        let body = match stored.body.take() {
            Some(body) if render::may_be_sent(self, stored).await? => body,
            Some(_) => return Ok(None),
            None => {
                let Some(body) = render::webhook(self, stored).await? else { return Ok(None) };
                queue::keep_body(tx, stored.delivery.id, &body).await?;
                body
            }
        };
        let now = self.now();
        let record = id.to_string();
        let Some(secret) = self.opened(stored, &record, &endpoint.secret) else { return Ok(None) };
        let mut secrets = vec![secret];
        if let (Some(previous), Some(until)) = (&endpoint.previous, endpoint.webhook.rotates_until)
            && now < until
        {
            secrets.extend(secret::open(self, &record, previous).ok());
        }
        Ok(Some(Parcel::Webhook { url: endpoint.webhook.url.into_string(), body, secrets }))
    }

    /// A secret that a delivery needs; none when it was sealed with a key that is gone. Then this one delivery ends unsent, and
    /// all others go their way.
    fn opened(&self, stored: &StoredDelivery, record: &str, sealed: &[u8]) -> Option<Secret> {
        secret::open(self, record, sealed)
            .inspect_err(|error| {
                tracing::error!(delivery.id = %stored.delivery.id, %error, "a secret cannot be opened; make it anew");
            })
            .ok()
    }

    async fn mail_parcel(&self, tx: &Tx, stored: &mut StoredDelivery) -> Result<Option<Parcel>> {
        let user = self.directory().user(UserId::new(stored.target)).filter(|user| user.is_active());
        let Some(user) = user.filter(|_| self.settings().sends_mail) else { return Ok(None) };
        let body = if let Some(body) = stored.body.take() {
            body
        } else {
            let Some(body) = render::mail(self, stored) else { return Ok(None) };
            queue::keep_body(tx, stored.delivery.id, &body).await?;
            body
        };
        let body: Value = serde_json::from_str(&body).map_err(Error::internal)?;
        let part = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Ok(Some(Parcel::Mail {
            name: user.name.as_str().to_owned(),
            address: user.email.as_str().to_owned(),
            subject: part("subject"),
            text: part("text"),
            list_unsubscribe: None,
        }))
    }

    async fn tracker_parcel(&self, tx: &Tx, stored: &StoredDelivery) -> Result<Option<Parcel>> {
        let id = TrackerId::new(stored.target);
        let held = tracker::load(tx, id).await?.filter(|held| held.tracker.is_enabled);
        let Some(held) = held else { return Ok(None) };
        let Some(sealed) = &held.token else { return Ok(None) };
        let facts: Value = serde_json::from_str(&stored.facts).map_err(Error::internal)?;
        let address = facts["url"].as_str().unwrap_or_default();
        let issue = parse_issue_url_at(held.tracker.provider, held.tracker.base_url.as_str(), address);
        let state = facts["state"].as_str().and_then(TrackerState::parse);
        let (Some(issue), Some(state)) = (issue, state) else { return Ok(None) };
        let Some(token) = self.opened(stored, &id.to_string(), sealed) else { return Ok(None) };
        Ok(Some(Parcel::Tracker { issue, api_url: held.tracker.api_url.into_string(), token, state }))
    }

    /// Notes what an attempt came to, unless the lease ran out and somebody else has it. `jitter` is a random number from 0
    /// to 1. An endpoint that fails for days, or is gone, is switched off, and its administrators are told.
    pub async fn finish_attempt(
        &self,
        leased: &Leased,
        mut attempt: Attempt,
        verdict: Verdict,
        jitter: f64,
    ) -> Result<()> {
        let worker = Actor::system(SystemActor::Worker);
        let mut write = self.write_unseen(&worker).await?;
        // The endpoint or the subscriber is locked before its deliveries, as whoever switches it off does.
        let endpoint = match leased.channel {
            Channel::Webhook => webhook::lock(&write.tx, WebhookId::new(leased.target)).await?,
            _ => None,
        };
        let told = match leased.channel {
            Channel::Subscriber => repo::lock(&write.tx, SubscriberId::new(leased.target)).await?,
            _ => None,
        };
        if !queue::is_leased(&write.tx, leased.id, leased.until).await? {
            return Ok(());
        }
        let Some(mut stored) = queue::lock(&write.tx, leased.id).await? else { return Ok(()) };
        stored.delivery.follow(verdict, jitter, write.now);
        queue::save(&write.tx, &stored.delivery).await?;
        // PostgreSQL takes no such character in a text.
        attempt.answer = attempt.answer.replace('\0', "\u{fffd}");
        attempt.error = attempt.error.replace('\0', "\u{fffd}");
        if leased.channel == Channel::Subscriber {
            // What strangers answer is shown to nobody, and so not kept.
            attempt.answer.clear();
        }
        attempt::append(&write.tx, leased.id, &attempt).await?;
        if let Some(told) = told {
            subscriber::ended(&mut write, told, verdict).await?;
        }
        let mut is_switched_off = false;
        if let Some(mut endpoint) = endpoint {
            let now = write.now;
            let before = endpoint.webhook.clone();
            is_switched_off =
                endpoint.webhook.follow(verdict == Verdict::Delivered, verdict == Verdict::Gone, now);
            if is_switched_off {
                endpoint.webhook.version += 1;
                self.switched_off(&mut write, &endpoint.webhook).await?;
            }
            if endpoint.webhook != before {
                webhook::save(&write.tx, &endpoint).await?;
            }
        }
        write.commit().await?;
        if is_switched_off {
            self.directory().reload_connections().await?;
        }
        Ok(())
    }

    /// What follows when an endpoint was switched off by itself.
    async fn switched_off(
        &self,
        write: &mut Write<'_>,
        endpoint: &domain::integration::Webhook,
    ) -> Result<()> {
        let id = endpoint.id;
        queue::skip_all(&write.tx, id.uuid(), write.now).await?;
        write.audit("webhook.disabled", "webhook", id, &json!({ "failingSince": endpoint.failing_since }));
        let facts = json!({ "id": id.to_string() });
        write.event("integration", "integration.webhook_changed", id.uuid(), &facts);
        let told = notification::About {
            kind: NotificationKind::WebhookDisabled,
            subject: id.to_string(),
            reference: endpoint.name.as_str().to_owned(),
            title: endpoint.name.as_str().to_owned(),
            stage: None,
            due_at: None,
        };
        let admins = self.people_who_may(Permission::IntegrationManage);
        notification::tell_about(write, &told, &admins);
        Ok(())
    }

    /// Removes deliveries that ended long ago, and notices that nothing is left of; how many deliveries there were.
    pub async fn clear_deliveries(&self) -> Result<u64> {
        let tx = self.store().begin_background().await?;
        let before = self.now() - Duration::days(KEEP_DAYS);
        let cleared = queue::clear(&tx, before).await?;
        notice::clear(&tx, before).await?;
        tx.commit().await?;
        Ok(cleared)
    }

    /// How many deliveries are on their way.
    pub async fn pending_deliveries(&self) -> Result<u64> {
        Ok(queue::pending(&self.store().background()).await?)
    }
}
