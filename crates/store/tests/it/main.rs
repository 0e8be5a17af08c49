//! Tests of the store, each on SQLite and on PostgreSQL, on a database of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod audit;
mod bulk;
mod catalog;
mod harness;
mod identity;
mod incident;
mod issue_fold;
mod one_time_links;
mod organisation;
mod problem;
mod promise_backfill;
mod rca;
mod reach;
mod repair;
