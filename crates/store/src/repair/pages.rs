//! Items of many problems or causes at once, a page of each, in a number of statements that does not depend on how many.

use std::collections::HashMap;

use domain::id::{CauseId, ProblemId, RepairItemId};
use domain::rca::CauseVerdict;
use domain::repair::{LinkedCause, RepairItem};
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, RelationDef,
};
use uuid::Uuid;

use super::entity::{repair_item, repair_item_cause};
use super::list::{Filter, IS_RUNNING, Order, Place, behind, by_ids, ordered, wanted};
use super::{row, uuids};
use crate::db::backend;
use crate::problem::uuids as problem_uuids;
use crate::rca::{cause, cause_uuids};
use crate::{Connection, StoreError};

const RANK_IN_PROBLEM: &str = "ROW_NUMBER() OVER (PARTITION BY \"repair_item\".\"problem_id\" \
     ORDER BY \"repair_item\".\"due_key\", \"repair_item\".\"id\")";
const RANK_AT_CAUSE: &str = "ROW_NUMBER() OVER (PARTITION BY \"repair_item_cause\".\"cause_id\" \
     ORDER BY \"repair_item\".\"due_key\", \"repair_item\".\"id\")";

fn items() -> RelationDef {
    repair_item_cause::Entity::belongs_to(repair_item::Entity)
        .from(repair_item_cause::Column::ItemId)
        .to(repair_item::Column::Id)
        .into()
}

fn causes() -> RelationDef {
    repair_item_cause::Entity::belongs_to(cause::Entity)
        .from(repair_item_cause::Column::CauseId)
        .to(cause::Column::Id)
        .into()
}

/// Up to `limit` items of each problem, due first first, after a place.
pub async fn of_problems(
    connection: &impl Connection,
    ids: &[ProblemId],
    filter: &Filter,
    after: Option<Place>,
    limit: u64,
) -> Result<HashMap<ProblemId, Vec<RepairItem>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let backend = backend(connection.inner());
    let order = Order::DueAtAsc;
    let mut all = Condition::all()
        .add(repair_item::Column::ProblemId.is_in(problem_uuids(ids)))
        .add(wanted(filter, order, backend));
    if let Some(place) = after {
        all = all.add(behind(order, place, backend));
    }
    let select = if let [_] = ids {
        repair_item::Entity::find().filter(all).limit(limit)
    } else {
        let ranked = repair_item::Entity::find()
            .select_only()
            .column(repair_item::Column::Id)
            .expr_as(Expr::cust(RANK_IN_PROBLEM), "rank")
            .filter(all)
            .into_query();
        repair_item::Entity::find().filter(repair_item::Column::Id.in_subquery(first(ranked, limit)))
    };
    let rows = row::read(ordered(select, order), backend).all(connection.inner()).await?;
    let mut pages: HashMap<ProblemId, Vec<RepairItem>> = HashMap::new();
    for row in rows {
        let item = row::item(row)?;
        pages.entry(item.problem).or_default().push(item);
    }
    Ok(pages)
}

/// Ids whose rank is at most `limit`.
fn first(ranked: SelectStatement, limit: u64) -> SelectStatement {
    Query::select()
        .column(Alias::new("id"))
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("rank")).lte(i64::try_from(limit).unwrap_or(i64::MAX)))
        .to_owned()
}

/// How many items of each problem a filter finds; problems without are absent.
pub async fn count_of_problems(
    connection: &impl Connection,
    ids: &[ProblemId],
    filter: &Filter,
) -> Result<HashMap<ProblemId, i64>, StoreError> {
    let all = wanted(filter, Order::DueAtAsc, backend(connection.inner()));
    counted(connection, ids, all).await
}

/// How many items of each problem are overdue at `now`; problems without are absent.
pub async fn overdue_of_problems(
    connection: &impl Connection,
    ids: &[ProblemId],
    now: Instant,
) -> Result<HashMap<ProblemId, i64>, StoreError> {
    let overdue = Condition::all().add(Expr::cust(IS_RUNNING)).add(repair_item::Column::DueAt.lt(now));
    counted(connection, ids, overdue).await
}

async fn counted(
    connection: &impl Connection,
    ids: &[ProblemId],
    all: Condition,
) -> Result<HashMap<ProblemId, i64>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, i64)> = repair_item::Entity::find()
        .select_only()
        .column(repair_item::Column::ProblemId)
        .column_as(repair_item::Column::Id.count(), "items")
        .filter(repair_item::Column::ProblemId.is_in(problem_uuids(ids)))
        .filter(all)
        .group_by(repair_item::Column::ProblemId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (ProblemId::new(id), count)).collect())
}

/// Up to `limit` items that act on each cause, due first first, after a place. Two statements.
pub async fn of_causes(
    connection: &impl Connection,
    ids: &[CauseId],
    after: Option<Place>,
    limit: u64,
) -> Result<HashMap<CauseId, Vec<RepairItem>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut select = repair_item_cause::Entity::find()
        .select_only()
        .column_as(repair_item_cause::Column::CauseId, "cause")
        .column_as(repair_item::Column::Id, "id")
        .expr_as(Expr::cust(RANK_AT_CAUSE), "rank")
        .join(JoinType::InnerJoin, items())
        .filter(repair_item_cause::Column::CauseId.is_in(cause_uuids(ids)));
    if let Some(place) = after {
        select = select.filter(behind(Order::DueAtAsc, place, backend(connection.inner())));
    }
    let statement = Query::select()
        .columns([Alias::new("cause"), Alias::new("id")])
        .from_subquery(select.into_query(), Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("rank")).lte(i64::try_from(limit).unwrap_or(i64::MAX)))
        .order_by(Alias::new("rank"), sea_orm::Order::Asc)
        .to_owned();
    let mut pairs: Vec<(CauseId, RepairItemId)> = Vec::new();
    for row in connection.inner().query_all(&statement).await? {
        pairs.push((CauseId::new(row.try_get_by_index(0)?), RepairItemId::new(row.try_get_by_index(1)?)));
    }
    let mut wanted: Vec<RepairItemId> = pairs.iter().map(|(_, item)| *item).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let items = by_ids(connection, &wanted).await?;
    let mut pages: HashMap<CauseId, Vec<RepairItem>> = HashMap::new();
    for (cause, item) in pairs {
        pages.entry(cause).or_default().extend(items.get(&item).cloned());
    }
    Ok(pages)
}

/// How many items act on each cause; causes without are absent.
pub async fn count_of_causes(
    connection: &impl Connection,
    ids: &[CauseId],
) -> Result<HashMap<CauseId, i64>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, i64)> = repair_item_cause::Entity::find()
        .select_only()
        .column(repair_item_cause::Column::CauseId)
        .column_as(repair_item_cause::Column::ItemId.count(), "items")
        .filter(repair_item_cause::Column::CauseId.is_in(cause_uuids(ids)))
        .group_by(repair_item_cause::Column::CauseId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (CauseId::new(id), count)).collect())
}

/// An item, a cause of it, when that was confirmed, the verdict on it, and when it was removed.
type Linked = (Uuid, Uuid, Option<Instant>, String, Option<Instant>);

/// The causes of each item as the rules need them, in the order of their ids; items without are absent.
pub async fn linked_causes(
    connection: &impl Connection,
    ids: &[RepairItemId],
) -> Result<HashMap<RepairItemId, Vec<LinkedCause>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Linked> = repair_item_cause::Entity::find()
        .select_only()
        .column(repair_item_cause::Column::ItemId)
        .column(cause::Column::Id)
        .column(cause::Column::ConfirmedAt)
        .column(cause::Column::Verdict)
        .column(cause::Column::RemovedAt)
        .join(JoinType::InnerJoin, causes())
        .filter(repair_item_cause::Column::ItemId.is_in(uuids(ids)))
        .into_tuple()
        .all(connection.inner())
        .await?;
    let mut found: HashMap<RepairItemId, Vec<LinkedCause>> = HashMap::new();
    for (item, id, confirmed_at, verdict, removed_at) in rows {
        let is_gone = removed_at.is_some() || verdict == CauseVerdict::Refuted.as_str();
        let cause = LinkedCause { id: CauseId::new(id), confirmed_at, is_gone };
        found.entry(RepairItemId::new(item)).or_default().push(cause);
    }
    for causes in found.values_mut() {
        causes.sort_unstable_by_key(|cause| cause.id);
    }
    Ok(found)
}
