//! Reads deliveries, as the pages of their endpoints list them.

use std::collections::HashMap;

use domain::id::{DeliveryId, WebhookId};
use domain::integration::{Channel, Delivery, DeliveryStatus};
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use super::entity::delivery::{self, Column};
use crate::error::word;
use crate::{Connection, StoreError};

const TABLE: &str = "delivery";
const NEWEST: &str = "ROW_NUMBER() OVER (PARTITION BY \"delivery\".\"target_id\" \
     ORDER BY \"delivery\".\"created_at\" DESC, \"delivery\".\"id\" DESC)";

/// A delivery as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDelivery {
    /// How far it is.
    pub delivery: Delivery,
    /// The endpoint, the tracker, the person or the subscriber.
    pub target: Uuid,
    /// What happened.
    pub event: String,
    /// The record that it tells of, as global id.
    pub subject: String,
    /// What is said of it, as JSON.
    pub facts: String,
    /// What is sent; none before the first attempt.
    pub body: Option<String>,
    /// The notice that a subscriber is sent; its body stands there, once for all.
    pub notice: Option<Uuid>,
}

type ByWebhook<T> = HashMap<WebhookId, T>;

/// Up to `limit` deliveries of each endpoint, newest first, after the one of this instant and id.
pub async fn of_webhooks(
    connection: &impl Connection,
    ids: &[WebhookId],
    status: &[DeliveryStatus],
    after: Option<(Instant, DeliveryId)>,
    limit: u64,
) -> Result<ByWebhook<Vec<StoredDelivery>>, StoreError> {
    let rank = Alias::new("rank");
    let mut select = wanted(ids, status).expr_as(Expr::cust(NEWEST), "rank");
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col(Column::CreatedAt), Expr::col(Column::Id)]);
        select = select.filter(key.lt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let statement = Query::select()
        .columns(Column::iter())
        .from_subquery(select.into_query(), Alias::new("ranked"))
        .and_where(Expr::col(rank.clone()).lte(i64::try_from(limit).unwrap_or(i64::MAX)))
        .order_by(rank, sea_orm::Order::Asc)
        .to_owned();
    let mut found: ByWebhook<Vec<StoredDelivery>> = HashMap::new();
    for row in connection.inner().query_all(&statement).await? {
        let row = stored(delivery::Model::from_query_result(&row, "")?)?;
        found.entry(WebhookId::new(row.target)).or_default().push(row);
    }
    Ok(found)
}

/// How many deliveries each endpoint has; those without are absent.
pub async fn count_of_webhooks(
    connection: &impl Connection,
    ids: &[WebhookId],
    status: &[DeliveryStatus],
) -> Result<ByWebhook<u64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = wanted(ids, status)
        .select_only()
        .column(Column::TargetId)
        .column_as(Column::Seq.count(), "deliveries")
        .group_by(Column::TargetId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (WebhookId::new(id), count.unsigned_abs())).collect())
}

/// One delivery.
pub async fn load(
    connection: &impl Connection,
    id: DeliveryId,
) -> Result<Option<StoredDelivery>, StoreError> {
    let wanted = delivery::Entity::find().filter(Column::Id.eq(id.uuid()));
    wanted.one(connection.inner()).await?.map(stored).transpose()
}

fn wanted(ids: &[WebhookId], status: &[DeliveryStatus]) -> Select<delivery::Entity> {
    let select = delivery::Entity::find().filter(Column::TargetId.is_in(ids.iter().map(|id| id.uuid())));
    if status.is_empty() {
        return select;
    }
    select.filter(Column::Status.is_in(status.iter().map(|status| status.as_str())))
}

pub(super) fn stored(row: delivery::Model) -> Result<StoredDelivery, StoreError> {
    let id = DeliveryId::new(row.id);
    let delivery = Delivery {
        id,
        channel: word(Channel::parse(&row.channel), TABLE, "channel", id, &row.channel)?,
        status: word(DeliveryStatus::parse(&row.status), TABLE, "status", id, &row.status)?,
        attempts: row.attempts,
        next_attempt_at: row.next_attempt_at,
        created_at: row.created_at,
        ended_at: row.ended_at,
    };
    let (target, event, subject) = (row.target_id, row.event, row.subject);
    let (facts, body, notice) = (row.facts, row.body, row.notice_id);
    Ok(StoredDelivery { delivery, target, event, subject, facts, body, notice })
}
