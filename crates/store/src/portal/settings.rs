//! Loads and saves the portal's settings.

use domain::portal::{Accent, PartialImpactPolicy, PortalSettings};
use domain::text::WebUrl;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, Set};

use super::entity::portal_settings::{ActiveModel, Column, Entity};
use crate::error::{text, word};
use crate::{Connection, StoreError, Tx};

/// The only row.
const ID: i32 = 1;
const TABLE: &str = "portal_settings";

/// The settings.
pub async fn load(connection: &impl Connection) -> Result<PortalSettings, StoreError> {
    let row = Entity::find_by_id(ID).one(connection.inner()).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt {
        table: TABLE,
        column: "id",
        id: ID.to_string(),
        problem: "the row is missing".to_owned(),
    })?;
    let url = |column, stored: Option<String>| {
        stored.map(|stored| text(WebUrl::parse(&stored), TABLE, column, ID)).transpose()
    };
    let policy = PartialImpactPolicy::parse(&row.partial_impact);
    Ok(PortalSettings {
        is_enabled: row.is_enabled,
        logo_url: url("logo_url", row.logo_url)?,
        accent: row
            .accent_color
            .map(|stored| text(Accent::parse(&stored), TABLE, "accent_color", ID))
            .transpose()?,
        support_url: url("support_url", row.support_url)?,
        partial_impact: word(policy, TABLE, "partial_impact", ID, &row.partial_impact)?,
        excludes_maintenance: row.excludes_maintenance,
        version: row.version,
    })
}

/// Saves the settings under the version they were loaded with; the stored one becomes `version + 1`.
pub async fn save(tx: &Tx, settings: &PortalSettings) -> Result<(), StoreError> {
    let url = |url: &Option<WebUrl>| Set(url.as_ref().map(|url| url.as_str().to_owned()));
    let changed = Entity::update_many()
        .set(ActiveModel {
            id: NotSet,
            is_enabled: Set(settings.is_enabled),
            logo_url: url(&settings.logo_url),
            accent_color: Set(settings.accent.as_ref().map(|accent| accent.as_str().to_owned())),
            support_url: url(&settings.support_url),
            partial_impact: Set(settings.partial_impact.as_str().to_owned()),
            excludes_maintenance: Set(settings.excludes_maintenance),
            version: NotSet,
        })
        .col_expr(Column::Version, Expr::value(settings.version + 1))
        .filter(Column::Version.eq(settings.version))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict { current: load(tx).await?.version })
}
