//! How people come by a password: one-time links for invitations and resets, when a person joined,
//! and the one place of the first administrator. Tokens are kept as hashes only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `one_time_link`, `first_admin` and `app_user.joined_at`. Whoever is there already has a
/// password and has joined.
#[derive(DeriveMigrationName)]
pub struct Migration;

const FIRST_ADMIN: &str = "INSERT INTO first_admin (place, user_id)
    SELECT 1, user_id FROM user_role WHERE role = 'ADMIN' ORDER BY user_id LIMIT 1";

const SQLITE: &[&str] = &[
    "ALTER TABLE app_user ADD COLUMN joined_at TEXT",
    "UPDATE app_user SET joined_at = created_at",
    "CREATE TABLE one_time_link (
        id BLOB NOT NULL PRIMARY KEY,
        user_id BLOB NOT NULL REFERENCES app_user (id),
        kind TEXT NOT NULL CHECK (kind IN ('INVITATION', 'PASSWORD_RESET')),
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        used_at TEXT,
        ended_at TEXT,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL
    )",
    // One open link of a kind for each person, whoever makes two at the same time.
    "CREATE UNIQUE INDEX one_time_link_open ON one_time_link (user_id, kind)
        WHERE used_at IS NULL AND ended_at IS NULL",
    "CREATE TABLE first_admin (
        place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
        user_id BLOB NOT NULL REFERENCES app_user (id)
    )",
    FIRST_ADMIN,
];

const POSTGRES: &[&str] = &[
    "ALTER TABLE app_user ADD COLUMN joined_at TIMESTAMPTZ",
    "UPDATE app_user SET joined_at = created_at",
    "CREATE TABLE one_time_link (
        id UUID NOT NULL PRIMARY KEY,
        user_id UUID NOT NULL REFERENCES app_user (id),
        kind TEXT NOT NULL CHECK (kind IN ('INVITATION', 'PASSWORD_RESET')),
        hash BYTEA NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
        created_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        used_at TIMESTAMPTZ,
        ended_at TIMESTAMPTZ,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL
    )",
    "CREATE UNIQUE INDEX one_time_link_open ON one_time_link (user_id, kind)
        WHERE used_at IS NULL AND ended_at IS NULL",
    "CREATE TABLE first_admin (
        place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
        user_id UUID NOT NULL REFERENCES app_user (id)
    )",
    FIRST_ADMIN,
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
