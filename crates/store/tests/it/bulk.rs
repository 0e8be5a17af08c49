//! Very many rows at once: they read back like rows of single writes, and the schema is as before.

use std::collections::BTreeSet;

use domain::comms::{Audience, StatusUpdate};
use domain::id::{AuditId, StatusUpdateId};
use domain::identity::{Principal, SystemActor};
use domain::incident::{EntryDetail, Incident, IncidentStatus, TimelineEntry};
use domain::text::Body;
use sea_orm::{ConnectionTrait, Statement};
use store::incident::{Filter, Order, Scope, bulk, list, repo, timeline};
use store::ledger::AuditRow;
use store::{Backend, Bulk, Connection, Store, catalog, comms, identity, ledger};

use crate::harness::{at, on_both, uuid};
use crate::incident::{World, entry, incident, insert, outsider, world};

on_both!(
    what_is_written_in_bulk_reads_back,
    the_schema_is_as_before,
    nothing_is_left_of_a_bulk_that_is_dropped,
    a_bulk_wants_no_incidents,
);

/// Several incidents in different states, with an entry each.
fn records(world: &World, count: i64) -> (Vec<Incident>, Vec<TimelineEntry>) {
    let incidents: Vec<Incident> = (0..count)
        .map(|place| {
            let mut incident = incident(world, &format!("Shop \"{place}\" is down \\N é"), place);
            if place % 2 == 0 {
                incident.change_status(IncidentStatus::Investigating, None, None, at(5_000)).unwrap();
                incident.change_status(IncidentStatus::Resolved, None, None, at(6_000 + place)).unwrap();
            }
            incident.is_private = place == 3;
            incident
        })
        .collect();
    let entries =
        incidents.iter().map(|one| entry(world, one.id, at(7_000), EntryDetail::Action { result: None }));
    let entries = entries.collect();
    (incidents, entries)
}

async fn write(bulk: &mut Bulk, world: &World, incidents: &[Incident], entries: &[TimelineEntry]) {
    bulk::add(bulk, incidents).await.unwrap();
    bulk::add_entries(bulk, entries).await.unwrap();
    let invited: Vec<_> =
        incidents.iter().filter(|one| one.is_private).map(|one| (one.id, world.meena, at(9_000))).collect();
    bulk::add_members(bulk, &invited).await.unwrap();
    comms::repo::add_all(bulk, &incidents.iter().map(|one| update(world, one)).collect::<Vec<_>>())
        .await
        .unwrap();
    let row = AuditRow {
        id: AuditId::new(uuid()),
        at: at(9_000),
        actor: Principal::System(SystemActor::Cli),
        action: "installation.seeded",
        subject_kind: "installation",
        subject_id: "seed".to_owned(),
        facts: "{}".to_owned(),
        request_id: None,
    };
    ledger::repo::add_audit(bulk, row).await.unwrap();
}

fn update(world: &World, incident: &Incident) -> StatusUpdate {
    StatusUpdate {
        id: StatusUpdateId::new(uuid()),
        incident: incident.id,
        audience: Audience::External,
        body: Body::parse("We are looking.\nMore soon.").unwrap(),
        published_at: at(7_100),
        next_update_at: Some(at(8_000)),
        eta: None,
        is_final: false,
        author: Principal::User(world.oliver),
        corrects: None,
        corrected: None,
    }
}

async fn what_is_written_in_bulk_reads_back(store: Store) {
    let world = world(&store).await;
    let (mut incidents, entries) = records(&world, 500);
    let person =
        crate::identity::person(&[domain::identity::Role::Viewer, domain::identity::Role::Responder]);
    let service = crate::catalog::service();
    let mut bulk = bulk::begin(&store).await.unwrap().unwrap();
    identity::user::add_all(&mut bulk, &[], std::slice::from_ref(&person), "hash").await.unwrap();
    catalog::repo::add_all(&mut bulk, std::slice::from_ref(&service)).await.unwrap();
    for (part, lines) in incidents.chunks(300).zip(entries.chunks(300)) {
        write(&mut bulk, &world, part, lines).await;
    }
    let mut steps = 0;
    bulk.settle(&mut |_| steps += 1).await.unwrap();
    bulk.commit(&mut |_| steps += 1).await.unwrap();
    assert!(steps > 2, "the end is told step by step");

    assert_eq!(catalog::repo::load(&store, service.id).await.unwrap(), Some(service));
    let read = identity::user::load(&store, person.id).await.unwrap().unwrap();
    assert_eq!(BTreeSet::from_iter(read.roles), BTreeSet::from_iter(person.roles));
    for (incident, number) in incidents.iter_mut().zip(1..) {
        incident.number = number;
        if number <= 5 || number == 500 {
            let (_, read) = repo::load(&store, &Scope::everything(), incident.id).await.unwrap().unwrap();
            assert_eq!(&read, incident);
        }
    }
    assert!(repo::load(&store, &outsider(), incidents[3].id).await.unwrap().is_none(), "it is private");
    let read = timeline::entry(&store, &Scope::everything(), entries[4].id).await.unwrap();
    assert_eq!(read.as_ref(), Some(&entries[4]));
    let query = comms::StatusUpdateQuery { newest_first: true, after: None, audience: None, limit: 5 };
    let pages = comms::repo::pages(&store, &Scope::everything(), &[incidents[0].id], &query).await.unwrap();
    assert_eq!(pages[&incidents[0].id].len(), 1);
    let found = Filter { text: Some("488".to_owned()), ..Filter::default() };
    let page = list::page(&store, &outsider(), &found, Order::StartedAtDesc, None, 10).await.unwrap();
    assert_eq!(page.iter().map(|one| one.id).collect::<Vec<_>>(), [incidents[488].id]);
    assert_eq!(ledger::repo::audit_actions(&store).await.unwrap().len(), 2);

    let later = insert(&store, incident(&world, "Later, one by one", 0)).await;
    assert!(later.number > 500, "numbers go on: {}", later.number);
    let found = Filter { text: Some("later".to_owned()), ..Filter::default() };
    let page = list::page(&store, &outsider(), &found, Order::StartedAtDesc, None, 10).await.unwrap();
    assert_eq!(page.len(), 1, "single writes are found as well");
}

/// Every definition that the catalogue holds.
async fn schema(store: &Store) -> BTreeSet<String> {
    const SQLITE: &str = "SELECT type || ' ' || name || ' ' || sql FROM sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_stat%'";
    const POSTGRES: &str = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid <> 0
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal";
    let sql = if store.backend() == Backend::Sqlite { SQLITE } else { POSTGRES };
    let connection = store.inner();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

async fn the_schema_is_as_before(store: Store) {
    let world = world(&store).await;
    let before = schema(&store).await;
    assert!(before.iter().any(|sql| sql.contains("timeline_entry_incident")), "{before:?}");
    let (incidents, entries) = records(&world, 3);
    let mut bulk = bulk::begin(&store).await.unwrap().unwrap();
    write(&mut bulk, &world, &incidents, &entries).await;
    bulk.settle(&mut |_| {}).await.unwrap();
    bulk.commit(&mut |_| {}).await.unwrap();
    assert_eq!(schema(&store).await, before);
}

async fn nothing_is_left_of_a_bulk_that_is_dropped(store: Store) {
    let world = world(&store).await;
    let before = schema(&store).await;
    let (incidents, entries) = records(&world, 3);
    let mut bulk = bulk::begin(&store).await.unwrap().unwrap();
    write(&mut bulk, &world, &incidents, &entries).await;
    drop(bulk);
    // The next one waits for the roll-back.
    let mut bulk = bulk::begin(&store).await.unwrap().expect("there are no incidents");
    assert!(ledger::repo::audit_actions(&store).await.unwrap().is_empty());
    write(&mut bulk, &world, &incidents, &entries).await;
    bulk.settle(&mut |_| {}).await.unwrap();
    bulk.commit(&mut |_| {}).await.unwrap();
    assert_eq!(schema(&store).await, before);
}

async fn a_bulk_wants_no_incidents(store: Store) {
    let world = world(&store).await;
    insert(&store, incident(&world, "There before", 0)).await;
    assert!(bulk::begin(&store).await.unwrap().is_none());
    insert(&store, incident(&world, "There afterwards", 0)).await;
}
