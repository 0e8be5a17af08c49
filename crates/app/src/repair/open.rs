//! The frame of every change of an item: open it under locks, change it, close it with all that a change leaves behind.

use domain::finding::Finding;
use domain::id::{CauseId, ProblemId, RepairItemId, RepairNoteId, UserId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::Problem;
use domain::rca::Analysis;
use domain::repair::{
    LinkedCause, RepairChange, RepairError, RepairItem, RepairNote, RepairNoteKind, RepairPolicy, rules,
};
use domain::text::Markdown;
use domain::time::Instant;
use serde_json::{Value, json};
use store::problem::{list as problem_list, repo as problems};
use store::rca::repo as analyses;
use store::repair::{notes, policy, repo};

use super::RepairAnswer;
use super::follow::{linked, tell_people};
use crate::directory::actor_of;
use crate::integration::tell_tracker;
use crate::publication;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// A problem whose items are being changed: analysis and problem are locked, in this order.
pub(crate) struct Place {
    /// The analysis, if there is one.
    pub(crate) analysis: Option<Analysis>,
    /// The problem.
    pub(crate) problem: Problem,
}

/// An item that is being changed.
pub(super) struct OpenedItem<'a> {
    pub(super) app: &'a App,
    pub(super) actor: &'a Actor,
    pub(super) write: Write<'a>,
    pub(super) place: Place,
    /// The policy that the item was made under.
    pub(super) policy: RepairPolicy,
    pub(super) before: RepairItem,
    pub(super) item: RepairItem,
}

/// What a change was, for audit row and event.
pub(super) struct Change {
    /// What was done, as the audit log names it.
    pub(super) action: &'static str,
    /// What happened.
    pub(super) kind: RepairChange,
    /// Changed facts; never texts that people wrote.
    pub(super) facts: Value,
}

/// Locks the analysis of a problem, if it has one, and then the problem.
///
/// Errors: it does not exist.
pub(crate) async fn lock_place(write: &Write<'_>, id: ProblemId) -> Result<Place> {
    let seen = problem_list::by_ids(&write.tx, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
    let mut analysis = None;
    if let Some(rca) = seen.rca {
        analyses::lock(&write.tx, rca.id).await?;
        analysis = analyses::load(&write.tx, &[rca.id]).await?.remove(&rca.id);
    }
    let problem = problems::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
    Ok(Place { analysis, problem })
}

impl Place {
    /// Causes as the rules of items need them; those of another analysis are left out.
    pub(crate) fn linked(&self, causes: &[CauseId]) -> Vec<LinkedCause> {
        self.analysis.as_ref().map(|analysis| linked(causes, &analysis.graph)).unwrap_or_default()
    }

    /// As [`Self::linked`], of causes that an item should act on.
    ///
    /// Errors: one of them is not of the problem's analysis, or was removed.
    pub(super) fn checked(&self, causes: &[CauseId]) -> Result<Vec<LinkedCause>, RepairError> {
        let is_there = |id: &CauseId| {
            let cause = self.analysis.as_ref().and_then(|analysis| analysis.graph.cause(*id));
            cause.is_some_and(|cause| cause.removed_at.is_none())
        };
        if causes.iter().all(is_there) { Ok(self.linked(causes)) } else { Err(RepairError::ForeignCause) }
    }
}

impl App {
    /// Opens an item for a change that needs the permission to work on it.
    pub(super) async fn open_item<'a>(
        &'a self,
        actor: &'a Actor,
        id: RepairItemId,
    ) -> Result<OpenedItem<'a>> {
        let write = self.write(actor).await?;
        self.open_item_with(actor, write, id, |_| Permission::RepairWork).await
    }

    /// As [`Self::open_item`], within a change that began already, for a change that needs a permission by the item.
    pub(super) async fn open_item_with<'a>(
        &'a self,
        actor: &'a Actor,
        write: Write<'a>,
        id: RepairItemId,
        needed: impl FnOnce(&RepairItem) -> Permission + Send,
    ) -> Result<OpenedItem<'a>> {
        // Who may not read it learns nothing of it.
        authorize(actor, Permission::RepairRead, Relation::default())?;
        let problem = repo::problem_of(&write.tx, id).await?.ok_or(Error::NotFound)?;
        let place = lock_place(&write, problem).await?;
        let item = repo::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        authorize(actor, needed(&item), Relation::owned(item.owner, item.team))?;
        let version = item.policy_version;
        let policy = policy::by_versions(&write.tx, &[version]).await?.remove(&version);
        let policy = policy.ok_or_else(|| Error::internal("the policy of an item is gone"))?;
        Ok(OpenedItem { app: self, actor, write, place, policy, before: item.clone(), item })
    }

    /// Who approves an exception: the one named, or the actor who may.
    ///
    /// Errors: the one named cannot sign in, or may not approve.
    pub(super) fn approver(
        &self,
        actor: &Actor,
        field: &str,
        named: Option<UserId>,
    ) -> Result<Option<UserId>> {
        let Some(id) = named else {
            let may = actor.may(Permission::RepairApprove, Relation::default());
            return Ok(actor.principal.user().filter(|_| may));
        };
        self.check_person(field, id)?;
        let user = self.directory().user(id).ok_or(Error::NotFound)?;
        let person = actor_of(&user, None);
        if person.may(Permission::RepairApprove, Relation::default()) {
            Ok(Some(id))
        } else {
            Err(Error::invalid(field, "names somebody who may not approve this"))
        }
    }

    /// Checks that a team exists.
    pub(super) fn check_team(&self, field: &str, team: domain::id::TeamId) -> Result<()> {
        match self.directory().team(team) {
            Some(_) => Ok(()),
            None => Err(Error::invalid(field, "names a team that does not exist")),
        }
    }

    /// A note on an item.
    pub(super) fn note_on(
        &self,
        write: &Write<'_>,
        actor: &Actor,
        item: &RepairItem,
        kind: RepairNoteKind,
        body: Markdown,
    ) -> RepairNote {
        use RepairNoteKind as K;
        RepairNote {
            id: RepairNoteId::new(self.uuid()),
            item: item.id,
            kind,
            body,
            status: matches!(kind, K::Status | K::Effect).then_some(item.status),
            due_at: item.due_at.filter(|_| kind == K::Due),
            author: actor.principal,
            at: write.now,
        }
    }

    /// An item as a repeated request finds it.
    pub(super) async fn item_again(&self, actor: &Actor, id: RepairItemId) -> Result<RepairAnswer> {
        let item = self.repair_item(actor, id).await?;
        let findings = self.repair_findings(actor, std::slice::from_ref(&item)).await?.remove(&id);
        Ok(RepairAnswer { item, findings: findings.unwrap_or_default() })
    }
}

impl OpenedItem<'_> {
    /// Refuses a change that is based on another version.
    pub(super) fn at_version(&self, version: i32) -> Result<()> {
        if self.before.version == version { Ok(()) } else { Err(Error::stale(self.before.version)) }
    }

    /// The causes that the item acts on.
    pub(super) fn causes(&self) -> Vec<LinkedCause> {
        self.place.linked(&self.item.causes)
    }

    /// Adds a note to what is written last.
    pub(super) fn note(&mut self, kind: RepairNoteKind, body: Markdown) {
        let note = self.app.note_on(&self.write, self.actor, &self.item, kind, body);
        notes::append_later(&mut self.write.later, [&note]);
    }

    /// Saves the change, lets analysis and problem follow, and makes all of it durable.
    pub(super) async fn close(mut self, change: Change) -> Result<RepairAnswer> {
        save(&mut self.write, &self.before, &mut self.item, change).await?;
        let is_shown = is_shown(Some(&self.before), &self.item);
        Box::pin(self.app.follow_items(&mut self.write, &self.place, is_shown)).await?;
        let findings = self.findings();
        self.write.commit().await?;
        Ok(RepairAnswer { item: self.item, findings })
    }

    /// What the rules say about the item as it is now.
    pub(super) fn findings(&self) -> Vec<Finding> {
        rules::findings(&self.item, &self.causes(), self.write.now)
    }
}

/// Whether boards show another number: it is new, took a step, or is due at another time.
pub(super) fn is_shown(before: Option<&RepairItem>, after: &RepairItem) -> bool {
    before.is_none_or(|before| before.status != after.status || before.due_at != after.due_at)
}

/// Saves a locked item whose own fields changed, with its audit row and event.
pub(super) async fn save(
    write: &mut Write<'_>,
    before: &RepairItem,
    after: &mut RepairItem,
    change: Change,
) -> Result<()> {
    after.version = before.version + 1;
    after.updated_at = write.now;
    settle(write, after).await?;
    // Before the item is saved: it notes what its issue knows.
    tell_tracker(write, before, after);
    repo::save(&write.tx, before, after).await?;
    record(write, after, &change);
    tell_people(write, Some(before), after);
    if is_shown(Some(before), after) {
        publication::follow_item(write, after).await?;
    }
    Ok(())
}

/// Adds an item that was just proposed, with its audit row and event.
pub(super) async fn add(write: &mut Write<'_>, item: &mut RepairItem) -> Result<()> {
    repo::insert(&write.tx, item).await?;
    let facts = json!({
        "number": item.number, "problemId": item.problem.to_string(), "kind": item.kind.as_str(),
    });
    record(write, item, &Change { action: "repair.proposed", kind: RepairChange::Proposed, facts });
    tell_people(write, None, item);
    Ok(())
}

/// The audit row and the event of a change.
pub(super) fn record(write: &mut Write<'_>, item: &RepairItem, change: &Change) {
    write.audit(change.action, "repair_item", item.id, &change.facts);
    write.event("repair", change.kind.as_str(), item.id.uuid(), &change.facts);
}

/// Keeps the time of the next reminder in step.
async fn settle(write: &Write<'_>, item: &mut RepairItem) -> Result<()> {
    let last = match item.due_at {
        Some(due_at) => repo::last_stage(&write.tx, item.id, due_at).await?,
        None => None,
    };
    item.settle_reminder(last);
    Ok(())
}

/// An instant as audit rows and events say it.
pub(super) fn said(at: Option<Instant>) -> Value {
    at.map_or(Value::Null, |at| at.to_rfc3339().into())
}

/// Refuses who may not work on any item, before anything is looked up.
pub(super) fn check_may_work(actor: &Actor) -> Result<()> {
    let permission = Permission::RepairWork;
    if actor.may_ever(permission) { Ok(()) } else { Err(Error::Forbidden { permission }) }
}
