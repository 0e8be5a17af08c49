//! Loads and saves one-time links. A token arrives here as its hash.

use domain::id::UserId;
use domain::identity::{LinkKind, OneTimeLink};
use domain::time::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::entity::one_time_link;
use crate::error::word;
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "one_time_link";

/// Adds a link and ends the open one of its kind that the person had, so that one works at a time.
pub async fn insert(tx: &Tx, link: &OneTimeLink, hash: &[u8; 32]) -> Result<(), StoreError> {
    end_all_of(tx, link.user, Some(link.kind), link.created_at).await?;
    let (created_by_kind, created_by_id) = principal_columns(link.created_by);
    let row = one_time_link::ActiveModel {
        id: Set(link.id),
        user_id: Set(link.user.uuid()),
        kind: Set(link.kind.as_str().to_owned()),
        hash: Set(hash.to_vec()),
        created_at: Set(link.created_at),
        expires_at: Set(link.expires_at),
        used_at: Set(link.used_at),
        ended_at: Set(link.ended_at),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
    };
    one_time_link::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// The link of a token's hash, whatever became of it.
pub async fn by_hash(
    connection: &impl Connection,
    hash: &[u8; 32],
) -> Result<Option<OneTimeLink>, StoreError> {
    let row = one_time_link::Entity::find()
        .filter(one_time_link::Column::Hash.eq(hash.to_vec()))
        .one(connection.inner())
        .await?;
    row.as_ref().map(link_of).transpose()
}

/// Uses a link up; whether it was open. Of two who try, one is told yes.
pub async fn claim(tx: &Tx, link: &OneTimeLink, at: Instant) -> Result<bool, StoreError> {
    let claimed = one_time_link::Entity::update_many()
        .col_expr(one_time_link::Column::UsedAt, Expr::value(at))
        .filter(one_time_link::Column::Id.eq(link.id))
        .filter(one_time_link::Column::UserId.eq(link.user.uuid()))
        .filter(one_time_link::Column::UsedAt.is_null())
        .filter(one_time_link::Column::EndedAt.is_null())
        .filter(one_time_link::Column::ExpiresAt.gt(at))
        .exec(tx.inner())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Ends the open links of a person, of one kind or of all; how many were open.
pub async fn end_all_of(
    tx: &Tx,
    user: UserId,
    kind: Option<LinkKind>,
    at: Instant,
) -> Result<u64, StoreError> {
    let mut ending = one_time_link::Entity::update_many()
        .col_expr(one_time_link::Column::EndedAt, Expr::value(at))
        .filter(one_time_link::Column::UserId.eq(user.uuid()))
        .filter(one_time_link::Column::UsedAt.is_null())
        .filter(one_time_link::Column::EndedAt.is_null());
    if let Some(kind) = kind {
        ending = ending.filter(one_time_link::Column::Kind.eq(kind.as_str()));
    }
    Ok(ending.exec(tx.inner()).await?.rows_affected)
}

fn link_of(row: &one_time_link::Model) -> Result<OneTimeLink, StoreError> {
    let created_by = principal_from(&row.created_by_kind, &row.created_by_id);
    Ok(OneTimeLink {
        id: row.id,
        user: UserId::new(row.user_id),
        kind: word(LinkKind::parse(&row.kind), TABLE, "kind", row.id, &row.kind)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_at: row.used_at,
        ended_at: row.ended_at,
        created_by: word(created_by, TABLE, "created_by_id", row.id, &row.created_by_id)?,
    })
}
