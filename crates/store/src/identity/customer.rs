//! Loads and saves customer organisations.

use std::collections::HashMap;

use domain::id::{CustomerId, ServiceId};
use domain::identity::Customer;
use domain::text::Name;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{customer, customer_service};
use crate::error::text;
use crate::{Connection, StoreError, Tx};

/// Every customer, by name, with the services it uses: two statements.
pub async fn all(connection: &impl Connection) -> Result<Vec<Customer>, StoreError> {
    let rows = customer::Entity::find()
        .order_by_asc(customer::Column::Name)
        .order_by_asc(customer::Column::Id)
        .all(connection.inner())
        .await?;
    let services = customer_service::Entity::find().all(connection.inner()).await?;
    assemble(rows, services)
}

/// One customer, whose row is held until the end of the transaction.
pub async fn load_locked(tx: &Tx, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    let row = customer::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?;
    let services = customer_service::Entity::find()
        .filter(customer_service::Column::CustomerId.eq(id.uuid()))
        .all(tx.inner())
        .await?;
    Ok(assemble(row.into_iter().collect(), services)?.pop())
}

/// Adds a customer. A name that is taken, upper or lower case, is [`StoreError::Duplicate`].
pub async fn insert(tx: &Tx, new: &Customer) -> Result<(), StoreError> {
    let row = customer::ActiveModel {
        id: Set(new.id.uuid()),
        name: Set(new.name.as_str().to_owned()),
        created_at: Set(new.created_at),
        version: Set(new.version),
    };
    customer::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    put_services(tx, new).await
}

/// Saves a changed customer under the version it was loaded with; the stored one becomes `version + 1`.
pub async fn save(tx: &Tx, changed: &Customer) -> Result<(), StoreError> {
    let saved = customer::Entity::update_many()
        .col_expr(customer::Column::Name, Expr::value(changed.name.as_str()))
        .col_expr(customer::Column::Version, Expr::value(changed.version + 1))
        .filter(customer::Column::Id.eq(changed.id.uuid()))
        .filter(customer::Column::Version.eq(changed.version))
        .exec(tx.inner())
        .await?;
    if saved.rows_affected != 1 {
        let stored = customer::Entity::find_by_id(changed.id.uuid()).one(tx.inner()).await?;
        return Err(StoreError::Conflict { current: stored.map_or(0, |row| row.version) });
    }
    customer_service::Entity::delete_many()
        .filter(customer_service::Column::CustomerId.eq(changed.id.uuid()))
        .exec(tx.inner())
        .await?;
    put_services(tx, changed).await
}

async fn put_services(tx: &Tx, of: &Customer) -> Result<(), StoreError> {
    if of.services.is_empty() {
        return Ok(());
    }
    let rows = of.services.iter().map(|service| customer_service::ActiveModel {
        customer_id: Set(of.id.uuid()),
        service_id: Set(service.uuid()),
    });
    customer_service::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

fn assemble(
    rows: Vec<customer::Model>,
    services: Vec<customer_service::Model>,
) -> Result<Vec<Customer>, StoreError> {
    let mut services_of: HashMap<Uuid, Vec<ServiceId>> = HashMap::new();
    for row in services {
        services_of.entry(row.customer_id).or_default().push(ServiceId::new(row.service_id));
    }
    rows.into_iter()
        .map(|row| {
            let id = CustomerId::new(row.id);
            let mut services = services_of.remove(&row.id).unwrap_or_default();
            services.sort_unstable();
            let name = text(Name::parse(&row.name), "customer", "name", id)?;
            Ok(Customer { id, name, services, created_at: row.created_at, version: row.version })
        })
        .collect()
}
