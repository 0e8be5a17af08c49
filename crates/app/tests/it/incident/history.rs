//! Bringing history in.

use app::Error;
use app::incident::{ChangeSeverity, Import, Imported, Outcome, TimelineQuery};
use domain::finding::Finding;
use domain::identity::{Actor, SystemActor};
use domain::incident::{ImpactLevel, IncidentStatus, InstantName, Precision, Severity};
use formats::record::{Extra, ImportedIncident, ImportedMessage, ImportedTime, MessageKind, TimeBasis};

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
        extra: Extra::default(),
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
async fn what_people_changed_since_is_not_overwritten_by_the_file() {
    let stage = stage().await;
    let app = &stage.world.app;
    let first = bring(&stage, &record()).await;
    let before = app.incident(&stage.victor, first.incident).await.unwrap();
    let change = ChangeSeverity {
        id: first.incident,
        version: before.version,
        severity: Severity::Sev4,
        reason: Some("Fewer customers than the file thought.".to_owned()),
    };
    app.change_incident_severity(&stage.meena, change).await.unwrap();
    let mut changed = record();
    changed.raw = "other text".to_owned();
    changed.title = "Mirror was down".to_owned();
    changed.messages.push(message("Afterwards", "Now really.", at("13:00")));
    assert_eq!(bring(&stage, &changed).await.outcome, Outcome::Updated);
    let told = app.incident(&stage.victor, first.incident).await.unwrap();
    assert_eq!((told.severity, &told.title), (Severity::Sev4, &before.title));
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
    let rules: Vec<String> = domain::incident::rules::findings(&whole, app.now(), &app.thresholds())
        .iter()
        .map(|finding| finding.rule.to_string())
        .collect();
    assert_eq!(rules, ["CLK-03", "VOC-05"]);
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

#[tokio::test]
async fn what_only_some_formats_tell_is_kept_and_replaced() {
    use formats::record::{
        ImportedAction, ImportedImpact, ImportedParticipant, ImportedSection, ImportedWindow,
    };
    let stage = stage().await;
    let app = &stage.world.app;
    let mut told = record();
    told.extra.summary = "Half of it was gone.".to_owned();
    told.extra.is_published = true;
    told.extra.instants = vec![(InstantName::Declared, at("10:07"))];
    let impact = |from, to, service: &str| ImportedImpact {
        window: ImportedWindow { from: at(from), to: Some(at(to)) },
        level: ImpactLevel::PartialOutage,
        services: vec![service.to_owned()],
    };
    told.extra.impacts = vec![impact("10:00", "10:30", "Mirror"), impact("11:00", "12:00", "SHOP")];
    told.extra.sections = vec![ImportedSection { heading: None, body: "Above.".to_owned() }];
    told.extra.participants =
        vec![ImportedParticipant { role: "Scribe".to_owned(), text: "The office".to_owned() }];
    told.extra.actions =
        vec![ImportedAction { text: "Write it down".to_owned(), is_done: Some(true), group: None }];
    let id = bring(&stage, &told).await.incident;
    let ids = [id];
    let history = app.import_history(&stage.victor, &ids).await.unwrap().remove(&id).unwrap();
    assert_eq!((history.sections.len(), history.participants.len(), history.actions.len()), (1, 1, 1));
    assert_eq!(history.actions[0].is_done, Some(true));
    let windows = app.incident_windows(&stage.victor, &ids).await.unwrap().remove(&id).unwrap();
    assert_eq!(windows.len(), 2);
    assert_eq!(windows[1].services, [stage.shop], "services in any case");
    let updates = app::comms::UpdatesQuery { newest_first: false, audience: None, after: None, size: 9 };
    let published = async |updates: &app::comms::UpdatesQuery| {
        let pages = app.status_update_pages(&stage.victor, &[id], updates).await.unwrap();
        pages.get(&id).map_or(0, |page| page.items.len())
    };
    assert_eq!(published(&updates).await, 2);
    let summary = app.incident(&stage.victor, id).await.unwrap();
    assert_eq!(summary.summary.as_str(), "Half of it was gone.");
    assert_eq!(summary.promises.first_external_at, Some(at("10:05").at));

    told.raw = "changed".to_owned();
    told.extra.sections.clear();
    told.messages.push(message("Later", "Still up.", at("12:30")));
    assert_eq!(bring(&stage, &told).await.outcome, Outcome::Updated);
    let history = app.import_history(&stage.victor, &ids).await.unwrap().remove(&id).unwrap();
    assert!(history.sections.is_empty());
    assert_eq!(published(&updates).await, 3, "only what is new is added");
}

#[tokio::test]
async fn a_batch_comes_in_whole_or_not_at_all() {
    let stage = stage().await;
    let app = &stage.world.app;
    let importer = Actor::system(SystemActor::Import);
    let mut other = record();
    other.file = "other.md".to_owned();
    let mut broken = record();
    (broken.file, broken.title) = ("broken.md".to_owned(), String::new());
    let first = record();
    let import = |record| Import { format: "cstate", record };
    let refused = app.import_incidents(&importer, &[import(&first), import(&broken)]).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    assert!(stage.titles(&stage.meena).await.is_empty());
    let done =
        app.import_incidents(&importer, &[import(&first), import(&other), import(&first)]).await.unwrap();
    let outcomes: Vec<Outcome> = done.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Outcome::Created, Outcome::Created, Outcome::Unchanged]);
    let services = app.directory().services().len();
    assert_eq!(services, 2, "a service is made once for the batch");
    let filter = app::incident::IncidentFilter { has_import_findings: Some(true), ..Default::default() };
    assert_eq!(app.count_incidents(&stage.victor, &filter).await.unwrap(), 2);
    let filter =
        app::incident::IncidentFilter { imported_format: Some("other".to_owned()), ..Default::default() };
    assert_eq!(app.count_incidents(&stage.victor, &filter).await.unwrap(), 0);
}
