//! R25: a newer database is refused, a migration that dies leaves nothing behind, and many processes
//! may start at once.

use std::process::Stdio;
use std::time::Duration;

use tests::database::Database;
use tests::{Backend, Server, Who, command};

on_both! {
    async fn a_newer_database_is_refused_by_every_command(server: &Server) {
        let future = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_tomorrow', 0)";
        server.database.execute(&[future]).await;
        let before = server.database.number("SELECT count(*) FROM seaql_migrations").await;
        let folder = server.database.dir.path().display().to_string();
        let commands: [&[&str]; 4] = [
            &["serve"],
            &["migrate"],
            &["user", "create", "--email", "new@mine.example", "--name", "New", "--role", "VIEWER"],
            &["import", "cstate", &folder],
        ];
        for words in commands {
            let mut env = server.database.env();
            env.push(("COALMINE_LISTEN".to_owned(), tests::server::free_address().to_string()));
            let refused = command::run(server.database.dir.path(), &env, words, "lantern-orbit-meadow-57-quartz\n");
            assert_eq!(refused.code, 1, "{words:?}: {}", refused.err);
            let told = refused.err.contains("newer than this program")
                && refused.err.contains("m29990101_000001_tomorrow")
                && refused.err.contains("restore the backup");
            assert!(told, "{words:?}: {}", refused.err);
        }
        let doctor = server.database.run(&["doctor"], "");
        assert!(doctor.code == 1 && doctor.out.contains("newer than this program"), "{}", doctor.out);
        assert_eq!(server.database.number("SELECT count(*) FROM seaql_migrations").await, before);
        assert_eq!(server.database.number("SELECT count(*) FROM app_user").await, 6);
    }
}

/// Numbers from a seed.
fn draw(state: &mut u64, end: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % end
}

/// Milliseconds that a whole `coalmine migrate` takes here.
fn whole(database: &Database) -> u64 {
    let started = tests::raw::now();
    database.run(&["migrate"], "").ok();
    u64::try_from(started.elapsed().as_millis()).unwrap()
}

async fn killed(backend: Backend) {
    // The quickest of three: on a busy machine one alone may take far longer than those to be killed.
    let mut span = u64::MAX;
    for _ in 0..3 {
        span = span.min(whole(&Database::blank(backend).await));
    }
    let span = span.max(20);
    let tables = match backend {
        Backend::Sqlite => {
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('audit_log', 'incident', 'audit_seal')"
        }
        Backend::Postgres => {
            "SELECT count(*) FROM pg_tables WHERE tablename IN ('audit_log', 'incident', 'audit_seal')"
        }
    };
    let (mut state, mut early) = (25, 0);
    for _ in 0..20 {
        let database = Database::blank(backend).await;
        let mut child = command::bare(database.dir.path())
            .arg("migrate")
            .envs(database.env())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(draw(&mut state, span))).await;
        child.kill().unwrap();
        let is_early = !child.wait().unwrap().success();
        early += u32::from(is_early);
        // On PostgreSQL the server may still be undoing; the next process waits for it.
        database.run(&["migrate"], "").ok();
        assert_eq!(database.number(tables).await, 3);
        let report = database.run(&["doctor"], "");
        assert!(report.out.contains("schema is up to date"), "{}", report.out);
    }
    assert!(early >= 10, "only {early} of 20 kills came before the end");
}

#[tokio::test]
async fn a_migration_that_dies_leaves_nothing_behind_on_sqlite() {
    killed(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_migration_that_dies_leaves_nothing_behind_on_postgres() {
    killed(Backend::Postgres).await;
}

#[tokio::test]
async fn replicas_that_start_at_once_on_an_empty_database_all_come_up() {
    let database = Database::blank(Backend::Postgres).await;
    let (second, third) = (Database::beside(&database), Database::beside(&database));
    let (first, second, third) =
        tokio::join!(Server::over(database, &[]), Server::over(second, &[]), Server::over(third, &[]));
    for server in [&first, &second, &third] {
        assert_eq!(
            server.anonymous().ask("{ viewer { name } }", serde_json::json!({})).await.code(),
            "UNAUTHENTICATED"
        );
    }
    let who = Who::Admin;
    let words = ["user", "create", "--email", who.email(), "--name", who.name(), "--role", "ADMIN"];
    first.database.run(&words, "lantern-orbit-meadow-57-quartz\n").ok();
    drop((second, third));
}

#[tokio::test]
async fn several_migrations_at_once_take_turns() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let database = Database::blank(backend).await;
        let children: Vec<_> = (0..5)
            .map(|_| {
                command::bare(database.dir.path())
                    .arg("migrate")
                    .envs(database.env())
                    .stdout(Stdio::null())
                    .spawn()
            })
            .collect();
        for child in children {
            assert!(child.unwrap().wait().unwrap().success());
        }
    }
}
