//! Loads and saves what a sign-in at the status portal is held by. A token arrives here as its hash.

use domain::id::SessionId;
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, Set};

use super::Session;
use super::entity::{portal_token, session};
use super::session::session_of;
use crate::{Connection, StoreError, Tx};

/// Adds the token of a session.
pub async fn insert(tx: &Tx, hash: &[u8; 32], of: SessionId, at: Instant) -> Result<(), StoreError> {
    let row = portal_token::ActiveModel {
        hash: Set(hash.to_vec()),
        session_id: Set(of.uuid()),
        issued_at: Set(at),
    };
    portal_token::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// The session of a token's hash, in force or not: one statement.
pub async fn session_by_hash(
    connection: &impl Connection,
    hash: &[u8; 32],
) -> Result<Option<Session>, StoreError> {
    let relation = session::Entity::belongs_to(portal_token::Entity)
        .from(session::Column::Id)
        .to(portal_token::Column::SessionId)
        .into();
    let row = session::Entity::find()
        .join(JoinType::InnerJoin, relation)
        .filter(portal_token::Column::Hash.eq(hash.to_vec()))
        .one(connection.inner())
        .await?;
    Ok(row.as_ref().map(session_of))
}
