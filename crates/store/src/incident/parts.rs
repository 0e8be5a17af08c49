//! Parts of many incidents, one statement a kind of part: what per-request loaders ask for.

use std::collections::HashMap;
use std::hash::Hash;

use domain::finding::{Finding, FindingLevel, RuleId};
use domain::id::{ImpactWindowId, IncidentId, ResponderId, ServiceId, UserId};
use domain::incident::{
    ImpactLevel, ImpactWindow, InstantName, InstantSource, NamedInstant, Precision, Responder, ResponderRole,
};
use domain::text::Tag;
use domain::time::Instant;
use sea_orm::sea_query::JoinType;
use sea_orm::{EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, RelationDef};
use uuid::Uuid;

use super::entity::{
    impact_window, impact_window_service, incident_finding, incident_instant, incident_member,
    incident_service, incident_tag, responder,
};
use super::{Scope, in_sight, within};
use crate::error::{text, word};
use crate::{Connection, StoreError};

/// Parts by incident; an incident without any is absent.
pub type ByIncident<T> = HashMap<IncidentId, Vec<T>>;

fn group<K: Eq + Hash, T>(pairs: impl IntoIterator<Item = (K, T)>) -> HashMap<K, Vec<T>> {
    pairs.into_iter().fold(HashMap::new(), |mut grouped: HashMap<K, Vec<T>>, (key, value)| {
        grouped.entry(key).or_default().push(value);
        grouped
    })
}

/// Named instants, in the order of [`InstantName`].
pub async fn instants(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<ByIncident<NamedInstant>, StoreError> {
    const TABLE: &str = "incident_instant";
    let rows = incident_instant::Entity::find()
        .filter(within(incident_instant::Column::IncidentId, scope, ids))
        .all(connection.inner())
        .await?;
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let id = IncidentId::new(row.incident_id);
        pairs.push((
            id,
            NamedInstant {
                name: word(InstantName::parse(&row.name), TABLE, "name", id, &row.name)?,
                at: row.at,
                source: word(InstantSource::parse(&row.source), TABLE, "source", id, &row.source)?,
                precision: word(Precision::parse(&row.precision), TABLE, "precision", id, &row.precision)?,
            },
        ));
    }
    pairs.sort_by_key(|(_, instant)| instant.name);
    Ok(group(pairs))
}

#[derive(FromQueryResult)]
struct WindowRow {
    id: Uuid,
    incident_id: Uuid,
    started_at: Instant,
    ended_at: Option<Instant>,
    level: String,
    service_id: Option<Uuid>,
}

fn window_services() -> RelationDef {
    impact_window::Entity::belongs_to(impact_window_service::Entity)
        .from(impact_window::Column::Id)
        .to(impact_window_service::Column::WindowId)
        .into()
}

/// Impact windows with their services, oldest first.
pub async fn windows(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<ByIncident<ImpactWindow>, StoreError> {
    let rows = impact_window::Entity::find()
        .column(impact_window_service::Column::ServiceId)
        .join(JoinType::LeftJoin, window_services())
        .filter(within(impact_window::Column::IncidentId, scope, ids))
        .order_by_asc(impact_window::Column::StartedAt)
        .order_by_asc(impact_window::Column::Id)
        .order_by_asc(impact_window_service::Column::ServiceId)
        .into_model::<WindowRow>()
        .all(connection.inner())
        .await?;
    let mut found: ByIncident<ImpactWindow> = HashMap::new();
    for row in rows {
        let id = ImpactWindowId::new(row.id);
        let windows = found.entry(IncidentId::new(row.incident_id)).or_default();
        if windows.last().is_none_or(|window| window.id != id) {
            windows.push(ImpactWindow {
                id,
                started_at: row.started_at,
                ended_at: row.ended_at,
                level: word(ImpactLevel::parse(&row.level), "impact_window", "level", id, &row.level)?,
                services: Vec::new(),
            });
        }
        if let (Some(window), Some(service)) = (windows.last_mut(), row.service_id) {
            window.services.push(ServiceId::new(service));
        }
    }
    Ok(found)
}

/// The incident that a window belongs to, if it is in sight.
pub async fn incident_of_window(
    connection: &impl Connection,
    scope: &Scope,
    id: ImpactWindowId,
) -> Result<Option<IncidentId>, StoreError> {
    let row = impact_window::Entity::find_by_id(id.uuid())
        .filter(in_sight(impact_window::Column::IncidentId, scope))
        .one(connection.inner())
        .await?;
    Ok(row.map(|row| IncidentId::new(row.incident_id)))
}

/// Everyone who holds or held a role, in the order in which they took it.
pub async fn responders(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<ByIncident<Responder>, StoreError> {
    let rows = responder::Entity::find()
        .filter(within(responder::Column::IncidentId, scope, ids))
        .order_by_asc(responder::Column::Since)
        .order_by_asc(responder::Column::Id)
        .all(connection.inner())
        .await?;
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let id = ResponderId::new(row.id);
        pairs.push((
            IncidentId::new(row.incident_id),
            Responder {
                id,
                role: word(ResponderRole::parse(&row.role), "responder", "role", id, &row.role)?,
                user: UserId::new(row.user_id),
                since: row.since,
                until: row.until,
            },
        ));
    }
    Ok(group(pairs))
}

/// Affected services.
pub async fn services(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<ByIncident<ServiceId>, StoreError> {
    // By position: see `row.rs`.
    let rows: Vec<(Uuid, Uuid)> = incident_service::Entity::find()
        .filter(within(incident_service::Column::IncidentId, scope, ids))
        .order_by_asc(incident_service::Column::ServiceId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(group(
        rows.into_iter().map(|(incident, service)| (IncidentId::new(incident), ServiceId::new(service))),
    ))
}

/// Tags, by alphabet.
pub async fn tags(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<ByIncident<Tag>, StoreError> {
    let rows = incident_tag::Entity::find()
        .filter(within(incident_tag::Column::IncidentId, scope, ids))
        .all(connection.inner())
        .await?;
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let id = IncidentId::new(row.incident_id);
        pairs.push((id, text(Tag::parse(&row.tag), "incident_tag", "tag", id)?));
    }
    // Sorted here, because the databases order letters differently.
    pairs.sort();
    Ok(group(pairs))
}

/// People who were invited.
pub async fn members(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<ByIncident<UserId>, StoreError> {
    let rows = incident_member::Entity::find()
        .filter(within(incident_member::Column::IncidentId, scope, ids))
        .order_by_asc(incident_member::Column::AddedAt)
        .order_by_asc(incident_member::Column::UserId)
        .all(connection.inner())
        .await?;
    Ok(group(rows.into_iter().map(|row| (IncidentId::new(row.incident_id), UserId::new(row.user_id)))))
}

/// Findings of the import, in the order in which they were made.
pub async fn import_findings(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<ByIncident<Finding>, StoreError> {
    let rows = incident_finding::Entity::find()
        .filter(within(incident_finding::Column::IncidentId, scope, ids))
        .order_by_asc(incident_finding::Column::Position)
        .all(connection.inner())
        .await?;
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let id = IncidentId::new(row.incident_id);
        let level = word(FindingLevel::parse(&row.level), "incident_finding", "level", id, &row.level)?;
        pairs.push((id, Finding { rule: RuleId::stored(row.rule), level, message: row.message }));
    }
    Ok(group(pairs))
}
