//! Appends status updates and reads pages of them.

use std::collections::HashMap;

use domain::comms::{Audience, Correction, StatusUpdate};
use domain::id::{IncidentId, StatusUpdateId};
use domain::text::Body;
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query as Sql, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, Set,
};
use uuid::Uuid;

use super::entity::status_update::{ActiveModel, Column, Entity, Model};
use crate::error::{text, word};
use crate::incident::{Scope, in_sight, within};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Bulk, Connection, StoreError, Tx};

const TABLE: &str = "status_update";

/// Which updates, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// Newest first.
    pub newest_first: bool,
    /// After this keyset.
    pub after: Option<(Instant, StatusUpdateId)>,
    /// For this audience.
    pub audience: Option<Audience>,
    /// At most so many of each incident.
    pub limit: u64,
}

/// Appends an update.
pub async fn append(tx: &Tx, update: &StatusUpdate) -> Result<(), StoreError> {
    Entity::insert(row(update)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Adds very many updates; a bulk of incidents holds the table.
pub async fn add_all(bulk: &mut Bulk, updates: &[StatusUpdate]) -> Result<(), StoreError> {
    bulk.add(updates.iter().map(row).collect()).await
}

fn row(update: &StatusUpdate) -> ActiveModel {
    let (author_kind, author_id) = principal_columns(update.author);
    ActiveModel {
        id: Set(update.id.uuid()),
        incident_id: Set(update.incident.uuid()),
        audience: Set(update.audience.as_str().to_owned()),
        body: Set(update.body.as_str().to_owned()),
        published_at: Set(update.published_at),
        next_update_at: Set(update.next_update_at),
        eta: Set(update.eta),
        is_final: Set(update.is_final),
        author_kind: Set(author_kind),
        author_id: Set(author_id),
        corrects: Set(update.corrects.map(StatusUpdateId::uuid)),
    }
}

const CORRECTED_BY: &str =
    "(SELECT later.id FROM status_update AS later WHERE later.corrects = \"status_update\".\"id\")";
const CORRECTED_AT: &str =
    "(SELECT later.published_at FROM status_update AS later WHERE later.corrects = \"status_update\".\"id\")";

/// An update with the one that corrects it.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    update: Model,
    corrected_by: Option<Uuid>,
    corrected_at: Option<Instant>,
}

fn select() -> Select<Entity> {
    Entity::find()
        .expr_as(Expr::cust(CORRECTED_BY), "corrected_by")
        .expr_as(Expr::cust(CORRECTED_AT), "corrected_at")
}

/// One update, if its incident is in sight.
pub async fn by_id(
    connection: &impl Connection,
    scope: &Scope,
    id: StatusUpdateId,
) -> Result<Option<StatusUpdate>, StoreError> {
    let row = select()
        .filter(Column::Id.eq(id.uuid()))
        .filter(in_sight(Column::IncidentId, scope))
        .into_model::<Row>()
        .one(connection.inner())
        .await?;
    row.as_ref().map(update).transpose()
}

/// A page of each incident's updates, in one statement whatever the number of incidents.
pub async fn pages(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
    query: &Query,
) -> Result<HashMap<IncidentId, Vec<StatusUpdate>>, StoreError> {
    let direction = if query.newest_first { Order::Desc } else { Order::Asc };
    let mut rows = select();
    if let [_] = ids {
        rows = rows.filter(wanted(scope, ids, query)).limit(query.limit);
    } else {
        rows = rows.filter(Column::Id.in_subquery(numbered(scope, ids, query)));
    }
    let rows = rows
        .order_by(Column::PublishedAt, direction.clone())
        .order_by(Column::Id, direction)
        .into_model::<Row>()
        .all(connection.inner())
        .await?;
    let mut pages: HashMap<IncidentId, Vec<StatusUpdate>> = HashMap::new();
    for row in rows {
        let update = update(&row)?;
        pages.entry(update.incident).or_default().push(update);
    }
    Ok(pages)
}

/// How many updates each incident has for an audience.
pub async fn counts(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
    audience: Option<Audience>,
) -> Result<HashMap<IncidentId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = Entity::find()
        .select_only()
        .column(Column::IncidentId)
        .column_as(Column::Id.count(), "updates")
        .filter(within(Column::IncidentId, scope, ids))
        .filter(audience.map_or_else(Condition::all, |audience| {
            Condition::all().add(Column::Audience.eq(audience.as_str()))
        }))
        .group_by(Column::IncidentId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (IncidentId::new(id), count)).collect())
}

fn wanted(scope: &Scope, ids: &[IncidentId], query: &Query) -> Condition {
    let mut all = Condition::all().add(within(Column::IncidentId, scope, ids));
    if let Some(audience) = query.audience {
        all = all.add(Column::Audience.eq(audience.as_str()));
    }
    if let Some((at, id)) = query.after {
        let key = Expr::tuple([Expr::col((Entity, Column::PublishedAt)), Expr::col((Entity, Column::Id))]);
        let from = Expr::tuple([Expr::value(at), Expr::value(id.uuid())]);
        all = all.add(if query.newest_first { key.lt(from) } else { key.gt(from) });
    }
    all
}

const NEWEST_RANK: &str = "ROW_NUMBER() OVER (PARTITION BY incident_id ORDER BY published_at DESC, id DESC)";
const OLDEST_RANK: &str = "ROW_NUMBER() OVER (PARTITION BY incident_id ORDER BY published_at, id)";

/// Ids of the first `limit` wanted updates of each incident.
fn numbered(scope: &Scope, ids: &[IncidentId], query: &Query) -> SelectStatement {
    let rank = if query.newest_first { NEWEST_RANK } else { OLDEST_RANK };
    let ranked = Entity::find()
        .select_only()
        .column(Column::Id)
        .expr_as(Expr::cust(rank), "rank")
        .filter(wanted(scope, ids, query))
        .into_query();
    Sql::select()
        .column(Alias::new("id"))
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("rank")).lte(i64::try_from(query.limit).unwrap_or(i64::MAX)))
        .to_owned()
}

fn update(row: &Row) -> Result<StatusUpdate, StoreError> {
    let Row { update: row, corrected_by, corrected_at } = row;
    let id = StatusUpdateId::new(row.id);
    let author = principal_from(&row.author_kind, &row.author_id);
    Ok(StatusUpdate {
        id,
        incident: IncidentId::new(row.incident_id),
        audience: word(Audience::parse(&row.audience), TABLE, "audience", id, &row.audience)?,
        body: text(Body::parse(&row.body), TABLE, "body", id)?,
        published_at: row.published_at,
        next_update_at: row.next_update_at,
        eta: row.eta,
        is_final: row.is_final,
        author: word(author, TABLE, "author_id", id, &row.author_id)?,
        corrects: row.corrects.map(StatusUpdateId::new),
        corrected: corrected_by
            .zip(*corrected_at)
            .map(|(by, at)| Correction { by: StatusUpdateId::new(by), at }),
    })
}
