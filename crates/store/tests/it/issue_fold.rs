//! What the migration does with items that were linked to one issue by keys in different case.

use migrations::MigratorTrait;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use uuid::Uuid;

use crate::harness::{blank_postgres, blank_sqlite};

/// Migrations before the one that folds keys.
const BEFORE: u32 = 18;
const TIME: &str = "'2026-11-28 08:00:00+00:00'";

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn key(connection: &DatabaseConnection, number: u128) -> String {
    let uuid = Uuid::from_u128(number);
    match connection.get_database_backend() {
        DatabaseBackend::Sqlite => format!("X'{}'", uuid.simple()),
        _ => format!("'{uuid}'"),
    }
}

/// An item that is linked to an issue of a tracker, as the schema was before.
fn linked(connection: &DatabaseConnection, item: u128, tracker: u128, issue: &str) -> String {
    let (item, tracker, problem) = (key(connection, item), key(connection, tracker), key(connection, 1));
    format!(
        "INSERT INTO repair_item (id, problem_id, title, description, kind, lens, horizon, done_condition, status, policy_version,
         tracker_id, issue_provider, issue_key, issue_url, issue_state, created_by_kind, created_by_id, created_at, updated_at,
         version) VALUES ({item}, {problem}, 'Mend it', '', 'CORRECTIVE', 'TECHNICAL', 'SHORT', '', 'PROPOSED', 1, {tracker},
         'GITHUB', '{issue}', 'https://github.com/{issue}', 'OPEN', 'SYSTEM', 'cli', {TIME}, {TIME}, 1)"
    )
}

async fn story(connection: DatabaseConnection) {
    migrations::Migrator::up(&connection, Some(BEFORE)).await.unwrap();
    let problem = key(&connection, 1);
    run(
        &connection,
        &format!(
            "INSERT INTO problem (id, title, description, status, steps_passed, root_cause_count, incident_count, recurrence_count,
             opened_by_kind, opened_by_id, created_at, updated_at, version) VALUES ({problem}, 'Slow', '', 'IN_ANALYSIS', 0, 0, 0,
             0, 'SYSTEM', 'cli', {TIME}, {TIME}, 1)"
        ),
    )
    .await;
    let (one, two) = (91, 92);
    for (item, tracker, issue) in [
        (12, one, "Mine/Shop#7"),
        (11, one, "mine/shop#7"),
        (13, one, "MINE/SHOP#7"),
        (14, one, "mine/shop#8"),
        (15, two, "mine/shop#7"),
    ] {
        run(&connection, &linked(&connection, item, tracker, issue)).await;
    }
    migrations::Migrator::up(&connection, None).await.unwrap();
    let sql = "SELECT id, tracker_id IS NOT NULL, issue_key FROM repair_item ORDER BY id";
    let rows = connection
        .query_all_raw(Statement::from_string(connection.get_database_backend(), sql))
        .await
        .unwrap();
    let kept: Vec<(u128, bool, String)> = rows
        .into_iter()
        .map(|row| {
            let id: Uuid = row.try_get_by_index(0).unwrap();
            (id.as_u128(), row.try_get_by_index(1).unwrap(), row.try_get_by_index(2).unwrap())
        })
        .collect();
    let expected = [
        (11, true, "mine/shop#7"),
        (12, false, "Mine/Shop#7"),
        (13, false, "MINE/SHOP#7"),
        (14, true, "mine/shop#8"),
        (15, true, "mine/shop#7"),
    ];
    assert_eq!(kept, expected.map(|(id, is_kept, issue)| (id, is_kept, issue.to_owned())));
    let again = connection.execute_unprepared(&linked(&connection, 16, one, "Mine/shop#8")).await;
    assert!(again.is_err(), "one item for an issue, whatever the case");
    run(&connection, &linked(&connection, 17, two, "mine/shop#8")).await;
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
