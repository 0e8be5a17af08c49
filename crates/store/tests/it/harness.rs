//! A database per test, copied from a migrated template.
//!
//! `COALMINE_TEST_POSTGRES_URL` names a PostgreSQL server where databases may be made, such as
//! `postgres://postgres@127.0.0.1:5432/postgres`. Without it the tests on PostgreSQL fail: a test
//! that is skipped proves nothing.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::DateTime;
use domain::time::Instant;
use migrations::MigratorTrait;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use store::{Options, Store};
use tokio::sync::OnceCell;
use uuid::Uuid;

static COUNTER: AtomicU64 = AtomicU64::new(0);
static SQLITE_TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();

const OPTIONS: Options = Options { connections: 4, acquire_timeout: std::time::Duration::from_secs(30) };

/// Declares tests: each function runs once on SQLite and once on PostgreSQL.
macro_rules! on_both {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                $crate::harness::on_sqlite(super::$name).await;
            }

            #[tokio::test]
            async fn postgres() {
                $crate::harness::on_postgres(super::$name).await;
            }
        }
    )+ };
}
pub(crate) use on_both;

/// A number that no other test of this run has.
pub fn unique() -> u64 {
    COUNTER.fetch_add(1, Ordering::Relaxed)
}

/// An id that no other record of this run has.
pub fn uuid() -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(unique()))
}

/// An instant some seconds after the beginning of the tests' world.
pub fn at(seconds: i64) -> Instant {
    DateTime::from_timestamp(1_760_000_000 + seconds, 0).expect("a plain instant")
}

/// Runs a test on a fresh SQLite file.
pub async fn on_sqlite<F, T>(test: F)
where
    F: FnOnce(Store) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let template = SQLITE_TEMPLATE.get_or_init(sqlite_template).await;
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("test.sqlite");
    std::fs::write(&file, template).expect("a copy of the template");
    let store = Store::connect(&format!("sqlite://{}", file.display()), OPTIONS).await.expect("a connection");
    test(store).await;
}

/// Runs a test on a fresh PostgreSQL database, which is dropped afterwards.
pub async fn on_postgres<F, T>(test: F)
where
    F: FnOnce(Store) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let server = server();
    let template = POSTGRES_TEMPLATE.get_or_init(postgres_template).await;
    let name = format!("coalmine_test_{}_{}", std::process::id(), unique());
    let admin = connect(&server).await;
    execute(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    let store = Store::connect(&url_of(&server, &name), OPTIONS).await.expect("a connection");
    let outcome = tokio::spawn(test(store)).await;
    execute(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(failed) = outcome {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Runs a test on an empty SQLite file without any table.
pub async fn blank_sqlite<F, T>(test: F)
where
    F: FnOnce(DatabaseConnection) -> T,
    T: Future<Output = ()>,
{
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("blank.sqlite");
    test(connect(&format!("sqlite://{}?mode=rwc", file.display())).await).await;
}

/// Runs a test on an empty PostgreSQL database without any table, which is dropped afterwards unless the test fails.
pub async fn blank_postgres<F, T>(test: F)
where
    F: FnOnce(DatabaseConnection) -> T,
    T: Future<Output = ()>,
{
    let server = server();
    let name = format!("coalmine_blank_{}_{}", std::process::id(), unique());
    let admin = connect(&server).await;
    execute(&admin, &format!("CREATE DATABASE {name}")).await;
    test(connect(&url_of(&server, &name)).await).await;
    execute(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn sqlite_template() -> Vec<u8> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("template.sqlite");
    let connection = connect(&format!("sqlite://{}?mode=rwc", file.display())).await;
    migrations::Migrator::up(&connection, None).await.expect("migrations apply");
    connection.close().await.expect("the template is written");
    std::fs::read(&file).expect("the template is there")
}

async fn postgres_template() -> String {
    let server = server();
    let name = format!("coalmine_template_{}", std::process::id());
    let admin = connect(&server).await;
    execute(&admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    execute(&admin, &format!("CREATE DATABASE {name}")).await;
    let connection = connect(&url_of(&server, &name)).await;
    migrations::Migrator::up(&connection, None).await.expect("migrations apply");
    // A template must have no connections when it is copied.
    connection.close().await.expect("the template is free");
    name
}

fn server() -> String {
    std::env::var("COALMINE_TEST_POSTGRES_URL").unwrap_or_else(|_| {
        panic!(
            "COALMINE_TEST_POSTGRES_URL is not set. It names a PostgreSQL server where tests may make databases; \
             `cargo xtask test` starts one and sets it."
        )
    })
}

fn url_of(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("the address of a server ends with a database");
    format!("{base}/{database}")
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap_or_else(|error| panic!("no connection to the database: {error}"))
}

async fn execute(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
