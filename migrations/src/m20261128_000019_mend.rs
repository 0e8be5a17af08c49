//! API keys that are bound to one document, one item for an issue whatever the case its key is written in, and when each issue
//! last changed by its tool's own clock, so that calls which come late do not undo later ones.
//!
//! Where two items were linked to one issue by keys in different case, the first keeps the connection, as calls of the tracker
//! went to it alone; the others keep address and title of the issue, and are no longer kept in step.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds two columns of `api_key` and `issue_heard`; makes `repair_item_issue` anew over folded keys.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "ALTER TABLE api_key ADD COLUMN query TEXT",
    "ALTER TABLE api_key ADD COLUMN query_hash BLOB",
    "UPDATE repair_item SET tracker_id = NULL WHERE EXISTS (
        SELECT 1 FROM repair_item AS earlier WHERE earlier.tracker_id = repair_item.tracker_id
            AND lower(earlier.issue_key) = lower(repair_item.issue_key) AND earlier.id < repair_item.id
    )",
    "DROP INDEX repair_item_issue",
    "CREATE UNIQUE INDEX repair_item_issue ON repair_item (tracker_id, lower(issue_key)) WHERE tracker_id IS NOT NULL",
    "CREATE TABLE issue_heard (
        tracker_id BLOB NOT NULL,
        issue_key TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (tracker_id, issue_key)
    )",
];

const POSTGRES: &[&str] = &[
    "ALTER TABLE api_key ADD COLUMN query TEXT",
    "ALTER TABLE api_key ADD COLUMN query_hash BYTEA",
    // The collation makes `lower` the same as SQLite's: ASCII only.
    "UPDATE repair_item SET tracker_id = NULL WHERE EXISTS (
        SELECT 1 FROM repair_item AS earlier WHERE earlier.tracker_id = repair_item.tracker_id
            AND lower(earlier.issue_key COLLATE \"C\") = lower(repair_item.issue_key COLLATE \"C\")
            AND earlier.id < repair_item.id
    )",
    "DROP INDEX repair_item_issue",
    "CREATE UNIQUE INDEX repair_item_issue ON repair_item (tracker_id, lower(issue_key COLLATE \"C\"))
        WHERE tracker_id IS NOT NULL",
    "CREATE TABLE issue_heard (
        tracker_id UUID NOT NULL,
        issue_key TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (tracker_id, issue_key)
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
