//! Pages of incidents and single look-ups, without parts.

use std::collections::{BTreeSet, HashMap};

use domain::id::{IncidentId, ServiceId, UserId};
use domain::incident::{IncidentStatus, ResponderRole, Severity, Summary, parse_reference};
use domain::text::Tag;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entity::{incident, incident_service, incident_tag, responder};
use super::{Scope, row, scope};
use crate::db::backend;
use crate::{Backend, Connection, StoreError, search};

/// Which incidents to list; an empty list or `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// In one of these states.
    pub status: Vec<IncidentStatus>,
    /// Of one of these severities.
    pub severity: Vec<Severity>,
    /// Whether service still wants restoring.
    pub is_open: Option<bool>,
    /// Affecting one of these services.
    pub services: Vec<ServiceId>,
    /// Led by one of these people.
    pub leads: Vec<UserId>,
    /// This person holds or held a role, or this very role.
    pub responder: Option<(UserId, Option<ResponderRole>)>,
    /// Started at or after.
    pub started_from: Option<Instant>,
    /// Started before.
    pub started_to: Option<Instant>,
    /// Words of title or summary, each from its beginning, or a reference.
    pub text: Option<String>,
    /// Whether a promised update is late at this instant.
    pub late: Option<(bool, Instant)>,
    /// Carries this tag.
    pub tag: Option<Tag>,
    /// Whether it was brought in with findings.
    pub has_import_findings: Option<bool>,
    /// Brought in from this format.
    pub imported_format: Option<String>,
}

/// By when it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Newest first.
    #[default]
    StartedAtDesc,
    /// Oldest first.
    StartedAtAsc,
}

/// As a constant, so that the database can tell that the partial index serves.
const IS_OPEN: &str =
    "\"incident\".\"status\" IN ('DECLARED', 'INVESTIGATING', 'IDENTIFIED', 'MITIGATED', 'MONITORING')";
const IS_ENDED: &str = "\"incident\".\"status\" IN ('RESOLVED', 'CLOSED', 'CANCELLED')";
/// SQLite takes an index on these columns for several words as well, and then sorts all it finds;
/// the plus keeps it on the index by start, where a page is found in order.
const STATUS_IN_ORDER: &str = "+\"incident\".\"status\"";
const SEVERITY_IN_ORDER: &str = "+\"incident\".\"severity\"";
/// As constants, so that the database can tell that the partial indexes serve.
const HAS_IMPORT_FINDINGS: &str = "\"incident\".\"import_finding_count\" > 0";
const HAS_NO_IMPORT_FINDINGS: &str = "coalesce(\"incident\".\"import_finding_count\", 0) = 0";
const MATCHES_SQLITE: &str =
    "\"incident\".\"number\" IN (SELECT rowid FROM incident_fts WHERE incident_fts MATCH ?)";
const MATCHES_POSTGRES: &str = "\"incident\".\"search\" @@ to_tsquery('simple', $1)";

/// Up to `limit` incidents after a keyset.
pub async fn page(
    connection: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    order: Order,
    after: Option<(Instant, IncidentId)>,
    limit: u64,
) -> Result<Vec<Summary>, StoreError> {
    let page = after_key(scope, filter, order, after, backend(connection.inner())).limit(limit);
    row::page(connection, page, false).await?.into_iter().map(row::summary).collect()
}

/// As [`page`], each incident with the services it affects: the one kind of part that lists show, in
/// the same statement.
pub async fn page_with_services(
    connection: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    order: Order,
    after: Option<(Instant, IncidentId)>,
    limit: u64,
) -> Result<Vec<(Summary, Vec<ServiceId>)>, StoreError> {
    let page = after_key(scope, filter, order, after, backend(connection.inner())).limit(limit);
    row::page(connection, page, true).await?.into_iter().map(row::summary_with_services).collect()
}

fn after_key(
    scope: &Scope,
    filter: &Filter,
    order: Order,
    after: Option<(Instant, IncidentId)>,
    backend: Backend,
) -> Select<incident::Entity> {
    let direction = match order {
        Order::StartedAtDesc => sea_orm::Order::Desc,
        Order::StartedAtAsc => sea_orm::Order::Asc,
    };
    let mut select = filtered(scope, filter, backend);
    if let Some((at, id)) = after {
        let key = Expr::tuple([
            Expr::col((incident::Entity, incident::Column::StartedAt)),
            Expr::col((incident::Entity, incident::Column::Id)),
        ]);
        let from = Expr::tuple([Expr::value(at), Expr::value(id.uuid())]);
        select = select.filter(match order {
            Order::StartedAtDesc => key.lt(from),
            Order::StartedAtAsc => key.gt(from),
        });
    }
    select.order_by(incident::Column::StartedAt, direction.clone()).order_by(incident::Column::Id, direction)
}

/// How many incidents a filter finds.
pub async fn count(connection: &impl Connection, scope: &Scope, filter: &Filter) -> Result<u64, StoreError> {
    Ok(filtered(scope, filter, backend(connection.inner())).count(connection.inner()).await?)
}

/// Incidents by id; those out of sight are absent.
pub async fn by_ids(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<HashMap<IncidentId, Summary>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = incident::Entity::find()
        .filter(incident::Column::Id.is_in(scope::uuids(ids)))
        .filter(scope.condition());
    let rows = row::read(wanted).all(connection.inner()).await?;
    rows.into_iter().map(|row| row::summary(row).map(|summary| (summary.id, summary))).collect()
}

/// The incident with a number, as in `INC-n`.
pub async fn by_number(
    connection: &impl Connection,
    scope: &Scope,
    number: i64,
) -> Result<Option<Summary>, StoreError> {
    let wanted =
        incident::Entity::find().filter(incident::Column::Number.eq(number)).filter(scope.condition());
    row::read(wanted).one(connection.inner()).await?.map(row::summary).transpose()
}

/// Which of these numbers belong to no incident that everybody inside may see: to a private one, or to none.
pub async fn hidden_among(
    connection: &impl Connection,
    numbers: &BTreeSet<i64>,
) -> Result<BTreeSet<i64>, StoreError> {
    if numbers.is_empty() {
        return Ok(BTreeSet::new());
    }
    let seen: Vec<i64> = incident::Entity::find()
        .select_only()
        .column(incident::Column::Number)
        .filter(incident::Column::Number.is_in(numbers.iter().copied()))
        .filter(incident::Column::IsPrivate.eq(false))
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(numbers.iter().copied().filter(|number| !seen.contains(number)).collect())
}

fn filtered(scope: &Scope, filter: &Filter, backend: Backend) -> Select<incident::Entity> {
    use incident::Column;
    let mut all = Condition::all().add(scope.condition());
    if !filter.status.is_empty() {
        let are_few = filter.status.len() == 1 || filter.status.iter().all(|status| status.is_open());
        let column = column(Column::Status, STATUS_IN_ORDER, are_few, backend);
        let mut words: Vec<&str> = filter.status.iter().map(|status| status.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        // SQLite holds a bound word against the words of the partial index, and then plans the
        // statement anew each time another is bound; a constant it sees once.
        all = all.add(match backend {
            Backend::Sqlite => column.is_in(words.into_iter().map(|word| SimpleExpr::Constant(word.into()))),
            Backend::Postgres => column.is_in(words),
        });
    }
    if !filter.severity.is_empty() {
        let column = column(Column::Severity, SEVERITY_IN_ORDER, filter.severity.len() == 1, backend);
        all = all.add(column.is_in(filter.severity.iter().map(|severity| severity.as_str())));
    }
    if let Some(is_open) = filter.is_open {
        all = all.add(Expr::cust(if is_open { IS_OPEN } else { IS_ENDED }));
    }
    if !filter.services.is_empty() {
        all = all.add(Column::Id.in_subquery(affecting(&filter.services)));
    }
    if !filter.leads.is_empty() {
        all = all.add(Column::LeadId.is_in(filter.leads.iter().map(|user| user.uuid())));
    }
    if let Some((user, role)) = filter.responder {
        all = all.add(Column::Id.in_subquery(responded(user, role)));
    }
    if let Some(from) = filter.started_from {
        all = all.add(Column::StartedAt.gte(from));
    }
    if let Some(to) = filter.started_to {
        all = all.add(Column::StartedAt.lt(to));
    }
    if let Some(words) = &filter.text {
        all = all.add(matching(words, backend));
    }
    if let Some((is_late, now)) = filter.late {
        // Those that ended may still owe customers a word.
        let late = Condition::any().add(Column::InternalDueAt.lt(now)).add(Column::ExternalDueAt.lt(now));
        let on_time = Condition::all()
            .add(Condition::any().add(Column::InternalDueAt.is_null()).add(Column::InternalDueAt.gte(now)))
            .add(Condition::any().add(Column::ExternalDueAt.is_null()).add(Column::ExternalDueAt.gte(now)));
        all = all.add(if is_late { late } else { on_time });
    }
    if let Some(tag) = &filter.tag {
        all = all.add(Column::Id.in_subquery(tagged(tag)));
    }
    if let Some(has_some) = filter.has_import_findings {
        all = all.add(Expr::cust(if has_some { HAS_IMPORT_FINDINGS } else { HAS_NO_IMPORT_FINDINGS }));
    }
    if let Some(format) = &filter.imported_format {
        all = all.add(Column::ImportFormat.eq(format));
    }
    incident::Entity::find().filter(all)
}

/// A column to compare with a list of words: by its index where they are few.
fn column(column: incident::Column, in_order: &'static str, are_few: bool, backend: Backend) -> SimpleExpr {
    match backend {
        Backend::Sqlite if !are_few => Expr::cust(in_order),
        _ => Expr::col((incident::Entity, column)),
    }
}

fn affecting(services: &[ServiceId]) -> SelectStatement {
    Query::select()
        .column(incident_service::Column::IncidentId)
        .from(incident_service::Entity)
        .and_where(
            Expr::col(incident_service::Column::ServiceId)
                .is_in(services.iter().map(|service| service.uuid())),
        )
        .to_owned()
}

fn responded(user: UserId, role: Option<ResponderRole>) -> SelectStatement {
    Query::select()
        .column(responder::Column::IncidentId)
        .from(responder::Entity)
        .and_where(Expr::col(responder::Column::UserId).eq(user.uuid()))
        .and_where_option(role.map(|role| Expr::col(responder::Column::Role).eq(role.as_str())))
        .to_owned()
}

fn tagged(tag: &Tag) -> SelectStatement {
    Query::select()
        .column(incident_tag::Column::IncidentId)
        .from(incident_tag::Entity)
        .and_where(Expr::col(incident_tag::Column::Tag).eq(tag.as_str()))
        .to_owned()
}

/// Every word from its beginning, or the reference.
fn matching(text: &str, backend: Backend) -> Condition {
    let mut any = Condition::any();
    if let Some(number) = parse_reference(text) {
        any = any.add(incident::Column::Number.eq(number));
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
