//! Adds and reads notifications. Every read names whose they are.

use std::collections::HashMap;

use domain::id::{NotificationId, UserId};
use domain::notification::{Notification, NotificationKind};
use domain::repair::ReminderStage;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set};

use super::entity::notification::{self, Column};
use crate::error::word;
use crate::{Bundle, Connection, StoreError, Tx};

const TABLE: &str = "notification";

/// Adds notifications to what is written last.
pub fn add(later: &mut Bundle, rows: &[Notification]) {
    later.add(rows.iter().map(|row| notification::ActiveModel {
        id: Set(row.id.uuid()),
        user_id: Set(row.user.uuid()),
        kind: Set(row.kind.as_str().to_owned()),
        subject: Set(row.subject.clone()),
        reference: Set(row.reference.clone()),
        title: Set(row.title.clone()),
        stage: Set(row.stage.map(|stage| stage.as_str().to_owned())),
        due_at: Set(row.due_at),
        at: Set(row.at),
        read_at: Set(row.read_at),
    }));
}

/// Up to `limit` notifications of a person, newest first, after the one of this instant and id.
pub async fn page(
    connection: &impl Connection,
    user: UserId,
    is_unread: Option<bool>,
    after: Option<(Instant, NotificationId)>,
    limit: u64,
) -> Result<Vec<Notification>, StoreError> {
    let mut select = of(user, is_unread);
    if let Some((at, id)) = after {
        let key = Expr::tuple([Expr::col(Column::At), Expr::col(Column::Id)]);
        select = select.filter(key.lt(Expr::tuple([Expr::value(at), Expr::value(id.uuid())])));
    }
    let rows = select
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection.inner())
        .await?;
    rows.into_iter().map(stored).collect()
}

/// How many notifications a person has.
pub async fn count(
    connection: &impl Connection,
    user: UserId,
    is_unread: Option<bool>,
) -> Result<u64, StoreError> {
    Ok(of(user, is_unread).count(connection.inner()).await?)
}

/// Notifications of a person by id; those of others are absent.
pub async fn by_ids(
    connection: &impl Connection,
    user: UserId,
    ids: &[NotificationId],
) -> Result<HashMap<NotificationId, Notification>, StoreError> {
    let ids = ids.iter().map(|id| id.uuid());
    let rows = of(user, None).filter(Column::Id.is_in(ids)).all(connection.inner()).await?;
    rows.into_iter().map(|row| stored(row).map(|notification| (notification.id, notification))).collect()
}

/// Marks notifications of a person read: these, and all up to an instant. How many were unread.
pub async fn mark_read(
    tx: &Tx,
    user: UserId,
    ids: &[NotificationId],
    up_to: Option<Instant>,
    now: Instant,
) -> Result<u64, StoreError> {
    let mut which = Column::Id.is_in(ids.iter().map(|id| id.uuid()));
    if let Some(up_to) = up_to {
        which = which.or(Column::At.lte(up_to));
    }
    let marked = notification::Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(now))
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::ReadAt.is_null())
        .filter(which)
        .exec(tx.inner())
        .await?;
    Ok(marked.rows_affected)
}

fn of(user: UserId, is_unread: Option<bool>) -> Select<notification::Entity> {
    let select = notification::Entity::find().filter(Column::UserId.eq(user.uuid()));
    match is_unread {
        None => select,
        Some(true) => select.filter(Column::ReadAt.is_null()),
        Some(false) => select.filter(Column::ReadAt.is_not_null()),
    }
}

fn stored(row: notification::Model) -> Result<Notification, StoreError> {
    let id = NotificationId::new(row.id);
    let stage = |text: &String| word(ReminderStage::parse(text), TABLE, "stage", id, text);
    Ok(Notification {
        id,
        user: UserId::new(row.user_id),
        kind: word(NotificationKind::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        subject: row.subject,
        reference: row.reference,
        title: row.title,
        stage: row.stage.as_ref().map(stage).transpose()?,
        due_at: row.due_at,
        at: row.at,
        read_at: row.read_at,
    })
}
