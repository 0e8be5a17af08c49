//! What was measured, as it is saved, and as tables.
//! It must not measure, nor know what is good or bad.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Which database is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// As people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Floor,
    Product,
}

impl Side {
    /// As it stands in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Product => "product",
        }
    }
}

/// A request that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
pub enum Workload {
    /// Incident list: 50 newest of a status and severity, with services and lead.
    #[value(name = "W1")]
    W1,
    /// Incident detail: 20 timeline entries with their authors.
    #[value(name = "W2")]
    W2,
    /// The widest incident detail that the screens ask for; has no floor.
    #[value(name = "W2C")]
    W2C,
    /// Problem board: 50 problems of a state with owner, incident count and state of the analysis.
    #[value(name = "W3")]
    W3,
    /// Write: declare an incident with one timeline entry.
    #[value(name = "W4")]
    W4,
    /// The anonymous status page of 30 services over 90 days; has its own floor, a bare route that sends the same bytes.
    #[value(name = "W5")]
    W5,
    /// One update reaching 1,000 subscribers.
    #[value(name = "W6")]
    W6,
    /// W1, W2 and W3 at growing numbers of incidents.
    #[value(name = "W7")]
    W7,
}

impl Workload {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::W1 => "W1",
            Self::W2 => "W2",
            Self::W2C => "W2C",
            Self::W3 => "W3",
            Self::W4 => "W4",
            Self::W5 => "W5",
            Self::W6 => "W6",
            Self::W7 => "W7",
        }
    }
}

/// One workload over a number of connections.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub database: Kind,
    pub incidents: u64,
    pub workload: Workload,
    pub side: Side,
    pub connections: usize,
    /// Good answers a second.
    pub requests_per_second: f64,
    /// Of good answers, milliseconds.
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Answers by HTTP status.
    pub statuses: BTreeMap<String, u64>,
    /// Requests that got no answer, by reason.
    pub unanswered: BTreeMap<String, u64>,
    /// CPU seconds for 1,000 answers.
    pub server_cpu: f64,
    pub database_cpu: f64,
    /// Peak while it ran, MB.
    pub resident_mb: f64,
    pub anonymous_mb: f64,
    /// Counted by the product.
    pub statements: Option<f64>,
    pub bytes: u64,
}

impl Row {
    /// CPU seconds of server and database for 1,000 answers.
    pub fn cpu(&self) -> f64 {
        self.server_cpu + self.database_cpu
    }

    /// Whether it is the same measurement as another, of another run.
    pub fn same(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    fn key(&self) -> (Kind, u64, Workload, Side, usize) {
        (self.database, self.incidents, self.workload, self.side, self.connections)
    }
}

/// One update reaching many.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fanout {
    pub database: Kind,
    pub side: Side,
    pub subscribers: usize,
    pub rounds: usize,
    /// From the answer of the change to the last frame, milliseconds: median and worst of the rounds.
    pub last_ms: f64,
    pub last_worst_ms: f64,
    /// From sending the change to the last frame, median.
    pub from_request_ms: f64,
    pub lost: u64,
    /// CPU milliseconds of server and database for one update.
    pub server_cpu_ms: f64,
    pub database_cpu_ms: f64,
    pub statements: Option<f64>,
    pub resident_mb: f64,
    pub anonymous_mb: f64,
}

/// The status page as the first visitor after a change gets it: rendered and packed for that answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cold {
    pub database: Kind,
    pub rounds: usize,
    /// From the request to the last byte, milliseconds: median and worst of the rounds.
    pub median_ms: f64,
    pub worst_ms: f64,
}

/// A pass in which every answer was read: what came back when there were too many.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    pub database: Kind,
    pub workload: Workload,
    pub connections: usize,
    pub good: u64,
    /// Turned away with 503.
    pub shed: u64,
    /// Of these, with a `Retry-After`.
    pub with_retry_after: u64,
    /// Answers that carry errors, and any other status.
    pub wrong: u64,
    /// Of these, that speak of a locked database.
    pub locked: u64,
    /// Requests without any answer.
    pub unanswered: u64,
    /// Of good answers, milliseconds.
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// One run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The day, UTC.
    pub at: String,
    pub processor: String,
    pub cores: usize,
    pub seconds: u64,
    pub rows: Vec<Row>,
    pub fanouts: Vec<Fanout>,
    #[serde(default)]
    pub cold: Vec<Cold>,
    pub checks: Vec<Checked>,
}

impl Report {
    /// The measurement of the other side beside this one.
    pub fn floor_of(&self, row: &Row) -> Option<&Row> {
        let (database, incidents, workload, _, connections) = row.key();
        let wanted = (database, incidents, workload, Side::Floor, connections);
        self.rows.iter().find(|other| other.key() == wanted)
    }

    /// All tables as Markdown.
    pub fn tables(&self) -> String {
        let mut text = format!(
            "{}, {} cores ({}), client, server and database on the same machine, {} s each.\n",
            self.at, self.cores, self.processor, self.seconds
        );
        if !self.rows.is_empty() {
            text.push_str(&heading(ROWS));
        }
        for row in &self.rows {
            text.push_str(&self.line(row));
        }
        if !self.fanouts.is_empty() {
            text.push_str(&heading(FANOUTS));
        }
        for fanout in &self.fanouts {
            text.push_str(&fanout.line());
        }
        if !self.cold.is_empty() {
            text.push_str(&heading(COLD));
        }
        for cold in &self.cold {
            text.push_str(&cold.line());
        }
        if !self.checks.is_empty() {
            text.push_str(&heading(CHECKS));
        }
        for check in &self.checks {
            text.push_str(&check.line());
        }
        text
    }

    fn line(&self, row: &Row) -> String {
        let floor = self.floor_of(row).filter(|_| row.side == Side::Product);
        let ratio = floor.map(|floor| format!("{:.2}", row.requests_per_second / floor.requests_per_second));
        format!(
            "| {} | {} | {} | {} | {} | {:.0} | {} | {:.2} | {:.2} | {:.3} + {:.3} | {:.0} / {:.0} | {} | {} |\n",
            row.database.name(),
            row.incidents,
            row.workload.name(),
            row.side.name(),
            row.connections,
            row.requests_per_second,
            ratio.unwrap_or_default(),
            row.p50_ms,
            row.p99_ms,
            row.server_cpu,
            row.database_cpu,
            row.resident_mb,
            row.anonymous_mb,
            row.statements.map_or_else(String::new, |statements| format!("{statements:.1}")),
            odd(row),
        )
    }
}

/// Answers that are not 200, in words.
fn odd(row: &Row) -> String {
    let mut text = String::new();
    let statuses = row.statuses.iter().filter(|(status, _)| *status != "200");
    for (what, count) in statuses.chain(&row.unanswered) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{count} × {what} ");
    }
    text.trim_end().to_owned()
}

const ROWS: &[&str] = &[
    "database",
    "incidents",
    "",
    "side",
    "conn",
    "req/s",
    "of floor",
    "p50 ms",
    "p99 ms",
    "CPU s / 1k",
    "peak MB (anon)",
    "SQL",
    "not 200",
];
const FANOUTS: &[&str] = &[
    "database",
    "W6",
    "subscribers",
    "last ms",
    "worst ms",
    "from request ms",
    "lost",
    "CPU ms / update",
    "SQL",
    "peak MB (anon)",
];
const COLD: &[&str] = &["database", "W5, first answer after a start", "median ms", "worst ms"];
const CHECKS: &[&str] = &[
    "database",
    "every answer read",
    "conn",
    "good",
    "503",
    "with Retry-After",
    "wrong",
    "locked",
    "unanswered",
    "p50 ms",
    "p99 ms",
];

fn heading(titles: &[&str]) -> String {
    format!("\n| {} |\n|{}\n", titles.join(" | "), "---|".repeat(titles.len()))
}

impl Fanout {
    fn line(&self) -> String {
        format!(
            "| {} | {} | {} | {:.1} | {:.1} | {:.1} | {} | {:.1} + {:.1} | {} | {:.0} / {:.0} |\n",
            self.database.name(),
            self.side.name(),
            self.subscribers,
            self.last_ms,
            self.last_worst_ms,
            self.from_request_ms,
            self.lost,
            self.server_cpu_ms,
            self.database_cpu_ms,
            self.statements.map_or_else(String::new, |statements| format!("{statements:.1}")),
            self.resident_mb,
            self.anonymous_mb,
        )
    }
}

impl Cold {
    fn line(&self) -> String {
        format!(
            "| {} | {} starts | {:.1} | {:.1} |\n",
            self.database.name(),
            self.rounds,
            self.median_ms,
            self.worst_ms
        )
    }
}

impl Checked {
    fn line(&self) -> String {
        format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1} | {:.1} |\n",
            self.database.name(),
            self.workload.name(),
            self.connections,
            self.good,
            self.shed,
            self.with_retry_after,
            self.wrong,
            self.locked,
            self.unanswered,
            self.p50_ms,
            self.p99_ms,
        )
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A row to change for a test.
    pub fn row(workload: Workload, side: Side, per_second: f64) -> Row {
        Row {
            database: Kind::Sqlite,
            incidents: 200,
            workload,
            side,
            connections: 32,
            requests_per_second: per_second,
            p50_ms: 2.0,
            p99_ms: 5.0,
            statuses: BTreeMap::from([("200".to_owned(), 90), ("503".to_owned(), 10)]),
            unanswered: BTreeMap::new(),
            server_cpu: 0.1,
            database_cpu: 0.05,
            resident_mb: 60.0,
            anonymous_mb: 40.0,
            statements: None,
            bytes: 1000,
        }
    }

    #[test]
    fn the_product_stands_beside_its_floor() {
        let rows = vec![row(Workload::W1, Side::Floor, 1000.0), row(Workload::W1, Side::Product, 640.0)];
        let report = Report { rows, ..Report::default() };
        let tables = report.tables();
        assert!(tables.contains("| product | 32 | 640 | 0.64 |"), "{tables}");
        assert!(tables.contains("| floor | 32 | 1000 |  |"), "{tables}");
        assert!(tables.contains("10 × 503"), "{tables}");
    }

    #[test]
    fn a_saved_report_is_read_back() {
        let report = Report { rows: vec![row(Workload::W2, Side::Product, 1.5)], ..Report::default() };
        let text = serde_json::to_string(&report).unwrap();
        assert!(text.contains("\"requestsPerSecond\":1.5"), "{text}");
        let read: Report = serde_json::from_str(&text).unwrap();
        assert!(read.rows[0].same(&report.rows[0]));
    }
}
