//! Subscribers of the status portal, and what is to be spread to them.
//!
//! A notice is one row, written with what was published, so that publishing costs the same for one subscriber and for a thousand;
//! the worker spreads it into deliveries in a transaction of its own. Tokens are found by hash and kept sealed, since they stand in
//! every message again. `notice.id` is the id of what was published and has no foreign key, because it can be of three tables.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `subscriber`, `subscriber_service`, `notice` and a column of `delivery`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE subscriber (
        id BLOB NOT NULL PRIMARY KEY,
        channel TEXT NOT NULL,
        address TEXT NOT NULL,
        takes_all BOOLEAN NOT NULL,
        is_active BOOLEAN NOT NULL,
        created_at TEXT NOT NULL,
        confirmed_at TEXT,
        delivered_at TEXT,
        failing_since TEXT,
        confirm_hash BLOB UNIQUE,
        confirm_token BLOB,
        leave_hash BLOB NOT NULL UNIQUE,
        leave_token BLOB NOT NULL,
        secret BLOB
    )",
    "CREATE TABLE subscriber_service (
        subscriber_id BLOB NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
        service_id BLOB NOT NULL REFERENCES service (id),
        PRIMARY KEY (subscriber_id, service_id)
    )",
    "CREATE TABLE notice (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        services TEXT NOT NULL,
        facts TEXT NOT NULL,
        body TEXT,
        at TEXT NOT NULL,
        spread_at TEXT,
        withdrawn_at TEXT
    )",
    "ALTER TABLE delivery ADD COLUMN notice_id BLOB",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE subscriber (
        id UUID NOT NULL PRIMARY KEY,
        channel TEXT NOT NULL,
        address TEXT NOT NULL,
        takes_all BOOLEAN NOT NULL,
        is_active BOOLEAN NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        confirmed_at TIMESTAMPTZ,
        delivered_at TIMESTAMPTZ,
        failing_since TIMESTAMPTZ,
        confirm_hash BYTEA UNIQUE,
        confirm_token BYTEA,
        leave_hash BYTEA NOT NULL UNIQUE,
        leave_token BYTEA NOT NULL,
        secret BYTEA
    )",
    "CREATE TABLE subscriber_service (
        subscriber_id UUID NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
        service_id UUID NOT NULL REFERENCES service (id),
        PRIMARY KEY (subscriber_id, service_id)
    )",
    "CREATE TABLE notice (
        seq BIGSERIAL NOT NULL PRIMARY KEY,
        id UUID NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        services TEXT NOT NULL,
        facts TEXT NOT NULL,
        body TEXT,
        at TIMESTAMPTZ NOT NULL,
        spread_at TIMESTAMPTZ,
        withdrawn_at TIMESTAMPTZ
    )",
    "ALTER TABLE delivery ADD COLUMN notice_id UUID",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "CREATE UNIQUE INDEX subscriber_address ON subscriber (channel, address) WHERE confirmed_at IS NOT NULL",
    "CREATE INDEX subscriber_asked ON subscriber (channel, address, created_at)",
    "CREATE INDEX subscriber_newest ON subscriber (created_at DESC, id DESC)",
    "CREATE INDEX subscriber_waiting ON subscriber (created_at) WHERE confirmed_at IS NULL",
    "CREATE INDEX subscriber_service_service ON subscriber_service (service_id, subscriber_id)",
    "CREATE INDEX notice_waiting ON notice (seq) WHERE spread_at IS NULL",
    "CREATE INDEX notice_subject ON notice (subject)",
    "CREATE INDEX notice_spread ON notice (spread_at) WHERE spread_at IS NOT NULL",
    "CREATE UNIQUE INDEX delivery_notice ON delivery (notice_id, target_id) WHERE notice_id IS NOT NULL",
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
