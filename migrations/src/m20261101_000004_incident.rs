//! Incidents with their parts, their timeline and their status updates.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds the tables of `incident` and `comms`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE incident (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        title TEXT NOT NULL,
        summary TEXT NOT NULL,
        severity TEXT NOT NULL,
        status TEXT NOT NULL,
        detection_source TEXT,
        is_private BOOLEAN NOT NULL,
        started_at TEXT NOT NULL,
        ended_at TEXT,
        lead_id BLOB REFERENCES app_user (id),
        internal_due_at TEXT,
        external_due_at TEXT,
        first_external_at TEXT,
        declared_by_kind TEXT NOT NULL,
        declared_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        version INTEGER NOT NULL,
        import_format TEXT,
        import_file TEXT,
        import_hash TEXT,
        imported_at TEXT
    )",
    "CREATE INDEX incident_started_at ON incident (started_at DESC, id DESC)",
    "CREATE INDEX incident_status_severity ON incident (status, severity, started_at DESC, id DESC)",
    "CREATE INDEX incident_severity ON incident (severity, started_at DESC, id DESC)",
    "CREATE INDEX incident_open ON incident (started_at DESC, id DESC)
        WHERE status IN ('DECLARED', 'INVESTIGATING', 'IDENTIFIED', 'MITIGATED', 'MONITORING')",
    "CREATE INDEX incident_lead ON incident (lead_id, started_at DESC, id DESC) WHERE lead_id IS NOT NULL",
    "CREATE INDEX incident_private ON incident (id) WHERE is_private",
    "CREATE INDEX incident_internal_due ON incident (internal_due_at) WHERE internal_due_at IS NOT NULL",
    "CREATE INDEX incident_external_due ON incident (external_due_at) WHERE external_due_at IS NOT NULL",
    "CREATE UNIQUE INDEX incident_import ON incident (import_format, import_file) WHERE import_format IS NOT NULL",
    "CREATE VIRTUAL TABLE incident_fts USING fts5 (
        title, summary, content = 'incident', content_rowid = 'number',
        tokenize = 'unicode61 remove_diacritics 0'
    )",
    "CREATE TRIGGER incident_fts_insert AFTER INSERT ON incident BEGIN
        INSERT INTO incident_fts (rowid, title, summary) VALUES (new.number, new.title, new.summary);
    END",
    "CREATE TRIGGER incident_fts_delete AFTER DELETE ON incident BEGIN
        INSERT INTO incident_fts (incident_fts, rowid, title, summary)
            VALUES ('delete', old.number, old.title, old.summary);
    END",
    "CREATE TRIGGER incident_fts_update AFTER UPDATE OF title, summary ON incident BEGIN
        INSERT INTO incident_fts (incident_fts, rowid, title, summary)
            VALUES ('delete', old.number, old.title, old.summary);
        INSERT INTO incident_fts (rowid, title, summary) VALUES (new.number, new.title, new.summary);
    END",
    "CREATE TABLE incident_service (
        incident_id BLOB NOT NULL REFERENCES incident (id),
        service_id BLOB NOT NULL REFERENCES service (id),
        PRIMARY KEY (incident_id, service_id)
    )",
    "CREATE INDEX incident_service_service ON incident_service (service_id, incident_id)",
    "CREATE TABLE incident_tag (
        incident_id BLOB NOT NULL REFERENCES incident (id),
        tag TEXT NOT NULL,
        PRIMARY KEY (incident_id, tag)
    )",
    "CREATE INDEX incident_tag_tag ON incident_tag (tag, incident_id)",
    "CREATE TABLE incident_member (
        incident_id BLOB NOT NULL REFERENCES incident (id),
        user_id BLOB NOT NULL REFERENCES app_user (id),
        added_at TEXT NOT NULL,
        PRIMARY KEY (incident_id, user_id)
    )",
    "CREATE INDEX incident_member_user ON incident_member (user_id, incident_id)",
    "CREATE TABLE incident_instant (
        incident_id BLOB NOT NULL REFERENCES incident (id),
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        source TEXT NOT NULL,
        precision TEXT NOT NULL,
        PRIMARY KEY (incident_id, name)
    )",
    "CREATE TABLE impact_window (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES incident (id),
        started_at TEXT NOT NULL,
        ended_at TEXT,
        level TEXT NOT NULL
    )",
    "CREATE INDEX impact_window_incident ON impact_window (incident_id, started_at, id)",
    "CREATE TABLE impact_window_service (
        window_id BLOB NOT NULL REFERENCES impact_window (id) ON DELETE CASCADE,
        service_id BLOB NOT NULL REFERENCES service (id),
        PRIMARY KEY (window_id, service_id)
    )",
    "CREATE INDEX impact_window_service_service ON impact_window_service (service_id, window_id)",
    "CREATE TABLE responder (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES incident (id),
        role TEXT NOT NULL,
        user_id BLOB NOT NULL REFERENCES app_user (id),
        since TEXT NOT NULL,
        until TEXT
    )",
    "CREATE INDEX responder_incident ON responder (incident_id, since, id)",
    "CREATE INDEX responder_user ON responder (user_id, role, incident_id)",
    "CREATE UNIQUE INDEX responder_holder ON responder (incident_id, role) WHERE until IS NULL",
    "CREATE TABLE incident_link (
        id BLOB NOT NULL PRIMARY KEY,
        from_id BLOB NOT NULL REFERENCES incident (id),
        to_id BLOB NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (from_id, to_id, kind)
    )",
    "CREATE INDEX incident_link_to ON incident_link (to_id, kind)",
    "CREATE INDEX incident_link_kind ON incident_link (kind, from_id)",
    "CREATE TABLE timeline_entry (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        happened_at TEXT NOT NULL,
        precision TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL,
        author_role TEXT,
        corrects BLOB UNIQUE REFERENCES timeline_entry (id),
        links TEXT NOT NULL,
        result TEXT,
        asked_at TEXT,
        given_at TEXT,
        is_customer_escalation BOOLEAN NOT NULL,
        from_value TEXT,
        to_value TEXT,
        role TEXT,
        from_user BLOB,
        to_user BLOB
    )",
    "CREATE INDEX timeline_entry_incident ON timeline_entry (incident_id, happened_at, id)",
    "CREATE TABLE timeline_pin (
        entry_id BLOB NOT NULL PRIMARY KEY REFERENCES timeline_entry (id),
        pinned_at TEXT NOT NULL
    )",
    "CREATE TABLE status_update (
        id BLOB NOT NULL PRIMARY KEY,
        incident_id BLOB NOT NULL REFERENCES incident (id),
        audience TEXT NOT NULL,
        body TEXT NOT NULL,
        published_at TEXT NOT NULL,
        next_update_at TEXT,
        eta TEXT,
        is_final BOOLEAN NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL
    )",
    "CREATE INDEX status_update_incident ON status_update (incident_id, published_at, id)",
    "CREATE TRIGGER timeline_entry_no_update BEFORE UPDATE ON timeline_entry
        BEGIN SELECT RAISE(ABORT, 'timeline_entry is append-only'); END",
    "CREATE TRIGGER timeline_entry_no_delete BEFORE DELETE ON timeline_entry
        BEGIN SELECT RAISE(ABORT, 'timeline_entry is append-only'); END",
    "CREATE TRIGGER status_update_no_update BEFORE UPDATE ON status_update
        BEGIN SELECT RAISE(ABORT, 'status_update is append-only'); END",
    "CREATE TRIGGER status_update_no_delete BEFORE DELETE ON status_update
        BEGIN SELECT RAISE(ABORT, 'status_update is append-only'); END",
    "CREATE TABLE incident_finding (
        incident_id BLOB NOT NULL REFERENCES incident (id),
        position INTEGER NOT NULL,
        rule TEXT NOT NULL,
        level TEXT NOT NULL,
        message TEXT NOT NULL,
        file TEXT NOT NULL,
        PRIMARY KEY (incident_id, position)
    )",
    "CREATE TABLE incident_source (
        incident_id BLOB NOT NULL PRIMARY KEY REFERENCES incident (id),
        raw TEXT NOT NULL
    )",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE incident (
        number BIGSERIAL NOT NULL UNIQUE,
        id UUID NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        summary TEXT NOT NULL,
        severity TEXT NOT NULL,
        status TEXT NOT NULL,
        detection_source TEXT,
        is_private BOOLEAN NOT NULL,
        started_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ,
        lead_id UUID REFERENCES app_user (id),
        internal_due_at TIMESTAMPTZ,
        external_due_at TIMESTAMPTZ,
        first_external_at TIMESTAMPTZ,
        declared_by_kind TEXT NOT NULL,
        declared_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL,
        import_format TEXT,
        import_file TEXT,
        import_hash TEXT,
        imported_at TIMESTAMPTZ,
        search TSVECTOR NOT NULL GENERATED ALWAYS AS (
            to_tsvector('simple', regexp_replace(title || ' ' || summary, '[^[:alnum:]]+', ' ', 'g'))
        ) STORED
    )",
    "CREATE INDEX incident_started_at ON incident (started_at DESC, id DESC)",
    "CREATE INDEX incident_status_severity ON incident (status, severity, started_at DESC, id DESC)",
    "CREATE INDEX incident_severity ON incident (severity, started_at DESC, id DESC)",
    "CREATE INDEX incident_open ON incident (started_at DESC, id DESC)
        WHERE status IN ('DECLARED', 'INVESTIGATING', 'IDENTIFIED', 'MITIGATED', 'MONITORING')",
    "CREATE INDEX incident_lead ON incident (lead_id, started_at DESC, id DESC) WHERE lead_id IS NOT NULL",
    "CREATE INDEX incident_private ON incident (id) WHERE is_private",
    "CREATE INDEX incident_internal_due ON incident (internal_due_at) WHERE internal_due_at IS NOT NULL",
    "CREATE INDEX incident_external_due ON incident (external_due_at) WHERE external_due_at IS NOT NULL",
    "CREATE UNIQUE INDEX incident_import ON incident (import_format, import_file) WHERE import_format IS NOT NULL",
    "CREATE INDEX incident_search ON incident USING gin (search)",
    "CREATE TABLE incident_service (
        incident_id UUID NOT NULL REFERENCES incident (id),
        service_id UUID NOT NULL REFERENCES service (id),
        PRIMARY KEY (incident_id, service_id)
    )",
    "CREATE INDEX incident_service_service ON incident_service (service_id, incident_id)",
    "CREATE TABLE incident_tag (
        incident_id UUID NOT NULL REFERENCES incident (id),
        tag TEXT NOT NULL,
        PRIMARY KEY (incident_id, tag)
    )",
    "CREATE INDEX incident_tag_tag ON incident_tag (tag, incident_id)",
    "CREATE TABLE incident_member (
        incident_id UUID NOT NULL REFERENCES incident (id),
        user_id UUID NOT NULL REFERENCES app_user (id),
        added_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (incident_id, user_id)
    )",
    "CREATE INDEX incident_member_user ON incident_member (user_id, incident_id)",
    "CREATE TABLE incident_instant (
        incident_id UUID NOT NULL REFERENCES incident (id),
        name TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL,
        source TEXT NOT NULL,
        precision TEXT NOT NULL,
        PRIMARY KEY (incident_id, name)
    )",
    "CREATE TABLE impact_window (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES incident (id),
        started_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ,
        level TEXT NOT NULL
    )",
    "CREATE INDEX impact_window_incident ON impact_window (incident_id, started_at, id)",
    "CREATE TABLE impact_window_service (
        window_id UUID NOT NULL REFERENCES impact_window (id) ON DELETE CASCADE,
        service_id UUID NOT NULL REFERENCES service (id),
        PRIMARY KEY (window_id, service_id)
    )",
    "CREATE INDEX impact_window_service_service ON impact_window_service (service_id, window_id)",
    "CREATE TABLE responder (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES incident (id),
        role TEXT NOT NULL,
        user_id UUID NOT NULL REFERENCES app_user (id),
        since TIMESTAMPTZ NOT NULL,
        until TIMESTAMPTZ
    )",
    "CREATE INDEX responder_incident ON responder (incident_id, since, id)",
    "CREATE INDEX responder_user ON responder (user_id, role, incident_id)",
    "CREATE UNIQUE INDEX responder_holder ON responder (incident_id, role) WHERE until IS NULL",
    "CREATE TABLE incident_link (
        id UUID NOT NULL PRIMARY KEY,
        from_id UUID NOT NULL REFERENCES incident (id),
        to_id UUID NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        UNIQUE (from_id, to_id, kind)
    )",
    "CREATE INDEX incident_link_to ON incident_link (to_id, kind)",
    "CREATE INDEX incident_link_kind ON incident_link (kind, from_id)",
    "CREATE TABLE timeline_entry (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES incident (id),
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        happened_at TIMESTAMPTZ NOT NULL,
        precision TEXT NOT NULL,
        recorded_at TIMESTAMPTZ NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL,
        author_role TEXT,
        corrects UUID UNIQUE REFERENCES timeline_entry (id),
        links TEXT NOT NULL,
        result TEXT,
        asked_at TIMESTAMPTZ,
        given_at TIMESTAMPTZ,
        is_customer_escalation BOOLEAN NOT NULL,
        from_value TEXT,
        to_value TEXT,
        role TEXT,
        from_user UUID,
        to_user UUID
    )",
    "CREATE INDEX timeline_entry_incident ON timeline_entry (incident_id, happened_at, id)",
    "CREATE TABLE timeline_pin (
        entry_id UUID NOT NULL PRIMARY KEY REFERENCES timeline_entry (id),
        pinned_at TIMESTAMPTZ NOT NULL
    )",
    "CREATE TABLE status_update (
        id UUID NOT NULL PRIMARY KEY,
        incident_id UUID NOT NULL REFERENCES incident (id),
        audience TEXT NOT NULL,
        body TEXT NOT NULL,
        published_at TIMESTAMPTZ NOT NULL,
        next_update_at TIMESTAMPTZ,
        eta TIMESTAMPTZ,
        is_final BOOLEAN NOT NULL,
        author_kind TEXT NOT NULL,
        author_id TEXT NOT NULL
    )",
    "CREATE INDEX status_update_incident ON status_update (incident_id, published_at, id)",
    "CREATE FUNCTION incident_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER timeline_entry_append_only BEFORE UPDATE OR DELETE ON timeline_entry
        FOR EACH ROW EXECUTE FUNCTION incident_append_only()",
    "CREATE TRIGGER status_update_append_only BEFORE UPDATE OR DELETE ON status_update
        FOR EACH ROW EXECUTE FUNCTION incident_append_only()",
    "CREATE TABLE incident_finding (
        incident_id UUID NOT NULL REFERENCES incident (id),
        position INTEGER NOT NULL,
        rule TEXT NOT NULL,
        level TEXT NOT NULL,
        message TEXT NOT NULL,
        file TEXT NOT NULL,
        PRIMARY KEY (incident_id, position)
    )",
    "CREATE TABLE incident_source (
        incident_id UUID NOT NULL PRIMARY KEY REFERENCES incident (id),
        raw TEXT NOT NULL
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
