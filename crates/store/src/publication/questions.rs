//! Questions of customers about versions, and their answers.

use std::collections::HashMap;

use domain::id::{CustomerId, PublicationId, RcaQuestionId, UserId};
use domain::publication::{Answer, Question};
use domain::text::Body;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Set,
};

use super::entity::rca_publication;
use super::entity::rca_question::{ActiveModel, Column, Entity, Model};
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "rca_question";

/// Adds a question.
pub async fn insert(tx: &Tx, question: &Question) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(question.id.uuid()),
        publication_id: Set(question.publication.uuid()),
        customer_id: Set(question.customer.uuid()),
        asked_by: Set(question.asked_by.uuid()),
        body: Set(question.body.as_str().to_owned()),
        asked_at: Set(question.asked_at),
        answer: Set(None),
        answered_at: Set(None),
        answered_by_kind: Set(None),
        answered_by_id: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Keeps the answer of a locked question.
pub async fn answer(tx: &Tx, id: RcaQuestionId, answer: &Answer) -> Result<(), StoreError> {
    let (kind, by) = principal_columns(answer.by);
    Entity::update_many()
        .col_expr(Column::Answer, Expr::value(answer.body.as_str()))
        .col_expr(Column::AnsweredAt, Expr::value(answer.at))
        .col_expr(Column::AnsweredByKind, Expr::value(kind))
        .col_expr(Column::AnsweredById, Expr::value(by))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// One question, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: RcaQuestionId) -> Result<Option<Question>, StoreError> {
    Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?.map(question).transpose()
}

/// What was asked about each of many versions, by one customer or by all, oldest first; those without questions are absent.
pub async fn of(
    connection: &impl Connection,
    ids: &[PublicationId],
    customer: Option<CustomerId>,
) -> Result<HashMap<PublicationId, Vec<Question>>, StoreError> {
    let mut rows = Entity::find().filter(Column::PublicationId.is_in(ids.iter().map(|id| id.uuid())));
    if let Some(customer) = customer {
        rows = rows.filter(Column::CustomerId.eq(customer.uuid()));
    }
    let rows = rows.order_by_asc(Column::AskedAt).order_by_asc(Column::Id).all(connection.inner()).await?;
    let mut found: HashMap<PublicationId, Vec<Question>> = HashMap::new();
    for row in rows {
        let one = question(row)?;
        found.entry(one.publication).or_default().push(one);
    }
    Ok(found)
}

/// How many questions a customer has asked about a version.
pub async fn count(tx: &Tx, id: PublicationId, customer: CustomerId) -> Result<u64, StoreError> {
    let asked = Entity::find()
        .filter(Column::PublicationId.eq(id.uuid()))
        .filter(Column::CustomerId.eq(customer.uuid()));
    Ok(asked.count(tx.inner()).await?)
}

/// Questions that an answer would still reach: about versions that stand.
fn waiting() -> Select<Entity> {
    let gone = rca_publication::Entity::find()
        .select_only()
        .column(rca_publication::Column::Id)
        .filter(rca_publication::Column::WithdrawnAt.is_not_null())
        .into_query();
    Entity::find().filter(Column::AnsweredAt.is_null()).filter(Column::PublicationId.not_in_subquery(gone))
}

/// A page of questions without an answer, oldest first, after a keyset.
pub async fn open(
    connection: &impl Connection,
    after: Option<(Instant, RcaQuestionId)>,
    limit: u64,
) -> Result<Vec<Question>, StoreError> {
    let mut rows = waiting();
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col((Entity, Column::AskedAt)), Expr::col((Entity, Column::Id))]);
        rows = rows.filter(key.gt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let rows = rows
        .order_by_asc(Column::AskedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection.inner())
        .await?;
    rows.into_iter().map(question).collect()
}

/// How many questions wait for an answer.
pub async fn count_open(connection: &impl Connection) -> Result<u64, StoreError> {
    Ok(waiting().count(connection.inner()).await?)
}

fn question(row: Model) -> Result<Question, StoreError> {
    let id = RcaQuestionId::new(row.id);
    let answer = match (row.answer, row.answered_at, row.answered_by_kind, row.answered_by_id) {
        (Some(body), Some(at), Some(kind), Some(by)) => Some(Answer {
            body: text(Body::parse(&body), TABLE, "answer", id)?,
            at,
            by: word(principal_from(&kind, &by), TABLE, "answered_by_id", id, &by)?,
        }),
        _ => None,
    };
    Ok(Question {
        id,
        publication: PublicationId::new(row.publication_id),
        customer: CustomerId::new(row.customer_id),
        asked_by: UserId::new(row.asked_by),
        body: text(Body::parse(&row.body), TABLE, "body", id)?,
        asked_at: row.asked_at,
        answer,
    })
}
