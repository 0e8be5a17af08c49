//! Published versions of root cause analyses, who may read them, and what customers say about them.
//!
//! What was published stays as it is: triggers refuse to change it or to take anything of it away. A version can be withdrawn, the
//! state of its repair items is kept true, and a question is answered once.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `rca_publication` with its parts, `rca_acknowledgement` and `rca_question`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE rca_publication (
        id BLOB NOT NULL PRIMARY KEY,
        rca_id BLOB NOT NULL REFERENCES rca (id),
        rca_number INTEGER NOT NULL,
        problem_id BLOB NOT NULL REFERENCES problem (id),
        problem_number INTEGER NOT NULL,
        number INTEGER NOT NULL,
        stage TEXT NOT NULL,
        audience TEXT NOT NULL,
        title TEXT NOT NULL,
        what_happened TEXT NOT NULL,
        why TEXT NOT NULL,
        what_we_did TEXT NOT NULL,
        what_we_will_do TEXT NOT NULL,
        story TEXT NOT NULL,
        changes TEXT NOT NULL,
        published_at TEXT NOT NULL,
        published_by_kind TEXT NOT NULL,
        published_by_id TEXT NOT NULL,
        withdrawn_at TEXT
    )",
    "CREATE TABLE rca_publication_customer (
        publication_id BLOB NOT NULL REFERENCES rca_publication (id),
        customer_id BLOB NOT NULL REFERENCES customer (id),
        PRIMARY KEY (publication_id, customer_id)
    )",
    "CREATE TABLE rca_publication_incident (
        publication_id BLOB NOT NULL REFERENCES rca_publication (id),
        incident_id BLOB NOT NULL REFERENCES incident (id),
        PRIMARY KEY (publication_id, incident_id)
    )",
    "CREATE TABLE rca_publication_item (
        publication_id BLOB NOT NULL REFERENCES rca_publication (id),
        item_id BLOB NOT NULL REFERENCES repair_item (id),
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        kind TEXT NOT NULL,
        due_at TEXT,
        status TEXT NOT NULL,
        PRIMARY KEY (publication_id, item_id)
    )",
    "CREATE TABLE rca_acknowledgement (
        publication_id BLOB NOT NULL REFERENCES rca_publication (id),
        customer_id BLOB NOT NULL REFERENCES customer (id),
        user_id BLOB NOT NULL REFERENCES app_user (id),
        acknowledged_at TEXT NOT NULL,
        PRIMARY KEY (publication_id, customer_id)
    )",
    "CREATE TABLE rca_question (
        id BLOB NOT NULL PRIMARY KEY,
        publication_id BLOB NOT NULL REFERENCES rca_publication (id),
        customer_id BLOB NOT NULL REFERENCES customer (id),
        asked_by BLOB NOT NULL REFERENCES app_user (id),
        body TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        answer TEXT,
        answered_at TEXT,
        answered_by_kind TEXT,
        answered_by_id TEXT
    )",
    "CREATE TRIGGER rca_publication_fixed BEFORE UPDATE OF id, rca_id, rca_number, problem_id, problem_number, number, stage, audience, title, what_happened, why,
        what_we_did, what_we_will_do, story, changes, published_at, published_by_kind, published_by_id
        ON rca_publication BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_publication_kept BEFORE DELETE ON rca_publication BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_publication_item_fixed BEFORE UPDATE OF publication_id, item_id, position, title, kind ON rca_publication_item BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_question_fixed BEFORE UPDATE OF id, publication_id, customer_id, asked_by, body, asked_at ON rca_question BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_question_answered BEFORE UPDATE OF answer, answered_at, answered_by_kind, answered_by_id ON rca_question WHEN old.answer IS NOT NULL BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_publication_item_kept BEFORE DELETE ON rca_publication_item BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_question_kept BEFORE DELETE ON rca_question BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_publication_customer_kept BEFORE DELETE ON rca_publication_customer BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_publication_customer_fixed BEFORE UPDATE ON rca_publication_customer BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_publication_incident_kept BEFORE DELETE ON rca_publication_incident BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
    "CREATE TRIGGER rca_publication_incident_fixed BEFORE UPDATE ON rca_publication_incident BEGIN
        SELECT RAISE(ABORT, 'what was published stays as it is');
    END",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE rca_publication (
        id UUID NOT NULL PRIMARY KEY,
        rca_id UUID NOT NULL REFERENCES rca (id),
        rca_number BIGINT NOT NULL,
        problem_id UUID NOT NULL REFERENCES problem (id),
        problem_number BIGINT NOT NULL,
        number INTEGER NOT NULL,
        stage TEXT NOT NULL,
        audience TEXT NOT NULL,
        title TEXT NOT NULL,
        what_happened TEXT NOT NULL,
        why TEXT NOT NULL,
        what_we_did TEXT NOT NULL,
        what_we_will_do TEXT NOT NULL,
        story TEXT NOT NULL,
        changes TEXT NOT NULL,
        published_at TIMESTAMPTZ NOT NULL,
        published_by_kind TEXT NOT NULL,
        published_by_id TEXT NOT NULL,
        withdrawn_at TIMESTAMPTZ
    )",
    "CREATE TABLE rca_publication_customer (
        publication_id UUID NOT NULL REFERENCES rca_publication (id),
        customer_id UUID NOT NULL REFERENCES customer (id),
        PRIMARY KEY (publication_id, customer_id)
    )",
    "CREATE TABLE rca_publication_incident (
        publication_id UUID NOT NULL REFERENCES rca_publication (id),
        incident_id UUID NOT NULL REFERENCES incident (id),
        PRIMARY KEY (publication_id, incident_id)
    )",
    "CREATE TABLE rca_publication_item (
        publication_id UUID NOT NULL REFERENCES rca_publication (id),
        item_id UUID NOT NULL REFERENCES repair_item (id),
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        kind TEXT NOT NULL,
        due_at TIMESTAMPTZ,
        status TEXT NOT NULL,
        PRIMARY KEY (publication_id, item_id)
    )",
    "CREATE TABLE rca_acknowledgement (
        publication_id UUID NOT NULL REFERENCES rca_publication (id),
        customer_id UUID NOT NULL REFERENCES customer (id),
        user_id UUID NOT NULL REFERENCES app_user (id),
        acknowledged_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (publication_id, customer_id)
    )",
    "CREATE TABLE rca_question (
        id UUID NOT NULL PRIMARY KEY,
        publication_id UUID NOT NULL REFERENCES rca_publication (id),
        customer_id UUID NOT NULL REFERENCES customer (id),
        asked_by UUID NOT NULL REFERENCES app_user (id),
        body TEXT NOT NULL,
        asked_at TIMESTAMPTZ NOT NULL,
        answer TEXT,
        answered_at TIMESTAMPTZ,
        answered_by_kind TEXT,
        answered_by_id TEXT
    )",
    "CREATE FUNCTION rca_publication_fixed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'what was published stays as it is'; END $$",
    "CREATE TRIGGER rca_publication_fixed BEFORE UPDATE OF id, rca_id, rca_number, problem_id, problem_number, number, stage, audience, title, what_happened, why,
        what_we_did, what_we_will_do, story, changes, published_at, published_by_kind, published_by_id
        ON rca_publication
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_publication_kept BEFORE DELETE ON rca_publication
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_publication_item_fixed BEFORE UPDATE OF publication_id, item_id, position, title, kind ON rca_publication_item
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_question_fixed BEFORE UPDATE OF id, publication_id, customer_id, asked_by, body, asked_at ON rca_question
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_question_answered BEFORE UPDATE OF answer, answered_at, answered_by_kind, answered_by_id ON rca_question
        FOR EACH ROW WHEN (old.answer IS NOT NULL) EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_publication_item_kept BEFORE DELETE ON rca_publication_item
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_question_kept BEFORE DELETE ON rca_question
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_publication_customer_kept BEFORE DELETE ON rca_publication_customer
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_publication_customer_fixed BEFORE UPDATE ON rca_publication_customer
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_publication_incident_kept BEFORE DELETE ON rca_publication_incident
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
    "CREATE TRIGGER rca_publication_incident_fixed BEFORE UPDATE ON rca_publication_incident
        FOR EACH ROW EXECUTE FUNCTION rca_publication_fixed()",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "CREATE UNIQUE INDEX rca_publication_number ON rca_publication (rca_id, number)",
    "CREATE INDEX rca_publication_shown ON rca_publication (audience, published_at DESC, id DESC) WHERE withdrawn_at IS NULL",
    "CREATE INDEX rca_publication_customer_of ON rca_publication_customer (customer_id, publication_id)",
    "CREATE INDEX rca_publication_incident_of ON rca_publication_incident (incident_id, publication_id)",
    "CREATE INDEX rca_publication_item_of ON rca_publication_item (item_id)",
    "CREATE INDEX rca_question_of ON rca_question (publication_id, asked_at, id)",
    "CREATE INDEX rca_question_open ON rca_question (asked_at, id) WHERE answered_at IS NULL",
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
