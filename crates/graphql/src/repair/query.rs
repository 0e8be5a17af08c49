//! Reads of repair items, their policy and reports.

use std::sync::Arc;

use app::page::Page;
use app::repair::{RepairItemFilter as Filter, RepairItemOrder as Order, RepairListQuery, RepairPlace};
use async_graphql::{Context, ID, Object, Result};
use domain::id::{CauseId, ProblemId, RepairItemId};

use super::enums::{RepairItemOrder, RepairReportGroup};
use super::filter::RepairItemFilter;
use super::policy::RepairPolicy;
use super::report::{RepairExport, RepairReport};
use super::{Batch, RepairItem};
use crate::connection::{Connection, connection, cost, parse_place_cursor, place_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;
use crate::problem::Batch as ProblemBatch;
use crate::rca::cause::CauseBatch;

/// What a report or an export costs: every item is read.
const WHOLE: usize = 250;

/// The cursor of an item in an order.
pub fn cursor(order: Order, item: &RepairItem) -> String {
    let (at, id) = app::repair::place(order, item.get());
    place_cursor(at, id.uuid())
}

/// Reads a cursor of [`cursor`].
pub fn parse_cursor(after: Option<&str>) -> app::Result<Option<RepairPlace>> {
    Ok(parse_place_cursor(after)?.map(|(at, id)| (at, RepairItemId::new(id))))
}

/// Reads of repair items.
#[derive(Default)]
pub struct RepairQuery;

/// A page of repair items.
pub type RepairItems = Connection<RepairItem, RepairItemTotal>;

/// Further fields of a list of repair items: which list it is.
pub enum RepairItemTotal {
    /// All that a filter finds.
    List(Filter),
    /// Those of a problem of a page.
    OfProblem(ProblemId, Filter, Arc<ProblemBatch>),
    /// Those that act on a cause of a page.
    OfCause(CauseId, Arc<CauseBatch>),
    /// Those of somebody who owns none.
    Nothing,
}

#[Object]
impl RepairItemTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        match self {
            Self::List(filter) => app(ctx).count_repair_items(actor(ctx)?, filter).await,
            Self::OfProblem(id, filter, batch) => batch.repair_item_count(app(ctx), *id, filter).await,
            Self::OfCause(id, batch) => batch.repair_item_count(app(ctx), *id).await,
            Self::Nothing => Ok(0),
        }
        .api(ctx)
    }
}

/// The arguments of a list of repair items.
pub struct ListArguments {
    /// How many.
    pub first: i32,
    /// After which item.
    pub after: Option<String>,
    /// Which ones.
    pub filter: Filter,
    /// In which order.
    pub order_by: RepairItemOrder,
}

/// A page of all items that a filter finds.
pub async fn list(ctx: &Context<'_>, arguments: ListArguments) -> Result<RepairItems> {
    let ListArguments { first, after, filter, order_by } = arguments;
    let actor = actor(ctx)?;
    let order = match order_by {
        RepairItemOrder::DueAtAsc => Order::DueAtAsc,
        RepairItemOrder::CreatedAtDesc => Order::CreatedAtDesc,
        RepairItemOrder::UpdatedAtDesc => Order::UpdatedAtDesc,
    };
    let size = app::page::size(first.into()).api(ctx)?;
    let place = parse_cursor(after.as_deref()).api(ctx)?;
    let wanted = RepairListQuery { filter, order, after: place, size };
    let page = app(ctx).repair_items(actor, &wanted).await.api(ctx)?;
    let total = RepairItemTotal::List(wanted.filter);
    Ok(connection(Batch::page(actor, page), after.is_some(), total, |item| cursor(order, item), |item| item))
}

/// A page of the items of one record, due first first.
pub fn due_first(page: Page<RepairItem>, has_previous: bool, total: RepairItemTotal) -> RepairItems {
    connection(page, has_previous, total, |item| cursor(Order::DueAtAsc, item), |item| item)
}

/// The page of somebody who owns no items.
pub fn none(ctx: &Context<'_>, first: i32) -> Result<RepairItems> {
    app::page::size(first.into()).api(ctx)?;
    let nothing = Page { items: Vec::new(), has_next: false };
    Ok(connection(nothing, false, RepairItemTotal::Nothing, |_: &RepairItem| String::new(), |item| item))
}

#[Object]
impl RepairQuery {
    /// Repair items, a page at a time.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn repair_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last item that was read, of the same order.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<RepairItemFilter>,
        #[graphql(default, desc = "Order.")] order_by: RepairItemOrder,
    ) -> Result<RepairItems> {
        let filter = filter.unwrap_or_default().read().api(ctx)?;
        list(ctx, ListArguments { first, after, filter, order_by }).await
    }

    /// One repair item; null with NOT_FOUND when it does not exist.
    async fn repair_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<RepairItem>> {
        let id = id::parse("id", &id).api(ctx)?;
        let item = app(ctx).repair_item(actor(ctx)?, id).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, item)))
    }

    /// One repair item by what people say; null with NOT_FOUND when it does not exist.
    async fn repair_item_by_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `REP-42`.")] reference: String,
    ) -> Result<Option<RepairItem>> {
        let item = app(ctx).repair_item_by_reference(actor(ctx)?, &reference).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, item)))
    }

    /// The policy that new repair items are made under (`ACT-03`, `ACT-10`).
    async fn repair_policy(&self, ctx: &Context<'_>) -> Result<RepairPolicy> {
        app(ctx).repair_policy(actor(ctx)?).await.map(RepairPolicy).api(ctx)
    }

    /// Every version of the policy, newest first.
    #[graphql(complexity = "10 * child_complexity")]
    async fn repair_policies(&self, ctx: &Context<'_>) -> Result<Vec<RepairPolicy>> {
        let all = app(ctx).all_repair_policies(actor(ctx)?).await.api(ctx)?;
        Ok(all.into_iter().map(RepairPolicy).collect())
    }

    /// Repair items counted by service, lens or team: age, strength, share done within policy, share shown to work. Never by
    /// person (`ACT-12`).
    #[graphql(complexity = "WHOLE + child_complexity")]
    async fn repair_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "RepairReportGroup::Service", desc = "What the rows stand for.")]
        group_by: RepairReportGroup,
    ) -> Result<RepairReport> {
        app(ctx).repair_report(actor(ctx)?, group_by.into()).await.map(RepairReport::from).api(ctx)
    }

    /// Repair items as a table that `importRepairItems` reads; bounded, and it says whether that was all.
    #[graphql(complexity = "WHOLE + child_complexity")]
    async fn export_repair_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<RepairItemFilter>,
    ) -> Result<RepairExport> {
        let filter = filter.unwrap_or_default().read().api(ctx)?;
        app(ctx).export_repair_items(actor(ctx)?, &filter).await.map(RepairExport::from).api(ctx)
    }
}
