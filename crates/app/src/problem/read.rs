//! Reads of problems: single ones, pages, and parts of many at once for per-request loaders.
//!
//! A [`Problem`] always comes whole, with its services, tags and outline of its analysis, in one statement.

use std::collections::HashMap;

use domain::finding::Finding;
use domain::id::{IncidentId, ProblemId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::Summary;
use domain::problem::{Problem, TotalImpact, parse_reference, rules};
use domain::text::Tag;
use domain::time::Instant;
use store::incident::list as incidents;
use store::problem::{links, list, pairs};
use uuid::Uuid;

pub use store::problem::Order as ProblemOrder;

use super::ProblemFilter;
use crate::error::parse;
use crate::page::Page;
use crate::{App, Error, Result, authorize};

type ByProblem<T> = HashMap<ProblemId, T>;
type ByIncident<T> = HashMap<IncidentId, T>;

/// The longest text to search for, in characters.
const MAX_TEXT: usize = 200;
/// The most known errors that an incident shows.
const KNOWN_ERRORS: u64 = 10;

fn authorize_read(actor: &Actor) -> Result<()> {
    authorize(actor, Permission::ProblemRead, Relation::default())
}

impl App {
    /// One problem.
    pub async fn problem(&self, actor: &Actor, id: ProblemId) -> Result<Problem> {
        self.problems_by_ids(actor, &[id]).await?.remove(&id).ok_or(Error::NotFound)
    }

    /// The problem of a `PRB-n`; anything else is not found.
    pub async fn problem_by_reference(&self, actor: &Actor, reference: &str) -> Result<Problem> {
        authorize_read(actor)?;
        let number = parse_reference(reference).ok_or(Error::NotFound)?;
        list::by_number(self.store(), number).await?.ok_or(Error::NotFound)
    }

    /// Problems by id; those that do not exist are absent.
    pub async fn problems_by_ids(&self, actor: &Actor, ids: &[ProblemId]) -> Result<ByProblem<Problem>> {
        authorize_read(actor)?;
        Ok(list::by_ids(self.store(), ids).await?)
    }

    /// A page of problems, after the one of this instant (of the order) and id.
    pub async fn problems(
        &self,
        actor: &Actor,
        filter: &ProblemFilter,
        order: ProblemOrder,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<Problem>> {
        authorize_read(actor)?;
        let after = after.map(|(at, id)| (at, ProblemId::new(id)));
        let found = list::page(self.store(), &stored(filter)?, order, after, size + 1).await?;
        Ok(Page::of(found, size))
    }

    /// How many problems a filter finds.
    pub async fn count_problems(&self, actor: &Actor, filter: &ProblemFilter) -> Result<u64> {
        authorize_read(actor)?;
        Ok(list::count(self.store(), &stored(filter)?).await?)
    }

    /// What the rules say about many problems.
    pub async fn problem_findings(
        &self,
        actor: &Actor,
        problems: &[Problem],
    ) -> Result<ByProblem<Vec<Finding>>> {
        authorize_read(actor)?;
        let ids: Vec<ProblemId> = problems.iter().map(|problem| problem.id).collect();
        let linked = links::linked(self.store(), &ids).await?;
        let now = self.now();
        let findings = |problem: &Problem| {
            let incidents = linked.get(&problem.id).map(Vec::as_slice).unwrap_or_default();
            (problem.id, rules::findings(problem, incidents, now))
        };
        Ok(problems.iter().map(findings).collect())
    }

    /// What the incidents of many problems cost in all, as far as the actor sees them (`CLK-04`).
    pub async fn problem_impacts(&self, actor: &Actor, ids: &[ProblemId]) -> Result<ByProblem<TotalImpact>> {
        authorize_read(actor)?;
        let windows = pairs::windows_of(self.store(), &self.incident_scope(actor)?, ids).await?;
        let now = self.now();
        Ok(windows.into_iter().map(|(id, windows)| (id, TotalImpact::of(&windows, now))).collect())
    }

    /// A page of the incidents of each of many problems, as far as the actor sees them, newest first, after the one of this
    /// start and id.
    pub async fn incidents_of_problems(
        &self,
        actor: &Actor,
        ids: &[ProblemId],
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<ByProblem<Page<Summary>>> {
        authorize_read(actor)?;
        let scope = self.incident_scope(actor)?;
        let after = after.map(|(at, id)| (at, IncidentId::new(id)));
        let found = pairs::incidents_of(self.store(), &scope, ids, after, size + 1).await?;
        let pages: ByProblem<Page<IncidentId>> =
            found.into_iter().map(|(id, incidents)| (id, Page::of(incidents, size))).collect();
        let wanted = unique(pages.values().flat_map(|page| page.items.iter().copied()));
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let incidents = incidents::by_ids(self.store(), &scope, &wanted).await?;
        Ok(pages.into_iter().map(|(id, page)| (id, page_of(&page, &incidents))).collect())
    }

    /// How many incidents of each of many problems the actor sees.
    pub async fn count_incidents_of_problems(
        &self,
        actor: &Actor,
        ids: &[ProblemId],
    ) -> Result<ByProblem<u64>> {
        authorize_read(actor)?;
        let counts = pairs::count_incidents(self.store(), &self.incident_scope(actor)?, ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
    }

    /// A page of the problems of each of many incidents that the actor sees, newest problem first, after the one that was
    /// opened at this instant and has this id.
    pub async fn problems_of_incidents(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<ByIncident<Page<Problem>>> {
        authorize_read(actor)?;
        let scope = self.incident_scope(actor)?;
        let after = after.map(|(at, id)| (at, ProblemId::new(id)));
        let found = pairs::problems_of(self.store(), &scope, ids, after, size + 1).await?;
        let pages: ByIncident<Page<ProblemId>> =
            found.into_iter().map(|(id, problems)| (id, Page::of(problems, size))).collect();
        let wanted = unique(pages.values().flat_map(|page| page.items.iter().copied()));
        let problems = list::by_ids(self.store(), &wanted).await?;
        Ok(pages.into_iter().map(|(id, page)| (id, page_of(&page, &problems))).collect())
    }

    /// How many problems each of many incidents that the actor sees has.
    pub async fn count_problems_of_incidents(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<ByIncident<u64>> {
        authorize_read(actor)?;
        let counts = pairs::count_problems(self.store(), &self.incident_scope(actor)?, ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
    }

    /// For each of many incidents that the actor sees: known errors, and open problems with a workaround, of the same services
    /// that are not linked to it; at most ten, changed last first.
    pub async fn known_errors(&self, actor: &Actor, ids: &[IncidentId]) -> Result<ByIncident<Vec<Problem>>> {
        authorize_read(actor)?;
        let scope = self.incident_scope(actor)?;
        let found = pairs::known_errors(self.store(), &scope, ids, KNOWN_ERRORS).await?;
        let wanted = unique(found.values().flatten().copied());
        let problems = list::by_ids(self.store(), &wanted).await?;
        let known = |ids: Vec<ProblemId>| ids.iter().filter_map(|id| problems.get(id).cloned()).collect();
        Ok(found.into_iter().map(|(id, ids)| (id, known(ids))).collect())
    }
}

/// The records of a page of ids; what went since the ids were read is left out.
fn page_of<K: Eq + std::hash::Hash, T: Clone>(page: &Page<K>, records: &HashMap<K, T>) -> Page<T> {
    let items = page.items.iter().filter_map(|id| records.get(id).cloned()).collect();
    Page { items, has_next: page.has_next }
}

fn unique<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    let mut ids: Vec<T> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn stored(filter: &ProblemFilter) -> Result<list::Filter> {
    if filter.text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
        return Err(Error::invalid("text", format!("must be at most {MAX_TEXT} characters")));
    }
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    Ok(list::Filter {
        status: filter.status.clone(),
        is_open: filter.is_open,
        services: filter.service_ids.clone(),
        owners: filter.owner_ids.clone(),
        severity: filter.severity.clone(),
        tag: filter.tag.as_deref().map(|tag| parse("tag", Tag::parse(tag))).transpose()?,
        text: text.map(str::to_owned),
        has_workaround: filter.has_workaround,
    })
}
