//! Who may sign in: people with roles and teams, sessions with their refresh tokens, API keys.
//! Secrets are kept as hashes only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `app_user`, `user_role`, `team`, `team_member`, `session`, `refresh_token` and `api_key`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE app_user (
        id BLOB NOT NULL PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        disabled_at TEXT,
        permission_version INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE user_role (
        user_id BLOB NOT NULL REFERENCES app_user (id),
        role TEXT NOT NULL,
        PRIMARY KEY (user_id, role)
    )",
    "CREATE INDEX user_role_role ON user_role (role, user_id)",
    "CREATE TABLE team (
        id BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE UNIQUE INDEX team_name ON team (lower(name))",
    "CREATE TABLE team_member (
        user_id BLOB NOT NULL REFERENCES app_user (id),
        team_id BLOB NOT NULL REFERENCES team (id),
        PRIMARY KEY (user_id, team_id)
    )",
    "CREATE INDEX team_member_team ON team_member (team_id)",
    "CREATE TABLE session (
        id BLOB NOT NULL PRIMARY KEY,
        user_id BLOB NOT NULL REFERENCES app_user (id),
        created_at TEXT NOT NULL,
        last_used_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        ended_at TEXT,
        end_reason TEXT,
        address TEXT,
        user_agent TEXT
    )",
    "CREATE INDEX session_of_user ON session (user_id)",
    "CREATE INDEX session_live ON session (expires_at) WHERE ended_at IS NULL",
    "CREATE TABLE refresh_token (
        id BLOB NOT NULL PRIMARY KEY,
        session_id BLOB NOT NULL REFERENCES session (id),
        parent_id BLOB REFERENCES refresh_token (id),
        hash BLOB NOT NULL UNIQUE,
        issued_at TEXT NOT NULL,
        consumed_at TEXT,
        superseded_at TEXT
    )",
    "CREATE INDEX refresh_token_session ON refresh_token (session_id)",
    "CREATE INDEX refresh_token_parent ON refresh_token (parent_id)",
    "CREATE TABLE api_key (
        id BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        hash BLOB NOT NULL UNIQUE,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        last_used_at TEXT,
        revoked_at TEXT
    )",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE app_user (
        id UUID NOT NULL PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        disabled_at TIMESTAMPTZ,
        permission_version INTEGER NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE user_role (
        user_id UUID NOT NULL REFERENCES app_user (id),
        role TEXT NOT NULL,
        PRIMARY KEY (user_id, role)
    )",
    "CREATE INDEX user_role_role ON user_role (role, user_id)",
    "CREATE TABLE team (
        id UUID NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    // The collation makes `lower` the same as SQLite's: ASCII only.
    "CREATE UNIQUE INDEX team_name ON team (lower(name COLLATE \"C\"))",
    "CREATE TABLE team_member (
        user_id UUID NOT NULL REFERENCES app_user (id),
        team_id UUID NOT NULL REFERENCES team (id),
        PRIMARY KEY (user_id, team_id)
    )",
    "CREATE INDEX team_member_team ON team_member (team_id)",
    "CREATE TABLE session (
        id UUID NOT NULL PRIMARY KEY,
        user_id UUID NOT NULL REFERENCES app_user (id),
        created_at TIMESTAMPTZ NOT NULL,
        last_used_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ,
        end_reason TEXT,
        address TEXT,
        user_agent TEXT
    )",
    "CREATE INDEX session_of_user ON session (user_id)",
    "CREATE INDEX session_live ON session (expires_at) WHERE ended_at IS NULL",
    "CREATE TABLE refresh_token (
        id UUID NOT NULL PRIMARY KEY,
        session_id UUID NOT NULL REFERENCES session (id),
        parent_id UUID REFERENCES refresh_token (id),
        hash BYTEA NOT NULL UNIQUE,
        issued_at TIMESTAMPTZ NOT NULL,
        consumed_at TIMESTAMPTZ,
        superseded_at TIMESTAMPTZ
    )",
    "CREATE INDEX refresh_token_session ON refresh_token (session_id)",
    "CREATE INDEX refresh_token_parent ON refresh_token (parent_id)",
    "CREATE TABLE api_key (
        id UUID NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        hash BYTEA NOT NULL UNIQUE,
        created_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        last_used_at TIMESTAMPTZ,
        revoked_at TIMESTAMPTZ
    )",
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
