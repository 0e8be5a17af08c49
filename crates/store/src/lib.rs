//! What is kept, in SQLite or PostgreSQL.
//!
//! The only crate that knows sea-orm and SQL. Repositories load and save domain types; lists read
//! pages under the scope of whoever asks. It must not decide anything: rules live in `domain`,
//! the order of steps in `app`.

pub mod bulk;
pub mod bundle;
pub mod calendar;
pub mod catalog;
pub mod comms;
pub mod db;
pub mod error;
pub mod identity;
pub mod incident;
pub mod integration;
pub mod ledger;
pub mod maintenance;
pub mod notification;
pub mod organisation;
pub mod portal;
pub mod problem;
pub mod publication;
pub mod rca;
pub mod repair;
mod search;
pub mod subscriber;

pub use bulk::Bulk;
pub use bundle::Bundle;
pub mod upgrade;

pub use db::{Backend, Connection, Options, Store, Tx};
pub use error::StoreError;
