//! Who was invited to an incident.
//!
//! Who sees which private incident is read for the directory: see `identity/member.rs`.

use domain::id::{IncidentId, UserId};
use domain::time::Instant;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::entity::incident_member;
use crate::{Connection, StoreError, Tx};

/// Invites people; those who were invited before stay.
pub async fn add(tx: &Tx, id: IncidentId, users: &[UserId], now: Instant) -> Result<(), StoreError> {
    if users.is_empty() {
        return Ok(());
    }
    let rows = users.iter().map(|user| member_row(id, *user, now));
    let key = [incident_member::Column::IncidentId, incident_member::Column::UserId];
    incident_member::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// The row of an invitation.
pub(super) fn member_row(id: IncidentId, user: UserId, now: Instant) -> incident_member::ActiveModel {
    incident_member::ActiveModel {
        incident_id: Set(id.uuid()),
        user_id: Set(user.uuid()),
        added_at: Set(now),
    }
}

/// Ends an invitation; `false` when there was none.
pub async fn remove(tx: &Tx, id: IncidentId, user: UserId) -> Result<bool, StoreError> {
    let result = incident_member::Entity::delete_many()
        .filter(incident_member::Column::IncidentId.eq(id.uuid()))
        .filter(incident_member::Column::UserId.eq(user.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(result.rows_affected > 0)
}
