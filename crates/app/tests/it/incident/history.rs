//! Bringing history in.

use app::Error;
use app::incident::{Import, Imported, Outcome, TimelineQuery};
use domain::finding::Finding;
use domain::identity::{Actor, SystemActor};
use domain::incident::{ImpactLevel, IncidentStatus, Precision, Severity};
use formats::record::{ImportedIncident, ImportedMessage, ImportedTime, MessageKind, TimeBasis};

use super::{Stage, stage};

fn at(clock: &str) -> ImportedTime {
    ImportedTime { at: format!("2020-06-13T{clock}:00Z").parse().unwrap(), precision: Precision::Minute }
}

fn message(label: &str, body: &str, time: ImportedTime) -> ImportedMessage {
    ImportedMessage {
        label: Some(label.to_owned()),
        kind: MessageKind::Update,
        body: body.to_owned(),
        time: Some(time),
        basis: TimeBasis::Stated,
    }
}

fn record() -> ImportedIncident {
    ImportedIncident {
        file: "2020-06-13-maintenance.md".to_owned(),
        title: "Mirror is down".to_owned(),
        severity_text: Some("down".to_owned()),
        severity: Severity::Sev1,
        impact: ImpactLevel::MajorOutage,
        started_at: Some(at("10:00")),
        resolved_at: Some(at("12:00")),
        resolved: true,
        services: vec!["Mirror".to_owned(), "shop".to_owned()],
        undeclared_services: Vec::new(),
        messages: vec![
            message("Initial", "It is down.", at("10:05")),
            message("Final", "It is up.", at("12:00")),
        ],
        tags: vec!["maintenance".to_owned()],
        findings: vec![Finding::hint("IMP-14", "Planned maintenance.")],
        raw: "raw text".to_owned(),
    }
}

async fn bring(stage: &Stage, record: &ImportedIncident) -> Imported {
    let importer = Actor::system(SystemActor::Import);
    stage.world.app.import_incident(&importer, Import { format: "cstate", record }).await.unwrap()
}

#[tokio::test]
async fn a_record_comes_in_as_it_is_told_and_twice_changes_nothing() {
    let stage = stage().await;
    let app = &stage.world.app;
    let record = record();
    let first = bring(&stage, &record).await;
    assert_eq!(first.outcome, Outcome::Created);
    let events = stage.world.events().await;
    let again = bring(&stage, &record).await;
    assert_eq!((again.outcome, again.incident), (Outcome::Unchanged, first.incident));
    assert_eq!(stage.world.events().await, events);

    let told = app.incident(&stage.victor, first.incident).await.unwrap();
    assert_eq!((told.status, told.severity), (IncidentStatus::Resolved, Severity::Sev1));
    assert_eq!((told.started_at, told.ended_at), (at("10:00").at, Some(at("12:00").at)));
    assert_eq!(told.imported.as_ref().map(|source| source.file.as_str()), Some("2020-06-13-maintenance.md"));
    let ids = [first.incident];
    let services = app.incident_services(&stage.victor, &ids).await.unwrap().remove(&first.incident).unwrap();
    assert!(services.len() == 2 && services.contains(&stage.shop), "known in any case, or made");
    assert_eq!(app.directory().services().len(), 2);
    let windows = app.incident_windows(&stage.victor, &ids).await.unwrap().remove(&first.incident).unwrap();
    assert_eq!(windows.len(), 1);
    let findings = app.import_findings(&stage.victor, &ids).await.unwrap().remove(&first.incident).unwrap();
    assert_eq!(findings, record.findings);
    let query = TimelineQuery { newest_first: false, kinds: Vec::new(), after: None, size: 9 };
    let timeline = app.timelines(&stage.victor, &ids, &query).await.unwrap().remove(&first.incident).unwrap();
    let bodies: Vec<&str> = timeline.items.iter().map(|entry| entry.body.as_str()).collect();
    assert_eq!(bodies, ["**Initial**\n\nIt is down.", "**Final**\n\nIt is up."]);
}

#[tokio::test]
async fn a_changed_file_replaces_what_it_told_before() {
    let stage = stage().await;
    let app = &stage.world.app;
    let first = bring(&stage, &record()).await;
    let mut changed = record();
    changed.raw = "other text".to_owned();
    changed.title = "Mirror was down".to_owned();
    changed.resolved_at = Some(at("13:00"));
    changed.services = vec!["Shop".to_owned()];
    changed.messages.push(message("Afterwards", "Now really.", at("13:00")));
    changed.findings.clear();
    let second = bring(&stage, &changed).await;
    assert_eq!((second.outcome, second.incident), (Outcome::Updated, first.incident));
    let told = app.incident(&stage.victor, first.incident).await.unwrap();
    assert_eq!((told.title.as_str(), told.version), ("Mirror was down", 2));
    assert_eq!(told.ended_at, Some(at("13:00").at));
    assert!(app.import_findings(&stage.victor, &[first.incident]).await.unwrap().is_empty());
    assert_eq!(app.count_timeline(&stage.victor, first.incident, &[]).await.unwrap(), 4);
    assert_eq!(bring(&stage, &changed).await.outcome, Outcome::Unchanged);
}

#[tokio::test]
async fn contradictions_are_kept_and_make_no_window() {
    let stage = stage().await;
    let app = &stage.world.app;
    let mut odd = record();
    (odd.started_at, odd.resolved_at) = (Some(at("12:00")), Some(at("10:00")));
    let id = bring(&stage, &odd).await.incident;
    assert!(app.incident_windows(&stage.victor, &[id]).await.unwrap().is_empty());
    let told = app.incident(&stage.victor, id).await.unwrap();
    let instants = app.incident_instants(&stage.victor, &[id]).await.unwrap().remove(&id).unwrap();
    let whole = told.with_parts(instants, Vec::new(), Vec::new());
    assert_eq!(whole.durations(app.now()), domain::incident::Durations::default());
    let rules: Vec<String> = domain::incident::rules::findings(&whole, app.now())
        .iter()
        .map(|finding| finding.rule.to_string())
        .collect();
    assert_eq!(rules, ["CLK-03"]);
}

#[tokio::test]
async fn who_may_not_bring_history_in_changes_nothing() {
    let stage = stage().await;
    let record = record();
    let refused =
        stage.world.app.import_incident(&stage.meena, Import { format: "cstate", record: &record }).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    assert!(stage.titles(&stage.meena).await.is_empty());
}
