//! Which incidents belong to which problems and the other way round, a page of each in one statement.
//!
//! The records themselves are read by id afterwards, each once. It must not know what else they hold.

use std::collections::HashMap;

use domain::id::{ImpactWindowId, IncidentId, ProblemId};
use domain::incident::{ImpactLevel, ImpactWindow};
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    RelationDef,
};
use uuid::Uuid;

use super::entity::{problem, problem_incident};
use super::uuids;
use crate::error::word;
use crate::incident::{Scope, impact_window, incident, incident_service, within};
use crate::{Connection, StoreError};

const NEWEST_INCIDENT: &str = "ROW_NUMBER() OVER (PARTITION BY \"problem_incident\".\"problem_id\" \
     ORDER BY \"incident\".\"started_at\" DESC, \"incident\".\"id\" DESC)";
const NEWEST_PROBLEM: &str = "ROW_NUMBER() OVER (PARTITION BY \"problem_incident\".\"incident_id\" \
     ORDER BY \"problem\".\"created_at\" DESC, \"problem\".\"id\" DESC)";

fn incidents() -> RelationDef {
    problem_incident::Entity::belongs_to(incident::Entity)
        .from(problem_incident::Column::IncidentId)
        .to(incident::Column::Id)
        .into()
}

fn problems() -> RelationDef {
    problem_incident::Entity::belongs_to(problem::Entity)
        .from(problem_incident::Column::ProblemId)
        .to(problem::Column::Id)
        .into()
}

#[derive(FromQueryResult)]
struct Pair {
    owner: Uuid,
    id: Uuid,
}

/// Pairs whose rank is at most `limit`, in the order of rank.
async fn ranked(
    connection: &impl Connection,
    pairs: SelectStatement,
    limit: u64,
) -> Result<Vec<Pair>, StoreError> {
    let rank = Alias::new("rank");
    let statement = Query::select()
        .columns([Alias::new("owner"), Alias::new("id")])
        .from_subquery(pairs, Alias::new("ranked"))
        .and_where(Expr::col(rank.clone()).lte(i64::try_from(limit).unwrap_or(i64::MAX)))
        .order_by(rank, sea_orm::Order::Asc)
        .to_owned();
    let rows = connection.inner().query_all(&statement).await?;
    Ok(rows.iter().map(|row| Pair::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// Up to `limit` incidents in sight of each problem, newest first, after a keyset.
pub async fn incidents_of(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[ProblemId],
    after: Option<(Instant, IncidentId)>,
    limit: u64,
) -> Result<HashMap<ProblemId, Vec<IncidentId>>, StoreError> {
    let mut select = problem_incident::Entity::find()
        .select_only()
        .column_as(problem_incident::Column::ProblemId, "owner")
        .column_as(incident::Column::Id, "id")
        .expr_as(Expr::cust(NEWEST_INCIDENT), "rank")
        .join(JoinType::InnerJoin, incidents())
        .filter(problem_incident::Column::ProblemId.is_in(uuids(ids)))
        .filter(scope.condition());
    if let Some((at, id)) = after {
        let key = Expr::tuple([
            Expr::col((incident::Entity, incident::Column::StartedAt)),
            Expr::col((incident::Entity, incident::Column::Id)),
        ]);
        select = select.filter(key.lt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let mut found: HashMap<ProblemId, Vec<IncidentId>> = HashMap::new();
    for pair in ranked(connection, select.into_query(), limit).await? {
        found.entry(ProblemId::new(pair.owner)).or_default().push(IncidentId::new(pair.id));
    }
    Ok(found)
}

/// How many incidents in sight each problem has.
pub async fn count_incidents(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[ProblemId],
) -> Result<HashMap<ProblemId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = problem_incident::Entity::find()
        .select_only()
        .column(problem_incident::Column::ProblemId)
        .column_as(incident::Column::Id.count(), "incidents")
        .join(JoinType::InnerJoin, incidents())
        .filter(problem_incident::Column::ProblemId.is_in(uuids(ids)))
        .filter(scope.condition())
        .group_by(problem_incident::Column::ProblemId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (ProblemId::new(id), count)).collect())
}

/// Up to `limit` problems of each incident in sight, newest first, after a keyset.
pub async fn problems_of(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
    after: Option<(Instant, ProblemId)>,
    limit: u64,
) -> Result<HashMap<IncidentId, Vec<ProblemId>>, StoreError> {
    let mut select = problem_incident::Entity::find()
        .select_only()
        .column_as(problem_incident::Column::IncidentId, "owner")
        .column_as(problem::Column::Id, "id")
        .expr_as(Expr::cust(NEWEST_PROBLEM), "rank")
        .join(JoinType::InnerJoin, problems())
        .filter(within(problem_incident::Column::IncidentId, scope, ids));
    if let Some((at, id)) = after {
        let key = Expr::tuple([
            Expr::col((problem::Entity, problem::Column::CreatedAt)),
            Expr::col((problem::Entity, problem::Column::Id)),
        ]);
        select = select.filter(key.lt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let mut found: HashMap<IncidentId, Vec<ProblemId>> = HashMap::new();
    for pair in ranked(connection, select.into_query(), limit).await? {
        found.entry(IncidentId::new(pair.owner)).or_default().push(ProblemId::new(pair.id));
    }
    Ok(found)
}

/// How many problems each incident in sight has.
pub async fn count_problems(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<HashMap<IncidentId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = problem_incident::Entity::find()
        .select_only()
        .column(problem_incident::Column::IncidentId)
        .column_as(problem_incident::Column::ProblemId.count(), "problems")
        .filter(within(problem_incident::Column::IncidentId, scope, ids))
        .group_by(problem_incident::Column::IncidentId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (IncidentId::new(id), count)).collect())
}

/// Windows of impact of a problem's incidents in sight, without their services.
pub async fn windows_of(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[ProblemId],
) -> Result<HashMap<ProblemId, Vec<ImpactWindow>>, StoreError> {
    let windows: RelationDef = problem_incident::Entity::belongs_to(impact_window::Entity)
        .from(problem_incident::Column::IncidentId)
        .to(impact_window::Column::IncidentId)
        .into();
    let rows: Vec<(Uuid, Uuid, Instant, Option<Instant>, String)> = problem_incident::Entity::find()
        .select_only()
        .column(problem_incident::Column::ProblemId)
        .column(impact_window::Column::Id)
        .column(impact_window::Column::StartedAt)
        .column(impact_window::Column::EndedAt)
        .column(impact_window::Column::Level)
        .join(JoinType::InnerJoin, incidents())
        .join(JoinType::InnerJoin, windows)
        .filter(problem_incident::Column::ProblemId.is_in(uuids(ids)))
        .filter(scope.condition())
        .into_tuple()
        .all(connection.inner())
        .await?;
    let mut found: HashMap<ProblemId, Vec<ImpactWindow>> = HashMap::new();
    for (problem, id, started_at, ended_at, level) in rows {
        let id = ImpactWindowId::new(id);
        let level = word(ImpactLevel::parse(&level), "impact_window", "level", id, &level)?;
        let window = ImpactWindow { id, started_at, ended_at, level, services: Vec::new() };
        found.entry(ProblemId::new(problem)).or_default().push(window);
    }
    Ok(found)
}

/// As the partial index has it, so that the database can tell that it serves.
const IS_KNOWN: &str = "(\"problem\".\"status\" = 'KNOWN_ERROR' OR (\"problem\".\"workaround_steps\" IS NOT NULL \
     AND \"problem\".\"status\" NOT IN ('CLOSED', 'ACCEPTED_RISK')))";
const NEWEST_KNOWN: &str = "ROW_NUMBER() OVER (PARTITION BY \"incident_service\".\"incident_id\" \
     ORDER BY \"known\".\"updated_at\" DESC, \"known\".\"id\" DESC)";
const NOT_LINKED: &str = "NOT EXISTS (SELECT 1 FROM problem_incident AS link WHERE link.problem_id = \"known\".\"id\" \
     AND link.incident_id = \"incident_service\".\"incident_id\")";
/// So many of the known errors that changed last are looked at: more would not be read by anybody in a hurry.
const KNOWN_AT_MOST: u64 = 2_000;

/// Up to `limit` known errors, and open problems with a workaround, of the services of each incident in sight, that are not
/// linked to it; changed last first.
pub async fn known_errors(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
    limit: u64,
) -> Result<HashMap<IncidentId, Vec<ProblemId>>, StoreError> {
    use super::entity::problem_service;
    let (known, service) = (Alias::new("known"), problem_service::Column::ServiceId);
    let newest = Query::select()
        .columns([(problem::Entity, problem::Column::Id), (problem::Entity, problem::Column::UpdatedAt)])
        .from(problem::Entity)
        .and_where(Expr::cust(IS_KNOWN))
        .order_by((problem::Entity, problem::Column::UpdatedAt), sea_orm::Order::Desc)
        .order_by((problem::Entity, problem::Column::Id), sea_orm::Order::Desc)
        .limit(KNOWN_AT_MOST)
        .to_owned();
    let pairs = Query::select()
        .expr_as(Expr::col((incident_service::Entity, incident_service::Column::IncidentId)), "owner")
        .expr_as(Expr::col((known.clone(), Alias::new("id"))), "id")
        .expr_as(Expr::cust(NEWEST_KNOWN), "rank")
        .from_subquery(newest, known.clone())
        .join(
            JoinType::InnerJoin,
            problem_service::Entity,
            Expr::col((problem_service::Entity, problem_service::Column::ProblemId))
                .equals((known.clone(), Alias::new("id"))),
        )
        .join(
            JoinType::InnerJoin,
            incident_service::Entity,
            Expr::col((incident_service::Entity, incident_service::Column::ServiceId))
                .equals((problem_service::Entity, service)),
        )
        .and_where(within(incident_service::Column::IncidentId, scope, ids))
        .and_where(Expr::cust(NOT_LINKED))
        // A problem may share several services.
        .add_group_by([
            Expr::col((incident_service::Entity, incident_service::Column::IncidentId)),
            Expr::col((known.clone(), Alias::new("id"))),
            Expr::col((known, Alias::new("updated_at"))),
        ])
        .to_owned();
    let mut found: HashMap<IncidentId, Vec<ProblemId>> = HashMap::new();
    for pair in ranked(connection, pairs, limit).await? {
        found.entry(IncidentId::new(pair.owner)).or_default().push(ProblemId::new(pair.id));
    }
    Ok(found)
}
