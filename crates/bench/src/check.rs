//! A pass in which every answer is read: nothing wrong may hide behind a good status, and whoever is turned away must
//! be told when to come back. Slower than the generator, so its rates are not reported.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::report::{Checked, Kind, Workload};
use crate::server::Server;
use crate::workload;

/// What one answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Good,
    Shed { with_retry_after: bool },
    Wrong { locked: bool },
}

fn outcome(status: u16, retry_after: bool, body: &str) -> Outcome {
    if status == 503 {
        return Outcome::Shed { with_retry_after: retry_after };
    }
    // Quotes within values are escaped: this is the key and nothing else.
    if status == 200 && !body.contains("\"errors\":") {
        return Outcome::Good;
    }
    Outcome::Wrong { locked: body.contains("locked") }
}

/// Sends requests over so many connections at once and reads every answer.
pub async fn run(
    server: &Server,
    database: Kind,
    workload: Workload,
    bodies: Arc<Vec<String>>,
    connections: usize,
    time: Duration,
) -> Result<Checked> {
    let until = Instant::now() + time;
    let url = server.url(workload::path(workload, server.side));
    // Connections must not be handed from task to task: each has one at a time, and all are kept.
    let client = reqwest::Client::builder().pool_max_idle_per_host(connections).build()?;
    let mut tasks = JoinSet::new();
    for n in 0..connections {
        let (client, url, key, bodies) =
            (client.clone(), url.clone(), server.key().to_owned(), Arc::clone(&bodies));
        tasks.spawn(async move {
            let mut seen = Vec::new();
            let mut turn = n;
            while Instant::now() < until {
                let body = bodies.get(turn % bodies.len().max(1)).cloned().unwrap_or_default();
                let began = Instant::now();
                let one = ask(&client, &url, &key, body).await;
                seen.push((one, began.elapsed().as_secs_f64() * 1000.0));
                turn += connections;
            }
            seen
        });
    }
    let seen = tasks.join_all().await.into_iter().flatten().collect();
    Ok(sum(database, workload, connections, seen))
}

async fn ask(client: &reqwest::Client, url: &str, key: &str, body: String) -> Option<Outcome> {
    let request = client
        .post(url)
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json, application/json")
        .bearer_auth(key);
    let answer = request.body(body).send().await.ok()?;
    let (status, retry_after) = (answer.status().as_u16(), answer.headers().contains_key("retry-after"));
    Some(outcome(status, retry_after, &answer.text().await.ok()?))
}

fn sum(database: Kind, workload: Workload, connections: usize, seen: Vec<(Option<Outcome>, f64)>) -> Checked {
    let mut sum = Checked {
        database,
        workload,
        connections,
        good: 0,
        shed: 0,
        with_retry_after: 0,
        wrong: 0,
        locked: 0,
        unanswered: 0,
        p50_ms: 0.0,
        p99_ms: 0.0,
    };
    let mut times = Vec::new();
    for (one, time) in seen {
        match one {
            Some(Outcome::Good) => {
                sum.good += 1;
                times.push(time);
            }
            Some(Outcome::Shed { with_retry_after }) => {
                sum.shed += 1;
                sum.with_retry_after += u64::from(with_retry_after);
            }
            Some(Outcome::Wrong { locked }) => {
                sum.wrong += 1;
                sum.locked += u64::from(locked);
            }
            None => sum.unanswered += 1,
        }
    }
    times.sort_by(f64::total_cmp);
    sum.p50_ms = quantile(&times, 50);
    sum.p99_ms = quantile(&times, 99);
    sum
}

/// A quantile in hundredths of sorted figures.
pub fn quantile(sorted: &[f64], hundredths: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * hundredths / 100).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_behind_a_good_status_are_found() {
        assert_eq!(outcome(200, false, r#"{"data":{"title":"\"errors\": many"}}"#), Outcome::Good);
        assert_eq!(outcome(200, false, r#"{"data":null,"errors":[]}"#), Outcome::Wrong { locked: false });
        assert_eq!(outcome(500, false, "database is locked"), Outcome::Wrong { locked: true });
        assert_eq!(outcome(503, true, ""), Outcome::Shed { with_retry_after: true });
    }

    #[test]
    fn outcomes_are_counted() {
        let shed = Some(Outcome::Shed { with_retry_after: false });
        let seen = vec![(Some(Outcome::Good), 1.0), (Some(Outcome::Good), 3.0), (shed, 9.0), (None, 9.0)];
        let sum = sum(Kind::Sqlite, Workload::W1, 4, seen);
        assert_eq!((sum.good, sum.shed, sum.with_retry_after, sum.unanswered), (2, 1, 0, 1));
        assert!((sum.p99_ms - 1.0).abs() < 1e-9);
        assert!((quantile(&[], 50)).abs() < 1e-9);
    }
}
