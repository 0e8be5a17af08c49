//! Where an incident was brought in from, and what the import found odd.

use domain::finding::Finding;
use domain::id::IncidentId;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{incident, incident_finding, incident_source};
use crate::{Connection, StoreError, Tx};

/// The incident that a file of a format became, and the hash of the content that was read.
pub async fn find(tx: &Tx, format: &str, file: &str) -> Result<Option<(IncidentId, String)>, StoreError> {
    let found: Option<(Uuid, Option<String>)> = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .column(incident::Column::ImportHash)
        .filter(incident::Column::ImportFormat.eq(format))
        .filter(incident::Column::ImportFile.eq(file))
        .into_tuple()
        .one(tx.inner())
        .await?;
    Ok(found.map(|(id, hash)| (IncidentId::new(id), hash.unwrap_or_default())))
}

/// Notes where an incident comes from.
pub async fn mark(
    tx: &Tx,
    id: IncidentId,
    format: &str,
    file: &str,
    hash: &str,
    now: Instant,
) -> Result<(), StoreError> {
    incident::Entity::update_many()
        .col_expr(incident::Column::ImportFormat, Expr::value(format))
        .col_expr(incident::Column::ImportFile, Expr::value(file))
        .col_expr(incident::Column::ImportHash, Expr::value(hash))
        .col_expr(incident::Column::ImportedAt, Expr::value(now))
        .filter(incident::Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Replaces the findings of an import.
pub async fn replace_findings(
    tx: &Tx,
    id: IncidentId,
    file: &str,
    findings: &[Finding],
) -> Result<(), StoreError> {
    incident_finding::Entity::delete_many()
        .filter(incident_finding::Column::IncidentId.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    let count = i32::try_from(findings.len()).unwrap_or(i32::MAX);
    let counted = Query::update()
        .table(incident::Entity)
        .value("import_finding_count", count)
        .and_where(Expr::col(incident::Column::Id).eq(id.uuid()))
        .to_owned();
    tx.inner().execute(&counted).await?;
    if findings.is_empty() {
        return Ok(());
    }
    let rows = findings.iter().zip(1..).map(|(finding, position)| incident_finding::ActiveModel {
        incident_id: Set(id.uuid()),
        position: Set(position),
        rule: Set(finding.rule.as_str().to_owned()),
        level: Set(finding.level.as_str().to_owned()),
        message: Set(finding.message.clone()),
        file: Set(file.to_owned()),
    });
    incident_finding::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Keeps the source text as it was read.
pub async fn keep_source(tx: &Tx, id: IncidentId, raw: &str) -> Result<(), StoreError> {
    let row = incident_source::ActiveModel { incident_id: Set(id.uuid()), raw: Set(raw.to_owned()) };
    let replace = OnConflict::column(incident_source::Column::IncidentId)
        .update_column(incident_source::Column::Raw)
        .to_owned();
    incident_source::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// The source text as it was read.
pub async fn source(connection: &impl Connection, id: IncidentId) -> Result<Option<String>, StoreError> {
    let row = incident_source::Entity::find_by_id(id.uuid()).one(connection.inner()).await?;
    Ok(row.map(|row| row.raw))
}
