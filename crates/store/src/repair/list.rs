//! Pages of items and single look-ups. Items come whole.

use std::collections::HashMap;

use domain::id::{ProblemId, RepairItemId, ServiceId, TeamId, UserId};
use domain::rca::Lens;
use domain::repair::{RepairItem, RepairItemStatus, RepairKind, RepairStrength, parse_reference};
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entity::repair_item;
use super::{row, uuids};
use crate::db::backend;
use crate::problem::{problem_service, uuids as problem_uuids};
use crate::{Backend, Connection, StoreError};

/// Which items to list; an empty list or `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// In one of these states.
    pub status: Vec<RepairItemStatus>,
    /// Whether somebody still has to do something.
    pub is_open: Option<bool>,
    /// Whether it is overdue at this instant.
    pub overdue: Option<(bool, Instant)>,
    /// Whether the check of its effect is due at this instant.
    pub check_due: Option<(bool, Instant)>,
    /// Owned by one of these people.
    pub owners: Vec<UserId>,
    /// Of one of these teams.
    pub teams: Vec<TeamId>,
    /// Of one of these problems.
    pub problems: Vec<ProblemId>,
    /// Whose problem concerns one of these services.
    pub services: Vec<ServiceId>,
    /// Of one of these kinds.
    pub kind: Vec<RepairKind>,
    /// Seen through one of these lenses.
    pub lens: Vec<Lens>,
    /// Of one of these strengths.
    pub strength: Vec<RepairStrength>,
    /// Due before this instant.
    pub due_before: Option<Instant>,
    /// Part of its title, or a reference.
    pub text: Option<String>,
}

/// In which order items are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Due first first; those without a due date last.
    #[default]
    DueAtAsc,
    /// Newest first.
    CreatedAtDesc,
    /// Changed last first.
    UpdatedAtDesc,
}

/// Where an item stands in an order: its instant, none for a missing due date, and its id.
pub type Place = (Option<Instant>, RepairItemId);

/// As constants, so that the database can tell that the partial indexes serve.
pub(super) const IS_OPEN: &str = "\"repair_item\".\"status\" NOT IN ('EFFECTIVE', 'NOT_DOING')";
const IS_ENDED: &str = "\"repair_item\".\"status\" IN ('EFFECTIVE', 'NOT_DOING')";
pub(super) const IS_RUNNING: &str =
    "\"repair_item\".\"status\" NOT IN ('PROPOSED', 'DONE', 'EFFECTIVE', 'NOT_DOING')";
/// Done, and nobody has told whether it works.
const WAITS_FOR_CHECK: &str = "\"repair_item\".\"status\" = 'DONE' \
     AND coalesce(\"repair_item\".\"result\", 'INCONCLUSIVE') = 'INCONCLUSIVE'";
/// The due date as lists sort it; made by the database, so that items without one come last.
pub(super) const DUE_KEY: &str = "\"repair_item\".\"due_key\"";
const NO_DUE_SQLITE: &str = "'9999-12-31T00:00:00+00:00'";
const NO_DUE_POSTGRES: &str = "TIMESTAMPTZ '9999-12-31 00:00:00+00'";
/// SQLite takes the index on status for several words or another order as well, and then sorts all it finds; the plus keeps it
/// on the index of the order.
const STATUS_IN_ORDER: &str = "+\"repair_item\".\"status\"";
const HOLDS_SQLITE: &str = "\"repair_item\".\"title\" LIKE ? ESCAPE '\\'";
const HOLDS_POSTGRES: &str = "\"repair_item\".\"title\" ILIKE $1 ESCAPE '\\'";

/// Up to `limit` items after a place.
pub async fn page(
    connection: &impl Connection,
    filter: &Filter,
    order: Order,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<RepairItem>, StoreError> {
    let backend = backend(connection.inner());
    let mut select = repair_item::Entity::find().filter(wanted(filter, order, backend));
    if let Some(place) = after {
        select = select.filter(behind(order, place, backend));
    }
    let rows = row::read(ordered(select, order).limit(limit), backend).all(connection.inner()).await?;
    rows.into_iter().map(row::item).collect()
}

/// How many items a filter finds.
pub async fn count(connection: &impl Connection, filter: &Filter) -> Result<u64, StoreError> {
    let wanted = wanted(filter, Order::default(), backend(connection.inner()));
    Ok(repair_item::Entity::find().filter(wanted).count(connection.inner()).await?)
}

/// Items by id; those that do not exist are absent.
pub async fn by_ids(
    connection: &impl Connection,
    ids: &[RepairItemId],
) -> Result<HashMap<RepairItemId, RepairItem>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = repair_item::Entity::find().filter(repair_item::Column::Id.is_in(uuids(ids)));
    let rows = row::read(wanted, backend(connection.inner())).all(connection.inner()).await?;
    rows.into_iter().map(|row| row::item(row).map(|item| (item.id, item))).collect()
}

/// The item with a number, as in `REP-n`.
pub async fn by_number(connection: &impl Connection, number: i64) -> Result<Option<RepairItem>, StoreError> {
    let wanted = repair_item::Entity::find().filter(repair_item::Column::Number.eq(number));
    let row = row::read(wanted, backend(connection.inner())).one(connection.inner()).await?;
    row.map(row::item).transpose()
}

/// Items by number; those that do not exist are absent.
pub async fn by_numbers(
    connection: &impl Connection,
    numbers: &[i64],
) -> Result<HashMap<i64, RepairItem>, StoreError> {
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted =
        repair_item::Entity::find().filter(repair_item::Column::Number.is_in(numbers.iter().copied()));
    let rows = row::read(wanted, backend(connection.inner())).all(connection.inner()).await?;
    rows.into_iter().map(|row| row::item(row).map(|item| (item.number, item))).collect()
}

/// All items of each problem, in the order of their numbers: what is done about causes.
pub async fn solutions(
    connection: &impl Connection,
    ids: &[ProblemId],
) -> Result<HashMap<ProblemId, Vec<RepairItem>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = repair_item::Entity::find()
        .filter(repair_item::Column::ProblemId.is_in(problem_uuids(ids)))
        .order_by_asc(repair_item::Column::Number);
    let rows = row::read(wanted, backend(connection.inner())).all(connection.inner()).await?;
    let mut found: HashMap<ProblemId, Vec<RepairItem>> = HashMap::new();
    for row in rows {
        let item = row::item(row)?;
        found.entry(item.problem).or_default().push(item);
    }
    Ok(found)
}

/// The column of an order, as it is sorted.
fn column(order: Order) -> SimpleExpr {
    match order {
        Order::DueAtAsc => Expr::cust(DUE_KEY),
        Order::CreatedAtDesc => Expr::col((repair_item::Entity, repair_item::Column::CreatedAt)),
        Order::UpdatedAtDesc => Expr::col((repair_item::Entity, repair_item::Column::UpdatedAt)),
    }
}

pub(super) fn ordered(select: Select<repair_item::Entity>, order: Order) -> Select<repair_item::Entity> {
    let direction = match order {
        Order::DueAtAsc => sea_orm::Order::Asc,
        Order::CreatedAtDesc | Order::UpdatedAtDesc => sea_orm::Order::Desc,
    };
    select.order_by(column(order), direction.clone()).order_by(repair_item::Column::Id, direction)
}

/// What stands behind a place.
pub(super) fn behind(order: Order, (at, id): Place, backend: Backend) -> SimpleExpr {
    let key = Expr::tuple([column(order), Expr::col((repair_item::Entity, repair_item::Column::Id))]);
    let last = match backend {
        Backend::Sqlite => NO_DUE_SQLITE,
        Backend::Postgres => NO_DUE_POSTGRES,
    };
    let at = at.map_or_else(|| Expr::cust(last), Expr::value);
    let from = Expr::tuple([at, Expr::value(id.uuid())]);
    match order {
        Order::DueAtAsc => key.gt(from),
        Order::CreatedAtDesc | Order::UpdatedAtDesc => key.lt(from),
    }
}

/// What a filter wants.
pub(super) fn wanted(filter: &Filter, order: Order, backend: Backend) -> Condition {
    use repair_item::Column;
    let mut all = Condition::all();
    if !filter.status.is_empty() {
        all = all.add(in_states(&filter.status, order, backend));
    }
    if let Some(is_open) = filter.is_open {
        all = all.add(Expr::cust(if is_open { IS_OPEN } else { IS_ENDED }));
    }
    if let Some((is_so, now)) = filter.overdue {
        all = all.add(or_not(
            is_so,
            Condition::all().add(Expr::cust(IS_RUNNING)).add(Expr::cust(DUE_KEY).lt(now)),
        ));
    }
    if let Some((is_so, now)) = filter.check_due {
        let check = Condition::all()
            .add(Expr::cust(WAITS_FOR_CHECK))
            .add(Column::CheckAt.is_not_null())
            .add(Column::CheckAt.lte(now));
        all = all.add(or_not(is_so, check));
    }
    if !filter.owners.is_empty() {
        all = all.add(Column::OwnerId.is_in(filter.owners.iter().map(|user| user.uuid())));
    }
    if !filter.teams.is_empty() {
        all = all.add(Column::TeamId.is_in(filter.teams.iter().map(|team| team.uuid())));
    }
    if !filter.problems.is_empty() {
        all = all.add(Column::ProblemId.is_in(problem_uuids(&filter.problems)));
    }
    if !filter.services.is_empty() {
        all = all.add(Column::ProblemId.in_subquery(concerning(&filter.services)));
    }
    if !filter.kind.is_empty() {
        all = all.add(Column::Kind.is_in(filter.kind.iter().map(|kind| kind.as_str())));
    }
    if !filter.lens.is_empty() {
        all = all.add(Column::Lens.is_in(filter.lens.iter().map(|lens| lens.as_str())));
    }
    if !filter.strength.is_empty() {
        all = all.add(Column::Strength.is_in(filter.strength.iter().map(|one| one.as_str())));
    }
    if let Some(before) = filter.due_before {
        all = all.add(Expr::cust(DUE_KEY).lt(before));
    }
    match &filter.text {
        Some(text) => all.add(matching(text, backend)),
        None => all,
    }
}

fn or_not(is_so: bool, condition: Condition) -> Condition {
    if is_so { condition } else { condition.not() }
}

fn in_states(states: &[RepairItemStatus], order: Order, backend: Backend) -> SimpleExpr {
    let mut words: Vec<&str> = states.iter().map(|status| status.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    match backend {
        // A bound word would be planned anew each time.
        Backend::Sqlite => {
            let column = if words.len() > 1 || order != Order::DueAtAsc {
                Expr::cust(STATUS_IN_ORDER)
            } else {
                Expr::col((repair_item::Entity, repair_item::Column::Status))
            };
            column.is_in(words.into_iter().map(|word| SimpleExpr::Constant(word.into())))
        }
        Backend::Postgres => repair_item::Column::Status.is_in(words),
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

/// Part of the title, in upper or lower case, or the reference.
fn matching(text: &str, backend: Backend) -> Condition {
    let mut any = Condition::any();
    if let Some(number) = parse_reference(text) {
        any = any.add(repair_item::Column::Number.eq(number));
    }
    let sql = match backend {
        Backend::Sqlite => HOLDS_SQLITE,
        Backend::Postgres => HOLDS_POSTGRES,
    };
    any.add(Expr::cust_with_values(sql, [pattern(text)]))
}

/// A text to be found anywhere, its own wildcards taken for what they are.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn wildcards_of_people_find_themselves_alone() {
        assert_eq!(pattern("50 % of a_b\\c"), "%50 \\% of a\\_b\\\\c%");
    }
}
