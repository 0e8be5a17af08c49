//! Loads and saves announced work.

use std::collections::HashMap;

use domain::id::{MaintenanceId, MaintenanceUpdateId, ServiceId};
use domain::portal::{Maintenance, MaintenanceStatus, MaintenanceUpdate};
use domain::text::{Body, Title};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::{maintenance, maintenance_service, maintenance_update, portal_settings};
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "maintenance";
const UPDATES: &str = "maintenance_update";
/// Works that a page can show; older ones are left out.
const MOST: u64 = 1000;

/// Which works, and how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Of these states; of all when empty.
    pub status: Vec<MaintenanceStatus>,
    /// After this keyset, newest first by begin.
    pub after: Option<(Instant, Uuid)>,
    /// At most so many.
    pub limit: u64,
}

/// Adds work with its services and learns its number. Two at once take turns at the row of the settings, so that neither takes
/// the number of the other.
pub async fn insert(tx: &Tx, work: &mut Maintenance) -> Result<(), StoreError> {
    portal_settings::Entity::find().lock_exclusive().one(tx.inner()).await?;
    let last: Option<Option<i64>> = maintenance::Entity::find()
        .select_only()
        .column_as(maintenance::Column::Number.max(), "last")
        .into_tuple()
        .one(tx.inner())
        .await?;
    work.number = last.flatten().unwrap_or_default() + 1;
    maintenance::Entity::insert(row(work)).exec_without_returning(tx.inner()).await?;
    put_services(tx, work).await
}

/// Saves changed work under the version it was loaded with; the stored one becomes `version + 1`.
pub async fn save(tx: &Tx, work: &Maintenance) -> Result<(), StoreError> {
    let mut changed = row(work);
    (changed.id, changed.version) = (NotSet, NotSet);
    let changed = maintenance::Entity::update_many()
        .set(changed)
        .col_expr(maintenance::Column::Version, Expr::value(work.version + 1))
        .filter(maintenance::Column::Id.eq(work.id.uuid()))
        .filter(maintenance::Column::Version.eq(work.version))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected != 1 {
        let current = load(tx, work.id).await?.map_or(0, |stored| stored.version);
        return Err(StoreError::Conflict { current });
    }
    maintenance_service::Entity::delete_many()
        .filter(maintenance_service::Column::MaintenanceId.eq(work.id.uuid()))
        .exec(tx.inner())
        .await?;
    put_services(tx, work).await
}

async fn put_services(tx: &Tx, work: &Maintenance) -> Result<(), StoreError> {
    let rows = work.services.iter().map(|service| maintenance_service::ActiveModel {
        maintenance_id: Set(work.id.uuid()),
        service_id: Set(service.uuid()),
    });
    maintenance_service::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Adds what was said about work.
pub async fn say(tx: &Tx, said: &MaintenanceUpdate) -> Result<(), StoreError> {
    let (author_kind, author_id) = principal_columns(said.author);
    let row = maintenance_update::ActiveModel {
        id: Set(said.id.uuid()),
        maintenance_id: Set(said.maintenance.uuid()),
        status: Set(said.status.as_str().to_owned()),
        body: Set(said.body.as_str().to_owned()),
        published_at: Set(said.published_at),
        author_kind: Set(author_kind),
        author_id: Set(author_id),
    };
    maintenance_update::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// One work.
pub async fn load(
    connection: &impl Connection,
    id: MaintenanceId,
) -> Result<Option<Maintenance>, StoreError> {
    let row = maintenance::Entity::find_by_id(id.uuid()).one(connection.inner()).await?;
    Ok(with_services(connection, row.into_iter().collect()).await?.pop())
}

/// One work, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: MaintenanceId) -> Result<Option<Maintenance>, StoreError> {
    let row = maintenance::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?;
    Ok(with_services(tx, row.into_iter().collect()).await?.pop())
}

/// A page of works, newest first by begin.
pub async fn page(connection: &impl Connection, query: &Query) -> Result<Vec<Maintenance>, StoreError> {
    use maintenance::{Column, Entity};
    let mut wanted = of_status(&query.status);
    if let Some((at, id)) = query.after {
        let key = Expr::tuple([Expr::col((Entity, Column::StartsAt)), Expr::col((Entity, Column::Id))]);
        wanted = wanted.add(key.lt(Expr::tuple([Expr::value(at), Expr::value(id)])));
    }
    let rows = Entity::find()
        .filter(wanted)
        .order_by_desc(Column::StartsAt)
        .order_by_desc(Column::Id)
        .limit(query.limit)
        .all(connection.inner())
        .await?;
    with_services(connection, rows).await
}

/// How many works there are of these states; of all when none is named.
pub async fn count(connection: &impl Connection, status: &[MaintenanceStatus]) -> Result<u64, StoreError> {
    Ok(maintenance::Entity::find().filter(of_status(status)).count(connection.inner()).await?)
}

fn of_status(status: &[MaintenanceStatus]) -> Condition {
    let words = status.iter().map(|status| status.as_str());
    let all = Condition::all();
    if status.is_empty() { all } else { all.add(maintenance::Column::Status.is_in(words)) }
}

/// What was said about many works, oldest first; those of which nothing was said are absent.
pub async fn updates(
    connection: &impl Connection,
    ids: &[MaintenanceId],
) -> Result<HashMap<MaintenanceId, Vec<MaintenanceUpdate>>, StoreError> {
    use maintenance_update::Column;
    let rows = maintenance_update::Entity::find()
        .filter(Column::MaintenanceId.is_in(ids.iter().map(|id| id.uuid())))
        .order_by_asc(Column::PublishedAt)
        .order_by_asc(Column::Id)
        .all(connection.inner())
        .await?;
    let mut all: HashMap<MaintenanceId, Vec<MaintenanceUpdate>> = HashMap::new();
    for row in rows {
        let said = update(&row)?;
        all.entry(said.maintenance).or_default().push(said);
    }
    Ok(all)
}

/// One message about work, with the work.
pub async fn told(
    connection: &impl Connection,
    id: MaintenanceUpdateId,
) -> Result<Option<(Maintenance, MaintenanceUpdate)>, StoreError> {
    let row = maintenance_update::Entity::find_by_id(id.uuid()).one(connection.inner()).await?;
    let Some(said) = row.as_ref().map(update).transpose()? else { return Ok(None) };
    Ok(load(connection, said.maintenance).await?.map(|work| (work, said)))
}

/// Everything that the portal shows of works, with what was said: three statements.
pub async fn all(
    connection: &impl Connection,
) -> Result<Vec<(Maintenance, Vec<MaintenanceUpdate>)>, StoreError> {
    let works = page(connection, &Query { limit: MOST, ..Query::default() }).await?;
    let ids: Vec<MaintenanceId> = works.iter().map(|work| work.id).collect();
    let mut said = updates(connection, &ids).await?;
    Ok(works
        .into_iter()
        .map(|work| {
            let said = said.remove(&work.id).unwrap_or_default();
            (work, said)
        })
        .collect())
}

fn row(work: &Maintenance) -> maintenance::ActiveModel {
    let (created_by_kind, created_by_id) = principal_columns(work.created_by);
    maintenance::ActiveModel {
        id: Set(work.id.uuid()),
        number: Set(work.number),
        title: Set(work.title.as_str().to_owned()),
        body: Set(work.body.as_str().to_owned()),
        status: Set(work.status.as_str().to_owned()),
        starts_at: Set(work.starts_at),
        ends_at: Set(work.ends_at),
        started_at: Set(work.started_at),
        ended_at: Set(work.ended_at),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        created_at: Set(work.created_at),
        version: Set(work.version),
    }
}

async fn with_services(
    connection: &impl Connection,
    rows: Vec<maintenance::Model>,
) -> Result<Vec<Maintenance>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let named = maintenance_service::Entity::find()
        .filter(maintenance_service::Column::MaintenanceId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(maintenance_service::Column::ServiceId)
        .all(connection.inner())
        .await?;
    let mut services: HashMap<Uuid, Vec<ServiceId>> = HashMap::new();
    for row in named {
        services.entry(row.maintenance_id).or_default().push(ServiceId::new(row.service_id));
    }
    rows.into_iter()
        .map(|row| {
            let services = services.remove(&row.id).unwrap_or_default();
            work(&row, services)
        })
        .collect()
}

fn work(row: &maintenance::Model, services: Vec<ServiceId>) -> Result<Maintenance, StoreError> {
    let id = MaintenanceId::new(row.id);
    let created_by = principal_from(&row.created_by_kind, &row.created_by_id);
    Ok(Maintenance {
        id,
        number: row.number,
        title: text(Title::parse(&row.title), TABLE, "title", id)?,
        body: text(Body::parse(&row.body), TABLE, "body", id)?,
        status: word(MaintenanceStatus::parse(&row.status), TABLE, "status", id, &row.status)?,
        services,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
        created_by: word(created_by, TABLE, "created_by_id", id, &row.created_by_id)?,
        created_at: row.created_at,
        version: row.version,
    })
}

fn update(row: &maintenance_update::Model) -> Result<MaintenanceUpdate, StoreError> {
    let id = MaintenanceUpdateId::new(row.id);
    let author = principal_from(&row.author_kind, &row.author_id);
    Ok(MaintenanceUpdate {
        id,
        maintenance: MaintenanceId::new(row.maintenance_id),
        status: word(MaintenanceStatus::parse(&row.status), UPDATES, "status", id, &row.status)?,
        body: text(Body::parse(&row.body), UPDATES, "body", id)?,
        published_at: row.published_at,
        author: word(author, UPDATES, "author_id", id, &row.author_id)?,
    })
}
