//! The status portal: what was published of incidents, announced work, the portal's settings, and which services it shows.
//!
//! `portal_incident` and `portal_update` are written in the transaction that publishes and hold nothing else, so that the portal
//! has no reason to read incidents. Nothing of before is taken over: what was said to customers elsewhere was not said to everyone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `portal_incident`, `portal_update`, `portal_settings`, `maintenance`, `maintenance_service`, `maintenance_update` and
/// four columns of `service`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "ALTER TABLE service ADD COLUMN portal_group TEXT",
    "ALTER TABLE service ADD COLUMN position INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE service ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE service ADD COLUMN monitored_since TEXT",
    "CREATE TABLE portal_incident (
        incident_id BLOB NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL,
        title TEXT,
        published_at TEXT,
        is_hidden BOOLEAN NOT NULL,
        status TEXT NOT NULL,
        impact TEXT NOT NULL,
        started_at TEXT NOT NULL,
        restored_at TEXT,
        services TEXT NOT NULL,
        windows TEXT NOT NULL
    )",
    "CREATE TABLE portal_update (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES portal_incident (incident_id),
        status TEXT NOT NULL,
        body TEXT NOT NULL,
        published_at TEXT NOT NULL,
        next_update_at TEXT,
        eta TEXT,
        corrects BLOB
    )",
    "CREATE TABLE maintenance (
        id BLOB NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT NOT NULL,
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        started_at TEXT,
        ended_at TEXT,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE maintenance_service (
        maintenance_id BLOB NOT NULL REFERENCES maintenance (id),
        service_id BLOB NOT NULL REFERENCES service (id),
        PRIMARY KEY (maintenance_id, service_id)
    )",
    "CREATE TABLE maintenance_update (
        id BLOB NOT NULL PRIMARY KEY,
        maintenance_id BLOB NOT NULL REFERENCES maintenance (id),
        status TEXT NOT NULL,
        body TEXT NOT NULL,
        published_at TEXT NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL
    )",
];

const POSTGRES: &[&str] = &[
    "ALTER TABLE service ADD COLUMN portal_group TEXT",
    "ALTER TABLE service ADD COLUMN position INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE service ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE service ADD COLUMN monitored_since TIMESTAMPTZ",
    "CREATE TABLE portal_incident (
        incident_id UUID NOT NULL PRIMARY KEY,
        number BIGINT NOT NULL,
        title TEXT,
        published_at TIMESTAMPTZ,
        is_hidden BOOLEAN NOT NULL,
        status TEXT NOT NULL,
        impact TEXT NOT NULL,
        started_at TIMESTAMPTZ NOT NULL,
        restored_at TIMESTAMPTZ,
        services TEXT NOT NULL,
        windows TEXT NOT NULL
    )",
    "CREATE TABLE portal_update (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES portal_incident (incident_id),
        status TEXT NOT NULL,
        body TEXT NOT NULL,
        published_at TIMESTAMPTZ NOT NULL,
        next_update_at TIMESTAMPTZ,
        eta TIMESTAMPTZ,
        corrects UUID
    )",
    "CREATE TABLE maintenance (
        id UUID NOT NULL PRIMARY KEY,
        number BIGINT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT NOT NULL,
        starts_at TIMESTAMPTZ NOT NULL,
        ends_at TIMESTAMPTZ NOT NULL,
        started_at TIMESTAMPTZ,
        ended_at TIMESTAMPTZ,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE maintenance_service (
        maintenance_id UUID NOT NULL REFERENCES maintenance (id),
        service_id UUID NOT NULL REFERENCES service (id),
        PRIMARY KEY (maintenance_id, service_id)
    )",
    "CREATE TABLE maintenance_update (
        id UUID NOT NULL PRIMARY KEY,
        maintenance_id UUID NOT NULL REFERENCES maintenance (id),
        status TEXT NOT NULL,
        body TEXT NOT NULL,
        published_at TIMESTAMPTZ NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL
    )",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "CREATE TABLE portal_settings (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        is_enabled BOOLEAN NOT NULL,
        logo_url TEXT,
        accent_color TEXT,
        support_url TEXT,
        partial_impact TEXT NOT NULL,
        excludes_maintenance BOOLEAN NOT NULL,
        version INTEGER NOT NULL
    )",
    "INSERT INTO portal_settings (id, is_enabled, partial_impact, excludes_maintenance, version)
        VALUES (1, TRUE, 'COUNT_AS_DOWN', FALSE, 1)",
    "CREATE INDEX portal_incident_started ON portal_incident (started_at DESC) WHERE published_at IS NOT NULL",
    "CREATE INDEX portal_update_incident ON portal_update (incident_id, published_at)",
    "CREATE INDEX maintenance_start ON maintenance (starts_at DESC, id DESC)",
    "CREATE INDEX maintenance_update_of ON maintenance_update (maintenance_id, published_at)",
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
