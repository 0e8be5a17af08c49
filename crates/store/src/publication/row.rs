//! Rows of versions to and from domain types.

use std::collections::HashMap;

use domain::comms::promise::RcaStage;
use domain::id::{CustomerId, ProblemId, PublicationId, RcaId, RepairItemId};
use domain::publication::{Parts, Publication, PublicationAudience, PublishedItem};
use domain::repair::{RepairItemStatus, RepairKind};
use domain::text::{Body, Title};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::entity::{rca_publication, rca_publication_customer, rca_publication_item};
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError};

const TABLE: &str = "rca_publication";
const ITEMS: &str = "rca_publication_item";

/// The row of a version.
pub(super) fn active(one: &Publication) -> Result<rca_publication::ActiveModel, StoreError> {
    let (published_by_kind, published_by_id) = principal_columns(one.published_by);
    let json = |column, written| text(written, TABLE, column, one.id);
    Ok(rca_publication::ActiveModel {
        id: Set(one.id.uuid()),
        rca_id: Set(one.rca.uuid()),
        rca_number: Set(one.rca_number),
        problem_id: Set(one.problem.uuid()),
        problem_number: Set(one.problem_number),
        number: Set(one.number),
        stage: Set(one.stage.as_str().to_owned()),
        audience: Set(one.audience.as_str().to_owned()),
        title: Set(one.parts.title.as_str().to_owned()),
        what_happened: Set(one.parts.what_happened.as_str().to_owned()),
        why: Set(one.parts.why.as_str().to_owned()),
        what_we_did: Set(one.parts.what_we_did.as_str().to_owned()),
        what_we_will_do: Set(one.parts.what_we_will_do.as_str().to_owned()),
        story: Set(json("story", serde_json::to_string(&one.story))?),
        changes: Set(json("changes", serde_json::to_string(&one.changes))?),
        published_at: Set(one.published_at),
        published_by_kind: Set(published_by_kind),
        published_by_id: Set(published_by_id),
        withdrawn_at: Set(one.withdrawn_at),
    })
}

/// Versions with their customers and items, in the order of the rows: two more statements.
pub(super) async fn whole(
    connection: &impl Connection,
    rows: Vec<rca_publication::Model>,
) -> Result<Vec<Publication>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let named = rca_publication_customer::Entity::find()
        .filter(rca_publication_customer::Column::PublicationId.is_in(ids.clone()))
        .order_by_asc(rca_publication_customer::Column::CustomerId)
        .all(connection.inner())
        .await?;
    let mut customers: HashMap<Uuid, Vec<CustomerId>> = HashMap::new();
    for row in named {
        customers.entry(row.publication_id).or_default().push(CustomerId::new(row.customer_id));
    }
    let told = rca_publication_item::Entity::find()
        .filter(rca_publication_item::Column::PublicationId.is_in(ids))
        .order_by_asc(rca_publication_item::Column::Position)
        .all(connection.inner())
        .await?;
    let mut items: HashMap<Uuid, Vec<PublishedItem>> = HashMap::new();
    for row in told {
        items.entry(row.publication_id).or_default().push(item(row)?);
    }
    let whole = |row: rca_publication::Model| {
        let (customers, items) = (customers.remove(&row.id), items.remove(&row.id));
        publication(&row, customers.unwrap_or_default(), items.unwrap_or_default())
    };
    rows.into_iter().map(whole).collect()
}

fn publication(
    row: &rca_publication::Model,
    customers: Vec<CustomerId>,
    items: Vec<PublishedItem>,
) -> Result<Publication, StoreError> {
    let id = PublicationId::new(row.id);
    let body = |column, stored: &str| text(Body::parse(stored), TABLE, column, id);
    let by = principal_from(&row.published_by_kind, &row.published_by_id);
    Ok(Publication {
        id,
        rca: RcaId::new(row.rca_id),
        rca_number: row.rca_number,
        problem: ProblemId::new(row.problem_id),
        problem_number: row.problem_number,
        number: row.number,
        stage: word(RcaStage::parse(&row.stage), TABLE, "stage", id, &row.stage)?,
        audience: word(PublicationAudience::parse(&row.audience), TABLE, "audience", id, &row.audience)?,
        customers,
        parts: Parts {
            title: text(Title::parse(&row.title), TABLE, "title", id)?,
            what_happened: body("what_happened", &row.what_happened)?,
            why: body("why", &row.why)?,
            what_we_did: body("what_we_did", &row.what_we_did)?,
            what_we_will_do: body("what_we_will_do", &row.what_we_will_do)?,
        },
        story: text(serde_json::from_str(&row.story), TABLE, "story", id)?,
        items,
        changes: text(serde_json::from_str(&row.changes), TABLE, "changes", id)?,
        published_at: row.published_at,
        published_by: word(by, TABLE, "published_by_id", id, &row.published_by_id)?,
        withdrawn_at: row.withdrawn_at,
    })
}

fn item(row: rca_publication_item::Model) -> Result<PublishedItem, StoreError> {
    let item = RepairItemId::new(row.item_id);
    Ok(PublishedItem {
        item,
        kind: word(RepairKind::parse(&row.kind), ITEMS, "kind", item, &row.kind)?,
        due_at: row.due_at,
        status: word(RepairItemStatus::parse(&row.status), ITEMS, "status", item, &row.status)?,
        title: row.title,
    })
}

/// The row of an item at its place.
pub(super) fn active_item(
    publication: PublicationId,
    position: i32,
    item: &PublishedItem,
) -> rca_publication_item::ActiveModel {
    rca_publication_item::ActiveModel {
        publication_id: Set(publication.uuid()),
        item_id: Set(item.item.uuid()),
        position: Set(position),
        title: Set(item.title.clone()),
        kind: Set(item.kind.as_str().to_owned()),
        due_at: Set(item.due_at),
        status: Set(item.status.as_str().to_owned()),
    }
}
