//! The two outages of the talk, told through the use cases.

use app::comms::{PublishUpdate, UpdatesQuery};
use app::incident::{
    AddEntry, AddWindow, AssignResponder, ChangeSeverity, DeclareIncident, FirstEntry, IncidentAnswer,
    SetInstant, TimelineQuery, UpdateWindow,
};
use domain::comms::Audience;
use domain::incident::timeline::DetailParts;
use domain::incident::{
    ActionResult, DetectionSource, ImpactLevel, IncidentStatus, InstantName, InstantSource, Precision,
    ResponderRole, Severity, Summary, TimelineEntryKind,
};
use domain::time::Instant;

use super::{Stage, stage};

fn entry(
    incident: &Summary,
    kind: TimelineEntryKind,
    body: &str,
    at: Option<Instant>,
    detail: DetailParts,
) -> AddEntry {
    AddEntry {
        incident_id: incident.id,
        body: body.to_owned(),
        kind,
        happened_at: at,
        precision: None,
        corrects: None,
        links: Vec::new(),
        detail,
        idempotency_key: None,
    }
}

/// Minutes after the start of impact, at 08:00.
fn minutes(start: Instant, minutes: i64) -> Instant {
    start + chrono::Duration::minutes(minutes)
}

#[tokio::test]
async fn the_first_outage_lasts_7_h_25_and_hurts_for_4_h_40() {
    let stage = stage().await;
    let (app, clock) = (&stage.world.app, &stage.world.clock);
    let start = app.now();
    let to = |minute: i64| clock.advance((minutes(start, minute) - app.now()).num_seconds());

    to(75);
    let command = DeclareIncident {
        severity: Severity::Sev1,
        impact_started_at: Some(start),
        detected_at: Some(minutes(start, 75)),
        detection_source: Some(DetectionSource::Customer),
        lead_id: stage.meena.principal.user(),
        first_entry: Some(FirstEntry {
            body: "A customer writes that booking fails.".to_owned(),
            kind: TimelineEntryKind::Communication,
            happened_at: None,
        }),
        ..stage.declaration("Booking is slow, then fails")
    };
    let told = app.declare_incident(&stage.oliver, command).await.unwrap();
    assert_eq!(told.incident.started_at, start);
    to(91);
    let late = app.count_incidents(&stage.victor, &app::incident::IncidentFilter::default()).await.unwrap();
    assert_eq!(late, 1);
    let told = stage.step(&told.incident, IncidentStatus::Investigating, None).await;
    assert!(told.findings.iter().any(|finding| finding.rule.as_str() == "COM-03"), "15 min without a word");
    to(115);
    let assembled = SetInstant {
        id: told.incident.id,
        version: told.incident.version,
        name: InstantName::Assembled,
        at: app.now(),
        source: InstantSource::Human,
        precision: Precision::Minute,
        reason: None,
    };
    let told = app.set_incident_instant(&stage.meena, assembled).await.unwrap();
    to(125);
    let escalated = DetailParts { is_customer_escalation: true, ..DetailParts::default() };
    let escalation =
        entry(&told.incident, TimelineEntryKind::Communication, "The customer escalates.", None, escalated);
    app.add_timeline_entry(&stage.meena, escalation).await.unwrap();
    to(140);
    let told = stage.step(&told.incident, IncidentStatus::Identified, None).await;
    to(170);
    let waited = DetailParts {
        approval_asked_at: Some(minutes(start, 140)),
        approval_given_at: Some(minutes(start, 170)),
        ..DetailParts::default()
    };
    let decision = entry(&told.incident, TimelineEntryKind::Decision, "Scale the database up.", None, waited);
    let decision = app.add_timeline_entry(&stage.meena, decision).await.unwrap();
    assert_eq!(decision.entry.detail.waiting_seconds(), Some(30 * 60));
    assert_eq!(decision.entry.author_role, Some(ResponderRole::IncidentLead));
    let told = stage.step(&told.incident, IncidentStatus::Mitigated, None).await;
    to(195);
    let told = stage.step(&told.incident, IncidentStatus::Monitoring, None).await;
    let windows = app.incident_windows(&stage.victor, &[told.incident.id]).await.unwrap();
    let ended = UpdateWindow {
        id: windows[&told.incident.id][0].id,
        incident_version: told.incident.version,
        started_at: None,
        ended_at: Some(app.now()),
        level: None,
        service_ids: None,
    };
    let told = app.update_impact_window(&stage.oliver, ended).await.unwrap();
    to(360);
    let told = stage.step(&told.incident, IncidentStatus::Investigating, Some("503s are back.")).await;
    let again = AddWindow {
        incident_id: told.incident.id,
        version: told.incident.version,
        started_at: app.now(),
        ended_at: None,
        level: ImpactLevel::MajorOutage,
        service_ids: vec![stage.shop],
        idempotency_key: Some("second".to_owned()),
    };
    let told = app.add_impact_window(&stage.oliver, again.clone()).await.unwrap();
    let repeated = app.add_impact_window(&stage.oliver, again).await.unwrap();
    assert_eq!((repeated.window.id, repeated.incident.version), (told.window.id, told.incident.version));
    to(380);
    let tried = DetailParts { result: Some(ActionResult::NoEffect), ..DetailParts::default() };
    let action =
        entry(&told.incident, TimelineEntryKind::Action, "Scaled the database up again.", None, tried);
    app.add_timeline_entry(&stage.oliver, action).await.unwrap();
    to(445);
    let told = stage.step(&told.incident, IncidentStatus::Resolved, None).await;

    to(10_000);
    check_the_first(&stage, &told).await;
}

/// What is left of the first outage when it is over.
async fn check_the_first(stage: &Stage, told: &IncidentAnswer) {
    let app = &stage.world.app;
    let id = told.incident.id;
    let part = app.incident_instants(&stage.victor, &[id]).await.unwrap().remove(&id).unwrap();
    let windows = app.incident_windows(&stage.victor, &[id]).await.unwrap().remove(&id).unwrap();
    let responders = app.incident_responders(&stage.victor, &[id]).await.unwrap().remove(&id).unwrap();
    let whole = told.incident.with_parts(part, windows, responders);
    let durations = whole.durations(app.now());
    assert_eq!(durations.elapsed, Some((7 * 60 + 25) * 60));
    assert_eq!(durations.degraded, Some((4 * 60 + 40) * 60));
    assert_eq!(durations.time_to_detect, Some(75 * 60));
    let rules: Vec<&str> = told.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["COM-03", "CLK-06"]);
    let query = TimelineQuery { newest_first: false, kinds: Vec::new(), after: None, size: 100 };
    let timeline = app.timelines(&stage.victor, &[id], &query).await.unwrap().remove(&id).unwrap();
    assert_eq!(timeline.items.len(), 12, "{:#?}", timeline.items);
    assert!(timeline.items.iter().map(|entry| (entry.happened_at, entry.id)).is_sorted());
    assert_eq!(app.count_timeline(&stage.victor, id, &[TimelineEntryKind::Status]).await.unwrap(), 7);
}

#[tokio::test]
async fn the_second_outage_keeps_its_promises() {
    let stage = stage().await;
    let (app, clock) = (&stage.world.app, &stage.world.clock);
    let start = app.now();
    clock.advance(5 * 60);
    let command = DeclareIncident {
        impact_started_at: Some(start),
        impact_level: Some(ImpactLevel::PartialOutage),
        detected_at: Some(app.now()),
        detection_source: Some(DetectionSource::Monitoring),
        lead_id: stage.oliver.principal.user(),
        ..stage.declaration("503s on booking")
    };
    let told = app.declare_incident(&stage.oliver, command).await.unwrap().incident;
    let assign = AssignResponder {
        incident_id: told.id,
        role: ResponderRole::CommunicationsLead,
        user_id: stage.meena.principal.user().unwrap(),
        at: None,
        idempotency_key: Some("comms".to_owned()),
    };
    let given = app.assign_responder(&stage.meena, assign.clone()).await.unwrap();
    assert_eq!(given.incident.version, told.version, "roles have no part in the version");
    app.assign_responder(&stage.meena, assign).await.unwrap();
    clock.advance(10 * 60);
    let update = |audience, body: &str, next: Option<Instant>| PublishUpdate {
        incident_id: told.id,
        audience,
        body: body.to_owned(),
        next_update_at: next,
        eta: None,
        idempotency_key: None,
    };
    let due = app.now() + chrono::Duration::hours(1);
    for audience in [Audience::Internal, Audience::External] {
        let sent = app
            .publish_status_update(&stage.meena, update(audience, "We add capacity.", Some(due)))
            .await
            .unwrap();
        assert_eq!(sent.incident.promises.due_at(audience), Some(due));
        assert!(sent.findings.is_empty());
    }
    clock.advance(60 * 60);
    let told = stage.step(&told, IncidentStatus::Resolved, None).await;
    let last = app
        .publish_status_update(&stage.meena, update(Audience::External, "Booking works.", None))
        .await
        .unwrap();
    assert!(last.update.is_final && last.findings.is_empty());
    let owed: Vec<&str> = told.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(owed, ["COM-02"], "until the last word was sent");
    let query = UpdatesQuery { newest_first: true, audience: None, after: None, size: 2 };
    let page = app.status_update_pages(&stage.victor, &[told.incident.id], &query).await.unwrap();
    let page = &page[&told.incident.id];
    assert_eq!((page.items.len(), page.has_next, page.items[0].id), (2, true, last.update.id));
    assert_eq!(app.count_status_updates(&stage.victor, told.incident.id, None).await.unwrap(), 3);
    let query = TimelineQuery {
        newest_first: false,
        kinds: vec![TimelineEntryKind::Communication],
        after: None,
        size: 9,
    };
    let entries = app.timelines(&stage.victor, &[told.incident.id], &query).await.unwrap();
    assert_eq!(entries[&told.incident.id].items.len(), 3, "the timeline tells what went out");
}

#[tokio::test]
async fn severity_and_hand_over_write_their_own_entries() {
    let stage: Stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare("Mail is late").await;
    let change = ChangeSeverity { id: told.id, version: 1, severity: Severity::Sev1, reason: None };
    let told = app.change_incident_severity(&stage.meena, change).await.unwrap().incident;
    for actor in [&stage.oliver, &stage.dave] {
        stage.world.clock.advance(60);
        let command = AssignResponder {
            incident_id: told.id,
            role: ResponderRole::IncidentLead,
            user_id: actor.principal.user().unwrap(),
            at: None,
            idempotency_key: None,
        };
        app.assign_responder(&stage.meena, command).await.unwrap();
    }
    let now = app.incident(&stage.victor, told.id).await.unwrap();
    assert_eq!((now.lead, now.version), (stage.dave.principal.user(), 2));
    let query = TimelineQuery { newest_first: false, kinds: Vec::new(), after: None, size: 9 };
    let page = app.timelines(&stage.victor, &[told.id], &query).await.unwrap().remove(&told.id).unwrap();
    let bodies: Vec<&str> = page.items.iter().map(|entry| entry.body.as_str()).collect();
    assert_eq!(
        bodies,
        [
            "Incident declared.",
            "Severity changed from SEV2 to SEV1.",
            "Incident lead assigned.",
            "Incident lead handed over."
        ]
    );
}
