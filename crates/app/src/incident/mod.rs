//! Use cases of incidents: declare, change, tell, relate, read.
//!
//! Every one of them is: authorize → open a transaction → load under a lock → the domain decides →
//! save → timeline entries, audit row and event → commit. It must not decide what an incident may
//! do: the domain does.

mod changes;
pub mod command;
mod declare;
mod edit;
mod impact;
pub mod import;
mod link;
pub(crate) mod open;
mod read;
mod roles;
mod sight;
mod timeline;

pub use changes::{ChangeDetail, RecentChange};
pub use command::{
    AddEntry, AddWindow, AssignResponder, ChangeSeverity, ChangeStatus, DeclareIncident, EntryLinkText,
    FirstEntry, LinkIncidents, ReleaseResponder, SetInstant, UpdateIncident, UpdateWindow,
};
pub use import::{Import, Imported, Outcome};
pub use read::{IncidentFilter, Order, TimelineQuery};
pub use sight::lost_sight;
pub use timeline::EntryAnswer;

use domain::finding::Finding;
use domain::incident::{ImpactWindow, Summary};
use domain::time::Instant;

use crate::{Error, Result};

/// An incident after a change of it.
#[derive(Clone, Debug)]
pub struct IncidentAnswer {
    /// The incident.
    pub incident: Summary,
    /// What the rules say about it now.
    pub findings: Vec<Finding>,
}

/// An incident after a change of its impact.
#[derive(Clone, Debug)]
pub struct WindowAnswer {
    /// The incident.
    pub incident: Summary,
    /// The window that was added or changed.
    pub window: ImpactWindow,
    /// What the rules say about the incident now.
    pub findings: Vec<Finding>,
}

/// An instant of an input, cut to microseconds.
///
/// Errors: outside the years that both databases keep in order.
pub(crate) fn instant(field: &str, at: Instant) -> Result<Instant> {
    use chrono::Datelike;
    if (1970..=2999).contains(&at.year()) {
        Ok(domain::time::truncate(at))
    } else {
        Err(Error::invalid(field, "must lie in the years 1970 to 2999"))
    }
}

/// As [`instant`], for one that may be absent.
pub(crate) fn instant_opt(field: &str, at: Option<Instant>) -> Result<Option<Instant>> {
    at.map(|at| instant(field, at)).transpose()
}
