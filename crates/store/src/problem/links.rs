//! Which incidents a problem explains, and what is counted of them.
//!
//! Counts leave private incidents out: everybody inside reads them. A writer locks incidents before problems.

use std::collections::HashMap;

use domain::id::{IncidentId, ProblemId};
use domain::identity::Principal;
use domain::incident::Severity;
use domain::problem::LinkedIncident;
use domain::time::Instant;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Set, Statement,
};
use uuid::Uuid;

use super::entity::problem_incident;
use super::uuids;
use crate::db::backend;
use crate::error::word;
use crate::ledger::repo::principal_columns;
use crate::{Backend, Bundle, Connection, StoreError, Tx};

/// Brings the counts of one problem up to date. `$1` is the problem.
const RECOUNT: &str = "UPDATE problem SET
        incident_count = (SELECT count(*) FROM problem_incident AS link
            JOIN incident ON incident.id = link.incident_id
            WHERE link.problem_id = problem.id AND NOT incident.is_private),
        recurrence_count = (SELECT count(*) FROM problem_incident AS link
            JOIN incident ON incident.id = link.incident_id
            WHERE link.problem_id = problem.id AND NOT incident.is_private AND EXISTS (
                SELECT 1 FROM incident_link AS relation JOIN incident AS earlier ON earlier.id = relation.to_id
                WHERE relation.from_id = incident.id AND relation.kind = 'RECURRENCE_OF'
                    AND NOT earlier.is_private)),
        worst_severity = (SELECT min(incident.severity) FROM problem_incident AS link
            JOIN incident ON incident.id = link.incident_id
            WHERE link.problem_id = problem.id AND NOT incident.is_private)
    WHERE id = $1
    RETURNING incident_count, recurrence_count, worst_severity";

/// Problems whose counts an incident has a part in: its own, and those of its recurrences.
const CONCERNED: &str = "SELECT id FROM problem WHERE id IN (
        SELECT problem_id FROM problem_incident WHERE incident_id = $1
        UNION
        SELECT link.problem_id FROM problem_incident AS link
            JOIN incident_link AS relation ON relation.from_id = link.incident_id
            WHERE relation.to_id = $1 AND relation.kind = 'RECURRENCE_OF'
    ) ORDER BY id";
/// Locks come one by one in the order of ids, so that two writers do not wait for each other.
const LOCKED: &str = " FOR UPDATE";

/// `$1` is the incident, `$2` the instant of the change.
const COUNT_PROBLEMS: &str = "UPDATE incident SET updated_at = $2,
        problem_count = (SELECT count(*) FROM problem_incident WHERE incident_id = incident.id)
    WHERE id = $1";

/// What the rules need of linked incidents that everybody inside may see.
const LINKED: &str = "SELECT link.problem_id, incident.id, incident.severity, incident.is_private, incident.started_at,
        restored.at AS restored_at,
        EXISTS (SELECT 1 FROM incident_link AS relation
            WHERE relation.from_id = incident.id AND relation.kind = 'RECURRENCE_OF') AS is_recurrence
    FROM problem_incident AS link
    JOIN incident ON incident.id = link.incident_id
    LEFT JOIN incident_instant AS restored ON restored.incident_id = incident.id AND restored.name = 'RESTORED'
    WHERE NOT incident.is_private AND link.problem_id IN (";

/// What is counted of the incidents of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// How many there are.
    pub incidents: i32,
    /// How many of them are recurrences.
    pub recurrences: i32,
    /// The worst severity.
    pub worst: Option<Severity>,
}

/// Rows of links.
pub(super) fn rows(
    problem: ProblemId,
    incidents: &[IncidentId],
    by: Principal,
    now: Instant,
) -> impl Iterator<Item = problem_incident::ActiveModel> {
    let (kind, id) = principal_columns(by);
    incidents.iter().map(move |incident| problem_incident::ActiveModel {
        problem_id: Set(problem.uuid()),
        incident_id: Set(incident.uuid()),
        linked_at: Set(now),
        linked_by_kind: Set(kind.clone()),
        linked_by_id: Set(id.clone()),
    })
}

/// Links incidents, and counts their problems.
///
/// Errors: [`StoreError::Duplicate`] for one that is linked already.
pub async fn add(
    tx: &Tx,
    problem: ProblemId,
    incidents: &[IncidentId],
    by: Principal,
    now: Instant,
) -> Result<(), StoreError> {
    let mut links = Bundle::default();
    links.add(rows(problem, incidents, by, now));
    links.run(tx).await?;
    for incident in incidents {
        count_problems(tx, *incident, now).await?;
    }
    Ok(())
}

/// Ends a link; `false` when there was none.
pub async fn remove(
    tx: &Tx,
    problem: ProblemId,
    incident: IncidentId,
    now: Instant,
) -> Result<bool, StoreError> {
    let result =
        problem_incident::Entity::delete_by_id((problem.uuid(), incident.uuid())).exec(tx.inner()).await?;
    if result.rows_affected == 0 {
        return Ok(false);
    }
    count_problems(tx, incident, now).await?;
    Ok(true)
}

async fn count_problems(tx: &Tx, incident: IncidentId, now: Instant) -> Result<(), StoreError> {
    let values = [incident.uuid().into(), now.into()];
    let statement = Statement::from_sql_and_values(tx.inner().get_database_backend(), COUNT_PROBLEMS, values);
    tx.inner().execute_raw(statement).await?;
    Ok(())
}

/// Which incidents a problem explains, whoever may see them.
pub async fn of(connection: &impl Connection, problem: ProblemId) -> Result<Vec<IncidentId>, StoreError> {
    let rows: Vec<Uuid> = problem_incident::Entity::find()
        .select_only()
        .column(problem_incident::Column::IncidentId)
        .filter(problem_incident::Column::ProblemId.eq(problem.uuid()))
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(IncidentId::new).collect())
}

/// Which problems an incident has.
pub async fn problems_of(
    connection: &impl Connection,
    incident: IncidentId,
) -> Result<Vec<ProblemId>, StoreError> {
    let rows: Vec<Uuid> = problem_incident::Entity::find()
        .select_only()
        .column(problem_incident::Column::ProblemId)
        .filter(problem_incident::Column::IncidentId.eq(incident.uuid()))
        .into_tuple()
        .all(connection.inner())
        .await?;
    Ok(rows.into_iter().map(ProblemId::new).collect())
}

/// Brings the counts of a problem that is locked up to date.
pub async fn recount(tx: &Tx, problem: ProblemId) -> Result<Counts, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        incident_count: i32,
        recurrence_count: i32,
        worst_severity: Option<String>,
    }
    let statement =
        Statement::from_sql_and_values(tx.inner().get_database_backend(), RECOUNT, [problem.uuid().into()]);
    let row = tx.inner().query_one_raw(statement).await?;
    let row = row.ok_or(sea_orm::DbErr::RecordNotUpdated)?;
    let row = Row::from_query_result(&row, "")?;
    let worst = row
        .worst_severity
        .map(|name| word(Severity::parse(&name), "problem", "worst_severity", problem, &name))
        .transpose()?;
    Ok(Counts { incidents: row.incident_count, recurrences: row.recurrence_count, worst })
}

/// Brings the counts of all problems up to date that an incident has a part in, and names them: its severity, its privacy or a
/// relation of it changed.
pub async fn recount_of(tx: &Tx, incident: IncidentId) -> Result<Vec<ProblemId>, StoreError> {
    let sql = match backend(tx.inner()) {
        Backend::Sqlite => CONCERNED.to_owned(),
        Backend::Postgres => [CONCERNED, LOCKED].concat(),
    };
    let statement =
        Statement::from_sql_and_values(tx.inner().get_database_backend(), sql, [incident.uuid().into()]);
    let mut problems = Vec::new();
    for row in tx.inner().query_all_raw(statement).await? {
        problems.push(ProblemId::new(row.try_get_by_index(0)?));
    }
    for problem in &problems {
        recount(tx, *problem).await?;
    }
    Ok(problems)
}

/// Linked incidents of many problems as the rules need them, oldest first; private ones are left out.
pub async fn linked(
    connection: &impl Connection,
    problems: &[ProblemId],
) -> Result<HashMap<ProblemId, Vec<LinkedIncident>>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        problem_id: Uuid,
        id: Uuid,
        severity: String,
        is_private: bool,
        started_at: Instant,
        restored_at: Option<Instant>,
        is_recurrence: bool,
    }
    if problems.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = uuids(problems);
    let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let sql = [LINKED, &places.join(", "), ") ORDER BY incident.started_at, incident.id"].concat();
    let values = ids.into_iter().map(Into::into).collect::<Vec<sea_orm::Value>>();
    let statement = Statement::from_sql_and_values(connection.inner().get_database_backend(), sql, values);
    let mut found: HashMap<ProblemId, Vec<LinkedIncident>> = HashMap::new();
    for row in connection.inner().query_all_raw(statement).await? {
        let row = Row::from_query_result(&row, "")?;
        let id = IncidentId::new(row.id);
        found.entry(ProblemId::new(row.problem_id)).or_default().push(LinkedIncident {
            id,
            severity: word(Severity::parse(&row.severity), "incident", "severity", id, &row.severity)?,
            is_private: row.is_private,
            started_at: row.started_at,
            restored_at: row.restored_at,
            is_recurrence: row.is_recurrence,
        });
    }
    Ok(found)
}
