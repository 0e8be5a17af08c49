//! Timelines, status updates and relations.

use domain::comms::{Audience, StatusUpdate};
use domain::id::{IncidentId, IncidentLinkId, StatusUpdateId};
use domain::identity::{Principal, SystemActor};
use domain::incident::{
    ActionResult, EntryDetail, EntryLink, IncidentLink, IncidentLinkKind, IncidentStatus, ResponderRole,
    Severity, TimelineEntry, TimelineEntryKind,
};
use domain::text::{Body, ShortText, WebUrl};
use store::comms::{StatusUpdateQuery, repo as updates};
use store::incident::{Scope, TimelineQuery, link, timeline};
use store::{Store, StoreError};

use super::{World, entry, incident, insert, member_of, outsider, world};
use crate::harness::{at, on_both, uuid};

on_both!(
    every_kind_of_entry_survives,
    pages_of_many_timelines_are_one_statement,
    a_correction_is_seen_from_both_sides,
    a_timeline_cannot_be_rewritten,
    updates_survive_and_are_paged,
    relations_are_seen_when_both_ends_are,
    a_circle_can_be_seen_before_it_closes,
);

fn every_detail(world: &World) -> Vec<EntryDetail> {
    vec![
        EntryDetail::Note,
        EntryDetail::Status { from: None, to: IncidentStatus::Declared },
        EntryDetail::Status { from: Some(IncidentStatus::Monitoring), to: IncidentStatus::Resolved },
        EntryDetail::Severity { from: Severity::Sev2, to: Severity::Sev1 },
        EntryDetail::Role { role: ResponderRole::Scribe, from: Some(world.oliver), to: Some(world.meena) },
        EntryDetail::Role { role: ResponderRole::Scribe, from: Some(world.oliver), to: None },
        EntryDetail::Action { result: Some(ActionResult::NoEffect) },
        EntryDetail::Action { result: None },
        EntryDetail::Decision { asked_at: Some(at(10)), given_at: Some(at(1_810)) },
        EntryDetail::Communication { is_customer_escalation: true },
        EntryDetail::Alert,
        EntryDetail::Change,
        EntryDetail::Milestone,
    ]
}

async fn append(store: &Store, entries: &[TimelineEntry]) {
    let tx = store.begin().await.unwrap();
    timeline::append(&tx, entries).await.unwrap();
    tx.commit().await.unwrap();
}

async fn every_kind_of_entry_survives(store: Store) {
    let world = world(&store).await;
    let id = insert(&store, incident(&world, "Shop is down", 0)).await.id;
    let mut entries: Vec<TimelineEntry> = Vec::new();
    for (n, detail) in (0..).zip(every_detail(&world)) {
        entries.push(entry(&world, id, at(n), detail));
    }
    entries[0].links = vec![EntryLink {
        label: ShortText::parse("the \"graph\"").unwrap(),
        url: WebUrl::parse("https://graphs.example/?a=1&b=2").unwrap(),
    }];
    entries[1].author = Principal::System(SystemActor::Demo);
    entries[2].author_role = Some(ResponderRole::IncidentLead);
    append(&store, &entries).await;
    for entry in &entries {
        assert_eq!(timeline::entry(&store, &outsider(), entry.id).await.unwrap().as_ref(), Some(entry));
    }
    let query = TimelineQuery { newest_first: false, after: None, kinds: Vec::new(), limit: 100 };
    let pages = timeline::pages(&store, &outsider(), &[id], &query).await.unwrap();
    assert_eq!(pages[&id], entries);
}

async fn pages_of_many_timelines_are_one_statement(store: Store) {
    let world = world(&store).await;
    let mut ids = Vec::new();
    for n in 0..3 {
        let id = insert(&store, incident(&world, "Again", n)).await.id;
        let kinds = [EntryDetail::Note, EntryDetail::Alert];
        let entries: Vec<_> =
            (0..6).map(|n| entry(&world, id, at(n / 2), kinds[usize::from(n > 3)])).collect();
        append(&store, &entries).await;
        ids.push(id);
    }
    for newest_first in [true, false] {
        for wanted in [&ids[..1], &ids[..]] {
            let (mut after, mut seen): (_, Vec<TimelineEntry>) = (None, Vec::new());
            loop {
                let before = store.statements();
                let query = TimelineQuery { newest_first, after, kinds: Vec::new(), limit: 4 };
                let pages = timeline::pages(&store, &outsider(), wanted, &query).await.unwrap();
                assert_eq!(store.statements() - before, 1);
                let Some(page) = pages.get(&ids[0]) else { break };
                if after.is_none() {
                    assert!(pages.values().all(|page| page.len() == 4) && pages.len() == wanted.len());
                }
                after = page.last().map(|entry| (entry.happened_at, entry.id));
                seen.extend(page.iter().cloned());
            }
            let mut keys: Vec<_> = seen.iter().map(|entry| (entry.happened_at, entry.id)).collect();
            if newest_first {
                keys.reverse();
            }
            assert!(keys.is_sorted() && keys.len() == 6);
        }
    }
    let query =
        TimelineQuery { newest_first: true, after: None, kinds: vec![TimelineEntryKind::Alert], limit: 9 };
    let pages = timeline::pages(&store, &outsider(), &ids, &query).await.unwrap();
    assert!(pages.values().all(|page| page.len() == 2));
    let counts = timeline::counts(&store, &outsider(), &ids, &[TimelineEntryKind::Alert]).await.unwrap();
    assert!(ids.iter().all(|id| counts[id] == 2));
}

async fn a_correction_is_seen_from_both_sides(store: Store) {
    let world = world(&store).await;
    let id = insert(&store, incident(&world, "Shop is down", 0)).await.id;
    let first = entry(&world, id, at(1), EntryDetail::Note);
    let second = TimelineEntry { corrects: Some(first.id), ..entry(&world, id, at(2), EntryDetail::Note) };
    append(&store, &[first.clone(), second.clone()]).await;
    let tx = store.begin().await.unwrap();
    timeline::pin(&tx, first.id, true, at(3)).await.unwrap();
    timeline::pin(&tx, first.id, true, at(4)).await.unwrap();
    tx.commit().await.unwrap();
    let stored = timeline::entry(&store, &outsider(), first.id).await.unwrap().unwrap();
    assert_eq!((stored.corrected_by, stored.is_pinned), (Some(second.id), true));
    let tx = store.begin().await.unwrap();
    timeline::pin(&tx, first.id, false, at(5)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!timeline::entry(&store, &outsider(), first.id).await.unwrap().unwrap().is_pinned);
    let again = TimelineEntry { corrects: Some(first.id), ..entry(&world, id, at(6), EntryDetail::Note) };
    let tx = store.begin().await.unwrap();
    let refused = timeline::append(&tx, &[again]).await;
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "an entry is corrected once: {refused:?}");
}

async fn a_timeline_cannot_be_rewritten(store: Store) {
    use sea_orm::ConnectionTrait;
    use store::Connection;
    let world = world(&store).await;
    let id = insert(&store, incident(&world, "Shop is down", 0)).await.id;
    append(&store, &[entry(&world, id, at(1), EntryDetail::Note)]).await;
    append_update(&store, &update(&world, id, 1, Audience::External)).await;
    for sql in [
        "UPDATE timeline_entry SET body = 'x'",
        "DELETE FROM timeline_entry",
        "UPDATE status_update SET body = 'x'",
        "DELETE FROM status_update",
    ] {
        let tx = store.begin().await.unwrap();
        let refused = tx.inner().execute_unprepared(sql).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("append-only")), "{sql}");
    }
}

fn update(world: &World, incident: IncidentId, seconds: i64, audience: Audience) -> StatusUpdate {
    StatusUpdate {
        id: StatusUpdateId::new(uuid()),
        incident,
        audience,
        body: Body::parse("We are on it.").unwrap(),
        published_at: at(seconds),
        next_update_at: Some(at(seconds + 3_600)),
        eta: None,
        is_final: false,
        author: Principal::User(world.meena),
        corrects: None,
        corrected: None,
    }
}

async fn append_update(store: &Store, update: &StatusUpdate) {
    let tx = store.begin().await.unwrap();
    updates::append(&tx, update).await.unwrap();
    tx.commit().await.unwrap();
}

async fn updates_survive_and_are_paged(store: Store) {
    let world = world(&store).await;
    let mut all = Vec::new();
    let mut ids = Vec::new();
    for n in 0..2 {
        let id = insert(&store, incident(&world, "Again", n)).await.id;
        for (seconds, audience) in [(1, Audience::Internal), (2, Audience::External), (3, Audience::External)]
        {
            let update = update(&world, id, seconds, audience);
            append_update(&store, &update).await;
            all.push(update);
        }
        ids.push(id);
    }
    assert_eq!(updates::by_id(&store, &outsider(), all[0].id).await.unwrap().as_ref(), Some(&all[0]));
    let query = StatusUpdateQuery { newest_first: true, after: None, audience: None, limit: 2 };
    let before = store.statements();
    let pages = updates::pages(&store, &outsider(), &ids, &query).await.unwrap();
    assert_eq!(store.statements() - before, 1);
    assert_eq!(pages[&ids[0]], [all[2].clone(), all[1].clone()]);
    assert_eq!(pages[&ids[1]], [all[5].clone(), all[4].clone()]);
    let rest = StatusUpdateQuery { after: Some((all[1].published_at, all[1].id)), ..query.clone() };
    assert_eq!(
        updates::pages(&store, &outsider(), &ids[..1], &rest).await.unwrap()[&ids[0]],
        [all[0].clone()]
    );
    let external = StatusUpdateQuery { newest_first: false, audience: Some(Audience::External), ..query };
    assert_eq!(updates::pages(&store, &outsider(), &ids[..1], &external).await.unwrap()[&ids[0]], all[1..3]);
    let counts = updates::counts(&store, &outsider(), &ids, Some(Audience::Internal)).await.unwrap();
    assert_eq!((counts[&ids[0]], counts[&ids[1]]), (1, 1));
}

fn relation(from: IncidentId, to: IncidentId, kind: IncidentLinkKind) -> IncidentLink {
    IncidentLink { id: IncidentLinkId::new(uuid()), from, to, kind, created_at: at(1) }
}

async fn relations_are_seen_when_both_ends_are(store: Store) {
    let world = world(&store).await;
    let open = insert(&store, incident(&world, "Open", 0)).await.id;
    let other = insert(&store, incident(&world, "Other", 0)).await.id;
    let mut private = incident(&world, "Quiet", 0);
    private.is_private = true;
    let private = insert(&store, private).await.id;
    let seen = relation(open, other, IncidentLinkKind::CascadedTo);
    let hidden = relation(private, open, IncidentLinkKind::SameProblem);
    let tx = store.begin().await.unwrap();
    link::lock(&tx).await.unwrap();
    link::insert(&tx, &seen).await.unwrap();
    link::insert(&tx, &hidden).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(link::of(&store, &outsider(), &[open, other]).await.unwrap(), [seen]);
    assert_eq!(link::by_id(&store, &outsider(), hidden.id).await.unwrap(), None);
    let member = member_of(&[private]);
    assert_eq!(link::by_id(&store, &member, hidden.id).await.unwrap(), Some(hidden));
    assert_eq!(link::of(&store, &member, &[open]).await.unwrap().len(), 2);
    assert_eq!(link::of(&store, &Scope::everything(), &[private]).await.unwrap(), [hidden]);
    let tx = store.begin().await.unwrap();
    link::delete(&tx, seen.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(link::of(&store, &outsider(), &[other]).await.unwrap(), []);
}

async fn a_circle_can_be_seen_before_it_closes(store: Store) {
    let world = world(&store).await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(insert(&store, incident(&world, "Again", n)).await.id);
    }
    let kind = IncidentLinkKind::DuplicateOf;
    let tx = store.begin().await.unwrap();
    for pair in ids.windows(2) {
        link::insert(&tx, &relation(pair[0], pair[1], kind)).await.unwrap();
    }
    link::insert(&tx, &relation(ids[3], ids[0], IncidentLinkKind::SameProblem)).await.unwrap();
    let reached = link::reachable(&tx, ids[3], ids[0], kind).await.unwrap();
    assert_eq!(reached.len(), 3);
    let refused = domain::incident::link::check_link(ids[3], ids[0], kind, &reached);
    assert_eq!(refused, Err(domain::incident::IncidentError::LinkCycle));
    let direct = link::reachable(&tx, ids[0], ids[1], kind).await.unwrap();
    let refused = domain::incident::link::check_link(ids[0], ids[1], kind, &direct);
    assert_eq!(refused, Err(domain::incident::IncidentError::LinkExists));
}
