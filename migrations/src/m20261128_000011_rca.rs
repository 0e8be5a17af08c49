//! Root cause analyses: causes, groups, links, evidence, tables and answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds the tables of `rca`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE rca (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        problem_id BLOB NOT NULL UNIQUE REFERENCES problem (id),
        method TEXT NOT NULL,
        status TEXT NOT NULL,
        statement_what TEXT NOT NULL,
        statement_place TEXT NOT NULL,
        statement_time TEXT NOT NULL,
        statement_extent TEXT NOT NULL,
        statement_scope TEXT NOT NULL,
        goals TEXT NOT NULL,
        bones TEXT NOT NULL,
        submitted_by_kind TEXT,
        submitted_by_id TEXT,
        started_by_kind TEXT NOT NULL,
        started_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE cause (
        id BLOB NOT NULL PRIMARY KEY,
        rca_id BLOB NOT NULL REFERENCES rca (id),
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        lens TEXT,
        bone TEXT,
        verdict TEXT NOT NULL,
        verdict_reason TEXT NOT NULL,
        confirmed_at TEXT,
        path TEXT,
        occurred_at TEXT,
        is_hypothetical BOOLEAN NOT NULL,
        stop_reason TEXT,
        risk_rationale TEXT,
        risk_approver_id BLOB REFERENCES app_user (id),
        risk_review_at TEXT,
        risk_decided_at TEXT,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        removed_at TEXT,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE cause_group (
        id BLOB NOT NULL PRIMARY KEY,
        rca_id BLOB NOT NULL REFERENCES rca (id),
        effect_id BLOB REFERENCES cause (id),
        question TEXT,
        operator TEXT NOT NULL,
        either_suffices BOOLEAN NOT NULL,
        created_at TEXT NOT NULL
    )",
    "CREATE TABLE cause_link (
        group_id BLOB NOT NULL REFERENCES cause_group (id),
        cause_id BLOB NOT NULL REFERENCES cause (id),
        position INTEGER NOT NULL,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        therefore_by_kind TEXT,
        therefore_by_id TEXT,
        therefore_at TEXT,
        PRIMARY KEY (group_id, cause_id)
    )",
    "CREATE TABLE evidence (
        id BLOB NOT NULL PRIMARY KEY,
        rca_id BLOB NOT NULL REFERENCES rca (id),
        cause_id BLOB REFERENCES cause (id),
        group_id BLOB REFERENCES cause_group (id),
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT,
        summary TEXT NOT NULL,
        refuted_by TEXT NOT NULL,
        timeline_entry_id BLOB REFERENCES timeline_entry (id),
        captured_at TEXT NOT NULL,
        captured_by_kind TEXT NOT NULL,
        captured_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        CHECK ((cause_id IS NULL) <> (group_id IS NULL))
    )",
    "CREATE TABLE barrier (
        id BLOB NOT NULL PRIMARY KEY,
        rca_id BLOB NOT NULL REFERENCES rca (id),
        defence TEXT NOT NULL,
        expected_effect TEXT NOT NULL,
        state TEXT NOT NULL,
        evidence TEXT NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE difference (
        id BLOB NOT NULL PRIMARY KEY,
        rca_id BLOB NOT NULL REFERENCES rca (id),
        aspect TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        relevance TEXT NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE rca_answer (
        rca_id BLOB NOT NULL REFERENCES rca (id),
        key TEXT NOT NULL,
        reason TEXT NOT NULL,
        answered_by_kind TEXT NOT NULL,
        answered_by_id TEXT NOT NULL,
        answered_at TEXT NOT NULL,
        PRIMARY KEY (rca_id, key)
    )",
    "CREATE TABLE rca_dismissal (
        rca_id BLOB NOT NULL REFERENCES rca (id),
        rule TEXT NOT NULL,
        subject TEXT NOT NULL,
        reason TEXT NOT NULL,
        dismissed_by_kind TEXT NOT NULL,
        dismissed_by_id TEXT NOT NULL,
        dismissed_at TEXT NOT NULL,
        PRIMARY KEY (rca_id, rule, subject)
    )",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE rca (
        number BIGSERIAL NOT NULL UNIQUE,
        id UUID NOT NULL PRIMARY KEY,
        problem_id UUID NOT NULL UNIQUE REFERENCES problem (id),
        method TEXT NOT NULL,
        status TEXT NOT NULL,
        statement_what TEXT NOT NULL,
        statement_place TEXT NOT NULL,
        statement_time TEXT NOT NULL,
        statement_extent TEXT NOT NULL,
        statement_scope TEXT NOT NULL,
        goals TEXT NOT NULL,
        bones TEXT NOT NULL,
        submitted_by_kind TEXT,
        submitted_by_id TEXT,
        started_by_kind TEXT NOT NULL,
        started_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE cause (
        id UUID NOT NULL PRIMARY KEY,
        rca_id UUID NOT NULL REFERENCES rca (id),
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        lens TEXT,
        bone TEXT,
        verdict TEXT NOT NULL,
        verdict_reason TEXT NOT NULL,
        confirmed_at TIMESTAMPTZ,
        path TEXT,
        occurred_at TIMESTAMPTZ,
        is_hypothetical BOOLEAN NOT NULL,
        stop_reason TEXT,
        risk_rationale TEXT,
        risk_approver_id UUID REFERENCES app_user (id),
        risk_review_at TIMESTAMPTZ,
        risk_decided_at TIMESTAMPTZ,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL,
        removed_at TIMESTAMPTZ,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE cause_group (
        id UUID NOT NULL PRIMARY KEY,
        rca_id UUID NOT NULL REFERENCES rca (id),
        effect_id UUID REFERENCES cause (id),
        question TEXT,
        operator TEXT NOT NULL,
        either_suffices BOOLEAN NOT NULL,
        created_at TIMESTAMPTZ NOT NULL
    )",
    "CREATE TABLE cause_link (
        group_id UUID NOT NULL REFERENCES cause_group (id),
        cause_id UUID NOT NULL REFERENCES cause (id),
        position INTEGER NOT NULL,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        therefore_by_kind TEXT,
        therefore_by_id TEXT,
        therefore_at TIMESTAMPTZ,
        PRIMARY KEY (group_id, cause_id)
    )",
    "CREATE TABLE evidence (
        id UUID NOT NULL PRIMARY KEY,
        rca_id UUID NOT NULL REFERENCES rca (id),
        cause_id UUID REFERENCES cause (id),
        group_id UUID REFERENCES cause_group (id),
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT,
        summary TEXT NOT NULL,
        refuted_by TEXT NOT NULL,
        timeline_entry_id UUID REFERENCES timeline_entry (id),
        captured_at TIMESTAMPTZ NOT NULL,
        captured_by_kind TEXT NOT NULL,
        captured_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        CHECK ((cause_id IS NULL) <> (group_id IS NULL))
    )",
    "CREATE TABLE barrier (
        id UUID NOT NULL PRIMARY KEY,
        rca_id UUID NOT NULL REFERENCES rca (id),
        defence TEXT NOT NULL,
        expected_effect TEXT NOT NULL,
        state TEXT NOT NULL,
        evidence TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE difference (
        id UUID NOT NULL PRIMARY KEY,
        rca_id UUID NOT NULL REFERENCES rca (id),
        aspect TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        relevance TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE rca_answer (
        rca_id UUID NOT NULL REFERENCES rca (id),
        key TEXT NOT NULL,
        reason TEXT NOT NULL,
        answered_by_kind TEXT NOT NULL,
        answered_by_id TEXT NOT NULL,
        answered_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (rca_id, key)
    )",
    "CREATE TABLE rca_dismissal (
        rca_id UUID NOT NULL REFERENCES rca (id),
        rule TEXT NOT NULL,
        subject TEXT NOT NULL,
        reason TEXT NOT NULL,
        dismissed_by_kind TEXT NOT NULL,
        dismissed_by_id TEXT NOT NULL,
        dismissed_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (rca_id, rule, subject)
    )",
    "ALTER TABLE problem ADD CONSTRAINT problem_rca_id FOREIGN KEY (rca_id) REFERENCES rca (id)
        DEFERRABLE INITIALLY DEFERRED",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "CREATE INDEX cause_rca ON cause (rca_id, created_at, id)",
    "CREATE INDEX cause_risk_approver ON cause (risk_approver_id) WHERE risk_approver_id IS NOT NULL",
    "CREATE INDEX cause_group_rca ON cause_group (rca_id, created_at, id)",
    "CREATE INDEX cause_group_effect ON cause_group (effect_id) WHERE effect_id IS NOT NULL",
    "CREATE INDEX cause_link_cause ON cause_link (cause_id)",
    "CREATE INDEX evidence_rca ON evidence (rca_id, created_at, id)",
    "CREATE INDEX evidence_cause ON evidence (cause_id, created_at, id) WHERE cause_id IS NOT NULL",
    "CREATE INDEX evidence_group ON evidence (group_id, created_at, id) WHERE group_id IS NOT NULL",
    "CREATE INDEX evidence_timeline_entry ON evidence (timeline_entry_id) WHERE timeline_entry_id IS NOT NULL",
    "CREATE INDEX barrier_rca ON barrier (rca_id, created_at, id)",
    "CREATE INDEX difference_rca ON difference (rca_id, created_at, id)",
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
