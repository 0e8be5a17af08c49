//! What happened to a problem, read from the outbox newest first.
//!
//! It must not know how it is told.

use domain::id::{EventId, ProblemId};
use domain::identity::Principal;
use domain::problem::ProblemChange;
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::word;
use crate::ledger::entity::event;
use crate::ledger::repo::principal_from;
use crate::{Connection, StoreError};

const TABLE: &str = "event";

/// One thing that happened to a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredProblemEvent {
    /// Position in the outbox.
    pub seq: i64,
    /// The event.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// What.
    pub change: ProblemChange,
    /// Who did it.
    pub by: Principal,
    /// Changed facts, as JSON.
    pub facts: String,
}

/// Up to `limit` events of a problem, newest first, before a position.
pub async fn of(
    connection: &impl Connection,
    id: ProblemId,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<StoredProblemEvent>, StoreError> {
    let mut select = event::Entity::find()
        .filter(event::Column::SubjectId.eq(id.uuid()))
        .filter(event::Column::Capability.eq("problem"));
    if let Some(seq) = before {
        select = select.filter(event::Column::Seq.lt(seq));
    }
    let rows = select.order_by_desc(event::Column::Seq).limit(limit).all(connection.inner()).await?;
    rows.into_iter().map(stored).collect()
}

fn stored(row: event::Model) -> Result<StoredProblemEvent, StoreError> {
    let id = EventId::new(row.id);
    let by = principal_from(&row.actor_kind, &row.actor_id);
    Ok(StoredProblemEvent {
        seq: row.seq,
        id,
        at: row.at,
        change: word(ProblemChange::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        by: word(by, TABLE, "actor_id", id, &row.actor_id)?,
        facts: row.facts,
    })
}
