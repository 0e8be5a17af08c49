//! The small records that repair items are made of.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::repair as d;
use domain::text::ShortText;
use domain::time::Instant;

use super::batch::Batch;
use super::enums::{
    ClockBasis, Effectiveness, RepairItemStatus, RepairNoteKind, RepairReopenReason, TrackerProvider,
    TrackerState,
};
use crate::context::app;
use crate::error::IntoApi;
use crate::identity::types::User;
use crate::incident::parts::{Author, user};

/// What the policy says about the due date of an item (`ACT-03`).
pub struct DuePolicy {
    pub(super) at: usize,
    pub(super) batch: Arc<Batch>,
}

impl DuePolicy {
    fn item(&self) -> &d::RepairItem {
        &self.batch.items[self.at]
    }
}

/// What the policy says about the due date of an item (`ACT-03`).
#[Object]
impl DuePolicy {
    /// The version of the policy that the item was made under.
    async fn version(&self) -> i32 {
        self.item().policy_version
    }

    /// Days that the policy gives, 24 hours each.
    async fn days(&self, ctx: &Context<'_>) -> Result<i32> {
        let item = self.item();
        if let Some(clock) = item.clock {
            return Ok(clock.days);
        }
        let policy = self.batch.policy(app(ctx), item.policy_version).await.api(ctx)?;
        Ok(policy.days(item.horizon))
    }

    /// From when they are counted; null while nobody has committed to the item.
    async fn counted_from(&self) -> Option<DateTime<Utc>> {
        Some(self.item().clock?.counted_from)
    }

    /// Why from then; null while nobody has committed to the item.
    async fn basis(&self) -> Option<ClockBasis> {
        Some(self.item().clock?.basis.into())
    }

    /// When the policy wants it done; null while nobody has committed to the item.
    async fn policy_due_at(&self) -> Option<DateTime<Utc>> {
        Some(self.item().clock?.policy_due_at())
    }
}

/// That and why a due date is not the policy's; it stays visible (`ACT-03`).
pub struct DueException(pub d::DueException);

/// That and why a due date is not the policy's; it stays visible (`ACT-03`).
#[Object]
impl DueException {
    /// Why, in Markdown.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }

    /// Why, as sanitized HTML.
    async fn reason_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.reason.as_str()).to_string()
    }

    /// Who approved it; null within the policy, where nobody has to.
    async fn approver(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.approver {
            Some(id) => user(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// When it was decided.
    async fn decided_at(&self) -> DateTime<Utc> {
        self.0.decided_at
    }
}

/// The decision not to act, a record with its reason (`ACT-11`).
pub struct NotDoing(pub d::NotDoing);

/// The decision not to act, a record with its reason (`ACT-11`).
#[Object]
impl NotDoing {
    /// Why, in Markdown.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }

    /// Why, as sanitized HTML.
    async fn reason_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.reason.as_str()).to_string()
    }

    /// Who approved it.
    async fn approver(&self, ctx: &Context<'_>) -> Result<User> {
        user(ctx, self.0.approver).await
    }

    /// When it was decided.
    async fn decided_at(&self) -> DateTime<Utc> {
        self.0.decided_at
    }
}

/// That and why a finished item was opened again.
#[derive(Clone, Debug, SimpleObject)]
pub struct RepairReopening {
    /// When; its clock counts from here.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: RepairReopenReason,
}

impl From<&d::RepairReopening> for RepairReopening {
    fn from(reopening: &d::RepairReopening) -> Self {
        Self { at: reopening.at, reason: reopening.reason.into() }
    }
}

/// How one will tell that an item worked; every part may be missing until the check (`ACT-10`, `RCS-07`).
#[derive(Clone, Debug, SimpleObject)]
pub struct EffectivenessPlan {
    /// What is measured, with its unit.
    pub metric: Option<String>,
    /// What it was before.
    pub baseline: Option<String>,
    /// What it should be.
    pub target: Option<String>,
    /// When it is measured; by policy after the item is done, unless somebody chose.
    pub check_at: Option<DateTime<Utc>>,
    /// The parts that are missing, as people call them.
    pub missing: Vec<String>,
    /// Whether the item is done and the check has come due.
    pub is_check_due: bool,
}

impl EffectivenessPlan {
    /// The plan of an item at `now`.
    pub(super) fn of(item: &d::RepairItem, now: Instant) -> Self {
        let plan = &item.plan;
        let text = |text: &Option<ShortText>| text.as_ref().map(ToString::to_string);
        Self {
            metric: text(&plan.metric),
            baseline: text(&plan.baseline),
            target: text(&plan.target),
            check_at: plan.check_at,
            missing: plan.missing().into_iter().map(str::to_owned).collect(),
            is_check_due: item.is_check_due(now),
        }
    }
}

/// What a measurement showed (`ACT-10`).
pub struct EffectivenessCheck(pub d::EffectivenessCheck);

/// What a measurement showed (`ACT-10`).
#[Object]
impl EffectivenessCheck {
    /// The judgement.
    async fn result(&self) -> Effectiveness {
        self.0.result.into()
    }

    /// What was measured, with its unit.
    async fn metric(&self) -> &str {
        self.0.metric.as_str()
    }

    /// What it was before; null where nobody knows.
    async fn baseline(&self) -> Option<&str> {
        self.0.baseline.as_ref().map(ShortText::as_str)
    }

    /// What it should be.
    async fn target(&self) -> &str {
        self.0.target.as_str()
    }

    /// What it is; may be null where the measurement was inconclusive.
    async fn observed(&self) -> Option<&str> {
        self.0.observed.as_ref().map(ShortText::as_str)
    }

    /// When it was measured.
    async fn measured_at(&self) -> DateTime<Utc> {
        self.0.measured_at
    }

    /// More about it, in Markdown, such as a link to the evidence; may be empty.
    async fn note(&self) -> &str {
        self.0.note.as_str()
    }

    /// More about it, as sanitized HTML.
    async fn note_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.note.as_str()).to_string()
    }

    /// Who recorded it.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.recorded_by).await
    }
}

/// The issue in another tool that an item is linked to.
#[derive(Clone, Debug, SimpleObject)]
pub struct TrackerIssue {
    /// The tool.
    pub provider: TrackerProvider,
    /// What people say there: `owner/repo#12`, `OPS-12`.
    pub key: String,
    /// Where it is.
    pub url: String,
    /// Its title as last heard; null while nothing was heard.
    pub title: Option<String>,
    /// Its state as last heard or said.
    pub state: TrackerState,
    /// Whether item and issue say the same.
    pub is_in_step: bool,
    /// When it was last heard from or told; null for a mere link.
    pub synced_at: Option<DateTime<Utc>>,
}

impl TrackerIssue {
    /// The issue of an item that is this far.
    pub(super) fn of(issue: &d::TrackerIssue, status: d::RepairItemStatus) -> Self {
        Self {
            provider: issue.provider.into(),
            key: issue.key.to_string(),
            url: issue.url.to_string(),
            title: issue.title.as_ref().map(ToString::to_string),
            state: issue.state.into(),
            is_in_step: d::tracker::wanted(status, issue.state).is_none(),
            synced_at: issue.synced_at,
        }
    }
}

/// A note on an item, or a step in its life.
pub struct RepairNote(pub d::RepairNote);

/// A note on an item, or a step in its life.
#[Object]
impl RepairNote {
    /// Global id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What kind of entry it is.
    async fn kind(&self) -> RepairNoteKind {
        self.0.kind.into()
    }

    /// What was written, in Markdown; may be empty for a step.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }

    /// What was written, as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.body.as_str()).to_string()
    }

    /// The state that the item had from then on, for STATUS and EFFECT.
    async fn status(&self) -> Option<RepairItemStatus> {
        self.0.status.map(Into::into)
    }

    /// The due date from then on, for DUE.
    async fn due_at(&self) -> Option<DateTime<Utc>> {
        self.0.due_at
    }

    /// Who wrote it.
    async fn author(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.author).await
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
}
