//! Very many analyses at once, with everything in them, into an empty database.
//!
//! Rows are those that single writes make. It must not know how a bulk is written.

use domain::rca::Analysis;

use super::{parts, row};
use crate::{Bulk, StoreError};

/// Adds analyses with their graphs and evidence. They are numbered in the order given, after their problems were added.
pub async fn add(bulk: &mut Bulk, analyses: &[Analysis]) -> Result<(), StoreError> {
    bulk.add(analyses.iter().map(|one| row::active_rca(&one.rca)).collect()).await?;
    bulk.add(analyses.iter().flat_map(|one| one.graph.causes.iter().map(row::active_cause)).collect())
        .await?;
    bulk.add(analyses.iter().flat_map(|one| one.graph.groups.iter().map(parts::active_group)).collect())
        .await?;
    let groups = analyses.iter().flat_map(|one| &one.graph.groups);
    let links = groups.flat_map(|group| group.links.iter().map(|link| parts::active_link(group.id, link)));
    bulk.add(links.collect()).await?;
    bulk.add(analyses.iter().flat_map(|one| one.evidence.iter().map(row::active_evidence)).collect()).await
}
