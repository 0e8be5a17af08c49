//! Loads analyses whole, a few statements for any number of them.

use std::collections::HashMap;

use domain::id::{CauseGroupId, RcaId};
use domain::rca::{Analysis, Cause, CauseGroup, CauseLink, Evidence, Graph, Rca};
use sea_orm::sea_query::JoinType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, RelationDef};

use super::entity::{
    barrier, cause, cause_group, cause_link, difference, evidence, rca, rca_answer, rca_dismissal,
};
use super::{list, parts, row, uuids};
use crate::{Connection, StoreError, Tx};

pub use super::save::{insert, save};

/// An analysis's own fields, locked until the transaction ends: everything in it is written under this lock.
pub async fn lock(tx: &Tx, id: RcaId) -> Result<Option<Rca>, StoreError> {
    let row = rca::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?;
    row.as_ref().map(row::rca).transpose()
}

/// Analyses with everything in them, removed causes too; those that do not exist are absent. Eight statements.
pub async fn load(
    connection: &impl Connection,
    ids: &[RcaId],
) -> Result<HashMap<RcaId, Analysis>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut found: HashMap<RcaId, Analysis> = HashMap::new();
    for (id, rca) in list::by_ids(connection, ids).await? {
        found.insert(id, empty(rca));
    }
    if found.is_empty() {
        return Ok(found);
    }
    for cause in causes(connection, ids).await? {
        put(&mut found, cause.rca, |analysis| analysis.graph.causes.push(cause));
    }
    for group in groups(connection, ids).await? {
        put(&mut found, group.rca, |analysis| analysis.graph.groups.push(group));
    }
    for piece in evidence(connection, ids).await? {
        put(&mut found, piece.rca, |analysis| analysis.evidence.push(piece));
    }
    tables(connection, ids, &mut found).await?;
    answers(connection, ids, &mut found).await?;
    Ok(found)
}

fn empty(rca: Rca) -> Analysis {
    Analysis {
        rca,
        graph: Graph::default(),
        evidence: Vec::new(),
        barriers: Vec::new(),
        differences: Vec::new(),
        answers: Vec::new(),
        dismissals: Vec::new(),
    }
}

fn put(found: &mut HashMap<RcaId, Analysis>, id: RcaId, add: impl FnOnce(&mut Analysis)) {
    if let Some(analysis) = found.get_mut(&id) {
        add(analysis);
    }
}

async fn causes(connection: &impl Connection, ids: &[RcaId]) -> Result<Vec<Cause>, StoreError> {
    let rows = cause::Entity::find()
        .filter(cause::Column::RcaId.is_in(uuids(ids)))
        .order_by_asc(cause::Column::CreatedAt)
        .order_by_asc(cause::Column::Id)
        .all(connection.inner())
        .await?;
    rows.iter().map(row::cause).collect()
}

/// Groups with their links: two statements.
async fn groups(connection: &impl Connection, ids: &[RcaId]) -> Result<Vec<CauseGroup>, StoreError> {
    let rows = cause_group::Entity::find()
        .filter(cause_group::Column::RcaId.is_in(uuids(ids)))
        .order_by_asc(cause_group::Column::CreatedAt)
        .order_by_asc(cause_group::Column::Id)
        .all(connection.inner())
        .await?;
    let mut links = links(connection, ids).await?;
    let mut groups = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut group = parts::group(row)?;
        group.links = links.remove(&group.id).unwrap_or_default();
        groups.push(group);
    }
    Ok(groups)
}

async fn links(
    connection: &impl Connection,
    ids: &[RcaId],
) -> Result<HashMap<CauseGroupId, Vec<CauseLink>>, StoreError> {
    let groups: RelationDef = cause_link::Entity::belongs_to(cause_group::Entity)
        .from(cause_link::Column::GroupId)
        .to(cause_group::Column::Id)
        .into();
    let rows = cause_link::Entity::find()
        .join(JoinType::InnerJoin, groups)
        .filter(cause_group::Column::RcaId.is_in(uuids(ids)))
        .order_by_asc(cause_link::Column::Position)
        .order_by_asc(cause_link::Column::CauseId)
        .all(connection.inner())
        .await?;
    let mut found: HashMap<CauseGroupId, Vec<CauseLink>> = HashMap::new();
    for row in &rows {
        found.entry(CauseGroupId::new(row.group_id)).or_default().push(parts::link(row)?);
    }
    Ok(found)
}

async fn evidence(connection: &impl Connection, ids: &[RcaId]) -> Result<Vec<Evidence>, StoreError> {
    let rows = evidence::Entity::find()
        .filter(evidence::Column::RcaId.is_in(uuids(ids)))
        .order_by_asc(evidence::Column::CreatedAt)
        .order_by_asc(evidence::Column::Id)
        .all(connection.inner())
        .await?;
    rows.iter().map(row::evidence).collect()
}

async fn tables(
    connection: &impl Connection,
    ids: &[RcaId],
    found: &mut HashMap<RcaId, Analysis>,
) -> Result<(), StoreError> {
    let rows = barrier::Entity::find()
        .filter(barrier::Column::RcaId.is_in(uuids(ids)))
        .order_by_asc(barrier::Column::CreatedAt)
        .order_by_asc(barrier::Column::Id)
        .all(connection.inner())
        .await?;
    for row in &rows {
        let barrier = parts::barrier(row)?;
        put(found, barrier.rca, |analysis| analysis.barriers.push(barrier));
    }
    let rows = difference::Entity::find()
        .filter(difference::Column::RcaId.is_in(uuids(ids)))
        .order_by_asc(difference::Column::CreatedAt)
        .order_by_asc(difference::Column::Id)
        .all(connection.inner())
        .await?;
    for row in &rows {
        let difference = parts::difference(row)?;
        put(found, difference.rca, |analysis| analysis.differences.push(difference));
    }
    Ok(())
}

async fn answers(
    connection: &impl Connection,
    ids: &[RcaId],
    found: &mut HashMap<RcaId, Analysis>,
) -> Result<(), StoreError> {
    let rows = rca_answer::Entity::find()
        .filter(rca_answer::Column::RcaId.is_in(uuids(ids)))
        .all(connection.inner())
        .await?;
    for row in &rows {
        let answer = parts::answer(row)?;
        put(found, RcaId::new(row.rca_id), |analysis| analysis.answers.push(answer));
    }
    let rows = rca_dismissal::Entity::find()
        .filter(rca_dismissal::Column::RcaId.is_in(uuids(ids)))
        .order_by_asc(rca_dismissal::Column::DismissedAt)
        .all(connection.inner())
        .await?;
    for row in rows {
        let id = RcaId::new(row.rca_id);
        let dismissal = parts::dismissal(row)?;
        put(found, id, |analysis| analysis.dismissals.push(dismissal));
    }
    for analysis in found.values_mut() {
        analysis.answers.sort_by_key(|answer| answer.key);
    }
    Ok(())
}
