//! Problems as they are kept: the record, its parts, and the incidents that it explains.
//!
//! Everybody inside sees problems; incidents are read under the [`Scope`](crate::incident::Scope) of whoever asks. It must not
//! decide what a problem may do.

pub mod alike;
pub mod bulk;
mod entity;
pub mod history;
pub mod links;
pub mod list;
pub mod pairs;
pub mod repo;
mod row;

pub use history::StoredProblemEvent;
pub use list::{Filter, Order};

pub(crate) use entity::problem_service;

use domain::id::ProblemId;
use uuid::Uuid;

/// Identifiers as the database takes them: see [`crate::incident::rounded`].
pub(crate) fn uuids(ids: &[ProblemId]) -> Vec<Uuid> {
    crate::incident::rounded(ids.iter().map(|id| id.uuid()).collect())
}
