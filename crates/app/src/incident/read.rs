//! Reads of incidents: single ones, pages, and parts of many at once for per-request loaders.

use std::collections::HashMap;

use domain::finding::Finding;
use domain::id::{IncidentId, ServiceId, TimelineEntryId, UserId};
use domain::identity::Actor;
use domain::incident::{
    History, ImpactWindow, IncidentLink, IncidentStatus, Instants, Responder, ResponderRole, Severity,
    Summary, TimelineEntry, TimelineEntryKind, parse_reference,
};
use domain::text::Tag;
use domain::time::Instant;
use store::incident::{history, link, list, parts, timeline};
use uuid::Uuid;

pub use store::incident::Order;

use super::instant_opt;
use crate::error::parse;
use crate::page::Page;
use crate::{App, Error, Result};

/// Which incidents to list; an empty list or `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IncidentFilter {
    /// In one of these states.
    pub status: Vec<IncidentStatus>,
    /// Of one of these severities.
    pub severity: Vec<Severity>,
    /// Whether service still wants restoring.
    pub is_open: Option<bool>,
    /// Affecting one of these services.
    pub service_ids: Vec<ServiceId>,
    /// Led by one of these people.
    pub lead_ids: Vec<UserId>,
    /// This person holds or held a role, or this very role.
    pub responder: Option<(UserId, Option<ResponderRole>)>,
    /// Started at or after.
    pub started_from: Option<Instant>,
    /// Started before.
    pub started_to: Option<Instant>,
    /// Words of title or summary, each from its beginning, or a reference.
    pub text: Option<String>,
    /// Whether a promised update is late.
    pub is_late: Option<bool>,
    /// Carries this tag.
    pub tag: Option<String>,
    /// Whether it was brought in with findings.
    pub has_import_findings: Option<bool>,
    /// Brought in from this format, such as `markdown`.
    pub imported_format: Option<String>,
}

/// Which entries of a timeline, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TimelineQuery {
    /// Newest first, by when they happened.
    pub newest_first: bool,
    /// Of these kinds; empty for all.
    pub kinds: Vec<TimelineEntryKind>,
    /// After the entry of this instant and id.
    pub after: Option<(Instant, Uuid)>,
    /// At most so many; see [`crate::page::size`].
    pub size: u64,
}

/// The longest text to search for, in characters.
const MAX_TEXT: usize = 200;

type ByIncident<T> = HashMap<IncidentId, T>;

impl App {
    /// One incident.
    pub async fn incident(&self, actor: &Actor, id: IncidentId) -> Result<Summary> {
        let scope = self.incident_scope(actor)?;
        list::by_ids(self.store(), &scope, &[id]).await?.remove(&id).ok_or(Error::NotFound)
    }

    /// The incident of an `INC-n`; anything else is not found.
    pub async fn incident_by_reference(&self, actor: &Actor, reference: &str) -> Result<Summary> {
        let scope = self.incident_scope(actor)?;
        let number = parse_reference(reference).ok_or(Error::NotFound)?;
        list::by_number(self.store(), &scope, number).await?.ok_or(Error::NotFound)
    }

    /// Incidents by id; those that do not exist for the actor are absent.
    pub async fn incidents_by_ids(&self, actor: &Actor, ids: &[IncidentId]) -> Result<ByIncident<Summary>> {
        let scope = self.incident_scope(actor)?;
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(list::by_ids(self.store(), &scope, ids).await?)
    }

    /// A page of incidents by when they started, after the one of this start and id.
    pub async fn incidents(
        &self,
        actor: &Actor,
        filter: &IncidentFilter,
        order: Order,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<Summary>> {
        let scope = self.incident_scope(actor)?;
        let filter = self.filter(filter)?;
        let after = after.map(|(at, id)| (at, IncidentId::new(id)));
        Ok(Page::of(list::page(self.store(), &scope, &filter, order, after, size + 1).await?, size))
    }

    /// As [`Self::incidents`], with the services that each incident affects, in no order.
    pub async fn incidents_with_services(
        &self,
        actor: &Actor,
        filter: &IncidentFilter,
        order: Order,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<(Summary, Vec<ServiceId>)>> {
        let scope = self.incident_scope(actor)?;
        let filter = self.filter(filter)?;
        let after = after.map(|(at, id)| (at, IncidentId::new(id)));
        let found = list::page_with_services(self.store(), &scope, &filter, order, after, size + 1).await?;
        Ok(Page::of(found, size))
    }

    /// How many incidents a filter finds.
    pub async fn count_incidents(&self, actor: &Actor, filter: &IncidentFilter) -> Result<u64> {
        let scope = self.incident_scope(actor)?;
        Ok(list::count(self.store(), &scope, &self.filter(filter)?).await?)
    }

    fn filter(&self, filter: &IncidentFilter) -> Result<list::Filter> {
        if filter.text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            return Err(Error::invalid("text", format!("must be at most {MAX_TEXT} characters")));
        }
        let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        Ok(list::Filter {
            status: filter.status.clone(),
            severity: filter.severity.clone(),
            is_open: filter.is_open,
            services: filter.service_ids.clone(),
            leads: filter.lead_ids.clone(),
            responder: filter.responder,
            started_from: instant_opt("startedFrom", filter.started_from)?,
            started_to: instant_opt("startedTo", filter.started_to)?,
            text: text.map(str::to_owned),
            late: filter.is_late.map(|is_late| (is_late, self.thresholds().late_before(self.now()))),
            tag: filter.tag.as_deref().map(|tag| parse("tag", Tag::parse(tag))).transpose()?,
            has_import_findings: filter.has_import_findings,
            imported_format: filter.imported_format.clone(),
        })
    }

    /// Named instants of many incidents.
    pub async fn incident_instants(&self, actor: &Actor, ids: &[IncidentId]) -> Result<ByIncident<Instants>> {
        let found = parts::instants(self.store(), &self.incident_scope(actor)?, ids).await?;
        Ok(found.into_iter().map(|(id, instants)| (id, Instants::from_stored(instants))).collect())
    }

    /// Impact windows of many incidents, earliest first.
    pub async fn incident_windows(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<ByIncident<Vec<ImpactWindow>>> {
        Ok(parts::windows(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// Affected services of many incidents.
    pub async fn incident_services(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<ByIncident<Vec<ServiceId>>> {
        Ok(parts::services(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// Everyone who holds or held a role in one of many incidents.
    pub async fn incident_responders(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<ByIncident<Vec<Responder>>> {
        Ok(parts::responders(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// Tags of many incidents.
    pub async fn incident_tags(&self, actor: &Actor, ids: &[IncidentId]) -> Result<ByIncident<Vec<Tag>>> {
        Ok(parts::tags(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// People who were invited to one of many incidents.
    pub async fn incident_members(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<ByIncident<Vec<UserId>>> {
        Ok(parts::members(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// Findings that an import left on many incidents.
    pub async fn import_findings(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<ByIncident<Vec<Finding>>> {
        Ok(parts::import_findings(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// What an import told beyond the incident, of many incidents.
    pub async fn import_history(&self, actor: &Actor, ids: &[IncidentId]) -> Result<ByIncident<History>> {
        Ok(history::of(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// Relations of many incidents whose both ends the actor sees.
    pub async fn incident_links(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<ByIncident<Vec<IncidentLink>>> {
        let found = link::of(self.store(), &self.incident_scope(actor)?, ids).await?;
        let mut links: ByIncident<Vec<IncidentLink>> = HashMap::new();
        for link in found {
            for end in [link.from, link.to] {
                links.entry(end).or_default().push(link);
            }
        }
        links.retain(|id, _| ids.contains(id));
        Ok(links)
    }

    /// A page of each of many timelines.
    pub async fn timelines(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
        query: &TimelineQuery,
    ) -> Result<ByIncident<Page<TimelineEntry>>> {
        let wanted = timeline::Query {
            newest_first: query.newest_first,
            after: query.after.map(|(at, id)| (at, TimelineEntryId::new(id))),
            kinds: query.kinds.clone(),
            limit: query.size + 1,
        };
        let pages = timeline::pages(self.store(), &self.incident_scope(actor)?, ids, &wanted).await?;
        Ok(pages.into_iter().map(|(id, entries)| (id, Page::of(entries, query.size))).collect())
    }

    /// How many entries of these kinds a timeline has.
    pub async fn count_timeline(
        &self,
        actor: &Actor,
        id: IncidentId,
        kinds: &[TimelineEntryKind],
    ) -> Result<u64> {
        let counts = timeline::counts(self.store(), &self.incident_scope(actor)?, &[id], kinds).await?;
        Ok(counts.get(&id).map_or(0, |count| count.unsigned_abs()))
    }
}
