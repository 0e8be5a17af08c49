//! Loads and saves services.

use domain::catalog::{Service, ServiceTier};
use domain::id::{ServiceId, TeamId};
use domain::text::{Markdown, Name, WebUrl};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::error::{text, word};
use crate::{Bulk, Connection, StoreError, Tx};

const TABLE: &str = "service";

/// Every service, by name.
pub async fn all(connection: &impl Connection) -> Result<Vec<Service>, StoreError> {
    let rows =
        Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).all(connection.inner()).await?;
    rows.into_iter().map(service).collect()
}

/// One service.
pub async fn load(connection: &impl Connection, id: ServiceId) -> Result<Option<Service>, StoreError> {
    Entity::find_by_id(id.uuid()).one(connection.inner()).await?.map(service).transpose()
}

/// Adds a service. A name that is taken, upper or lower case, is [`StoreError::Duplicate`].
pub async fn insert(tx: &Tx, service: &Service) -> Result<(), StoreError> {
    Entity::insert(row(service)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Adds services along with a bulk.
pub async fn add_all(bulk: &mut Bulk, services: &[Service]) -> Result<(), StoreError> {
    bulk.add(services.iter().map(row).collect()).await
}

/// Saves a changed service under the version it was loaded with; the stored one becomes `version + 1`.
pub async fn save(tx: &Tx, service: &Service) -> Result<(), StoreError> {
    let changed = Entity::update_many()
        .set(ActiveModel {
            version: sea_orm::NotSet,
            id: sea_orm::NotSet,
            created_at: sea_orm::NotSet,
            ..row(service)
        })
        .col_expr(Column::Version, Expr::value(service.version + 1))
        .filter(Column::Id.eq(service.id.uuid()))
        .filter(Column::Version.eq(service.version))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    let current = load(tx, service.id).await?.map_or(0, |stored| stored.version);
    Err(StoreError::Conflict { current })
}

fn row(service: &Service) -> ActiveModel {
    let url = |url: &Option<WebUrl>| Set(url.as_ref().map(|url| url.as_str().to_owned()));
    ActiveModel {
        id: Set(service.id.uuid()),
        name: Set(service.name.as_str().to_owned()),
        description: Set(service.description.as_str().to_owned()),
        tier: Set(service.tier.as_str().to_owned()),
        owner_team_id: Set(service.owner_team.map(TeamId::uuid)),
        logs_url: url(&service.logs_url),
        dashboard_url: url(&service.dashboard_url),
        runbook_url: url(&service.runbook_url),
        portal_group: Set(service.group.as_ref().map(|group| group.as_str().to_owned())),
        position: Set(service.position),
        is_public: Set(service.is_public),
        monitored_since: Set(service.monitored_since),
        created_at: Set(service.created_at),
        version: Set(service.version),
    }
}

fn service(row: Model) -> Result<Service, StoreError> {
    let id = ServiceId::new(row.id);
    let url = |column: &'static str, stored: Option<String>| {
        stored.map(|stored| text(WebUrl::parse(&stored), TABLE, column, id)).transpose()
    };
    Ok(Service {
        id,
        name: text(Name::parse(&row.name), TABLE, "name", id)?,
        description: text(Markdown::parse(&row.description), TABLE, "description", id)?,
        tier: word(ServiceTier::parse(&row.tier), TABLE, "tier", id, &row.tier)?,
        owner_team: row.owner_team_id.map(TeamId::new),
        logs_url: url("logs_url", row.logs_url)?,
        dashboard_url: url("dashboard_url", row.dashboard_url)?,
        runbook_url: url("runbook_url", row.runbook_url)?,
        group: row
            .portal_group
            .map(|name| text(Name::parse(&name), TABLE, "portal_group", id))
            .transpose()?,
        position: row.position,
        is_public: row.is_public,
        monitored_since: row.monitored_since,
        created_at: row.created_at,
        version: row.version,
    })
}
