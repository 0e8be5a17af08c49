//! Saves incidents: a new one in few multi-row inserts, a changed one by its differences.

use domain::id::{IncidentId, ServiceId, UserId};
use domain::incident::{ImpactWindow, Incident, NamedInstant, Responder};
use domain::text::Tag;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, NotSet, QueryFilter,
    QuerySelect, QueryTrait, Set,
};

use super::entity::{
    impact_window, impact_window_service, incident, incident_instant, incident_service, incident_tag,
    responder,
};
use super::row;
use crate::{Bundle, Connection, StoreError, Tx};

/// Adds an incident with all parts and learns its number.
pub async fn insert(tx: &Tx, incident: &mut Incident) -> Result<(), StoreError> {
    let mut later = Bundle::default();
    insert_with(tx, incident, &mut later).await?;
    later.run(tx).await
}

/// Adds an incident and learns its number; its parts go with what is written last.
pub async fn insert_with(tx: &Tx, incident: &mut Incident, later: &mut Bundle) -> Result<(), StoreError> {
    let mut statement = incident::Entity::insert(row::active(incident)).into_query();
    statement.returning_col(incident::Column::Number);
    let inserted = tx.inner().query_one(&statement).await?;
    incident.number = match inserted {
        Some(row) => row.try_get("", "number")?,
        None => return Err(sea_orm::DbErr::RecordNotInserted.into()),
    };
    let id = incident.id;
    later.add(service_rows(id, &incident.services));
    later.add(tag_rows(id, &incident.tags));
    later.add(incident.instants.iter().map(|instant| instant_row(id, instant)));
    later.add(incident.windows.iter().map(|window| window_row(id, window).into_active_model()));
    later.add(incident.windows.iter().flat_map(window_service_rows));
    later.add(incident.responders.iter().map(|held| responder_row(id, held)));
    Ok(())
}

/// Saves what differs between the loaded incident and the changed one, under the version of the
/// loaded one. The caller has set the new `version` and `updated_at`.
///
/// Errors: [`StoreError::Conflict`] when the stored version is another.
pub async fn save(tx: &Tx, before: &Incident, after: &Incident) -> Result<(), StoreError> {
    update_row(tx, before, after).await?;
    let id = after.id;
    if before.services != after.services {
        remove_services(tx, id, &missing(&before.services, &after.services)).await?;
        add_services(tx, id, &missing(&after.services, &before.services)).await?;
    }
    if before.tags != after.tags {
        remove_tags(tx, id, &missing(&before.tags, &after.tags)).await?;
        add_tags(tx, id, &missing(&after.tags, &before.tags)).await?;
    }
    let changed = after.instants.iter().filter(|instant| !before.instants.iter().any(|old| old == *instant));
    put_instants(tx, id, changed.copied().collect()).await?;
    let gone = before.instants.iter().filter(|old| after.instants.at(old.name).is_none());
    remove_instants(tx, id, gone.copied().collect()).await?;
    save_windows(tx, before, after).await?;
    save_responders(tx, before, after).await
}

/// Says that something of an incident changed, where its own fields did not.
pub async fn touch(tx: &Tx, id: IncidentId, now: Instant) -> Result<(), StoreError> {
    incident::Entity::update_many()
        .col_expr(incident::Column::UpdatedAt, Expr::value(now))
        .filter(incident::Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Rows of affected services.
pub(super) fn service_rows(
    id: IncidentId,
    services: &[ServiceId],
) -> impl Iterator<Item = incident_service::ActiveModel> {
    services.iter().map(move |service| incident_service::ActiveModel {
        incident_id: Set(id.uuid()),
        service_id: Set(service.uuid()),
    })
}

/// Rows of tags.
pub(super) fn tag_rows(id: IncidentId, tags: &[Tag]) -> impl Iterator<Item = incident_tag::ActiveModel> {
    tags.iter().map(move |tag| incident_tag::ActiveModel {
        incident_id: Set(id.uuid()),
        tag: Set(tag.as_str().to_owned()),
    })
}

/// The row of a named instant.
pub(super) fn instant_row(id: IncidentId, instant: &NamedInstant) -> incident_instant::ActiveModel {
    incident_instant::ActiveModel {
        incident_id: Set(id.uuid()),
        name: Set(instant.name.as_str().to_owned()),
        at: Set(instant.at),
        source: Set(instant.source.as_str().to_owned()),
        precision: Set(instant.precision.as_str().to_owned()),
    }
}

/// Rows of the services that a window names.
pub(super) fn window_service_rows(
    window: &ImpactWindow,
) -> impl Iterator<Item = impact_window_service::ActiveModel> {
    let id = window.id.uuid();
    window.services.iter().map(move |service| impact_window_service::ActiveModel {
        window_id: Set(id),
        service_id: Set(service.uuid()),
    })
}

/// The row of somebody who holds or held a role.
pub(super) fn responder_row(id: IncidentId, held: &Responder) -> responder::ActiveModel {
    responder::ActiveModel {
        id: Set(held.id.uuid()),
        incident_id: Set(id.uuid()),
        role: Set(held.role.as_str().to_owned()),
        user_id: Set(UserId::uuid(held.user)),
        since: Set(held.since),
        until: Set(held.until),
    }
}

/// What is in `all` and not in `others`.
fn missing<T: PartialEq + Clone>(all: &[T], others: &[T]) -> Vec<T> {
    all.iter().filter(|one| !others.contains(one)).cloned().collect()
}

async fn update_row(tx: &Tx, before: &Incident, after: &Incident) -> Result<(), StoreError> {
    // Only what differs is written, so that the full-text index is left alone by most changes.
    let (old, mut new) = (row::active(before), row::active(after));
    for column in <incident::Column as sea_orm::Iterable>::iter() {
        if new.get(column).into_value() == old.get(column).into_value() {
            new.not_set(column);
        }
    }
    new.id = NotSet;
    new.version = Set(after.version);
    new.updated_at = Set(after.updated_at);
    let result = incident::Entity::update_many()
        .set(new)
        .filter(incident::Column::Id.eq(after.id.uuid()))
        .filter(incident::Column::Version.eq(before.version))
        .exec(tx.inner())
        .await?;
    if result.rows_affected == 1 {
        return Ok(());
    }
    let current = incident::Entity::find()
        .select_only()
        .column(incident::Column::Version)
        .filter(incident::Column::Id.eq(after.id.uuid()))
        .into_tuple::<i32>()
        .one(tx.inner())
        .await?;
    Err(StoreError::Conflict { current: current.unwrap_or_default() })
}

async fn add_services(tx: &Tx, id: IncidentId, services: &[ServiceId]) -> Result<(), StoreError> {
    if services.is_empty() {
        return Ok(());
    }
    incident_service::Entity::insert_many(service_rows(id, services))
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

async fn remove_services(tx: &Tx, id: IncidentId, services: &[ServiceId]) -> Result<(), StoreError> {
    if services.is_empty() {
        return Ok(());
    }
    incident_service::Entity::delete_many()
        .filter(incident_service::Column::IncidentId.eq(id.uuid()))
        .filter(incident_service::Column::ServiceId.is_in(services.iter().map(|service| service.uuid())))
        .exec(tx.inner())
        .await?;
    Ok(())
}

async fn add_tags(tx: &Tx, id: IncidentId, tags: &[Tag]) -> Result<(), StoreError> {
    if tags.is_empty() {
        return Ok(());
    }
    incident_tag::Entity::insert_many(tag_rows(id, tags)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

async fn remove_tags(tx: &Tx, id: IncidentId, tags: &[Tag]) -> Result<(), StoreError> {
    if tags.is_empty() {
        return Ok(());
    }
    incident_tag::Entity::delete_many()
        .filter(incident_tag::Column::IncidentId.eq(id.uuid()))
        .filter(incident_tag::Column::Tag.is_in(tags.iter().map(Tag::as_str)))
        .exec(tx.inner())
        .await?;
    Ok(())
}

async fn put_instants(tx: &Tx, id: IncidentId, instants: Vec<NamedInstant>) -> Result<(), StoreError> {
    use incident_instant::Column;
    if instants.is_empty() {
        return Ok(());
    }
    let rows = instants.iter().map(|instant| instant_row(id, instant));
    let replace = OnConflict::columns([Column::IncidentId, Column::Name])
        .update_columns([Column::At, Column::Source, Column::Precision])
        .to_owned();
    incident_instant::Entity::insert_many(rows)
        .on_conflict(replace)
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

async fn remove_instants(tx: &Tx, id: IncidentId, instants: Vec<NamedInstant>) -> Result<(), StoreError> {
    if instants.is_empty() {
        return Ok(());
    }
    incident_instant::Entity::delete_many()
        .filter(incident_instant::Column::IncidentId.eq(id.uuid()))
        .filter(incident_instant::Column::Name.is_in(instants.iter().map(|instant| instant.name.as_str())))
        .exec(tx.inner())
        .await?;
    Ok(())
}

pub(super) fn window_row(id: IncidentId, window: &ImpactWindow) -> impact_window::Model {
    impact_window::Model {
        id: window.id.uuid(),
        incident_id: id.uuid(),
        started_at: window.started_at,
        ended_at: window.ended_at,
        level: window.level.as_str().to_owned(),
    }
}

async fn add_windows(tx: &Tx, id: IncidentId, windows: &[ImpactWindow]) -> Result<(), StoreError> {
    if windows.is_empty() {
        return Ok(());
    }
    let rows = windows.iter().map(|window| window_row(id, window).into_active_model());
    impact_window::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    add_window_services(tx, windows).await
}

async fn add_window_services(tx: &Tx, windows: &[ImpactWindow]) -> Result<(), StoreError> {
    let rows: Vec<impact_window_service::ActiveModel> =
        windows.iter().flat_map(window_service_rows).collect();
    if rows.is_empty() {
        return Ok(());
    }
    impact_window_service::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

async fn save_windows(tx: &Tx, before: &Incident, after: &Incident) -> Result<(), StoreError> {
    let old = |window: &ImpactWindow| before.windows.iter().find(|old| old.id == window.id);
    let fresh: Vec<ImpactWindow> =
        after.windows.iter().filter(|window| old(window).is_none()).cloned().collect();
    for window in &after.windows {
        let Some(old) = old(window).filter(|old| *old != window) else { continue };
        let row = window_row(after.id, window).into_active_model().reset_all();
        impact_window::Entity::update(row).validate()?.exec(tx.inner()).await?;
        if old.services != window.services {
            impact_window_service::Entity::delete_many()
                .filter(impact_window_service::Column::WindowId.eq(window.id.uuid()))
                .exec(tx.inner())
                .await?;
            add_window_services(tx, std::slice::from_ref(window)).await?;
        }
    }
    add_windows(tx, after.id, &fresh).await?;
    let gone: Vec<_> = before
        .windows
        .iter()
        .filter(|old| !after.windows.iter().any(|window| window.id == old.id))
        .map(|old| old.id.uuid())
        .collect();
    if !gone.is_empty() {
        impact_window::Entity::delete_many()
            .filter(impact_window::Column::Id.is_in(gone))
            .exec(tx.inner())
            .await?;
    }
    Ok(())
}

async fn add_responders(tx: &Tx, id: IncidentId, responders: &[Responder]) -> Result<(), StoreError> {
    if responders.is_empty() {
        return Ok(());
    }
    let rows = responders.iter().map(|held| responder_row(id, held));
    responder::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

async fn save_responders(tx: &Tx, before: &Incident, after: &Incident) -> Result<(), StoreError> {
    // A role has one holder at a time: the one who leaves goes first.
    for held in &after.responders {
        if before.responders.iter().any(|old| old.id == held.id && old.until != held.until) {
            responder::Entity::update_many()
                .col_expr(responder::Column::Until, Expr::value(held.until))
                .filter(responder::Column::Id.eq(held.id.uuid()))
                .exec(tx.inner())
                .await?;
        }
    }
    let fresh: Vec<Responder> = after
        .responders
        .iter()
        .filter(|held| !before.responders.iter().any(|old| old.id == held.id))
        .copied()
        .collect();
    add_responders(tx, after.id, &fresh).await
}
