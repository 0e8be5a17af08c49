//! Reads of problems.

use std::sync::Arc;

use app::problem::{LookAlike, ProblemFilter as Filter, ProblemOrder as Order};
use async_graphql::{Context, ID, Object, Result};
use domain::id::IncidentId;

use super::enums::ProblemOrder;
use super::input::ProblemFilter;
use super::similar::{COST, Suggestions};
use super::{Batch, Problem};
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;
use crate::incident::Batch as IncidentBatch;

/// Reads of problems.
#[derive(Default)]
pub struct ProblemQuery;

/// Further fields of a list of problems: which list it is.
pub enum ProblemTotal {
    /// All that a filter finds.
    List(Filter),
    /// Those of an incident of a page.
    OfIncident(IncidentId, Arc<IncidentBatch>),
}

#[Object]
impl ProblemTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        match self {
            Self::List(filter) => app(ctx).count_problems(actor(ctx)?, filter).await.api(ctx),
            Self::OfIncident(id, batch) => batch.problem_count(app(ctx), *id).await.api(ctx),
        }
    }
}

#[Object]
impl ProblemQuery {
    /// Problems, a page at a time.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn problems(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last problem that was read.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ProblemFilter>,
        #[graphql(default, desc = "Order.")] order_by: ProblemOrder,
    ) -> Result<Connection<Problem, ProblemTotal>> {
        let actor = actor(ctx)?;
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let wanted = read_filter(&filter.unwrap_or_default()).api(ctx)?;
        let order = match order_by {
            ProblemOrder::UpdatedAtDesc => Order::UpdatedAtDesc,
            ProblemOrder::CreatedAtDesc => Order::CreatedAtDesc,
            ProblemOrder::CreatedAtAsc => Order::CreatedAtAsc,
        };
        let page = app(ctx).problems(actor, &wanted, order, cursor, size).await.api(ctx)?;
        Ok(connection(
            Batch::page(actor, page),
            after.is_some(),
            ProblemTotal::List(wanted),
            |problem| {
                let problem = problem.get();
                let at = match order {
                    Order::UpdatedAtDesc => problem.updated_at,
                    Order::CreatedAtDesc | Order::CreatedAtAsc => problem.created_at,
                };
                time_cursor(at, problem.id.uuid())
            },
            |problem| problem,
        ))
    }

    /// One problem; null with NOT_FOUND when it does not exist.
    async fn problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Problem>> {
        let id = id::parse("id", &id).api(ctx)?;
        let problem = app(ctx).problem(actor(ctx)?, id).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, problem)))
    }

    /// One problem by what people say; null with NOT_FOUND when it does not exist.
    async fn problem_by_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `PRB-42`.")] reference: String,
    ) -> Result<Option<Problem>> {
        let problem = app(ctx).problem_by_reference(actor(ctx)?, &reference).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, problem)))
    }

    /// Problems and incidents that look like a record that is being written.
    #[graphql(complexity = "COST + 5 * child_complexity")]
    async fn suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One line.")] title: String,
        #[graphql(desc = "What is known, in Markdown.")] text: Option<String>,
        #[graphql(desc = "Services.")] service_ids: Option<Vec<ID>>,
        #[graphql(desc = "Free words.")] tags: Option<Vec<String>>,
    ) -> Result<Suggestions> {
        let actor = actor(ctx)?;
        let service_ids = id::parse_all("serviceIds", &service_ids.unwrap_or_default()).api(ctx)?;
        let new = LookAlike { title, text, service_ids, tags: tags.unwrap_or_default() };
        let found = app(ctx).suggestions(actor, &new).await.api(ctx)?;
        Ok(Suggestions::of(actor, found))
    }
}

fn read_filter(filter: &ProblemFilter) -> app::Result<Filter> {
    Ok(Filter {
        status: filter.status.iter().flatten().map(|status| (*status).into()).collect(),
        is_open: filter.is_open,
        service_ids: id::parse_all("serviceIds", filter.service_ids.as_deref().unwrap_or_default())?,
        owner_ids: id::parse_all("ownerIds", filter.owner_ids.as_deref().unwrap_or_default())?,
        severity: filter.severity.iter().flatten().map(|severity| (*severity).into()).collect(),
        tag: filter.tag.clone(),
        text: filter.text.clone(),
        has_workaround: filter.has_workaround,
    })
}
