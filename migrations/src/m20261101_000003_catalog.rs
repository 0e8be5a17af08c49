//! Services: what can be affected.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `service`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE service (
        id BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        tier TEXT NOT NULL,
        owner_team_id BLOB REFERENCES team (id),
        logs_url TEXT,
        dashboard_url TEXT,
        runbook_url TEXT,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE UNIQUE INDEX service_name ON service (lower(name))",
    "CREATE INDEX service_owner_team ON service (owner_team_id)",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE service (
        id UUID NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        tier TEXT NOT NULL,
        owner_team_id UUID REFERENCES team (id),
        logs_url TEXT,
        dashboard_url TEXT,
        runbook_url TEXT,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    // The collation makes `lower` the same as SQLite's: ASCII only.
    "CREATE UNIQUE INDEX service_name ON service (lower(name COLLATE \"C\"))",
    "CREATE INDEX service_owner_team ON service (owner_team_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
