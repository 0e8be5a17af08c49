//! The problems of one page, and their children loaded for all of them at once.
//!
//! As for incidents: each kind of child is asked for at most once per page. A batch belongs to one
//! request and carries its actor; it must never be shared between requests.

use std::collections::HashMap;
use std::sync::Arc;

use app::page::Page;
use app::repair::RepairItemFilter;
use app::{App, Result};
use domain::finding::Finding;
use domain::id::{IncidentId, ProblemId};
use domain::identity::Actor;
use domain::incident::Summary;
use domain::problem::{self as d, TotalImpact};
use domain::time::Instant;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::Problem;
use crate::incident::{Batch as IncidentBatch, Incident};
use crate::keyed::Keyed;
use crate::rca;
use crate::repair::batch::ItemPageKey;
use crate::repair::{Batch as RepairBatch, RepairItem};

type ByProblem<T> = HashMap<ProblemId, T>;
/// After which record, and how many.
pub type PageKey = (Option<(Instant, Uuid)>, u64);

/// The problems of one page with their children.
pub struct Batch {
    actor: Actor,
    ids: Vec<ProblemId>,
    pub(super) problems: Vec<d::Problem>,
    /// Analyses of these problems.
    rcas: Arc<rca::Batch>,
    findings: OnceCell<ByProblem<Vec<Finding>>>,
    impacts: OnceCell<ByProblem<TotalImpact>>,
    /// Incidents that recurrences name.
    recurrences: OnceCell<HashMap<IncidentId, Incident>>,
    incidents: Keyed<PageKey, ByProblem<Page<Incident>>>,
    counts: OnceCell<ByProblem<u64>>,
    repairs: Keyed<(RepairItemFilter, ItemPageKey), ByProblem<Page<RepairItem>>>,
    repair_counts: Keyed<RepairItemFilter, ByProblem<u64>>,
    overdue: OnceCell<ByProblem<i64>>,
    repair_findings: OnceCell<ByProblem<Vec<Finding>>>,
}

impl Batch {
    /// Wraps problems that were read together for an actor.
    pub fn wrap(actor: &Actor, problems: Vec<d::Problem>) -> Vec<Problem> {
        let rcas = problems.iter().filter_map(|problem| Some(problem.rca.as_ref()?.id)).collect();
        let batch = Arc::new(Self {
            actor: actor.clone(),
            ids: problems.iter().map(|problem| problem.id).collect(),
            problems,
            rcas: rca::Batch::new(actor, rcas),
            findings: OnceCell::new(),
            impacts: OnceCell::new(),
            recurrences: OnceCell::new(),
            incidents: Keyed::default(),
            counts: OnceCell::new(),
            repairs: Keyed::default(),
            repair_counts: Keyed::default(),
            overdue: OnceCell::new(),
            repair_findings: OnceCell::new(),
        });
        (0..batch.problems.len()).map(|at| Problem::new(at, Arc::clone(&batch))).collect()
    }

    /// Wraps one problem.
    pub fn one(actor: &Actor, problem: d::Problem) -> Problem {
        Self::wrap(actor, vec![problem]).swap_remove(0)
    }

    /// Wraps a page.
    pub fn page(actor: &Actor, page: Page<d::Problem>) -> Page<Problem> {
        Page { items: Self::wrap(actor, page.items), has_next: page.has_next }
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The analyses of the page.
    pub fn rcas(&self) -> &Arc<rca::Batch> {
        &self.rcas
    }

    /// What the rules say.
    pub async fn findings(&self, app: &App, id: ProblemId) -> Result<Vec<Finding>> {
        let load = || app.problem_findings(&self.actor, &self.problems);
        Ok(self.findings.get_or_try_init(load).await?.get(&id).cloned().unwrap_or_default())
    }

    /// What the incidents cost in all.
    pub async fn impact(&self, app: &App, id: ProblemId) -> Result<TotalImpact> {
        let load = || app.problem_impacts(&self.actor, &self.ids);
        Ok(self.impacts.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }

    /// An incident that a recurrence names, if the actor sees it.
    pub async fn recurrence(&self, app: &App, id: IncidentId) -> Result<Option<Incident>> {
        let load = async || {
            let named = self.problems.iter().filter_map(|problem| problem.reopening.as_ref()?.recurrence);
            let mut ids: Vec<IncidentId> = named.flat_map(|(earlier, again)| [earlier, again]).collect();
            ids.sort_unstable();
            ids.dedup();
            let found = app.incidents_by_ids(&self.actor, &ids).await?;
            let incidents = IncidentBatch::wrap(&self.actor, found.into_values().collect());
            let incidents = incidents.into_iter().map(|incident| (incident.summary.id, incident));
            Ok::<_, app::Error>(incidents.collect())
        };
        Ok(self.recurrences.get_or_try_init(load).await?.get(&id).cloned())
    }

    /// A page of the incidents of a problem, those that the actor sees.
    pub async fn incidents(&self, app: &App, id: ProblemId, key: PageKey) -> Result<Page<Incident>> {
        let cell = self.incidents.cell(&key);
        let load = async || {
            let pages = app.incidents_of_problems(&self.actor, &self.ids, key.0, key.1).await?;
            Ok::<_, app::Error>(self.wrap_incidents(pages))
        };
        let pages = cell.get_or_try_init(load).await?;
        Ok(pages.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }

    /// One batch for the incidents of all problems, so that parts of incidents are read together; an
    /// incident of two problems is in it once.
    fn wrap_incidents(&self, pages: ByProblem<Page<Summary>>) -> ByProblem<Page<Incident>> {
        let mut summaries: Vec<Summary> = pages.values().flat_map(|page| page.items.clone()).collect();
        summaries.sort_by_key(|summary| summary.id);
        summaries.dedup_by_key(|summary| summary.id);
        let wrapped = IncidentBatch::wrap(&self.actor, summaries);
        let wrapped: HashMap<IncidentId, Incident> =
            wrapped.into_iter().map(|incident| (incident.summary.id, incident)).collect();
        let page = |page: Page<Summary>| Page {
            items: page.items.iter().filter_map(|summary| wrapped.get(&summary.id).cloned()).collect(),
            has_next: page.has_next,
        };
        pages.into_iter().map(|(id, summaries)| (id, page(summaries))).collect()
    }

    /// How many incidents of a problem the actor sees.
    pub async fn incident_count(&self, app: &App, id: ProblemId) -> Result<u64> {
        let load = || app.count_incidents_of_problems(&self.actor, &self.ids);
        Ok(self.counts.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }

    /// A page of the repair items of a problem.
    pub async fn repair_items(
        &self,
        app: &App,
        id: ProblemId,
        filter: &RepairItemFilter,
        key: ItemPageKey,
    ) -> Result<Page<RepairItem>> {
        let cell = self.repairs.cell(&(filter.clone(), key));
        let load = async || {
            let pages = app.repair_items_of_problems(&self.actor, &self.ids, filter, key.0, key.1).await?;
            Ok::<_, app::Error>(RepairBatch::pages(&self.actor, pages))
        };
        let pages = cell.get_or_try_init(load).await?;
        Ok(pages.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }

    /// How many repair items of a problem a filter finds.
    pub async fn repair_item_count(
        &self,
        app: &App,
        id: ProblemId,
        filter: &RepairItemFilter,
    ) -> Result<u64> {
        let cell = self.repair_counts.cell(filter);
        let load = || app.count_repair_items_of_problems(&self.actor, &self.ids, filter);
        Ok(cell.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }

    /// How many repair items of a problem are due and not done.
    pub async fn overdue_repair_count(&self, app: &App, id: ProblemId) -> Result<i64> {
        let load = || app.overdue_repair_counts(&self.actor, &self.ids);
        Ok(self.overdue.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }

    /// What the rules say about all repair items of a problem together.
    pub async fn repair_findings(&self, app: &App, id: ProblemId) -> Result<Vec<Finding>> {
        let load = || app.repair_findings_of_problem(&self.actor, &self.ids);
        Ok(self.repair_findings.get_or_try_init(load).await?.get(&id).cloned().unwrap_or_default())
    }
}
