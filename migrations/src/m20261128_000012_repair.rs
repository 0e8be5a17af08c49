//! Repair items with their causes, notes and reminders, and the policy that they are made under.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds the tables of `repair`.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// `due_key` is the due date as lists sort it: items without one come last. The table of trackers comes later than this one, so
/// `tracker_id` is no reference.
const SQLITE: &[&str] = &[
    "CREATE TABLE repair_policy (
        version INTEGER NOT NULL PRIMARY KEY,
        short_days INTEGER NOT NULL,
        medium_days INTEGER NOT NULL,
        long_days INTEGER NOT NULL,
        corrective_check_days INTEGER NOT NULL,
        preventive_check_days INTEGER NOT NULL,
        note TEXT NOT NULL,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL
    )",
    "CREATE TABLE repair_item (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        problem_id BLOB NOT NULL REFERENCES problem (id),
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        kind TEXT NOT NULL,
        lens TEXT NOT NULL,
        horizon TEXT NOT NULL,
        target TEXT,
        strength TEXT,
        purpose TEXT,
        owner_id BLOB REFERENCES app_user (id),
        team_id BLOB REFERENCES team (id),
        done_condition TEXT NOT NULL,
        status TEXT NOT NULL,
        policy_version INTEGER NOT NULL REFERENCES repair_policy (version),
        counted_from TEXT,
        clock_basis TEXT,
        clock_days INTEGER,
        due_at TEXT,
        due_reason TEXT,
        due_approver_id BLOB REFERENCES app_user (id),
        due_decided_at TEXT,
        committed_at TEXT,
        done_at TEXT,
        not_doing_reason TEXT,
        not_doing_approver_id BLOB REFERENCES app_user (id),
        not_doing_decided_at TEXT,
        reopened_at TEXT,
        reopen_reason TEXT,
        plan_metric TEXT,
        plan_baseline TEXT,
        plan_target TEXT,
        check_at TEXT,
        result TEXT,
        measured_metric TEXT,
        measured_baseline TEXT,
        measured_target TEXT,
        measured_observed TEXT,
        measured_at TEXT,
        measured_note TEXT,
        measured_by_kind TEXT,
        measured_by_id TEXT,
        tracker_id BLOB,
        issue_provider TEXT,
        issue_key TEXT,
        issue_url TEXT,
        issue_title TEXT,
        issue_state TEXT,
        issue_synced_at TEXT,
        next_reminder_at TEXT,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        version INTEGER NOT NULL,
        due_key TEXT NOT NULL
            GENERATED ALWAYS AS (coalesce(due_at, '9999-12-31T00:00:00+00:00')) STORED
    )",
    "CREATE TABLE repair_item_cause (
        item_id BLOB NOT NULL REFERENCES repair_item (id),
        cause_id BLOB NOT NULL REFERENCES cause (id),
        PRIMARY KEY (item_id, cause_id)
    )",
    "CREATE TABLE repair_note (
        id BLOB NOT NULL PRIMARY KEY,
        item_id BLOB NOT NULL REFERENCES repair_item (id),
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT,
        due_at TEXT,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL,
        at TEXT NOT NULL
    )",
    "CREATE TRIGGER repair_note_no_update BEFORE UPDATE ON repair_note
        BEGIN SELECT RAISE(ABORT, 'repair_note is append-only'); END",
    "CREATE TRIGGER repair_note_no_delete BEFORE DELETE ON repair_note
        BEGIN SELECT RAISE(ABORT, 'repair_note is append-only'); END",
    "CREATE TABLE repair_reminder (
        item_id BLOB NOT NULL REFERENCES repair_item (id),
        due_at TEXT NOT NULL,
        stage TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        is_told BOOLEAN NOT NULL,
        PRIMARY KEY (item_id, due_at, stage)
    )",
    "ALTER TABLE problem ADD COLUMN sponsor_id BLOB REFERENCES app_user (id)",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE repair_policy (
        version INTEGER NOT NULL PRIMARY KEY,
        short_days INTEGER NOT NULL,
        medium_days INTEGER NOT NULL,
        long_days INTEGER NOT NULL,
        corrective_check_days INTEGER NOT NULL,
        preventive_check_days INTEGER NOT NULL,
        note TEXT NOT NULL,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL
    )",
    "CREATE TABLE repair_item (
        number BIGSERIAL NOT NULL UNIQUE,
        id UUID NOT NULL PRIMARY KEY,
        problem_id UUID NOT NULL REFERENCES problem (id),
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        kind TEXT NOT NULL,
        lens TEXT NOT NULL,
        horizon TEXT NOT NULL,
        target TEXT,
        strength TEXT,
        purpose TEXT,
        owner_id UUID REFERENCES app_user (id),
        team_id UUID REFERENCES team (id),
        done_condition TEXT NOT NULL,
        status TEXT NOT NULL,
        policy_version INTEGER NOT NULL REFERENCES repair_policy (version),
        counted_from TIMESTAMPTZ,
        clock_basis TEXT,
        clock_days INTEGER,
        due_at TIMESTAMPTZ,
        due_reason TEXT,
        due_approver_id UUID REFERENCES app_user (id),
        due_decided_at TIMESTAMPTZ,
        committed_at TIMESTAMPTZ,
        done_at TIMESTAMPTZ,
        not_doing_reason TEXT,
        not_doing_approver_id UUID REFERENCES app_user (id),
        not_doing_decided_at TIMESTAMPTZ,
        reopened_at TIMESTAMPTZ,
        reopen_reason TEXT,
        plan_metric TEXT,
        plan_baseline TEXT,
        plan_target TEXT,
        check_at TIMESTAMPTZ,
        result TEXT,
        measured_metric TEXT,
        measured_baseline TEXT,
        measured_target TEXT,
        measured_observed TEXT,
        measured_at TIMESTAMPTZ,
        measured_note TEXT,
        measured_by_kind TEXT,
        measured_by_id TEXT,
        tracker_id UUID,
        issue_provider TEXT,
        issue_key TEXT,
        issue_url TEXT,
        issue_title TEXT,
        issue_state TEXT,
        issue_synced_at TIMESTAMPTZ,
        next_reminder_at TIMESTAMPTZ,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL,
        due_key TIMESTAMPTZ NOT NULL
            GENERATED ALWAYS AS (coalesce(due_at, TIMESTAMPTZ '9999-12-31 00:00:00+00')) STORED
    )",
    "CREATE TABLE repair_item_cause (
        item_id UUID NOT NULL REFERENCES repair_item (id),
        cause_id UUID NOT NULL REFERENCES cause (id),
        PRIMARY KEY (item_id, cause_id)
    )",
    "CREATE TABLE repair_note (
        id UUID NOT NULL PRIMARY KEY,
        item_id UUID NOT NULL REFERENCES repair_item (id),
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT,
        due_at TIMESTAMPTZ,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL
    )",
    "CREATE FUNCTION repair_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER repair_note_append_only BEFORE UPDATE OR DELETE ON repair_note
        FOR EACH ROW EXECUTE FUNCTION repair_append_only()",
    "CREATE TABLE repair_reminder (
        item_id UUID NOT NULL REFERENCES repair_item (id),
        due_at TIMESTAMPTZ NOT NULL,
        stage TEXT NOT NULL,
        decided_at TIMESTAMPTZ NOT NULL,
        is_told BOOLEAN NOT NULL,
        PRIMARY KEY (item_id, due_at, stage)
    )",
    "ALTER TABLE problem ADD COLUMN sponsor_id UUID REFERENCES app_user (id)",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "INSERT INTO repair_policy VALUES (1, 10, 90, 365, 30, 90, '', 'SYSTEM', 'worker', '2026-11-28T00:00:00+00:00')",
    "ALTER TABLE problem ADD COLUMN open_repair_count INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX problem_sponsor ON problem (sponsor_id) WHERE sponsor_id IS NOT NULL",
    "CREATE INDEX repair_item_due ON repair_item (due_key, id)",
    "CREATE INDEX repair_item_created_at ON repair_item (created_at DESC, id DESC)",
    "CREATE INDEX repair_item_updated_at ON repair_item (updated_at DESC, id DESC)",
    "CREATE INDEX repair_item_open ON repair_item (due_key, id) WHERE status NOT IN ('EFFECTIVE', 'NOT_DOING')",
    "CREATE INDEX repair_item_owner_open ON repair_item (owner_id, due_key, id)
        WHERE status NOT IN ('EFFECTIVE', 'NOT_DOING')",
    "CREATE INDEX repair_item_team_open ON repair_item (team_id, due_key, id)
        WHERE status NOT IN ('EFFECTIVE', 'NOT_DOING')",
    "CREATE INDEX repair_item_owner ON repair_item (owner_id) WHERE owner_id IS NOT NULL",
    "CREATE INDEX repair_item_team ON repair_item (team_id) WHERE team_id IS NOT NULL",
    "CREATE INDEX repair_item_problem ON repair_item (problem_id, due_key, id)",
    "CREATE INDEX repair_item_status ON repair_item (status, due_key, id)",
    "CREATE INDEX repair_item_running ON repair_item (due_key, id)
        WHERE status NOT IN ('PROPOSED', 'DONE', 'EFFECTIVE', 'NOT_DOING')",
    "CREATE INDEX repair_item_overdue ON repair_item (problem_id, due_at)
        WHERE status NOT IN ('PROPOSED', 'DONE', 'EFFECTIVE', 'NOT_DOING')",
    "CREATE INDEX repair_item_check ON repair_item (check_at) WHERE status = 'DONE'",
    "CREATE INDEX repair_item_reminder ON repair_item (next_reminder_at, id) WHERE next_reminder_at IS NOT NULL",
    "CREATE UNIQUE INDEX repair_item_issue ON repair_item (tracker_id, issue_key) WHERE tracker_id IS NOT NULL",
    "CREATE INDEX repair_item_due_approver ON repair_item (due_approver_id) WHERE due_approver_id IS NOT NULL",
    "CREATE INDEX repair_item_not_doing_approver ON repair_item (not_doing_approver_id)
        WHERE not_doing_approver_id IS NOT NULL",
    "CREATE INDEX repair_item_cause_cause ON repair_item_cause (cause_id, item_id)",
    "CREATE INDEX repair_note_item ON repair_note (item_id, at DESC, id DESC)",
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
