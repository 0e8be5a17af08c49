//! Events in the order of time: what changed lately is read a page at a time, newest first.

use sea_orm_migration::prelude::*;

/// Replaces the index on `event.at` by one that also orders events of one instant.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The same for both databases.
const BOTH: &[&str] = &["CREATE INDEX event_at_id ON event (at, id)", "DROP INDEX event_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in BOTH {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
