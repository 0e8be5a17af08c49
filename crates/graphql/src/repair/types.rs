//! The repair item itself.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::id::RepairNoteId;
use domain::repair as d;

use super::batch::Batch;
use super::enums::{
    RepairHorizon, RepairItemStatus, RepairKind, RepairPurpose, RepairStrength, RepairTarget,
};
use super::parts::{
    DueException, DuePolicy, EffectivenessCheck, EffectivenessPlan, NotDoing, RepairNote, RepairReopening,
    TrackerIssue,
};
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::app;
use crate::error::IntoApi;
use crate::finding::{Finding, findings};
use crate::identity::types::{Team, User};
use crate::in_turn::InTurn;
use crate::incident::parts::{Author, user};
use crate::problem::Problem;
use crate::rca::cause::Cause;
use crate::rca::enums::Lens;
use crate::rca::types::CauseTotal;

/// What a page of an item's causes costs: a fifth of what a page of anything else does. The causes of a whole page of items are
/// read by one statement, and an item acts on one or two, although a page has room for more.
fn causes_cost(first: i32, child: usize) -> usize {
    cost(first, child).div_ceil(5)
}

/// A repair item: what is done about causes of a problem, by whom, until when, and whether it worked.
#[derive(Clone)]
pub struct RepairItem {
    at: usize,
    batch: Arc<Batch>,
}

impl RepairItem {
    /// An item of a page.
    pub(super) fn new(at: usize, batch: Arc<Batch>) -> Self {
        Self { at, batch }
    }

    /// Its fields.
    pub(crate) fn get(&self) -> &d::RepairItem {
        &self.batch.items[self.at]
    }
}

/// Further fields of a list of notes.
pub struct RepairNoteTotal(RepairItem);

#[Object]
impl RepairNoteTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        self.0.batch.note_count(app(ctx), self.0.get().id).await.api(ctx)
    }
}

/// A repair item: what is done about causes of a problem, by whom, until when, and whether it worked.
#[Object]
impl RepairItem {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.get().id.to_string().into()
    }

    /// What people say: `REP-42`.
    async fn reference(&self) -> String {
        self.get().reference()
    }

    /// Version of its own fields; notes do not change it.
    async fn version(&self) -> i32 {
        self.get().version
    }

    /// The problem it belongs to.
    async fn problem(&self, ctx: &Context<'_>) -> Result<InTurn<Problem>> {
        self.batch.problem(app(ctx), self.get().problem).await.map(InTurn).api(ctx)
    }

    /// What is done: a verb and its outcome (`ACT-05`), at most 200 characters.
    async fn title(&self) -> &str {
        self.get().title.as_str()
    }

    /// More about it, in Markdown; may be empty.
    async fn description(&self) -> &str {
        self.get().description.as_str()
    }

    /// More about it, as sanitized HTML.
    async fn description_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.get().description.as_str()).to_string()
    }

    /// Corrective or preventive (`ACT-01`, `ACT-02`).
    async fn kind(&self) -> RepairKind {
        self.get().kind.into()
    }

    /// Through which lens it is seen.
    async fn lens(&self) -> Lens {
        self.get().lens.into()
    }

    /// How far away its due date is by policy (`ACT-03`).
    async fn horizon(&self) -> RepairHorizon {
        self.get().horizon.into()
    }

    /// What a preventive item changes (`ACT-02`); null while nobody said.
    async fn target(&self) -> Option<RepairTarget> {
        self.get().target.map(Into::into)
    }

    /// How strongly it holds (`ACT-07`); null while nobody said.
    async fn strength(&self) -> Option<RepairStrength> {
        self.get().strength.map(Into::into)
    }

    /// What it does about the next incident (`ACT-09`); null while nobody said.
    async fn purpose(&self) -> Option<RepairPurpose> {
        self.get().purpose.map(Into::into)
    }

    /// The one who answers for it (`ACT-04`); null while nobody is named.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<InTurn<User>>> {
        match self.get().owner {
            Some(id) => user(ctx, id).await.map(InTurn).map(Some),
            None => Ok(None),
        }
    }

    /// The team that does it (`ACT-04`); null while none is named.
    async fn team(&self, ctx: &Context<'_>) -> Option<InTurn<Team>> {
        app(ctx).directory().team(self.get().team?).map(Team::from).map(InTurn)
    }

    /// By what one can tell that it is done, in Markdown (`ACT-04`); may be empty while it is an idea.
    async fn done_condition(&self) -> &str {
        self.get().done_condition.as_str()
    }

    /// By what one can tell that it is done, as sanitized HTML.
    async fn done_condition_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.get().done_condition.as_str()).to_string()
    }

    /// Causes that it acts on, oldest first; removed ones are left out.
    #[graphql(complexity = "causes_cost(first, child_complexity)")]
    async fn causes(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last cause that was read.")] after: Option<String>,
    ) -> Result<Connection<Cause, CauseTotal>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let mut causes = self.batch.causes(app(ctx), self.get()).await.api(ctx)?;
        let total = CauseTotal::OfItem(causes.len());
        let place = |cause: &Cause| (cause.get().created_at, cause.get().id.uuid());
        causes.retain(|cause| cursor.is_none_or(|after| place(cause) > after));
        Ok(connection(
            app::page::Page::of(causes, size),
            after.is_some(),
            total,
            |cause| time_cursor(cause.get().created_at, cause.get().id.uuid()),
            |cause| cause,
        ))
    }

    /// How far it is.
    async fn status(&self) -> RepairItemStatus {
        self.get().status.into()
    }

    /// Where its life allows it to go from here by hand, gates aside.
    async fn next_statuses(&self) -> Vec<RepairItemStatus> {
        self.get().status.next().into_iter().map(Into::into).collect()
    }

    /// Whether somebody still has to do something: neither shown to work nor decided against.
    async fn is_open(&self) -> bool {
        self.get().status.is_open()
    }

    /// Whether it is due and not done.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        self.get().is_overdue(app(ctx).now())
    }

    /// Whether its due date lies beyond the policy's (`ACT-03`).
    async fn is_over_policy(&self) -> bool {
        self.get().is_over_policy()
    }

    /// When it is due: by its clock, or by exception. Before the clock starts, the date that was asked for; null if none was.
    async fn due_at(&self) -> Option<DateTime<Utc>> {
        self.get().due_at
    }

    /// What the policy says about its due date (`ACT-03`).
    async fn due_policy(&self) -> DuePolicy {
        DuePolicy { at: self.at, batch: Arc::clone(&self.batch) }
    }

    /// That and why its due date is not the policy's; null where it is.
    async fn due_exception(&self) -> Option<DueException> {
        self.get().exception.clone().map(DueException)
    }

    /// When somebody committed to it first; null for an idea.
    async fn committed_at(&self) -> Option<DateTime<Utc>> {
        self.get().committed_at
    }

    /// When it was done last; null while it is not.
    async fn done_at(&self) -> Option<DateTime<Utc>> {
        self.get().done_at
    }

    /// The decision not to act, with its reason (`ACT-11`); null unless it stands.
    async fn not_doing(&self) -> Option<NotDoing> {
        self.get().not_doing.clone().map(NotDoing)
    }

    /// That and why it was opened again, the last time it was.
    async fn reopening(&self) -> Option<RepairReopening> {
        self.get().reopening.as_ref().map(RepairReopening::from)
    }

    /// How one will tell that it worked (`ACT-10`).
    async fn plan(&self, ctx: &Context<'_>) -> EffectivenessPlan {
        EffectivenessPlan::of(self.get(), app(ctx).now())
    }

    /// What the last measurement showed; null while nobody measured.
    async fn effectiveness(&self) -> Option<EffectivenessCheck> {
        self.get().effectiveness.clone().map(EffectivenessCheck)
    }

    /// The issue in another tool that it is linked to.
    async fn tracker(&self) -> Option<TrackerIssue> {
        let item = self.get();
        item.tracker.as_ref().map(|issue| TrackerIssue::of(issue, item.status))
    }

    /// Whether you may work on it: commit, move, note, postpone, measure.
    async fn can_work(&self, ctx: &Context<'_>) -> bool {
        app(ctx).may_work_on(self.batch.actor(), self.get())
    }

    /// What the rules say about it, strongest first.
    async fn findings(&self, ctx: &Context<'_>) -> Result<Vec<Finding>> {
        self.batch.findings(app(ctx), self.get().id).await.map(findings).api(ctx)
    }

    /// Notes and steps of its life, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn notes(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last note that was read.")] after: Option<String>,
    ) -> Result<Connection<RepairNote, RepairNoteTotal>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let cursor = cursor.map(|(at, id)| (at, RepairNoteId::new(id)));
        let page = self.batch.notes(app(ctx), self.get().id, (cursor, size)).await.api(ctx)?;
        let total = RepairNoteTotal(self.clone());
        Ok(connection(page, after.is_some(), total, |note| time_cursor(note.at, note.id.uuid()), RepairNote))
    }

    /// Who recorded it; never its owner by that alone (`ACT-04`).
    async fn created_by(&self, ctx: &Context<'_>) -> Result<InTurn<Author>> {
        Author::of(ctx, self.get().created_by).await.map(InTurn)
    }

    /// When it was recorded.
    async fn created_at(&self) -> DateTime<Utc> {
        self.get().created_at
    }

    /// When it or one of its parts changed last.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.get().updated_at
    }
}
