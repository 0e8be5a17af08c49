//! Loads and saves API keys.

use domain::id::ApiKeyId;
use domain::identity::{ApiKey, BoundQuery, Role};
use domain::text::Name;
use domain::time::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entity::api_key;
use crate::error::{text, word};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "api_key";

/// An API key with what its secret is compared to.
#[derive(Clone)]
pub struct StoredKey {
    /// The key.
    pub key: ApiKey,
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
}

/// Every key, by name.
pub async fn all(connection: &impl Connection) -> Result<Vec<StoredKey>, StoreError> {
    let rows = api_key::Entity::find()
        .order_by_asc(api_key::Column::Name)
        .order_by_asc(api_key::Column::Id)
        .all(connection.inner())
        .await?;
    rows.into_iter().map(key).collect()
}

/// One key.
pub async fn load(connection: &impl Connection, id: ApiKeyId) -> Result<Option<StoredKey>, StoreError> {
    api_key::Entity::find_by_id(id.uuid()).one(connection.inner()).await?.map(key).transpose()
}

/// Adds a key.
pub async fn insert(tx: &Tx, key: &ApiKey, hash: &[u8; 32]) -> Result<(), StoreError> {
    let row = api_key::ActiveModel {
        id: Set(key.id.uuid()),
        name: Set(key.name.as_str().to_owned()),
        role: Set(key.role.as_str().to_owned()),
        hash: Set(hash.to_vec()),
        created_at: Set(key.created_at),
        expires_at: Set(key.expires_at),
        last_used_at: Set(key.last_used_at),
        revoked_at: Set(key.revoked_at),
        query: Set(key.query.as_ref().map(|query| query.text.clone())),
        query_hash: Set(key.query.as_ref().map(|query| query.hash.to_vec())),
    };
    api_key::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Ends a key; whether it was in force.
pub async fn revoke(tx: &Tx, id: ApiKeyId, at: Instant) -> Result<bool, StoreError> {
    let revoked = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::value(at))
        .filter(api_key::Column::Id.eq(id.uuid()))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(tx.inner())
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Notes the use of a key.
pub async fn touch(tx: &Tx, id: ApiKeyId, at: Instant) -> Result<(), StoreError> {
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(at))
        .filter(api_key::Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn key(row: api_key::Model) -> Result<StoredKey, StoreError> {
    let id = ApiKeyId::new(row.id);
    let hash = sha256("hash", id, row.hash)?;
    let query = match (row.query, row.query_hash) {
        (Some(text), Some(hash)) => Some(BoundQuery { text, hash: sha256("query_hash", id, hash)? }),
        (None, None) => None,
        // Half of a bond must not become a key that may run anything.
        _ => return Err(corrupt("query_hash", id, "stands without its other half".to_owned())),
    };
    let key = ApiKey {
        id,
        name: text(Name::parse(&row.name), TABLE, "name", id)?,
        role: word(Role::parse(&row.role), TABLE, "role", id, &row.role)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
        query,
    };
    Ok(StoredKey { key, hash })
}

fn sha256(column: &'static str, id: ApiKeyId, bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    <[u8; 32]>::try_from(bytes)
        .map_err(|bytes| corrupt(column, id, format!("{} bytes instead of 32", bytes.len())))
}

fn corrupt(column: &'static str, id: ApiKeyId, problem: String) -> StoreError {
    StoreError::Corrupt { table: TABLE, column, id: id.to_string(), problem }
}
