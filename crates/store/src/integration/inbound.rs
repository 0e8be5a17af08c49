//! Which calls of trackers came before, for a while, and up to when each issue was heard of.

use domain::id::TrackerId;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::entity::inbound_call::{self, Column};
use super::entity::issue_heard;
use crate::{Connection, StoreError, Tx};

/// Remembers a call and forgets those before `forget_before`; whether it is the first of its id.
pub async fn remember(
    tx: &Tx,
    tracker: TrackerId,
    call: &str,
    at: Instant,
    forget_before: Instant,
) -> Result<bool, StoreError> {
    inbound_call::Entity::delete_many().filter(Column::At.lt(forget_before)).exec(tx.inner()).await?;
    let row = inbound_call::ActiveModel {
        tracker_id: Set(tracker.uuid()),
        call_id: Set(call.to_owned()),
        at: Set(at),
    };
    let added = inbound_call::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(added == 1)
}

/// Notes that an issue changed at an instant of its tool's clock; whether nothing later was heard of it. `key` is folded.
pub async fn follow(tx: &Tx, tracker: TrackerId, key: &str, at: Instant) -> Result<bool, StoreError> {
    use issue_heard::{ActiveModel, Column, Entity};
    let row = ActiveModel { tracker_id: Set(tracker.uuid()), issue_key: Set(key.to_owned()), at: Set(at) };
    // One statement, so that of two calls at once the later one stays.
    let newer = OnConflict::columns([Column::TrackerId, Column::IssueKey])
        .update_column(Column::At)
        .action_and_where(Expr::col((Entity, Column::At)).lte(at))
        .to_owned();
    let noted = Entity::insert(row).on_conflict(newer).exec_without_returning(tx.inner()).await?;
    Ok(noted == 1)
}

/// Forgets the issues of a connection.
pub async fn forget(tx: &Tx, tracker: TrackerId) -> Result<(), StoreError> {
    issue_heard::Entity::delete_many()
        .filter(issue_heard::Column::TrackerId.eq(tracker.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}
