//! What a subscriber is sent, and what follows when an address fails for days.
//!
//! Subscribers and notices of all deliveries that were taken together are read together; what is rendered for everybody is made a
//! message of one subscriber's without another statement.

use std::collections::HashMap;

use domain::id::{DeliveryId, SubscriberId};
use domain::integration::Verdict;
use domain::subscriber::{Address, Subscriber};
use serde_json::json;
use store::Tx;
use store::integration::{StoredDelivery, queue};
use store::subscriber::{StoredSubscriber, notice, repo};
use uuid::Uuid;

use super::render::{self, Rendered};
use super::{CONFIRM, Purpose, record};
use crate::identity::Secret;
use crate::integration::{Parcel, secret};
use crate::write::Write;
use crate::{App, Result};

/// What is to be sent of these deliveries to subscribers; what cannot be sent is absent. At most three statements, and none where
/// no delivery is for a subscriber.
pub(crate) async fn parcels(
    app: &App,
    tx: &Tx,
    due: &[StoredDelivery],
) -> Result<HashMap<DeliveryId, Parcel>> {
    let due: Vec<&StoredDelivery> =
        due.iter().filter(|one| one.delivery.channel == domain::integration::Channel::Subscriber).collect();
    if due.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<SubscriberId> = due.iter().map(|one| SubscriberId::new(one.target)).collect();
    let mut named: Vec<Uuid> = due.iter().filter_map(|one| one.notice).collect();
    named.sort_unstable();
    named.dedup();
    let subscribers = repo::by_ids(tx, &ids).await?;
    let notices = notice::by_ids(tx, &named).await?;
    let rendered: HashMap<Uuid, Rendered> = notices
        .into_iter()
        .filter(|(_, one)| !one.is_withdrawn)
        .filter_map(|(id, one)| Some((id, Rendered::parse(one.body.as_deref()?)?)))
        .collect();
    let mut parcels = HashMap::new();
    for one in due {
        let Some(subscriber) = subscribers.get(&SubscriberId::new(one.target)) else { continue };
        let words = one.notice.and_then(|notice| rendered.get(&notice));
        if let Some(parcel) = parcel(app, one, subscriber, words).await? {
            parcels.insert(one.delivery.id, parcel);
        }
    }
    Ok(parcels)
}

/// A message to one subscriber; none when it may not be sent.
async fn parcel(
    app: &App,
    delivery: &StoredDelivery,
    stored: &StoredSubscriber,
    words: Option<&Rendered>,
) -> Result<Option<Parcel>> {
    let subscriber = &stored.subscriber;
    let opened = |purpose, sealed: Option<&Vec<u8>>| open(app, subscriber, purpose, sealed);
    let confirmation;
    let (words, leave) = if delivery.event == CONFIRM {
        if !subscriber.can_be_confirmed(app.now()) {
            return Ok(None);
        }
        let Some(token) = opened(Purpose::Confirm, stored.confirm_token.as_ref()) else { return Ok(None) };
        confirmation = render::confirmation(app, subscriber, &token).await?;
        (&confirmation, None)
    } else {
        let (Some(words), true) = (words, subscriber.is_told()) else { return Ok(None) };
        let Some(token) = opened(Purpose::Leave, Some(&stored.leave_token)) else { return Ok(None) };
        (words, Some(render::leave_url(app, &token)))
    };
    Ok(match &subscriber.address {
        Address::Mail(_) if !app.settings().sends_mail => None,
        Address::Mail(email) => Some(Parcel::Mail {
            name: String::new(),
            address: email.as_str().to_owned(),
            subject: words.subject.clone(),
            text: words.mail(app, leave.as_deref()),
            list_unsubscribe: leave,
        }),
        Address::Webhook(url) => {
            opened(Purpose::Sign, stored.secret.as_ref()).map(|secret| Parcel::Webhook {
                url: url.as_str().to_owned(),
                body: words.call(leave.as_deref()),
                secrets: vec![secret],
            })
        }
    })
}

/// A secret of a subscriber; none when it was sealed with a key that is gone. Then this delivery ends unsent, and all others go
/// their way.
fn open(app: &App, subscriber: &Subscriber, purpose: Purpose, sealed: Option<&Vec<u8>>) -> Option<Secret> {
    secret::open(app, &record(subscriber.id, purpose), sealed?)
        .inspect_err(|error| {
            tracing::error!(subscriber.id = %subscriber.id, %error, "a secret cannot be opened; subscribe anew");
        })
        .ok()
}

/// Follows an attempt: an address that fails for days, or is gone, is told no more. The subscriber is locked.
pub(crate) async fn ended(write: &mut Write<'_>, stored: StoredSubscriber, verdict: Verdict) -> Result<()> {
    let before = stored.subscriber;
    let mut after = before.clone();
    if after.follow(verdict == Verdict::Delivered, verdict == Verdict::Gone, write.now) {
        let id = after.id;
        queue::skip_all(&write.tx, id.uuid(), write.now).await?;
        write.audit("subscriber.disabled", "subscriber", id, &json!({ "failingSince": after.failing_since }));
        write.event("subscriber", "subscriber.disabled", id.uuid(), &json!({}));
    }
    if after != before {
        repo::save_attempt(&write.tx, &after).await?;
    }
    Ok(())
}
