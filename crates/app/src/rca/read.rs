//! Reads of analyses: whole ones, and parts of many at once for per-request loaders.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::{CauseGroupId, CauseId, EvidenceId, ProblemId, RcaId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::rca::{Analysis, Cause, CauseGroup, Evidence, Rca, RcaMethod, StepState, parse_reference};
use domain::time::Instant;
use store::problem::links;
use store::rca::{list, repo};
use uuid::Uuid;

use crate::events::Happening;
use crate::page::Page;
use crate::{App, Error, Result, authorize};

/// What the rules say about an analysis.
#[derive(Clone, Debug)]
pub struct RcaReport {
    /// The six steps, in their order.
    pub steps: Vec<StepState>,
    /// Which methods fit, the best first, each with the reason.
    pub methods: Vec<(RcaMethod, String)>,
}

fn authorize_read(actor: &Actor) -> Result<()> {
    authorize(actor, Permission::ProblemRead, Relation::default())
}

impl App {
    /// One analysis, its own fields.
    pub async fn rca(&self, actor: &Actor, id: RcaId) -> Result<Rca> {
        self.rcas_by_ids(actor, &[id]).await?.remove(&id).ok_or(Error::NotFound)
    }

    /// The analysis of an `RCA-n`; anything else is not found.
    pub async fn rca_by_reference(&self, actor: &Actor, reference: &str) -> Result<Rca> {
        authorize_read(actor)?;
        let number = parse_reference(reference).ok_or(Error::NotFound)?;
        list::by_number(self.store(), number).await?.ok_or(Error::NotFound)
    }

    /// Analyses by id, their own fields; those that do not exist are absent.
    pub async fn rcas_by_ids(&self, actor: &Actor, ids: &[RcaId]) -> Result<HashMap<RcaId, Rca>> {
        authorize_read(actor)?;
        Ok(list::by_ids(self.store(), ids).await?)
    }

    /// Analyses with everything in them, removed causes too; those that do not exist are absent.
    pub async fn analyses(&self, actor: &Actor, ids: &[RcaId]) -> Result<HashMap<RcaId, Arc<Analysis>>> {
        authorize_read(actor)?;
        let found = repo::load(self.store(), ids).await?;
        Ok(found.into_iter().map(|(id, analysis)| (id, Arc::new(analysis))).collect())
    }

    /// What the rules say about analyses.
    pub async fn rca_reports(
        &self,
        actor: &Actor,
        analyses: &[Arc<Analysis>],
    ) -> Result<HashMap<RcaId, RcaReport>> {
        authorize_read(actor)?;
        let problems: Vec<ProblemId> = analyses.iter().map(|analysis| analysis.rca.problem).collect();
        let linked = links::linked(self.store(), &problems).await?;
        let items = store::repair::list::solutions(self.store(), &problems).await?;
        let problems = store::problem::list::by_ids(self.store(), &problems).await?;
        let now = self.now();
        let report = |analysis: &Arc<Analysis>| {
            let problem = problems.get(&analysis.rca.problem)?;
            let incidents = linked.get(&problem.id).map(Vec::as_slice).unwrap_or_default();
            let items = items.get(&problem.id).map(Vec::as_slice).unwrap_or_default();
            Some((analysis.rca.id, self.judge(analysis, problem, incidents, items, now)))
        };
        Ok(analyses.iter().filter_map(report).collect())
    }

    /// A page of the causes of each of many analyses, oldest first, removed ones left out, after the one that was recorded at
    /// this instant and has this id.
    pub async fn causes_of(
        &self,
        actor: &Actor,
        ids: &[RcaId],
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<HashMap<RcaId, Page<Cause>>> {
        authorize_read(actor)?;
        let after = after.map(|(at, id)| (at, CauseId::new(id)));
        let found = list::causes(self.store(), ids, after, size + 1).await?;
        Ok(found.into_iter().map(|(id, causes)| (id, Page::of(causes, size))).collect())
    }

    /// How many causes each of many analyses has, removed ones left out.
    pub async fn count_causes(&self, actor: &Actor, ids: &[RcaId]) -> Result<HashMap<RcaId, u64>> {
        authorize_read(actor)?;
        let counts = list::count_causes(self.store(), ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
    }

    /// Causes by id; those that do not exist or were removed are absent.
    pub async fn causes_by_ids(&self, actor: &Actor, ids: &[CauseId]) -> Result<HashMap<CauseId, Cause>> {
        authorize_read(actor)?;
        let mut causes = list::causes_by_ids(self.store(), ids).await?;
        causes.retain(|_, cause| cause.removed_at.is_none());
        Ok(causes)
    }

    /// A page of the evidence of each of many causes, oldest first, after the one that was recorded at this instant and has
    /// this id.
    pub async fn evidence_of_causes(
        &self,
        actor: &Actor,
        ids: &[CauseId],
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<HashMap<CauseId, Page<Evidence>>> {
        authorize_read(actor)?;
        let after = after.map(|(at, id)| (at, EvidenceId::new(id)));
        let found = list::evidence_of(self.store(), ids, after, size + 1).await?;
        Ok(found.into_iter().map(|(id, evidence)| (id, Page::of(evidence, size))).collect())
    }

    /// How many pieces of evidence each of many causes has.
    pub async fn count_evidence(&self, actor: &Actor, ids: &[CauseId]) -> Result<HashMap<CauseId, u64>> {
        authorize_read(actor)?;
        let counts = list::count_evidence(self.store(), ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
    }

    /// Evidence by id; what does not exist is absent.
    pub async fn evidence_by_ids(
        &self,
        actor: &Actor,
        ids: &[EvidenceId],
    ) -> Result<HashMap<EvidenceId, Evidence>> {
        authorize_read(actor)?;
        Ok(list::evidence_by_ids(self.store(), ids).await?)
    }

    /// Whether the actor may read the link of a cause upward: who made it may not (`W5-10`).
    pub fn may_confirm_therefore(&self, actor: &Actor, group: &CauseGroup, cause: CauseId) -> bool {
        let mut links = group.links.iter().filter(|link| link.cause == cause);
        actor.may(Permission::RcaDraft, Relation::default())
            && links.any(|link| link.therefore.is_none() && link.created_by != actor.principal)
    }

    /// The analysis that an event of the capability `rca` is about, its own fields; `None` when it is gone. Read once for
    /// everyone who is told of the event.
    pub async fn rca_of_event(&self, actor: &Actor, happening: &Happening) -> Result<Option<Arc<Rca>>> {
        authorize_read(actor)?;
        let id = RcaId::new(happening.event.subject);
        let read = async || {
            let mut found = list::by_ids(self.store(), &[id]).await?;
            Ok::<_, Error>(found.remove(&id).map(Arc::new))
        };
        Ok(happening.rca.get_or_try_init(read).await?.clone())
    }

    /// The analysis that a group belongs to.
    pub async fn rca_of_group(&self, actor: &Actor, id: CauseGroupId) -> Result<RcaId> {
        authorize_read(actor)?;
        list::of_group(self.store(), id).await?.ok_or(Error::NotFound)
    }
}
