//! What follows of itself: the analysis is judged anew, the problem counts, items follow their causes and recurrences.

use std::collections::HashMap;

use domain::id::{CauseId, ProblemId};
use domain::identity::Actor;
use domain::notification::NotificationKind;
use domain::problem::ProblemChange;
use domain::rca::{Analysis, CauseVerdict, Graph, Solution};
use domain::repair::{
    LinkedCause, RepairChange, RepairItem, RepairNoteKind, RepairPolicy, RepairReopenReason,
};
use domain::text::Markdown;
use serde_json::json;
use store::problem::{links, repo as problems};
use store::repair::{list, notes, policy, repo};

use super::open::{Change, Place, said, save};
use crate::notification::tell;
use crate::rca::follow as follow_analysis;
use crate::write::Write;
use crate::{App, Error, Result};

/// Causes of a graph as the rules of items need them, in the order asked; unknown ones are left out.
pub(crate) fn linked(causes: &[CauseId], graph: &Graph) -> Vec<LinkedCause> {
    let known = causes.iter().filter_map(|id| graph.cause(*id));
    known
        .map(|cause| LinkedCause {
            id: cause.id,
            confirmed_at: cause.confirmed_at,
            is_gone: cause.removed_at.is_some() || cause.verdict == CauseVerdict::Refuted,
        })
        .collect()
}

/// What is done about the causes of an analysis.
pub(crate) fn solutions(items: &[RepairItem], analysis: &Analysis) -> Vec<Solution> {
    items.iter().map(|item| item.as_solution(&linked(&item.causes, &analysis.graph))).collect()
}

/// The policies that items were made under.
async fn policies(write: &Write<'_>, items: &[RepairItem]) -> Result<HashMap<i32, RepairPolicy>> {
    let mut versions: Vec<i32> = items.iter().map(|item| item.policy_version).collect();
    versions.sort_unstable();
    versions.dedup();
    Ok(policy::by_versions(&write.tx, &versions).await?)
}

fn gone() -> Error {
    Error::internal("the policy of an item is gone")
}

impl App {
    /// Items of a locked problem changed: the problem counts them, the analysis is judged anew, and the problem follows it.
    /// `is_shown` says that boards show another number by now.
    pub(crate) async fn follow_items(
        &self,
        write: &mut Write<'_>,
        place: &Place,
        is_shown: bool,
    ) -> Result<()> {
        let now = write.now;
        let id = place.problem.id;
        let mut counted = place.problem.clone();
        counted.open_repair_count = repo::count_open(&write.tx, id).await?;
        counted.updated_at = now;
        problems::save(&write.tx, &place.problem, &counted).await?;
        if is_shown {
            let facts = json!({ "openRepairItemCount": counted.open_repair_count });
            write.event("problem", ProblemChange::RepairsChanged.as_str(), id.uuid(), &facts);
        }
        let Some(analysis) = &place.analysis else { return Ok(()) };
        let incidents = links::linked(&write.tx, &[id]).await?.remove(&id).unwrap_or_default();
        let items = list::solutions(&write.tx, &[id]).await?.remove(&id).unwrap_or_default();
        let report = self.judge(analysis, &counted, &incidents, &items, now);
        follow_analysis(write, &counted, analysis, &report).await
    }

    /// Verdicts of an analysis changed, which is locked with its problem: clocks that count from a root cause follow. Answers
    /// whether a due date moved.
    pub(crate) async fn follow_causes(
        &self,
        actor: &Actor,
        write: &mut Write<'_>,
        before: &Graph,
        after: &Graph,
        problem: ProblemId,
    ) -> Result<bool> {
        let is_same = |id: CauseId| {
            before.cause(id).map(|cause| cause.confirmed_at)
                == after.cause(id).map(|cause| cause.confirmed_at)
        };
        if after.causes.iter().all(|cause| is_same(cause.id)) {
            return Ok(false);
        }
        let items = repo::lock_of_problem(&write.tx, problem).await?;
        let policies = policies(write, &items).await?;
        let mut has_moved = false;
        for item in items.iter().filter(|item| !item.causes.iter().all(|id| is_same(*id))) {
            let policy = policies.get(&item.policy_version).ok_or_else(gone)?;
            let mut moved = item.clone();
            if !moved.follow_causes(policy, &linked(&item.causes, after)) {
                continue;
            }
            has_moved = true;
            let facts = json!({ "dueAt": said(moved.due_at), "from": said(item.due_at), "reason": "ROOT_CAUSE_CONFIRMED" });
            let change = Change { action: "repair.due_changed", kind: RepairChange::DueChanged, facts };
            save(write, item, &mut moved, change).await?;
            let note = self.note_on(write, actor, &moved, RepairNoteKind::Due, Markdown::default());
            notes::append_later(&mut write.later, [&note]);
        }
        Ok(has_moved)
    }

    /// A problem that had ended came back; it is locked after its analysis: what was finished is open again.
    pub(crate) async fn reopen_items(
        &self,
        actor: &Actor,
        write: &mut Write<'_>,
        place: &Place,
    ) -> Result<()> {
        let items = repo::lock_of_problem(&write.tx, place.problem.id).await?;
        let policies = policies(write, &items).await?;
        let now = write.now;
        let mut is_reopened = false;
        for item in &items {
            let policy = policies.get(&item.policy_version).ok_or_else(gone)?;
            let mut opened = item.clone();
            if !opened.reopen(RepairReopenReason::Recurrence, policy, now) {
                continue;
            }
            is_reopened = true;
            let facts = json!({
                "from": item.status.as_str(), "to": opened.status.as_str(), "reason": "RECURRENCE",
                "dueAt": said(opened.due_at),
            });
            let change = Change { action: "repair.reopened", kind: RepairChange::Reopened, facts };
            save(write, item, &mut opened, change).await?;
            let note = self.note_on(write, actor, &opened, RepairNoteKind::Status, Markdown::default());
            notes::append_later(&mut write.later, [&note]);
        }
        Box::pin(self.follow_items(write, place, is_reopened)).await
    }
}

/// Tells the owner that an item is theirs, or open again.
pub(super) fn tell_people(write: &mut Write<'_>, before: Option<&RepairItem>, after: &RepairItem) {
    let Some(owner) = after.owner else { return };
    if before.is_none_or(|before| before.owner != after.owner) {
        tell(write, NotificationKind::RepairAssigned, after, &[owner]);
    } else if before.is_some_and(|before| before.reopening != after.reopening) {
        tell(write, NotificationKind::RepairReopened, after, &[owner]);
    }
}
