//! The problem itself.

use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::id::IncidentId;
use domain::problem as d;

use super::batch::Batch;
use super::enums::ProblemStatus;
use super::parts::{ProblemEvent, Reopening, RiskDecision, TotalImpact, Workaround};
use super::similar::{COST, Suggestions};
use crate::catalog::types::Service;
use crate::connection::{
    Connection, connection, cost, parse_position_cursor, parse_time_cursor, time_cursor,
};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::{Finding, findings};
use crate::identity::types::User;
use crate::in_turn::InTurn;
use crate::incident::Incident;
use crate::incident::enums::Severity;
use crate::incident::parts::{Author, services, user};
use crate::incident::query::IncidentTotal;
use crate::rca::Rca;
use crate::repair::filter::RepairItemFilter;
use crate::repair::query::{self as repair, RepairItemTotal, RepairItems};

/// A problem: why incidents happen, as a record of its own (`VOC-01`).
#[derive(Clone)]
pub struct Problem {
    at: usize,
    batch: Arc<Batch>,
}

impl Problem {
    /// A problem of a page.
    pub(super) fn new(at: usize, batch: Arc<Batch>) -> Self {
        Self { at, batch }
    }

    /// Its fields.
    pub(crate) fn get(&self) -> &d::Problem {
        &self.batch.problems[self.at]
    }
}

/// A problem: why incidents happen, as a record of its own (`VOC-01`).
#[Object]
impl Problem {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.get().id.to_string().into()
    }

    /// What people say: `PRB-42`.
    async fn reference(&self) -> String {
        self.get().reference()
    }

    /// One line.
    async fn title(&self) -> &str {
        self.get().title.as_str()
    }

    /// What is known, in Markdown.
    async fn description(&self) -> &str {
        self.get().description.as_str()
    }

    /// What is known, as sanitized HTML.
    async fn description_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.get().description.as_str()).to_string()
    }

    /// Where in its life it is.
    async fn status(&self) -> ProblemStatus {
        self.get().status.into()
    }

    /// Whether somebody still works on it: neither closed nor lived with.
    async fn is_open(&self) -> bool {
        self.get().status.is_open()
    }

    /// Who sees to it that it moves.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<InTurn<User>>> {
        match self.get().owner {
            Some(id) => user(ctx, id).await.map(InTurn).map(Some),
            None => Ok(None),
        }
    }

    /// Who is told when a repair item of it is long overdue (`ACT-12`); null while nobody is named.
    async fn sponsor(&self, ctx: &Context<'_>) -> Result<Option<InTurn<User>>> {
        match self.get().sponsor {
            Some(id) => user(ctx, id).await.map(InTurn).map(Some),
            None => Ok(None),
        }
    }

    /// Services that it concerns, by name.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<InTurn<Service>>> {
        Ok(services(ctx, &self.get().services).await?.into_iter().map(InTurn).collect())
    }

    /// Free words for filtering.
    async fn tags(&self) -> Vec<&str> {
        self.get().tags.iter().map(domain::text::Tag::as_str).collect()
    }

    /// What helps until it is resolved; may be there at any stage (`VOC-04`).
    async fn workaround(&self) -> Option<Workaround> {
        self.get().workaround.clone().map(Workaround)
    }

    /// That it is lived with: why, by whom and until when.
    async fn accepted_risk(&self) -> Option<RiskDecision> {
        self.get().accepted_risk.clone().map(RiskDecision)
    }

    /// That and why it was opened again, the last time it was.
    async fn reopening(&self, ctx: &Context<'_>) -> Result<Option<Reopening>> {
        let Some(reopening) = self.get().reopening.clone() else { return Ok(None) };
        let incident = async |id: Option<IncidentId>| match id {
            Some(id) => self.batch.recurrence(app(ctx), id).await,
            None => Ok(None),
        };
        let (earlier, again) = reopening.recurrence.unzip();
        let (earlier, again) = (incident(earlier).await.api(ctx)?, incident(again).await.api(ctx)?);
        Ok(Some(Reopening { record: reopening, earlier, again }))
    }

    /// Its root cause analysis; null before it was started.
    async fn rca(&self) -> Option<InTurn<Rca>> {
        let outline = self.get().rca.as_ref()?;
        Some(InTurn(Rca::of_outline(outline, Arc::clone(self.batch.rcas()))))
    }

    /// Its incidents that you may see, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last incident that was read.")] after: Option<String>,
    ) -> Result<Connection<Incident, IncidentTotal>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let id = self.get().id;
        let page = self.batch.incidents(app(ctx), id, (cursor, size)).await.api(ctx)?;
        Ok(connection(
            page,
            after.is_some(),
            IncidentTotal::OfProblem(id, Arc::clone(&self.batch)),
            |incident| time_cursor(incident.summary.started_at, incident.summary.id.uuid()),
            |incident| incident,
        ))
    }

    /// Its incidents that everybody inside may see.
    async fn incident_count(&self) -> i32 {
        self.get().incident_count
    }

    /// How many of those are recurrences of earlier ones.
    async fn recurrence_count(&self) -> i32 {
        self.get().recurrence_count
    }

    /// The worst severity among those.
    async fn worst_severity(&self) -> Option<Severity> {
        self.get().worst_severity.map(Into::into)
    }

    /// Its repair items that are open: neither shown to work nor decided against.
    async fn open_repair_item_count(&self) -> i32 {
        self.get().open_repair_count
    }

    /// Its repair items that are due and not done.
    async fn overdue_repair_item_count(&self, ctx: &Context<'_>) -> Result<i64> {
        self.batch.overdue_repair_count(app(ctx), self.get().id).await.api(ctx)
    }

    /// Its repair items, due first first; those without a due date come last.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn repair_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last item that was read.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<RepairItemFilter>,
    ) -> Result<RepairItems> {
        let size = app::page::size(first.into()).api(ctx)?;
        let place = repair::parse_cursor(after.as_deref()).api(ctx)?;
        let filter = filter.unwrap_or_default().read().api(ctx)?;
        let id = self.get().id;
        let page = self.batch.repair_items(app(ctx), id, &filter, (place, size)).await.api(ctx)?;
        let total = RepairItemTotal::OfProblem(id, filter, Arc::clone(&self.batch));
        Ok(repair::due_first(page, after.is_some(), total))
    }

    /// What the rules say about all its repair items together (`ACT-09`, `ACT-11`).
    async fn repair_findings(&self, ctx: &Context<'_>) -> Result<Vec<Finding>> {
        self.batch.repair_findings(app(ctx), self.get().id).await.map(findings).api(ctx)
    }

    /// How many of the six steps of its analysis are passed without a gap, 0 to 6.
    async fn steps_passed(&self) -> i32 {
        self.get().rca.as_ref().map_or(0, |rca| rca.steps_passed.into())
    }

    /// What its incidents that you may see cost in all.
    async fn total_impact(&self, ctx: &Context<'_>) -> Result<TotalImpact> {
        self.batch.impact(app(ctx), self.get().id).await.map(TotalImpact::from).api(ctx)
    }

    /// Where its life allows it to go from here, gates aside.
    async fn next_statuses(&self) -> Vec<ProblemStatus> {
        self.get().status.next().iter().copied().map(Into::into).collect()
    }

    /// What the rules say about it, strongest first.
    async fn findings(&self, ctx: &Context<'_>) -> Result<Vec<Finding>> {
        self.batch.findings(app(ctx), self.get().id).await.map(findings).api(ctx)
    }

    /// Problems and incidents that look alike, linked incidents left out.
    #[graphql(complexity = "COST + 5 * child_complexity")]
    async fn similar(&self, ctx: &Context<'_>) -> Result<Suggestions> {
        let found = app(ctx).similar_to_problem(self.batch.actor(), self.get().id).await.api(ctx)?;
        Ok(Suggestions::of(self.batch.actor(), found))
    }

    /// Who opened it.
    async fn opened_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.get().opened_by).await
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime<Utc> {
        self.get().created_at
    }

    /// When it or one of its parts changed last.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.get().updated_at
    }

    /// When it was closed; null while it is not.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.get().closed_at
    }

    /// Version of the record's own fields; linking incidents and working on the analysis does not change it.
    async fn version(&self) -> i32 {
        self.get().version
    }

    /// What happened to it, newest first. Read for each problem by itself, so that it costs more on a list.
    #[graphql(complexity = "100 + cost(first, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last event that was read.")] after: Option<String>,
    ) -> Result<Connection<ProblemEvent, EmptyFields>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_position_cursor(after.as_deref()).api(ctx)?;
        let page = app(ctx).problem_history(actor(ctx)?, self.get().id, cursor, size).await.api(ctx)?;
        Ok(connection(page, after.is_some(), EmptyFields, ProblemEvent::cursor, ProblemEvent))
    }
}
