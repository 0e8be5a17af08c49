//! The whole of what was published.

use serde::{Deserialize, Serialize};

use super::{
    ComponentStatus, Group, MaintenanceWord, PublicAnalysis, PublicIncident, PublicMaintenance, PublicService,
};
use crate::time::Instant;

/// Everything that the portal shows. It holds nothing that was not published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Projection {
    /// Whose page it is.
    pub organisation: PublicOrganisation,
    /// When it was so. A page always says it, as it may be older than its reader thinks.
    pub as_of: Instant,
    /// Services under their headings, in the page's order.
    pub groups: Vec<Group>,
    /// Newest first, by start.
    pub incidents: Vec<PublicIncident>,
    /// Newest first, by start.
    pub maintenances: Vec<PublicMaintenance>,
    /// Every version of each published analysis, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub analyses: Vec<PublicAnalysis>,
}

/// Whose page it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicOrganisation {
    /// Its name.
    pub name: String,
    /// Its time zone, in which a day is a day, such as `Europe/Berlin`.
    pub time_zone: String,
    /// Its mark, from the root of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Its colour as `#rrggbb`, for marks outside the page's own style.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// Where customers find help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
}

impl Projection {
    /// Every service, in the page's order.
    pub fn services(&self) -> impl Iterator<Item = &PublicService> {
        self.groups.iter().flat_map(|group| &group.services)
    }

    /// A service by its id.
    pub fn service(&self, id: &str) -> Option<&PublicService> {
        self.services().find(|service| service.id == id)
    }

    /// An incident by what people call it, or by its id.
    pub fn incident(&self, key: &str) -> Option<&PublicIncident> {
        self.incidents.iter().find(|one| one.reference == key || one.id == key)
    }

    /// Announced work by what people call it, or by its id.
    pub fn maintenance(&self, key: &str) -> Option<&PublicMaintenance> {
        self.maintenances.iter().find(|one| one.reference == key || one.id == key)
    }

    /// Published versions of an analysis by what people call it, newest first.
    pub fn analyses_of<'a>(&'a self, reference: &'a str) -> impl Iterator<Item = &'a PublicAnalysis> {
        self.analyses.iter().filter(move |one| one.reference == reference)
    }

    /// The newest version of each published analysis, newest first.
    pub fn newest_analyses(&self) -> Vec<&PublicAnalysis> {
        let mut newest: Vec<&PublicAnalysis> = Vec::new();
        for one in &self.analyses {
            if !newest.iter().any(|known| known.reference == one.reference) {
                newest.push(one);
            }
        }
        newest
    }

    /// Incidents that are not over, newest first.
    pub fn open_incidents(&self) -> impl Iterator<Item = &PublicIncident> {
        self.incidents.iter().filter(|one| one.is_open())
    }

    /// Announced work that is going on.
    pub fn active_maintenances(&self) -> impl Iterator<Item = &PublicMaintenance> {
        self.maintenances.iter().filter(|one| one.status.is_active())
    }

    /// Announced work that lies ahead, the next one first.
    pub fn upcoming_maintenances(&self) -> Vec<&PublicMaintenance> {
        let ahead = self.maintenances.iter().filter(|one| one.status == MaintenanceWord::Scheduled);
        let mut ahead: Vec<_> = ahead.collect();
        ahead.sort_by_key(|one| one.starts_at);
        ahead
    }

    /// Whether there is no service to speak of, so that nothing can be said about any.
    pub fn is_empty(&self) -> bool {
        self.services().next().is_none()
    }

    /// The worst of all: services, and open incidents that touch none of them, as nothing else would tell of those.
    pub fn overall(&self) -> ComponentStatus {
        let is_told = |one: &&PublicIncident| one.services.iter().any(|it| self.service(&it.id).is_some());
        let untold = self.open_incidents().filter(|one| !is_told(one));
        let services = self.services().map(|service| service.status);
        services.chain(untold.map(|one| one.impact.status())).max().unwrap_or(ComponentStatus::Operational)
    }

    /// When something was last said or shown differently; at the latest when the page was made.
    pub fn updated_at(&self) -> Instant {
        let incidents = self.incidents.iter().map(PublicIncident::updated_at);
        let works = self.maintenances.iter().map(PublicMaintenance::updated_at);
        let services = self.services().map(|service| service.since);
        incidents.chain(works).chain(services).filter(|at| *at <= self.as_of).max().unwrap_or(self.as_of)
    }
}
