//! Loads and saves sessions and their refresh tokens.

use domain::id::{SessionId, UserId};
pub use domain::identity::session::EndReason;
use domain::time::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{refresh_token, session};
use crate::{Connection, StoreError, Tx};

/// A sign-in of a person on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Identifier; also the family of its refresh tokens.
    pub id: SessionId,
    /// Who signed in.
    pub user: UserId,
    /// When.
    pub created_at: Instant,
    /// Last refresh.
    pub last_used_at: Instant,
    /// When it ends in any case.
    pub expires_at: Instant,
    /// Set when it ended earlier.
    pub ended_at: Option<Instant>,
    /// Why it ended earlier.
    pub end_reason: Option<EndReason>,
    /// From which address.
    pub address: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
}

/// A session to be added.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Fresh identifier.
    pub id: SessionId,
    /// Who signed in.
    pub user: UserId,
    /// When.
    pub at: Instant,
    /// When it ends in any case.
    pub expires_at: Instant,
    /// From which address.
    pub address: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
}

/// A refresh token to be added.
#[derive(Clone)]
pub struct NewToken {
    /// Fresh identifier.
    pub id: Uuid,
    /// Its session.
    pub session: SessionId,
    /// The token it was exchanged for; `None` for the first.
    pub parent: Option<Uuid>,
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// When.
    pub at: Instant,
}

/// A refresh token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredToken {
    /// Identifier.
    pub id: Uuid,
    /// Its session.
    pub session: SessionId,
    /// The token it was exchanged for.
    pub parent: Option<Uuid>,
    /// When it was given out.
    pub issued_at: Instant,
    /// When it was exchanged.
    pub consumed_at: Option<Instant>,
    /// When another one took its place unused.
    pub superseded_at: Option<Instant>,
}

/// Sessions that were not ended; some may be over by time.
pub async fn live(connection: &impl Connection) -> Result<Vec<Session>, StoreError> {
    let rows =
        session::Entity::find().filter(session::Column::EndedAt.is_null()).all(connection.inner()).await?;
    Ok(rows.iter().map(session_of).collect())
}

/// Sessions of a person: those that were not ended, last used first, at most `live` of them; then
/// those that ended last, at most `ended`. Two statements.
pub async fn of_user(
    connection: &impl Connection,
    user: UserId,
    live: u64,
    ended: u64,
) -> Result<Vec<Session>, StoreError> {
    let of_user = || session::Entity::find().filter(session::Column::UserId.eq(user.uuid()));
    let mut rows = of_user()
        .filter(session::Column::EndedAt.is_null())
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id)
        .limit(live)
        .all(connection.inner())
        .await?;
    let over = of_user()
        .filter(session::Column::EndedAt.is_not_null())
        .order_by_desc(session::Column::EndedAt)
        .order_by_desc(session::Column::Id)
        .limit(ended)
        .all(connection.inner())
        .await?;
    rows.extend(over);
    Ok(rows.iter().map(session_of).collect())
}

/// The session of a person that was ended last because a used token came back, if nobody signed in
/// since.
pub async fn reused_since_sign_in(
    connection: &impl Connection,
    user: UserId,
) -> Result<Option<Session>, StoreError> {
    let of_user = || session::Entity::find().filter(session::Column::UserId.eq(user.uuid()));
    let reused = of_user()
        .filter(session::Column::EndReason.eq(EndReason::TokenReused.as_str()))
        .order_by_desc(session::Column::EndedAt)
        .one(connection.inner())
        .await?;
    let Some(reused) = reused else { return Ok(None) };
    let newer =
        of_user().filter(session::Column::CreatedAt.gt(reused.ended_at)).one(connection.inner()).await?;
    Ok(newer.is_none().then(|| session_of(&reused)))
}

/// One session, whose row is held until the end of the transaction.
pub async fn load_locked(tx: &Tx, id: SessionId) -> Result<Option<Session>, StoreError> {
    let row = session::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?;
    Ok(row.as_ref().map(session_of))
}

/// Adds a session.
pub async fn insert(tx: &Tx, new: NewSession) -> Result<(), StoreError> {
    let row = session::ActiveModel {
        id: Set(new.id.uuid()),
        user_id: Set(new.user.uuid()),
        created_at: Set(new.at),
        last_used_at: Set(new.at),
        expires_at: Set(new.expires_at),
        ended_at: Set(None),
        end_reason: Set(None),
        address: Set(new.address),
        user_agent: Set(new.user_agent),
    };
    session::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Adds a refresh token.
pub async fn insert_token(tx: &Tx, token: NewToken) -> Result<(), StoreError> {
    let row = refresh_token::ActiveModel {
        id: Set(token.id),
        session_id: Set(token.session.uuid()),
        parent_id: Set(token.parent),
        hash: Set(token.hash.to_vec()),
        issued_at: Set(token.at),
        consumed_at: Set(None),
        superseded_at: Set(None),
    };
    refresh_token::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// The refresh token of a hash with its session, whose row is held until the end of the
/// transaction: tokens of one family are exchanged one after the other.
pub async fn lock_by_token(tx: &Tx, hash: &[u8; 32]) -> Result<Option<(Session, StoredToken)>, StoreError> {
    let find = || refresh_token::Entity::find().filter(refresh_token::Column::Hash.eq(hash.to_vec()));
    let Some(token) = find().one(tx.inner()).await? else { return Ok(None) };
    let session = session::Entity::find_by_id(token.session_id)
        .lock_exclusive()
        .one(tx.inner())
        .await?
        .as_ref()
        .map(session_of);
    // Read again under the lock: somebody else may have exchanged it meanwhile.
    let token = find().one(tx.inner()).await?.as_ref().map(token_of);
    Ok(session.zip(token))
}

/// The token that was given out for `parent` and not superseded.
pub async fn child(tx: &Tx, parent: Uuid) -> Result<Option<StoredToken>, StoreError> {
    let row = refresh_token::Entity::find()
        .filter(refresh_token::Column::ParentId.eq(parent))
        .filter(refresh_token::Column::SupersededAt.is_null())
        .one(tx.inner())
        .await?;
    Ok(row.as_ref().map(token_of))
}

/// Marks a refresh token as exchanged.
pub async fn consume(tx: &Tx, token: Uuid, at: Instant) -> Result<(), StoreError> {
    mark(tx, token, refresh_token::Column::ConsumedAt, at).await
}

/// Marks a refresh token as replaced by another one that was given out in its place.
pub async fn supersede(tx: &Tx, token: Uuid, at: Instant) -> Result<(), StoreError> {
    mark(tx, token, refresh_token::Column::SupersededAt, at).await
}

async fn mark(tx: &Tx, token: Uuid, column: refresh_token::Column, at: Instant) -> Result<(), StoreError> {
    refresh_token::Entity::update_many()
        .col_expr(column, Expr::value(at))
        .filter(refresh_token::Column::Id.eq(token))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Notes the use of a session.
pub async fn touch(tx: &Tx, id: SessionId, at: Instant) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(at))
        .filter(session::Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Ends a session; whether it was live.
pub async fn end(tx: &Tx, id: SessionId, at: Instant, reason: EndReason) -> Result<bool, StoreError> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(at))
        .col_expr(session::Column::EndReason, Expr::value(reason.as_str()))
        .filter(session::Column::Id.eq(id.uuid()))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.inner())
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends every session of a person, but for one that may go on; how many were live.
pub async fn end_all_of(
    tx: &Tx,
    user: UserId,
    except: Option<SessionId>,
    at: Instant,
    reason: EndReason,
) -> Result<u64, StoreError> {
    let mut ending = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(at))
        .col_expr(session::Column::EndReason, Expr::value(reason.as_str()))
        .filter(session::Column::UserId.eq(user.uuid()))
        .filter(session::Column::EndedAt.is_null());
    if let Some(except) = except {
        ending = ending.filter(session::Column::Id.ne(except.uuid()));
    }
    Ok(ending.exec(tx.inner()).await?.rows_affected)
}

/// Ends the sessions of a person that are over by time, so that the live ones stay few.
pub async fn end_expired_of(
    tx: &Tx,
    user: UserId,
    at: Instant,
    idle_since: Instant,
) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(at))
        .col_expr(session::Column::EndReason, Expr::value(EndReason::Expired.as_str()))
        .filter(session::Column::UserId.eq(user.uuid()))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.lte(at).or(session::Column::LastUsedAt.lte(idle_since)))
        .exec(tx.inner())
        .await?;
    Ok(())
}

pub(super) fn session_of(row: &session::Model) -> Session {
    Session {
        id: SessionId::new(row.id),
        user: UserId::new(row.user_id),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
        end_reason: row.end_reason.as_deref().and_then(EndReason::parse),
        address: row.address.clone(),
        user_agent: row.user_agent.clone(),
    }
}

fn token_of(row: &refresh_token::Model) -> StoredToken {
    StoredToken {
        id: row.id,
        session: SessionId::new(row.session_id),
        parent: row.parent_id,
        issued_at: row.issued_at,
        consumed_at: row.consumed_at,
        superseded_at: row.superseded_at,
    }
}
