//! Single look-ups, and pages of the causes of analyses and of the evidence of causes.

use std::collections::HashMap;

use domain::id::{BarrierId, CauseGroupId, CauseId, DifferenceId, EvidenceId, RcaId};
use domain::rca::{Cause, Evidence, Rca};
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::entity::{barrier, cause, cause_group, difference, evidence, rca};
use super::{cause_uuids, row, uuids};
use crate::{Connection, StoreError};

/// Analyses by id, their own fields; those that do not exist are absent.
pub async fn by_ids(connection: &impl Connection, ids: &[RcaId]) -> Result<HashMap<RcaId, Rca>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = rca::Entity::find().filter(rca::Column::Id.is_in(uuids(ids))).all(connection.inner()).await?;
    rows.iter().map(|row| row::rca(row).map(|rca| (rca.id, rca))).collect()
}

/// The analysis with a number, as in `RCA-n`.
pub async fn by_number(connection: &impl Connection, number: i64) -> Result<Option<Rca>, StoreError> {
    let row = rca::Entity::find().filter(rca::Column::Number.eq(number)).one(connection.inner()).await?;
    row.as_ref().map(row::rca).transpose()
}

/// Causes by id, removed ones too; those that do not exist are absent.
pub async fn causes_by_ids(
    connection: &impl Connection,
    ids: &[CauseId],
) -> Result<HashMap<CauseId, Cause>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = cause::Entity::find()
        .filter(cause::Column::Id.is_in(cause_uuids(ids)))
        .all(connection.inner())
        .await?;
    rows.iter().map(|row| row::cause(row).map(|cause| (cause.id, cause))).collect()
}

/// Evidence by id; what does not exist is absent.
pub async fn evidence_by_ids(
    connection: &impl Connection,
    ids: &[EvidenceId],
) -> Result<HashMap<EvidenceId, Evidence>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = crate::incident::rounded(ids.iter().map(|id| id.uuid()).collect());
    let rows =
        evidence::Entity::find().filter(evidence::Column::Id.is_in(ids)).all(connection.inner()).await?;
    rows.iter().map(|row| row::evidence(row).map(|evidence| (evidence.id, evidence))).collect()
}

/// The analysis of a cause.
pub async fn of_cause(connection: &impl Connection, id: CauseId) -> Result<Option<RcaId>, StoreError> {
    let select = cause::Entity::find_by_id(id.uuid()).select_only().column(cause::Column::RcaId);
    Ok(select.into_tuple::<Uuid>().one(connection.inner()).await?.map(RcaId::new))
}

/// The analysis of a group.
pub async fn of_group(connection: &impl Connection, id: CauseGroupId) -> Result<Option<RcaId>, StoreError> {
    let select = cause_group::Entity::find_by_id(id.uuid()).select_only().column(cause_group::Column::RcaId);
    Ok(select.into_tuple::<Uuid>().one(connection.inner()).await?.map(RcaId::new))
}

/// The analysis of a piece of evidence.
pub async fn of_evidence(connection: &impl Connection, id: EvidenceId) -> Result<Option<RcaId>, StoreError> {
    let select = evidence::Entity::find_by_id(id.uuid()).select_only().column(evidence::Column::RcaId);
    Ok(select.into_tuple::<Uuid>().one(connection.inner()).await?.map(RcaId::new))
}

/// The analysis of a row of the barrier analysis.
pub async fn of_barrier(connection: &impl Connection, id: BarrierId) -> Result<Option<RcaId>, StoreError> {
    let select = barrier::Entity::find_by_id(id.uuid()).select_only().column(barrier::Column::RcaId);
    Ok(select.into_tuple::<Uuid>().one(connection.inner()).await?.map(RcaId::new))
}

/// The analysis of a row of the change analysis.
pub async fn of_difference(
    connection: &impl Connection,
    id: DifferenceId,
) -> Result<Option<RcaId>, StoreError> {
    let select = difference::Entity::find_by_id(id.uuid()).select_only().column(difference::Column::RcaId);
    Ok(select.into_tuple::<Uuid>().one(connection.inner()).await?.map(RcaId::new))
}

const CAUSE_RANK: &str = "ROW_NUMBER() OVER (PARTITION BY rca_id ORDER BY created_at, id)";
const EVIDENCE_RANK: &str = "ROW_NUMBER() OVER (PARTITION BY cause_id ORDER BY created_at, id)";

/// Ids whose rank is at most `limit`.
fn first(ranked: SelectStatement, limit: u64) -> SelectStatement {
    Query::select()
        .column(Alias::new("id"))
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("rank")).lte(i64::try_from(limit).unwrap_or(i64::MAX)))
        .to_owned()
}

/// Up to `limit` causes of each analysis, oldest first, removed ones left out, after a keyset.
pub async fn causes(
    connection: &impl Connection,
    ids: &[RcaId],
    after: Option<(Instant, CauseId)>,
    limit: u64,
) -> Result<HashMap<RcaId, Vec<Cause>>, StoreError> {
    use cause::{Column, Entity};
    let mut wanted = Condition::all().add(Column::RcaId.is_in(uuids(ids))).add(Column::RemovedAt.is_null());
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col((Entity, Column::CreatedAt)), Expr::col((Entity, Column::Id))]);
        wanted = wanted.add(key.gt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let select = if ids.len() == 1 {
        Entity::find().filter(wanted).limit(limit)
    } else {
        let ranked = Entity::find()
            .select_only()
            .column(Column::Id)
            .expr_as(Expr::cust(CAUSE_RANK), "rank")
            .filter(wanted)
            .into_query();
        Entity::find().filter(Column::Id.in_subquery(first(ranked, limit)))
    };
    let rows =
        select.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(connection.inner()).await?;
    let mut pages: HashMap<RcaId, Vec<Cause>> = HashMap::new();
    for row in &rows {
        let cause = row::cause(row)?;
        pages.entry(cause.rca).or_default().push(cause);
    }
    Ok(pages)
}

/// How many causes each analysis has, removed ones left out.
pub async fn count_causes(
    connection: &impl Connection,
    ids: &[RcaId],
) -> Result<HashMap<RcaId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = cause::Entity::find()
        .select_only()
        .column(cause::Column::RcaId)
        .column_as(cause::Column::Id.count(), "causes")
        .filter(cause::Column::RcaId.is_in(uuids(ids)))
        .filter(cause::Column::RemovedAt.is_null())
        .group_by(cause::Column::RcaId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (RcaId::new(id), count)).collect())
}

/// Up to `limit` pieces of evidence of each cause, oldest first, after a keyset.
pub async fn evidence_of(
    connection: &impl Connection,
    ids: &[CauseId],
    after: Option<(Instant, EvidenceId)>,
    limit: u64,
) -> Result<HashMap<CauseId, Vec<Evidence>>, StoreError> {
    use evidence::{Column, Entity};
    let mut wanted = Condition::all().add(Column::CauseId.is_in(cause_uuids(ids)));
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col((Entity, Column::CreatedAt)), Expr::col((Entity, Column::Id))]);
        wanted = wanted.add(key.gt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let ranked = Entity::find()
        .select_only()
        .column(Column::Id)
        .expr_as(Expr::cust(EVIDENCE_RANK), "rank")
        .filter(wanted)
        .into_query();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(first(ranked, limit)))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(connection.inner())
        .await?;
    let mut pages: HashMap<CauseId, Vec<Evidence>> = HashMap::new();
    for row in &rows {
        if let Some(cause) = row.cause_id {
            pages.entry(CauseId::new(cause)).or_default().push(row::evidence(row)?);
        }
    }
    Ok(pages)
}

/// How many pieces of evidence each cause has.
pub async fn count_evidence(
    connection: &impl Connection,
    ids: &[CauseId],
) -> Result<HashMap<CauseId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::CauseId)
        .column_as(evidence::Column::Id.count(), "pieces")
        .filter(evidence::Column::CauseId.is_in(cause_uuids(ids)))
        .group_by(evidence::Column::CauseId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (CauseId::new(id), count)).collect())
}
