//! Adds versions, takes them back, and loads one.

use domain::id::{CustomerId, IncidentId, PublicationId};
use domain::publication::{Acknowledgement, Publication};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use std::collections::HashMap;
use uuid::Uuid;

use super::entity::{
    rca_acknowledgement, rca_publication, rca_publication_customer, rca_publication_incident,
};
use super::row::{active, active_item, whole};
use crate::{Bundle, Connection, StoreError, Tx};

/// Adds a version with its parts to a locked analysis.
pub async fn insert(tx: &Tx, one: &Publication, incidents: &[IncidentId]) -> Result<(), StoreError> {
    rca_publication::Entity::insert(active(one)?).exec_without_returning(tx.inner()).await?;
    let mut parts = Bundle::default();
    parts.add(one.customers.iter().map(|customer| rca_publication_customer::ActiveModel {
        publication_id: Set(one.id.uuid()),
        customer_id: Set(customer.uuid()),
    }));
    parts.add(incidents.iter().map(|incident| rca_publication_incident::ActiveModel {
        publication_id: Set(one.id.uuid()),
        incident_id: Set(incident.uuid()),
    }));
    parts.add((0..).zip(&one.items).map(|(position, item)| active_item(one.id, position, item)));
    parts.run(tx).await
}

/// Keeps that a version was taken back.
pub async fn withdraw(tx: &Tx, id: PublicationId, at: Instant) -> Result<(), StoreError> {
    rca_publication::Entity::update_many()
        .col_expr(rca_publication::Column::WithdrawnAt, Expr::value(at))
        .filter(rca_publication::Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// One version.
pub async fn load(
    connection: &impl Connection,
    id: PublicationId,
) -> Result<Option<Publication>, StoreError> {
    let row = rca_publication::Entity::find_by_id(id.uuid()).one(connection.inner()).await?;
    Ok(whole(connection, row.into_iter().collect()).await?.pop())
}

/// One version, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: PublicationId) -> Result<Option<Publication>, StoreError> {
    let row = rca_publication::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?;
    Ok(whole(tx, row.into_iter().collect()).await?.pop())
}

/// Versions that stand and tell of an incident, whoever reads them.
pub async fn telling_of(tx: &Tx, incident: IncidentId) -> Result<Vec<Publication>, StoreError> {
    let ids = rca_publication_incident::Entity::find()
        .select_only()
        .column(rca_publication_incident::Column::PublicationId)
        .filter(rca_publication_incident::Column::IncidentId.eq(incident.uuid()))
        .into_tuple::<Uuid>()
        .all(tx.inner())
        .await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = rca_publication::Entity::find()
        .filter(rca_publication::Column::Id.is_in(ids))
        .filter(rca_publication::Column::WithdrawnAt.is_null())
        .order_by_asc(rca_publication::Column::Id)
        .lock_exclusive()
        .all(tx.inner())
        .await?;
    whole(tx, rows).await
}

/// Keeps that a customer has read a version; whether that is new.
pub async fn acknowledge(
    tx: &Tx,
    id: PublicationId,
    customer: CustomerId,
    user: domain::id::UserId,
    at: Instant,
) -> Result<bool, StoreError> {
    use rca_acknowledgement::{ActiveModel, Column, Entity};
    let row = ActiveModel {
        publication_id: Set(id.uuid()),
        customer_id: Set(customer.uuid()),
        user_id: Set(user.uuid()),
        acknowledged_at: Set(at),
    };
    let known = OnConflict::columns([Column::PublicationId, Column::CustomerId]).do_nothing().to_owned();
    let added = Entity::insert(row).on_conflict(known).exec_without_returning(tx.inner()).await?;
    Ok(added > 0)
}

/// Which customers have read each of many versions, first first; those that nobody has read are absent.
pub async fn acknowledgements(
    connection: &impl Connection,
    ids: &[PublicationId],
) -> Result<HashMap<PublicationId, Vec<Acknowledgement>>, StoreError> {
    use rca_acknowledgement::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::PublicationId.is_in(ids.iter().map(|id| id.uuid())))
        .order_by_asc(Column::AcknowledgedAt)
        .order_by_asc(Column::CustomerId)
        .all(connection.inner())
        .await?;
    let mut found: HashMap<PublicationId, Vec<Acknowledgement>> = HashMap::new();
    for row in rows {
        let (customer, at) = (CustomerId::new(row.customer_id), row.acknowledged_at);
        found
            .entry(PublicationId::new(row.publication_id))
            .or_default()
            .push(Acknowledgement { customer, at });
    }
    Ok(found)
}
