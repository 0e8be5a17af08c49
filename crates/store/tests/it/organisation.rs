//! The settings of the organisation, and what changed lately.

use domain::id::{EventId, IncidentId};
use domain::identity::Principal;
use domain::incident::{IncidentChange, Severity};
use domain::organisation::{Organisation, OrganisationChange, SeverityChange};
use domain::text::Name;
use store::incident::changes;
use store::ledger::{EventRow, repo as ledger};
use store::organisation::repo;
use store::{Store, StoreError};

use crate::harness::{at, on_both, uuid};
use crate::incident::{incident, insert, member_of, outsider, world};

on_both!(
    a_fresh_database_holds_the_defaults,
    settings_survive_and_a_stale_change_is_a_conflict,
    changes_come_newest_first_and_only_those_in_sight,
);

async fn a_fresh_database_holds_the_defaults(store: Store) {
    assert_eq!(repo::load(&store).await.unwrap(), Organisation::fresh().unwrap());
}

async fn settings_survive_and_a_stale_change_is_a_conflict(store: Store) {
    let mut settings = repo::load(&store).await.unwrap();
    let change = OrganisationChange {
        name: Name::parse("Trips").ok(),
        time_zone: Name::parse("Europe/Berlin").ok(),
        late_grace_minutes: Some(3),
        severities: vec![(
            Severity::Sev3,
            SeverityChange {
                label: Name::parse("Minor").ok(),
                roles_within: Some(Some(60)),
                internal_cadence: Some(None),
                ..SeverityChange::default()
            },
        )],
        approve_external_updates: Some(true),
        rca_preliminary_days: Some(2),
        rca_final_days: Some(21),
    };
    settings.apply(change).unwrap();
    let tx = store.begin().await.unwrap();
    repo::save(&tx, &settings).await.unwrap();
    let stale = repo::save(&tx, &settings).await;
    assert!(matches!(stale, Err(StoreError::Conflict { current: 2 })), "{stale:?}");
    tx.commit().await.unwrap();
    settings.version = 2;
    assert_eq!(repo::load(&store).await.unwrap(), settings);
}

async fn told(
    store: &Store,
    incident: IncidentId,
    change: IncidentChange,
    seconds: i64,
    by: Principal,
) -> EventId {
    let id = EventId::new(uuid());
    let row = EventRow {
        id,
        at: at(seconds),
        capability: "incident",
        kind: change.as_str(),
        subject: incident.uuid(),
        actor: by,
        facts: "{}".to_owned(),
    };
    let tx = store.begin().await.unwrap();
    ledger::append_events(&tx, vec![row]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn changes_come_newest_first_and_only_those_in_sight(store: Store) {
    let world = world(&store).await;
    let by = Principal::User(world.meena);
    let open = insert(&store, incident(&world, "Open", 0)).await.id;
    let mut secret = incident(&world, "Secret", 0);
    secret.is_private = true;
    let secret = insert(&store, secret).await.id;
    let first = told(&store, open, IncidentChange::Declared, 100, by).await;
    let hidden = told(&store, secret, IncidentChange::Declared, 200, by).await;
    // Two at one instant are told apart by id.
    let second = told(&store, open, IncidentChange::StatusChanged, 300, by).await;
    let third = told(&store, open, IncidentChange::SeverityChanged, 300, by).await;
    let read = async |scope, since, after, limit| {
        let found = changes::recent(&store, &scope, since, after, limit).await.unwrap();
        found.iter().map(|change| change.id).collect::<Vec<_>>()
    };
    assert_eq!(read(outsider(), at(0), None, 10).await, [third, second, first]);
    assert_eq!(read(member_of(&[secret]), at(0), None, 10).await, [third, second, hidden, first]);
    assert_eq!(read(outsider(), at(300), None, 10).await, [third, second]);
    assert_eq!(read(outsider(), at(0), None, 1).await, [third]);
    assert_eq!(read(outsider(), at(0), Some((at(300), third)), 10).await, [second, first]);
    let found = changes::recent(&store, &outsider(), at(0), None, 1).await.unwrap();
    assert_eq!(
        (found[0].change, found[0].incident, found[0].actor),
        (IncidentChange::SeverityChanged, open, by)
    );
}
