//! W5: the status page of thirty services over ninety days, as everyone gets it, beside a bare route that sends the same bytes.
//! It must not know how the page is made.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Duration, Utc};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use serde_json::json;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use uuid::Uuid;

use crate::data::Data;
use crate::report::{Cold, Kind, Side};
use crate::server::Server;

/// Services of the page.
const SERVICES: usize = 30;
/// Published incidents in its ninety days.
const INCIDENTS: i64 = 60;
/// Until the product shows what was written behind its back.
const PATIENCE: u32 = 30;
/// Starts whose first answer is timed.
const STARTS: usize = 9;
/// What shows that everything is known, and is no page that is timed.
const KNOWN: &str = "/api/v2/summary.json";

const SERVICE: &str = "UPDATE service SET is_public = TRUE, portal_group = $2, position = 1, monitored_since = $3 WHERE id = $1";
const INCIDENT: &str = "INSERT INTO portal_incident (incident_id, number, title, published_at, is_hidden, status, impact,
    started_at, restored_at, services, windows) VALUES ($1, $2, $3, $4, FALSE, 'resolved', 'major', $4, $5, $6, $7)";
const UPDATE: &str = "INSERT INTO portal_update (id, incident_id, status, body, published_at)
    VALUES ($1, $2, 'resolved', 'Answers are as quick as before.', $3)";

/// An incident that was published.
struct Told {
    id: Uuid,
    number: i64,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    services: String,
    windows: String,
}

/// Where a side has the page.
pub const fn path(side: Side) -> &'static str {
    match side {
        Side::Product => "/status",
        Side::Floor => "/w5",
    }
}

/// Puts services and published incidents into the data: a page as full as the goal says.
pub async fn fill(data: &Data) -> Result<()> {
    let began = Utc::now() - Duration::days(100);
    let ids: Vec<Uuid> = data.services.iter().take(SERVICES).map(|id| id.uuid()).collect();
    ensure!(ids.len() == SERVICES, "the data has {} services, and the page wants {SERVICES}", ids.len());
    let told: Vec<Told> = (0..INCIDENTS).map(|turn| told(turn, &ids)).collect();
    macro_rules! write {
        ($pool:expr) => {{
            let pool = $pool;
            for (number, id) in ids.iter().enumerate() {
                let group = format!("Group {}", number % 4);
                sqlx::query(SERVICE).bind(id).bind(group).bind(began).execute(&pool).await?;
            }
            for one in &told {
                let title = format!("Answers are slow, {}", one.number);
                let row = sqlx::query(INCIDENT).bind(one.id).bind(one.number).bind(title).bind(one.from);
                row.bind(one.to).bind(&one.services).bind(&one.windows).execute(&pool).await?;
                sqlx::query(UPDATE).bind(Uuid::now_v7()).bind(one.id).bind(one.to).execute(&pool).await?;
            }
            pool.close().await;
        }};
    }
    match data.kind {
        Kind::Sqlite => write!(SqlitePool::connect(&data.url).await?),
        Kind::Postgres => write!(PgPool::connect(&data.url).await?),
    }
    Ok(())
}

fn told(turn: i64, services: &[Uuid]) -> Told {
    let from = Utc::now() - Duration::hours(36 * turn + 5);
    let to = from + Duration::minutes(20 + turn * 7 % 240);
    let service = usize::try_from(turn).unwrap_or_default() * 7 % services.len().max(1);
    let level = ["DEGRADED_PERFORMANCE", "PARTIAL_OUTAGE", "MAJOR_OUTAGE"][service % 3];
    let service = services.get(service).map(Uuid::to_string);
    let window = json!({ "from": from, "to": to, "level": level, "services": [service] });
    Told {
        id: Uuid::now_v7(),
        number: 1_000_000 + turn,
        from,
        to,
        services: json!([service]).to_string(),
        windows: json!([window]).to_string(),
    }
}

/// The page as browsers ask for it, once it shows everything.
pub async fn fetch(product: &Server) -> Result<Vec<u8>> {
    for _ in 0..PATIENCE {
        let plain = product.http.get(product.url(path(Side::Product))).send().await?.text().await?;
        if plain.contains("Group 3") && plain.contains("Answers are slow") {
            let request = product.http.get(product.url(path(Side::Product))).header(ACCEPT_ENCODING, "br");
            let answer = request.send().await?.error_for_status()?;
            let is_packed = answer.headers().get(CONTENT_ENCODING).is_some_and(|value| value == "br");
            ensure!(is_packed, "the page is not packed");
            return Ok(answer.bytes().await?.to_vec());
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    anyhow::bail!("the page does not show what was published")
}

/// The first page after each of several starts: nothing of it was rendered or packed before.
pub async fn cold(data: &Data, binary: &Path) -> Result<Cold> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let product = Server::product(data, binary).await?;
        until_known(&product).await?;
        let request = product.http.get(product.url(path(Side::Product))).header(ACCEPT_ENCODING, "br");
        let began = Instant::now();
        let answer = request.send().await?.error_for_status()?;
        let is_packed = answer.headers().get(CONTENT_ENCODING).is_some_and(|value| value == "br");
        answer.bytes().await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        ensure!(is_packed, "the page is not packed");
    }
    times.sort_by(f64::total_cmp);
    let at = |place: usize| times.get(place).copied().context("no start was timed");
    Ok(Cold { database: data.kind, rounds: STARTS, median_ms: at(STARTS / 2)?, worst_ms: at(STARTS - 1)? })
}

async fn until_known(product: &Server) -> Result<()> {
    for _ in 0..PATIENCE {
        let answer = product.http.get(product.url(KNOWN)).send().await?.text().await?;
        if answer.contains("Group 3") {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    anyhow::bail!("the portal does not know its services")
}

/// Gives the floor what it is to send.
pub async fn hand_over(floor: &Server, page: Vec<u8>) -> Result<()> {
    let request = floor.http.put(floor.url(path(Side::Floor))).body(page);
    request.send().await?.error_for_status().context("the floor takes no page")?;
    Ok(())
}
