//! What an operator asks of the database itself: a copy of it, and whether it is sound.
//!
//! It must not know what the records mean.

use sea_orm::{ConnectionTrait, Statement};

use crate::db::backend;
use crate::{Backend, Connection, Store, StoreError};

/// Tables whose rows are counted, with the words that people use for them.
const COUNTS: &[(&str, &str)] = &[
    ("users", "SELECT count(*) FROM app_user"),
    ("services", "SELECT count(*) FROM service"),
    ("incidents", "SELECT count(*) FROM incident"),
    ("timeline entries", "SELECT count(*) FROM timeline_entry"),
    ("status updates", "SELECT count(*) FROM status_update"),
    ("audit rows", "SELECT count(*) FROM audit_log"),
    ("events", "SELECT count(*) FROM event"),
];
const COPY_SQLITE: &str = "VACUUM INTO ?";
const INTEGRITY_SQLITE: &str = "PRAGMA integrity_check(20)";
const FOREIGN_KEYS_SQLITE: &str = "PRAGMA foreign_key_check";
/// Constraints and indexes that PostgreSQL itself knows to be unfinished or broken.
const INVALID_POSTGRES: &str =
    "SELECT conrelid::regclass::text || ': constraint ' || conname || ' was never checked'
        FROM pg_constraint WHERE NOT convalidated
    UNION ALL SELECT indrelid::regclass::text || ': index ' || indexrelid::regclass::text || ' is not valid'
        FROM pg_index WHERE NOT indisvalid
    LIMIT 20";
const VERSION_POSTGRES: &str = "SELECT current_setting('server_version_num')::int";

impl Store {
    /// Writes a whole copy of the SQLite database to a file that does not exist yet, while others go
    /// on writing: it holds everything that was committed when it began.
    pub async fn copy_sqlite(&self, file: &str) -> Result<(), StoreError> {
        let background = self.background();
        let statement = Statement::from_sql_and_values(
            background.inner().get_database_backend(),
            COPY_SQLITE,
            [file.into()],
        );
        background.inner().execute_raw(statement).await?;
        Ok(())
    }

    /// The major version of the PostgreSQL server.
    pub async fn postgres_version(&self) -> Result<i32, StoreError> {
        Ok(number(&self.background(), VERSION_POSTGRES).await? / 10_000)
    }
}

/// What the database finds wrong with itself; empty when it is sound.
pub async fn complaints(store: &impl Connection) -> Result<Vec<String>, StoreError> {
    let mut complaints = Vec::new();
    match backend(store.inner()) {
        Backend::Sqlite => {
            for row in rows(store, INTEGRITY_SQLITE).await? {
                let text: String = row.try_get_by_index(0)?;
                if text != "ok" {
                    complaints.push(text);
                }
            }
            for row in rows(store, FOREIGN_KEYS_SQLITE).await?.iter().take(20) {
                let (table, parent): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
                complaints.push(["a row of ", &table, " names a missing row of ", &parent].concat());
            }
        }
        Backend::Postgres => {
            for row in rows(store, INVALID_POSTGRES).await? {
                complaints.push(row.try_get_by_index(0)?);
            }
        }
    }
    Ok(complaints)
}

/// How many records there are of the main kinds.
pub async fn counts(store: &impl Connection) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut counts = Vec::new();
    for (name, sql) in COUNTS {
        let row = rows(store, sql).await?;
        let count = row.first().map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0);
        counts.push((*name, count));
    }
    Ok(counts)
}

async fn rows(store: &impl Connection, sql: &'static str) -> Result<Vec<sea_orm::QueryResult>, StoreError> {
    let statement = Statement::from_string(store.inner().get_database_backend(), sql);
    Ok(store.inner().query_all_raw(statement).await?)
}

async fn number(store: &impl Connection, sql: &'static str) -> Result<i32, StoreError> {
    let rows = rows(store, sql).await?;
    Ok(rows.first().map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}
