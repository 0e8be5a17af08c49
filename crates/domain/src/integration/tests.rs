//! Tests of deliveries and endpoints.

use super::delivery::{LONGEST_WAIT, SCHEDULE};
use super::webhook::FAILING_DAYS;
use super::*;
use crate::id::{DeliveryId, WebhookId};
use crate::identity::{Principal, SystemActor};
use crate::text::{Name, WebUrl};
use crate::time::Instant;
use chrono::Duration;

fn at(seconds: i64) -> Instant {
    chrono::DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
}

fn delivery() -> Delivery {
    Delivery {
        id: DeliveryId::new(uuid::Uuid::from_u128(1)),
        channel: Channel::Webhook,
        status: DeliveryStatus::Pending,
        attempts: 0,
        next_attempt_at: Some(at(0)),
        created_at: at(0),
        ended_at: None,
    }
}

const RETRY: Verdict = Verdict::Retry { after: None };

#[test]
fn statuses_of_http_are_judged() {
    for (status, verdict) in [
        (200, Verdict::Delivered),
        (204, Verdict::Delivered),
        (299, Verdict::Delivered),
        (301, RETRY),
        (400, RETRY),
        (404, RETRY),
        (410, Verdict::Gone),
        (429, RETRY),
        (500, RETRY),
        (503, RETRY),
    ] {
        assert_eq!(Verdict::of_status(status, None), verdict, "{status}");
    }
    assert_eq!(Verdict::of_status(429, Some(30)), Verdict::Retry { after: Some(30) });
    assert_eq!(Verdict::of_status(200, Some(30)), Verdict::Delivered);
}

#[test]
fn a_delivery_is_tried_by_schedule_and_given_up_after_the_last_attempt() {
    let mut delivery = delivery();
    let mut now = at(0);
    for (tried, seconds) in (1..).zip(SCHEDULE) {
        delivery.follow(RETRY, 0.5, now);
        assert_eq!((delivery.attempts, delivery.status), (tried, DeliveryStatus::Pending));
        now += Duration::seconds(seconds);
        assert_eq!((delivery.next_attempt_at, delivery.ended_at), (Some(now), None));
    }
    assert_eq!(now, at(SCHEDULE.iter().sum()), "a bit more than three days");
    delivery.follow(RETRY, 0.5, now);
    assert_eq!((delivery.attempts, delivery.status), (10, DeliveryStatus::Failed));
    assert_eq!((delivery.next_attempt_at, delivery.ended_at), (None, Some(now)));
}

#[test]
fn waits_are_spread_by_a_fifth() {
    for (jitter, seconds) in
        [(0.0, 240), (0.25, 270), (0.5, 300), (1.0, 360), (f64::NAN, 300), (7.0, 300), (-1.0, 300)]
    {
        let mut delivery = Delivery { attempts: 1, ..delivery() };
        delivery.follow(RETRY, jitter, at(0));
        assert_eq!(delivery.next_attempt_at, Some(at(seconds)), "{jitter}");
    }
}

#[test]
fn whoever_asks_to_wait_is_heard_for_a_day_at_most() {
    for (after, seconds) in [
        (0, 300),
        (-5, 300),
        (299, 300),
        (3_600, 3_600),
        (LONGEST_WAIT, 86_400),
        (LONGEST_WAIT + 1, 86_400),
        (i64::MAX, 86_400),
        (i64::MIN, 300),
    ] {
        let mut delivery = Delivery { attempts: 1, ..delivery() };
        delivery.follow(Verdict::Retry { after: Some(after) }, 0.5, at(0));
        assert_eq!(delivery.next_attempt_at, Some(at(seconds)), "{after}");
    }
}

#[test]
fn an_end_is_an_end_until_it_is_replayed() {
    for (verdict, status) in [
        (Verdict::Delivered, DeliveryStatus::Delivered),
        (Verdict::GiveUp, DeliveryStatus::Failed),
        (Verdict::Gone, DeliveryStatus::Failed),
    ] {
        let mut delivery = delivery();
        assert_eq!(delivery.replay(at(1)), Err(IntegrationError::StillPending));
        delivery.follow(verdict, 0.5, at(9));
        assert_eq!((delivery.status, delivery.attempts), (status, 1), "{verdict:?}");
        assert_eq!((delivery.next_attempt_at, delivery.ended_at), (None, Some(at(9))));
        let id = delivery.id;
        assert_eq!(delivery.replay(at(20)), Ok(()));
        assert_eq!((delivery.id, delivery.status, delivery.attempts), (id, DeliveryStatus::Pending, 0));
        assert_eq!((delivery.next_attempt_at, delivery.ended_at), (Some(at(20)), None));
    }
    let mut skipped = Delivery { status: DeliveryStatus::Skipped, next_attempt_at: None, ..delivery() };
    assert_eq!(skipped.replay(at(20)), Ok(()));
}

fn webhook(state: WebhookState) -> Webhook {
    Webhook {
        id: WebhookId::new(uuid::Uuid::from_u128(2)),
        name: Name::parse("Chat").unwrap(),
        url: WebUrl::parse("https://chat.example/hook").unwrap(),
        topics: vec![WebhookTopic::Repair],
        state,
        failing_since: None,
        delivered_at: None,
        rotates_until: None,
        created_by: Principal::System(SystemActor::Cli),
        created_at: at(0),
        version: 1,
    }
}

#[test]
fn an_endpoint_that_fails_for_days_is_switched_off() {
    let day = 86_400;
    let mut webhook = webhook(WebhookState::Active);
    assert!(!webhook.follow(false, false, at(0)));
    assert!(!webhook.follow(false, false, at(FAILING_DAYS * day - 1)));
    assert!(!webhook.follow(true, false, at(FAILING_DAYS * day)), "a success clears");
    assert_eq!((webhook.failing_since, webhook.delivered_at), (None, Some(at(FAILING_DAYS * day))));
    let from = FAILING_DAYS * day + 10;
    assert!(!webhook.follow(false, false, at(from)));
    assert_eq!(webhook.failing_since, Some(at(from)));
    assert!(webhook.follow(false, false, at(from + FAILING_DAYS * day)));
    assert_eq!(webhook.state, WebhookState::Disabled);
    assert!(!webhook.follow(false, false, at(from + 9 * day)), "told once");
    assert!(!webhook.follow(true, false, at(from + 9 * day)));
    assert_eq!(webhook.state, WebhookState::Disabled, "a late success switches nothing on");
}

#[test]
fn an_endpoint_that_is_gone_is_switched_off_at_once() {
    for (state, switched) in
        [(WebhookState::Active, true), (WebhookState::Off, false), (WebhookState::Disabled, false)]
    {
        let mut webhook = webhook(state);
        assert_eq!(webhook.follow(false, true, at(0)), switched, "{state}");
        assert_eq!(webhook.state, if switched { WebhookState::Disabled } else { state });
    }
}

#[test]
fn an_endpoint_is_switched_by_hand() {
    use WebhookState::{Active, Disabled, Off};
    let unchanged = Err(IntegrationError::Unchanged { field: "isActive" });
    for (state, is_on, expected) in [
        (Active, true, unchanged.clone()),
        (Active, false, Ok(Off)),
        (Off, true, Ok(Active)),
        (Off, false, unchanged.clone()),
        (Disabled, true, Ok(Active)),
        (Disabled, false, unchanged),
    ] {
        let mut webhook = Webhook { failing_since: Some(at(0)), ..webhook(state) };
        assert_eq!(webhook.switch(is_on).map(|()| webhook.state), expected, "{state} {is_on}");
        assert_eq!(webhook.failing_since.is_none(), webhook.state == Active && state != Active, "{state}");
    }
}

#[test]
fn topics_are_capabilities() {
    for topic in WebhookTopic::ALL.iter().copied() {
        assert_eq!(WebhookTopic::of_capability(topic.capability()), Some(topic));
    }
    assert_eq!(WebhookTopic::of_capability("identity"), None);
}
