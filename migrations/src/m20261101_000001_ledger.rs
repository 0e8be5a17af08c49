//! What every change leaves behind: audit rows, events of the outbox, idempotency keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `audit_log`, `event` and `idempotency_key`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE audit_log (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        at TEXT NOT NULL,
        actor_kind TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        action TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        facts TEXT NOT NULL,
        request_id TEXT
    )",
    "CREATE INDEX audit_log_subject ON audit_log (subject_kind, subject_id, seq)",
    "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
    "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
    "CREATE TABLE event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        at TEXT NOT NULL,
        capability TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject_id BLOB NOT NULL,
        actor_kind TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        facts TEXT NOT NULL
    )",
    "CREATE INDEX event_at ON event (at)",
    "CREATE INDEX event_subject ON event (subject_id, seq)",
    "CREATE TABLE idempotency_key (
        scope TEXT NOT NULL,
        mutation TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        record_id BLOB NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (scope, mutation, key)
    )",
    "CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at)",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE audit_log (
        seq BIGSERIAL PRIMARY KEY,
        id UUID NOT NULL UNIQUE,
        at TIMESTAMPTZ NOT NULL,
        actor_kind TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        action TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        facts TEXT NOT NULL,
        request_id TEXT
    )",
    "CREATE INDEX audit_log_subject ON audit_log (subject_kind, subject_id, seq)",
    "CREATE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$",
    "CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
        FOR EACH ROW EXECUTE FUNCTION audit_log_append_only()",
    "CREATE TABLE event (
        seq BIGSERIAL PRIMARY KEY,
        id UUID NOT NULL UNIQUE,
        at TIMESTAMPTZ NOT NULL,
        capability TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject_id UUID NOT NULL,
        actor_kind TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        facts TEXT NOT NULL
    )",
    "CREATE INDEX event_at ON event (at)",
    "CREATE INDEX event_subject ON event (subject_id, seq)",
    "CREATE TABLE idempotency_key (
        scope TEXT NOT NULL,
        mutation TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        record_id UUID NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (scope, mutation, key)
    )",
    "CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at)",
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
