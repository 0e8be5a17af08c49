//! Problems, what they explain, and how many of them an incident has.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds the tables of `problem`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE problem (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        status TEXT NOT NULL,
        owner_id BLOB REFERENCES app_user (id),
        workaround_steps TEXT,
        workaround_effect TEXT,
        workaround_limits TEXT,
        workaround_tested_at TEXT,
        risk_rationale TEXT,
        risk_approver_id BLOB REFERENCES app_user (id),
        risk_review_at TEXT,
        risk_decided_at TEXT,
        reopened_at TEXT,
        reopen_reason TEXT,
        reopen_note TEXT,
        reopen_earlier_id BLOB REFERENCES incident (id),
        reopen_again_id BLOB REFERENCES incident (id),
        rca_id BLOB REFERENCES rca (id) DEFERRABLE INITIALLY DEFERRED,
        rca_number BIGINT,
        rca_status TEXT,
        steps_passed INTEGER NOT NULL,
        root_cause_count INTEGER NOT NULL,
        incident_count INTEGER NOT NULL,
        recurrence_count INTEGER NOT NULL,
        worst_severity TEXT,
        opened_by_kind TEXT NOT NULL,
        opened_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        closed_at TEXT,
        version INTEGER NOT NULL
    )",
    "CREATE VIRTUAL TABLE problem_fts USING fts5 (
        title, description, content = 'problem', content_rowid = 'number',
        tokenize = 'unicode61 remove_diacritics 0'
    )",
    "CREATE TRIGGER problem_fts_insert AFTER INSERT ON problem BEGIN
        INSERT INTO problem_fts (rowid, title, description) VALUES (new.number, new.title, new.description);
    END",
    "CREATE TRIGGER problem_fts_delete AFTER DELETE ON problem BEGIN
        INSERT INTO problem_fts (problem_fts, rowid, title, description)
            VALUES ('delete', old.number, old.title, old.description);
    END",
    "CREATE TRIGGER problem_fts_update AFTER UPDATE OF title, description ON problem BEGIN
        INSERT INTO problem_fts (problem_fts, rowid, title, description)
            VALUES ('delete', old.number, old.title, old.description);
        INSERT INTO problem_fts (rowid, title, description) VALUES (new.number, new.title, new.description);
    END",
    "CREATE TABLE problem_service (
        problem_id BLOB NOT NULL REFERENCES problem (id),
        service_id BLOB NOT NULL REFERENCES service (id),
        PRIMARY KEY (problem_id, service_id)
    )",
    "CREATE TABLE problem_tag (
        problem_id BLOB NOT NULL REFERENCES problem (id),
        tag TEXT NOT NULL,
        PRIMARY KEY (problem_id, tag)
    )",
    "CREATE TABLE problem_incident (
        problem_id BLOB NOT NULL REFERENCES problem (id),
        incident_id BLOB NOT NULL REFERENCES incident (id),
        linked_at TEXT NOT NULL,
        linked_by_kind TEXT NOT NULL,
        linked_by_id TEXT NOT NULL,
        PRIMARY KEY (problem_id, incident_id)
    )",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE problem (
        number BIGSERIAL NOT NULL UNIQUE,
        id UUID NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        status TEXT NOT NULL,
        owner_id UUID REFERENCES app_user (id),
        workaround_steps TEXT,
        workaround_effect TEXT,
        workaround_limits TEXT,
        workaround_tested_at TIMESTAMPTZ,
        risk_rationale TEXT,
        risk_approver_id UUID REFERENCES app_user (id),
        risk_review_at TIMESTAMPTZ,
        risk_decided_at TIMESTAMPTZ,
        reopened_at TIMESTAMPTZ,
        reopen_reason TEXT,
        reopen_note TEXT,
        reopen_earlier_id UUID REFERENCES incident (id),
        reopen_again_id UUID REFERENCES incident (id),
        rca_id UUID,
        rca_number BIGINT,
        rca_status TEXT,
        steps_passed INTEGER NOT NULL,
        root_cause_count INTEGER NOT NULL,
        incident_count INTEGER NOT NULL,
        recurrence_count INTEGER NOT NULL,
        worst_severity TEXT,
        opened_by_kind TEXT NOT NULL,
        opened_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL,
        closed_at TIMESTAMPTZ,
        version INTEGER NOT NULL,
        search TSVECTOR NOT NULL GENERATED ALWAYS AS (
            to_tsvector('simple', regexp_replace(title || ' ' || description, '[^[:alnum:]]+', ' ', 'g'))
        ) STORED
    )",
    "CREATE INDEX problem_search ON problem USING gin (search)",
    "CREATE TABLE problem_service (
        problem_id UUID NOT NULL REFERENCES problem (id),
        service_id UUID NOT NULL REFERENCES service (id),
        PRIMARY KEY (problem_id, service_id)
    )",
    "CREATE TABLE problem_tag (
        problem_id UUID NOT NULL REFERENCES problem (id),
        tag TEXT NOT NULL,
        PRIMARY KEY (problem_id, tag)
    )",
    "CREATE TABLE problem_incident (
        problem_id UUID NOT NULL REFERENCES problem (id),
        incident_id UUID NOT NULL REFERENCES incident (id),
        linked_at TIMESTAMPTZ NOT NULL,
        linked_by_kind TEXT NOT NULL,
        linked_by_id TEXT NOT NULL,
        PRIMARY KEY (problem_id, incident_id)
    )",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "ALTER TABLE incident ADD COLUMN problem_count INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX problem_updated_at ON problem (updated_at DESC, id DESC)",
    "CREATE INDEX problem_created_at ON problem (created_at DESC, id DESC)",
    "CREATE INDEX problem_status ON problem (status, updated_at DESC, id DESC)",
    "CREATE INDEX problem_open ON problem (updated_at DESC, id DESC) WHERE status NOT IN ('CLOSED', 'ACCEPTED_RISK')",
    "CREATE INDEX problem_known ON problem (updated_at DESC, id DESC)
        WHERE status = 'KNOWN_ERROR' OR (workaround_steps IS NOT NULL AND status NOT IN ('CLOSED', 'ACCEPTED_RISK'))",
    "CREATE INDEX problem_workaround ON problem (updated_at DESC, id DESC) WHERE workaround_steps IS NOT NULL",
    "CREATE INDEX problem_owner ON problem (owner_id, updated_at DESC, id DESC) WHERE owner_id IS NOT NULL",
    "CREATE INDEX problem_severity ON problem (worst_severity, updated_at DESC, id DESC)
        WHERE worst_severity IS NOT NULL",
    "CREATE INDEX problem_risk_approver ON problem (risk_approver_id) WHERE risk_approver_id IS NOT NULL",
    "CREATE INDEX problem_reopen_earlier ON problem (reopen_earlier_id) WHERE reopen_earlier_id IS NOT NULL",
    "CREATE INDEX problem_reopen_again ON problem (reopen_again_id) WHERE reopen_again_id IS NOT NULL",
    "CREATE UNIQUE INDEX problem_rca ON problem (rca_id) WHERE rca_id IS NOT NULL",
    "CREATE INDEX problem_service_service ON problem_service (service_id, problem_id)",
    "CREATE INDEX problem_tag_tag ON problem_tag (tag, problem_id)",
    "CREATE INDEX problem_incident_incident ON problem_incident (incident_id, problem_id)",
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
