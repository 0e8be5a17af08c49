//! From what was published to the projection that the portal shows.
//!
//! Pure: zones and Markdown come in as bounds and a function. It must not know anything that was not published.

use chrono::NaiveDate;

use super::{
    ComponentStatus, Day, Group, Impact, IncidentWord, Maintenance, MaintenanceStatus, MaintenanceUpdate,
    PortalSettings, Projection, PublicAnalysis, PublicIncident, PublicMaintenance, PublicOrganisation,
    PublicService, PublicUpdate, Published, Said, ServiceRef, StatusChange, Uptime,
};
use crate::availability::{Availability, Counting, DayFigure, Record, Window, WindowKind};
use crate::catalog::Service;
use crate::id::ServiceId;
use crate::incident::reference;
use crate::organisation::Organisation;
use crate::publication::Publication;
use crate::text::listed;
use crate::time::Instant;

/// Everything that a projection is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// Name and zone.
    pub organisation: &'a Organisation,
    /// How the portal looks and counts.
    pub settings: &'a PortalSettings,
    /// Services; those that are not public are passed over.
    pub services: &'a [&'a Service],
    /// Published incidents with what was said, oldest update first.
    pub incidents: &'a [(Published, Vec<Said>)],
    /// Announced work with what was said, oldest update first.
    pub works: &'a [(Maintenance, Vec<MaintenanceUpdate>)],
    /// Published versions of analyses, for everyone, newest first.
    pub analyses: &'a [Publication],
    /// The days that are shown, oldest first, each with its begin; the last one is today.
    pub days: &'a [(NaiveDate, Instant)],
    /// When today ends.
    pub tomorrow: Instant,
    /// When all of it was so.
    pub now: Instant,
}

/// A projection, and what other figures can be counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// What the portal shows.
    pub projection: Projection,
    /// What figures of each service are counted from, in the order of the page.
    pub measured: Vec<Measured>,
    /// When each day that is shown begins, and when today ends.
    pub bounds: Vec<Instant>,
}

/// What figures of a service are counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The service, as the projection names it.
    pub service: String,
    /// Its windows.
    pub windows: Vec<Window>,
    /// Since when it is measured.
    pub since: Instant,
}

impl Assembled {
    /// The figure of a service over its newest days, at most those that are shown; `None` for a service that is not on the page.
    pub fn uptime(&self, service: &str, days: u16) -> Option<Uptime> {
        let measured = self.measured.iter().find(|one| one.service == service)?;
        let shown = self.projection.service(service)?.uptime;
        let record = measured.record(self.projection.as_of, shown.counting);
        let days = usize::from(days).min(self.bounds.len().saturating_sub(1));
        let bounds = self.bounds.get(self.bounds.len().saturating_sub(days + 1)..).unwrap_or_default();
        let availability = bounds.first().zip(bounds.last()).map(|(from, to)| record.over(*from, *to));
        let availability = availability.unwrap_or_default();
        Some(Uptime { days: u16::try_from(days).unwrap_or(u16::MAX), availability, ..shown })
    }
}

impl Measured {
    const fn record(&self, now: Instant, counting: Counting) -> Record<'_> {
        Record { windows: self.windows.as_slice(), since: Some(self.since), now, counting }
    }
}

impl Material<'_> {
    /// Puts the projection together; `html` makes safe HTML of Markdown.
    pub fn assemble(&self, html: &dyn Fn(&str) -> String) -> Assembled {
        let mut bounds: Vec<Instant> = self.days.iter().map(|(_, begin)| *begin).collect();
        bounds.push(self.tomorrow);
        let mut services: Vec<&Service> = self.services.iter().copied().filter(|one| one.is_public).collect();
        services.sort_by_key(|one| (one.position, one.name.clone(), one.id));
        let measured: Vec<Measured> = services.iter().map(|service| self.measure(service)).collect();
        let groups = self.groups(&services, &measured, &bounds);
        let analyses: Vec<PublicAnalysis> =
            self.analyses.iter().map(|one| PublicAnalysis::of(one, html)).collect();
        let incident = |(record, said): &(Published, Vec<Said>)| self.incident(record, said, &analyses, html);
        let mut incidents: Vec<PublicIncident> = self.incidents.iter().map(incident).collect();
        incidents.sort_by_key(|one| (std::cmp::Reverse(one.started_at), one.id.clone()));
        let mut maintenances: Vec<PublicMaintenance> =
            self.works.iter().map(|(work, said)| self.work(work, said, html)).collect();
        maintenances.sort_by_key(|one| (std::cmp::Reverse(one.starts_at), one.id.clone()));
        let projection = Projection {
            organisation: PublicOrganisation {
                name: self.organisation.name.as_str().to_owned(),
                time_zone: self.organisation.time_zone.as_str().to_owned(),
                logo_url: self.settings.logo_url.as_ref().map(|url| url.as_str().to_owned()),
                accent: self.settings.accent.as_ref().map(|accent| accent.as_str().to_owned()),
                support_url: self.settings.support_url.as_ref().map(|url| url.as_str().to_owned()),
            },
            as_of: self.now,
            groups,
            incidents,
            maintenances,
            analyses,
        };
        Assembled { projection, measured, bounds }
    }

    fn measure(&self, service: &Service) -> Measured {
        let impact = self.incidents.iter().flat_map(|(record, _)| record.windows_of(service.id));
        let works = self.works.iter().filter(|(work, _)| work.services.contains(&service.id));
        let planned = works.filter_map(|(work, _)| work.window());
        Measured {
            service: service.id.to_string(),
            windows: impact.chain(planned).collect(),
            since: service.monitored_since.unwrap_or(service.created_at),
        }
    }

    /// Headings in the order of their first service; services without one come first.
    fn groups(&self, services: &[&Service], measured: &[Measured], bounds: &[Instant]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (service, measured) in services.iter().zip(measured) {
            let name = service.group.as_ref().map_or("", |name| name.as_str());
            let shown = self.service(service, measured, bounds);
            if let Some(group) = groups.iter_mut().find(|group| group.name == name) {
                group.services.push(shown);
            } else {
                let id = group_id(name, &groups);
                groups.push(Group { id, name: name.to_owned(), services: vec![shown] });
            }
        }
        groups.sort_by_key(|group| !group.name.is_empty());
        groups
    }

    fn service(&self, service: &Service, measured: &Measured, bounds: &[Instant]) -> PublicService {
        let counting = self.settings.counting();
        let record = measured.record(self.now, counting);
        let days = record.days(bounds);
        let availability: Availability =
            days.iter().fold(Availability::default(), |sum, day| sum.plus(day.availability));
        let (status, since) = self.status(service.id, measured);
        PublicService {
            id: measured.service.clone(),
            name: service.name.as_str().to_owned(),
            status,
            since,
            uptime: Uptime {
                days: u16::try_from(days.len()).unwrap_or(u16::MAX),
                since: Some(measured.since),
                counting,
                availability,
            },
            days: self.days.iter().zip(days).map(|((date, _), day)| shown_day(*date, day)).collect(),
        }
    }

    /// How a service is, and since when.
    fn status(&self, service: ServiceId, measured: &Measured) -> (ComponentStatus, Instant) {
        let lasts =
            |window: &&Window| window.start <= self.now && window.end.is_none_or(|end| end > self.now);
        let open = measured.windows.iter().filter(lasts).map(|window| {
            let status = match window.kind {
                WindowKind::Impact(level) => level.into(),
                WindowKind::Planned(_) => ComponentStatus::UnderMaintenance,
            };
            (status, window.start)
        });
        // An open incident that nobody measured yet tells by how bad it is said to be.
        let told = self.incidents.iter().map(|(record, _)| record).filter(|record| {
            record.status.is_open() && record.windows.is_empty() && record.services.contains(&service)
        });
        let told = told.map(|record| (record.impact.status(), record.started_at));
        let worst = open.chain(told).max_by_key(|(status, since)| (*status, std::cmp::Reverse(*since)));
        worst.filter(|(status, _)| *status != ComponentStatus::Operational).unwrap_or_else(|| {
            let ended = measured.windows.iter().filter_map(|window| window.end);
            let since = ended.filter(|end| *end <= self.now).max().unwrap_or(measured.since);
            (ComponentStatus::Operational, since.max(measured.since))
        })
    }

    /// Those services that are public, in the page's order.
    fn shown(&self, ids: &[ServiceId]) -> Vec<&Service> {
        let mut services: Vec<&Service> =
            self.services.iter().copied().filter(|one| one.is_public && ids.contains(&one.id)).collect();
        services.sort_by_key(|one| (one.position, one.name.clone(), one.id));
        services
    }

    /// Names of those services that are public, in the page's order.
    fn named(&self, ids: &[ServiceId]) -> Vec<ServiceRef> {
        self.shown(ids).into_iter().map(named).collect()
    }

    /// What became of services with each update since the one before; before the first, all worked. A correction tells of the
    /// same as its update, so that nothing has changed with it.
    fn changes(&self, record: &Published, said: &[Said]) -> Vec<Vec<StatusChange>> {
        let services = self.shown(&record.services);
        let mut before = vec![ComponentStatus::Operational; services.len()];
        let step = |update: &Said| {
            if update.corrects.is_some() {
                return Vec::new();
            }
            let levels = services.iter().map(|one| record.level(one.id, update.published_at)).collect();
            let earlier = std::mem::replace(&mut before, levels);
            let steps = services.iter().zip(earlier).zip(&before);
            steps
                .filter(|((_, from), to)| from != *to)
                .map(|((one, from), to)| StatusChange { service: named(one), from, to: *to })
                .collect()
        };
        said.iter().map(step).collect()
    }

    fn incident(
        &self,
        record: &Published,
        said: &[Said],
        analyses: &[PublicAnalysis],
        html: &dyn Fn(&str) -> String,
    ) -> PublicIncident {
        let services = self.named(&record.services);
        let updates = said.iter().zip(self.changes(record, said)).map(|(update, changes)| PublicUpdate {
            id: update.id.to_string(),
            status: update.status,
            body_html: html(update.body.as_str()),
            body_text: update.body.as_str().to_owned(),
            published_at: update.published_at,
            next_update_at: update.next_update_at,
            eta: update.eta,
            corrects: update.corrects.map(|id| id.to_string()),
            changes,
        });
        let id = record.incident.to_string();
        let tells_of_it = |one: &&PublicAnalysis| one.incidents.iter().any(|incident| incident.id == id);
        let rca = analyses.iter().find(tells_of_it).map(|one| one.told(html));
        let status = match (&rca, record.status) {
            (Some(_), IncidentWord::Resolved) => IncidentWord::Postmortem,
            (_, status) => status,
        };
        PublicIncident {
            id: record.incident.to_string(),
            reference: reference(record.number),
            title: record
                .title
                .as_ref()
                .map_or_else(|| title_of(record.impact, &services), |title| title.as_str().to_owned()),
            status,
            impact: record.impact,
            started_at: record.started_at,
            restored_at: record.restored_at,
            services,
            updates: updates.collect(),
            rca,
            rca_owed: record.rca_owed,
        }
    }

    fn work(
        &self,
        work: &Maintenance,
        said: &[MaintenanceUpdate],
        html: &dyn Fn(&str) -> String,
    ) -> PublicMaintenance {
        let updates = said.iter().map(|update| PublicUpdate {
            id: update.id.to_string(),
            status: update.status.word(),
            body_html: html(update.body.as_str()),
            body_text: update.body.as_str().to_owned(),
            published_at: update.published_at,
            next_update_at: None,
            eta: None,
            corrects: None,
            changes: Vec::new(),
        });
        PublicMaintenance {
            id: work.id.to_string(),
            reference: work.reference(),
            title: work.title.as_str().to_owned(),
            status: work.status.word(),
            starts_at: work.starts_at,
            ends_at: work.ends_at,
            completed_at: work.ended_at.filter(|_| work.status == MaintenanceStatus::Completed),
            services: self.named(&work.services),
            updates: updates.collect(),
        }
    }
}

fn named(service: &Service) -> ServiceRef {
    ServiceRef { id: service.id.to_string(), name: service.name.as_str().to_owned() }
}

/// What an incident is called that nobody gave a title for the public: never the title of the inside.
fn title_of(impact: Impact, services: &[ServiceRef]) -> String {
    let what = if impact == Impact::None { "Incident" } else { impact.words() };
    match services {
        [] => what.to_owned(),
        named => format!("{what}: {}", listed(named.iter().map(|one| one.name.as_str()))),
    }
}

const fn shown_day(date: NaiveDate, day: DayFigure) -> Day {
    Day {
        date,
        worst: day.worst,
        downtime_seconds: day.downtime_seconds,
        affected_seconds: day.affected_seconds,
    }
}

/// An id made of the heading's own letters, and of its place where another heading has the same.
fn group_id(name: &str, others: &[Group]) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let own = format!("group-{}", letters.collect::<String>());
    let placed = (others.len() + 1..).map(|place| format!("{own}-{place}"));
    let mut ids = std::iter::once(own.clone()).chain(placed);
    ids.find(|id| others.iter().all(|other| other.id != *id)).unwrap_or(own)
}
