//! What was published of incidents.

use std::collections::HashMap;

use domain::comms::promise::RcaStage;
use domain::id::{IncidentId, ServiceId, StatusUpdateId};
use domain::incident::ImpactLevel;
use domain::portal::{Impact, IncidentWord, PublicWindow, Published, RcaOwed, Said};
use domain::text::{Body, Title};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, Func, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entity::{portal_incident, portal_update};
use crate::error::{text, word};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "portal_incident";
const UPDATES: &str = "portal_update";
/// Incidents that a page can show; older ones are left out.
const MOST: u64 = 2000;

/// How an incident stands to the public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The title for the public.
    pub title: Option<Title>,
    /// Whether the portal shows it.
    pub is_public: bool,
}

/// A window as it is kept, as JSON.
#[derive(Serialize, Deserialize)]
struct StoredWindow {
    from: Instant,
    to: Option<Instant>,
    level: String,
    services: Vec<String>,
}

/// Publishes an incident as it is: from now on the portal shows this. A title that it has stays.
pub async fn publish(tx: &Tx, record: &Published, now: Instant) -> Result<(), StoreError> {
    let services: Vec<String> = record.services.iter().map(|id| id.uuid().to_string()).collect();
    let windows: Vec<StoredWindow> = record.windows.iter().map(stored_window).collect();
    let row = portal_incident::ActiveModel {
        incident_id: Set(record.incident.uuid()),
        number: Set(record.number),
        title: NotSet,
        published_at: Set(Some(now)),
        is_hidden: Set(false),
        status: Set(record.status.as_str().to_owned()),
        impact: Set(record.impact.as_str().to_owned()),
        started_at: Set(record.started_at),
        restored_at: Set(record.restored_at),
        services: Set(json(&services)?),
        windows: Set(json(&windows)?),
        rca_stage: NotSet,
        rca_due_at: NotSet,
    };
    let mut kept = row.clone();
    kept.incident_id = NotSet;
    kept.published_at = NotSet;
    let changed = portal_incident::Entity::update_many()
        .set(kept)
        .col_expr(
            portal_incident::Column::PublishedAt,
            Func::coalesce([Expr::col(portal_incident::Column::PublishedAt), Expr::value(now)]).into(),
        )
        .filter(portal_incident::Column::IncidentId.eq(record.incident.uuid()))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected == 0 {
        portal_incident::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    }
    Ok(())
}

/// Adds what was said.
pub async fn say(tx: &Tx, said: &Said) -> Result<(), StoreError> {
    let row = portal_update::ActiveModel {
        id: Set(said.id.uuid()),
        incident_id: Set(said.incident.uuid()),
        status: Set(said.status.as_str().to_owned()),
        body: Set(said.body.as_str().to_owned()),
        published_at: Set(said.published_at),
        next_update_at: Set(said.next_update_at),
        eta: Set(said.eta),
        corrects: Set(said.corrects.map(StatusUpdateId::uuid)),
    };
    portal_update::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Follows what became known of an incident after its last word: when it was, and what was lost. Whether the portal shows it.
pub async fn follow(tx: &Tx, record: &Published) -> Result<bool, StoreError> {
    use portal_incident::Column;
    let windows: Vec<StoredWindow> = record.windows.iter().map(stored_window).collect();
    let changed = portal_incident::Entity::update_many()
        .col_expr(Column::Impact, Expr::value(record.impact.as_str()))
        .col_expr(Column::StartedAt, Expr::value(record.started_at))
        .col_expr(Column::RestoredAt, Expr::value(record.restored_at))
        .col_expr(Column::Windows, Expr::value(json(&windows)?))
        .filter(Column::IncidentId.eq(record.incident.uuid()))
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::IsHidden.eq(false))
        .filter(Column::Status.eq(IncidentWord::Resolved.as_str()))
        .exec(tx.inner())
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Keeps which analysis of an incident is owed to customers; none any more takes it away. Whether the portal shows the incident.
pub async fn owe(tx: &Tx, incident: IncidentId, owed: Option<RcaOwed>) -> Result<bool, StoreError> {
    use portal_incident::Column;
    let stage = owed.map(|owed| if owed.is_final { RcaStage::Final } else { RcaStage::Preliminary }.as_str());
    let changed = portal_incident::Entity::update_many()
        .col_expr(Column::RcaStage, Expr::value(stage))
        .col_expr(Column::RcaDueAt, Expr::value(owed.map(|owed| owed.due_at)))
        .filter(Column::IncidentId.eq(incident.uuid()))
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::IsHidden.eq(false))
        .exec(tx.inner())
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Takes an incident off the portal until something about it is published again; whether it was on it.
pub async fn hide(tx: &Tx, incident: IncidentId) -> Result<bool, StoreError> {
    let changed = portal_incident::Entity::update_many()
        .col_expr(portal_incident::Column::IsHidden, Expr::value(true))
        .filter(portal_incident::Column::IncidentId.eq(incident.uuid()))
        .filter(portal_incident::Column::IsHidden.eq(false))
        .filter(portal_incident::Column::PublishedAt.is_not_null())
        .exec(tx.inner())
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Gives an incident its title for the public, whether or not it is public yet; none takes it away. Whether the portal shows it.
pub async fn entitle(tx: &Tx, record: &Published, title: Option<&Title>) -> Result<bool, StoreError> {
    use portal_incident::{ActiveModel, Column, Entity};
    let title = title.map(|title| title.as_str().to_owned());
    let row = ActiveModel {
        incident_id: Set(record.incident.uuid()),
        number: Set(record.number),
        title: Set(title),
        published_at: Set(None),
        is_hidden: Set(false),
        status: Set(record.status.as_str().to_owned()),
        impact: Set(record.impact.as_str().to_owned()),
        started_at: Set(record.started_at),
        restored_at: Set(record.restored_at),
        services: Set("[]".to_owned()),
        windows: Set("[]".to_owned()),
        rca_stage: NotSet,
        rca_due_at: NotSet,
    };
    let known = OnConflict::column(Column::IncidentId).update_column(Column::Title).to_owned();
    Entity::insert(row).on_conflict(known).exec_without_returning(tx.inner()).await?;
    let found = Entity::find_by_id(record.incident.uuid()).one(tx.inner()).await?;
    Ok(found.is_some_and(|row| row.published_at.is_some() && !row.is_hidden))
}

/// How each of many incidents stands to the public; those of which nothing is known are absent.
pub async fn standings(
    connection: &impl Connection,
    ids: &[IncidentId],
) -> Result<HashMap<IncidentId, Standing>, StoreError> {
    let rows = portal_incident::Entity::find()
        .filter(portal_incident::Column::IncidentId.is_in(ids.iter().map(|id| id.uuid())))
        .all(connection.inner())
        .await?;
    let standing = |row: portal_incident::Model| {
        let id = IncidentId::new(row.incident_id);
        let title = title(row.title.as_deref(), id)?;
        Ok((id, Standing { title, is_public: row.published_at.is_some() && !row.is_hidden }))
    };
    rows.into_iter().map(standing).collect()
}

/// An update that went out, with its incident as the portal shows it; none when it is not public, or not any more.
pub async fn told(
    connection: &impl Connection,
    id: StatusUpdateId,
) -> Result<Option<(Published, Said)>, StoreError> {
    use portal_incident::Column;
    let Some(row) = portal_update::Entity::find_by_id(id.uuid()).one(connection.inner()).await? else {
        return Ok(None);
    };
    let shown = portal_incident::Entity::find_by_id(row.incident_id)
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::IsHidden.eq(false));
    let Some(incident) = shown.one(connection.inner()).await? else { return Ok(None) };
    Ok(Some((published(&incident)?, update(&row)?)))
}

/// Everything that is public of incidents, newest first, with what was said, oldest first: two statements.
pub async fn all(connection: &impl Connection) -> Result<Vec<(Published, Vec<Said>)>, StoreError> {
    use portal_incident::Column;
    let shown = portal_incident::Entity::find()
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::IsHidden.eq(false))
        .order_by_desc(Column::StartedAt)
        .order_by_desc(Column::IncidentId)
        .limit(MOST);
    let ids = shown.clone().select_only().column(Column::IncidentId).into_query();
    let rows = shown.all(connection.inner()).await?;
    let said = portal_update::Entity::find()
        .filter(portal_update::Column::IncidentId.in_subquery(ids))
        .order_by_asc(portal_update::Column::PublishedAt)
        .order_by_asc(portal_update::Column::Id)
        .all(connection.inner())
        .await?;
    let mut by_incident: HashMap<Uuid, Vec<Said>> = HashMap::new();
    for row in said {
        by_incident.entry(row.incident_id).or_default().push(update(&row)?);
    }
    let with_said = |row: portal_incident::Model| {
        let said = by_incident.remove(&row.incident_id).unwrap_or_default();
        Ok((published(&row)?, said))
    };
    rows.into_iter().map(with_said).collect()
}

/// What was said of incidents that the portal shows, oldest first.
pub async fn said_of(connection: &impl Connection, ids: &[IncidentId]) -> Result<Vec<Said>, StoreError> {
    use portal_incident::Column;
    let shown = portal_incident::Entity::find()
        .select_only()
        .column(Column::IncidentId)
        .filter(Column::IncidentId.is_in(ids.iter().map(|id| id.uuid())))
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::IsHidden.eq(false))
        .into_query();
    let rows = portal_update::Entity::find()
        .filter(portal_update::Column::IncidentId.in_subquery(shown))
        .order_by_asc(portal_update::Column::PublishedAt)
        .order_by_asc(portal_update::Column::Id)
        .all(connection.inner())
        .await?;
    rows.iter().map(update).collect()
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    text(serde_json::to_string(value), TABLE, "windows", "to be written")
}

fn stored_window(window: &PublicWindow) -> StoredWindow {
    StoredWindow {
        from: window.started_at,
        to: window.ended_at,
        level: window.level.as_str().to_owned(),
        services: window.services.iter().map(|id| id.uuid().to_string()).collect(),
    }
}

fn services(texts: &[String], id: IncidentId) -> Result<Vec<ServiceId>, StoreError> {
    let service = |one: &String| text(Uuid::parse_str(one).map(ServiceId::new), TABLE, "services", id);
    texts.iter().map(service).collect()
}

fn title(stored: Option<&str>, id: IncidentId) -> Result<Option<Title>, StoreError> {
    stored.map(|stored| text(Title::parse(stored), TABLE, "title", id)).transpose()
}

fn published(row: &portal_incident::Model) -> Result<Published, StoreError> {
    let id = IncidentId::new(row.incident_id);
    let ids: Vec<String> = text(serde_json::from_str(&row.services), TABLE, "services", id)?;
    let windows: Vec<StoredWindow> = text(serde_json::from_str(&row.windows), TABLE, "windows", id)?;
    let window = |stored: StoredWindow| {
        Ok::<_, StoreError>(PublicWindow {
            started_at: stored.from,
            ended_at: stored.to,
            level: word(ImpactLevel::parse(&stored.level), TABLE, "windows", id, &stored.level)?,
            services: services(&stored.services, id)?,
        })
    };
    Ok(Published {
        incident: id,
        number: row.number,
        title: title(row.title.as_deref(), id)?,
        status: word(IncidentWord::parse(&row.status), TABLE, "status", id, &row.status)?,
        impact: word(Impact::parse(&row.impact), TABLE, "impact", id, &row.impact)?,
        started_at: row.started_at,
        restored_at: row.restored_at,
        services: services(&ids, id)?,
        windows: windows.into_iter().map(window).collect::<Result<_, _>>()?,
        rca_owed: row.rca_stage.as_deref().zip(row.rca_due_at).map(owed),
    })
}

fn owed((stage, due_at): (&str, Instant)) -> RcaOwed {
    RcaOwed { is_final: stage == RcaStage::Final.as_str(), due_at }
}

fn update(row: &portal_update::Model) -> Result<Said, StoreError> {
    let id = StatusUpdateId::new(row.id);
    Ok(Said {
        id,
        incident: IncidentId::new(row.incident_id),
        status: word(IncidentWord::parse(&row.status), UPDATES, "status", id, &row.status)?,
        body: text(Body::parse(&row.body), UPDATES, "body", id)?,
        published_at: row.published_at,
        next_update_at: row.next_update_at,
        eta: row.eta,
        corrects: row.corrects.map(StatusUpdateId::new),
    })
}
