//! Seals of the audit log: appended by one sealer at a time, read in order by whoever checks.
//!
//! It must not compute or judge a hash: `domain::audit` does.

use std::ops::RangeInclusive;

use chrono::SecondsFormat;
use domain::audit::{AuditRecord, Seal};
use domain::id::AuditId;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Select, Set, Statement, TryGetable,
};
use uuid::Uuid;

use super::entity::{audit_log, audit_seal};
use crate::db::backend;
use crate::{Backend, Connection, StoreError, Tx};

/// One position of the chain as it is read for checking.
#[derive(Debug)]
pub struct Link {
    /// The position.
    pub position: i64,
    /// The seal with its row, if that is there; or what cannot be read.
    pub parts: Result<(Seal, Option<AuditRecord>), String>,
}

/// The name under which sealers take turns on PostgreSQL: any number that nothing else uses.
const LOCK_POSTGRES: &str = "SELECT pg_try_advisory_xact_lock(7145001)";
const LINKS_SQLITE: &str = "SELECT s.position, s.audit_seq, s.audit_id, s.sealed_at, s.hash, a.seq, a.id, a.at, a.actor_kind,
        a.actor_id, a.action, a.subject_kind, a.subject_id, a.facts, a.request_id, a.at AS raw_at, s.sealed_at AS raw_sealed_at
    FROM audit_seal s LEFT JOIN audit_log a ON a.seq = s.audit_seq
    WHERE s.position > ? ORDER BY s.position LIMIT ?";
const LINKS_POSTGRES: &str =
    "SELECT s.position, s.audit_seq, s.audit_id, s.sealed_at, s.hash, a.seq, a.id, a.at, a.actor_kind,
        a.actor_id, a.action, a.subject_kind, a.subject_id, a.facts, a.request_id
    FROM audit_seal s LEFT JOIN audit_log a ON a.seq = s.audit_seq
    WHERE s.position > $1 ORDER BY s.position LIMIT $2";

/// How the program may write the digits of a second.
const FORMS: [SecondsFormat; 4] =
    [SecondsFormat::AutoSi, SecondsFormat::Millis, SecondsFormat::Micros, SecondsFormat::Nanos];

/// Whether this transaction may seal; another process may be doing it. On SQLite a transaction has
/// the database for itself.
pub async fn try_lock(tx: &Tx) -> Result<bool, StoreError> {
    if backend(tx.inner()) == Backend::Sqlite {
        return Ok(true);
    }
    let row = tx
        .inner()
        .query_one_raw(Statement::from_string(tx.inner().get_database_backend(), LOCK_POSTGRES))
        .await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(false))
}

/// The last seal.
pub async fn last(store: &impl Connection) -> Result<Option<Seal>, StoreError> {
    let row = audit_seal::Entity::find()
        .order_by_desc(audit_seal::Column::Position)
        .limit(1)
        .one(store.inner())
        .await?;
    row.map(|row| {
        let hash = row.hash.try_into().map_err(|_| StoreError::Corrupt {
            table: "audit_seal",
            column: "hash",
            id: row.position.to_string(),
            problem: "must be 32 bytes".to_owned(),
        })?;
        Ok(Seal {
            position: row.position,
            seq: row.audit_seq,
            id: AuditId::new(row.audit_id),
            sealed_at: row.sealed_at,
            hash,
        })
    })
    .transpose()
}

/// The highest number of a sealed row; 0 when there is none.
pub async fn highest_seq(store: &impl Connection) -> Result<i64, StoreError> {
    let row = audit_seal::Entity::find()
        .order_by_desc(audit_seal::Column::AuditSeq)
        .limit(1)
        .one(store.inner())
        .await?;
    Ok(row.map_or(0, |row| row.audit_seq))
}

/// Rows with a number above `seq`, lowest first.
pub async fn rows_above(
    store: &impl Connection,
    seq: i64,
    limit: u64,
) -> Result<Vec<AuditRecord>, StoreError> {
    let rows = audit_log::Entity::find()
        .filter(audit_log::Column::Seq.gt(seq))
        .order_by_asc(audit_log::Column::Seq)
        .limit(limit)
        .all(store.inner())
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

/// How many rows have a number above `seq`.
pub async fn count_above(store: &impl Connection, seq: i64) -> Result<u64, StoreError> {
    Ok(audit_log::Entity::find().filter(audit_log::Column::Seq.gt(seq)).count(store.inner()).await?)
}

/// How many rows without a seal have a number above `low` and at most `high` and are of these instants.
pub async fn count_unsealed_between(
    store: &impl Connection,
    low: i64,
    high: i64,
    of: RangeInclusive<Instant>,
) -> Result<u64, StoreError> {
    let (since, until) = of.into_inner();
    let rows = without_seal(low, high)
        .filter(audit_log::Column::At.gte(since))
        .filter(audit_log::Column::At.lte(until));
    Ok(rows.count(store.inner()).await?)
}

/// Rows without a seal whose number is above `low` and at most `high`, lowest first: late commits,
/// or rows that were slipped in.
pub async fn unsealed_between(
    store: &impl Connection,
    low: i64,
    high: i64,
    limit: u64,
) -> Result<Vec<AuditRecord>, StoreError> {
    let rows =
        without_seal(low, high).order_by_asc(audit_log::Column::Seq).limit(limit).all(store.inner()).await?;
    Ok(rows.into_iter().map(record).collect())
}

fn without_seal(low: i64, high: i64) -> Select<audit_log::Entity> {
    let seal = Query::select()
        .expr(Expr::val(1))
        .from(audit_seal::Entity)
        .and_where(
            Expr::col((audit_seal::Entity, audit_seal::Column::AuditSeq))
                .equals((audit_log::Entity, audit_log::Column::Seq)),
        )
        .to_owned();
    audit_log::Entity::find()
        .filter(audit_log::Column::Seq.gt(low))
        .filter(audit_log::Column::Seq.lte(high))
        .filter(Expr::exists(seal).not())
}

/// Appends seals in one statement. Two sealers that did not see each other collide on the position,
/// and the later one loses ([`StoreError::Duplicate`]).
pub async fn append(tx: &Tx, seals: Vec<Seal>) -> Result<(), StoreError> {
    if seals.is_empty() {
        return Ok(());
    }
    let rows = seals.into_iter().map(|seal| audit_seal::ActiveModel {
        position: Set(seal.position),
        audit_seq: Set(seal.seq),
        audit_id: Set(seal.id.uuid()),
        sealed_at: Set(seal.sealed_at),
        hash: Set(seal.hash.to_vec()),
    });
    audit_seal::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Up to `limit` positions above `position`, in order, each with its row. What cannot be read is
/// told for its position; the rest goes on.
pub async fn links(store: &impl Connection, position: i64, limit: u64) -> Result<Vec<Link>, StoreError> {
    let sql = match backend(store.inner()) {
        Backend::Sqlite => LINKS_SQLITE,
        Backend::Postgres => LINKS_POSTGRES,
    };
    let statement = Statement::from_sql_and_values(
        store.inner().get_database_backend(),
        sql,
        [position.into(), limit.cast_signed().into()],
    );
    let is_text = backend(store.inner()) == Backend::Sqlite;
    let rows = store.inner().query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let position = row.try_get("", "position")?;
            Ok(Link { position, parts: read(row, position, is_text) })
        })
        .collect()
}

fn read(row: &QueryResult, position: i64, is_text: bool) -> Result<(Seal, Option<AuditRecord>), String> {
    let hash: Vec<u8> = get(row, "hash")?;
    let seal = Seal {
        position,
        seq: get(row, "audit_seq")?,
        id: AuditId::new(get::<Uuid>(row, "audit_id")?),
        sealed_at: instant(row, "sealed_at", "raw_sealed_at", is_text)?,
        hash: hash.try_into().map_err(|_| "hash is not 32 bytes long".to_owned())?,
    };
    let Some(seq) = get::<Option<i64>>(row, "seq")? else { return Ok((seal, None)) };
    let record = AuditRecord {
        seq,
        id: AuditId::new(get::<Uuid>(row, "id")?),
        at: instant(row, "at", "raw_at", is_text)?,
        actor_kind: get(row, "actor_kind")?,
        actor_id: get(row, "actor_id")?,
        action: get(row, "action")?,
        subject_kind: get(row, "subject_kind")?,
        subject_id: get(row, "subject_id")?,
        facts: get(row, "facts")?,
        request_id: get(row, "request_id")?,
    };
    Ok((seal, Some(record)))
}

fn get<T: TryGetable>(row: &QueryResult, column: &str) -> Result<T, String> {
    row.try_get("", column).map_err(|_| format!("{column} is not of its kind"))
}

/// An instant; on SQLite, where it is kept as text, in the form that the program writes, with any number
/// of digits of a second, so that another text of the same instant is told from it.
fn instant(row: &QueryResult, column: &str, raw: &str, is_text: bool) -> Result<Instant, String> {
    let at: Instant = get(row, column)?;
    if is_text {
        let text: String = get(row, raw)?;
        if !FORMS.iter().any(|digits| text == at.to_rfc3339_opts(*digits, false)) {
            return Err(format!("{column} is not written as an instant"));
        }
    }
    Ok(at)
}

/// A row as the rules take it.
pub(crate) fn record(row: audit_log::Model) -> AuditRecord {
    AuditRecord {
        seq: row.seq,
        id: AuditId::new(row.id),
        at: row.at,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        action: row.action,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        facts: row.facts,
        request_id: row.request_id,
    }
}
