//! The analyses of one page, and their parts loaded for all of them at once.
//!
//! Boards show outlines, which cost nothing here; a page of causes is one statement; the graph, the
//! tables and the steps come from the whole analysis, read once. A batch belongs to one request and
//! carries its actor; it must never be shared between requests.

use std::collections::HashMap;
use std::sync::Arc;

use app::page::Page;
use app::rca::RcaReport;
use app::{App, Result};
use domain::id::{ProblemId, RcaId};
use domain::identity::Actor;
use domain::rca as d;
use tokio::sync::OnceCell;

use super::Rca;
use super::cause::{Cause, CauseBatch};
use super::evidence::EvidenceBatch;
use crate::keyed::Keyed;
use crate::problem::batch::PageKey;
use crate::problem::{Batch as ProblemBatch, Problem};
use crate::publication::{RcaPublication, Versions};

type ByRca<T> = HashMap<RcaId, T>;
/// Pages of causes of all analyses, and the batch of these causes.
type Causes = (ByRca<Page<Arc<d::Cause>>>, Arc<CauseBatch>);

/// An analysis with everything in it.
pub struct Whole {
    /// As it is kept, removed causes and all.
    pub analysis: Arc<d::Analysis>,
    /// What a drawing shows.
    pub present: Arc<d::Graph>,
}

/// The analyses of one page with their parts.
pub struct Batch {
    actor: Actor,
    ids: Vec<RcaId>,
    rows: OnceCell<ByRca<Arc<d::Rca>>>,
    wholes: OnceCell<ByRca<Whole>>,
    reports: OnceCell<ByRca<Arc<RcaReport>>>,
    problems: OnceCell<HashMap<ProblemId, Problem>>,
    causes: Keyed<PageKey, Causes>,
    counts: OnceCell<ByRca<u64>>,
    versions: OnceCell<ByRca<Vec<RcaPublication>>>,
    /// Evidence on the groups of all analyses.
    evidence: OnceCell<Arc<EvidenceBatch>>,
}

impl Batch {
    /// Analyses that are read when somebody asks for more than their outline.
    pub fn new(actor: &Actor, ids: Vec<RcaId>) -> Arc<Self> {
        Arc::new(Self::of(actor, ids))
    }

    fn of(actor: &Actor, ids: Vec<RcaId>) -> Self {
        Self {
            actor: actor.clone(),
            ids,
            rows: OnceCell::new(),
            wholes: OnceCell::new(),
            reports: OnceCell::new(),
            problems: OnceCell::new(),
            causes: Keyed::default(),
            counts: OnceCell::new(),
            versions: OnceCell::new(),
            evidence: OnceCell::new(),
        }
    }

    /// Wraps analyses that were read together for an actor.
    pub fn wrap(actor: &Actor, rcas: Vec<d::Rca>) -> Vec<Rca> {
        let rows: Vec<Arc<d::Rca>> = rcas.into_iter().map(Arc::new).collect();
        let by_id = rows.iter().map(|row| (row.id, Arc::clone(row))).collect();
        let ids = rows.iter().map(|row| row.id).collect();
        let batch = Arc::new(Self { rows: OnceCell::new_with(Some(by_id)), ..Self::of(actor, ids) });
        rows.iter().map(|row| Rca::of_row(row, Arc::clone(&batch))).collect()
    }

    /// Wraps one analysis.
    pub fn one(actor: &Actor, rca: d::Rca) -> Rca {
        Self::wrap(actor, vec![rca]).swap_remove(0)
    }

    /// Wraps an analysis after a change of it, with what the change has read.
    pub fn answered(actor: &Actor, analysis: Arc<d::Analysis>, report: RcaReport) -> Rca {
        let row = Arc::new(analysis.rca.clone());
        let id = row.id;
        let batch = Self {
            rows: OnceCell::new_with(Some(HashMap::from([(id, Arc::clone(&row))]))),
            wholes: OnceCell::new_with(Some(HashMap::from([(id, Whole::of(analysis))]))),
            reports: OnceCell::new_with(Some(HashMap::from([(id, Arc::new(report))]))),
            ..Self::of(actor, vec![id])
        };
        Rca::of_row(&row, Arc::new(batch))
    }

    /// The own fields of an analysis.
    pub async fn row(&self, app: &App, id: RcaId) -> Result<Arc<d::Rca>> {
        let load = async || {
            let rows = app.rcas_by_ids(&self.actor, &self.ids).await?;
            Ok::<_, app::Error>(rows.into_iter().map(|(id, row)| (id, Arc::new(row))).collect())
        };
        self.rows.get_or_try_init(load).await?.get(&id).cloned().ok_or(app::Error::NotFound)
    }

    /// Everything of an analysis.
    pub async fn whole(&self, app: &App, id: RcaId) -> Result<&Whole> {
        self.all(app).await?.get(&id).ok_or(app::Error::NotFound)
    }

    async fn all(&self, app: &App) -> Result<&ByRca<Whole>> {
        let load = async || {
            let all = app.analyses(&self.actor, &self.ids).await?;
            Ok(all.into_iter().map(|(id, analysis)| (id, Whole::of(analysis))).collect())
        };
        self.wholes.get_or_try_init(load).await
    }

    /// What the rules say about an analysis.
    pub async fn report(&self, app: &App, id: RcaId) -> Result<Arc<RcaReport>> {
        let load = async || {
            let all: Vec<_> = self.all(app).await?.values().map(|one| Arc::clone(&one.analysis)).collect();
            let reports = app.rca_reports(&self.actor, &all).await?;
            Ok::<_, app::Error>(reports.into_iter().map(|(id, report)| (id, Arc::new(report))).collect())
        };
        self.reports.get_or_try_init(load).await?.get(&id).cloned().ok_or(app::Error::NotFound)
    }

    /// The problem of an analysis.
    pub async fn problem(&self, app: &App, id: RcaId) -> Result<Problem> {
        let problem = self.row(app, id).await?.problem;
        let load = async || {
            let mut ids = Vec::with_capacity(self.ids.len());
            for id in &self.ids {
                ids.push(self.row(app, *id).await?.problem);
            }
            let found = app.problems_by_ids(&self.actor, &ids).await?;
            let wrapped = ProblemBatch::wrap(&self.actor, found.into_values().collect());
            Ok::<_, app::Error>(wrapped.into_iter().map(|problem| (problem.get().id, problem)).collect())
        };
        self.problems.get_or_try_init(load).await?.get(&problem).cloned().ok_or(app::Error::NotFound)
    }

    /// A page of the causes of an analysis.
    pub async fn causes(&self, app: &App, rca: &Rca, key: PageKey) -> Result<Page<Cause>> {
        let cell = self.causes.cell(&key);
        let load = async || {
            let pages = app.causes_of(&self.actor, &self.ids, key.0, key.1).await?;
            let ids = pages.values().flat_map(|page| page.items.iter().map(|cause| cause.id)).collect();
            let pages = pages.into_iter().map(|(id, page)| (id, page.map(Arc::new))).collect();
            Ok::<_, app::Error>((pages, CauseBatch::new(&self.actor, ids, Vec::new())))
        };
        let (pages, batch) = cell.get_or_try_init(load).await?;
        let page = pages.get(&rca.key()).cloned();
        let page = page.unwrap_or_else(|| Page { items: Vec::new(), has_next: false });
        Ok(page.map(|cause| Cause::new(cause, Some(rca.clone()), Arc::clone(batch))))
    }

    /// How many causes an analysis has.
    pub async fn cause_count(&self, app: &App, id: RcaId) -> Result<u64> {
        let load = || app.count_causes(&self.actor, &self.ids);
        Ok(self.counts.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }

    /// The published versions of an analysis, newest first.
    pub async fn versions(&self, app: &App, id: RcaId) -> Result<Vec<RcaPublication>> {
        let load = async || {
            let all = app.rca_publications(&self.actor, &self.ids).await?;
            let mut found: ByRca<Vec<RcaPublication>> = HashMap::new();
            for one in Versions::wrap(&self.actor, all.into_values().flatten().collect()) {
                found.entry(one.get().rca).or_default().push(one);
            }
            Ok::<_, app::Error>(found)
        };
        Ok(self.versions.get_or_try_init(load).await?.get(&id).cloned().unwrap_or_default())
    }

    /// The batch of the evidence on groups.
    pub async fn group_evidence(&self, app: &App) -> Result<&Arc<EvidenceBatch>> {
        let load = async || {
            let all = self.all(app).await?.values().flat_map(|one| &one.analysis.evidence);
            let on_groups = all.filter(|one| matches!(one.subject, d::EvidenceSubject::Group(_)));
            Ok(EvidenceBatch::of(&self.actor, on_groups))
        };
        self.evidence.get_or_try_init(load).await
    }
}

impl Whole {
    fn of(analysis: Arc<d::Analysis>) -> Self {
        Self { present: Arc::new(analysis.graph.present()), analysis }
    }
}
