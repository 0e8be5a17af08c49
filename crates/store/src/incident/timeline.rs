//! The timeline: appends entries and reads pages of them.

use std::collections::HashMap;

use domain::id::{IncidentId, TimelineEntryId, UserId};
use domain::incident::{
    ActionResult, EntryDetail, EntryLink, IncidentStatus, Precision, ResponderRole, Severity, TimelineEntry,
    TimelineEntryKind,
};
use domain::text::{Body, ShortText, WebUrl};
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query as Sql, SimpleExpr};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, QueryTrait, Select, Set,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::entity::{timeline_entry, timeline_pin};
use super::{Scope, in_sight, within};
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Bundle, Connection, StoreError, Tx};

const TABLE: &str = "timeline_entry";

/// Which entries of a timeline, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// Newest first, by when they happened.
    pub newest_first: bool,
    /// After this keyset.
    pub after: Option<(Instant, TimelineEntryId)>,
    /// Of these kinds; empty for all.
    pub kinds: Vec<TimelineEntryKind>,
    /// At most so many of each incident.
    pub limit: u64,
}

/// Appends entries in one statement.
pub async fn append(tx: &Tx, entries: &[TimelineEntry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    timeline_entry::Entity::insert_many(entries.iter().map(active))
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// Adds entries to what is written last in a transaction.
pub fn append_later(later: &mut Bundle, entries: &[TimelineEntry]) {
    later.add(entries.iter().map(active));
}

/// Pins an entry, or takes the pin away. Doing it twice changes nothing.
pub async fn pin(tx: &Tx, id: TimelineEntryId, is_pinned: bool, now: Instant) -> Result<(), StoreError> {
    if is_pinned {
        timeline_pin::Entity::insert(timeline_pin::ActiveModel {
            entry_id: Set(id.uuid()),
            pinned_at: Set(now),
        })
        .on_conflict(OnConflict::column(timeline_pin::Column::EntryId).do_nothing().to_owned())
        .exec_without_returning(tx.inner())
        .await?;
    } else {
        timeline_pin::Entity::delete_by_id(id.uuid()).exec(tx.inner()).await?;
    }
    Ok(())
}

/// One entry, if its incident is in sight.
pub async fn entry(
    connection: &impl Connection,
    scope: &Scope,
    id: TimelineEntryId,
) -> Result<Option<TimelineEntry>, StoreError> {
    let row = select()
        .filter(timeline_entry::Column::Id.eq(id.uuid()))
        .filter(in_sight(timeline_entry::Column::IncidentId, scope))
        .into_model::<Row>()
        .one(connection.inner())
        .await?;
    row.map(domain_entry).transpose()
}

/// Entries by id, those whose incident is in sight.
pub async fn entries(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[TimelineEntryId],
) -> Result<HashMap<TimelineEntryId, TimelineEntry>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = select()
        .filter(timeline_entry::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(in_sight(timeline_entry::Column::IncidentId, scope))
        .into_model::<Row>()
        .all(connection.inner())
        .await?;
    rows.into_iter().map(domain_entry).map(|entry| entry.map(|entry| (entry.id, entry))).collect()
}

/// A page of each timeline, in one statement whatever the number of incidents.
pub async fn pages(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
    query: &Query,
) -> Result<HashMap<IncidentId, Vec<TimelineEntry>>, StoreError> {
    let direction = if query.newest_first { Order::Desc } else { Order::Asc };
    let mut rows = select();
    if let [_] = ids {
        rows = rows.filter(wanted(scope, ids, query)).limit(query.limit);
    } else {
        rows = rows.filter(timeline_entry::Column::Id.in_subquery(numbered(scope, ids, query)));
    }
    let rows = rows
        .order_by(timeline_entry::Column::HappenedAt, direction.clone())
        .order_by(timeline_entry::Column::Id, direction)
        .into_model::<Row>()
        .all(connection.inner())
        .await?;
    let mut pages: HashMap<IncidentId, Vec<TimelineEntry>> = HashMap::new();
    for row in rows {
        let entry = domain_entry(row)?;
        pages.entry(entry.incident).or_default().push(entry);
    }
    Ok(pages)
}

/// How many entries each timeline has of these kinds.
pub async fn counts(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
    kinds: &[TimelineEntryKind],
) -> Result<HashMap<IncidentId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = timeline_entry::Entity::find()
        .select_only()
        .column(timeline_entry::Column::IncidentId)
        .column_as(timeline_entry::Column::Id.count(), "entries")
        .filter(within(timeline_entry::Column::IncidentId, scope, ids))
        .filter(of_kinds(kinds))
        .group_by(timeline_entry::Column::IncidentId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (IncidentId::new(id), count)).collect())
}

fn of_kinds(kinds: &[TimelineEntryKind]) -> SimpleExpr {
    if kinds.is_empty() {
        return Expr::value(1).eq(1);
    }
    timeline_entry::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str()))
}

fn wanted(scope: &Scope, ids: &[IncidentId], query: &Query) -> sea_orm::Condition {
    use timeline_entry::{Column, Entity};
    let mut all =
        sea_orm::Condition::all().add(within(Column::IncidentId, scope, ids)).add(of_kinds(&query.kinds));
    if let Some((at, id)) = query.after {
        let key = Expr::tuple([Expr::col((Entity, Column::HappenedAt)), Expr::col((Entity, Column::Id))]);
        let from = Expr::tuple([Expr::value(at), Expr::value(id.uuid())]);
        all = all.add(if query.newest_first { key.lt(from) } else { key.gt(from) });
    }
    all
}

const NEWEST_RANK: &str = "ROW_NUMBER() OVER (PARTITION BY incident_id ORDER BY happened_at DESC, id DESC)";
const OLDEST_RANK: &str = "ROW_NUMBER() OVER (PARTITION BY incident_id ORDER BY happened_at, id)";

/// Ids of the first `limit` wanted entries of each incident.
fn numbered(scope: &Scope, ids: &[IncidentId], query: &Query) -> sea_orm::sea_query::SelectStatement {
    let rank = if query.newest_first { NEWEST_RANK } else { OLDEST_RANK };
    let ranked = timeline_entry::Entity::find()
        .select_only()
        .column(timeline_entry::Column::Id)
        .expr_as(Expr::cust(rank), "rank")
        .filter(wanted(scope, ids, query))
        .into_query();
    Sql::select()
        .column(Alias::new("id"))
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("rank")).lte(i64::try_from(query.limit).unwrap_or(i64::MAX)))
        .to_owned()
}

const CORRECTED_BY: &str =
    "(SELECT later.id FROM timeline_entry AS later WHERE later.corrects = \"timeline_entry\".\"id\")";
const IS_PINNED: &str =
    "EXISTS (SELECT 1 FROM timeline_pin WHERE timeline_pin.entry_id = \"timeline_entry\".\"id\")";

fn select() -> Select<timeline_entry::Entity> {
    timeline_entry::Entity::find()
        .expr_as(Expr::cust(CORRECTED_BY), "corrected_by")
        .expr_as(Expr::cust(IS_PINNED), "is_pinned")
}

/// A row of [`select`], read by position: see `row.rs`.
struct Row {
    entry: timeline_entry::Model,
    corrected_by: Option<Uuid>,
    is_pinned: bool,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            // In the order in which the entity names its columns.
            entry: timeline_entry::Model {
                id: row.try_get_by_index(0)?,
                incident_id: row.try_get_by_index(1)?,
                kind: row.try_get_by_index(2)?,
                body: row.try_get_by_index(3)?,
                happened_at: row.try_get_by_index(4)?,
                precision: row.try_get_by_index(5)?,
                recorded_at: row.try_get_by_index(6)?,
                author_kind: row.try_get_by_index(7)?,
                author_id: row.try_get_by_index(8)?,
                author_role: row.try_get_by_index(9)?,
                corrects: row.try_get_by_index(10)?,
                links: row.try_get_by_index(11)?,
                result: row.try_get_by_index(12)?,
                asked_at: row.try_get_by_index(13)?,
                given_at: row.try_get_by_index(14)?,
                is_customer_escalation: row.try_get_by_index(15)?,
                from_value: row.try_get_by_index(16)?,
                to_value: row.try_get_by_index(17)?,
                role: row.try_get_by_index(18)?,
                from_user: row.try_get_by_index(19)?,
                to_user: row.try_get_by_index(20)?,
            },
            corrected_by: row.try_get_by_index(21)?,
            is_pinned: row.try_get_by_index(22)?,
        })
    }
}

/// The columns that hold the detail of an entry.
#[derive(Default)]
struct Detail {
    result: Option<String>,
    asked_at: Option<Instant>,
    given_at: Option<Instant>,
    is_customer_escalation: bool,
    from_value: Option<String>,
    to_value: Option<String>,
    role: Option<String>,
    from_user: Option<Uuid>,
    to_user: Option<Uuid>,
}

impl Detail {
    fn of(detail: &EntryDetail) -> Self {
        let text = |word: &'static str| Some(word.to_owned());
        match *detail {
            EntryDetail::Status { from, to } => Self {
                from_value: from.and_then(|from| text(from.as_str())),
                to_value: text(to.as_str()),
                ..Self::default()
            },
            EntryDetail::Severity { from, to } => {
                Self { from_value: text(from.as_str()), to_value: text(to.as_str()), ..Self::default() }
            }
            EntryDetail::Role { role, from, to } => Self {
                role: text(role.as_str()),
                from_user: from.map(UserId::uuid),
                to_user: to.map(UserId::uuid),
                ..Self::default()
            },
            EntryDetail::Action { result } => {
                Self { result: result.and_then(|result| text(result.as_str())), ..Self::default() }
            }
            EntryDetail::Decision { asked_at, given_at } => Self { asked_at, given_at, ..Self::default() },
            EntryDetail::Communication { is_customer_escalation } => {
                Self { is_customer_escalation, ..Self::default() }
            }
            EntryDetail::Note | EntryDetail::Alert | EntryDetail::Change | EntryDetail::Milestone => {
                Self::default()
            }
        }
    }
}

/// The row of an entry.
pub(super) fn active(entry: &TimelineEntry) -> timeline_entry::ActiveModel {
    let (author_kind, author_id) = principal_columns(entry.author);
    let detail = Detail::of(&entry.detail);
    let links: Vec<Value> = entry
        .links
        .iter()
        .map(|link| json!({ "label": link.label.as_str(), "url": link.url.as_str() }))
        .collect();
    timeline_entry::ActiveModel {
        id: Set(entry.id.uuid()),
        incident_id: Set(entry.incident.uuid()),
        kind: Set(entry.detail.kind().as_str().to_owned()),
        body: Set(entry.body.as_str().to_owned()),
        happened_at: Set(entry.happened_at),
        precision: Set(entry.precision.as_str().to_owned()),
        recorded_at: Set(entry.recorded_at),
        author_kind: Set(author_kind),
        author_id: Set(author_id),
        author_role: Set(entry.author_role.map(|role| role.as_str().to_owned())),
        corrects: Set(entry.corrects.map(TimelineEntryId::uuid)),
        links: Set(Value::Array(links).to_string()),
        result: Set(detail.result),
        asked_at: Set(detail.asked_at),
        given_at: Set(detail.given_at),
        is_customer_escalation: Set(detail.is_customer_escalation),
        from_value: Set(detail.from_value),
        to_value: Set(detail.to_value),
        role: Set(detail.role),
        from_user: Set(detail.from_user),
        to_user: Set(detail.to_user),
    }
}

/// Reads the detail of a row of a kind.
fn detail(row: &timeline_entry::Model) -> Result<EntryDetail, StoreError> {
    let id = TimelineEntryId::new(row.id);
    let kind = word(TimelineEntryKind::parse(&row.kind), TABLE, "kind", id, &row.kind)?;
    let from = row.from_value.as_deref().unwrap_or_default();
    let to = row.to_value.as_deref().unwrap_or_default();
    Ok(match kind {
        TimelineEntryKind::Note => EntryDetail::Note,
        TimelineEntryKind::Alert => EntryDetail::Alert,
        TimelineEntryKind::Change => EntryDetail::Change,
        TimelineEntryKind::Milestone => EntryDetail::Milestone,
        TimelineEntryKind::Status => EntryDetail::Status {
            from: match &row.from_value {
                Some(from) => Some(word(IncidentStatus::parse(from), TABLE, "from_value", id, from)?),
                None => None,
            },
            to: word(IncidentStatus::parse(to), TABLE, "to_value", id, to)?,
        },
        TimelineEntryKind::Severity => EntryDetail::Severity {
            from: word(Severity::parse(from), TABLE, "from_value", id, from)?,
            to: word(Severity::parse(to), TABLE, "to_value", id, to)?,
        },
        TimelineEntryKind::Role => {
            let role = row.role.as_deref().unwrap_or_default();
            EntryDetail::Role {
                role: word(ResponderRole::parse(role), TABLE, "role", id, role)?,
                from: row.from_user.map(UserId::new),
                to: row.to_user.map(UserId::new),
            }
        }
        TimelineEntryKind::Action => EntryDetail::Action {
            result: match &row.result {
                Some(result) => Some(word(ActionResult::parse(result), TABLE, "result", id, result)?),
                None => None,
            },
        },
        TimelineEntryKind::Decision => {
            EntryDetail::Decision { asked_at: row.asked_at, given_at: row.given_at }
        }
        TimelineEntryKind::Communication => {
            EntryDetail::Communication { is_customer_escalation: row.is_customer_escalation }
        }
    })
}

fn links(row: &timeline_entry::Model) -> Result<Vec<EntryLink>, StoreError> {
    let id = TimelineEntryId::new(row.id);
    let stored: Vec<Value> = text(serde_json::from_str(&row.links), TABLE, "links", id)?;
    stored
        .iter()
        .map(|link| {
            Ok(EntryLink {
                label: text(
                    ShortText::parse(link["label"].as_str().unwrap_or_default()),
                    TABLE,
                    "links",
                    id,
                )?,
                url: text(WebUrl::parse(link["url"].as_str().unwrap_or_default()), TABLE, "links", id)?,
            })
        })
        .collect()
}

fn domain_entry(row: Row) -> Result<TimelineEntry, StoreError> {
    let Row { entry: row, corrected_by, is_pinned } = row;
    let id = TimelineEntryId::new(row.id);
    let author = principal_from(&row.author_kind, &row.author_id);
    let author_role = match &row.author_role {
        Some(role) => Some(word(ResponderRole::parse(role), TABLE, "author_role", id, role)?),
        None => None,
    };
    Ok(TimelineEntry {
        id,
        incident: IncidentId::new(row.incident_id),
        happened_at: row.happened_at,
        precision: word(Precision::parse(&row.precision), TABLE, "precision", id, &row.precision)?,
        recorded_at: row.recorded_at,
        detail: detail(&row)?,
        body: text(Body::parse(&row.body), TABLE, "body", id)?,
        links: links(&row)?,
        author: word(author, TABLE, "author_id", id, &row.author_id)?,
        author_role,
        corrects: row.corrects.map(TimelineEntryId::new),
        corrected_by: corrected_by.map(TimelineEntryId::new),
        is_pinned,
    })
}
