//! The schema's history: one self-contained file per change, in the order they were made.
//!
//! It must not know entities or domain types, which change later; a migration never does.

pub use sea_orm_migration::{MigratorTrait, prelude};

use sea_orm_migration::prelude::*;

mod m20261101_000001_ledger;
mod m20261101_000002_identity;
mod m20261101_000003_catalog;
mod m20261101_000004_incident;
mod m20261123_000005_one_time_link;
mod m20261123_000006_import;
mod m20261123_000007_audit_seal;
mod m20261123_000008_organisation;
mod m20261123_000009_event_order;
mod m20261128_000010_problem;
mod m20261128_000011_rca;
mod m20261128_000012_repair;
mod m20261128_000013_reach;
mod m20261128_000014_comms;
mod m20261128_000015_portal;
mod m20261128_000016_customer;
mod m20261128_000017_subscriber;
mod m20261128_000018_publication;
mod m20261128_000019_mend;
mod m20261128_000020_rca_owed;

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
            Box::new(m20261123_000005_one_time_link::Migration),
            Box::new(m20261123_000006_import::Migration),
            Box::new(m20261123_000007_audit_seal::Migration),
            Box::new(m20261123_000008_organisation::Migration),
            Box::new(m20261123_000009_event_order::Migration),
            Box::new(m20261128_000010_problem::Migration),
            Box::new(m20261128_000011_rca::Migration),
            Box::new(m20261128_000012_repair::Migration),
            Box::new(m20261128_000013_reach::Migration),
            Box::new(m20261128_000014_comms::Migration),
            Box::new(m20261128_000015_portal::Migration),
            Box::new(m20261128_000016_customer::Migration),
            Box::new(m20261128_000017_subscriber::Migration),
            Box::new(m20261128_000018_publication::Migration),
            Box::new(m20261128_000019_mend::Migration),
            Box::new(m20261128_000020_rca_owed::Migration),
        ]
    }
}
