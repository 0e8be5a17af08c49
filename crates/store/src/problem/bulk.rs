//! Very many problems at once, with what they explain, into an empty database.
//!
//! Rows are those that single writes make. It must not know how a bulk is written.

use domain::id::IncidentId;
use domain::problem::Problem;

use super::{links, repo, row};
use crate::{Bulk, StoreError};

/// Adds problems with the incidents that they explain, each as linked by who opened the problem. They are numbered in the order
/// given.
pub async fn add(bulk: &mut Bulk, problems: &[(Problem, Vec<IncidentId>)]) -> Result<(), StoreError> {
    bulk.add(problems.iter().map(|(one, _)| row::active(one)).collect()).await?;
    let services = problems.iter().flat_map(|(one, _)| repo::service_rows(one.id, &one.services));
    bulk.add(services.collect()).await?;
    bulk.add(problems.iter().flat_map(|(one, _)| repo::tag_rows(one.id, &one.tags)).collect()).await?;
    let links = problems
        .iter()
        .flat_map(|(one, incidents)| links::rows(one.id, incidents, one.opened_by, one.created_at));
    bulk.add(links.collect()).await
}
