//! Loads and saves the settings of the organisation.

use domain::incident::Severity;
use domain::organisation::{Organisation, SeverityThresholds, SeverityWords, Thresholds};
use domain::text::{Name, ShortText};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entity::{organisation, severity};
use crate::error::{text, word};
use crate::{Connection, StoreError, Tx};

/// The only row of `organisation`.
const ID: i32 = 1;
const TABLE: &str = "organisation";
const SEVERITIES: &str = "organisation_severity";

/// The settings.
pub async fn load(connection: &impl Connection) -> Result<Organisation, StoreError> {
    let row = organisation::Entity::find_by_id(ID).one(connection.inner()).await?;
    let row = row.ok_or_else(|| missing(TABLE, "id", ID.to_string()))?;
    let rows =
        severity::Entity::find().order_by_asc(severity::Column::Severity).all(connection.inner()).await?;
    let mut thresholds = Thresholds::default();
    let mut words = Vec::with_capacity(Severity::ALL.len());
    for row in rows {
        let severity =
            word(Severity::parse(&row.severity), SEVERITIES, "severity", &row.severity, &row.severity)?;
        *thresholds.of_mut(severity) = limits(&row)?;
        words.push(SeverityWords {
            label: text(Name::parse(&row.label), SEVERITIES, "label", severity)?,
            criteria: text(ShortText::parse(&row.criteria), SEVERITIES, "criteria", severity)?,
        });
    }
    thresholds.late_grace_minutes =
        minutes(TABLE, "late_grace_minutes", &ID.to_string(), row.late_grace_minutes)?;
    Ok(Organisation {
        name: text(Name::parse(&row.name), TABLE, "name", ID)?,
        time_zone: text(Name::parse(&row.time_zone), TABLE, "time_zone", ID)?,
        // Ordered by their words, which is the order of their ranks.
        severities: words.try_into().map_err(|_| missing(SEVERITIES, "severity", "a severity".to_owned()))?,
        thresholds,
        approve_external_updates: row.approve_external_updates,
        rca_preliminary_days: minutes(
            TABLE,
            "rca_preliminary_days",
            &ID.to_string(),
            row.rca_preliminary_days,
        )?,
        rca_final_days: minutes(TABLE, "rca_final_days", &ID.to_string(), row.rca_final_days)?,
        version: row.version,
    })
}

/// Saves the settings under the version they were loaded with; the stored one becomes `version + 1`.
pub async fn save(tx: &Tx, settings: &Organisation) -> Result<(), StoreError> {
    let changed = organisation::Entity::update_many()
        .set(organisation::ActiveModel {
            id: sea_orm::NotSet,
            name: Set(settings.name.as_str().to_owned()),
            time_zone: Set(settings.time_zone.as_str().to_owned()),
            late_grace_minutes: Set(settings.thresholds.late_grace_minutes.cast_signed()),
            version: sea_orm::NotSet,
            approve_external_updates: Set(settings.approve_external_updates),
            rca_preliminary_days: Set(settings.rca_preliminary_days.cast_signed()),
            rca_final_days: Set(settings.rca_final_days.cast_signed()),
        })
        .col_expr(organisation::Column::Version, Expr::value(settings.version + 1))
        .filter(organisation::Column::Version.eq(settings.version))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected != 1 {
        return Err(StoreError::Conflict { current: load(tx).await?.version });
    }
    for severity in Severity::ALL {
        let (words, of) = (settings.words(*severity), settings.thresholds.of(*severity));
        severity::Entity::update_many()
            .set(severity::ActiveModel {
                severity: sea_orm::NotSet,
                label: Set(words.label.as_str().to_owned()),
                criteria: Set(words.criteria.as_str().to_owned()),
                roles_within_minutes: Set(of.roles_within.map(u32::cast_signed)),
                first_update_minutes: Set(of.first_update.map(u32::cast_signed)),
                internal_cadence_minutes: Set(of.internal_cadence.map(u32::cast_signed)),
                external_cadence_minutes: Set(of.external_cadence.map(u32::cast_signed)),
            })
            .filter(severity::Column::Severity.eq(severity.as_str()))
            .exec(tx.inner())
            .await?;
    }
    Ok(())
}

fn limits(row: &severity::Model) -> Result<SeverityThresholds, StoreError> {
    let read = |column, stored: Option<i32>| {
        stored.map(|stored| minutes(SEVERITIES, column, &row.severity, stored)).transpose()
    };
    Ok(SeverityThresholds {
        roles_within: read("roles_within_minutes", row.roles_within_minutes)?,
        first_update: read("first_update_minutes", row.first_update_minutes)?,
        internal_cadence: read("internal_cadence_minutes", row.internal_cadence_minutes)?,
        external_cadence: read("external_cadence_minutes", row.external_cadence_minutes)?,
    })
}

fn minutes(table: &'static str, column: &'static str, id: &str, stored: i32) -> Result<u32, StoreError> {
    text(u32::try_from(stored), table, column, id)
}

fn missing(table: &'static str, column: &'static str, id: String) -> StoreError {
    StoreError::Corrupt { table, column, id, problem: "the row is missing".to_owned() }
}
