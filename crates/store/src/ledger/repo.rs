//! Appends to the ledger and reads the outbox.

use domain::id::{AuditId, EventId};
use domain::identity::Principal;
use domain::time::Instant;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{audit_log, event, idempotency_key};
use crate::{Bulk, Bundle, Connection, StoreError, Tx};

/// An audit row to be appended.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// Fresh identifier.
    pub id: AuditId,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Principal,
    /// What was done, as the policy table or the mutation names it.
    pub action: &'static str,
    /// The kind of record.
    pub subject_kind: &'static str,
    /// The record.
    pub subject_id: String,
    /// What changed, as JSON; never secrets.
    pub facts: String,
    /// The request that asked for it.
    pub request_id: Option<String>,
}

/// An event to be appended to the outbox.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// Fresh identifier.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// The capability it belongs to.
    pub capability: &'static str,
    /// Its stable kind.
    pub kind: &'static str,
    /// The record it is about.
    pub subject: Uuid,
    /// Who.
    pub actor: Principal,
    /// Ids and changed facts as JSON; never rendered text.
    pub facts: String,
}

/// An event as the outbox holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Position; not the order of commits on PostgreSQL.
    pub seq: i64,
    /// Identifier.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// The capability it belongs to.
    pub capability: String,
    /// Its stable kind.
    pub kind: String,
    /// The record it is about.
    pub subject: Uuid,
    /// Who did it.
    pub actor: Option<Principal>,
    /// Ids and changed facts as JSON.
    pub facts: String,
}

/// The answer to the claim of an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key is new; go on.
    Fresh,
    /// The same request was carried out; this record is the answer.
    Replayed(Uuid),
    /// The key was used for another request.
    Reused,
}

/// An actor as (kind, id) columns.
pub(crate) fn principal_columns(principal: Principal) -> (String, String) {
    let id = match principal {
        Principal::User(id) => id.to_string(),
        Principal::ApiKey(id) => id.to_string(),
        Principal::System(kind) => kind.as_str().to_owned(),
    };
    (principal.kind().as_str().to_owned(), id)
}

/// An actor from its (kind, id) columns; `None` when they contradict each other.
pub(crate) fn principal_from(kind: &str, id: &str) -> Option<Principal> {
    use domain::identity::{AuthorKind, SystemActor};
    Some(match AuthorKind::parse(kind)? {
        AuthorKind::User => Principal::User(id.parse().ok()?),
        AuthorKind::ApiKey => Principal::ApiKey(id.parse().ok()?),
        AuthorKind::System => Principal::System(SystemActor::parse(id)?),
    })
}

/// Appends audit rows in one statement.
pub async fn append_audit(tx: &Tx, rows: Vec<AuditRow>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(audit_row);
    audit_log::Entity::insert_many(rows).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Adds audit rows and events to what is written last in a transaction.
pub fn append_later(later: &mut Bundle, audit: Vec<AuditRow>, events: Vec<EventRow>) {
    later.add(audit.into_iter().map(audit_row));
    later.add(events.into_iter().map(event_row));
}

/// Appends an audit row along with a bulk.
pub async fn add_audit(bulk: &mut Bulk, row: AuditRow) -> Result<(), StoreError> {
    bulk.add(vec![audit_row(row)]).await
}

fn audit_row(row: AuditRow) -> audit_log::ActiveModel {
    let (actor_kind, actor_id) = principal_columns(row.actor);
    audit_log::ActiveModel {
        id: Set(row.id.uuid()),
        at: Set(row.at),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        action: Set(row.action.to_owned()),
        subject_kind: Set(row.subject_kind.to_owned()),
        subject_id: Set(row.subject_id),
        facts: Set(row.facts),
        request_id: Set(row.request_id),
        ..Default::default()
    }
}

/// Appends events in one statement.
pub async fn append_events(tx: &Tx, rows: Vec<EventRow>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    event::Entity::insert_many(rows.into_iter().map(event_row)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

fn event_row(row: EventRow) -> event::ActiveModel {
    let (actor_kind, actor_id) = principal_columns(row.actor);
    event::ActiveModel {
        id: Set(row.id.uuid()),
        at: Set(row.at),
        capability: Set(row.capability.to_owned()),
        kind: Set(row.kind.to_owned()),
        subject_id: Set(row.subject),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        facts: Set(row.facts),
        ..Default::default()
    }
}

/// Claims an idempotency key for a record that is about to be made. A parallel claim of the same
/// key waits for the other transaction, so that exactly one of them is fresh.
pub async fn claim_key(
    tx: &Tx,
    scope: Principal,
    mutation: &'static str,
    key: &str,
    fingerprint: &str,
    record: Uuid,
    now: Instant,
) -> Result<Claim, StoreError> {
    let (kind, id) = principal_columns(scope);
    let scope = format!("{kind}:{id}");
    let row = idempotency_key::ActiveModel {
        scope: Set(scope.clone()),
        mutation: Set(mutation.to_owned()),
        key: Set(key.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        record_id: Set(record),
        created_at: Set(now),
    };
    let inserted = idempotency_key::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.inner())
        .await?;
    if inserted == 1 {
        return Ok(Claim::Fresh);
    }
    let found = idempotency_key::Entity::find_by_id((scope, mutation.to_owned(), key.to_owned()))
        .one(tx.inner())
        .await?;
    Ok(match found {
        Some(row) if row.fingerprint == fingerprint => Claim::Replayed(row.record_id),
        _ => Claim::Reused,
    })
}

/// Events after a position, oldest first.
pub async fn events_after(
    store: &impl Connection,
    seq: i64,
    limit: u64,
) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = event::Entity::find()
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
        .limit(limit)
        .all(store.inner())
        .await?;
    Ok(rows.into_iter().map(stored).collect())
}

/// The events at these positions, as far as they are committed, oldest first.
pub async fn events_at(store: &impl Connection, positions: &[i64]) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = event::Entity::find()
        .filter(event::Column::Seq.is_in(positions.iter().copied()))
        .order_by_asc(event::Column::Seq)
        .all(store.inner())
        .await?;
    Ok(rows.into_iter().map(stored).collect())
}

/// Events since an instant, oldest first: what a reader looks back at, because on PostgreSQL a
/// lower position may be committed after a higher one.
pub async fn events_since(
    store: &impl Connection,
    at: Instant,
    limit: u64,
) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = event::Entity::find()
        .filter(event::Column::At.gte(at))
        .order_by_asc(event::Column::Seq)
        .limit(limit)
        .all(store.inner())
        .await?;
    Ok(rows.into_iter().map(stored).collect())
}

/// The event at a position, if it is still kept.
pub async fn event_at(store: &impl Connection, seq: i64) -> Result<Option<StoredEvent>, StoreError> {
    Ok(event::Entity::find_by_id(seq).one(store.inner()).await?.map(stored))
}

/// The highest position; 0 when there is none.
pub async fn last_event(store: &impl Connection) -> Result<i64, StoreError> {
    let row = event::Entity::find().order_by_desc(event::Column::Seq).limit(1).one(store.inner()).await?;
    Ok(row.map_or(0, |row| row.seq))
}

fn stored(row: event::Model) -> StoredEvent {
    StoredEvent {
        seq: row.seq,
        id: EventId::new(row.id),
        at: row.at,
        capability: row.capability,
        kind: row.kind,
        subject: row.subject_id,
        actor: principal_from(&row.actor_kind, &row.actor_id),
        facts: row.facts,
    }
}

/// Actions of the audit log, oldest first.
pub async fn audit_actions(store: &impl Connection) -> Result<Vec<String>, StoreError> {
    let rows = audit_log::Entity::find().order_by_asc(audit_log::Column::Seq).all(store.inner()).await?;
    Ok(rows.into_iter().map(|row| row.action).collect())
}
