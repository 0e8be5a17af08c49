//! Promises and what became of them, and which of them somebody was told of as late. A decision stands once for each promise and
//! stage.

use std::collections::HashMap;

use domain::comms::Audience;
use domain::comms::promise::{EscalationStage, Promise, PromiseKind, PromiseOutcome, RcaStage};
use domain::id::{IncidentId, PromiseId};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};
use uuid::Uuid;

use super::entity::promise::{ActiveModel, Column, Entity, Model};
use super::entity::promise_escalation;
use crate::db::backend;
use crate::error::word;
use crate::incident::{Scope, in_sight, rounded, within};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Backend, Bulk, Bundle, Connection, StoreError, Tx};

const TABLE: &str = "promise";
/// As constants, so that the database can tell that the partial indexes serve.
const IS_OPEN: &str = "\"promise\".\"outcome\" = 'OPEN'";
const HAS_NEXT: &str = "\"promise\".\"escalate_at\" IS NOT NULL";

/// Which promises to list; `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Whether they are not settled yet.
    pub is_open: Option<bool>,
    /// Whether they are open and were due before this instant.
    pub late: Option<(bool, Instant)>,
    /// To this audience.
    pub audience: Option<Audience>,
    /// Of this kind.
    pub kind: Option<PromiseKind>,
}

/// What a report counts of one promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// To whom.
    pub audience: Audience,
    /// What was promised.
    pub kind: PromiseKind,
    /// What became of it.
    pub outcome: PromiseOutcome,
    /// When it was due.
    pub due_at: Instant,
    /// When it was kept.
    pub kept_at: Option<Instant>,
}

/// Adds promises to what is written last.
pub fn add(later: &mut Bundle, promises: &[Promise]) {
    later.add(promises.iter().map(row));
}

/// Adds very many promises; a bulk of incidents holds the table.
pub async fn add_all(bulk: &mut Bulk, promises: &[Promise]) -> Result<(), StoreError> {
    bulk.add(promises.iter().map(row).collect()).await
}

/// Saves what became of a promise. Its incident is locked.
pub async fn save(tx: &Tx, promise: &Promise) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(promise.outcome.as_str()))
        .col_expr(Column::KeptAt, Expr::value(promise.kept_at))
        .col_expr(Column::EscalateAt, Expr::value(promise.escalate_at))
        .filter(Column::Id.eq(promise.id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// The promise of an update that was made last to an audience of a locked incident.
pub async fn last_update(
    tx: &Tx,
    incident: IncidentId,
    audience: Audience,
) -> Result<Option<Promise>, StoreError> {
    let row = Entity::find()
        .filter(Column::IncidentId.eq(incident.uuid()))
        .filter(Column::Kind.eq(PromiseKind::Update.as_str()))
        .filter(Column::Audience.eq(audience.as_str()))
        .order_by_desc(Column::MadeAt)
        .order_by_desc(Column::Id)
        .one(tx.inner())
        .await?;
    row.as_ref().map(stored).transpose()
}

/// The open promises of one kind about some incidents.
pub async fn open_of(
    tx: &Tx,
    incidents: &[IncidentId],
    kind: PromiseKind,
) -> Result<Vec<Promise>, StoreError> {
    let rows = Entity::find()
        .filter(Column::IncidentId.is_in(rounded(incidents.iter().map(|id| id.uuid()).collect())))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Expr::cust(IS_OPEN))
        .order_by_asc(Column::Id)
        .all(tx.inner())
        .await?;
    rows.iter().map(stored).collect()
}

/// The promises of one kind about each of some incidents, due first first.
pub async fn of_incidents(
    connection: &impl Connection,
    scope: &Scope,
    incidents: &[IncidentId],
    kind: PromiseKind,
) -> Result<HashMap<IncidentId, Vec<Promise>>, StoreError> {
    let rows = Entity::find()
        .filter(within(Column::IncidentId, scope, incidents))
        .filter(Column::Kind.eq(kind.as_str()))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .all(connection.inner())
        .await?;
    let mut all: HashMap<IncidentId, Vec<Promise>> = HashMap::new();
    for row in &rows {
        all.entry(IncidentId::new(row.incident_id)).or_default().push(stored(row)?);
    }
    Ok(all)
}

/// One promise, if its incident is in sight.
pub async fn by_id(
    connection: &impl Connection,
    scope: &Scope,
    id: PromiseId,
) -> Result<Option<Promise>, StoreError> {
    let row = Entity::find_by_id(id.uuid())
        .filter(in_sight(Column::IncidentId, scope))
        .one(connection.inner())
        .await?;
    row.as_ref().map(stored).transpose()
}

/// Up to `limit` promises after a keyset, due first first.
pub async fn page(
    connection: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    after: Option<(Instant, PromiseId)>,
    limit: u64,
) -> Result<Vec<Promise>, StoreError> {
    let mut select = filtered(scope, filter);
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col((Entity, Column::DueAt)), Expr::col((Entity, Column::Id))]);
        select = select.filter(key.gt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let rows = select
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection.inner())
        .await?;
    rows.iter().map(stored).collect()
}

/// How many promises a filter finds.
pub async fn count(connection: &impl Connection, scope: &Scope, filter: &Filter) -> Result<u64, StoreError> {
    Ok(filtered(scope, filter).count(connection.inner()).await?)
}

/// What was promised from one instant to before another, for a report.
pub async fn made_between(
    connection: &impl Connection,
    scope: &Scope,
    from: Instant,
    to: Instant,
) -> Result<Vec<Counted>, StoreError> {
    let rows: Vec<(Uuid, String, String, String, Instant, Option<Instant>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Audience, Column::Kind, Column::Outcome, Column::DueAt, Column::KeptAt])
        .filter(Column::MadeAt.gte(from))
        .filter(Column::MadeAt.lt(to))
        .filter(in_sight(Column::IncidentId, scope))
        .into_tuple()
        .all(connection.inner())
        .await?;
    rows.into_iter()
        .map(|(id, audience, kind, outcome, due_at, kept_at)| {
            Ok(Counted {
                audience: word(Audience::parse(&audience), TABLE, "audience", id, &audience)?,
                kind: word(PromiseKind::parse(&kind), TABLE, "kind", id, &kind)?,
                outcome: word(PromiseOutcome::parse(&outcome), TABLE, "outcome", id, &outcome)?,
                due_at,
                kept_at,
            })
        })
        .collect()
}

/// Whether somebody is to be told of a promise at `now`.
pub async fn has_due(connection: &impl Connection, now: Instant) -> Result<bool, StoreError> {
    let id = due(now, 1).select_only().column(Column::Id).into_tuple::<Uuid>();
    Ok(id.one(connection.inner()).await?.is_some())
}

/// Up to `limit` promises whose time has come at `now`, locked until the transaction ends. What somebody else has locked is
/// passed over: it will be found again.
pub async fn lock_due(tx: &Tx, now: Instant, limit: u64) -> Result<Vec<Promise>, StoreError> {
    let mut select = due(now, limit);
    if backend(tx.inner()) == Backend::Postgres {
        select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = select.all(tx.inner()).await?;
    rows.iter().map(stored).collect()
}

/// Decides that people are told; whether that was not decided before.
pub async fn decide(
    tx: &Tx,
    id: PromiseId,
    stage: EscalationStage,
    is_told: bool,
    now: Instant,
) -> Result<bool, StoreError> {
    let row = promise_escalation::ActiveModel {
        promise_id: Set(id.uuid()),
        stage: Set(stage.as_str().to_owned()),
        decided_at: Set(now),
        is_told: Set(is_told),
    };
    let added = promise_escalation::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(added == 1)
}

/// Sets when the next stage of a locked promise is decided.
pub async fn set_next(tx: &Tx, id: PromiseId, next: Option<Instant>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::EscalateAt, Expr::value(next))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn due(now: Instant, limit: u64) -> Select<Entity> {
    Entity::find()
        .filter(Expr::cust(HAS_NEXT))
        .filter(Column::EscalateAt.lt(now))
        .order_by_asc(Column::EscalateAt)
        .order_by_asc(Column::Id)
        .limit(limit)
}

fn filtered(scope: &Scope, filter: &Filter) -> Select<Entity> {
    let mut all = Condition::all().add(in_sight(Column::IncidentId, scope));
    if let Some(is_open) = filter.is_open {
        let open = Expr::cust(IS_OPEN);
        all = all.add(if is_open { open } else { open.not() });
    }
    if let Some((is_late, before)) = filter.late {
        let late = Condition::all().add(Expr::cust(IS_OPEN)).add(Column::DueAt.lt(before));
        all = all.add(if is_late { late } else { late.not() });
    }
    if let Some(audience) = filter.audience {
        all = all.add(Column::Audience.eq(audience.as_str()));
    }
    if let Some(kind) = filter.kind {
        all = all.add(Column::Kind.eq(kind.as_str()));
    }
    Entity::find().filter(all)
}

fn row(promise: &Promise) -> ActiveModel {
    let (made_by_kind, made_by_id) = principal_columns(promise.made_by);
    ActiveModel {
        id: Set(promise.id.uuid()),
        incident_id: Set(promise.incident.uuid()),
        kind: Set(promise.kind.as_str().to_owned()),
        audience: Set(promise.audience.as_str().to_owned()),
        stage: Set(promise.stage.map(|stage| stage.as_str().to_owned())),
        due_at: Set(promise.due_at),
        made_at: Set(promise.made_at),
        made_by_kind: Set(made_by_kind),
        made_by_id: Set(made_by_id),
        kept_at: Set(promise.kept_at),
        outcome: Set(promise.outcome.as_str().to_owned()),
        escalate_at: Set(promise.escalate_at),
    }
}

fn stored(row: &Model) -> Result<Promise, StoreError> {
    let id = PromiseId::new(row.id);
    let stage = |text: &String| word(RcaStage::parse(text), TABLE, "stage", id, text);
    let made_by = principal_from(&row.made_by_kind, &row.made_by_id);
    Ok(Promise {
        id,
        incident: IncidentId::new(row.incident_id),
        kind: word(PromiseKind::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        audience: word(Audience::parse(&row.audience), TABLE, "audience", id, &row.audience)?,
        stage: row.stage.as_ref().map(stage).transpose()?,
        due_at: row.due_at,
        made_at: row.made_at,
        made_by: word(made_by, TABLE, "made_by_id", id, &row.made_by_id)?,
        kept_at: row.kept_at,
        outcome: word(PromiseOutcome::parse(&row.outcome), TABLE, "outcome", id, &row.outcome)?,
        escalate_at: row.escalate_at,
    })
}
