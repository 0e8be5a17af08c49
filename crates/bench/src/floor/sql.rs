//! The floor's statements, the same text for both databases, and the connections they run on.
//! It must not know HTTP or JSON.

use std::str::FromStr;
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use uuid::Uuid;

/// As many connections as the product's default.
const CONNECTIONS: u32 = 8;
/// Rows of a timeline's page, and so the most authors of one.
pub const ENTRIES: usize = 20;

/// An incident with its lead and one of its services; one row for each service.
pub type Head = (
    i64,
    Uuid,
    String,
    String,
    String,
    DateTime<Utc>,
    Option<Uuid>,
    Option<String>,
    Option<Uuid>,
    Option<String>,
);

/// A timeline entry: id, happened at, recorded at, kind, body, kind and id of the author.
pub type Entry = (Uuid, DateTime<Utc>, DateTime<Utc>, String, String, String, String);

/// A problem with its owner, its analysis and its counts.
#[derive(sqlx::FromRow)]
pub struct Problem {
    pub number: i64,
    pub id: Uuid,
    pub title: String,
    pub status: String,
    pub updated_at: DateTime<Utc>,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    pub incident_count: i32,
    pub open_repair_count: i32,
    pub overdue: i64,
    pub rca_id: Option<Uuid>,
    pub rca_status: Option<String>,
}

/// A problem of an incident.
#[derive(sqlx::FromRow)]
pub struct Linked {
    pub number: i64,
    pub id: Uuid,
    pub title: String,
    pub status: String,
    pub rca_id: Option<Uuid>,
    pub rca_status: Option<String>,
}

/// A cause of one of them.
#[derive(sqlx::FromRow)]
pub struct Cause {
    pub id: Uuid,
    pub rca_id: Uuid,
    pub text: String,
    pub verdict: String,
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// A repair item of one of them.
#[derive(sqlx::FromRow)]
pub struct Item {
    pub number: i64,
    pub id: Uuid,
    pub problem_id: Uuid,
    pub title: String,
    pub kind: String,
    pub status: String,
    pub due_at: Option<DateTime<Utc>>,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
}

/// What a declaration writes.
pub struct New {
    pub id: Uuid,
    pub entry: Uuid,
    pub author: String,
    pub at: DateTime<Utc>,
    pub title: String,
    pub severity: String,
    pub body: String,
}

const LIST: &str =
    "SELECT i.number, i.id, i.title, i.status, i.severity, i.started_at, u.id, u.name, s.id, s.name
    FROM (SELECT number, id, title, status, severity, started_at, lead_id FROM incident
        WHERE status = $1 AND severity = $2 ORDER BY started_at DESC, id DESC LIMIT 51) i
    LEFT JOIN app_user u ON u.id = i.lead_id
    LEFT JOIN incident_service x ON x.incident_id = i.id
    LEFT JOIN service s ON s.id = x.service_id
    ORDER BY i.started_at DESC, i.id DESC";

const BOARD: &str = "SELECT p.number, p.id, p.title, p.status, p.updated_at, u.id AS owner_id, u.name AS owner_name,
        p.incident_count, p.open_repair_count, r.id AS rca_id, r.status AS rca_status,
        (SELECT count(*) FROM repair_item i WHERE i.problem_id = p.id
            AND i.status NOT IN ('PROPOSED', 'DONE', 'EFFECTIVE', 'NOT_DOING') AND i.due_at < $2) AS overdue
    FROM (SELECT number, id, title, status, updated_at, owner_id, incident_count, open_repair_count FROM problem
        WHERE status = $1 ORDER BY updated_at DESC, id DESC LIMIT 51) p
    LEFT JOIN app_user u ON u.id = p.owner_id
    LEFT JOIN rca r ON r.problem_id = p.id
    ORDER BY p.updated_at DESC, p.id DESC";

const LINKED: &str = "SELECT p.number, p.id, p.title, p.status, p.rca_id, p.rca_status
    FROM problem_incident x JOIN problem p ON p.id = x.problem_id
    WHERE x.incident_id = $1 ORDER BY p.updated_at DESC, p.id DESC LIMIT 11";

const CAUSES: &str = "SELECT c.id, c.rca_id, c.text, c.verdict, c.confirmed_at
    FROM problem_incident x JOIN problem p ON p.id = x.problem_id JOIN cause c ON c.rca_id = p.rca_id
    WHERE x.incident_id = $1 AND c.removed_at IS NULL ORDER BY c.created_at, c.id";

const ITEMS: &str = "SELECT i.number, i.id, i.problem_id, i.title, i.kind, i.status, i.due_at, i.owner_id,
        u.name AS owner_name
    FROM problem_incident x JOIN repair_item i ON i.problem_id = x.problem_id
    LEFT JOIN app_user u ON u.id = i.owner_id
    WHERE x.incident_id = $1 ORDER BY i.due_at, i.id";

const HEAD: &str =
    "SELECT i.number, i.id, i.title, i.status, i.severity, i.started_at, u.id, u.name, s.id, s.name
    FROM incident i
    LEFT JOIN app_user u ON u.id = i.lead_id
    LEFT JOIN incident_service x ON x.incident_id = i.id
    LEFT JOIN service s ON s.id = x.service_id
    WHERE i.id = $1";

const TIMELINE: &str = "SELECT id, happened_at, recorded_at, kind, body, author_kind, author_id
    FROM timeline_entry WHERE incident_id = $1 ORDER BY happened_at DESC, id DESC LIMIT 21";

/// A fixed number of places, so that the text never changes and stays prepared.
const NAMES: &str = "SELECT id, name FROM app_user WHERE id IN
    ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";

const INSERT_INCIDENT: &str =
    "INSERT INTO incident (id, title, summary, severity, status, is_private, started_at,
        declared_by_kind, declared_by_id, created_at, updated_at, version)
    VALUES ($1, $2, '', $3, 'DECLARED', FALSE, $4, 'USER', $5, $4, $4, 1) RETURNING number";

const INSERT_ENTRY: &str = "INSERT INTO timeline_entry (id, incident_id, kind, body, happened_at, precision,
        recorded_at, author_kind, author_id, links, is_customer_escalation)
    VALUES ($1, $2, 'NOTE', $3, $4, 'EXACT', $4, 'USER', $5, '[]', FALSE)";

const SOME_USER: &str = "SELECT id FROM app_user ORDER BY created_at, id LIMIT 1";

/// Connections: a pool on PostgreSQL, one writer and some readers on SQLite.
#[derive(Clone)]
pub enum Database {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// Up to [`ENTRIES`] ids, filled up with the first; `None` when there is none.
pub fn padded(ids: &[Uuid]) -> Option<[Uuid; ENTRIES]> {
    let first = *ids.first()?;
    Some(std::array::from_fn(|n| ids.get(n).copied().unwrap_or(first)))
}

/// The same functions for both databases: sqlx's types differ, the statements do not.
macro_rules! statements {
    ($module:ident, $database:ty, $begin:literal) => {
        mod $module {
            use super::*;

            type Pool = sqlx::Pool<$database>;

            pub async fn list(pool: &Pool, status: &str, severity: &str) -> sqlx::Result<Vec<Head>> {
                sqlx::query_as(LIST).bind(status).bind(severity).fetch_all(pool).await
            }

            pub async fn board(pool: &Pool, status: &str, now: DateTime<Utc>) -> sqlx::Result<Vec<Problem>> {
                sqlx::query_as(BOARD).bind(status).bind(now).fetch_all(pool).await
            }

            pub async fn linked(pool: &Pool, id: Uuid) -> sqlx::Result<Vec<Linked>> {
                sqlx::query_as(LINKED).bind(id).fetch_all(pool).await
            }

            pub async fn causes(pool: &Pool, id: Uuid) -> sqlx::Result<Vec<Cause>> {
                sqlx::query_as(CAUSES).bind(id).fetch_all(pool).await
            }

            pub async fn items(pool: &Pool, id: Uuid) -> sqlx::Result<Vec<Item>> {
                sqlx::query_as(ITEMS).bind(id).fetch_all(pool).await
            }

            pub async fn head(pool: &Pool, id: Uuid) -> sqlx::Result<Vec<Head>> {
                sqlx::query_as(HEAD).bind(id).fetch_all(pool).await
            }

            pub async fn entries(pool: &Pool, id: Uuid) -> sqlx::Result<Vec<Entry>> {
                sqlx::query_as(TIMELINE).bind(id).fetch_all(pool).await
            }

            pub async fn names(pool: &Pool, ids: &[Uuid; ENTRIES]) -> sqlx::Result<Vec<(Uuid, String)>> {
                let mut query = sqlx::query_as(NAMES);
                for id in ids {
                    query = query.bind(id);
                }
                query.fetch_all(pool).await
            }

            pub async fn some_user(pool: &Pool) -> sqlx::Result<Uuid> {
                Ok(sqlx::query_as::<_, (Uuid,)>(SOME_USER).fetch_one(pool).await?.0)
            }

            pub async fn declare(pool: &Pool, new: &New) -> sqlx::Result<i64> {
                let mut tx = pool.begin_with($begin).await?;
                let (number,): (i64,) = sqlx::query_as(INSERT_INCIDENT)
                    .bind(new.id)
                    .bind(&new.title)
                    .bind(&new.severity)
                    .bind(new.at)
                    .bind(&new.author)
                    .fetch_one(&mut *tx)
                    .await?;
                sqlx::query(INSERT_ENTRY)
                    .bind(new.entry)
                    .bind(new.id)
                    .bind(&new.body)
                    .bind(new.at)
                    .bind(&new.author)
                    .execute(&mut *tx)
                    .await?;
                tx.commit().await?;
                Ok(number)
            }
        }
    };
}

statements!(on_sqlite, sqlx::Sqlite, "BEGIN IMMEDIATE");
statements!(on_postgres, sqlx::Postgres, "BEGIN");

impl Database {
    /// Connects with the product's settings: every commit synced.
    pub async fn connect(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5))
                .disable_statement_logging();
            let pool = |most| SqlitePoolOptions::new().max_connections(most).test_before_acquire(false);
            let write = pool(1).connect_with(options.clone()).await?;
            let read = pool(CONNECTIONS).connect_with(options).await?;
            return Ok(Self::Sqlite { read, write });
        }
        let options = PgConnectOptions::from_str(url)?
            .options([("synchronous_commit", "on")])
            .disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
        Ok(Self::Postgres(pool.connect_with(options).await?))
    }

    /// The 51 newest of a status and severity.
    pub async fn list(&self, status: &str, severity: &str) -> sqlx::Result<Vec<Head>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::list(read, status, severity).await,
            Self::Postgres(pool) => on_postgres::list(pool, status, severity).await,
        }
    }

    /// The 51 problems of a state that changed last.
    pub async fn board(&self, status: &str, now: DateTime<Utc>) -> sqlx::Result<Vec<Problem>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::board(read, status, now).await,
            Self::Postgres(pool) => on_postgres::board(pool, status, now).await,
        }
    }

    /// The problems of an incident.
    pub async fn linked(&self, id: Uuid) -> sqlx::Result<Vec<Linked>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::linked(read, id).await,
            Self::Postgres(pool) => on_postgres::linked(pool, id).await,
        }
    }

    /// The causes in the analyses of an incident's problems.
    pub async fn causes(&self, id: Uuid) -> sqlx::Result<Vec<Cause>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::causes(read, id).await,
            Self::Postgres(pool) => on_postgres::causes(pool, id).await,
        }
    }

    /// The repair items of an incident's problems.
    pub async fn items(&self, id: Uuid) -> sqlx::Result<Vec<Item>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::items(read, id).await,
            Self::Postgres(pool) => on_postgres::items(pool, id).await,
        }
    }

    /// One incident.
    pub async fn head(&self, id: Uuid) -> sqlx::Result<Vec<Head>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::head(read, id).await,
            Self::Postgres(pool) => on_postgres::head(pool, id).await,
        }
    }

    /// The newest of its timeline, one more than a page.
    pub async fn entries(&self, id: Uuid) -> sqlx::Result<Vec<Entry>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::entries(read, id).await,
            Self::Postgres(pool) => on_postgres::entries(pool, id).await,
        }
    }

    /// Names of people.
    pub async fn names(&self, ids: &[Uuid; ENTRIES]) -> sqlx::Result<Vec<(Uuid, String)>> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::names(read, ids).await,
            Self::Postgres(pool) => on_postgres::names(pool, ids).await,
        }
    }

    /// Anybody.
    pub async fn some_user(&self) -> sqlx::Result<Uuid> {
        match self {
            Self::Sqlite { read, .. } => on_sqlite::some_user(read).await,
            Self::Postgres(pool) => on_postgres::some_user(pool).await,
        }
    }

    /// Writes an incident and its first entry in one transaction; gives the number.
    pub async fn declare(&self, new: &New) -> sqlx::Result<i64> {
        match self {
            Self::Sqlite { write, .. } => on_sqlite::declare(write, new).await,
            Self::Postgres(pool) => on_postgres::declare(pool, new).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_of_a_statement_are_filled_up_with_the_first() {
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let filled = padded(&ids).unwrap();
        assert_eq!(filled[..3], [ids[0], ids[1], ids[0]]);
        assert_eq!(padded(&[]), None);
    }
}
