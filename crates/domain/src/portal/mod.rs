//! The public status portal: what was published, and nothing else.
//!
//! A [`Projection`] is written when something is published and is all that the portal reads, so it cannot show what is private. Its
//! words are those that readers of status pages know. The functions beside it say in sentences and drawings how things stand.
//!
//! It must not know incidents, causes or people, nor how a page is made.

mod analysis;
mod assemble;
pub mod badge;
pub mod bars;
mod incident;
mod maintenance;
mod projection;
mod published;
mod sentence;
mod service;
mod settings;
mod word;
mod work;

#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod said_tests;
#[cfg(test)]
mod tests;

pub use analysis::{PublicAnalysis, PublicItem, PublicLine, PublicPart};
pub use assemble::{Assembled, Material, Measured};
pub use incident::{Impact, IncidentWord, Kept, Promise, PublicIncident, PublicRca, RcaOwed};
pub use maintenance::{MaintenanceWord, PublicMaintenance};
pub use projection::{Projection, PublicOrganisation};
pub use published::{PublicWindow, Published, Said};
pub use sentence::Banner;
pub use service::{ComponentStatus, Day, Group, PublicService, ServiceRef, Uptime};
pub use settings::{Accent, AccentError, LogoError, PartialImpactPolicy, PortalChange, PortalSettings};
pub use work::{Maintenance, MaintenanceChange, MaintenanceError, MaintenanceStatus, MaintenanceUpdate};

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// A message that went out to customers; `S` is the vocabulary of its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicUpdate<S> {
    /// Identifier, unguessable.
    pub id: String,
    /// Where the incident or the work stood.
    pub status: S,
    /// The text as HTML that was made safe: the one field of the projection that a page shows without escaping.
    pub body_html: String,
    /// The text as it was written.
    pub body_text: String,
    /// When it went out.
    pub published_at: Instant,
    /// When the next update is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<Instant>,
    /// When the fix is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Instant>,
    /// The earlier update that it puts right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
    /// What became of services with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<StatusChange>,
}

/// A service that changed its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// Which.
    pub service: ServiceRef,
    /// How it was.
    pub from: ComponentStatus,
    /// How it is since.
    pub to: ComponentStatus,
}
