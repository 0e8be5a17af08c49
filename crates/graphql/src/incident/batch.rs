//! The incidents of one page, and their children loaded for all of them at once.
//!
//! Each kind of child is asked for at most once per page, whatever the number of rows and however
//! many fields want it, so that the number of SQL statements is fixed. A batch belongs to one
//! request and carries its actor; it must never be shared between requests.

use std::collections::HashMap;
use std::sync::Arc;

use app::comms::UpdatesQuery;
use app::incident::TimelineQuery;
use app::page::Page;
use app::portal::Standing;
use app::{App, Result};
use domain::comms::StatusUpdate;
use domain::comms::draft::UpdateDraft;
use domain::comms::estimate::ImpactEstimate;
use domain::comms::template::UpdateTemplate;
use domain::finding::Finding;
use domain::id::{IncidentId, ProblemId, ServiceId, UserId};
use domain::identity::Actor;
use domain::incident::{History, ImpactWindow, IncidentLink, Instants, Responder, Summary, TimelineEntry};
use domain::text::Tag;
use tokio::sync::OnceCell;

use crate::comms::{Promise, PromiseBatch};
use crate::keyed::Keyed;
use crate::problem::batch::PageKey;
use crate::problem::{Batch as ProblemBatch, Problem};

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
    problems: Keyed<PageKey, ByIncident<Page<Problem>>>,
    problem_counts: OnceCell<ByIncident<u64>>,
    known_errors: OnceCell<ByIncident<Vec<Problem>>>,
    rca_promises: OnceCell<ByIncident<Vec<Promise>>>,
    impact_estimates: OnceCell<ByIncident<Vec<ImpactEstimate>>>,
    update_drafts: OnceCell<ByIncident<Vec<UpdateDraft>>>,
    templates: OnceCell<Vec<UpdateTemplate>>,
    standings: OnceCell<ByIncident<Standing>>,
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
            problems: Keyed::default(),
            problem_counts: OnceCell::new(),
            known_errors: OnceCell::new(),
            rca_promises: OnceCell::new(),
            impact_estimates: OnceCell::new(),
            update_drafts: OnceCell::new(),
            templates: OnceCell::new(),
            standings: OnceCell::new(),
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
        /// How it stands to the public.
        standings: Standing = incident_standings;
        /// Tags.
        tags: Vec<Tag> = incident_tags;
        /// People invited to a private incident.
        members: Vec<UserId> = incident_members;
        /// Estimates of impact.
        impact_estimates: Vec<ImpactEstimate> = impact_estimates;
        /// Drafts of updates.
        update_drafts: Vec<UpdateDraft> = update_drafts;
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

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// A page of the problems of an incident.
    pub async fn problems(&self, app: &App, id: IncidentId, key: PageKey) -> Result<Page<Problem>> {
        let cell = self.problems.cell(&key);
        let load = async || {
            let pages = app.problems_of_incidents(&self.actor, &self.ids, key.0, key.1).await?;
            let all = pages.values().flat_map(|page| page.items.clone()).collect();
            let wrapped = self.wrap_problems(all);
            let page = |page: Page<domain::problem::Problem>| Page {
                items: page.items.iter().filter_map(|problem| wrapped.get(&problem.id).cloned()).collect(),
                has_next: page.has_next,
            };
            Ok::<_, app::Error>(pages.into_iter().map(|(id, problems)| (id, page(problems))).collect())
        };
        let pages: &ByIncident<Page<Problem>> = cell.get_or_try_init(load).await?;
        Ok(pages.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }

    /// How many problems an incident has.
    pub async fn problem_count(&self, app: &App, id: IncidentId) -> Result<u64> {
        let load = || app.count_problems_of_incidents(&self.actor, &self.ids);
        Ok(self.problem_counts.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }

    /// Known errors and workarounds of the same services.
    pub async fn known_errors(&self, app: &App, id: IncidentId) -> Result<Vec<Problem>> {
        let load = async || {
            let found = app.known_errors(&self.actor, &self.ids).await?;
            let wrapped = self.wrap_problems(found.values().flatten().cloned().collect());
            let of = |problems: Vec<domain::problem::Problem>| {
                problems.iter().filter_map(|problem| wrapped.get(&problem.id).cloned()).collect()
            };
            Ok::<_, app::Error>(found.into_iter().map(|(id, problems)| (id, of(problems))).collect())
        };
        let all: &ByIncident<Vec<Problem>> = self.known_errors.get_or_try_init(load).await?;
        Ok(all.get(&id).cloned().unwrap_or_default())
    }

    /// The texts that updates begin with.
    pub async fn templates(&self, app: &App) -> Result<&[UpdateTemplate]> {
        Ok(self.templates.get_or_try_init(|| app.update_templates(&self.actor)).await?)
    }

    /// Analyses that were promised.
    pub async fn rca_promises(&self, app: &App, id: IncidentId) -> Result<Vec<Promise>> {
        let load = async || {
            let found = app.rca_promises(&self.actor, &self.ids).await?;
            let mut all: ByIncident<Vec<Promise>> = HashMap::new();
            for one in PromiseBatch::wrap(&self.actor, found.into_values().flatten().collect()) {
                all.entry(one.promise.incident).or_default().push(one);
            }
            Ok::<_, app::Error>(all)
        };
        Ok(self.rca_promises.get_or_try_init(load).await?.get(&id).cloned().unwrap_or_default())
    }

    /// One batch for the problems of all incidents, each in it once.
    fn wrap_problems(&self, mut problems: Vec<domain::problem::Problem>) -> HashMap<ProblemId, Problem> {
        problems.sort_by_key(|problem| problem.id);
        problems.dedup_by_key(|problem| problem.id);
        let wrapped = ProblemBatch::wrap(&self.actor, problems);
        wrapped.into_iter().map(|problem| (problem.get().id, problem)).collect()
    }
}
