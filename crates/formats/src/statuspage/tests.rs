//! Whole pages, invented.

use domain::incident::{ImpactLevel, IncidentStatus, InstantName, Severity};

use super::*;
use crate::record::{ImportedIncident, MessageKind};

fn read(text: &str) -> ImportedIncident {
    read_incident(&Page::default(), text)
}

fn rules(incident: &ImportedIncident) -> Vec<&str> {
    incident.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

const WHOLE: &str = r#"{
    "id": "abc1", "name": "Checkout fails", "status": "resolved", "impact": "major",
    "created_at": "2024-03-05T07:10:00.000Z", "started_at": "2024-03-05T07:08:00.000Z",
    "monitoring_at": "2024-03-05T07:50:00.000Z", "resolved_at": "2024-03-05T08:30:00.000Z",
    "components": [{"name": "Checkout"}, {"name": "Shop", "group": true}],
    "incident_updates": [
        {"status": "resolved", "body": "All is well.", "display_at": "2024-03-05T08:30:00.000Z",
         "affected_components": [{"name": "Checkout", "old_status": "partial_outage", "new_status": "operational"}]},
        {"status": "identified", "body": "A disk is full.", "display_at": "2024-03-05T07:40:00.000Z",
         "affected_components": [{"name": "Checkout", "old_status": "major_outage", "new_status": "partial_outage"},
                                 {"name": "Search", "old_status": "operational", "new_status": "partial_outage"}]},
        {"status": "investigating", "body": "We look.", "display_at": "2024-03-05T07:10:00.000Z",
         "affected_components": [{"name": "Checkout", "old_status": "operational", "new_status": "major_outage"}]}
    ]
}"#;

#[test]
fn an_incident_comes_in_with_its_updates_and_stretches_of_impact() {
    let incident = read(WHOLE);
    assert_eq!((incident.file.as_str(), incident.title.as_str()), ("statuspage/abc1", "Checkout fails"));
    assert_eq!((incident.severity, incident.resolved), (Severity::Sev2, true));
    assert_eq!(incident.services, ["Checkout", "Search"]);
    let told: Vec<_> = incident
        .messages
        .iter()
        .map(|one| (one.label.as_deref().unwrap(), one.body.as_str(), one.kind))
        .collect();
    assert_eq!(
        told,
        [
            ("Investigating", "We look.", MessageKind::Initial),
            ("Identified", "A disk is full.", MessageKind::Update),
            ("Resolved", "All is well.", MessageKind::Final),
        ]
    );
    let impacts: Vec<_> = incident
        .extra
        .impacts
        .iter()
        .map(|one| {
            let clock = |time: crate::record::ImportedTime| time.at.format("%H:%M").to_string();
            (clock(one.window.from), one.window.to.map(clock).unwrap(), one.level, one.services.join("+"))
        })
        .collect();
    let row = |from: &str, to: &str, level, services: &str| {
        (from.to_owned(), to.to_owned(), level, services.to_owned())
    };
    assert_eq!(
        impacts,
        [
            row("07:08", "07:40", ImpactLevel::MajorOutage, "Checkout"),
            row("07:40", "08:30", ImpactLevel::PartialOutage, "Checkout+Search"),
        ]
    );
    let names: Vec<InstantName> = incident.extra.instants.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, [InstantName::Declared, InstantName::Identified, InstantName::Mitigated]);
    assert!(incident.extra.is_published && incident.findings.is_empty(), "{:?}", incident.findings);
    assert_eq!(incident.raw, WHOLE);
}

#[test]
fn maintenance_is_tagged_and_may_lie_ahead() {
    let incident = read(
        r#"{"id": "m1", "name": "Move", "status": "scheduled", "impact": "maintenance",
        "scheduled_for": "2024-04-01T22:00:00Z", "scheduled_until": "2024-04-02T02:00:00Z",
        "created_at": "2024-03-01T10:00:00Z", "components": [{"name": "Shop"}], "incident_updates": []}"#,
    );
    assert_eq!((incident.tags.len(), incident.resolved), (1, false));
    assert_eq!(incident.extra.status, Some(IncidentStatus::Declared));
    assert!(incident.window().is_none() && incident.extra.impacts.is_empty());
    assert_eq!(incident.extra.sections[0].body, "2024-04-01T22:00:00Z to 2024-04-02T02:00:00Z");
    assert_eq!(rules(&incident), ["IMP-14"]);
}

#[test]
fn every_defect_is_a_finding_and_drops_nothing() {
    let base = |fields: &str| {
        format!(
            r#"{{"id": "x", "name": "Slow", "status": "resolved", "impact": "minor",
            "started_at": "2024-03-05T07:08:00Z", "resolved_at": "2024-03-05T08:00:00Z",
            "components": [{{"name": "Shop"}}], {fields} "incident_updates": []}}"#
        )
    };
    let table: &[(&str, &str)] = &[
        (r#""resolved_at": null,"#, "IMP-02"),
        (r#""resolved_at": "soon","#, "IMP-03"),
        (r#""name": " ","#, "IMP-03"),
        (r#""status": "monitoring","#, "IMP-04"),
        (r#""resolved_at": "2024-03-05T07:00:00Z","#, "IMP-05"),
        (r#""resolved_at": "2024-03-05T07:08:00Z","#, "IMP-06"),
        (r#""started_at": "2024-03-05 07:08:00","#, "IMP-07"),
        (r#""components": [],"#, "IMP-13"),
        (r#""impact": "maintenance","#, "IMP-14"),
        (r#""impact": "odd","#, "IMP-15"),
        (r#""started_at": "2024-03-05T07:08:00-00:00","#, "IMP-16"),
    ];
    for (fields, rule) in table {
        let incident = read(&base(fields));
        assert!(rules(&incident).contains(rule), "{fields}: {:?}", incident.findings);
    }
    assert!(read(&base("")).findings.is_empty());
    for broken in ["null", "[]", "7", "{}"] {
        let incident = read(broken);
        assert!(!incident.title.is_empty() && rules(&incident).contains(&"IMP-03"), "{broken}");
    }
}

#[test]
fn updates_out_of_order_are_put_in_order() {
    let incident = read(
        r#"{"id": "x", "name": "Slow", "status": "investigating", "impact": "minor",
        "started_at": "2024-03-05T07:08:00Z", "components": [{"name": "Shop"}], "incident_updates": [
        {"status": "investigating", "body": "b", "display_at": "2024-03-05T07:20:00Z"},
        {"status": "investigating", "body": "c", "display_at": "2024-03-05T07:30:00Z"},
        {"status": "investigating", "body": "a", "display_at": "2024-03-05T07:10:00Z"}]}"#,
    );
    let bodies: Vec<&str> = incident.messages.iter().map(|one| one.body.as_str()).collect();
    assert_eq!(bodies, ["a", "b", "c"]);
    assert_eq!(rules(&incident), ["IMP-12"]);
    assert!(incident.window().is_some_and(|window| window.to.is_none()));
}

#[test]
fn a_document_is_walked_over_whatever_surrounds_its_list() {
    let walk = |text: &str| {
        let mut seen = Vec::new();
        let read = read_page(text.as_bytes(), |page, raw| {
            seen.push((page.id.clone(), raw.to_owned()));
            seen.len() < 3
        });
        (seen, read.is_ok())
    };
    let one = |id: &str, raw: &str| (id.to_owned(), raw.to_owned());
    let text =
        r#"{"page": {"id": "p", "time_zone": "Etc/UTC"}, "other": [1], "incidents": [{"a": 1}, {"b":2}]}"#;
    assert_eq!(walk(text), (vec![one("p", r#"{"a": 1}"#), one("p", r#"{"b":2}"#)], true));
    assert_eq!(walk("[{}]"), (vec![one("statuspage", "{}")], true));
    assert_eq!(walk("[1, 2, 3, 4, 5]").0.len(), 3, "stops when it is told to");
    assert_eq!(walk(r#"{"incidents": null, "scheduled_maintenances": [1]}"#).0.len(), 1);
    assert_eq!(walk(r#"{"incidents": [{}, "#), (vec![one("statuspage", "{}")], false));
    assert!(!walk("no json").1);
}
