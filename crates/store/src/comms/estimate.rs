//! Appends estimates of impact and reads them.

use std::collections::HashMap;

use domain::comms::estimate::{Currency, EstimateKind, ImpactEstimate};
use domain::id::{ImpactEstimateId, IncidentId};
use domain::text::{Markdown, ShortText};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, Set};

use super::entity::impact_estimate::{ActiveModel, Column, Entity, Model};
use crate::error::{text, word};
use crate::incident::{Scope, in_sight, within};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "impact_estimate";

/// Appends an estimate.
pub async fn append(tx: &Tx, estimate: &ImpactEstimate) -> Result<(), StoreError> {
    let (author_kind, author_id) = principal_columns(estimate.author);
    let row = ActiveModel {
        id: Set(estimate.id.uuid()),
        incident_id: Set(estimate.incident.uuid()),
        kind: Set(estimate.kind.as_str().to_owned()),
        value: Set(estimate.value),
        currency: Set(estimate.currency.as_ref().map(|currency| currency.as_str().to_owned())),
        source: Set(estimate.source.as_str().to_owned()),
        note: Set(estimate.note.as_str().to_owned()),
        estimated_at: Set(estimate.estimated_at),
        recorded_at: Set(estimate.recorded_at),
        author_kind: Set(author_kind),
        author_id: Set(author_id),
    };
    Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// One estimate, if its incident is in sight.
pub async fn by_id(
    connection: &impl Connection,
    scope: &Scope,
    id: ImpactEstimateId,
) -> Result<Option<ImpactEstimate>, StoreError> {
    let row = Entity::find_by_id(id.uuid())
        .filter(in_sight(Column::IncidentId, scope))
        .one(connection.inner())
        .await?;
    row.as_ref().map(stored).transpose()
}

/// The estimates of each of some incidents, in the order of their record.
pub async fn of_incidents(
    connection: &impl Connection,
    scope: &Scope,
    incidents: &[IncidentId],
) -> Result<HashMap<IncidentId, Vec<ImpactEstimate>>, StoreError> {
    let rows = Entity::find()
        .filter(within(Column::IncidentId, scope, incidents))
        .order_by_asc(Column::RecordedAt)
        .order_by_asc(Column::Id)
        .all(connection.inner())
        .await?;
    let mut all: HashMap<IncidentId, Vec<ImpactEstimate>> = HashMap::new();
    for row in &rows {
        all.entry(IncidentId::new(row.incident_id)).or_default().push(stored(row)?);
    }
    Ok(all)
}

fn stored(row: &Model) -> Result<ImpactEstimate, StoreError> {
    let id = ImpactEstimateId::new(row.id);
    let currency = |text: &String| word(Currency::parse(text), TABLE, "currency", id, text);
    let author = principal_from(&row.author_kind, &row.author_id);
    Ok(ImpactEstimate {
        id,
        incident: IncidentId::new(row.incident_id),
        kind: word(EstimateKind::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        value: row.value,
        currency: row.currency.as_ref().map(currency).transpose()?,
        source: text(ShortText::parse(&row.source), TABLE, "source", id)?,
        note: text(Markdown::parse(&row.note), TABLE, "note", id)?,
        estimated_at: row.estimated_at,
        recorded_at: row.recorded_at,
        author: word(author, TABLE, "author_id", id, &row.author_id)?,
    })
}
