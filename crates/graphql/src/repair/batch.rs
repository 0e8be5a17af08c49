//! The repair items of one page, and their children loaded for all of them at once.
//!
//! As for problems: each kind of child is asked for at most once per page. A batch belongs to one request and carries its
//! actor; it must never be shared between requests.

use std::collections::HashMap;
use std::sync::Arc;

use app::page::Page;
use app::repair::RepairPlace;
use app::{App, Result};
use domain::finding::Finding;
use domain::id::{CauseId, ProblemId, RepairItemId, RepairNoteId};
use domain::identity::Actor;
use domain::repair::{self as d, RepairNote, RepairPolicy};
use domain::time::Instant;
use tokio::sync::OnceCell;

use super::RepairItem;
use crate::keyed::Keyed;
use crate::problem::{Batch as ProblemBatch, Problem};
use crate::rca::cause::{Cause, CauseBatch};

type ByItem<T> = HashMap<RepairItemId, T>;
/// After which item, and how many.
pub type ItemPageKey = (Option<RepairPlace>, u64);
/// After which note, and how many.
pub type NotePageKey = (Option<(Instant, RepairNoteId)>, u64);

/// The items of one page with their children.
pub struct Batch {
    actor: Actor,
    ids: Vec<RepairItemId>,
    pub(super) items: Vec<d::RepairItem>,
    problems: OnceCell<HashMap<ProblemId, Problem>>,
    causes: OnceCell<HashMap<CauseId, Cause>>,
    policies: OnceCell<HashMap<i32, RepairPolicy>>,
    findings: OnceCell<ByItem<Vec<Finding>>>,
    notes: Keyed<NotePageKey, ByItem<Page<RepairNote>>>,
    note_counts: OnceCell<ByItem<u64>>,
}

impl Batch {
    /// Wraps items that were read together for an actor.
    pub fn wrap(actor: &Actor, items: Vec<d::RepairItem>) -> Vec<RepairItem> {
        let batch = Arc::new(Self {
            actor: actor.clone(),
            ids: items.iter().map(|item| item.id).collect(),
            items,
            problems: OnceCell::new(),
            causes: OnceCell::new(),
            policies: OnceCell::new(),
            findings: OnceCell::new(),
            notes: Keyed::default(),
            note_counts: OnceCell::new(),
        });
        (0..batch.items.len()).map(|at| RepairItem::new(at, Arc::clone(&batch))).collect()
    }

    /// Wraps one item.
    pub fn one(actor: &Actor, item: d::RepairItem) -> RepairItem {
        Self::wrap(actor, vec![item]).swap_remove(0)
    }

    /// Wraps a page.
    pub fn page(actor: &Actor, page: Page<d::RepairItem>) -> Page<RepairItem> {
        Page { items: Self::wrap(actor, page.items), has_next: page.has_next }
    }

    /// Wraps the pages of many records in one batch, so that parts of their items are read together; an item of two records is
    /// in it once.
    pub fn pages<K: Eq + std::hash::Hash>(
        actor: &Actor,
        pages: HashMap<K, Page<d::RepairItem>>,
    ) -> HashMap<K, Page<RepairItem>> {
        let mut items: Vec<d::RepairItem> =
            pages.values().flat_map(|page| page.items.iter().cloned()).collect();
        items.sort_by_key(|item| item.id);
        items.dedup_by_key(|item| item.id);
        let wrapped: ByItem<RepairItem> =
            Self::wrap(actor, items).into_iter().map(|item| (item.get().id, item)).collect();
        let page = |page: Page<d::RepairItem>| Page {
            items: page.items.iter().filter_map(|item| wrapped.get(&item.id).cloned()).collect(),
            has_next: page.has_next,
        };
        pages.into_iter().map(|(key, items)| (key, page(items))).collect()
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The problem that an item belongs to.
    pub async fn problem(&self, app: &App, id: ProblemId) -> Result<Problem> {
        let load = async || {
            let ids = once_each(self.items.iter().map(|item| item.problem));
            let found = app.problems_by_ids(&self.actor, &ids).await?;
            let wrapped = ProblemBatch::wrap(&self.actor, found.into_values().collect());
            Ok::<_, app::Error>(wrapped.into_iter().map(|problem| (problem.get().id, problem)).collect())
        };
        self.problems.get_or_try_init(load).await?.get(&id).cloned().ok_or(app::Error::NotFound)
    }

    /// The causes that an item acts on, oldest first; removed ones are left out.
    pub async fn causes(&self, app: &App, item: &d::RepairItem) -> Result<Vec<Cause>> {
        let load = async || {
            let ids = once_each(self.items.iter().flat_map(|item| item.causes.iter().copied()));
            if ids.is_empty() {
                return Ok(HashMap::new());
            }
            let found = app.causes_by_ids(&self.actor, &ids).await?;
            let wrapped = CauseBatch::wrap(&self.actor, found.into_values().collect());
            Ok::<_, app::Error>(wrapped.into_iter().map(|cause| (cause.get().id, cause)).collect())
        };
        let all: &HashMap<CauseId, Cause> = self.causes.get_or_try_init(load).await?;
        let mut causes: Vec<Cause> = item.causes.iter().filter_map(|id| all.get(id).cloned()).collect();
        causes.sort_by_key(|cause| (cause.get().created_at, cause.get().id));
        Ok(causes)
    }

    /// The version of the policy that an item was made under.
    pub async fn policy(&self, app: &App, version: i32) -> Result<RepairPolicy> {
        let load = || {
            let versions = once_each(self.items.iter().map(|item| item.policy_version));
            async move { app.repair_policies(&self.actor, &versions).await }
        };
        self.policies.get_or_try_init(load).await?.get(&version).cloned().ok_or(app::Error::NotFound)
    }

    /// What the rules say about an item.
    pub async fn findings(&self, app: &App, id: RepairItemId) -> Result<Vec<Finding>> {
        let load = || app.repair_findings(&self.actor, &self.items);
        Ok(self.findings.get_or_try_init(load).await?.get(&id).cloned().unwrap_or_default())
    }

    /// A page of the notes of an item.
    pub async fn notes(&self, app: &App, id: RepairItemId, key: NotePageKey) -> Result<Page<RepairNote>> {
        let cell = self.notes.cell(&key);
        let load = || app.repair_notes(&self.actor, &self.ids, key.0, key.1);
        let pages = cell.get_or_try_init(load).await?;
        Ok(pages.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }

    /// How many notes an item has.
    pub async fn note_count(&self, app: &App, id: RepairItemId) -> Result<u64> {
        let load = || app.count_repair_notes(&self.actor, &self.ids);
        Ok(self.note_counts.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }
}

fn once_each<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}
