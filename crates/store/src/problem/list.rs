//! Pages of problems and single look-ups. Problems come whole.

use std::collections::HashMap;

use domain::id::{ProblemId, ServiceId, UserId};
use domain::incident::Severity;
use domain::problem::{Problem, ProblemStatus, parse_reference};
use domain::text::Tag;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entity::{problem, problem_service, problem_tag};
use super::{row, uuids};
use crate::db::backend;
use crate::{Backend, Connection, StoreError, search};

/// Which problems to list; an empty list or `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// In one of these states.
    pub status: Vec<ProblemStatus>,
    /// Whether somebody still works on it.
    pub is_open: Option<bool>,
    /// Concerning one of these services.
    pub services: Vec<ServiceId>,
    /// Owned by one of these people.
    pub owners: Vec<UserId>,
    /// Whose worst incident is of one of these severities.
    pub severity: Vec<Severity>,
    /// Carries this tag.
    pub tag: Option<Tag>,
    /// Words of title or description, each from its beginning, or a reference.
    pub text: Option<String>,
    /// Whether there is a workaround.
    pub has_workaround: Option<bool>,
}

/// In which order problems are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Changed last first.
    #[default]
    UpdatedAtDesc,
    /// Newest first.
    CreatedAtDesc,
    /// Oldest first.
    CreatedAtAsc,
}

impl Order {
    fn column(self) -> problem::Column {
        match self {
            Self::UpdatedAtDesc => problem::Column::UpdatedAt,
            Self::CreatedAtDesc | Self::CreatedAtAsc => problem::Column::CreatedAt,
        }
    }
}

/// As constants, so that the database can tell that the partial indexes serve.
const IS_OPEN: &str = "\"problem\".\"status\" NOT IN ('CLOSED', 'ACCEPTED_RISK')";
const IS_ENDED: &str = "\"problem\".\"status\" IN ('CLOSED', 'ACCEPTED_RISK')";
const HAS_WORKAROUND: &str = "\"problem\".\"workaround_steps\" IS NOT NULL";
const HAS_NO_WORKAROUND: &str = "\"problem\".\"workaround_steps\" IS NULL";
/// SQLite takes an index on these columns for several words or another order as well, and then sorts all it finds; the plus
/// keeps it on the index of the order, where a page is found in order.
const STATUS_IN_ORDER: &str = "+\"problem\".\"status\"";
const SEVERITY_IN_ORDER: &str = "+\"problem\".\"worst_severity\"";
const MATCHES_SQLITE: &str =
    "\"problem\".\"number\" IN (SELECT rowid FROM problem_fts WHERE problem_fts MATCH ?)";
const MATCHES_POSTGRES: &str = "\"problem\".\"search\" @@ to_tsquery('simple', $1)";

/// Up to `limit` problems after a keyset.
pub async fn page(
    connection: &impl Connection,
    filter: &Filter,
    order: Order,
    after: Option<(Instant, ProblemId)>,
    limit: u64,
) -> Result<Vec<Problem>, StoreError> {
    let backend = backend(connection.inner());
    let direction = match order {
        Order::CreatedAtAsc => sea_orm::Order::Asc,
        Order::UpdatedAtDesc | Order::CreatedAtDesc => sea_orm::Order::Desc,
    };
    let mut select = filtered(filter, order, backend);
    if let Some((at, id)) = after {
        let key = Expr::tuple([
            Expr::col((problem::Entity, order.column())),
            Expr::col((problem::Entity, problem::Column::Id)),
        ]);
        let from = Expr::tuple([Expr::value(at), Expr::value(id.uuid())]);
        select = select.filter(match order {
            Order::CreatedAtAsc => key.gt(from),
            Order::UpdatedAtDesc | Order::CreatedAtDesc => key.lt(from),
        });
    }
    let select = select
        .order_by(order.column(), direction.clone())
        .order_by(problem::Column::Id, direction)
        .limit(limit);
    let rows = row::read(select, backend).all(connection.inner()).await?;
    rows.into_iter().map(row::problem).collect()
}

/// How many problems a filter finds.
pub async fn count(connection: &impl Connection, filter: &Filter) -> Result<u64, StoreError> {
    let backend = backend(connection.inner());
    Ok(filtered(filter, Order::default(), backend).count(connection.inner()).await?)
}

/// Problems by id; those that do not exist are absent.
pub async fn by_ids(
    connection: &impl Connection,
    ids: &[ProblemId],
) -> Result<HashMap<ProblemId, Problem>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = problem::Entity::find().filter(problem::Column::Id.is_in(uuids(ids)));
    let rows = row::read(wanted, backend(connection.inner())).all(connection.inner()).await?;
    rows.into_iter().map(|row| row::problem(row).map(|problem| (problem.id, problem))).collect()
}

/// Ids of problems by number, as in `PRB-n`; those that do not exist are absent.
pub async fn ids_of(
    connection: &impl Connection,
    numbers: &[i64],
) -> Result<HashMap<i64, ProblemId>, StoreError> {
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, uuid::Uuid)> = problem::Entity::find()
        .select_only()
        .column(problem::Column::Number)
        .column(problem::Column::Id)
        .filter(problem::Column::Number.is_in(numbers.iter().copied()))
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(|(number, id)| (number, ProblemId::new(id))).collect())
}

/// The problem with a number, as in `PRB-n`.
pub async fn by_number(connection: &impl Connection, number: i64) -> Result<Option<Problem>, StoreError> {
    let wanted = problem::Entity::find().filter(problem::Column::Number.eq(number));
    let row = row::read(wanted, backend(connection.inner())).one(connection.inner()).await?;
    row.map(row::problem).transpose()
}

fn filtered(filter: &Filter, order: Order, backend: Backend) -> Select<problem::Entity> {
    use problem::Column;
    let mut all = Condition::all();
    if !filter.status.is_empty() {
        let mut words: Vec<&str> = filter.status.iter().map(|status| status.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        let column = column(Column::Status, STATUS_IN_ORDER, words.len(), order, backend);
        all = all.add(match backend {
            // As for incidents: a bound word would be planned anew each time.
            Backend::Sqlite => column.is_in(words.into_iter().map(|word| SimpleExpr::Constant(word.into()))),
            Backend::Postgres => column.is_in(words),
        });
    }
    if let Some(is_open) = filter.is_open {
        all = all.add(Expr::cust(if is_open { IS_OPEN } else { IS_ENDED }));
    }
    if !filter.services.is_empty() {
        all = all.add(Column::Id.in_subquery(concerning(&filter.services)));
    }
    if !filter.owners.is_empty() {
        all = all.add(Column::OwnerId.is_in(filter.owners.iter().map(|user| user.uuid())));
    }
    if !filter.severity.is_empty() {
        let column = column(Column::WorstSeverity, SEVERITY_IN_ORDER, filter.severity.len(), order, backend);
        all = all.add(column.is_in(filter.severity.iter().map(|severity| severity.as_str())));
    }
    if let Some(tag) = &filter.tag {
        all = all.add(Column::Id.in_subquery(tagged(tag)));
    }
    if let Some(text) = &filter.text {
        all = all.add(matching(text, backend));
    }
    if let Some(has_one) = filter.has_workaround {
        all = all.add(Expr::cust(if has_one { HAS_WORKAROUND } else { HAS_NO_WORKAROUND }));
    }
    problem::Entity::find().filter(all)
}

/// A column to compare with a list of words: by its index where one word in the order of the index is wanted.
fn column(
    column: problem::Column,
    in_order: &'static str,
    words: usize,
    order: Order,
    backend: Backend,
) -> SimpleExpr {
    match backend {
        Backend::Sqlite if words > 1 || order != Order::UpdatedAtDesc => Expr::cust(in_order),
        _ => Expr::col((problem::Entity, column)),
    }
}

fn concerning(services: &[ServiceId]) -> SelectStatement {
    Query::select()
        .column(problem_service::Column::ProblemId)
        .from(problem_service::Entity)
        .and_where(
            Expr::col(problem_service::Column::ServiceId)
                .is_in(services.iter().map(|service| service.uuid())),
        )
        .to_owned()
}

fn tagged(tag: &Tag) -> SelectStatement {
    Query::select()
        .column(problem_tag::Column::ProblemId)
        .from(problem_tag::Entity)
        .and_where(Expr::col(problem_tag::Column::Tag).eq(tag.as_str()))
        .to_owned()
}

/// Every word from its beginning, or the reference.
fn matching(text: &str, backend: Backend) -> Condition {
    let mut any = Condition::any();
    if let Some(number) = parse_reference(text) {
        any = any.add(problem::Column::Number.eq(number));
    }
    let sql = match backend {
        Backend::Sqlite => MATCHES_SQLITE,
        Backend::Postgres => MATCHES_POSTGRES,
    };
    match search::all_of(&search::words(text), backend) {
        Some(words) => any.add(Expr::cust_with_values(sql, [words])),
        None => any.add(Expr::value(1).eq(0)),
    }
}
