//! Repair items as they are kept: the record, its causes and notes, and the policy.
//!
//! Everybody inside sees repair items. A writer locks the analysis before the problem and the problem before its items. It must
//! not decide what an item may do.

mod active;
pub mod bulk;
mod entity;
pub mod list;
pub mod notes;
pub mod pages;
pub mod policy;
pub mod reminder;
pub mod repo;
pub mod report;
mod row;

pub use list::{Filter, Order, Place};
pub use report::{Group, OwnerCounts};

use domain::id::RepairItemId;
use uuid::Uuid;

/// Identifiers as the database takes them: see [`crate::incident::rounded`].
pub(crate) fn uuids(ids: &[RepairItemId]) -> Vec<Uuid> {
    crate::incident::rounded(ids.iter().map(|id| id.uuid()).collect())
}
