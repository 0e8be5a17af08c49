//! A page of incidents as one value of SQLite.
//!
//! The driver copies every value and wakes the reader for every row: on a page of fifty that takes
//! longer than finding the rows. One JSON text made by SQLite is one value. On PostgreSQL it would be
//! the wrong way round. It must not know what the columns mean.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, QueryTrait, Select};
use serde::{Deserialize, Deserializer, de};
use uuid::Uuid;

use super::{Entity, Row};
use crate::error::text;
use crate::{Connection, StoreError};

const PLAIN: &str = "json_group_array(json_array(hex(id), number, title, summary, severity, status, detection_source, \
     is_private, started_at, ended_at, hex(lead_id), internal_due_at, external_due_at, first_external_at, \
     declared_by_kind, declared_by_id, created_at, updated_at, version, import_format, import_file, imported_at, \
     problem_count))";
const WITH_SERVICES: &str = "json_group_array(json_array(hex(id), number, title, summary, severity, status, \
     detection_source, is_private, started_at, ended_at, hex(lead_id), internal_due_at, external_due_at, \
     first_external_at, declared_by_kind, declared_by_id, created_at, updated_at, version, import_format, \
     import_file, imported_at, problem_count, services))";

/// The rows of a page. The limit of the page makes SQLite find it whole, in its order, before it is
/// put together.
pub(super) async fn page(
    connection: &impl Connection,
    select: Select<Entity>,
    with_services: bool,
) -> Result<Vec<Row>, StoreError> {
    let pack = if with_services { WITH_SERVICES } else { PLAIN };
    let statement =
        Query::select().expr(Expr::cust(pack)).from_subquery(select.into_query(), "page").to_owned();
    let Some(row) = connection.inner().query_one(&statement).await? else { return Ok(Vec::new()) };
    let json: String = row.try_get_by_index(0)?;
    text(serde_json::from_str(&json), "incident", "page", "of a list")
}

/// SQLite has no truth values, only numbers.
pub(super) fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    u8::deserialize(deserializer).map(|number| number != 0)
}

/// A blob as hexadecimal text.
pub(super) fn uuid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    uuid_opt(deserializer)?.ok_or_else(|| de::Error::custom("an id is missing"))
}

/// As [`uuid`]; nothing is an empty text.
pub(super) fn uuid_opt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Uuid>, D::Error> {
    let text = <&str>::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    Uuid::parse_str(text).map(Some).map_err(de::Error::custom)
}
