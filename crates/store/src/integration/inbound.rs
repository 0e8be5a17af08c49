//! Which calls of trackers came before, for a while.

use domain::id::TrackerId;
use domain::time::Instant;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::entity::inbound_call::{self, Column};
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
