//! Loads an incident with all parts, to change it or to ask the rules about it.

use domain::id::IncidentId;
use domain::incident::{Incident, Instants, Summary};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::entity::incident;
use super::{Scope, list, parts, row};
use crate::{Connection, StoreError, Tx};

pub use super::save::{insert, insert_with, save, touch};

/// An incident's own fields, locked until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: IncidentId) -> Result<Option<Summary>, StoreError> {
    let locked = incident::Entity::find()
        .filter(incident::Column::Id.eq(id.uuid()))
        .filter(scope.condition())
        .lock_exclusive();
    row::read(locked).one(tx.inner()).await?.map(row::summary).transpose()
}

/// An incident with all parts, locked until the transaction ends.
pub async fn load_for_update(
    tx: &Tx,
    scope: &Scope,
    id: IncidentId,
) -> Result<Option<(Summary, Incident)>, StoreError> {
    let Some(summary) = lock(tx, scope, id).await? else { return Ok(None) };
    let incident = with_parts(tx, &summary).await?;
    Ok(Some((summary, incident)))
}

/// An incident with all parts, as it is at this moment.
pub async fn load(
    connection: &impl Connection,
    scope: &Scope,
    id: IncidentId,
) -> Result<Option<(Summary, Incident)>, StoreError> {
    let Some(summary) = list::by_ids(connection, scope, &[id]).await?.remove(&id) else { return Ok(None) };
    let incident = with_parts(connection, &summary).await?;
    Ok(Some((summary, incident)))
}

async fn with_parts(connection: &impl Connection, summary: &Summary) -> Result<Incident, StoreError> {
    // The incident itself was found in sight.
    let (id, seen) = (summary.id, Scope::everything());
    let instants = parts::instants(connection, &seen, &[id]).await?.remove(&id).unwrap_or_default();
    let windows = parts::windows(connection, &seen, &[id]).await?.remove(&id).unwrap_or_default();
    let responders = parts::responders(connection, &seen, &[id]).await?.remove(&id).unwrap_or_default();
    let mut incident = summary.with_parts(Instants::from_stored(instants), windows, responders);
    incident.services = parts::services(connection, &seen, &[id]).await?.remove(&id).unwrap_or_default();
    incident.tags = parts::tags(connection, &seen, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(incident)
}
