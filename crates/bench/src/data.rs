//! A database with the measured data: made by the product itself, asked for what requests need.
//! It must not know how requests look.

use std::path::Path;
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use domain::id::{IncidentId, ServiceId};
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::sqlite::SqlitePool;
use uuid::Uuid;

use crate::proc;
use crate::report::Kind;

/// How many incidents are asked for in turn.
const SAMPLE: i64 = 2000;

/// Incidents of a status and severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    pub status: String,
    pub severity: String,
    pub count: i64,
}

/// A database of its own, filled. SQLite's files go with it.
pub struct Data {
    pub kind: Kind,
    pub url: String,
    pub incidents: u64,
    /// PostgreSQL's first process, whose children do the work.
    pub postmaster: Option<u32>,
    /// Those with the most incidents first.
    pub combinations: Vec<Combination>,
    /// States of problems and how many are in each, those with the most first.
    pub boards: Vec<(String, i64)>,
    /// Public incidents, spread over all.
    pub sample: Vec<IncidentId>,
    pub services: Vec<ServiceId>,
    dir: tempfile::TempDir,
}

const COMBINATIONS: &str = "SELECT status, severity, count(*) FROM incident WHERE NOT is_private
    GROUP BY status, severity ORDER BY count(*) DESC, status, severity";
const BOARDS: &str = "SELECT status, count(*) FROM problem GROUP BY status ORDER BY count(*) DESC, status";
const SPREAD: &str = "SELECT id FROM incident
    WHERE NOT is_private AND number % (SELECT max(number) / $1 + 1 FROM incident) = 0 ORDER BY number";
const SERVICES: &str = "SELECT id FROM service ORDER BY name";
const POSTMASTER: &str = "SELECT pg_backend_pid()";

/// The same for both databases: sqlx's types differ, the statements do not.
macro_rules! ask {
    ($data:ident, $pool:expr) => {{
        let pool = $pool;
        let rows: Vec<(String, String, i64)> = sqlx::query_as(COMBINATIONS).fetch_all(&pool).await?;
        $data.combinations = rows
            .into_iter()
            .map(|(status, severity, count)| Combination { status, severity, count })
            .collect();
        $data.boards = sqlx::query_as(BOARDS).fetch_all(&pool).await?;
        let rows: Vec<(Uuid,)> = sqlx::query_as(SPREAD).bind(SAMPLE).fetch_all(&pool).await?;
        $data.sample = rows.into_iter().map(|(id,)| IncidentId::new(id)).collect();
        let rows: Vec<(Uuid,)> = sqlx::query_as(SERVICES).fetch_all(&pool).await?;
        $data.services = rows.into_iter().map(|(id,)| ServiceId::new(id)).collect();
        pool.close().await;
    }};
}

impl Data {
    /// Makes a database and lets the product fill it. PostgreSQL's is made in the cluster of `postgres`.
    pub async fn make(kind: Kind, incidents: u64, postgres: Option<&str>, product: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("coalmine-bench-").tempdir()?;
        let (url, postmaster) = match kind {
            Kind::Sqlite => (format!("sqlite://{}", dir.path().join("bench.db").display()), None),
            Kind::Postgres => {
                let cluster =
                    postgres.context("--postgres names no cluster; run it by `cargo xtask bench`")?;
                make_database(cluster, &format!("bench_{incidents}")).await?
            }
        };
        let mut data = Self {
            kind,
            url,
            incidents,
            postmaster,
            combinations: Vec::new(),
            boards: Vec::new(),
            sample: Vec::new(),
            services: Vec::new(),
            dir,
        };
        let began = Instant::now();
        eprintln!("{}: filling with {incidents} incidents …", kind.name());
        let count = incidents.to_string();
        data.product(product, &["migrate"])?;
        data.product(product, &["seed", "--incidents", &count, "--password", "bench and nothing else"])?;
        eprintln!("{}: filled in {:.0} s", kind.name(), began.elapsed().as_secs_f64());
        data.learn().await?;
        Ok(data)
    }

    async fn learn(&mut self) -> Result<()> {
        let data = self;
        match data.kind {
            Kind::Sqlite => ask!(data, SqlitePool::connect(&data.url).await?),
            Kind::Postgres => ask!(data, PgPool::connect(&data.url).await?),
        }
        ensure!(
            !data.combinations.is_empty()
                && !data.boards.is_empty()
                && !data.sample.is_empty()
                && !data.services.is_empty(),
            "the data holds no incidents, no problems or no services"
        );
        Ok(())
    }

    /// A command of the product on this database.
    pub fn command(&self, product: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(product);
        command
            .args(arguments)
            // Settings of whoever measures must not change what is measured.
            .current_dir(self.dir.path())
            .env("COALMINE_DATABASE_URL", &self.url)
            .env("COALMINE_DATA_DIR", self.dir.path())
            .env("COALMINE_LOG__FILTER", "error");
        command
    }

    /// Runs a command of the product and gives what it printed.
    pub fn product(&self, product: &Path, arguments: &[&str]) -> Result<String> {
        let output = self
            .command(product, arguments)
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot start {}", product.display()))?;
        ensure!(output.status.success(), "`coalmine {}` ended with {}", arguments.join(" "), output.status);
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// CPU seconds of the database's own processes so far; SQLite has none.
    pub fn cpu_seconds(&self) -> Result<f64> {
        self.postmaster.map_or(Ok(0.0), proc::family_cpu_seconds)
    }

    /// Where files for a run may lie.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Gives the space back.
    pub async fn remove(self, postgres: Option<&str>) -> Result<()> {
        if let (Kind::Postgres, Some(cluster)) = (self.kind, postgres) {
            let pool = PgPool::connect(cluster).await?;
            sqlx::query(sqlx::AssertSqlSafe(format!("DROP DATABASE bench_{} WITH (FORCE)", self.incidents)))
                .execute(&pool)
                .await?;
        }
        Ok(())
    }
}

/// Makes a database and finds the cluster's first process.
async fn make_database(cluster: &str, name: &str) -> Result<(String, Option<u32>)> {
    let pool = PgPool::connect(cluster).await.context("cannot reach the cluster")?;
    for statement in
        [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")]
    {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&pool).await?;
    }
    let (backend,): (i32,) = sqlx::query_as(POSTMASTER).fetch_one(&pool).await?;
    // A cluster on another machine has no process here: its time is then not counted.
    let postmaster = u32::try_from(backend).ok().and_then(|pid| proc::parent(pid).ok());
    pool.close().await;
    let options = PgConnectOptions::from_str(cluster)?;
    let (user, host, port) = (options.get_username(), options.get_host(), options.get_port());
    Ok((format!("postgres://{user}@{host}:{port}/{name}"), postmaster))
}
