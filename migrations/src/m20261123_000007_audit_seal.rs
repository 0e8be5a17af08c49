//! The audit log's chain: one seal per row, in the order in which the sealer saw the rows; and the
//! indexes that the filters of the audit log want.
//!
//! Seals stand in a table of their own because `audit_log` is append-only. There is no foreign key:
//! a seal outlives its row, so that whoever checks the chain can name what is missing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `audit_seal` and the indexes of the audit log.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE audit_seal (
        position INTEGER PRIMARY KEY,
        audit_seq BIGINT NOT NULL UNIQUE,
        audit_id BLOB NOT NULL,
        sealed_at TEXT NOT NULL,
        hash BLOB NOT NULL
    )",
    "CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal
        BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END",
    "CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal
        BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END",
    "DROP INDEX audit_log_subject",
    "CREATE INDEX audit_log_at ON audit_log (at, seq)",
    "CREATE INDEX audit_log_actor ON audit_log (actor_id, at, seq)",
    "CREATE INDEX audit_log_action ON audit_log (action, at, seq)",
    "CREATE INDEX audit_log_subject ON audit_log (subject_id, at, seq)",
    "CREATE INDEX audit_log_request ON audit_log (request_id) WHERE request_id IS NOT NULL",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE audit_seal (
        position BIGINT PRIMARY KEY,
        audit_seq BIGINT NOT NULL UNIQUE,
        audit_id UUID NOT NULL,
        sealed_at TIMESTAMPTZ NOT NULL,
        hash BYTEA NOT NULL
    )",
    "CREATE FUNCTION audit_seal_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit_seal is append-only'; END $$",
    "CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
        FOR EACH ROW EXECUTE FUNCTION audit_seal_append_only()",
    "CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
        FOR EACH STATEMENT EXECUTE FUNCTION audit_seal_append_only()",
    "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_append_only()",
    "DROP INDEX audit_log_subject",
    "CREATE INDEX audit_log_at ON audit_log (at, seq)",
    "CREATE INDEX audit_log_actor ON audit_log (actor_id, at, seq)",
    // In the order of bytes, so that a family of actions is one range of the index.
    "CREATE INDEX audit_log_action ON audit_log (action COLLATE \"C\", at, seq)",
    "CREATE INDEX audit_log_subject ON audit_log (subject_id, at, seq)",
    "CREATE INDEX audit_log_request ON audit_log (request_id) WHERE request_id IS NOT NULL",
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
