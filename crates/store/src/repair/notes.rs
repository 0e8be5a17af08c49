//! Notes and steps of items: appends them and reads pages of them.

use std::collections::HashMap;

use domain::id::{RepairItemId, RepairNoteId};
use domain::repair::{RepairItemStatus, RepairNote, RepairNoteKind};
use domain::text::Markdown;
use domain::time::Instant;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set};
use uuid::Uuid;

use super::entity::repair_note;
use super::uuids;
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Bundle, Connection, StoreError};

const TABLE: &str = "repair_note";
const NEWEST_RANK: &str = "ROW_NUMBER() OVER (PARTITION BY item_id ORDER BY at DESC, id DESC)";

/// Adds notes to what is written last in a transaction.
pub fn append_later<'a>(later: &mut Bundle, notes: impl IntoIterator<Item = &'a RepairNote>) {
    later.add(notes.into_iter().map(active));
}

/// One note.
pub async fn note(connection: &impl Connection, id: RepairNoteId) -> Result<Option<RepairNote>, StoreError> {
    let row = repair_note::Entity::find_by_id(id.uuid()).one(connection.inner()).await?;
    row.as_ref().map(domain_note).transpose()
}

/// Up to `limit` notes of each item, newest first, after a keyset.
pub async fn pages(
    connection: &impl Connection,
    ids: &[RepairItemId],
    after: Option<(Instant, RepairNoteId)>,
    limit: u64,
) -> Result<HashMap<RepairItemId, Vec<RepairNote>>, StoreError> {
    use repair_note::{Column, Entity};
    let mut wanted = Condition::all().add(Column::ItemId.is_in(uuids(ids)));
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col((Entity, Column::At)), Expr::col((Entity, Column::Id))]);
        wanted = wanted.add(key.lt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let select = if let [_] = ids {
        Entity::find().filter(wanted).limit(limit)
    } else {
        let ranked = Entity::find()
            .select_only()
            .column(Column::Id)
            .expr_as(Expr::cust(NEWEST_RANK), "rank")
            .filter(wanted)
            .into_query();
        let first = Query::select()
            .column(Alias::new("id"))
            .from_subquery(ranked, Alias::new("ranked"))
            .and_where(Expr::col(Alias::new("rank")).lte(i64::try_from(limit).unwrap_or(i64::MAX)))
            .to_owned();
        Entity::find().filter(Column::Id.in_subquery(first))
    };
    let rows = select.order_by_desc(Column::At).order_by_desc(Column::Id).all(connection.inner()).await?;
    let mut pages: HashMap<RepairItemId, Vec<RepairNote>> = HashMap::new();
    for row in &rows {
        let note = domain_note(row)?;
        pages.entry(note.item).or_default().push(note);
    }
    Ok(pages)
}

/// How many notes each item has; items without are absent.
pub async fn counts(
    connection: &impl Connection,
    ids: &[RepairItemId],
) -> Result<HashMap<RepairItemId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = repair_note::Entity::find()
        .select_only()
        .column(repair_note::Column::ItemId)
        .column_as(repair_note::Column::Id.count(), "notes")
        .filter(repair_note::Column::ItemId.is_in(uuids(ids)))
        .group_by(repair_note::Column::ItemId)
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (RepairItemId::new(id), count)).collect())
}

fn domain_note(row: &repair_note::Model) -> Result<RepairNote, StoreError> {
    let id = RepairNoteId::new(row.id);
    let status = row.status.as_deref();
    Ok(RepairNote {
        id,
        item: RepairItemId::new(row.item_id),
        kind: word(RepairNoteKind::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        body: text(Markdown::parse(&row.body), TABLE, "body", id)?,
        status: status
            .map(|name| word(RepairItemStatus::parse(name), TABLE, "status", id, name))
            .transpose()?,
        due_at: row.due_at,
        author: word(
            principal_from(&row.author_kind, &row.author_id),
            TABLE,
            "author_id",
            id,
            &row.author_id,
        )?,
        at: row.at,
    })
}

/// The row of a note.
pub(super) fn active(note: &RepairNote) -> repair_note::ActiveModel {
    let (author_kind, author_id) = principal_columns(note.author);
    repair_note::ActiveModel {
        id: Set(note.id.uuid()),
        item_id: Set(note.item.uuid()),
        kind: Set(note.kind.as_str().to_owned()),
        body: Set(note.body.as_str().to_owned()),
        status: Set(note.status.map(|status| status.as_str().to_owned())),
        due_at: Set(note.due_at),
        author_kind: Set(author_kind),
        author_id: Set(author_id),
        at: Set(note.at),
    }
}
