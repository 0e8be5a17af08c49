//! The log of attempts.

use std::collections::HashMap;

use domain::id::DeliveryId;
use domain::integration::Attempt;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QuerySelect,
    QueryTrait, Set,
};

use super::entity::delivery_attempt::{self, Column};
use crate::{Connection, StoreError, Tx};

const NEWEST: &str = "ROW_NUMBER() OVER (PARTITION BY \"delivery_attempt\".\"delivery_id\" \
     ORDER BY \"delivery_attempt\".\"seq\" DESC)";

/// Notes an attempt.
pub async fn append(tx: &Tx, delivery: DeliveryId, attempt: &Attempt) -> Result<(), StoreError> {
    let row = delivery_attempt::ActiveModel {
        delivery_id: Set(delivery.uuid()),
        at: Set(attempt.at),
        millis: Set(attempt.millis),
        status_code: Set(attempt.status_code),
        error: Set(attempt.error.clone()),
        answer: Set(attempt.answer.clone()),
        ..Default::default()
    };
    delivery_attempt::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// The last attempts of many deliveries, newest first, at most `limit` each.
pub async fn last(
    connection: &impl Connection,
    ids: &[DeliveryId],
    limit: u64,
) -> Result<HashMap<DeliveryId, Vec<Attempt>>, StoreError> {
    let rank = Alias::new("rank");
    let ranked = delivery_attempt::Entity::find()
        .filter(Column::DeliveryId.is_in(ids.iter().map(|id| id.uuid())))
        .expr_as(Expr::cust(NEWEST), "rank")
        .into_query();
    let statement = Query::select()
        .columns(Column::iter())
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(rank.clone()).lte(i64::try_from(limit).unwrap_or(i64::MAX)))
        .order_by(rank, sea_orm::Order::Asc)
        .to_owned();
    let mut found: HashMap<DeliveryId, Vec<Attempt>> = HashMap::new();
    for row in connection.inner().query_all(&statement).await? {
        let row = delivery_attempt::Model::from_query_result(&row, "")?;
        found.entry(DeliveryId::new(row.delivery_id)).or_default().push(Attempt {
            at: row.at,
            millis: row.millis,
            status_code: row.status_code,
            error: row.error,
            answer: row.answer,
        });
    }
    Ok(found)
}
