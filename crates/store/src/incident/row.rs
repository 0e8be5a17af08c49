//! Rows of `incident` to and from domain types.

mod packed;

use domain::comms::Promises;
use domain::id::{IncidentId, ServiceId, UserId};
use domain::incident::{
    DetectionSource, ImportSource, Incident, IncidentStatus, ResponderRole, Severity, Summary,
};
use domain::text::{Markdown, Title};
use domain::time::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{DbErr, FromQueryResult, NotSet, QueryResult, QuerySelect, Select, SelectModel, Selector, Set};
use serde::Deserialize;
use uuid::Uuid;

use super::entity::incident::{ActiveModel, Column, Entity};
use crate::db::backend;
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Backend, Connection, StoreError};

const TABLE: &str = "incident";

/// What a summary is made of, in the order in which [`Row`] takes it. Looking for a column by its
/// name costs more than its value on a page of a hundred rows, and on SQLite every value is copied:
/// so columns are read by position, and those that nobody shows are left out.
const COLUMNS: [Column; 23] = [
    Column::Id,
    Column::Number,
    Column::Title,
    Column::Summary,
    Column::Severity,
    Column::Status,
    Column::DetectionSource,
    Column::IsPrivate,
    Column::StartedAt,
    Column::EndedAt,
    Column::LeadId,
    Column::InternalDueAt,
    Column::ExternalDueAt,
    Column::FirstExternalAt,
    Column::DeclaredByKind,
    Column::DeclaredById,
    Column::CreatedAt,
    Column::UpdatedAt,
    Column::Version,
    Column::ImportFormat,
    Column::ImportFile,
    Column::ImportedAt,
    Column::ProblemCount,
];

/// A row of [`COLUMNS`]; read from JSON it is an array in the same order.
#[derive(Deserialize)]
pub(super) struct Row {
    #[serde(deserialize_with = "packed::uuid")]
    id: Uuid,
    number: i64,
    title: String,
    summary: String,
    severity: String,
    status: String,
    detection_source: Option<String>,
    #[serde(deserialize_with = "packed::truth")]
    is_private: bool,
    started_at: Instant,
    ended_at: Option<Instant>,
    #[serde(deserialize_with = "packed::uuid_opt")]
    lead_id: Option<Uuid>,
    internal_due_at: Option<Instant>,
    external_due_at: Option<Instant>,
    first_external_at: Option<Instant>,
    declared_by_kind: String,
    declared_by_id: String,
    created_at: Instant,
    updated_at: Instant,
    version: i32,
    import_format: Option<String>,
    import_file: Option<String>,
    imported_at: Option<Instant>,
    problem_count: i32,
    /// Ids of services in one text, where they were asked for.
    #[serde(default)]
    services: Option<String>,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get_by_index(0)?,
            number: row.try_get_by_index(1)?,
            title: row.try_get_by_index(2)?,
            summary: row.try_get_by_index(3)?,
            severity: row.try_get_by_index(4)?,
            status: row.try_get_by_index(5)?,
            detection_source: row.try_get_by_index(6)?,
            is_private: row.try_get_by_index(7)?,
            started_at: row.try_get_by_index(8)?,
            ended_at: row.try_get_by_index(9)?,
            lead_id: row.try_get_by_index(10)?,
            internal_due_at: row.try_get_by_index(11)?,
            external_due_at: row.try_get_by_index(12)?,
            first_external_at: row.try_get_by_index(13)?,
            declared_by_kind: row.try_get_by_index(14)?,
            declared_by_id: row.try_get_by_index(15)?,
            created_at: row.try_get_by_index(16)?,
            updated_at: row.try_get_by_index(17)?,
            version: row.try_get_by_index(18)?,
            import_format: row.try_get_by_index(19)?,
            import_file: row.try_get_by_index(20)?,
            imported_at: row.try_get_by_index(21)?,
            problem_count: row.try_get_by_index(22)?,
            services: None,
        })
    }
}

/// Reads rows for [`summary`].
pub(super) fn read(select: Select<Entity>) -> Selector<SelectModel<Row>> {
    select.select_only().columns(COLUMNS).into_model::<Row>()
}

const SERVICES_SQLITE: &str = "(SELECT group_concat(hex(\"service_id\")) FROM \"incident_service\" \
     WHERE \"incident_id\" = \"incident\".\"id\")";
const SERVICES_POSTGRES: &str = "(SELECT string_agg(\"service_id\"::text, ',') FROM \"incident_service\" \
     WHERE \"incident_id\" = \"incident\".\"id\")";

/// A row of [`COLUMNS`] and the ids of services.
struct RowWithServices(Row);

impl FromQueryResult for RowWithServices {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let services = row.try_get_by_index(COLUMNS.len())?;
        Ok(Self(Row { services, ..Row::from_query_result(row, prefix)? }))
    }
}

/// The rows of a page, in its order, with services if they are wanted.
pub(super) async fn page(
    connection: &impl Connection,
    select: Select<Entity>,
    with_services: bool,
) -> Result<Vec<Row>, StoreError> {
    let select = select.select_only().columns(COLUMNS);
    let with = |services: &'static str, select: Select<Entity>| {
        if with_services { select.expr_as(Expr::cust(services), "services") } else { select }
    };
    match backend(connection.inner()) {
        Backend::Sqlite => packed::page(connection, with(SERVICES_SQLITE, select), with_services).await,
        Backend::Postgres if with_services => {
            let rows = with(SERVICES_POSTGRES, select).into_model::<RowWithServices>();
            Ok(rows.all(connection.inner()).await?.into_iter().map(|row| row.0).collect())
        }
        Backend::Postgres => Ok(select.into_model::<Row>().all(connection.inner()).await?),
    }
}

/// An incident's own fields and the services it affects.
pub(super) fn summary_with_services(mut row: Row) -> Result<(Summary, Vec<ServiceId>), StoreError> {
    let services = row.services.take();
    let summary = summary(row)?;
    let ids = services.as_deref().unwrap_or_default().split(',').filter(|id| !id.is_empty());
    let services = ids
        .map(|id| text(Uuid::parse_str(id).map(ServiceId::new), "incident_service", "service_id", summary.id))
        .collect::<Result<_, _>>()?;
    Ok((summary, services))
}

/// An incident's own fields, from its row.
pub(super) fn summary(row: Row) -> Result<Summary, StoreError> {
    let id = IncidentId::new(row.id);
    let detection_source = row
        .detection_source
        .map(|source| word(DetectionSource::parse(&source), TABLE, "detection_source", id, &source))
        .transpose()?;
    let imported = match (row.import_format, row.import_file, row.imported_at) {
        (Some(format), Some(file), Some(imported_at)) => Some(ImportSource { format, file, imported_at }),
        _ => None,
    };
    Ok(Summary {
        id,
        number: row.number,
        title: text(Title::parse(&row.title), TABLE, "title", id)?,
        summary: text(Markdown::parse(&row.summary), TABLE, "summary", id)?,
        severity: word(Severity::parse(&row.severity), TABLE, "severity", id, &row.severity)?,
        status: word(IncidentStatus::parse(&row.status), TABLE, "status", id, &row.status)?,
        detection_source,
        is_private: row.is_private,
        started_at: row.started_at,
        ended_at: row.ended_at,
        lead: row.lead_id.map(UserId::new),
        promises: Promises {
            internal_due_at: row.internal_due_at,
            external_due_at: row.external_due_at,
            first_external_at: row.first_external_at,
        },
        declared_by: word(
            principal_from(&row.declared_by_kind, &row.declared_by_id),
            TABLE,
            "declared_by_id",
            id,
            &row.declared_by_id,
        )?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        imported,
        problem_count: row.problem_count,
    })
}

/// The row of an incident; its number is left to the database.
pub(super) fn active(incident: &Incident) -> ActiveModel {
    let (declared_by_kind, declared_by_id) = principal_columns(incident.declared_by);
    ActiveModel {
        number: NotSet,
        id: Set(incident.id.uuid()),
        title: Set(incident.title.as_str().to_owned()),
        summary: Set(incident.summary.as_str().to_owned()),
        severity: Set(incident.severity.as_str().to_owned()),
        status: Set(incident.status.as_str().to_owned()),
        detection_source: Set(incident.detection_source.map(|source| source.as_str().to_owned())),
        is_private: Set(incident.is_private),
        started_at: Set(incident.started_at()),
        ended_at: Set(incident.ended_at()),
        lead_id: Set(incident.holder(ResponderRole::IncidentLead).map(UserId::uuid)),
        internal_due_at: Set(incident.promises.internal_due_at),
        external_due_at: Set(incident.promises.external_due_at),
        first_external_at: Set(incident.promises.first_external_at),
        declared_by_kind: Set(declared_by_kind),
        declared_by_id: Set(declared_by_id),
        created_at: Set(incident.created_at),
        updated_at: Set(incident.updated_at),
        version: Set(incident.version),
        import_format: NotSet,
        import_file: NotSet,
        import_hash: NotSet,
        imported_at: NotSet,
        problem_count: Set(incident.problem_count),
    }
}
