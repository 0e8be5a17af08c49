//! One incident: loading, saving, versions, visibility.

use domain::id::{ImpactWindowId, IncidentId, ResponderId};
use domain::incident::impact::WindowChange;
use domain::incident::{
    Edit, ImpactLevel, ImpactWindow, IncidentStatus, InstantName, InstantSource, Precision, ResponderRole,
    Severity,
};
use domain::text::{Body, Markdown, Tag, Title};
use store::incident::{Scope, list, members, parts, repo};
use store::{Store, StoreError};

use super::{incident, insert, member_of, outsider, world};
use crate::harness::{at, on_both, uuid};

on_both!(
    an_incident_survives_with_all_parts,
    numbers_increase,
    every_kind_of_change_is_saved,
    a_stale_change_is_a_conflict_and_leaves_no_trace,
    a_private_incident_does_not_exist_for_outsiders,
    members_come_and_go,
    findings_of_an_import_are_replaced,
    what_an_import_told_is_replaced_and_seen_by_scope,
);

async fn an_incident_survives_with_all_parts(store: Store) {
    let world = world(&store).await;
    let incident = insert(&store, incident(&world, "Shop is down", 0)).await;
    let (summary, loaded) = repo::load(&store, &outsider(), incident.id).await.unwrap().unwrap();
    assert_eq!(loaded, incident);
    assert_eq!(summary, domain::incident::Summary::of(&incident, None));
    assert_eq!(summary.lead, Some(world.oliver));
    assert_eq!(list::by_number(&store, &outsider(), incident.number).await.unwrap(), Some(summary));
    assert!(repo::load(&store, &outsider(), IncidentId::new(uuid())).await.unwrap().is_none());
}

async fn numbers_increase(store: Store) {
    let world = world(&store).await;
    let first = insert(&store, incident(&world, "First", 0)).await;
    let second = insert(&store, incident(&world, "Second", 0)).await;
    assert!(first.number >= 1 && second.number > first.number);
}

async fn every_kind_of_change_is_saved(store: Store) {
    let world = world(&store).await;
    let before = insert(&store, incident(&world, "Shop is down", 0)).await;
    let now = at(20_000);
    let mut after = before.clone();
    let first = after.windows[0].id;
    let end = WindowChange {
        ended_at: Some(at(5_000)),
        services: Some(vec![world.shop]),
        ..WindowChange::default()
    };
    after.change_window(first, end, now).unwrap();
    let second = ImpactWindow {
        id: ImpactWindowId::new(uuid()),
        started_at: at(8_000),
        ended_at: None,
        level: ImpactLevel::PartialOutage,
        services: vec![world.shop],
    };
    after.add_window(second, now).unwrap();
    let edit = Edit {
        title: Some(Title::parse("Shop is slow").unwrap()),
        summary: Some(Markdown::parse("").unwrap()),
        services: Some(vec![world.shop]),
        tags: Some(vec![Tag::parse("sale").unwrap(), Tag::parse("evening").unwrap()]),
        is_private: Some(true),
        ..Edit::default()
    };
    after.edit(edit).unwrap();
    after
        .set_instant(InstantName::Assembled, at(3_000), InstantSource::Human, Precision::Minute, None, now)
        .unwrap();
    after.assign(ResponderId::new(uuid()), ResponderRole::IncidentLead, world.meena, at(2_000), now).unwrap();
    after.assign(ResponderId::new(uuid()), ResponderRole::Scribe, world.oliver, at(2_000), now).unwrap();
    after.change_severity(Severity::Sev2, None, now).unwrap();
    after.change_status(IncidentStatus::Mitigated, None, Some(at(4_000)), now).unwrap();
    after.promises.external_due_at = Some(at(30_000));
    (after.version, after.updated_at) = (2, now);
    let saved = save(&store, &before, &after).await;
    saved.unwrap();
    let (summary, loaded) = repo::load(&store, &Scope::everything(), before.id).await.unwrap().unwrap();
    assert_eq!(loaded, after);
    assert_eq!((summary.lead, summary.started_at, summary.version), (Some(world.meena), at(0), 2));

    let mut reopened = after.clone();
    let back = Body::parse("It is back.").unwrap();
    reopened.change_status(IncidentStatus::Investigating, Some(&back), None, now).unwrap();
    reopened.release(ResponderRole::IncidentLead, now, now).unwrap();
    reopened.version = 3;
    save(&store, &after, &reopened).await.unwrap();
    let (summary, loaded) = repo::load(&store, &Scope::everything(), before.id).await.unwrap().unwrap();
    assert_eq!((loaded.instants.at(InstantName::Mitigated), summary.lead), (None, None));
    assert_eq!(loaded, reopened);
}

async fn save(
    store: &Store,
    before: &domain::incident::Incident,
    after: &domain::incident::Incident,
) -> Result<(), StoreError> {
    let tx = store.begin().await.unwrap();
    repo::save(&tx, before, after).await?;
    tx.commit().await
}

async fn a_stale_change_is_a_conflict_and_leaves_no_trace(store: Store) {
    let world = world(&store).await;
    let before = insert(&store, incident(&world, "Shop is down", 0)).await;
    let mut after = before.clone();
    (after.severity, after.version) = (Severity::Sev3, 2);
    save(&store, &before, &after).await.unwrap();
    let mut late = before.clone();
    (late.severity, late.version) = (Severity::Sev4, 2);
    let refused = save(&store, &before, &late).await;
    assert!(matches!(refused, Err(StoreError::Conflict { current: 2 })), "{refused:?}");
    let (_, stored) = repo::load(&store, &outsider(), before.id).await.unwrap().unwrap();
    assert_eq!(stored, after);
}

async fn a_private_incident_does_not_exist_for_outsiders(store: Store) {
    let world = world(&store).await;
    let mut private = incident(&world, "Quiet", 0);
    private.is_private = true;
    let private = insert(&store, private).await;
    let ids = [private.id];
    let window = private.windows[0].id;
    for (scope, is_seen) in [(outsider(), false), (member_of(&ids), true), (Scope::everything(), true)] {
        assert_eq!(repo::load(&store, &scope, private.id).await.unwrap().is_some(), is_seen);
        assert_eq!(list::by_ids(&store, &scope, &ids).await.unwrap().len(), usize::from(is_seen));
        assert_eq!(list::by_number(&store, &scope, private.number).await.unwrap().is_some(), is_seen);
        assert_eq!(parts::instants(&store, &scope, &ids).await.unwrap().len(), usize::from(is_seen));
        assert_eq!(parts::windows(&store, &scope, &ids).await.unwrap().len(), usize::from(is_seen));
        assert_eq!(parts::services(&store, &scope, &ids).await.unwrap().len(), usize::from(is_seen));
        assert_eq!(parts::responders(&store, &scope, &ids).await.unwrap().len(), usize::from(is_seen));
        assert_eq!(parts::tags(&store, &scope, &ids).await.unwrap().len(), usize::from(is_seen));
        assert_eq!(parts::incident_of_window(&store, &scope, window).await.unwrap().is_some(), is_seen);
        assert_eq!(list::count(&store, &scope, &list::Filter::default()).await.unwrap(), u64::from(is_seen));
        let tx = store.begin().await.unwrap();
        assert_eq!(repo::lock(&tx, &scope, private.id).await.unwrap().is_some(), is_seen);
    }
}

async fn members_come_and_go(store: Store) {
    let world = world(&store).await;
    let mut private = incident(&world, "Quiet", 0);
    private.is_private = true;
    let private = insert(&store, private).await;
    let tx = store.begin().await.unwrap();
    members::add(&tx, private.id, &[world.meena], at(1)).await.unwrap();
    members::add(&tx, private.id, &[world.meena], at(2)).await.unwrap();
    tx.commit().await.unwrap();
    let found = parts::members(&store, &Scope::everything(), &[private.id]).await.unwrap();
    assert_eq!(found[&private.id], [world.meena]);
    let mut pairs = store::identity::member::of_private_incidents(&store).await.unwrap();
    pairs.sort_unstable();
    let mut wanted = vec![(private.id, world.oliver), (private.id, world.meena)];
    wanted.sort_unstable();
    assert_eq!(pairs, wanted, "the invited and the holder of a role");
    let tx = store.begin().await.unwrap();
    assert!(members::remove(&tx, private.id, world.meena).await.unwrap());
    assert!(!members::remove(&tx, private.id, world.meena).await.unwrap());
}

async fn findings_of_an_import_are_replaced(store: Store) {
    use domain::finding::Finding;
    use store::incident::import;
    let world = world(&store).await;
    let incident = insert(&store, incident(&world, "Old story", 0)).await;
    let tx = store.begin().await.unwrap();
    assert_eq!(import::find(&tx, "cstate", "old.md").await.unwrap(), None);
    for (hash, findings) in [
        ("one", vec![Finding::warning("IMP-03", "b"), Finding::hint("IMP-02", "a")]),
        ("two", vec![Finding::error("IMP-05", "c")]),
    ] {
        import::mark(&tx, incident.id, "cstate", "old.md", hash, at(1)).await.unwrap();
        import::keep_source(&tx, incident.id, hash).await.unwrap();
        import::replace_findings(&tx, incident.id, "old.md", &findings).await.unwrap();
        let found = parts::import_findings(&tx, &outsider(), &[incident.id]).await.unwrap();
        assert_eq!(found[&incident.id], findings);
        assert_eq!(import::source(&tx, incident.id).await.unwrap().as_deref(), Some(hash));
        let known = import::find(&tx, "cstate", "old.md").await.unwrap();
        assert_eq!(known, Some((incident.id, hash.to_owned())));
    }
    tx.commit().await.unwrap();
    let (summary, _) = repo::load(&store, &outsider(), incident.id).await.unwrap().unwrap();
    assert_eq!(summary.imported.map(|source| source.file).as_deref(), Some("old.md"));
}

async fn what_an_import_told_is_replaced_and_seen_by_scope(store: Store) {
    use domain::incident::{History, HistoryAction, HistoryParticipant, HistorySection};
    use domain::text::ShortText;
    use store::incident::history;
    let world = world(&store).await;
    let mut hidden = incident(&world, "Old story", 0);
    hidden.is_private = true;
    let id = insert(&store, hidden).await.id;
    let short = |text: &str| ShortText::parse(text).unwrap();
    let told = History {
        sections: vec![
            HistorySection { heading: None, body: Markdown::parse("Above \"all\".").unwrap() },
            HistorySection { heading: Some(short("Impact")), body: Markdown::parse("").unwrap() },
        ],
        participants: vec![HistoryParticipant { role: short("Scribe"), text: short("The office") }],
        actions: vec![
            HistoryAction {
                text: Body::parse("Do it").unwrap(),
                is_done: Some(false),
                group: Some(short("Ops")),
            },
            HistoryAction { text: Body::parse("Or not").unwrap(), is_done: None, group: None },
        ],
    };
    for told in [told.clone(), History::default(), told] {
        let tx = store.begin().await.unwrap();
        history::replace(&tx, id, 1, &told).await.unwrap();
        tx.commit().await.unwrap();
        let found = history::of(&store, &member_of(&[id]), &[id]).await.unwrap();
        assert_eq!(found[&id], told);
    }
    assert!(history::of(&store, &outsider(), &[id]).await.unwrap().is_empty());
}
