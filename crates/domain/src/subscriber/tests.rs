use super::*;
use crate::integration::webhook::FAILING_DAYS;
use crate::text::TextError;

fn at(seconds: i64) -> Instant {
    Instant::from_timestamp(1_760_000_000 + seconds, 0).unwrap()
}

fn service(n: u128) -> ServiceId {
    ServiceId::new(uuid::Uuid::from_u128(n))
}

fn subscriber(services: &[u128]) -> Subscriber {
    let address = Address::parse(SubscriberChannel::Mail, "Kim@x.example", false).unwrap();
    let services = services.iter().copied().map(service).collect();
    Subscriber::asked(SubscriberId::new(uuid::Uuid::from_u128(9)), address, services, at(0))
}

#[test]
fn nothing_is_told_before_the_yes_and_the_yes_has_its_time() {
    let mut one = subscriber(&[]);
    assert!(!one.is_told());
    let end = CONFIRM_DAYS * 86_400;
    assert_eq!(one.ends_at(), Some(at(end)));
    assert!(one.can_be_confirmed(at(end - 1)) && !one.can_be_confirmed(at(end)));
    one.confirm(at(60));
    assert!(one.is_told());
    assert_eq!((one.confirmed_at, one.ends_at()), (Some(at(60)), None));
    assert!(!one.can_be_confirmed(at(61)), "once");
    one.confirm(at(90));
    assert_eq!(one.confirmed_at, Some(at(60)), "the first yes counts");
}

#[test]
fn an_address_that_fails_for_days_is_told_no_more_until_it_says_yes_again() {
    let day = 86_400;
    let mut one = subscriber(&[]);
    assert!(!one.follow(false, true, at(0)), "what was never confirmed needs no end");
    one.confirm(at(1));
    assert!(!one.follow(false, false, at(10)));
    assert!(!one.follow(true, false, at(day)));
    assert_eq!((one.failing_since, one.delivered_at), (None, Some(at(day))));
    assert!(!one.follow(false, false, at(2 * day)));
    assert!(!one.follow(false, false, at((2 + FAILING_DAYS) * day - 1)));
    assert!(one.follow(false, false, at((2 + FAILING_DAYS) * day)));
    assert!(!one.is_active && !one.is_told());
    assert!(!one.follow(false, false, at(30 * day)), "once");
    one.confirm(at(31 * day));
    assert!(one.is_told() && one.failing_since.is_none());
    assert!(one.follow(false, true, at(32 * day)), "gone is gone at once");
}

#[test]
fn an_address_is_one_text_whatever_its_spelling() {
    let mail = |text: &str| Address::parse(SubscriberChannel::Mail, text, false);
    assert_eq!(mail(" Kim@X.example ").unwrap().as_str(), "kim@x.example");
    assert_eq!(mail("kim"), Err(AddressError::Text(TextError::NotAnEmail)));
    assert!(mail("kim@x.example\r\nBcc: a@b.example").is_err());
    let hook = |text: &str, http| Address::parse(SubscriberChannel::Webhook, text, http);
    assert_eq!(hook("http://x.example/h", false), Err(AddressError::NotHttps));
    assert_eq!(hook("http://x.example/h", true).unwrap().channel(), SubscriberChannel::Webhook);
    assert_eq!(hook("HTTPS://x.example/h", false).unwrap().as_str(), "HTTPS://x.example/h");
    assert!(hook("javascript:alert(1)", true).is_err());
}

#[test]
fn each_kind_has_an_event_of_its_own() {
    let events: Vec<&str> = NoticeKind::ALL.iter().map(|kind| kind.event()).collect();
    assert_eq!(events, ["status.update_published", "status.maintenance_published", "status.rca_published"]);
}
