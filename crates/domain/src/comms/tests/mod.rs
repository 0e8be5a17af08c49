//! Table tests of the rules of communication: `COM-01` to `COM-04`.

mod draft;
mod estimate;
mod promise;

use super::*;
use crate::id::{IncidentId, UserId};
use crate::incident::{
    Declaration, Incident, IncidentStatus, InstantName, InstantSource, Precision, Severity,
};
use crate::text::{Markdown, Title};

fn at(clock: &str) -> Instant {
    format!("2026-11-23T{clock}:00Z").parse().unwrap()
}

const AUTHOR: Principal = Principal::User(UserId::new(uuid::Uuid::from_u128(1)));

fn incident(severity: Severity) -> Incident {
    let declaration = Declaration {
        id: IncidentId::new(uuid::Uuid::from_u128(100)),
        title: Title::parse("Shop is slow").unwrap(),
        summary: Markdown::parse("").unwrap(),
        severity,
        services: Vec::new(),
        impact: None,
        detected_at: Some(at("08:35")),
        detection_source: None,
        lead: None,
        tags: Vec::new(),
        is_private: false,
    };
    Incident::declare(declaration, AUTHOR, at("08:36")).unwrap().0
}

fn draft(audience: Audience, next: Option<&str>, eta: Option<&str>) -> Draft {
    Draft {
        id: StatusUpdateId::new(uuid::Uuid::from_u128(7)),
        audience,
        body: Body::parse("We are on it.").unwrap(),
        next_update_at: next.map(at),
        eta: eta.map(at),
    }
}

fn rules_at(incident: &Incident, now: Instant) -> Vec<String> {
    rules::findings(incident, now, &Thresholds::default())
        .iter()
        .map(|finding| finding.rule.to_string())
        .collect()
}

#[test]
fn com_01_an_update_promises_something_until_service_is_restored() {
    use CommsError as E;
    // restored?, nextUpdateAt, eta, answer
    let table = [
        (false, Some("09:45"), None, Ok(())),
        (false, None, Some("10:00"), Ok(())),
        (false, Some("09:45"), Some("10:00"), Ok(())),
        (false, None, None, Err(E::PromiseNeeded)),
        (false, Some("08:45"), None, Err(E::PromiseInPast { field: "nextUpdateAt" })),
        (false, None, Some("08:00"), Err(E::PromiseInPast { field: "eta" })),
        (true, None, None, Ok(())),
        (true, Some("09:45"), None, Err(E::PromiseAfterRestoration)),
        (true, None, Some("09:45"), Err(E::PromiseAfterRestoration)),
    ];
    for (is_restored, next, eta, answer) in table {
        let mut incident = incident(Severity::Sev2);
        if is_restored {
            incident.change_status(IncidentStatus::Resolved, None, None, at("08:40")).unwrap();
        }
        let result = incident.publish_update(draft(Audience::External, next, eta), AUTHOR, at("08:45"));
        assert_eq!(
            result.map(|update| assert_eq!(update.is_final, is_restored)),
            answer,
            "{is_restored} {next:?} {eta:?}"
        );
    }
}

#[test]
fn com_02_a_passed_promise_is_late_per_audience_until_a_newer_update() {
    let mut incident = incident(Severity::Sev3);
    let first =
        incident.publish_update(draft(Audience::External, Some("09:45"), None), AUTHOR, at("08:45")).unwrap();
    let inner =
        incident.publish_update(draft(Audience::Internal, Some("10:00"), None), AUTHOR, at("08:45")).unwrap();
    for (now, late) in [("09:45", vec![]), ("09:46", vec!["COM-02"]), ("10:01", vec!["COM-02", "COM-02"])] {
        assert_eq!(rules_at(&incident, at(now)), late, "{now}");
    }
    assert!(first.is_late(&incident.promises, at("09:46"), &Thresholds::default()));
    let mut grace = Thresholds::default();
    grace.late_grace_minutes += 5;
    assert!(!first.is_late(&incident.promises, at("09:50"), &grace));
    assert!(first.is_late(&incident.promises, at("09:51"), &grace));
    assert!(!inner.is_late(&incident.promises, at("09:46"), &Thresholds::default()));
    incident.publish_update(draft(Audience::External, Some("11:00"), None), AUTHOR, at("09:50")).unwrap();
    assert!(!first.is_late(&incident.promises, at("09:51"), &Thresholds::default()));
    assert!(rules_at(&incident, at("09:51")).is_empty());
    incident.change_status(IncidentStatus::Resolved, None, None, at("09:55")).unwrap();
    assert_eq!(rules_at(&incident, at("10:00")), ["COM-02"], "it is over, and customers were not told");
    assert_eq!(rules_at(&incident, at("12:00")), ["COM-02"], "the word that was promised to them is late");
    incident.publish_update(draft(Audience::External, None, None), AUTHOR, at("12:01")).unwrap();
    assert!(rules_at(&incident, at("12:02")).is_empty(), "the last word settles it");
}

#[test]
fn com_03_customers_hear_soon_after_detection() {
    // severity, first external update, now, speaks?
    let table = [
        (Severity::Sev1, Some("08:50"), "12:00", false),
        (Severity::Sev1, Some("08:51"), "12:00", true),
        (Severity::Sev1, None, "08:50", false),
        (Severity::Sev1, None, "08:51", true),
        (Severity::Sev2, Some("08:45"), "12:00", false),
        (Severity::Sev2, None, "09:05", false),
        (Severity::Sev2, None, "09:06", true),
        (Severity::Sev3, None, "12:00", false),
        (Severity::Sev4, None, "12:00", false),
    ];
    for (severity, first, now, speaks) in table {
        let mut incident = incident(severity);
        incident.promises.first_external_at = first.map(at);
        assert_eq!(!rules_at(&incident, at(now)).is_empty(), speaks, "{severity} {first:?} {now}");
    }
    let mut unknown = incident(Severity::Sev1);
    unknown.instants = crate::incident::Instants::default();
    unknown.instants.stamp(InstantName::Declared, at("08:00"), InstantSource::Import, Precision::Day);
    assert!(rules_at(&unknown, at("12:00")).is_empty(), "without detection there is nothing to count from");
}

#[test]
fn com_04_the_next_update_is_not_promised_further_ahead_than_the_cadence() {
    // severity, audience, promised at 08:45 for, speaks at 08:45?
    let table = [
        (Severity::Sev1, Audience::Internal, "09:15", false),
        (Severity::Sev1, Audience::Internal, "09:16", true),
        (Severity::Sev2, Audience::External, "09:45", false),
        (Severity::Sev2, Audience::External, "09:46", true),
        (Severity::Sev3, Audience::External, "10:45", false),
        (Severity::Sev3, Audience::External, "10:46", true),
        (Severity::Sev4, Audience::External, "23:00", false),
    ];
    for (severity, audience, next, speaks) in table {
        let mut incident = incident(severity);
        incident.publish_update(draft(audience, Some(next), None), AUTHOR, at("08:45")).unwrap();
        assert_eq!(
            rules_at(&incident, at("08:45")).contains(&"COM-04".to_owned()),
            speaks,
            "{severity} {next}"
        );
    }
    let mut incident = incident(Severity::Sev2);
    incident.publish_update(draft(Audience::Internal, Some("09:30"), None), AUTHOR, at("08:45")).unwrap();
    let mut strict = Thresholds::default();
    strict.of_mut(Severity::Sev2).internal_cadence = Some(15);
    let speak = |now, thresholds: &Thresholds| rules::findings(&incident, at(now), thresholds).len();
    assert_eq!(speak("08:45", &Thresholds::default()), 0);
    assert_eq!(speak("08:45", &strict), 1, "the organisation settled on 15 minutes");
    assert_eq!(speak("09:15", &strict) - speak("09:15", &Thresholds::default()), 0, "the time has come near");
}

#[test]
fn com_05_and_com_07_are_advice_about_what_goes_out() {
    let said = |incident: &mut Incident, body: &str, eta: Option<&str>| -> Vec<String> {
        let draft =
            Draft { body: Body::parse(body).unwrap(), ..draft(Audience::External, Some("09:45"), eta) };
        let update = incident.publish_update(draft, AUTHOR, at("08:45")).unwrap();
        rules::of_update(incident, &update).iter().map(|finding| finding.rule.to_string()).collect()
    };
    let mut incident = incident(Severity::Sev2);
    assert!(said(&mut incident, "We are on it.", None).is_empty());
    assert_eq!(said(&mut incident, "The outage goes on.", Some("10:00")), ["COM-05", "COM-07"]);
    for to in [IncidentStatus::Investigating, IncidentStatus::Identified] {
        incident.change_status(to, None, None, at("08:40")).unwrap();
    }
    assert_eq!(said(&mut incident, "The outage goes on.", Some("10:00")), ["COM-07"]);
    incident.windows.push(crate::incident::ImpactWindow {
        id: crate::id::ImpactWindowId::new(uuid::Uuid::from_u128(3)),
        started_at: at("08:30"),
        ended_at: None,
        level: crate::incident::ImpactLevel::MajorOutage,
        services: Vec::new(),
    });
    assert!(said(&mut incident, "The outage goes on.", Some("10:00")).is_empty());
}

#[test]
fn a_correction_carries_the_promise_on_and_happens_once() {
    let mut incident = incident(Severity::Sev2);
    let wrong =
        incident.publish_update(draft(Audience::External, Some("09:45"), None), AUTHOR, at("08:45")).unwrap();
    let id = StatusUpdateId::new(uuid::Uuid::from_u128(8));
    let text = || Body::parse("Payments fail, not logins.").unwrap();
    let right = wrong.correct(id, text(), AUTHOR, at("08:50")).unwrap();
    assert_eq!((right.corrects, right.published_at), (Some(wrong.id), at("08:50")));
    assert_eq!(
        (right.audience, right.next_update_at, right.is_final),
        (wrong.audience, wrong.next_update_at, false)
    );
    assert_eq!(incident.promises.external_due_at, Some(at("09:45")));
    assert_eq!(right.correct(id, text(), AUTHOR, at("08:51")), Err(CommsError::SameText));
    let twice = StatusUpdate { corrected: Some(Correction { by: id, at: at("08:50") }), ..wrong };
    assert_eq!(twice.correct(id, text(), AUTHOR, at("08:51")), Err(CommsError::AlreadyCorrected));
}
