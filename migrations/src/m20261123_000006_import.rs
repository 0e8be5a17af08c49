//! What an import brings beyond the incident itself, and how imported incidents are found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `incident_import` and the columns and indexes behind the filters of imported incidents.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    // The name is wanted for the table.
    "DROP INDEX incident_import",
    "CREATE UNIQUE INDEX incident_import_file ON incident (import_format, import_file) WHERE import_format IS NOT NULL",
    "CREATE TABLE incident_import (
        incident_id BLOB NOT NULL PRIMARY KEY REFERENCES incident (id),
        sections TEXT NOT NULL,
        participants TEXT NOT NULL,
        actions TEXT NOT NULL,
        incident_version INTEGER NOT NULL
    )",
    "ALTER TABLE incident ADD COLUMN import_finding_count INTEGER",
];

const POSTGRES: &[&str] = &[
    // The name is wanted for the table.
    "ALTER INDEX incident_import RENAME TO incident_import_file",
    "CREATE TABLE incident_import (
        incident_id UUID NOT NULL PRIMARY KEY REFERENCES incident (id),
        sections TEXT NOT NULL,
        participants TEXT NOT NULL,
        actions TEXT NOT NULL,
        incident_version INTEGER NOT NULL
    )",
    "ALTER TABLE incident ADD COLUMN import_finding_count INTEGER",
];

const BOTH: &[&str] = &[
    "UPDATE incident SET import_finding_count =
        (SELECT count(*) FROM incident_finding WHERE incident_finding.incident_id = incident.id)
        WHERE import_format IS NOT NULL",
    "CREATE INDEX incident_import_format ON incident (import_format, started_at DESC, id DESC)
        WHERE import_format IS NOT NULL",
    "CREATE INDEX incident_import_findings ON incident (started_at DESC, id DESC)
        WHERE import_finding_count > 0",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let own = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in own.iter().chain(BOTH) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
