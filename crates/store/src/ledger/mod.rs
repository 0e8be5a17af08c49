//! What every change leaves behind, in the change's own transaction: audit rows, events of the
//! outbox, idempotency keys.
//!
//! It must not know what a change was about.

pub mod entity;
pub mod list;
pub mod repo;
pub mod seal;

pub use list::AuditFilter;
pub use repo::{AuditRow, Claim, EventRow, StoredEvent};
