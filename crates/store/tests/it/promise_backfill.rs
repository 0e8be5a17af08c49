//! The promises that the migration makes of updates which were published before it: the same that living through them makes.

use domain::comms::promise::{Promise, replay};
use domain::comms::{Audience, StatusUpdate};
use domain::id::{IncidentId, StatusUpdateId, UserId};
use domain::identity::Principal;
use domain::organisation::Thresholds;
use domain::text::Body;
use domain::time::Instant;
use migrations::MigratorTrait;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use uuid::Uuid;

use crate::harness::{at, blank_postgres, blank_sqlite};

/// Migrations before the one that makes promises.
const BEFORE: u32 = 13;
const GRACE: u32 = 5;

/// Minute of publication, audience, minutes to the next update, minutes to the fix.
type Told = (i64, Audience, Option<i64>, Option<i64>);

const OPEN: &[Told] = &[
    (0, Audience::External, Some(60), Some(300)),
    (0, Audience::Internal, None, Some(30)),
    (65, Audience::External, Some(60), None),
    (131, Audience::External, None, Some(60)),
];
const ENDED: &[Told] = &[
    (0, Audience::External, Some(60), None),
    (0, Audience::Internal, Some(200), None),
    (0, Audience::External, Some(10), None),
    (150, Audience::External, None, None),
];
/// It ended in time for nobody but people of the house; customers never heard.
const SILENT: &[Told] = &[(0, Audience::External, Some(60), None), (0, Audience::Internal, Some(100), None)];

fn updates(incident: u128, told: &[Told]) -> Vec<StatusUpdate> {
    let minute = |minutes: i64| at(minutes * 60);
    let mut updates = Vec::new();
    for (n, (told_at, audience, next, eta)) in told.iter().enumerate() {
        updates.push(StatusUpdate {
            id: StatusUpdateId::new(Uuid::from_u128(incident * 1_000 + n as u128)),
            incident: IncidentId::new(Uuid::from_u128(incident)),
            audience: *audience,
            body: Body::parse("We are on it.").unwrap(),
            published_at: minute(*told_at),
            next_update_at: next.map(|next| minute(told_at + next)),
            eta: eta.map(|eta| minute(told_at + eta)),
            is_final: next.is_none() && eta.is_none(),
            author: Principal::User(UserId::new(Uuid::from_u128(7))),
            corrects: None,
            corrected: None,
        });
    }
    updates
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Writes an incident and what was told about it, as the schema was before.
async fn write(
    connection: &DatabaseConnection,
    incident: u128,
    ended: Option<Instant>,
    all: &[StatusUpdate],
) {
    let is_sqlite = connection.get_database_backend() == sea_orm::DatabaseBackend::Sqlite;
    let id = |uuid: Uuid| if is_sqlite { format!("X'{}'", uuid.simple()) } else { format!("'{uuid}'") };
    let time = |at: Option<Instant>| {
        at.map_or("NULL".to_owned(), |at| format!("'{}'", at.format("%Y-%m-%d %H:%M:%S+00:00")))
    };
    let author = UserId::new(Uuid::from_u128(7));
    let (key, begun, status) = (
        id(Uuid::from_u128(incident)),
        time(Some(at(0))),
        if ended.is_some() { "RESOLVED" } else { "IDENTIFIED" },
    );
    run(
        connection,
        &format!(
            "INSERT INTO incident (id, title, summary, severity, status, is_private, started_at, ended_at, declared_by_kind,
             declared_by_id, created_at, updated_at, version) VALUES ({key}, 'Slow', '', 'SEV2', '{status}', FALSE, {begun}, {},
             'USER', '{author}', {begun}, {begun}, 1)",
            time(ended)
        ),
    )
    .await;
    for update in all {
        run(
            connection,
            &format!(
                "INSERT INTO status_update (id, incident_id, audience, body, published_at, next_update_at, eta, is_final,
                 author_kind, author_id) VALUES ({}, {key}, '{}', 'We are on it.', {}, {}, {}, {}, 'USER', '{author}')",
                id(update.id.uuid()),
                update.audience,
                time(Some(update.published_at)),
                time(update.next_update_at),
                time(update.eta),
                update.is_final
            ),
        )
        .await;
    }
}

async fn made(connection: &DatabaseConnection) -> Vec<(Uuid, String, Option<Instant>, bool)> {
    let sql = "SELECT id, outcome, kept_at, escalate_at IS NOT NULL FROM promise ORDER BY id";
    let rows = connection
        .query_all_raw(Statement::from_string(connection.get_database_backend(), sql))
        .await
        .unwrap();
    let row = |row: sea_orm::QueryResult| {
        (
            row.try_get_by_index(0).unwrap(),
            row.try_get_by_index(1).unwrap(),
            row.try_get_by_index(2).unwrap(),
            row.try_get_by_index(3).unwrap(),
        )
    };
    rows.into_iter().map(row).collect()
}

async fn story(connection: DatabaseConnection) {
    migrations::Migrator::up(&connection, Some(BEFORE)).await.unwrap();
    run(&connection, &format!("UPDATE organisation SET late_grace_minutes = {GRACE}")).await;
    let mut thresholds = Thresholds::default();
    thresholds.late_grace_minutes = GRACE;
    let mut expected: Vec<Promise> = Vec::new();
    for (incident, told, ended) in
        [(1, OPEN, None), (2, ENDED, Some(at(140 * 60))), (3, SILENT, Some(at(90 * 60)))]
    {
        let all = updates(incident, told);
        write(&connection, incident, ended, &all).await;
        expected.extend(replay(&all, ended, &thresholds));
    }
    migrations::Migrator::up(&connection, None).await.unwrap();
    let mut expected: Vec<_> = expected
        .iter()
        .map(|one| (one.id.uuid(), one.outcome.to_string(), one.kept_at, one.escalate_at.is_some()))
        .collect();
    expected.sort();
    let made = made(&connection).await;
    assert_eq!(made, expected);
    for outcome in ["OPEN", "KEPT", "LATE", "BROKEN"] {
        assert!(made.iter().any(|(_, became, _, _)| became == outcome), "{outcome} is in the story");
    }
    connection.close().await.unwrap();
}

#[tokio::test]
async fn sqlite() {
    blank_sqlite(story).await;
}

#[tokio::test]
async fn postgres() {
    blank_postgres(story).await;
}
