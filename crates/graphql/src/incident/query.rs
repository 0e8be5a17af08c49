//! Reads of incidents.

use std::sync::Arc;

use app::incident::{IncidentFilter as Filter, Order};
use app::page::Page;
use async_graphql::{Context, ID, Object, Result};
use domain::id::ProblemId;
use domain::incident::Summary;

use super::Batch;
use super::enums::IncidentOrder;
use super::input::IncidentFilter;
use super::types::Incident;
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::{actor, app, request};
use crate::error::IntoApi;
use crate::id;
use crate::problem::Batch as ProblemBatch;

/// Reads of incidents.
#[derive(Default)]
pub struct IncidentQuery;

/// Further fields of a list of incidents: which list it is.
pub enum IncidentTotal {
    /// All that a filter finds.
    List(Filter),
    /// Those of a problem of a page.
    OfProblem(ProblemId, Arc<ProblemBatch>),
}

#[Object]
impl IncidentTotal {
    /// How many there are in all, among those you may see; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        match self {
            Self::List(filter) => app(ctx).count_incidents(actor(ctx)?, filter).await.api(ctx),
            Self::OfProblem(id, batch) => batch.incident_count(app(ctx), *id).await.api(ctx),
        }
    }
}

#[Object]
impl IncidentQuery {
    /// Incidents that you may see, a page at a time.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last incident that was read.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<IncidentFilter>,
        #[graphql(default, desc = "Order.")] order_by: IncidentOrder,
    ) -> Result<Connection<Incident, IncidentTotal>> {
        let actor = actor(ctx)?;
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let filter = filter.unwrap_or_default();
        let wanted = read_filter(&filter).api(ctx)?;
        let key = format!("{first}/{after:?}/{filter:?}/{order_by:?}");
        // The same list under several aliases is read once.
        let cell = request(ctx).pages.cell(&key);
        let items = cell
            .get_or_try_init(|| async {
                let order = match order_by {
                    IncidentOrder::StartedAtDesc => Order::StartedAtDesc,
                    IncidentOrder::StartedAtAsc => Order::StartedAtAsc,
                };
                if shows_services(ctx) {
                    let page = app(ctx).incidents_with_services(actor, &wanted, order, cursor, size).await?;
                    let items = Batch::with_services(actor, page.items);
                    return Ok(Page { items, has_next: page.has_next });
                }
                let page: Page<Summary> = app(ctx).incidents(actor, &wanted, order, cursor, size).await?;
                Ok::<_, app::Error>(Page { items: Batch::wrap(actor, page.items), has_next: page.has_next })
            })
            .await
            .api(ctx)?;
        Ok(connection(
            items.clone(),
            after.is_some(),
            IncidentTotal::List(wanted),
            |incident| time_cursor(incident.summary.started_at, incident.summary.id.uuid()),
            |incident| incident,
        ))
    }

    /// One incident; null with NOT_FOUND when it does not exist for you.
    async fn incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Incident>> {
        let id = id::parse("id", &id).api(ctx)?;
        let summary = app(ctx).incident(actor(ctx)?, id).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, summary)))
    }

    /// One incident by what people say; null with NOT_FOUND when it does not exist for you.
    async fn incident_by_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `INC-42`.")] reference: String,
    ) -> Result<Option<Incident>> {
        let summary = app(ctx).incident_by_reference(actor(ctx)?, &reference).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, summary)))
    }
}

/// Whether the affected services of a list are asked for, so that they can come along.
fn shows_services(ctx: &Context<'_>) -> bool {
    let list = ctx.look_ahead();
    list.field("nodes").field("services").exists()
        || list.field("edges").field("node").field("services").exists()
}

fn read_filter(filter: &IncidentFilter) -> app::Result<Filter> {
    let responder = match &filter.responder {
        Some(who) => Some((id::parse("responder.userId", &who.user_id)?, who.role.map(Into::into))),
        None => None,
    };
    Ok(Filter {
        status: filter.status.iter().flatten().map(|status| (*status).into()).collect(),
        severity: filter.severity.iter().flatten().map(|severity| (*severity).into()).collect(),
        is_open: filter.is_open,
        service_ids: id::parse_all("serviceIds", filter.service_ids.as_deref().unwrap_or_default())?,
        lead_ids: id::parse_all("leadIds", filter.lead_ids.as_deref().unwrap_or_default())?,
        responder,
        started_from: filter.started_from,
        started_to: filter.started_to,
        text: filter.text.clone(),
        is_late: filter.is_late,
        tag: filter.tag.clone(),
        has_import_findings: filter.has_import_findings,
        imported_format: filter.imported_format.clone(),
    })
}
