//! What was promised and what became of it, corrections of updates, drafts and templates of updates, estimates of impact.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `promise`, `promise_escalation`, `update_draft`, `update_template` and `impact_estimate`, and makes the promises of
/// updates that were published already.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE promise (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        audience TEXT NOT NULL,
        stage TEXT,
        due_at TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by_kind TEXT NOT NULL,
        made_by_id TEXT NOT NULL,
        kept_at TEXT,
        outcome TEXT NOT NULL,
        escalate_at TEXT
    )",
    "CREATE TABLE promise_escalation (
        promise_id BLOB NOT NULL REFERENCES promise (id),
        stage TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        is_told BOOLEAN NOT NULL,
        PRIMARY KEY (promise_id, stage)
    )",
    "ALTER TABLE status_update ADD COLUMN corrects BLOB REFERENCES status_update (id)",
    "ALTER TABLE organisation ADD COLUMN approve_external_updates BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE organisation ADD COLUMN rca_preliminary_days INTEGER NOT NULL DEFAULT 3",
    "ALTER TABLE organisation ADD COLUMN rca_final_days INTEGER NOT NULL DEFAULT 14",
    "CREATE TABLE update_draft (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES incident (id),
        audience TEXT NOT NULL,
        body TEXT NOT NULL,
        next_update_at TEXT,
        eta TEXT,
        status TEXT NOT NULL,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        changed_by_kind TEXT NOT NULL,
        changed_by_id TEXT NOT NULL,
        approved_by_kind TEXT,
        approved_by_id TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE impact_estimate (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        value DOUBLE NOT NULL,
        currency TEXT,
        source TEXT NOT NULL,
        note TEXT NOT NULL,
        estimated_at TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL
    )",
    "CREATE TRIGGER impact_estimate_no_update BEFORE UPDATE ON impact_estimate
        BEGIN SELECT RAISE(ABORT, 'impact_estimate is append-only'); END",
    "CREATE TRIGGER impact_estimate_no_delete BEFORE DELETE ON impact_estimate
        BEGIN SELECT RAISE(ABORT, 'impact_estimate is append-only'); END",
    // Text compares as the instants do; julianday is for adding minutes alone, and a millisecond makes up for its rounding.
    "INSERT INTO promise (id, incident_id, kind, audience, stage, due_at, made_at, made_by_kind, made_by_id, kept_at, outcome,
        escalate_at)
     WITH made AS (
        SELECT u.*, coalesce(u.next_update_at, u.eta) AS due_at, i.status AS incident_status,
            CASE WHEN i.status IN ('RESOLVED', 'CLOSED', 'CANCELLED') THEN coalesce(i.ended_at, i.updated_at) END AS ended_at,
            lead(u.published_at) OVER (PARTITION BY u.incident_id, u.audience ORDER BY u.published_at, u.id) AS next_at,
            julianday(coalesce(u.next_update_at, u.eta)) + o.late_grace_minutes / 1440.0 + 0.00000001 AS late_from
        FROM status_update u JOIN incident i ON i.id = u.incident_id CROSS JOIN organisation o
     ), kept AS (
        SELECT made.*, CASE WHEN ended_at >= published_at AND julianday(ended_at) <= late_from
            AND (next_at IS NULL OR ended_at < next_at) THEN ended_at ELSE next_at END AS kept_at
        FROM made WHERE due_at IS NOT NULL
     )
     SELECT id, incident_id, 'UPDATE', audience, NULL, due_at, published_at, author_kind, author_id, kept_at,
        CASE WHEN kept_at IS NOT NULL AND julianday(kept_at) <= late_from THEN 'KEPT'
            WHEN kept_at IS NOT NULL THEN 'LATE' WHEN ended_at IS NOT NULL THEN 'BROKEN' ELSE 'OPEN' END,
        CASE WHEN kept_at IS NULL AND ended_at IS NULL THEN due_at END
     FROM kept",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE promise (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        audience TEXT NOT NULL,
        stage TEXT,
        due_at TIMESTAMPTZ NOT NULL,
        made_at TIMESTAMPTZ NOT NULL,
        made_by_kind TEXT NOT NULL,
        made_by_id TEXT NOT NULL,
        kept_at TIMESTAMPTZ,
        outcome TEXT NOT NULL,
        escalate_at TIMESTAMPTZ
    )",
    "CREATE TABLE promise_escalation (
        promise_id UUID NOT NULL REFERENCES promise (id),
        stage TEXT NOT NULL,
        decided_at TIMESTAMPTZ NOT NULL,
        is_told BOOLEAN NOT NULL,
        PRIMARY KEY (promise_id, stage)
    )",
    "ALTER TABLE status_update ADD COLUMN corrects UUID REFERENCES status_update (id)",
    "ALTER TABLE organisation ADD COLUMN approve_external_updates BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE organisation ADD COLUMN rca_preliminary_days INTEGER NOT NULL DEFAULT 3",
    "ALTER TABLE organisation ADD COLUMN rca_final_days INTEGER NOT NULL DEFAULT 14",
    "CREATE TABLE update_draft (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES incident (id),
        audience TEXT NOT NULL,
        body TEXT NOT NULL,
        next_update_at TIMESTAMPTZ,
        eta TIMESTAMPTZ,
        status TEXT NOT NULL,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        changed_by_kind TEXT NOT NULL,
        changed_by_id TEXT NOT NULL,
        approved_by_kind TEXT,
        approved_by_id TEXT,
        created_at TIMESTAMPTZ NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE impact_estimate (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        value DOUBLE PRECISION NOT NULL,
        currency TEXT,
        source TEXT NOT NULL,
        note TEXT NOT NULL,
        estimated_at TIMESTAMPTZ NOT NULL,
        recorded_at TIMESTAMPTZ NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL
    )",
    "CREATE TRIGGER impact_estimate_append_only BEFORE UPDATE OR DELETE ON impact_estimate
        FOR EACH ROW EXECUTE FUNCTION incident_append_only()",
    "INSERT INTO promise (id, incident_id, kind, audience, stage, due_at, made_at, made_by_kind, made_by_id, kept_at, outcome,
        escalate_at)
     WITH made AS (
        SELECT u.*, coalesce(u.next_update_at, u.eta) AS due_at,
            CASE WHEN i.status IN ('RESOLVED', 'CLOSED', 'CANCELLED') THEN coalesce(i.ended_at, i.updated_at) END AS ended_at,
            lead(u.published_at) OVER (PARTITION BY u.incident_id, u.audience ORDER BY u.published_at, u.id) AS next_at,
            coalesce(u.next_update_at, u.eta) + o.late_grace_minutes * interval '1 minute' AS late_from
        FROM status_update u JOIN incident i ON i.id = u.incident_id CROSS JOIN organisation o
     ), kept AS (
        SELECT made.*, CASE WHEN ended_at >= published_at AND ended_at <= late_from
            AND (next_at IS NULL OR ended_at < next_at) THEN ended_at ELSE next_at END AS kept_at
        FROM made WHERE due_at IS NOT NULL
     )
     SELECT id, incident_id, 'UPDATE', audience, NULL, due_at, published_at, author_kind, author_id, kept_at,
        CASE WHEN kept_at IS NOT NULL AND kept_at <= late_from THEN 'KEPT'
            WHEN kept_at IS NOT NULL THEN 'LATE' WHEN ended_at IS NOT NULL THEN 'BROKEN' ELSE 'OPEN' END,
        CASE WHEN kept_at IS NULL AND ended_at IS NULL THEN due_at END
     FROM kept",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "CREATE TABLE update_template (
        severity TEXT NOT NULL,
        audience TEXT NOT NULL,
        body TEXT NOT NULL,
        version INTEGER NOT NULL,
        PRIMARY KEY (severity, audience)
    )",
    "CREATE INDEX promise_due ON promise (due_at, id)",
    "CREATE INDEX promise_open ON promise (due_at, id) WHERE outcome = 'OPEN'",
    "CREATE INDEX promise_made ON promise (made_at)",
    "CREATE INDEX promise_incident ON promise (incident_id, kind, audience, made_at, id)",
    "CREATE INDEX promise_escalate ON promise (escalate_at) WHERE escalate_at IS NOT NULL",
    "CREATE UNIQUE INDEX status_update_corrects ON status_update (corrects) WHERE corrects IS NOT NULL",
    "CREATE INDEX update_draft_incident ON update_draft (incident_id, updated_at, id)",
    "CREATE INDEX impact_estimate_incident ON impact_estimate (incident_id, recorded_at, id)",
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
