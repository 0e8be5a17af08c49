//! Loads and saves connections to trackers with their sealed secrets.

use std::fmt;

use domain::id::TrackerId;
use domain::integration::Tracker;
use domain::repair::TrackerProvider;
use domain::text::{Name, WebUrl};
use domain::time::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set};

use super::entity::tracker::{self, Column};
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "tracker";

/// A connection with its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredTracker {
    /// The connection.
    pub tracker: Tracker,
    /// What its calls are signed with, sealed.
    pub secret: Vec<u8>,
    /// What our calls carry, sealed.
    pub token: Option<Vec<u8>>,
}

impl fmt::Debug for StoredTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoredTracker").field(&self.tracker.id).finish_non_exhaustive()
    }
}

/// Every connection, by name.
pub async fn all(connection: &impl Connection) -> Result<Vec<StoredTracker>, StoreError> {
    let rows = tracker::Entity::find()
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .all(connection.inner())
        .await?;
    rows.into_iter().map(stored).collect()
}

/// One connection.
pub async fn load(connection: &impl Connection, id: TrackerId) -> Result<Option<StoredTracker>, StoreError> {
    tracker::Entity::find_by_id(id.uuid()).one(connection.inner()).await?.map(stored).transpose()
}

/// One connection, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: TrackerId) -> Result<Option<StoredTracker>, StoreError> {
    tracker::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?.map(stored).transpose()
}

/// Adds a connection.
pub async fn insert(tx: &Tx, stored: &StoredTracker) -> Result<(), StoreError> {
    tracker::Entity::insert(active(stored)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Saves a connection that this transaction has locked.
pub async fn save(tx: &Tx, stored: &StoredTracker) -> Result<(), StoreError> {
    let mut row = active(stored);
    row.id = NotSet;
    tracker::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(stored.tracker.id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Notes when a connection called last.
pub async fn heard(tx: &Tx, id: TrackerId, at: Instant) -> Result<(), StoreError> {
    tracker::Entity::update_many()
        .col_expr(Column::HeardAt, Expr::value(at))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Removes a connection; whether it was there.
pub async fn remove(tx: &Tx, id: TrackerId) -> Result<bool, StoreError> {
    Ok(tracker::Entity::delete_by_id(id.uuid()).exec(tx.inner()).await?.rows_affected == 1)
}

fn active(stored: &StoredTracker) -> tracker::ActiveModel {
    let tracker = &stored.tracker;
    let (created_by_kind, created_by_id) = principal_columns(tracker.created_by);
    tracker::ActiveModel {
        id: Set(tracker.id.uuid()),
        name: Set(tracker.name.as_str().to_owned()),
        provider: Set(tracker.provider.as_str().to_owned()),
        base_url: Set(tracker.base_url.as_str().to_owned()),
        api_url: Set(tracker.api_url.as_str().to_owned()),
        secret: Set(stored.secret.clone()),
        token: Set(stored.token.clone()),
        is_enabled: Set(tracker.is_enabled),
        heard_at: Set(tracker.heard_at),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        created_at: Set(tracker.created_at),
        version: Set(tracker.version),
    }
}

fn stored(row: tracker::Model) -> Result<StoredTracker, StoreError> {
    let id = TrackerId::new(row.id);
    let created_by = principal_from(&row.created_by_kind, &row.created_by_id);
    let tracker = Tracker {
        id,
        name: text(Name::parse(&row.name), TABLE, "name", id)?,
        provider: word(TrackerProvider::parse(&row.provider), TABLE, "provider", id, &row.provider)?,
        base_url: text(WebUrl::parse(&row.base_url), TABLE, "base_url", id)?,
        api_url: text(WebUrl::parse(&row.api_url), TABLE, "api_url", id)?,
        has_token: row.token.is_some(),
        is_enabled: row.is_enabled,
        heard_at: row.heard_at,
        created_by: word(created_by, TABLE, "created_by_id", id, &row.created_by_id)?,
        created_at: row.created_at,
        version: row.version,
    };
    Ok(StoredTracker { tracker, secret: row.secret, token: row.token })
}
