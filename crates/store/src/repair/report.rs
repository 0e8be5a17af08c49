//! What reports and boards count of items: rows in one statement, counted by the domain.

use domain::id::UserId;
use domain::rca::Lens;
use domain::repair::report::Counted;
use domain::repair::{Effectiveness, RepairItemStatus, RepairStrength};
use domain::time::Instant;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;

use crate::error::word;
use crate::{Connection, StoreError};

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Services of the problem: an item stands there once for each of them.
    Service,
    /// Lenses.
    Lens,
    /// Teams of the items.
    Team,
}

/// A row of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// The number of the item.
    pub number: i64,
    /// The service or team, if there is one.
    pub id: Option<Uuid>,
    /// The lens.
    pub lens: Lens,
    /// The item as it is counted.
    pub item: Counted,
}

const BY_SERVICE: &str = "SELECT item.number, link.service_id AS id, item.lens, item.status, item.strength,
        item.created_at, item.counted_from, item.clock_days, item.due_at, item.done_at, item.result
    FROM repair_item AS item LEFT JOIN problem_service AS link ON link.problem_id = item.problem_id
    ORDER BY item.number";
const BY_LENS: &str = "SELECT item.number, NULL AS id, item.lens, item.status, item.strength,
        item.created_at, item.counted_from, item.clock_days, item.due_at, item.done_at, item.result
    FROM repair_item AS item ORDER BY item.number";
const BY_TEAM: &str = "SELECT item.number, item.team_id AS id, item.lens, item.status, item.strength,
        item.created_at, item.counted_from, item.clock_days, item.due_at, item.done_at, item.result
    FROM repair_item AS item ORDER BY item.number";

/// All items, by service, lens or team.
pub async fn rows(connection: &impl Connection, group: Group) -> Result<Vec<ReportRow>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
        lens: String,
        status: String,
        strength: Option<String>,
        created_at: Instant,
        counted_from: Option<Instant>,
        clock_days: Option<i32>,
        due_at: Option<Instant>,
        done_at: Option<Instant>,
        result: Option<String>,
    }
    const TABLE: &str = "repair_item";
    let sql = match group {
        Group::Service => BY_SERVICE,
        Group::Lens => BY_LENS,
        Group::Team => BY_TEAM,
    };
    let statement = Statement::from_string(connection.inner().get_database_backend(), sql);
    let mut found = Vec::new();
    for raw in connection.inner().query_all_raw(statement).await? {
        let row = Row::from_query_result(&raw, "")?;
        let id = if group == Group::Lens { None } else { raw.try_get("", "id")? };
        let number = row.number;
        let strength = row.strength.as_deref();
        let result = row.result.as_deref();
        let policy_due_at = row.counted_from.zip(row.clock_days);
        let item = Counted {
            status: word(RepairItemStatus::parse(&row.status), TABLE, "status", number, &row.status)?,
            strength: strength
                .map(|name| word(RepairStrength::parse(name), TABLE, "strength", number, name))
                .transpose()?,
            created_at: row.created_at,
            policy_due_at: policy_due_at.map(|(from, days)| from + chrono::Duration::days(i64::from(days))),
            due_at: row.due_at,
            done_at: row.done_at,
            result: result
                .map(|name| word(Effectiveness::parse(name), TABLE, "result", number, name))
                .transpose()?,
        };
        let lens = word(Lens::parse(&row.lens), TABLE, "lens", number, &row.lens)?;
        found.push(ReportRow { number, id, lens, item });
    }
    Ok(found)
}

/// How many items somebody owns. Those that are due are counted by whoever reads: overdue before `now`, soon before `soon`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct OwnerCounts {
    /// Due and not done.
    pub overdue: i64,
    /// Due between now and soon.
    pub soon: i64,
    /// With a running clock, in all.
    pub running: i64,
    /// Ideas.
    pub proposed: i64,
    /// Done, and not shown to work.
    pub done: i64,
    /// Decided against.
    pub not_doing: i64,
}

/// `$1` is the owner, `$2` now, `$3` soon.
const OF_OWNER: &str = "SELECT
        count(CASE WHEN status IN ('COMMITTED', 'IN_PROGRESS', 'REOPENED') AND due_at < $2 THEN 1 END) AS overdue,
        count(CASE WHEN status IN ('COMMITTED', 'IN_PROGRESS', 'REOPENED') AND due_at >= $2 AND due_at < $3
            THEN 1 END) AS soon,
        count(CASE WHEN status IN ('COMMITTED', 'IN_PROGRESS', 'REOPENED') THEN 1 END) AS running,
        count(CASE WHEN status = 'PROPOSED' THEN 1 END) AS proposed,
        count(CASE WHEN status = 'DONE' THEN 1 END) AS done,
        count(CASE WHEN status = 'NOT_DOING' THEN 1 END) AS not_doing
    FROM repair_item WHERE owner_id = $1";

/// How many items somebody owns.
pub async fn of_owner(
    connection: &impl Connection,
    owner: UserId,
    now: Instant,
    soon: Instant,
) -> Result<OwnerCounts, StoreError> {
    let values = [owner.uuid().into(), now.into(), soon.into()];
    let backend = connection.inner().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, OF_OWNER, values);
    let row = connection.inner().query_one_raw(statement).await?;
    Ok(row.map(|row| OwnerCounts::from_query_result(&row, "")).transpose()?.unwrap_or_default())
}
