//! Very many incidents at once, with their parts, entries and members, into an empty database.
//!
//! Rows are those that single writes make. It must not know how a bulk is written.

use domain::id::{IncidentId, UserId};
use domain::incident::{Incident, TimelineEntry};
use domain::time::Instant;
use sea_orm::IntoActiveModel;

use super::{members, row, save, timeline};
use crate::{Bulk, Store, StoreError};

/// Tables that a bulk of incidents fills, of this capability, of communication, of problems with their analyses, and of
/// repair items.
const TABLES: &[&str] = &[
    "incident",
    "incident_service",
    "incident_tag",
    "incident_member",
    "incident_instant",
    "impact_window",
    "impact_window_service",
    "responder",
    "timeline_entry",
    "status_update",
    "promise",
    "problem",
    "problem_service",
    "problem_tag",
    "problem_incident",
    "rca",
    "cause",
    "cause_group",
    "cause_link",
    "evidence",
    "repair_item",
    "repair_item_cause",
    "repair_note",
];

/// The triggers that follow single inserts wait during a bulk.
const FILL_SEARCH: &str = "INSERT INTO incident_fts (incident_fts) VALUES ('rebuild')";
const FILL_PROBLEM_SEARCH: &str = "INSERT INTO problem_fts (problem_fts) VALUES ('rebuild')";

/// Begins a bulk of incidents; `None` when there are incidents already.
pub async fn begin(store: &Store) -> Result<Option<Bulk>, StoreError> {
    let Some(mut bulk) = Bulk::begin(store, TABLES).await? else { return Ok(None) };
    bulk.after_on_sqlite(FILL_SEARCH);
    bulk.after_on_sqlite(FILL_PROBLEM_SEARCH);
    Ok(Some(bulk))
}

/// Adds incidents with all parts. They are numbered in the order given.
pub async fn add(bulk: &mut Bulk, incidents: &[Incident]) -> Result<(), StoreError> {
    bulk.add(incidents.iter().map(row::active).collect()).await?;
    bulk.add(incidents.iter().flat_map(|one| save::service_rows(one.id, &one.services)).collect()).await?;
    bulk.add(incidents.iter().flat_map(|one| save::tag_rows(one.id, &one.tags)).collect()).await?;
    let instants =
        incidents.iter().flat_map(|one| one.instants.iter().map(|at| save::instant_row(one.id, at)));
    bulk.add(instants.collect()).await?;
    let windows = incidents.iter().flat_map(|one| {
        one.windows.iter().map(|window| save::window_row(one.id, window).into_active_model())
    });
    bulk.add(windows.collect()).await?;
    let window_services =
        incidents.iter().flat_map(|one| one.windows.iter().flat_map(save::window_service_rows));
    bulk.add(window_services.collect()).await?;
    let responders =
        incidents.iter().flat_map(|one| one.responders.iter().map(|held| save::responder_row(one.id, held)));
    bulk.add(responders.collect()).await
}

/// Adds entries of timelines.
pub async fn add_entries(bulk: &mut Bulk, entries: &[TimelineEntry]) -> Result<(), StoreError> {
    bulk.add(entries.iter().map(timeline::active).collect()).await
}

/// Invites people to private incidents.
pub async fn add_members(
    bulk: &mut Bulk,
    invited: &[(IncidentId, UserId, Instant)],
) -> Result<(), StoreError> {
    bulk.add(invited.iter().map(|(id, user, at)| members::member_row(*id, *user, *at)).collect()).await
}
