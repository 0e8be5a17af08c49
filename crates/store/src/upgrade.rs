//! Bringing the schema up to date: all or nothing, by one process at a time, and never backwards.
//!
//! It must not know any table but the list of applied migrations.

use std::collections::BTreeSet;

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement};

use crate::db::NO_TIMEOUT;
use crate::{Backend, Connection, Store, StoreError};

/// The name under which processes take turns on PostgreSQL: any number that nothing else uses.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock(7145002)";
const APPLIED: &str = "SELECT version FROM seaql_migrations ORDER BY version";
const IS_THERE_SQLITE: &str = "SELECT count(*) FROM sqlite_master WHERE name = 'seaql_migrations'";
const IS_THERE_POSTGRES: &str =
    "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'seaql_migrations'";

/// Which changes of the schema the database has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaState {
    /// Applied, oldest first.
    pub applied: Vec<String>,
    /// Known to this program and not applied yet, oldest first.
    pub pending: Vec<String>,
    /// Applied and not known to this program: it is older than the database.
    pub unknown: Vec<String>,
}

impl Store {
    /// Brings the schema up to date in one transaction, so that a process that dies on the way
    /// leaves the schema as it was. A second process waits for the first and finds nothing to do.
    ///
    /// Errors: [`StoreError::Newer`] when the database is ahead of this program; nothing was changed.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let tx = self.begin_background().await?;
        if self.backend() == Backend::Postgres {
            // An upgrade of a large table takes longer than any request may.
            tx.inner().execute_unprepared(NO_TIMEOUT).await?;
            tx.inner().execute_unprepared(LOCK_POSTGRES).await?;
        }
        let state = state(&tx).await?;
        refuse_newer(&state)?;
        if !state.pending.is_empty() {
            Migrator::up(tx.inner(), None).await?;
        }
        tx.commit().await
    }

    /// Names of migrations that are not applied yet.
    ///
    /// Errors: [`StoreError::Newer`] when the database is ahead of this program.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let state = state(&self.background()).await?;
        refuse_newer(&state)?;
        Ok(state.pending)
    }

    /// What the database holds against what this program knows.
    pub async fn schema_state(&self) -> Result<SchemaState, StoreError> {
        state(&self.background()).await
    }
}

fn refuse_newer(state: &SchemaState) -> Result<(), StoreError> {
    if state.unknown.is_empty() {
        Ok(())
    } else {
        Err(StoreError::Newer { migrations: state.unknown.clone() })
    }
}

async fn state(connection: &impl Connection) -> Result<SchemaState, StoreError> {
    let known: Vec<String> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = applied(connection).await?;
    let is_applied: BTreeSet<&String> = applied.iter().collect();
    Ok(SchemaState {
        pending: known.iter().filter(|name| !is_applied.contains(name)).cloned().collect(),
        unknown: applied.iter().filter(|name| !known.contains(name)).cloned().collect(),
        applied,
    })
}

async fn applied(connection: &impl Connection) -> Result<Vec<String>, StoreError> {
    let backend = connection.inner().get_database_backend();
    let is_there = match crate::db::backend(connection.inner()) {
        Backend::Sqlite => IS_THERE_SQLITE,
        Backend::Postgres => IS_THERE_POSTGRES,
    };
    let found = connection.inner().query_one_raw(Statement::from_string(backend, is_there)).await?;
    if found.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or(0) == 0 {
        return Ok(Vec::new());
    }
    let rows = connection.inner().query_all_raw(Statement::from_string(backend, APPLIED)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}
