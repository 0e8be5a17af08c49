//! What every change keeps to: versions, idempotency, permissions, and no trace of what was refused.

use app::Error;
use app::comms::PublishUpdate;
use app::incident::{
    AddEntry, AddWindow, ChangeSeverity, ChangeStatus, DeclareIncident, EntryLinkText, FirstEntry,
    IncidentFilter, SetInstant, UpdateIncident,
};
use domain::comms::Audience;
use domain::id::{IncidentId, ServiceId, TimelineEntryId, UserId};
use domain::incident::timeline::DetailParts;
use domain::incident::{
    ImpactLevel, IncidentStatus, InstantName, InstantSource, Precision, Severity, Summary, TimelineEntryKind,
};

use super::{Stage, stage};

fn edit(incident: &Summary) -> UpdateIncident {
    UpdateIncident {
        id: incident.id,
        version: incident.version,
        title: None,
        summary: None,
        service_ids: None,
        detection_source: None,
        tags: None,
        is_private: None,
        public_title: None,
    }
}

fn note(incident: IncidentId, body: &str) -> AddEntry {
    AddEntry {
        incident_id: incident,
        body: body.to_owned(),
        kind: TimelineEntryKind::Note,
        happened_at: None,
        precision: None,
        corrects: None,
        links: Vec::new(),
        detail: DetailParts::default(),
        idempotency_key: None,
    }
}

/// The field, or `rule:ID`, that an error names.
fn fault<T: std::fmt::Debug>(result: app::Result<T>) -> String {
    match result.expect_err("a refusal") {
        Error::Invalid { field, .. } => field,
        Error::Rule { rule, field, .. } => format!("rule:{rule}{}", field.unwrap_or_default()),
        Error::Conflict { current_version, .. } => format!("conflict:{current_version:?}"),
        Error::NotFound => "not found".to_owned(),
        Error::Forbidden { permission } => format!("forbidden:{permission}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn a_bad_declaration_names_its_field_and_leaves_no_trace() {
    let stage = stage().await;
    let app = &stage.world.app;
    let (events, audit) = (stage.world.events().await, stage.world.audit().await);
    let ahead = Some(app.now() + chrono::Duration::seconds(1));
    let unknown = uuid::Uuid::from_u128(1);
    let good =
        || DeclareIncident { idempotency_key: Some("k".to_owned()), ..stage.declaration("Shop is down") };
    let first = |body: &str, kind, happened_at| Some(FirstEntry { body: body.to_owned(), kind, happened_at });
    let note = TimelineEntryKind::Note;
    let table = [
        ("title", DeclareIncident { title: " ".to_owned(), ..good() }),
        ("title", DeclareIncident { title: "x".repeat(201), ..good() }),
        ("title", DeclareIncident { title: "a\u{202e}b".to_owned(), ..good() }),
        ("summary", DeclareIncident { summary: Some("x".repeat(65_537)), ..good() }),
        ("serviceIds", DeclareIncident { service_ids: vec![ServiceId::new(unknown)], ..good() }),
        ("leadId", DeclareIncident { lead_id: Some(UserId::new(unknown)), ..good() }),
        ("impactStartedAt", DeclareIncident { impact_started_at: ahead, ..good() }),
        ("impactStartedAt", DeclareIncident { impact_level: Some(ImpactLevel::MajorOutage), ..good() }),
        (
            "impactStartedAt",
            DeclareIncident { impact_started_at: "1969-12-31T23:59:59Z".parse().ok(), ..good() },
        ),
        ("detectedAt", DeclareIncident { detected_at: ahead, ..good() }),
        ("tags", DeclareIncident { tags: vec!["a\nb".to_owned()], ..good() }),
        ("tags", DeclareIncident { tags: vec!["a".to_owned(); 51], ..good() }),
        ("firstEntry.body", DeclareIncident { first_entry: first("", note, None), ..good() }),
        ("firstEntry.happenedAt", DeclareIncident { first_entry: first("x", note, ahead), ..good() }),
        (
            "firstEntry.kind",
            DeclareIncident { first_entry: first("x", TimelineEntryKind::Role, None), ..good() },
        ),
        ("idempotencyKey", DeclareIncident { idempotency_key: Some(String::new()), ..good() }),
        (
            "rule:CLK-03",
            DeclareIncident {
                impact_started_at: Some(app.now()),
                detected_at: Some(app.now() - chrono::Duration::seconds(1)),
                ..good()
            },
        ),
    ];
    for (field, command) in table {
        let shown = format!("{command:?}");
        assert_eq!(fault(app.declare_incident(&stage.oliver, command).await), field, "{shown:.300}");
    }
    assert_eq!((stage.world.events().await, stage.world.audit().await), (events, audit));
    assert_eq!(app.count_incidents(&stage.victor, &IncidentFilter::default()).await.unwrap(), 0);
    // The key of a refused request is free.
    app.declare_incident(&stage.oliver, good()).await.unwrap();
}

#[tokio::test]
async fn a_repeated_declaration_answers_alike_and_another_body_collides() {
    let stage = stage().await;
    let app = &stage.world.app;
    let command =
        DeclareIncident { idempotency_key: Some("k".to_owned()), ..stage.declaration("Shop is down") };
    let first = app.declare_incident(&stage.oliver, command.clone()).await.unwrap();
    let again = app.declare_incident(&stage.oliver, command.clone()).await.unwrap();
    assert_eq!(first.incident, again.incident);
    let other = DeclareIncident { title: "Something else".to_owned(), ..command.clone() };
    assert_eq!(fault(app.declare_incident(&stage.oliver, other).await), "conflict:None");
    app.declare_incident(&stage.dave, command).await.unwrap();
    assert_eq!(
        app.count_incidents(&stage.victor, &IncidentFilter::default()).await.unwrap(),
        2,
        "keys are per person"
    );
    let declared = stage.world.events().await.iter().filter(|kind| *kind == "incident.declared").count();
    assert_eq!(declared, 2);
}

#[tokio::test]
async fn a_stale_version_is_a_conflict_with_the_current_one() {
    let stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare("Shop is down").await;
    let changed = UpdateIncident { title: Some("Shop is slow".to_owned()), ..edit(&told) };
    let now = app.update_incident(&stage.dave, changed.clone()).await.unwrap().incident;
    assert_eq!((now.version, now.title.as_str()), (2, "Shop is slow"));
    let status =
        ChangeStatus { id: told.id, version: 1, status: IncidentStatus::Resolved, reason: None, at: None };
    let severity = ChangeSeverity { id: told.id, version: 3, severity: Severity::Sev1, reason: None };
    let instant = SetInstant {
        id: told.id,
        version: 1,
        name: InstantName::Detected,
        at: app.now(),
        source: InstantSource::Human,
        precision: Precision::Exact,
        reason: None,
    };
    let window = AddWindow {
        incident_id: told.id,
        version: 1,
        started_at: app.now(),
        ended_at: None,
        level: ImpactLevel::MajorOutage,
        service_ids: Vec::new(),
        idempotency_key: None,
    };
    assert_eq!(fault(app.update_incident(&stage.oliver, changed).await), "conflict:Some(2)");
    assert_eq!(fault(app.change_incident_status(&stage.oliver, status).await), "conflict:Some(2)");
    assert_eq!(fault(app.change_incident_severity(&stage.oliver, severity).await), "conflict:Some(2)");
    assert_eq!(fault(app.set_incident_instant(&stage.oliver, instant).await), "conflict:Some(2)");
    assert_eq!(fault(app.add_impact_window(&stage.oliver, window).await), "conflict:Some(2)");
    assert_eq!(app.incident(&stage.oliver, told.id).await.unwrap(), now);
}

#[tokio::test]
async fn parallel_changes_of_one_version_have_one_winner() {
    let stage = stage().await;
    let told = stage.declare("Shop is down").await;
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let (app, actor) = (stage.world.app.clone(), stage.oliver.clone());
            let command = UpdateIncident { title: Some(format!("Title {n}")), ..edit(&told) };
            tokio::spawn(async move { app.update_incident(&actor, command).await.is_ok() })
        })
        .collect();
    let mut winners = 0;
    for task in tasks {
        winners += u32::from(task.await.unwrap());
    }
    assert_eq!(winners, 1);
}

#[tokio::test]
async fn entries_are_back_dated_corrected_and_pinned() {
    let stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare("Shop is down").await;
    stage.world.clock.advance(600);
    let before = app.now() - chrono::Duration::minutes(5);
    let link = EntryLinkText { label: "Graph".to_owned(), url: "https://graphs.example/1".to_owned() };
    let command = AddEntry { happened_at: Some(before), links: vec![link], ..note(told.id, "CPU at 100 %.") };
    let first = app.add_timeline_entry(&stage.dave, command).await.unwrap().entry;
    assert_eq!(
        (first.happened_at, first.recorded_at, first.precision),
        (before, app.now(), Precision::Minute)
    );
    let correct = AddEntry {
        corrects: Some(first.id),
        idempotency_key: Some("k".to_owned()),
        ..note(told.id, "It was the memory.")
    };
    let second = app.add_timeline_entry(&stage.dave, correct.clone()).await.unwrap().entry;
    assert_eq!(app.add_timeline_entry(&stage.dave, correct.clone()).await.unwrap().entry, second);
    let twice = AddEntry { idempotency_key: None, ..correct };
    assert_eq!(fault(app.add_timeline_entry(&stage.dave, twice).await), "corrects");
    let elsewhere = stage.declare("Mail is late").await;
    let foreign = AddEntry { corrects: Some(second.id), ..note(elsewhere.id, "x") };
    assert_eq!(fault(app.add_timeline_entry(&stage.dave, foreign).await), "corrects");
    let pinned = app.pin_timeline_entry(&stage.oliver, first.id, true).await.unwrap().entry;
    assert_eq!((pinned.is_pinned, pinned.corrected_by), (true, Some(second.id)));
    let now = app.incident(&stage.oliver, told.id).await.unwrap();
    assert_eq!(
        (now.version, now.updated_at),
        (told.version, app.now()),
        "entries have no part in the version"
    );
}

#[tokio::test]
async fn bad_entries_and_updates_leave_no_trace() {
    let stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare("Shop is down").await;
    let (events, audit) = (stage.world.events().await, stage.world.audit().await);
    let ahead = Some(app.now() + chrono::Duration::seconds(1));
    let link = |label: &str, url: &str| vec![EntryLinkText { label: label.to_owned(), url: url.to_owned() }];
    let unknown = Some(TimelineEntryId::new(uuid::Uuid::from_u128(1)));
    let escalated = DetailParts { is_customer_escalation: true, ..DetailParts::default() };
    let entries = [
        ("body", note(told.id, " \n")),
        ("body", note(told.id, "a\u{0}b")),
        ("happenedAt", AddEntry { happened_at: ahead, ..note(told.id, "x") }),
        ("kind", AddEntry { kind: TimelineEntryKind::Status, ..note(told.id, "x") }),
        ("corrects", AddEntry { corrects: unknown, ..note(told.id, "x") }),
        ("links.url", AddEntry { links: link("a", "javascript:alert(1)"), ..note(told.id, "x") }),
        ("links.label", AddEntry { links: link("", "https://a.example"), ..note(told.id, "x") }),
        ("isCustomerEscalation", AddEntry { detail: escalated, ..note(told.id, "x") }),
        ("not found", note(IncidentId::new(uuid::Uuid::from_u128(1)), "x")),
    ];
    for (wanted, command) in entries {
        assert_eq!(fault(app.add_timeline_entry(&stage.oliver, command).await), wanted);
    }
    let update = |body: &str, next, eta| PublishUpdate {
        incident_id: told.id,
        audience: Audience::External,
        body: body.to_owned(),
        next_update_at: next,
        eta,
        idempotency_key: None,
    };
    let updates = [
        ("rule:COM-01", update("x", None, None)),
        ("body", update("", ahead, None)),
        ("nextUpdateAt", update("x", Some(app.now()), None)),
        ("eta", update("x", None, Some(app.now()))),
        ("eta", update("x", None, "9999-01-01T00:00:00Z".parse().ok())),
    ];
    for (wanted, command) in updates {
        assert_eq!(fault(app.publish_status_update(&stage.oliver, command).await), wanted);
    }
    assert_eq!((stage.world.events().await, stage.world.audit().await), (events, audit));
    assert_eq!(app.count_timeline(&stage.oliver, told.id, &[]).await.unwrap(), 1);
}

#[tokio::test]
async fn who_only_reads_changes_nothing() {
    let stage: Stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare("Shop is down").await;
    for id in [told.id, IncidentId::new(uuid::Uuid::from_u128(1))] {
        let status =
            ChangeStatus { id, version: 1, status: IncidentStatus::Resolved, reason: None, at: None };
        let refused = [
            fault(app.change_incident_status(&stage.victor, status).await),
            fault(app.update_incident(&stage.victor, UpdateIncident { id, ..edit(&told) }).await),
            fault(app.add_timeline_entry(&stage.victor, note(id, "x")).await),
            fault(app.add_incident_member(&stage.victor, id, UserId::new(uuid::Uuid::from_u128(1))).await),
        ];
        assert!(refused.iter().all(|refusal| refusal.starts_with("forbidden:")), "{refused:?}");
    }
}

#[tokio::test]
async fn every_change_leaves_one_audit_row_and_one_event() {
    let stage = stage().await;
    let app = &stage.world.app;
    let (events, audit) = (stage.world.events().await.len(), stage.world.audit().await.len());
    let told = stage.declare("Shop is down").await;
    app.add_timeline_entry(&stage.oliver, note(told.id, "Seen.")).await.unwrap();
    let told = stage.step(&told, IncidentStatus::Investigating, None).await.incident;
    stage.step(&told, IncidentStatus::Resolved, None).await;
    let kinds = [
        "incident.declared",
        "incident.timeline_added",
        "incident.status_changed",
        "incident.status_changed",
    ];
    assert_eq!(stage.world.events().await[events..], kinds);
    let actions =
        ["incident.declared", "timeline.entry_added", "incident.status_changed", "incident.status_changed"];
    assert_eq!(stage.world.audit().await[audit..], actions);
}
