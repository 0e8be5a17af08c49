//! A database of its own for every test, copied from a template that is made once per run.

use std::path::{Path, PathBuf};

use sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::command;
use crate::server::{PASSWORD, Who};

/// Which database is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server, named by `COALMINE_TEST_POSTGRES_URL`.
    Postgres,
}

const PREFIX: &str = "coalmine_api_";
const FILE: &str = "coalmine.db";

/// A database that goes away with its test.
pub struct Database {
    /// The folder of the data, of the SQLite file, of the program's log.
    pub dir: TempDir,
    /// Where the program connects to.
    pub url: String,
    postgres: Option<String>,
}

impl Database {
    /// A migrated database with one person of each role.
    pub async fn of_template(backend: Backend) -> Self {
        let dir = folder();
        match backend {
            Backend::Sqlite => {
                copy_files(sqlite_template(), dir.path());
                let url = sqlite_url(dir.path());
                Self { dir, url, postgres: None }
            }
            Backend::Postgres => {
                let template = postgres_template().await;
                let name = fresh_name();
                admin(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
                Self { dir, url: postgres_url(&name), postgres: Some(name) }
            }
        }
    }

    /// The same database for a second process, with the key ring of the first. Dropping it drops
    /// nothing but its own folder.
    pub fn beside(other: &Self) -> Self {
        let dir = folder();
        for entry in std::fs::read_dir(other.dir.path()).expect("the data folder").flatten() {
            if entry.file_name().to_string_lossy().contains("key") {
                std::fs::copy(entry.path(), dir.path().join(entry.file_name()))
                    .expect("the key ring can be copied");
            }
        }
        Self { dir, url: other.url.clone(), postgres: None }
    }

    /// An empty SQLite file that nobody has migrated.
    pub fn empty() -> Self {
        let dir = folder();
        let url = sqlite_url(dir.path());
        Self { dir, url, postgres: None }
    }

    /// A database without a table.
    pub async fn blank(backend: Backend) -> Self {
        let mut blank = Self::empty();
        if backend == Backend::Postgres {
            let name = fresh_name();
            admin(&format!("CREATE DATABASE {name}")).await;
            blank.url = postgres_url(&name);
            blank.postgres = Some(name);
        }
        blank
    }

    /// The SQLite file.
    pub fn file(&self) -> PathBuf {
        self.dir.path().join(FILE)
    }

    /// Runs statements behind the program's back.
    pub async fn execute(&self, statements: &[&str]) {
        let connection = connect(&self.url).await;
        for sql in statements {
            connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        connection.close().await.expect("the connection closes");
    }

    /// Whether the database refuses a statement.
    pub async fn refuses(&self, sql: &str) -> bool {
        let connection = connect(&self.url).await;
        let is_refused = connection.execute_unprepared(sql).await.is_err();
        connection.close().await.expect("the connection closes");
        is_refused
    }

    /// Lets nobody in any more, and throws out who is in. PostgreSQL only.
    pub async fn shut(&self) {
        let name = self.postgres.as_deref().expect("a database on a server");
        admin(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")).await;
        admin(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
            .await;
    }

    /// The settings that lead the program here.
    pub fn env(&self) -> Vec<(String, String)> {
        settings(&self.url, self.dir.path())
    }

    /// Runs a command of the program over this database.
    pub fn run(&self, words: &[&str], input: &str) -> command::Output {
        command::run(self.dir.path(), &self.env(), words, input)
    }

    /// The report of `coalmine doctor`, which must find nothing wrong; except that a test's
    /// PostgreSQL server may run without `fsync`.
    pub fn healthy(&self, more: &[&str]) -> String {
        let report = self.run(&[&["doctor"], more].concat(), "");
        let faults: Vec<&str> = report
            .out
            .lines()
            .filter(|line| line.starts_with("FAIL") && !line.ends_with("fsync = off"))
            .collect();
        assert!(faults.is_empty() && !report.out.is_empty(), "{faults:?} {}", report.err);
        report.out
    }

    /// Asks the database itself for one number, behind the program's back.
    pub async fn number(&self, sql: &str) -> i64 {
        let connection = connect(&self.url).await;
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.expect("the statement runs").expect("one row");
        let number = row.try_get_by_index(0).expect("one number");
        connection.close().await.expect("the connection closes");
        number
    }

    /// Asks the database itself for one column of texts, behind the program's back.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let connection = connect(&self.url).await;
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.expect("the statement runs");
        let texts = rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect();
        connection.close().await.expect("the connection closes");
        texts
    }

    /// Rows of everything that a change writes, so that "no trace" can be told.
    pub async fn traces(&self) -> i64 {
        let tables = [
            "audit_log",
            "event",
            "idempotency_key",
            "incident",
            "timeline_entry",
            "status_update",
            "promise",
            "update_draft",
            "impact_estimate",
            "problem",
            "problem_incident",
            "rca",
            "cause",
            "evidence",
            "repair_item",
            "repair_note",
            "repair_policy",
            "webhook",
            "tracker",
            "customer",
            "customer_service",
            "subscriber",
            "notice",
            "rca_publication",
            "rca_publication_customer",
            "rca_question",
            "rca_acknowledgement",
            "service",
            "app_user",
            "session",
            "one_time_link",
        ];
        let counts: Vec<String> =
            tables.iter().map(|table| format!("(SELECT count(*) FROM {table})")).collect();
        self.number(&format!("SELECT CAST({} AS BIGINT)", counts.join(" + "))).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(name) = self.postgres.take() else { return };
        // Dropping happens inside a runtime, where nothing may block on another.
        let dropped = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        assert!(dropped.join().is_ok() || std::thread::panicking(), "a test database could not be dropped");
    }
}

fn folder() -> TempDir {
    tempfile::Builder::new().prefix("coalmine-api-").tempdir().expect("a temporary folder")
}

fn sqlite_url(dir: &Path) -> String {
    format!("sqlite://{}", dir.join(FILE).display())
}

fn settings(url: &str, dir: &Path) -> Vec<(String, String)> {
    [("COALMINE_DATABASE_URL", url.to_owned()), ("COALMINE_DATA_DIR", dir.display().to_string())]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("the template is there") {
        let entry = entry.expect("the template is readable");
        if entry.file_name().to_string_lossy().starts_with(FILE) {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("the template can be copied");
        }
    }
}

/// Migrates and makes the people of the tests, by the commands an operator uses.
fn fill(dir: &Path, url: &str) {
    let env = settings(url, dir);
    command::run(dir, &env, &["migrate"], "").ok();
    for who in Who::ALL {
        let words =
            ["user", "create", "--email", who.email(), "--name", who.name(), "--role", who.role().as_str()];
        command::run(dir, &env, &words, &format!("{PASSWORD}\n")).ok();
    }
}

fn sqlite_template() -> &'static Path {
    static TEMPLATE: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let dir = std::env::temp_dir().join(format!("{PREFIX}template_{}", std::process::id()));
        remove_abandoned();
        std::fs::create_dir_all(&dir).expect("a temporary folder");
        fill(&dir, &sqlite_url(&dir));
        dir
    })
}

/// Templates of runs that ended: nothing runs after the last test, so the next run cleans up.
fn remove_abandoned() {
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix("template_")).is_some_and(is_gone) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn is_gone(pid: &str) -> bool {
    pid.parse::<u32>().is_ok() && Path::new("/proc/self").exists() && !Path::new("/proc").join(pid).exists()
}

async fn postgres_template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            remove_abandoned_databases().await;
            let name = format!("{PREFIX}template_{}", std::process::id());
            admin(&format!("CREATE DATABASE {name}")).await;
            let dir = folder();
            fill(dir.path(), &postgres_url(&name));
            name
        })
        .await
}

/// As [`remove_abandoned`], on the PostgreSQL server: names hold the process that made them.
async fn remove_abandoned_databases() {
    let connection = connect(&server_url()).await;
    let sql = format!("SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}%'");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    for row in connection.query_all_raw(statement).await.expect("the statement runs") {
        let name: String = row.try_get_by_index(0).expect("a name");
        let rest = name.strip_prefix(PREFIX).unwrap_or_default();
        if rest.split('_').find(|part| *part != "template").is_some_and(is_gone) {
            // Another run may be cleaning up as well.
            let _ =
                connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
    connection.close().await.expect("the connection closes");
}

fn fresh_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{PREFIX}{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn server_url() -> String {
    std::env::var("COALMINE_TEST_POSTGRES_URL").expect(
        "COALMINE_TEST_POSTGRES_URL must name a PostgreSQL server for the tests, such as \
         postgres://postgres@127.0.0.1:5432/postgres; `cargo xtask test` starts one",
    )
}

fn postgres_url(database: &str) -> String {
    let url = server_url();
    let (server, _) = url.rsplit_once('/').expect("a PostgreSQL URL names a database");
    format!("{server}/{database}")
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Connect::connect(options).await.expect("the database answers")
}

async fn admin(sql: &str) {
    let connection = connect(&server_url()).await;
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("the connection closes");
}
