//! Loads items to change them, and saves them.

use domain::id::{CauseId, ProblemId, RepairItemId};
use domain::repair::{ReminderStage, RepairItem};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, Iterable, NotSet, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
};
use uuid::Uuid;

use super::entity::{repair_item, repair_item_cause, repair_reminder};
use super::list::IS_OPEN;
use super::{active, row};
use crate::db::backend;
use crate::error::word;
use crate::{Backend, Bundle, Connection, StoreError, Tx};

/// As the index `repair_item_issue` has it.
const KEY_POSTGRES: &str = "lower(\"repair_item\".\"issue_key\" COLLATE \"C\")";

/// The problem of an item, which never changes.
pub async fn problem_of(
    connection: &impl Connection,
    id: RepairItemId,
) -> Result<Option<ProblemId>, StoreError> {
    let select =
        repair_item::Entity::find_by_id(id.uuid()).select_only().column(repair_item::Column::ProblemId);
    Ok(select.into_tuple::<Uuid>().one(connection.inner()).await?.map(ProblemId::new))
}

/// An item, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: RepairItemId) -> Result<Option<RepairItem>, StoreError> {
    let locked = repair_item::Entity::find_by_id(id.uuid()).lock_exclusive();
    row::read(locked, backend(tx.inner())).one(tx.inner()).await?.map(row::item).transpose()
}

/// All items of a problem, locked until the transaction ends, in the order of their ids.
pub async fn lock_of_problem(tx: &Tx, problem: ProblemId) -> Result<Vec<RepairItem>, StoreError> {
    let locked = repair_item::Entity::find()
        .filter(repair_item::Column::ProblemId.eq(problem.uuid()))
        .order_by_asc(repair_item::Column::Id)
        .lock_exclusive();
    let rows = row::read(locked, backend(tx.inner())).all(tx.inner()).await?;
    rows.into_iter().map(row::item).collect()
}

/// Adds an item with its causes and learns its number.
pub async fn insert(tx: &Tx, item: &mut RepairItem) -> Result<(), StoreError> {
    let mut statement = repair_item::Entity::insert(active::active(item)).into_query();
    statement.returning_col(repair_item::Column::Number);
    let inserted = tx.inner().query_one(&statement).await?;
    item.number = match inserted {
        Some(row) => row.try_get("", "number")?,
        None => return Err(sea_orm::DbErr::RecordNotInserted.into()),
    };
    add_causes(tx, item).await
}

async fn add_causes(tx: &Tx, item: &RepairItem) -> Result<(), StoreError> {
    let mut rows = Bundle::default();
    rows.add(cause_rows(item.id, &item.causes));
    rows.run(tx).await
}

/// Saves what differs between the loaded item and the changed one, under the version of the loaded one. The caller has set the
/// new `version` and `updated_at`.
///
/// Errors: [`StoreError::Conflict`] when the stored version is another; [`StoreError::Duplicate`] when another item is kept in
/// step with its issue.
pub async fn save(tx: &Tx, before: &RepairItem, after: &RepairItem) -> Result<(), StoreError> {
    use repair_item::Column;
    let (old, mut new) = (active::active(before), active::active(after));
    for column in Column::iter() {
        let is_kept = matches!(column, Column::Id | Column::Number);
        if is_kept || new.get(column).into_value() == old.get(column).into_value() {
            new.not_set(column);
        }
    }
    new.id = NotSet;
    new.version = Set(after.version);
    new.updated_at = Set(after.updated_at);
    let result = repair_item::Entity::update_many()
        .set(new)
        .filter(Column::Id.eq(after.id.uuid()))
        .filter(Column::Version.eq(before.version))
        .exec(tx.inner())
        .await?;
    if result.rows_affected != 1 {
        return Err(stale(tx, after.id).await?);
    }
    if before.causes != after.causes {
        repair_item_cause::Entity::delete_many()
            .filter(repair_item_cause::Column::ItemId.eq(after.id.uuid()))
            .exec(tx.inner())
            .await?;
        add_causes(tx, after).await?;
    }
    Ok(())
}

async fn stale(tx: &Tx, id: RepairItemId) -> Result<StoreError, StoreError> {
    let current = repair_item::Entity::find_by_id(id.uuid())
        .select_only()
        .column(repair_item::Column::Version)
        .into_tuple::<i32>()
        .one(tx.inner())
        .await?;
    Ok(StoreError::Conflict { current: current.unwrap_or_default() })
}

/// A note was added: the item changed last now; its own fields and its version did not.
pub async fn touch(tx: &Tx, id: RepairItemId, now: Instant) -> Result<(), StoreError> {
    repair_item::Entity::update_many()
        .col_expr(repair_item::Column::UpdatedAt, Expr::value(now))
        .filter(repair_item::Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// How many items of a problem are open.
pub async fn count_open(tx: &Tx, problem: ProblemId) -> Result<i32, StoreError> {
    let count = repair_item::Entity::find()
        .filter(repair_item::Column::ProblemId.eq(problem.uuid()))
        .filter(Expr::cust(IS_OPEN))
        .count(tx.inner())
        .await?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// The item that is kept in step with an issue; `key` in lower case, since tools take it in either.
pub async fn of_issue(
    connection: &impl Connection,
    tracker: domain::id::TrackerId,
    key: &str,
) -> Result<Option<RepairItemId>, StoreError> {
    let folded = match backend(connection.inner()) {
        Backend::Sqlite => Func::lower(Expr::col(repair_item::Column::IssueKey)).into(),
        Backend::Postgres => Expr::cust(KEY_POSTGRES),
    };
    let select = repair_item::Entity::find()
        .select_only()
        .column(repair_item::Column::Id)
        .filter(repair_item::Column::TrackerId.eq(tracker.uuid()))
        .filter(folded.eq(key))
        .order_by_asc(repair_item::Column::Id);
    Ok(select.into_tuple::<Uuid>().one(connection.inner()).await?.map(RepairItemId::new))
}

/// The last stage that was decided for an item with this due date.
pub async fn last_stage(
    connection: &impl Connection,
    id: RepairItemId,
    due_at: Instant,
) -> Result<Option<ReminderStage>, StoreError> {
    let stages: Vec<String> = repair_reminder::Entity::find()
        .select_only()
        .column(repair_reminder::Column::Stage)
        .filter(repair_reminder::Column::ItemId.eq(id.uuid()))
        .filter(Expr::col(repair_reminder::Column::DueAt).eq(due_at))
        .into_tuple()
        .all(connection.inner())
        .await?;
    let mut last = None;
    for stage in &stages {
        let stage = word(ReminderStage::parse(stage), "repair_reminder", "stage", id, stage)?;
        last = Ord::max(last, Some(stage));
    }
    Ok(last)
}

/// Rows of causes.
pub(super) fn cause_rows(
    id: RepairItemId,
    causes: &[CauseId],
) -> impl Iterator<Item = repair_item_cause::ActiveModel> {
    causes.iter().map(move |cause| repair_item_cause::ActiveModel {
        item_id: Set(id.uuid()),
        cause_id: Set(cause.uuid()),
    })
}
