//! Settings of the organisation: its name and zone, the words and thresholds of severities.

use sea_orm_migration::prelude::*;

/// Adds `organisation` with its one row, and `organisation_severity` with one row a severity.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The same for both databases.
const BOTH: &[&str] = &[
    "CREATE TABLE organisation (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL,
        time_zone TEXT NOT NULL,
        late_grace_minutes INTEGER NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE organisation_severity (
        severity TEXT NOT NULL PRIMARY KEY,
        label TEXT NOT NULL,
        criteria TEXT NOT NULL,
        roles_within_minutes INTEGER,
        first_update_minutes INTEGER,
        internal_cadence_minutes INTEGER,
        external_cadence_minutes INTEGER
    )",
    "INSERT INTO organisation (id, name, time_zone, late_grace_minutes, version)
        VALUES (1, 'Coalmine', 'UTC', 0, 1)",
    "INSERT INTO organisation_severity (severity, label, criteria, roles_within_minutes, first_update_minutes,
        internal_cadence_minutes, external_cadence_minutes) VALUES
        ('SEV1', 'SEV1', 'Full loss of a service, or loss of data.', 15, 15, 30, 30),
        ('SEV2', 'SEV2', 'Major degradation for many users.', 15, 30, 60, 60),
        ('SEV3', 'SEV3', 'Minor degradation, or there is a workaround.', NULL, NULL, 120, 120),
        ('SEV4', 'SEV4', 'Users do not notice.', NULL, NULL, NULL, NULL)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in BOTH {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
