//! `R5`: two programs on one database decide a thousand reminders while one of them is killed again and again: each is decided
//! exactly once, and none is missing.

use std::time::Duration;

use serde_json::json;
use tests::analysis::open;
use tests::database::Database;
use tests::repair::propose;
use tests::{Backend, Server, Who};

use crate::writer::Dice;

const ITEMS: i64 = 1000;

/// A thousand items of which 85 % of the time have passed: one stage each.
const DUE: &str = "INSERT INTO repair_item (id, problem_id, title, description, kind, lens, horizon, owner_id, done_condition,
        status, policy_version, counted_from, clock_basis, clock_days, due_at, committed_at, next_reminder_at,
        created_by_kind, created_by_id, created_at, updated_at, version)
    SELECT gen_random_uuid(), problem_id, 'Item ' || n, '', kind, lens, horizon, owner_id, 'Done', 'COMMITTED', policy_version,
        now() - interval '8500 minutes', 'COMMITTED', 10, now() + interval '1500 minutes', now(), now() - interval '1 minute',
        created_by_kind, created_by_id, created_at, updated_at, 1
    FROM repair_item, generate_series(1, 1000) AS n";
const DECIDED: &str = "SELECT count(*) FROM repair_reminder";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_decide_each_reminder_once() {
    let steady = Server::start(Backend::Postgres).await;
    let manager = steady.sign_in(Who::Problems).await;
    let problem = open(&manager, "Checkout slows down at peak", json!({})).await;
    let item = json!({ "problemId": problem.id, "title": "Size the pool", "kind": "PREVENTIVE", "lens": "TECHNICAL",
        "ownerId": manager.user_id });
    propose(&manager, item).await;
    let mut other = Server::over(Database::beside(&steady.database), &[]).await;
    let mut dice = Dice::new(5);
    steady.database.execute(&[DUE]).await;
    let mut kills = 0;
    while steady.database.number(DECIDED).await < ITEMS {
        assert!(kills < 200, "{} of {ITEMS} decided", steady.database.number(DECIDED).await);
        tokio::time::sleep(Duration::from_millis(dice.between(50, 400))).await;
        other.kill();
        kills += 1;
        other.start_again().await;
    }
    // A decision that was made twice would be told twice by now, or soon.
    tokio::time::sleep(Duration::from_secs(3)).await;
    for (sql, what) in [
        (DECIDED, "decisions"),
        ("SELECT count(DISTINCT (item_id, due_at, stage)) FROM repair_reminder WHERE is_told", "keys"),
        ("SELECT count(*) FROM notification WHERE kind = 'REPAIR_REMINDER'", "notifications"),
        ("SELECT count(DISTINCT subject) FROM notification WHERE kind = 'REPAIR_REMINDER'", "items told of"),
        ("SELECT count(*) FROM event WHERE kind = 'repair.reminded'", "events"),
        ("SELECT count(*) FROM audit_log WHERE action = 'repair.reminded'", "audit rows"),
    ] {
        assert_eq!(steady.database.number(sql).await, ITEMS, "{what}");
    }
    let late = "SELECT count(*) FROM repair_item WHERE next_reminder_at <= now()";
    assert_eq!(steady.database.number(late).await, 0);
    println!("{}", json!({ "decided": ITEMS, "kills": kills }));
    assert!(kills >= 2, "void: decided before anything was killed");
}
