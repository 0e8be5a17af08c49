//! Deliveries on their way: added with what they tell of, taken by one worker at a time, ended or put back.
//!
//! What one endpoint is told of one record keeps its order: a delivery waits while an older one of both is pending.

use domain::id::DeliveryId;
use domain::integration::{Channel, Delivery, DeliveryStatus};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set};
use uuid::Uuid;

use super::StoredDelivery;
use super::delivery::stored;
use super::entity::delivery::{self, Column};
use crate::{Bundle, Connection, StoreError, Tx};

/// A delivery to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// Fresh identifier.
    pub id: DeliveryId,
    /// By which way.
    pub channel: Channel,
    /// The endpoint, the tracker or the person.
    pub target: Uuid,
    /// What happened, as the outbox or the inbox names it.
    pub event: String,
    /// The record that it tells of, as global id.
    pub subject: String,
    /// What is said of it, as JSON.
    pub facts: String,
    /// Whether it is sent at all: PENDING or SKIPPED.
    pub status: DeliveryStatus,
    /// When it was decided.
    pub at: Instant,
}

/// As constants, so that the database can tell that the partial indexes serve.
const IS_PENDING: &str = "\"delivery\".\"status\" = 'PENDING'";
const IS_FIRST: &str = "NOT EXISTS (SELECT 1 FROM delivery AS older
    WHERE older.status = 'PENDING' AND older.target_id = \"delivery\".\"target_id\"
        AND older.subject = \"delivery\".\"subject\" AND older.seq < \"delivery\".\"seq\")";

/// Adds deliveries to what is written last.
pub fn add(later: &mut Bundle, rows: Vec<NewDelivery>) {
    later.add(rows.into_iter().map(active));
}

/// Adds a delivery.
pub async fn insert(tx: &Tx, row: NewDelivery) -> Result<(), StoreError> {
    delivery::Entity::insert(active(row)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Deliveries that are written in one statement.
const CHUNK: usize = 500;

/// Adds the deliveries of a notice to its subscribers, whose body stands with the notice.
pub async fn spread(tx: &Tx, notice: Uuid, rows: Vec<NewDelivery>) -> Result<(), StoreError> {
    let mut rows = rows.into_iter().map(|row| {
        let mut row = active(row);
        row.notice_id = Set(Some(notice));
        row
    });
    loop {
        let chunk: Vec<delivery::ActiveModel> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        delivery::Entity::insert_many(chunk).exec_without_returning(tx.inner()).await?;
    }
}

/// The notices that deliveries name, as a subquery.
pub(crate) fn notices(select: &mut SelectStatement) {
    select
        .column(Column::NoticeId)
        .from(delivery::Entity)
        .and_where(Expr::col(Column::NoticeId).is_not_null());
}

/// Whether anything is due at `now` whose target is none of these.
pub async fn has_due(connection: &impl Connection, now: Instant, busy: &[Uuid]) -> Result<bool, StoreError> {
    Ok(due(now, busy, 1).one(connection.inner()).await?.is_some())
}

/// Takes up to `limit` deliveries that are due at `now`, due first first, whose target is none of these. Nobody else gets them
/// before `until`. What another worker is taking at this moment is passed over.
pub async fn lease(
    tx: &Tx,
    now: Instant,
    until: Instant,
    busy: &[Uuid],
    limit: u64,
) -> Result<Vec<StoredDelivery>, StoreError> {
    let rows = due(now, busy, limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.inner())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    delivery::Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .col_expr(Column::NextAttemptAt, Expr::value(until))
        .filter(Column::Seq.is_in(rows.iter().map(|row| row.seq)))
        .exec(tx.inner())
        .await?;
    rows.into_iter().map(stored).collect()
}

fn due(now: Instant, busy: &[Uuid], limit: u64) -> Select<delivery::Entity> {
    let mut select = delivery::Entity::find()
        .filter(Expr::cust(IS_PENDING))
        .filter(Column::NextAttemptAt.lte(now))
        .filter(Expr::cust(IS_FIRST));
    if !busy.is_empty() {
        select = select.filter(Column::TargetId.is_not_in(busy.iter().copied()));
    }
    select.order_by_asc(Column::NextAttemptAt).order_by_asc(Column::Seq).limit(limit)
}

/// Keeps what is sent, so that every attempt sends the same.
pub async fn keep_body(tx: &Tx, id: DeliveryId, body: &str) -> Result<(), StoreError> {
    delivery::Entity::update_many()
        .col_expr(Column::Body, Expr::value(body))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// A delivery, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: DeliveryId) -> Result<Option<StoredDelivery>, StoreError> {
    let wanted = delivery::Entity::find().filter(Column::Id.eq(id.uuid())).lock_exclusive();
    wanted.one(tx.inner()).await?.map(stored).transpose()
}

/// Whether the delivery is still leased as it was taken; locked until the transaction ends.
pub async fn is_leased(tx: &Tx, id: DeliveryId, until: Instant) -> Result<bool, StoreError> {
    let wanted = delivery::Entity::find()
        .filter(Column::Id.eq(id.uuid()))
        .filter(Expr::cust(IS_PENDING))
        .filter(Column::LeasedUntil.eq(until))
        .lock_exclusive();
    Ok(wanted.one(tx.inner()).await?.is_some())
}

/// Saves how far a delivery is, and ends the lease.
pub async fn save(tx: &Tx, delivery: &Delivery) -> Result<(), StoreError> {
    delivery::Entity::update_many()
        .col_expr(Column::Status, Expr::value(delivery.status.as_str()))
        .col_expr(Column::Attempts, Expr::value(delivery.attempts))
        .col_expr(Column::NextAttemptAt, Expr::value(delivery.next_attempt_at))
        .col_expr(Column::EndedAt, Expr::value(delivery.ended_at))
        .col_expr(Column::LeasedUntil, Expr::value(None::<Instant>))
        .filter(Column::Id.eq(delivery.id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Ends what is still on its way to a target, unsent; how many there were.
pub async fn skip_all(tx: &Tx, target: Uuid, now: Instant) -> Result<u64, StoreError> {
    let skipped = delivery::Entity::update_many()
        .col_expr(Column::Status, Expr::value(DeliveryStatus::Skipped.as_str()))
        .col_expr(Column::NextAttemptAt, Expr::value(None::<Instant>))
        .col_expr(Column::LeasedUntil, Expr::value(None::<Instant>))
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::TargetId.eq(target))
        .filter(Expr::cust(IS_PENDING))
        .exec(tx.inner())
        .await?;
    Ok(skipped.rows_affected)
}

/// Removes every delivery to a target, with its attempts.
pub async fn remove_all(tx: &Tx, target: Uuid) -> Result<(), StoreError> {
    delivery::Entity::delete_many().filter(Column::TargetId.eq(target)).exec(tx.inner()).await?;
    Ok(())
}

/// Removes what ended before an instant, with its attempts; how many there were.
pub async fn clear(tx: &Tx, before: Instant) -> Result<u64, StoreError> {
    Ok(delivery::Entity::delete_many()
        .filter(Column::EndedAt.lt(before))
        .exec(tx.inner())
        .await?
        .rows_affected)
}

/// How many deliveries are still on their way.
pub async fn pending(connection: &impl Connection) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    Ok(delivery::Entity::find().filter(Expr::cust(IS_PENDING)).count(connection.inner()).await?)
}

fn active(row: NewDelivery) -> delivery::ActiveModel {
    let is_pending = row.status == DeliveryStatus::Pending;
    delivery::ActiveModel {
        id: Set(row.id.uuid()),
        channel: Set(row.channel.as_str().to_owned()),
        target_id: Set(row.target),
        event: Set(row.event),
        subject: Set(row.subject),
        facts: Set(row.facts),
        body: Set(None),
        status: Set(row.status.as_str().to_owned()),
        attempts: Set(0),
        next_attempt_at: Set(is_pending.then_some(row.at)),
        leased_until: Set(None),
        created_at: Set(row.at),
        ended_at: Set((!is_pending).then_some(row.at)),
        notice_id: Set(None),
        ..Default::default()
    }
}
