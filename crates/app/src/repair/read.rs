//! Reads of repair items: single ones, pages, and parts of many at once for per-request loaders.
//!
//! An item always comes whole, with the ids of its causes, in one statement.

use std::collections::HashMap;
use std::sync::Arc;

use domain::finding::Finding;
use domain::id::{CauseId, ProblemId, RepairItemId, RepairNoteId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::Problem;
use domain::repair::{LinkedCause, RepairItem, RepairNote, RepairPolicy, parse_reference, rules};
use domain::time::Instant;
use store::problem::list as problems;
use store::repair::{list, notes, pages, policy, report};

pub use store::repair::{Order as RepairItemOrder, Place as RepairPlace};

use super::{RepairCounts, RepairItemFilter};
use crate::events::Happening;
use crate::page::Page;
use crate::{App, Error, Result, authorize};

type ByItem<T> = HashMap<RepairItemId, T>;
type ByProblem<T> = HashMap<ProblemId, T>;
type ByCause<T> = HashMap<CauseId, T>;

/// The longest text to search for, in characters.
const MAX_TEXT: usize = 200;
/// Days of what is due soon.
const SOON_DAYS: i64 = 7;

/// Which page of which items.
#[derive(Clone, Debug, Default)]
pub struct RepairListQuery {
    /// Which items.
    pub filter: RepairItemFilter,
    /// In which order.
    pub order: RepairItemOrder,
    /// After which place.
    pub after: Option<RepairPlace>,
    /// How many, 1 to 100.
    pub size: u64,
}

/// Where an item stands in an order.
pub fn place(order: RepairItemOrder, item: &RepairItem) -> RepairPlace {
    let at = match order {
        RepairItemOrder::DueAtAsc => item.due_at,
        RepairItemOrder::CreatedAtDesc => Some(item.created_at),
        RepairItemOrder::UpdatedAtDesc => Some(item.updated_at),
    };
    (at, item.id)
}

fn authorize_read(actor: &Actor) -> Result<()> {
    authorize(actor, Permission::RepairRead, Relation::default())
}

impl App {
    /// One item.
    pub async fn repair_item(&self, actor: &Actor, id: RepairItemId) -> Result<RepairItem> {
        self.repair_items_by_ids(actor, &[id]).await?.remove(&id).ok_or(Error::NotFound)
    }

    /// The item of a `REP-n`; anything else is not found.
    pub async fn repair_item_by_reference(&self, actor: &Actor, reference: &str) -> Result<RepairItem> {
        authorize_read(actor)?;
        let number = parse_reference(reference).ok_or(Error::NotFound)?;
        list::by_number(self.store(), number).await?.ok_or(Error::NotFound)
    }

    /// Items by id; those that do not exist are absent.
    pub async fn repair_items_by_ids(
        &self,
        actor: &Actor,
        ids: &[RepairItemId],
    ) -> Result<ByItem<RepairItem>> {
        authorize_read(actor)?;
        Ok(list::by_ids(self.store(), ids).await?)
    }

    /// A page of items.
    pub async fn repair_items(&self, actor: &Actor, query: &RepairListQuery) -> Result<Page<RepairItem>> {
        authorize_read(actor)?;
        let filter = self.stored_filter(&query.filter)?;
        let found = list::page(self.store(), &filter, query.order, query.after, query.size + 1).await?;
        Ok(Page::of(found, query.size))
    }

    /// How many items a filter finds.
    pub async fn count_repair_items(&self, actor: &Actor, filter: &RepairItemFilter) -> Result<u64> {
        authorize_read(actor)?;
        Ok(list::count(self.store(), &self.stored_filter(filter)?).await?)
    }

    /// A page of the items of each of many problems, due first first, after a place of that order.
    pub async fn repair_items_of_problems(
        &self,
        actor: &Actor,
        ids: &[ProblemId],
        filter: &RepairItemFilter,
        after: Option<RepairPlace>,
        size: u64,
    ) -> Result<ByProblem<Page<RepairItem>>> {
        authorize_read(actor)?;
        let filter = self.stored_filter(filter)?;
        let found = pages::of_problems(self.store(), ids, &filter, after, size + 1).await?;
        Ok(found.into_iter().map(|(id, items)| (id, Page::of(items, size))).collect())
    }

    /// How many items of each of many problems a filter finds; problems without are absent.
    pub async fn count_repair_items_of_problems(
        &self,
        actor: &Actor,
        ids: &[ProblemId],
        filter: &RepairItemFilter,
    ) -> Result<ByProblem<u64>> {
        authorize_read(actor)?;
        let counts = pages::count_of_problems(self.store(), ids, &self.stored_filter(filter)?).await?;
        Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
    }

    /// A page of the items that act on each of many causes, due first first, after a place of that order.
    pub async fn repair_items_of_causes(
        &self,
        actor: &Actor,
        ids: &[CauseId],
        after: Option<RepairPlace>,
        size: u64,
    ) -> Result<ByCause<Page<RepairItem>>> {
        authorize_read(actor)?;
        let found = pages::of_causes(self.store(), ids, after, size + 1).await?;
        Ok(found.into_iter().map(|(id, items)| (id, Page::of(items, size))).collect())
    }

    /// How many items act on each of many causes; causes without are absent.
    pub async fn count_repair_items_of_causes(&self, actor: &Actor, ids: &[CauseId]) -> Result<ByCause<u64>> {
        authorize_read(actor)?;
        let counts = pages::count_of_causes(self.store(), ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
    }

    /// How many items of each of many problems are overdue by now; problems without are absent.
    pub async fn overdue_repair_counts(&self, actor: &Actor, ids: &[ProblemId]) -> Result<ByProblem<i64>> {
        authorize_read(actor)?;
        Ok(pages::overdue_of_problems(self.store(), ids, self.now()).await?)
    }

    /// The causes that each of many items acts on, as the rules need them; items without are absent.
    pub async fn linked_causes(
        &self,
        actor: &Actor,
        ids: &[RepairItemId],
    ) -> Result<ByItem<Vec<LinkedCause>>> {
        authorize_read(actor)?;
        Ok(pages::linked_causes(self.store(), ids).await?)
    }

    /// What the rules say about many items.
    pub async fn repair_findings(&self, actor: &Actor, items: &[RepairItem]) -> Result<ByItem<Vec<Finding>>> {
        authorize_read(actor)?;
        let ids: Vec<RepairItemId> = items.iter().map(|item| item.id).collect();
        let linked = pages::linked_causes(self.store(), &ids).await?;
        let now = self.now();
        let findings = |item: &RepairItem| {
            let causes = linked.get(&item.id).map(Vec::as_slice).unwrap_or_default();
            (item.id, rules::findings(item, causes, now))
        };
        Ok(items.iter().map(findings).collect())
    }

    /// What the rules say about all items of each of many problems together (`ACT-09`, `ACT-11`).
    pub async fn repair_findings_of_problem(
        &self,
        actor: &Actor,
        ids: &[ProblemId],
    ) -> Result<ByProblem<Vec<Finding>>> {
        authorize_read(actor)?;
        let items = list::solutions(self.store(), ids).await?;
        let problems = problems::by_ids(self.store(), ids).await?;
        let findings = |(id, problem): (&ProblemId, &Problem)| {
            let items = items.get(id).map(Vec::as_slice).unwrap_or_default();
            (*id, rules::set_findings(items, problem.worst_severity))
        };
        Ok(problems.iter().map(findings).collect())
    }

    /// A page of the notes and steps of each of many items, newest first, after the one of this instant and id.
    pub async fn repair_notes(
        &self,
        actor: &Actor,
        ids: &[RepairItemId],
        after: Option<(Instant, RepairNoteId)>,
        size: u64,
    ) -> Result<ByItem<Page<RepairNote>>> {
        authorize_read(actor)?;
        let found = notes::pages(self.store(), ids, after, size + 1).await?;
        Ok(found.into_iter().map(|(id, notes)| (id, Page::of(notes, size))).collect())
    }

    /// How many notes and steps each of many items has; items without are absent.
    pub async fn count_repair_notes(&self, actor: &Actor, ids: &[RepairItemId]) -> Result<ByItem<u64>> {
        authorize_read(actor)?;
        let counts = notes::counts(self.store(), ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
    }

    /// The policy that new items are made under.
    pub async fn repair_policy(&self, actor: &Actor) -> Result<RepairPolicy> {
        authorize_read(actor)?;
        Ok(policy::latest(self.store()).await?)
    }

    /// Versions of the policy by number; those that do not exist are absent.
    pub async fn repair_policies(
        &self,
        actor: &Actor,
        versions: &[i32],
    ) -> Result<HashMap<i32, RepairPolicy>> {
        authorize_read(actor)?;
        Ok(policy::by_versions(self.store(), versions).await?)
    }

    /// Every version of the policy, newest first.
    pub async fn all_repair_policies(&self, actor: &Actor) -> Result<Vec<RepairPolicy>> {
        authorize_read(actor)?;
        Ok(policy::all(self.store()).await?)
    }

    /// How many items the actor owns, by when something is to be done; nothing for who is no person.
    pub async fn repair_counts(&self, actor: &Actor) -> Result<RepairCounts> {
        authorize_read(actor)?;
        let Some(owner) = actor.principal.user() else { return Ok(RepairCounts::default()) };
        let now = self.now();
        let counts =
            report::of_owner(self.store(), owner, now, now + chrono::Duration::days(SOON_DAYS)).await?;
        let whole = |count: i64| u32::try_from(count).unwrap_or_default();
        Ok(RepairCounts {
            overdue: whole(counts.overdue),
            this_week: whole(counts.soon),
            later: whole(counts.running - counts.overdue - counts.soon),
            proposed: whole(counts.proposed),
            waiting_for_check: whole(counts.done),
            open: whole(counts.running + counts.proposed + counts.done),
            not_doing: whole(counts.not_doing),
        })
    }

    /// The item that an event of the capability `repair` is about; `None` when it is gone. Read once for everyone who is told
    /// of the event.
    pub async fn repair_item_of_event(
        &self,
        actor: &Actor,
        happening: &Happening,
    ) -> Result<Option<Arc<RepairItem>>> {
        authorize_read(actor)?;
        let id = RepairItemId::new(happening.event.subject);
        let read = async || {
            let mut found = list::by_ids(self.store(), &[id]).await?;
            Ok::<_, Error>(found.remove(&id).map(Arc::new))
        };
        Ok(happening.repair.get_or_try_init(read).await?.clone())
    }

    /// Whether the actor may work on an item: commit, move, note, postpone, measure.
    pub fn may_work_on(&self, actor: &Actor, item: &RepairItem) -> bool {
        actor.may(Permission::RepairWork, Relation::owned(item.owner, item.team))
    }

    /// A filter as the store takes it, at this moment.
    pub(super) fn stored_filter(&self, filter: &RepairItemFilter) -> Result<list::Filter> {
        if filter.text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            return Err(Error::invalid("text", format!("must be at most {MAX_TEXT} characters")));
        }
        let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let now = self.now();
        Ok(list::Filter {
            status: filter.status.clone(),
            is_open: filter.is_open,
            overdue: filter.is_overdue.map(|is_so| (is_so, now)),
            check_due: filter.is_check_due.map(|is_so| (is_so, now)),
            owners: filter.owner_ids.clone(),
            teams: filter.team_ids.clone(),
            problems: filter.problem_ids.clone(),
            services: filter.service_ids.clone(),
            kind: filter.kind.clone(),
            lens: filter.lens.clone(),
            strength: filter.strength.clone(),
            due_before: filter.due_before,
            text: text.map(str::to_owned),
        })
    }
}
