//! Relations between incidents.

use domain::id::{IncidentId, IncidentLinkId};
use domain::incident::{IncidentLink, IncidentLinkKind};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Set,
    Statement,
};

use super::entity::incident_link;
use super::{Scope, in_sight, scope};
use crate::db::backend;
use crate::error::word;
use crate::{Backend, Connection, StoreError, Tx};

/// One change of relations at a time, so that two parallel ones cannot close a circle together.
const LOCK: &str = "SELECT pg_advisory_xact_lock(724461001)";

/// Relations of one kind that can be reached from `$1`, and those between `$3` and `$1`.
const REACHABLE: &str = "WITH RECURSIVE reached (id) AS (
        SELECT $1
        UNION
        SELECT link.to_id FROM incident_link AS link JOIN reached ON link.from_id = reached.id WHERE link.kind = $2
    )
    SELECT link.id, link.from_id, link.to_id, link.kind, link.created_at
    FROM incident_link AS link
    WHERE link.kind = $2 AND (
        link.from_id IN (SELECT id FROM reached)
        OR (link.from_id = $3 AND link.to_id = $1)
    )";

/// Takes the lock on relations until the transaction ends. On SQLite the transaction holds it.
pub async fn lock(tx: &Tx) -> Result<(), StoreError> {
    if backend(tx.inner()) == Backend::Postgres {
        tx.inner().execute_raw(Statement::from_string(tx.inner().get_database_backend(), LOCK)).await?;
    }
    Ok(())
}

/// What a new relation has to be checked against; unscoped, because a circle is one whoever sees it.
pub async fn reachable(
    tx: &Tx,
    from: IncidentId,
    to: IncidentId,
    kind: IncidentLinkKind,
) -> Result<Vec<IncidentLink>, StoreError> {
    let values = [to.uuid().into(), kind.as_str().into(), from.uuid().into()];
    let statement = Statement::from_sql_and_values(tx.inner().get_database_backend(), REACHABLE, values);
    let rows = tx.inner().query_all_raw(statement).await?;
    rows.iter().map(|row| link(&incident_link::Model::from_query_result(row, "")?)).collect()
}

/// Adds a relation.
pub async fn insert(tx: &Tx, link: &IncidentLink) -> Result<(), StoreError> {
    let row = incident_link::ActiveModel {
        id: Set(link.id.uuid()),
        from_id: Set(link.from.uuid()),
        to_id: Set(link.to.uuid()),
        kind: Set(link.kind.as_str().to_owned()),
        created_at: Set(link.created_at),
    };
    incident_link::Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Ends a relation.
pub async fn delete(tx: &Tx, id: IncidentLinkId) -> Result<(), StoreError> {
    incident_link::Entity::delete_by_id(id.uuid()).exec(tx.inner()).await?;
    Ok(())
}

/// One relation, if both ends are in sight.
pub async fn by_id(
    connection: &impl Connection,
    scope: &Scope,
    id: IncidentLinkId,
) -> Result<Option<IncidentLink>, StoreError> {
    let row =
        incident_link::Entity::find_by_id(id.uuid()).filter(both_ends(scope)).one(connection.inner()).await?;
    row.as_ref().map(link).transpose()
}

/// Relations of these incidents whose both ends are in sight, oldest first. A relation between two
/// of them appears once.
pub async fn of(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<Vec<IncidentLink>, StoreError> {
    let ids = scope::uuids(ids);
    let rows = incident_link::Entity::find()
        .filter(
            Condition::any()
                .add(incident_link::Column::FromId.is_in(ids.clone()))
                .add(incident_link::Column::ToId.is_in(ids)),
        )
        .filter(both_ends(scope))
        .order_by_asc(incident_link::Column::CreatedAt)
        .order_by_asc(incident_link::Column::Id)
        .all(connection.inner())
        .await?;
    rows.iter().map(link).collect()
}

fn both_ends(scope: &Scope) -> Condition {
    Condition::all()
        .add(in_sight(incident_link::Column::FromId, scope))
        .add(in_sight(incident_link::Column::ToId, scope))
}

fn link(row: &incident_link::Model) -> Result<IncidentLink, StoreError> {
    let id = IncidentLinkId::new(row.id);
    Ok(IncidentLink {
        id,
        from: IncidentId::new(row.from_id),
        to: IncidentId::new(row.to_id),
        kind: word(IncidentLinkKind::parse(&row.kind), "incident_link", "kind", id, &row.kind)?,
        created_at: row.created_at,
    })
}
