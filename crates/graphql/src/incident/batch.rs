//! The incidents of one page, and their children loaded for all of them at once.
//!
//! Each kind of child is asked for at most once per page, whatever the number of rows and however
//! many fields want it, so that the number of SQL statements is fixed. A batch belongs to one
//! request and carries its actor; it must never be shared between requests.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use app::comms::UpdatesQuery;
use app::incident::TimelineQuery;
use app::page::Page;
use app::{App, Result};
use domain::comms::StatusUpdate;
use domain::finding::Finding;
use domain::id::{IncidentId, ServiceId, UserId};
use domain::identity::Actor;
use domain::incident::{History, ImpactWindow, IncidentLink, Instants, Responder, Summary, TimelineEntry};
use domain::text::Tag;
use tokio::sync::OnceCell;

type ByIncident<T> = HashMap<IncidentId, T>;
/// Relations of each incident, and the incidents at their other ends.
type Links = (ByIncident<Vec<IncidentLink>>, HashMap<IncidentId, super::Incident>);

/// The incidents of one page with their children.
pub struct Batch {
    actor: Actor,
    ids: Vec<IncidentId>,
    is_imported: bool,
    instants: OnceCell<ByIncident<Instants>>,
    windows: OnceCell<ByIncident<Vec<ImpactWindow>>>,
    services: OnceCell<ByIncident<Vec<ServiceId>>>,
    responders: OnceCell<ByIncident<Vec<Responder>>>,
    tags: OnceCell<ByIncident<Vec<Tag>>>,
    members: OnceCell<ByIncident<Vec<UserId>>>,
    links: OnceCell<Links>,
    findings: OnceCell<ByIncident<Vec<Finding>>>,
    history: OnceCell<ByIncident<History>>,
    timelines: Keyed<TimelineQuery, ByIncident<Page<TimelineEntry>>>,
    updates: Keyed<UpdatesQuery, ByIncident<Page<StatusUpdate>>>,
}

/// Values that are loaded once for each key.
struct Keyed<K, V>(Mutex<HashMap<K, Arc<OnceCell<V>>>>);

impl<K, V> Default for Keyed<K, V> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Clone + Eq + Hash, V> Keyed<K, V> {
    fn cell(&self, key: &K) -> Arc<OnceCell<V>> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cells.entry(key.clone()).or_default())
    }
}

macro_rules! children {
    ($($(#[$meta:meta])* $name:ident: $type:ty = $load:ident;)+) => { $(
        $(#[$meta])*
        pub async fn $name(&self, app: &App, id: IncidentId) -> Result<$type> {
            let all = self.$name.get_or_try_init(|| app.$load(&self.actor, &self.ids)).await?;
            Ok(all.get(&id).cloned().unwrap_or_default())
        }
    )+ };
}

impl Batch {
    /// Wraps incidents that were read together for an actor.
    pub fn wrap(actor: &Actor, summaries: Vec<Summary>) -> Vec<super::Incident> {
        Self::of(actor, summaries, OnceCell::new())
    }

    /// As [`Self::wrap`], with the affected services at hand.
    pub fn with_services(actor: &Actor, found: Vec<(Summary, Vec<ServiceId>)>) -> Vec<super::Incident> {
        let (summaries, services): (Vec<Summary>, Vec<Vec<ServiceId>>) = found.into_iter().unzip();
        let services = summaries.iter().map(|summary| summary.id).zip(services).collect();
        Self::of(actor, summaries, OnceCell::new_with(Some(services)))
    }

    fn of(
        actor: &Actor,
        summaries: Vec<Summary>,
        services: OnceCell<ByIncident<Vec<ServiceId>>>,
    ) -> Vec<super::Incident> {
        let batch = Arc::new(Self {
            actor: actor.clone(),
            ids: summaries.iter().map(|summary| summary.id).collect(),
            is_imported: summaries.iter().any(|summary| summary.imported.is_some()),
            instants: OnceCell::new(),
            windows: OnceCell::new(),
            services,
            responders: OnceCell::new(),
            tags: OnceCell::new(),
            members: OnceCell::new(),
            links: OnceCell::new(),
            findings: OnceCell::new(),
            history: OnceCell::new(),
            timelines: Keyed::default(),
            updates: Keyed::default(),
        });
        summaries.into_iter().map(|summary| super::Incident::new(summary, Arc::clone(&batch))).collect()
    }

    /// Wraps one incident.
    pub fn one(actor: &Actor, summary: Summary) -> super::Incident {
        Self::wrap(actor, vec![summary]).swap_remove(0)
    }

    children! {
        /// Named instants.
        instants: Instants = incident_instants;
        /// Impact windows.
        windows: Vec<ImpactWindow> = incident_windows;
        /// Affected services.
        services: Vec<ServiceId> = incident_services;
        /// Everyone who holds or held a role.
        responders: Vec<Responder> = incident_responders;
        /// Tags.
        tags: Vec<Tag> = incident_tags;
        /// People invited to a private incident.
        members: Vec<UserId> = incident_members;
    }

    /// Findings that an import left; nothing is asked where nothing was imported.
    pub async fn import_findings(&self, app: &App, id: IncidentId) -> Result<Vec<Finding>> {
        if !self.is_imported {
            return Ok(Vec::new());
        }
        let all = self.findings.get_or_try_init(|| app.import_findings(&self.actor, &self.ids)).await?;
        Ok(all.get(&id).cloned().unwrap_or_default())
    }

    /// What an import told beyond the incident.
    pub async fn history(&self, app: &App, id: IncidentId) -> Result<History> {
        let all = self.history.get_or_try_init(|| app.import_history(&self.actor, &self.ids)).await?;
        Ok(all.get(&id).cloned().unwrap_or_default())
    }

    /// Relations of an incident with the incident at the other end, visible ones only.
    pub async fn links(&self, app: &App, id: IncidentId) -> Result<Vec<(IncidentLink, super::Incident)>> {
        let (links, others) = self
            .links
            .get_or_try_init(|| async {
                let links = app.incident_links(&self.actor, &self.ids).await?;
                let mut ids: Vec<IncidentId> =
                    links.values().flatten().flat_map(|link| [link.from, link.to]).collect();
                ids.sort_unstable();
                ids.dedup();
                let others = if ids.is_empty() {
                    HashMap::new()
                } else {
                    app.incidents_by_ids(&self.actor, &ids).await?
                };
                let others = Self::wrap(&self.actor, others.into_values().collect());
                Ok::<_, app::Error>((
                    links,
                    others.into_iter().map(|other| (other.summary.id, other)).collect(),
                ))
            })
            .await?;
        let mine = links.get(&id).into_iter().flatten();
        Ok(mine
            .filter_map(|link| {
                let other = if link.from == id { link.to } else { link.from };
                Some((*link, others.get(&other)?.clone()))
            })
            .collect())
    }

    /// A page of the timeline.
    pub async fn timeline(
        &self,
        app: &App,
        id: IncidentId,
        query: &TimelineQuery,
    ) -> Result<Page<TimelineEntry>> {
        let cell = self.timelines.cell(query);
        let all = cell.get_or_try_init(|| app.timelines(&self.actor, &self.ids, query)).await?;
        Ok(all.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }

    /// A page of the status updates.
    pub async fn updates(
        &self,
        app: &App,
        id: IncidentId,
        query: &UpdatesQuery,
    ) -> Result<Page<StatusUpdate>> {
        let cell = self.updates.cell(query);
        let all = cell.get_or_try_init(|| app.status_update_pages(&self.actor, &self.ids, query)).await?;
        Ok(all.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }
}
