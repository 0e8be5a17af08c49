//! Pages of the audit log.
//!
//! It must not know who may read it.

use std::collections::HashSet;

use domain::audit::AuditEntry;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entity::{audit_log, audit_seal};
use super::repo::principal_from;
use super::seal;
use crate::db::backend;
use crate::{Backend, Connection, StoreError};

/// Which rows to list; `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AuditFilter {
    /// Done by this actor: an id, or the name of a part of the program.
    pub actor: Option<String>,
    /// This action, or with a dot at its end all actions that begin so.
    pub action: Option<String>,
    /// Done to this record.
    pub subject: Option<String>,
    /// Asked for by this request.
    pub request: Option<String>,
    /// Done at or after.
    pub since: Option<Instant>,
    /// Done before.
    pub until: Option<Instant>,
}

const ACTION_POSTGRES: &str = "\"audit_log\".\"action\" COLLATE \"C\"";
/// SQLite would take the index of actions for a whole family as well and then sort all it finds; the
/// plus keeps it on the index by instant, where a page is found in order.
const ACTION_IN_ORDER: &str = "+\"audit_log\".\"action\"";

/// Up to `limit` rows before a keyset of instant and number, newest first.
pub async fn page(
    store: &impl Connection,
    filter: &AuditFilter,
    before: Option<(Instant, i64)>,
    limit: u64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let mut select = filtered(filter, backend(store.inner()));
    if let Some((at, seq)) = before {
        let key = Expr::tuple([Expr::col(audit_log::Column::At), Expr::col(audit_log::Column::Seq)]);
        select = select.filter(key.lt(Expr::tuple([Expr::value(at), Expr::value(seq)])));
    }
    let rows = select
        .order_by(audit_log::Column::At, Order::Desc)
        .order_by(audit_log::Column::Seq, Order::Desc)
        .limit(limit)
        .all(store.inner())
        .await?;
    let sealed = sealed(store, rows.iter().map(|row| row.seq).collect()).await?;
    let entries = rows.into_iter().map(seal::record).map(|record| AuditEntry {
        actor: principal_from(&record.actor_kind, &record.actor_id),
        is_sealed: sealed.contains(&record.seq),
        record,
    });
    Ok(entries.collect())
}

/// How many rows a filter finds.
pub async fn count(store: &impl Connection, filter: &AuditFilter) -> Result<u64, StoreError> {
    Ok(filtered(filter, backend(store.inner())).count(store.inner()).await?)
}

async fn sealed(store: &impl Connection, seqs: Vec<i64>) -> Result<HashSet<i64>, StoreError> {
    if seqs.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = audit_seal::Entity::find()
        .select_only()
        .column(audit_seal::Column::AuditSeq)
        .filter(audit_seal::Column::AuditSeq.is_in(seqs))
        .into_tuple::<i64>()
        .all(store.inner())
        .await?;
    Ok(rows.into_iter().collect())
}

fn filtered(filter: &AuditFilter, backend: Backend) -> Select<audit_log::Entity> {
    use audit_log::Column;
    let mut all = Condition::all();
    if let Some(actor) = &filter.actor {
        all = all.add(Column::ActorId.eq(actor.as_str()));
    }
    if let Some(wanted) = &filter.action {
        all = all.add(action(wanted, backend));
    }
    if let Some(subject) = &filter.subject {
        all = all.add(Column::SubjectId.eq(subject.as_str()));
    }
    if let Some(request) = &filter.request {
        all = all.add(Column::RequestId.eq(request.as_str()));
    }
    if let Some(since) = filter.since {
        all = all.add(Column::At.gte(since));
    }
    if let Some(until) = filter.until {
        all = all.add(Column::At.lt(until));
    }
    audit_log::Entity::find().filter(all)
}

/// One action, or the family that begins with it: from its dot to the character after the dot.
fn action(wanted: &str, backend: Backend) -> SimpleExpr {
    let column = || match backend {
        Backend::Sqlite if wanted.ends_with('.') => Expr::cust(ACTION_IN_ORDER),
        Backend::Sqlite => Expr::col((audit_log::Entity, audit_log::Column::Action)),
        Backend::Postgres => Expr::cust(ACTION_POSTGRES),
    };
    match wanted.strip_suffix('.') {
        Some(family) => column().gte(wanted).and(column().lt([family, "/"].concat())),
        None => column().eq(wanted),
    }
}
