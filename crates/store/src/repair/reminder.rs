//! Which items' time has come, and which reminders were decided. A decision stands once for each item, due date and stage.

use domain::id::RepairItemId;
use domain::repair::{ReminderStage, RepairItem};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set};

use super::entity::repair_item::{self, Column};
use super::entity::repair_reminder;
use super::row;
use crate::db::backend;
use crate::{Connection, StoreError, Tx};

/// As a constant, so that the database can tell that the partial index serves.
const HAS_NEXT: &str = "\"repair_item\".\"next_reminder_at\" IS NOT NULL";

/// Whether a reminder of any item is to be decided at `now`.
pub async fn has_due(connection: &impl Connection, now: Instant) -> Result<bool, StoreError> {
    let id = due(now, 1).select_only().column(Column::Number).into_tuple::<i64>();
    Ok(id.one(connection.inner()).await?.is_some())
}

/// Up to `limit` items whose time has come at `now`, locked until the transaction ends. What somebody else has locked at this
/// moment is passed over: it will be found again.
pub async fn lock_due(tx: &Tx, now: Instant, limit: u64) -> Result<Vec<RepairItem>, StoreError> {
    let locked = due(now, limit).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let rows = row::read(locked, backend(tx.inner())).all(tx.inner()).await?;
    rows.into_iter().map(row::item).collect()
}

fn due(now: Instant, limit: u64) -> Select<repair_item::Entity> {
    repair_item::Entity::find()
        .filter(Expr::cust(HAS_NEXT))
        .filter(Column::NextReminderAt.lte(now))
        .order_by_asc(Column::NextReminderAt)
        .order_by_asc(Column::Id)
        .limit(limit)
}

/// Decides a reminder; whether it was not decided before.
pub async fn decide(
    tx: &Tx,
    id: RepairItemId,
    due_at: Instant,
    stage: ReminderStage,
    is_told: bool,
    now: Instant,
) -> Result<bool, StoreError> {
    let row = repair_reminder::ActiveModel {
        item_id: Set(id.uuid()),
        due_at: Set(due_at),
        stage: Set(stage.as_str().to_owned()),
        decided_at: Set(now),
        is_told: Set(is_told),
    };
    let added = repair_reminder::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(added == 1)
}

/// Sets when the next reminder of a locked item is decided. It is no change of the item: its version stays.
pub async fn set_next(tx: &Tx, id: RepairItemId, next: Option<Instant>) -> Result<(), StoreError> {
    repair_item::Entity::update_many()
        .col_expr(Column::NextReminderAt, Expr::value(next))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}
