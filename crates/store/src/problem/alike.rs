//! Candidates for what looks alike: few, recent, and found by index however many records there are.
//!
//! They are found unscoped and have to be read under a scope. It must not judge how alike they are.

use domain::id::{IncidentId, ProblemId, ServiceId};
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::db::backend;
use crate::{Backend, Connection, StoreError, search};

/// The most services that are looked at.
const SERVICES: usize = 4;

/// How candidates of one kind are found. Newest are those that were recorded last: identifiers are in the order of time.
struct Kind {
    words_sqlite: &'static str,
    words_postgres: &'static str,
    service: &'static str,
}

const INCIDENTS: Kind = Kind {
    words_sqlite: "SELECT id FROM incident WHERE number IN (
        SELECT rowid FROM incident_fts WHERE incident_fts MATCH $1 ORDER BY rowid DESC LIMIT 100)",
    // All matches of words would be collected before they are ordered: so the newest records alone are searched.
    words_postgres: "SELECT id FROM (
        SELECT id FROM (SELECT id, search FROM incident ORDER BY started_at DESC, id DESC LIMIT 20000) AS newest
        WHERE search @@ to_tsquery('simple', $1) LIMIT 100) AS matching",
    service: "SELECT incident_id FROM (SELECT incident_id FROM incident_service WHERE service_id = $1
        ORDER BY incident_id DESC LIMIT 25) AS affected",
};

const PROBLEMS: Kind = Kind {
    words_sqlite: "SELECT id FROM problem WHERE number IN (
        SELECT rowid FROM problem_fts WHERE problem_fts MATCH $1 ORDER BY rowid DESC LIMIT 100)",
    words_postgres: "SELECT id FROM (
        SELECT id FROM (SELECT id, search FROM problem ORDER BY created_at DESC, id DESC LIMIT 20000) AS newest
        WHERE search @@ to_tsquery('simple', $1) LIMIT 100) AS matching",
    service: "SELECT problem_id FROM (SELECT problem_id FROM problem_service WHERE service_id = $1
        ORDER BY problem_id DESC LIMIT 25) AS concerned",
};

/// The newest incidents that share a word or a service: at most 200.
pub async fn incidents(
    connection: &impl Connection,
    words: &[String],
    services: &[ServiceId],
) -> Result<Vec<IncidentId>, StoreError> {
    let found = candidates(connection, &INCIDENTS, words, services).await?;
    Ok(found.into_iter().map(IncidentId::new).collect())
}

/// The newest problems that share a word or a service: at most 200.
pub async fn problems(
    connection: &impl Connection,
    words: &[String],
    services: &[ServiceId],
) -> Result<Vec<ProblemId>, StoreError> {
    let found = candidates(connection, &PROBLEMS, words, services).await?;
    Ok(found.into_iter().map(ProblemId::new).collect())
}

async fn candidates(
    connection: &impl Connection,
    kind: &Kind,
    words: &[String],
    services: &[ServiceId],
) -> Result<Vec<Uuid>, StoreError> {
    let backend = backend(connection.inner());
    let mut parts: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    if let Some(words) = search::any_of(words, backend) {
        parts.push(match backend {
            Backend::Sqlite => kind.words_sqlite.to_owned(),
            Backend::Postgres => kind.words_postgres.to_owned(),
        });
        values.push(words.into());
    }
    for service in services.iter().take(SERVICES) {
        values.push(service.uuid().into());
        parts.push(kind.service.replace("$1", &["$", &values.len().to_string()].concat()));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let statement = Statement::from_sql_and_values(
        connection.inner().get_database_backend(),
        parts.join(" UNION "),
        values,
    );
    let rows = connection.inner().query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}
