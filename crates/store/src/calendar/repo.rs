//! Loads and saves calendar feeds. A token arrives here as its hash.

use domain::id::{CalendarFeedId, UserId};
use domain::time::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::entity::calendar_feed::{self, Column};
use crate::{Connection, StoreError, Tx};

/// A calendar feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredFeed {
    /// Identifier.
    pub id: CalendarFeedId,
    /// Whose due dates it shows.
    pub user: UserId,
    /// When it was made.
    pub created_at: Instant,
    /// When a calendar program asked for it last, to the hour.
    pub used_at: Option<Instant>,
}

/// Adds a feed in place of the person's earlier one.
pub async fn replace(tx: &Tx, feed: &StoredFeed, hash: &[u8; 32]) -> Result<(), StoreError> {
    remove(tx, feed.user).await?;
    let row = calendar_feed::ActiveModel {
        id: Set(feed.id.uuid()),
        user_id: Set(feed.user.uuid()),
        token_hash: Set(hash.to_vec()),
        created_at: Set(feed.created_at),
        used_at: Set(feed.used_at),
    };
    calendar_feed::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Takes the feed of a person away; whether there was one.
pub async fn remove(tx: &Tx, user: UserId) -> Result<bool, StoreError> {
    let removed =
        calendar_feed::Entity::delete_many().filter(Column::UserId.eq(user.uuid())).exec(tx.inner()).await?;
    Ok(removed.rows_affected > 0)
}

/// The feed of a person.
pub async fn of_user(connection: &impl Connection, user: UserId) -> Result<Option<StoredFeed>, StoreError> {
    let wanted = calendar_feed::Entity::find().filter(Column::UserId.eq(user.uuid()));
    Ok(wanted.one(connection.inner()).await?.map(|row| stored(&row)))
}

/// The feed of a token's hash.
pub async fn by_hash(
    connection: &impl Connection,
    hash: &[u8; 32],
) -> Result<Option<StoredFeed>, StoreError> {
    let wanted = calendar_feed::Entity::find().filter(Column::TokenHash.eq(hash.to_vec()));
    Ok(wanted.one(connection.inner()).await?.map(|row| stored(&row)))
}

/// Notes that a feed was asked for.
pub async fn touch(tx: &Tx, id: CalendarFeedId, at: Instant) -> Result<(), StoreError> {
    calendar_feed::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(at))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn stored(row: &calendar_feed::Model) -> StoredFeed {
    StoredFeed {
        id: CalendarFeedId::new(row.id),
        user: UserId::new(row.user_id),
        created_at: row.created_at,
        used_at: row.used_at,
    }
}
