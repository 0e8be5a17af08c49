//! Connections: one writer and some readers on SQLite, a pool on PostgreSQL; transactions.
//!
//! It must not know any table.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use crate::StoreError;

/// Which database is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, write-ahead log, every commit synced.
    Sqlite,
    /// PostgreSQL 15 or newer.
    Postgres,
}

/// How many connections to hold.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Readers on SQLite, all connections on PostgreSQL.
    pub connections: u32,
    /// How long to wait for a free connection.
    pub acquire_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 8, acquire_timeout: Duration::from_secs(5) }
    }
}

/// Lifts the limit on statements for the rest of a transaction on PostgreSQL.
pub(crate) const NO_TIMEOUT: &str = "SET LOCAL statement_timeout = 0";

/// Anything that runs statements: the store for reads, a transaction for writes.
pub trait Connection: Send + Sync {
    /// The sea-orm connection inside.
    type Inner: ConnectionTrait;

    /// Gives the sea-orm connection to the repositories.
    fn inner(&self) -> &Self::Inner;
}

type Observer = Box<dyn Fn(&str, Duration, bool) + Send + Sync>;

/// The database.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    background: DatabaseConnection,
    background_write: DatabaseConnection,
    statements: Arc<AtomicU64>,
    observer: Arc<OnceLock<Observer>>,
}

impl Connection for Store {
    type Inner = DatabaseConnection;

    fn inner(&self) -> &DatabaseConnection {
        &self.read
    }
}

/// A transaction: the only way to write. Dropping it rolls back.
pub struct Tx(DatabaseTransaction);

impl Connection for Tx {
    type Inner = DatabaseTransaction;

    fn inner(&self) -> &DatabaseTransaction {
        &self.0
    }
}

impl Tx {
    /// Makes everything durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}

impl Store {
    /// Connects to `sqlite://FILE` or `postgres://…`; makes the SQLite file if it is missing.
    pub async fn connect(url: &str, options: Options) -> Result<Self, StoreError> {
        let statements = Arc::new(AtomicU64::new(0));
        let observer = Arc::<OnceLock<Observer>>::default();
        let (mut read, mut write) = if url.starts_with("sqlite:") {
            // The writer goes first: it makes the file and sets the journal mode.
            let write = Database::connect(sqlite(url, 1, options)).await?;
            (Database::connect(sqlite(url, options.connections, options)).await?, write)
        } else {
            let pool = Database::connect(postgres(url, options)).await?;
            (pool.clone(), pool)
        };
        // Background work reads without being counted as part of a request.
        let (background, background_write) = (read.clone(), write.clone());
        for connection in [&mut read, &mut write] {
            let (count, observer) = (Arc::clone(&statements), Arc::clone(&observer));
            connection.set_metric_callback(move |info| {
                count.fetch_add(1, Ordering::Relaxed);
                if let Some(observer) = observer.get() {
                    observer(&info.statement.sql, info.elapsed, info.failed);
                }
            });
        }
        Ok(Self { read, write, background, background_write, statements, observer })
    }

    /// Begins a transaction. On SQLite it takes the write lock at once, so that a read-then-write
    /// transaction never meets a lock half-way.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx(self.write.begin_with_options(self.writing()).await?))
    }

    /// As [`Self::begin`], for background work: its statements are not counted as a request's.
    pub async fn begin_background(&self) -> Result<Tx, StoreError> {
        Ok(Tx(self.background_write.begin_with_options(self.writing()).await?))
    }

    /// Begins a long look at the database as it is at one moment, while others go on writing. Its
    /// statements may take as long as they need.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        let options = match self.backend() {
            Backend::Sqlite => TransactionOptions::default(),
            Backend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        let tx = self.background.begin_with_options(options).await?;
        if self.backend() == Backend::Postgres {
            tx.execute_unprepared(NO_TIMEOUT).await?;
        }
        Ok(Tx(tx))
    }

    fn writing(&self) -> TransactionOptions {
        TransactionOptions {
            sqlite_transaction_mode: (self.backend() == Backend::Sqlite)
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        }
    }

    /// The only writer on SQLite; any connection on PostgreSQL.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// The driver's own pool, for what sea-orm does not offer. PostgreSQL only.
    pub(crate) fn postgres(&self) -> &sea_orm::sqlx::PgPool {
        self.write.get_postgres_connection_pool()
    }

    /// Tells somebody of every statement of a request from now on: its text with placeholders, how
    /// long it took, whether it failed. The first observer stays.
    pub fn observe(&self, observer: impl Fn(&str, Duration, bool) + Send + Sync + 'static) {
        let _ = self.observer.set(Box::new(observer));
    }

    /// Which database is underneath.
    pub fn backend(&self) -> Backend {
        backend(&self.read)
    }

    /// Statements run for requests since the start, transactions' begin and commit not counted.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// A view for background work whose statements are not counted.
    pub fn background(&self) -> Background {
        Background(self.background.clone())
    }

    /// Moves what the write-ahead log holds into the database's file, so that a copy of the file is
    /// whole. Nothing to do on PostgreSQL.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        if self.backend() == Backend::Sqlite {
            self.write.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.background
            .execute_raw(Statement::from_string(self.background.get_database_backend(), "SELECT 1"))
            .await?;
        Ok(())
    }

    /// Durability as the connections really have it: (setting, value) pairs.
    pub async fn durability(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        let queries: &[(&str, &str)] = match self.backend() {
            Backend::Sqlite => &[
                ("journal_mode", "PRAGMA journal_mode"),
                ("synchronous", "PRAGMA synchronous"),
                ("foreign_keys", "PRAGMA foreign_keys"),
            ],
            Backend::Postgres => {
                &[("synchronous_commit", "SHOW synchronous_commit"), ("fsync", "SHOW fsync")]
            }
        };
        let mut settings = Vec::new();
        for (name, sql) in queries {
            let backend = self.write.get_database_backend();
            let row = self.write.query_one_raw(Statement::from_string(backend, *sql)).await?;
            let value = row
                .and_then(|row| {
                    row.try_get_by_index::<String>(0)
                        .or_else(|_| row.try_get_by_index::<i32>(0).map(|n| n.to_string()))
                        .ok()
                })
                .unwrap_or_default();
            settings.push((*name, value));
        }
        Ok(settings)
    }
}

/// The store as background work sees it.
#[derive(Clone)]
pub struct Background(DatabaseConnection);

impl Connection for Background {
    type Inner = DatabaseConnection;

    fn inner(&self) -> &DatabaseConnection {
        &self.0
    }
}

/// Which database a connection talks to.
pub(crate) fn backend(connection: &impl ConnectionTrait) -> Backend {
    match connection.get_database_backend() {
        DatabaseBackend::Postgres => Backend::Postgres,
        _ => Backend::Sqlite,
    }
}

fn sqlite(url: &str, connections: u32, options: Options) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("busy_timeout", "5000")
                .pragma("temp_store", "MEMORY")
        });
    connect
}

fn postgres(url: &str, options: Options) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(options.connections)
        .min_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .sqlx_logging(false)
        .statement_timeout(Duration::from_secs(5))
        .test_before_acquire_if_idle_for(Duration::from_secs(10))
        // An answer means that the commit is durable, whatever the server's own default says.
        .map_sqlx_postgres_opts(|options| options.options([("synchronous_commit", "on")]));
    connect
}
