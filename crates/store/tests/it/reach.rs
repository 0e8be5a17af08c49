//! What leaves the house, as it is kept: queues that keep their order, leases that end, calls that are remembered.

use chrono::Duration;
use domain::id::{DeliveryId, TrackerId, WebhookId};
use domain::identity::{Principal, SystemActor};
use domain::integration::{Attempt, Channel, DeliveryStatus, Verdict, Webhook, WebhookState, WebhookTopic};
use domain::text::{Name, WebUrl};
use store::integration::{NewDelivery, StoredWebhook, attempt, delivery, inbound, queue, webhook};
use store::{Store, Tx};
use uuid::Uuid;

use crate::harness::{at, on_both, uuid};

on_both!(
    what_is_taken_is_taken_once_and_comes_back_when_the_lease_ends,
    a_record_is_told_in_order_and_others_do_not_wait,
    two_takers_at_once_share,
    pages_of_deliveries_and_attempts,
    what_is_off_is_skipped_and_old_ends_are_removed,
    endpoints_are_kept_with_their_secrets,
    a_call_is_new_once,
    an_issue_is_followed_forwards,
);

fn new(target: Uuid, subject: &str, second: i64) -> NewDelivery {
    NewDelivery {
        id: DeliveryId::new(uuid()),
        channel: Channel::Webhook,
        target,
        event: "incident.declared".to_owned(),
        subject: subject.to_owned(),
        facts: "{}".to_owned(),
        status: DeliveryStatus::Pending,
        at: at(second),
    }
}

async fn add(store: &Store, rows: Vec<NewDelivery>) -> Vec<DeliveryId> {
    let ids = rows.iter().map(|row| row.id).collect();
    let tx = store.begin().await.unwrap();
    for row in rows {
        queue::insert(&tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
    ids
}

async fn lease(store: &Store, now: i64, busy: &[Uuid], limit: u64) -> Vec<DeliveryId> {
    let tx = store.begin().await.unwrap();
    let ids = lease_in(&tx, now, busy, limit).await;
    tx.commit().await.unwrap();
    ids
}

async fn lease_in(tx: &Tx, now: i64, busy: &[Uuid], limit: u64) -> Vec<DeliveryId> {
    let due = queue::lease(tx, at(now), at(now + 30), busy, limit).await.unwrap();
    due.into_iter().map(|stored| stored.delivery.id).collect()
}

/// Ends the lease of a delivery as a worker does; whether it still had it.
async fn finish(store: &Store, id: DeliveryId, leased_at: i64, now: i64, verdict: Verdict) -> bool {
    let tx = store.begin().await.unwrap();
    if !queue::is_leased(&tx, id, at(leased_at + 30)).await.unwrap() {
        return false;
    }
    let mut stored = queue::lock(&tx, id).await.unwrap().unwrap();
    stored.delivery.follow(verdict, 0.5, at(now));
    queue::save(&tx, &stored.delivery).await.unwrap();
    let attempt = Attempt {
        at: at(now),
        millis: 5,
        status_code: Some(500),
        error: format!("at {now}"),
        answer: "no".to_owned(),
    };
    attempt::append(&tx, id, &attempt).await.unwrap();
    tx.commit().await.unwrap();
    true
}

async fn what_is_taken_is_taken_once_and_comes_back_when_the_lease_ends(store: Store) {
    let ids = add(&store, vec![new(uuid(), "a", 0), new(uuid(), "b", 1)]).await;
    assert!(!queue::has_due(&store, at(-1), &[]).await.unwrap(), "not before its time");
    assert!(queue::has_due(&store, at(1), &[]).await.unwrap());
    assert_eq!(lease(&store, 1, &[], 9).await, ids, "due first first");
    assert!(lease(&store, 1, &[], 9).await.is_empty());
    assert!(!queue::has_due(&store, at(30), &[]).await.unwrap());
    assert!(finish(&store, ids[0], 1, 2, Verdict::Retry { after: None }).await);
    assert!(!finish(&store, ids[0], 1, 2, Verdict::Delivered).await, "once");
    assert_eq!(
        lease(&store, 31, &[], 9).await,
        [ids[0], ids[1]],
        "one waited five seconds, the other was abandoned"
    );
    assert!(
        !finish(&store, ids[1], 1, 32, Verdict::Delivered).await,
        "whoever lost the lease says nothing any more"
    );
    assert!(finish(&store, ids[1], 31, 33, Verdict::Delivered).await);
    let kept = delivery::load(&store, ids[1]).await.unwrap().unwrap().delivery;
    assert_eq!((kept.status, kept.attempts, kept.ended_at), (DeliveryStatus::Delivered, 1, Some(at(33))));
    assert_eq!(queue::pending(&store).await.unwrap(), 1);
}

async fn a_record_is_told_in_order_and_others_do_not_wait(store: Store) {
    let (one, two) = (uuid(), uuid());
    let ids = add(&store, vec![new(one, "a", 0), new(one, "a", 1), new(one, "b", 2), new(two, "a", 3)]).await;
    assert_eq!(lease(&store, 9, &[], 9).await, [ids[0], ids[2], ids[3]]);
    assert!(finish(&store, ids[0], 9, 10, Verdict::Retry { after: None }).await);
    assert!(lease(&store, 12, &[], 9).await.is_empty(), "the second waits while the first is tried again");
    assert_eq!(lease(&store, 16, &[], 9).await, [ids[0]]);
    assert!(finish(&store, ids[0], 16, 17, Verdict::Delivered).await);
    assert_eq!(lease(&store, 18, &[], 9).await, [ids[1]]);
    let more = add(&store, vec![new(one, "c", 19), new(two, "c", 20)]).await;
    assert_eq!(lease(&store, 25, &[one], 9).await, [more[1]], "a target that is busy is passed over");
}

async fn two_takers_at_once_share(store: Store) {
    if store.backend() == store::Backend::Sqlite {
        return; // There is one writer at a time.
    }
    let ids = add(&store, (0..6).map(|n| new(uuid(), "a", n)).collect()).await;
    let (first, second) = (store.begin().await.unwrap(), store.begin().await.unwrap());
    let mut taken = lease_in(&first, 9, &[], 3).await;
    taken.extend(lease_in(&second, 9, &[], 9).await);
    assert_eq!(taken, ids, "nobody waits, and nothing is taken twice");
}

async fn pages_of_deliveries_and_attempts(store: Store) {
    let (one, two) = (uuid(), uuid());
    let rows = vec![new(one, "a", 0), new(one, "b", 1), new(one, "c", 2), new(two, "a", 3)];
    let ids = add(&store, rows).await;
    let (one, two) = (WebhookId::new(one), WebhookId::new(two));
    let pages = delivery::of_webhooks(&store, &[one, two], &[], None, 2).await.unwrap();
    let listed = |id: WebhookId| pages[&id].iter().map(|stored| stored.delivery.id).collect::<Vec<_>>();
    assert_eq!((listed(one), listed(two)), (vec![ids[2], ids[1]], vec![ids[3]]));
    let next = delivery::of_webhooks(&store, &[one], &[], Some((at(1), ids[1])), 2).await.unwrap();
    assert_eq!(next[&one].iter().map(|stored| stored.delivery.id).collect::<Vec<_>>(), [ids[0]]);
    lease(&store, 9, &[], 9).await;
    assert!(finish(&store, ids[0], 9, 10, Verdict::Retry { after: None }).await);
    lease(&store, 15, &[], 9).await;
    assert!(finish(&store, ids[0], 15, 16, Verdict::Delivered).await);
    let counts =
        delivery::count_of_webhooks(&store, &[one, two], &[DeliveryStatus::Delivered]).await.unwrap();
    assert_eq!((counts.get(&one), counts.get(&two)), (Some(&1), None));
    let attempts = attempt::last(&store, &ids, 1).await.unwrap();
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[&ids[0]].iter().map(|one| one.error.as_str()).collect::<Vec<_>>(), ["at 16"]);
    assert_eq!(attempt::last(&store, &ids, 9).await.unwrap()[&ids[0]].len(), 2);
}

async fn what_is_off_is_skipped_and_old_ends_are_removed(store: Store) {
    let (one, two) = (uuid(), uuid());
    let ids = add(&store, vec![new(one, "a", 0), new(one, "b", 1), new(two, "a", 2)]).await;
    let tx = store.begin().await.unwrap();
    assert_eq!(queue::skip_all(&tx, one, at(5)).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(lease(&store, 9, &[], 9).await, [ids[2]]);
    assert!(finish(&store, ids[2], 9, 10, Verdict::GiveUp).await);
    let tx = store.begin().await.unwrap();
    assert_eq!(queue::clear(&tx, at(10)).await.unwrap(), 2, "what ended before");
    queue::remove_all(&tx, two).await.unwrap();
    tx.commit().await.unwrap();
    for id in ids {
        assert_eq!(delivery::load(&store, id).await.unwrap(), None);
    }
    assert!(attempt::last(&store, &[], 9).await.unwrap().is_empty());
}

async fn endpoints_are_kept_with_their_secrets(store: Store) {
    let mut stored = StoredWebhook {
        webhook: Webhook {
            id: WebhookId::new(uuid()),
            name: Name::parse("Chat").unwrap(),
            url: WebUrl::parse("https://hooks.mine.example/x").unwrap(),
            topics: vec![WebhookTopic::Incident, WebhookTopic::Repair],
            state: WebhookState::Active,
            failing_since: None,
            delivered_at: None,
            rotates_until: None,
            created_by: Principal::System(SystemActor::Cli),
            created_at: at(0),
            version: 1,
        },
        secret: vec![1, 0, 255],
        previous: None,
    };
    let tx = store.begin().await.unwrap();
    webhook::insert(&tx, &stored).await.unwrap();
    let id = stored.webhook.id;
    assert_eq!(webhook::lock(&tx, id).await.unwrap().as_ref(), Some(&stored));
    stored.previous = Some(std::mem::replace(&mut stored.secret, vec![2]));
    stored.webhook.rotates_until = Some(at(0) + Duration::hours(24));
    stored.webhook.failing_since = Some(at(3));
    stored.webhook.topics = vec![WebhookTopic::Rca];
    stored.webhook.version = 2;
    webhook::save(&tx, &stored).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(webhook::all(&store).await.unwrap(), std::slice::from_ref(&stored));
    let shown = format!("{stored:?}");
    assert!(!shown.contains("255") && !shown.contains("[2]"), "{shown}");
    let tx = store.begin().await.unwrap();
    assert!(webhook::remove(&tx, id).await.unwrap() && !webhook::remove(&tx, id).await.unwrap());
}

async fn a_call_is_new_once(store: Store) {
    let (one, two) = (TrackerId::new(uuid()), TrackerId::new(uuid()));
    let call = async |tracker, second: i64| {
        let tx = store.begin().await.unwrap();
        let is_new = inbound::remember(&tx, tracker, "id", at(second), at(second - 86_400)).await.unwrap();
        tx.commit().await.unwrap();
        is_new
    };
    assert!(call(one, 0).await && !call(one, 5).await && call(two, 5).await);
    assert!(!call(one, 86_400).await, "remembered for a day");
    assert!(call(one, 86_401).await, "and then forgotten");
    assert!(!call(two, 86_402).await, "the other one came later");
}

async fn an_issue_is_followed_forwards(store: Store) {
    let (one, two) = (TrackerId::new(uuid()), TrackerId::new(uuid()));
    let heard = async |tracker, key: &str, second: i64| {
        let tx = store.begin().await.unwrap();
        let is_newest = inbound::follow(&tx, tracker, key, at(second)).await.unwrap();
        tx.commit().await.unwrap();
        is_newest
    };
    assert!(heard(one, "mine/shop#12", 10).await);
    assert!(!heard(one, "mine/shop#12", 9).await, "late");
    assert!(heard(one, "mine/shop#12", 10).await, "two changes within a second");
    assert!(heard(one, "mine/shop#12", 20).await && !heard(one, "mine/shop#12", 19).await);
    assert!(
        heard(one, "mine/shop#13", 1).await && heard(two, "mine/shop#12", 1).await,
        "others have times of their own"
    );
    let tx = store.begin().await.unwrap();
    inbound::forget(&tx, one).await.unwrap();
    tx.commit().await.unwrap();
    assert!(heard(one, "mine/shop#12", 1).await && !heard(two, "mine/shop#12", 0).await);
}
