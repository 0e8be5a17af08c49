//! The schema's history: one self-contained file per change, in the order they were made.
//!
//! It must not know entities or domain types, which change later; a migration never does.

pub use sea_orm_migration::{MigratorTrait, prelude};

use sea_orm_migration::prelude::*;

mod m20261101_000001_ledger;
mod m20261101_000002_identity;
mod m20261101_000003_catalog;
mod m20261101_000004_incident;

/// Every migration, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_000001_ledger::Migration),
            Box::new(m20261101_000002_identity::Migration),
            Box::new(m20261101_000003_catalog::Migration),
            Box::new(m20261101_000004_incident::Migration),
        ]
    }
}
