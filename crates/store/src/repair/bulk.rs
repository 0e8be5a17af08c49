//! Very many items at once, with their causes and notes, into an empty database.
//!
//! Rows are those that single writes make. It must not know how a bulk is written.

use domain::repair::{RepairItem, RepairNote};

use super::{active, notes, repo};
use crate::{Bulk, StoreError};

/// Adds items and their notes. They are numbered in the order given, after their analyses were added.
pub async fn add_all(bulk: &mut Bulk, items: &[RepairItem], noted: &[RepairNote]) -> Result<(), StoreError> {
    bulk.add(items.iter().map(active::active).collect()).await?;
    bulk.add(items.iter().flat_map(|one| repo::cause_rows(one.id, &one.causes)).collect()).await?;
    bulk.add(noted.iter().map(notes::active).collect()).await
}
