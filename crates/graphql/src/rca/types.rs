//! The analysis itself.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::id::RcaId;
use domain::problem::RcaOutline;
use domain::rca as d;

use super::batch::Batch;
use super::cause::Cause;
use super::enums::{RcaMethod, RcaStatus};
use super::group::CauseGroup;
use super::parts::{Barrier, Bone, Difference, ProblemStatement, RcaAnswer, RcaGoal};
use super::step::{MethodSuggestion, RcaStepState};
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::app;
use crate::error::IntoApi;
use crate::in_turn::InTurn;
use crate::incident::parts::Author;
use crate::problem::Problem;
use crate::publication::RcaPublication;

/// What the lists of an analysis cost beside their fields: all of them are read together with the analysis, once.
const ROWS: usize = 20;

/// What a page of causes costs: half of what a page of anything else does. The causes of all analyses of an answer are read by one
/// statement and are short, and a drawing wants them all: a graph of a hundred causes with their evidence has to fit a document
/// that also holds other operations, which are weighed together.
fn causes_cost(first: i32, child: usize) -> usize {
    cost(first, child).div_ceil(2)
}

/// A root cause analysis: one graph of causes with evidence, whatever the method that draws it. A problem has one.
#[derive(Clone)]
pub struct Rca {
    id: RcaId,
    number: i64,
    status: d::RcaStatus,
    batch: Arc<Batch>,
}

impl Rca {
    /// An analysis of which only the outline was read.
    pub(crate) fn of_outline(outline: &RcaOutline, batch: Arc<Batch>) -> Self {
        Self { id: outline.id, number: outline.number, status: outline.status, batch }
    }

    /// An analysis whose own fields were read.
    pub(super) fn of_row(row: &d::Rca, batch: Arc<Batch>) -> Self {
        Self { id: row.id, number: row.number, status: row.status, batch }
    }

    /// Identifier.
    pub(crate) fn key(&self) -> RcaId {
        self.id
    }

    async fn row(&self, ctx: &Context<'_>) -> Result<Arc<d::Rca>> {
        self.batch.row(app(ctx), self.id).await.api(ctx)
    }

    async fn analysis(&self, ctx: &Context<'_>) -> Result<&Arc<d::Analysis>> {
        Ok(&self.batch.whole(app(ctx), self.id).await.api(ctx)?.analysis)
    }
}

/// Further fields of a list of causes: which list it is.
pub enum CauseTotal {
    /// Those of an analysis.
    OfRca(Rca),
    /// Those that a repair item acts on, all of which are at hand.
    OfItem(usize),
}

#[Object]
impl CauseTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        match self {
            Self::OfRca(rca) => rca.batch.cause_count(app(ctx), rca.id).await.api(ctx),
            Self::OfItem(count) => Ok(u64::try_from(*count).unwrap_or(u64::MAX)),
        }
    }
}

/// A root cause analysis: one graph of causes with evidence, whatever the method that draws it. A problem has one.
#[Object]
impl Rca {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.id.to_string().into()
    }

    /// What people say: `RCA-42`.
    async fn reference(&self) -> String {
        d::reference(self.number)
    }

    /// The problem whose why is looked for.
    async fn problem(&self, ctx: &Context<'_>) -> Result<Problem> {
        self.batch.problem(app(ctx), self.id).await.api(ctx)
    }

    /// The method in use: which view opens first and which rules of method apply. Changing it loses nothing.
    async fn method(&self, ctx: &Context<'_>) -> Result<RcaMethod> {
        Ok(self.row(ctx).await?.method.into())
    }

    /// How far its review is.
    async fn status(&self) -> RcaStatus {
        self.status.into()
    }

    /// Step 1: what is wrong, without a cause.
    async fn problem_statement(&self, ctx: &Context<'_>) -> Result<ProblemStatement> {
        Ok(ProblemStatement::from(&self.row(ctx).await?.statement))
    }

    /// Goals that were not met, in their order.
    async fn goals(&self, ctx: &Context<'_>) -> Result<Vec<RcaGoal>> {
        Ok(self.row(ctx).await?.goals.iter().map(RcaGoal::from).collect())
    }

    /// Categories of the fishbone, in their order.
    async fn bones(&self, ctx: &Context<'_>) -> Result<Vec<Bone>> {
        Ok(self.row(ctx).await?.bones.iter().map(Bone::from).collect())
    }

    /// Causes, oldest first; removed ones are left out.
    #[graphql(complexity = "causes_cost(first, child_complexity)")]
    async fn causes(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last cause that was read.")] after: Option<String>,
    ) -> Result<Connection<Cause, CauseTotal>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let page = self.batch.causes(app(ctx), self, (cursor, size)).await.api(ctx)?;
        Ok(connection(
            page,
            after.is_some(),
            CauseTotal::OfRca(self.clone()),
            |cause| time_cursor(cause.get().created_at, cause.get().id.uuid()),
            |cause| cause,
        ))
    }

    /// Which causes explain which effect, oldest group first; removed causes are left out.
    #[graphql(complexity = "ROWS * child_complexity")]
    async fn groups(&self, ctx: &Context<'_>) -> Result<Vec<InTurn<CauseGroup>>> {
        let whole = self.batch.whole(app(ctx), self.id).await.api(ctx)?;
        let evidence = self.batch.group_evidence(app(ctx)).await.api(ctx)?;
        Ok(CauseGroup::all(whole, evidence).into_iter().map(InTurn).collect())
    }

    /// Rows of the barrier analysis, in their order (`ER-01`).
    #[graphql(complexity = "ROWS * child_complexity")]
    async fn barriers(&self, ctx: &Context<'_>) -> Result<Vec<InTurn<Barrier>>> {
        Ok(self.analysis(ctx).await?.barriers.iter().cloned().map(Barrier).map(InTurn).collect())
    }

    /// Rows of the change analysis, in their order.
    #[graphql(complexity = "ROWS * child_complexity")]
    async fn differences(&self, ctx: &Context<'_>) -> Result<Vec<InTurn<Difference>>> {
        Ok(self.analysis(ctx).await?.differences.iter().cloned().map(Difference).map(InTurn).collect())
    }

    /// Reasoned answers.
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<RcaAnswer>> {
        Ok(self.analysis(ctx).await?.answers.iter().cloned().map(RcaAnswer).collect())
    }

    /// Its published versions, newest first, withdrawn ones too.
    #[graphql(complexity = "ROWS * child_complexity")]
    async fn publications(&self, ctx: &Context<'_>) -> Result<Vec<RcaPublication>> {
        self.batch.versions(app(ctx), self.id).await.api(ctx)
    }

    /// The six steps, in their order, each with what is still missing.
    #[graphql(complexity = "ROWS * child_complexity")]
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<RcaStepState>> {
        let report = self.batch.report(app(ctx), self.id).await.api(ctx)?;
        Ok(report.steps.iter().map(RcaStepState::from).collect())
    }

    /// Which methods fit, the best first; a suggestion, never more.
    async fn suggested_methods(&self, ctx: &Context<'_>) -> Result<Vec<MethodSuggestion>> {
        let report = self.batch.report(app(ctx), self.id).await.api(ctx)?;
        Ok(report.methods.iter().map(MethodSuggestion::of).collect())
    }

    /// Who asked for the review that goes on; null in a draft.
    async fn submitted_by(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        match self.row(ctx).await?.submitted_by {
            Some(by) => Author::of(ctx, by).await.map(Some),
            None => Ok(None),
        }
    }

    /// Who started it.
    async fn started_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.row(ctx).await?.started_by).await
    }

    /// When it was started.
    async fn created_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        Ok(self.row(ctx).await?.created_at)
    }

    /// When it or one of its parts changed last.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        Ok(self.row(ctx).await?.updated_at)
    }

    /// Version of its own fields; causes have their own.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.row(ctx).await?.version)
    }
}
