//! What happened to incidents lately, read from the outbox newest first.
//!
//! It must not know how a change is told.

use domain::id::{EventId, IncidentId};
use domain::identity::Principal;
use domain::incident::IncidentChange;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Scope, scope};
use crate::error::word;
use crate::ledger::entity::event;
use crate::ledger::repo::principal_from;
use crate::{Connection, StoreError};

const TABLE: &str = "event";

/// One thing that happened to an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChange {
    /// The event.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// What.
    pub change: IncidentChange,
    /// To which incident.
    pub incident: IncidentId,
    /// Who did it.
    pub actor: Principal,
    /// Changed facts, as JSON.
    pub facts: String,
}

/// Up to `limit` changes of incidents in sight, newest first, at or after `since`, after a keyset.
pub async fn recent(
    connection: &impl Connection,
    scope: &Scope,
    since: Instant,
    after: Option<(Instant, EventId)>,
    limit: u64,
) -> Result<Vec<StoredChange>, StoreError> {
    let mut select = event::Entity::find()
        .filter(event::Column::At.gte(since))
        .filter(event::Column::Capability.eq("incident"))
        .filter(event::Column::Kind.is_in(IncidentChange::ALL.iter().map(|change| change.as_str())))
        .filter(scope::in_sight(event::Column::SubjectId, scope));
    if let Some((at, id)) = after {
        let key = Expr::tuple([
            Expr::col((event::Entity, event::Column::At)),
            Expr::col((event::Entity, event::Column::Id)),
        ]);
        select = select.filter(key.lt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let rows = select
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .limit(limit)
        .all(connection.inner())
        .await?;
    rows.into_iter().map(change).collect()
}

fn change(row: event::Model) -> Result<StoredChange, StoreError> {
    let id = EventId::new(row.id);
    let actor = principal_from(&row.actor_kind, &row.actor_id);
    Ok(StoredChange {
        id,
        at: row.at,
        change: word(IncidentChange::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        incident: IncidentId::new(row.subject_id),
        actor: word(actor, TABLE, "actor_id", id, &row.actor_id)?,
        facts: row.facts,
    })
}
