//! Notices: added with what was published, spread once, in the order of publishing.

use std::collections::HashMap;

use domain::id::ServiceId;
use domain::subscriber::{Notice, NoticeKind};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::notice::{self, Column};
use crate::error::{text, word};
use crate::{Bundle, Connection, StoreError, Tx, integration};

const TABLE: &str = "notice";
/// As constants, so that the database can tell that the partial index serves.
const IS_WAITING: &str = "\"notice\".\"spread_at\" IS NULL";

/// A notice as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNotice {
    /// What was published.
    pub notice: Notice,
    /// What every subscriber is sent, as JSON, rendered when it was spread; none when nobody is told.
    pub body: Option<String>,
    /// Whether it may no longer be sent, as what it tells of is not public any more.
    pub is_withdrawn: bool,
}

/// Adds a notice to what is written last.
pub fn add(later: &mut Bundle, notice: &Notice) {
    let ids = notice.services.iter().map(|id| id.uuid().to_string());
    let row = notice::ActiveModel {
        id: Set(notice.id),
        kind: Set(notice.kind.as_str().to_owned()),
        subject: Set(notice.subject.clone()),
        services: Set(ids.collect::<Vec<_>>().join(",")),
        facts: Set(notice.facts.clone()),
        body: Set(None),
        at: Set(notice.at),
        spread_at: Set(None),
        withdrawn_at: Set(None),
        ..Default::default()
    };
    later.add([row]);
}

/// Whether a notice waits to be spread.
pub async fn has_waiting(connection: &impl Connection) -> Result<bool, StoreError> {
    let first = notice::Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Expr::cust(IS_WAITING))
        .order_by_asc(Column::Seq)
        .limit(1);
    Ok(first.into_tuple::<i64>().one(connection.inner()).await?.is_some())
}

/// The oldest notice that waits, locked until the transaction ends. Whoever else wants one waits for it, so that deliveries
/// stand in the order of publishing.
pub async fn lock_waiting(tx: &Tx) -> Result<Option<StoredNotice>, StoreError> {
    let first = notice::Entity::find()
        .filter(Expr::cust(IS_WAITING))
        .order_by_asc(Column::Seq)
        .limit(1)
        .lock_exclusive();
    first.one(tx.inner()).await?.map(stored).transpose()
}

/// Notes that a notice was spread, and what is sent.
pub async fn spread(tx: &Tx, id: Uuid, body: Option<&str>, now: Instant) -> Result<(), StoreError> {
    notice::Entity::update_many()
        .col_expr(Column::Body, Expr::value(body.map(str::to_owned)))
        .col_expr(Column::SpreadAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Takes back everything that was told of a record, as it is not public any more; how much there was.
pub async fn withdraw(tx: &Tx, subject: &str, now: Instant) -> Result<u64, StoreError> {
    let withdrawn = notice::Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(now))
        .filter(Column::Subject.eq(subject))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.inner())
        .await?;
    Ok(withdrawn.rows_affected)
}

/// Takes back one notice; whether it was there.
pub async fn withdraw_one(tx: &Tx, id: Uuid, now: Instant) -> Result<bool, StoreError> {
    let withdrawn = notice::Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.inner())
        .await?;
    Ok(withdrawn.rows_affected == 1)
}

/// Notices by id.
pub async fn by_ids(
    connection: &impl Connection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, StoredNotice>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = notice::Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    let rows = found.all(connection.inner()).await?;
    rows.into_iter().map(|row| Ok((row.id, stored(row)?))).collect()
}

/// Removes notices that were spread before an instant and of which no delivery is left.
pub async fn clear(tx: &Tx, before: Instant) -> Result<u64, StoreError> {
    let mut delivered = Query::select();
    integration::queue::notices(&mut delivered);
    let cleared = notice::Entity::delete_many()
        .filter(Column::SpreadAt.lt(before))
        .filter(Column::Id.not_in_subquery(delivered))
        .exec(tx.inner())
        .await?;
    Ok(cleared.rows_affected)
}

fn stored(row: notice::Model) -> Result<StoredNotice, StoreError> {
    let service = |id: &str| text(Uuid::parse_str(id).map(ServiceId::new), TABLE, "services", row.id);
    Ok(StoredNotice {
        notice: Notice {
            id: row.id,
            kind: word(NoticeKind::parse(&row.kind), TABLE, "kind", row.id, &row.kind)?,
            services: row
                .services
                .split(',')
                .filter(|id| !id.is_empty())
                .map(service)
                .collect::<Result<_, _>>()?,
            subject: row.subject,
            facts: row.facts,
            at: row.at,
        },
        body: row.body,
        is_withdrawn: row.withdrawn_at.is_some(),
    })
}
