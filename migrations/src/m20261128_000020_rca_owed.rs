//! What customers were promised of an analysis, as the portal knows it of an incident: until when, and of which stage.
//!
//! Filled from now on; what was promised before shows when something about its incident is published again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `rca_stage` and `rca_due_at` to `portal_incident`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const STAGE: &str = "ALTER TABLE portal_incident ADD COLUMN rca_stage TEXT";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let due = match manager.get_database_backend() {
            DatabaseBackend::Postgres => "ALTER TABLE portal_incident ADD COLUMN rca_due_at TIMESTAMPTZ",
            _ => "ALTER TABLE portal_incident ADD COLUMN rca_due_at TEXT",
        };
        for statement in [STAGE, due] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
