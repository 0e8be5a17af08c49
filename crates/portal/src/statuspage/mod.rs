//! The JSON of status pages that other tools already read: `/api/v2/…`.
//!
//! Shapes are in `shape.rs`, one for one as they are known; what we say beyond them has camel-case names, and readers pass over it.
//! It must not know HTTP.

mod component;
mod incident;
mod shape;

use domain::portal::{ComponentStatus, MaintenanceWord, Projection, PublicIncident, PublicMaintenance};

use self::shape::{Components, Document, Incident, Incidents, Maintenances, Page, State, Status, Summary};
use crate::{Portal, Site, site};

/// One document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Everything that matters now.
    Summary,
    /// How it is, in a word.
    Status,
    /// All components.
    Components,
    /// All incidents.
    Incidents,
    /// Incidents that are not over.
    Unresolved,
    /// All announced work.
    Maintenances,
    /// Announced work that lies ahead.
    Upcoming,
    /// Announced work that is going on.
    Active,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Summary,
        Self::Status,
        Self::Components,
        Self::Incidents,
        Self::Unresolved,
        Self::Maintenances,
        Self::Upcoming,
        Self::Active,
    ];

    /// Where it is, from the root of the site.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Summary => "/api/v2/summary.json",
            Self::Status => "/api/v2/status.json",
            Self::Components => "/api/v2/components.json",
            Self::Incidents => "/api/v2/incidents.json",
            Self::Unresolved => "/api/v2/incidents/unresolved.json",
            Self::Maintenances => "/api/v2/scheduled-maintenances.json",
            Self::Upcoming => "/api/v2/scheduled-maintenances/upcoming.json",
            Self::Active => "/api/v2/scheduled-maintenances/active.json",
        }
    }
}

/// Words from here to the shapes.
struct Writer<'a> {
    site: &'a Site,
    projection: &'a Projection,
}

impl Portal {
    /// A document as JSON.
    pub fn statuspage(&self, endpoint: Endpoint) -> Vec<u8> {
        let writer = Writer { site: &self.site, projection: &self.projection };
        let body = writer.document(endpoint);
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl<'a> Writer<'a> {
    fn document(&self, endpoint: Endpoint) -> Document<'a> {
        let page = self.page();
        let works = |keep: &dyn Fn(&PublicMaintenance) -> bool| Maintenances {
            page: self.page(),
            scheduled_maintenances: self.works(keep),
        };
        match endpoint {
            Endpoint::Summary => Document::Summary(Summary {
                page,
                status: self.state(),
                components: self.components(),
                incidents: self.incidents(PublicIncident::is_open),
                scheduled_maintenances: self.works(&|one| !one.status.is_over()),
            }),
            Endpoint::Status => Document::Status(Status { page, status: self.state() }),
            Endpoint::Components => Document::Components(Components { page, components: self.components() }),
            Endpoint::Incidents => {
                Document::Incidents(Incidents { page, incidents: self.incidents(|_| true) })
            }
            Endpoint::Unresolved => {
                Document::Incidents(Incidents { page, incidents: self.incidents(PublicIncident::is_open) })
            }
            Endpoint::Maintenances => Document::Maintenances(works(&|_| true)),
            Endpoint::Upcoming => {
                Document::Maintenances(works(&|one| one.status == MaintenanceWord::Scheduled))
            }
            Endpoint::Active => Document::Maintenances(works(&|one| one.status.is_active())),
        }
    }

    fn page(&self) -> Page<'a> {
        let organisation = &self.projection.organisation;
        Page {
            id: self.site.authority(),
            name: &organisation.name,
            url: self.site.url(site::STATUS),
            time_zone: &organisation.time_zone,
            updated_at: shape::time(self.projection.updated_at()),
        }
    }

    fn state(&self) -> State {
        let banner = self.projection.banner();
        let indicator = match banner.status {
            ComponentStatus::Operational => "none",
            ComponentStatus::UnderMaintenance => "maintenance",
            ComponentStatus::DegradedPerformance => "minor",
            ComponentStatus::PartialOutage => "major",
            ComponentStatus::MajorOutage => "critical",
        };
        let description = match banner.status {
            ComponentStatus::Operational if !self.projection.is_empty() => {
                "All Systems Operational".to_owned()
            }
            _ => banner.sentence,
        };
        State { indicator, description }
    }

    fn incidents(&self, keep: impl Fn(&PublicIncident) -> bool) -> Vec<Incident<'a>> {
        let kept = self.projection.incidents.iter().filter(|one| keep(one));
        kept.map(|one| self.incident(one)).collect()
    }

    /// Readers of these documents know no word for work that was cancelled, so that it is in none of them.
    fn works(&self, keep: &dyn Fn(&PublicMaintenance) -> bool) -> Vec<Incident<'a>> {
        let works = self.projection.maintenances.iter();
        let kept = works.filter(|one| one.status != MaintenanceWord::Cancelled && keep(one));
        kept.map(|one| self.work(one)).collect()
    }
}
