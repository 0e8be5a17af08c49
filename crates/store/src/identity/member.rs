//! Who belongs to which private incident: what the directory keeps to answer "does it exist for you".
//!
//! It must not know anything else of incidents.

use domain::id::{IncidentId, UserId};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;

use crate::{Connection, StoreError};

/// Members are the invited and whoever holds a role now.
const PRIVATE_MEMBERS: &str = "
    SELECT incident.id AS incident_id, incident_member.user_id AS user_id
    FROM incident JOIN incident_member ON incident_member.incident_id = incident.id
    WHERE incident.is_private
    UNION
    SELECT incident.id AS incident_id, responder.user_id AS user_id
    FROM incident JOIN responder ON responder.incident_id = incident.id
    WHERE incident.is_private AND responder.until IS NULL";

/// The same for one incident; both databases take the number of a value.
const MEMBERS_OF_ONE: &str = "
    SELECT incident.id AS incident_id, incident_member.user_id AS user_id
    FROM incident JOIN incident_member ON incident_member.incident_id = incident.id
    WHERE incident.is_private AND incident.id = $1
    UNION
    SELECT incident.id AS incident_id, responder.user_id AS user_id
    FROM incident JOIN responder ON responder.incident_id = incident.id
    WHERE incident.is_private AND incident.id = $1 AND responder.until IS NULL";

#[derive(FromQueryResult)]
struct Row {
    incident_id: Uuid,
    user_id: Uuid,
}

/// Every (private incident, member) pair.
pub async fn of_private_incidents(
    connection: &impl Connection,
) -> Result<Vec<(IncidentId, UserId)>, StoreError> {
    let connection = connection.inner();
    let statement = Statement::from_string(connection.get_database_backend(), PRIVATE_MEMBERS);
    let rows = Row::find_by_statement(statement).all(connection).await?;
    Ok(rows.into_iter().map(|row| (IncidentId::new(row.incident_id), UserId::new(row.user_id))).collect())
}

/// The members of one incident; none when it is not private.
pub async fn of_private_incident(
    connection: &impl Connection,
    incident: IncidentId,
) -> Result<Vec<UserId>, StoreError> {
    let connection = connection.inner();
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, MEMBERS_OF_ONE, [incident.uuid().into()]);
    let rows = Row::find_by_statement(statement).all(connection).await?;
    Ok(rows.into_iter().map(|row| UserId::new(row.user_id)).collect())
}
