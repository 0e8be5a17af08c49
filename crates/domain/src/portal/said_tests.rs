//! Updates as the public reads them: what became of services with each, and corrections.

use uuid::Uuid;

use super::published_tests::{at, incident, service, told};
use super::*;
use crate::catalog::Service;
use crate::id::{IncidentId, StatusUpdateId};
use crate::incident::ImpactLevel;
use crate::text::Body;

fn said(number: u128, status: IncidentWord, published: &str) -> Said {
    Said {
        id: StatusUpdateId::new(Uuid::from_u128(number)),
        incident: IncidentId::new(Uuid::from_u128(9)),
        status,
        body: Body::parse("Text").unwrap(),
        published_at: at(published),
        next_update_at: None,
        eta: None,
        corrects: None,
    }
}

#[test]
fn an_update_tells_what_became_of_services_since_the_one_before() {
    use ComponentStatus::{DegradedPerformance as Slow, Operational as Ok, PartialOutage as Half};
    let (shop, mail) = (service(1, "Checkout", true), service(2, "Order mail", true));
    let pool = service(3, "Pool", false);
    let mut published = Published::of(&incident(false, &[&shop, &mail, &pool])).unwrap();
    let window = |start: &str, end: &str, level, of: &[&Service]| PublicWindow {
        started_at: at(start),
        ended_at: Some(at(end)),
        level,
        services: of.iter().map(|service| service.id).collect(),
    };
    published.windows = vec![
        window("28T08:00", "28T10:00", ImpactLevel::DegradedPerformance, &[]),
        window("28T08:00", "28T09:00", ImpactLevel::PartialOutage, &[&shop, &pool]),
    ];
    let mut right = said(12, IncidentWord::Investigating, "28T09:10");
    right.corrects = Some(StatusUpdateId::new(Uuid::from_u128(11)));
    let updates = vec![
        said(10, IncidentWord::Investigating, "28T07:50"),
        said(11, IncidentWord::Investigating, "28T08:30"),
        right,
        said(13, IncidentWord::Identified, "28T09:20"),
        said(14, IncidentWord::Identified, "28T09:40"),
        said(15, IncidentWord::Resolved, "28T10:00"),
    ];
    let page = told(&[&shop, &mail, &pool], &[(published, updates)], &[]).projection;
    let changes: Vec<Vec<(&str, ComponentStatus, ComponentStatus)>> = page.incidents[0]
        .updates
        .iter()
        .map(|one| one.changes.iter().map(|it| (it.service.name.as_str(), it.from, it.to)).collect())
        .collect();
    let (first, second) = (("Checkout", Ok, Half), ("Order mail", Ok, Slow));
    let over = vec![("Checkout", Slow, Ok), ("Order mail", Slow, Ok)];
    let none = Vec::new;
    assert_eq!(
        changes,
        [none(), vec![first, second], none(), vec![("Checkout", Half, Slow)], none(), over],
        "a correction changes nothing, and what is not public is not named"
    );
}

#[test]
fn a_correction_stands_where_its_update_stood_and_renews_no_promise_that_is_over() {
    let promise = Some(at("28T10:00"));
    let first =
        Said { next_update_at: promise, eta: promise, ..said(1, IncidentWord::Investigating, "28T09:00") };
    let correction = |published: &str, said: &[Said], is_open| {
        let (published_at, corrects) = (at(published), Some(first.id));
        let wanted = Said { status: IncidentWord::Resolved, published_at, corrects, ..first.clone() };
        let given = wanted.clone().correcting(&first, said, is_open);
        assert_eq!((given.status, &given.body), (IncidentWord::Investigating, &wanted.body));
        (given.next_update_at, given.eta)
    };
    let alone = [first.clone()];
    assert_eq!(correction("28T09:30", &alone, true), (promise, promise), "it is still waited for");
    assert_eq!(correction("28T10:00", &alone, true), (None, None), "it has passed");
    assert_eq!(correction("28T09:30", &alone, false), (None, None), "nobody waits any more");
    let later = Some(at("28T11:00"));
    let second =
        Said { next_update_at: later, eta: promise, ..said(2, IncidentWord::Identified, "28T09:20") };
    let both = [first.clone(), second.clone()];
    assert_eq!(correction("28T09:30", &both, true), (None, promise), "newer words promise another time");
    let corrected = Said { corrects: Some(second.id), next_update_at: None, ..second };
    let three = [first.clone(), corrected];
    assert_eq!(correction("28T09:30", &three, true), (promise, promise), "a correction is no newer promise");
}
