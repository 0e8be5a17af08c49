//! The public state of repair items, kept true by the write that changes an item.

use domain::id::RepairItemId;
use domain::repair::RepairItem;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::entity::rca_publication_item::{Column, Entity};
use crate::{Connection, StoreError, Tx};

/// Writes the state and the due date of an item into every version that tells of it; whether there is one.
pub async fn follow(tx: &Tx, item: &RepairItem) -> Result<bool, StoreError> {
    let id: RepairItemId = item.id;
    let changed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(item.status.as_str()))
        .col_expr(Column::DueAt, Expr::value(item.due_at))
        .filter(Column::ItemId.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(changed.rows_affected > 0)
}
