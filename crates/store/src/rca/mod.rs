//! Root cause analyses as they are kept: the record, its graph, evidence, tables and answers.
//!
//! Everybody inside sees them. It must not decide what an analysis may hold.

pub mod bulk;
mod entity;
pub mod list;
mod parts;
pub mod repo;
pub(crate) mod risk;
mod row;
mod save;

pub(crate) use entity::cause;

use domain::id::{CauseId, RcaId};
use uuid::Uuid;

/// Identifiers as the database takes them: see [`crate::incident::rounded`].
pub(crate) fn uuids(ids: &[RcaId]) -> Vec<Uuid> {
    crate::incident::rounded(ids.iter().map(|id| id.uuid()).collect())
}

/// As [`uuids`], of causes.
pub(crate) fn cause_uuids(ids: &[CauseId]) -> Vec<Uuid> {
    crate::incident::rounded(ids.iter().map(|id| id.uuid()).collect())
}
