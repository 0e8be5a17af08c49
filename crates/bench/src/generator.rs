//! The load generator `oha`, a program of its own: how it is called and what it says.
//! It must not know what is measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The program.
#[derive(Clone, Debug)]
pub struct Generator(pub PathBuf);

/// What it is to do.
pub struct Load<'a> {
    pub url: String,
    pub key: &'a str,
    /// A file with a body on each line, taken at random; none for reading a page.
    pub bodies: Option<&'a Path>,
    pub connections: usize,
    pub time: Duration,
}

/// What it saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub seconds: f64,
    /// Of good answers, milliseconds.
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub statuses: BTreeMap<String, u64>,
    pub unanswered: BTreeMap<String, u64>,
    pub bytes: u64,
}

impl Seen {
    /// How many answers came, good or not.
    pub fn answers(&self) -> u64 {
        self.statuses.values().sum()
    }

    /// How many of them were good.
    pub fn good(&self) -> u64 {
        self.statuses.get("200").copied().unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Printed {
    summary: Summary,
    latency_percentiles_successful: BTreeMap<String, Option<f64>>,
    status_code_distribution: BTreeMap<String, u64>,
    error_distribution: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    total: f64,
    #[serde(default)]
    size_per_request: Option<u64>,
}

impl Generator {
    /// Drives a server and reads what came of it.
    pub async fn drive(&self, load: &Load<'_>) -> Result<Seen> {
        let mut command = tokio::process::Command::new(&self.0);
        command
            .args(["--no-tui", "--output-format", "json", "--stats-success-breakdown", "--redirect", "0"])
            // Requests under way at the end are answered, so that CPU time belongs to answers that are counted.
            .arg("--wait-ongoing-requests-after-deadline")
            .args(["-z", &format!("{}ms", load.time.as_millis()), "-c", &load.connections.to_string()]);
        if !load.key.is_empty() {
            command.args(["-H", &format!("authorization: Bearer {}", load.key)]);
        }
        if let Some(bodies) = load.bodies {
            command.args(["--method", "POST", "-T", "application/json"]);
            command.args(["-H", "accept: application/graphql-response+json, application/json"]);
            command.arg("-Z").arg(bodies);
        } else {
            command.args(["-H", "accept-encoding: br"]);
        }
        command.arg(&load.url).kill_on_drop(true);
        let output = command.output().await.with_context(|| format!("cannot start {}", self.0.display()))?;
        if !output.status.success() {
            bail!(
                "the load generator ended with {}: {}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            );
        }
        parse(&String::from_utf8_lossy(&output.stdout))
    }
}

/// Reads the generator's JSON.
fn parse(text: &str) -> Result<Seen> {
    let printed: Printed = serde_json::from_str(text).context("the load generator printed something else")?;
    let percentile = |name: &str| {
        printed.latency_percentiles_successful.get(name).copied().flatten().unwrap_or_default() * 1000.0
    };
    Ok(Seen {
        seconds: printed.summary.total,
        p50_ms: percentile("p50"),
        p99_ms: percentile("p99"),
        bytes: printed.summary.size_per_request.unwrap_or_default(),
        statuses: printed.status_code_distribution,
        unanswered: printed.error_distribution,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_generator_prints_is_read() {
        let text = r#"{
            "summary": { "successRate": 0.9, "total": 2.5, "sizePerRequest": 167 },
            "latencyPercentiles": { "p50": 0.5 },
            "latencyPercentilesSuccessful": { "p50": 0.002, "p99": 0.25 },
            "statusCodeDistribution": { "200": 90, "503": 10 },
            "errorDistribution": { "connection closed": 2 }
        }"#;
        let seen = parse(text).unwrap();
        assert_eq!((seen.answers(), seen.good(), seen.bytes), (100, 90, 167));
        assert!((seen.p99_ms - 250.0).abs() < 1e-9 && (seen.seconds - 2.5).abs() < 1e-9);
        assert_eq!(seen.unanswered["connection closed"], 2);
    }

    #[test]
    fn no_good_answer_at_all_is_read_too() {
        let text = r#"{ "summary": { "total": 1.0, "sizePerRequest": null },
            "latencyPercentilesSuccessful": { "p50": null },
            "statusCodeDistribution": {}, "errorDistribution": {} }"#;
        let seen = parse(text).unwrap();
        assert_eq!((seen.answers(), seen.bytes), (0, 0));
        assert!(parse("").is_err());
    }
}
