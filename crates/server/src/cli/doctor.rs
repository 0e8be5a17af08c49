//! `coalmine doctor`: looks at an installation and says what it found. It changes nothing.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use app::Clock;
use app::audit::{Report, verify};
use chrono::{DateTime, Duration};
use domain::audit::Head;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use store::{Connection, Store, StoreError, maintenance};

use super::open;
use crate::config::Config;
use crate::system::SystemClock;
use crate::token::ring::{self, Ring};
use crate::vault::Vault;

/// One line of the report.
struct Finding {
    is_fine: bool,
    what: String,
}

fn finding(is_fine: bool, what: impl Into<String>) -> Finding {
    Finding { is_fine, what: what.into() }
}

pub(super) async fn run(head: Option<&str>) -> Result<ExitCode> {
    let head = head.map(str::parse::<Head>).transpose().context("--head")?;
    let mut findings = Vec::new();
    match Config::load() {
        Ok(config) => {
            findings.push(finding(true, "settings hold"));
            findings.push(clock());
            findings.push(private("key ring", &Ring::path(&config.data_dir)));
            findings.push(private("vault key", &Vault::path(&config.data_dir)));
            database(&config, head, &mut findings).await;
        }
        Err(error) => findings.push(finding(false, format!("{error:#}"))),
    }
    for finding in &findings {
        println!("{}  {}", if finding.is_fine { "ok  " } else { "FAIL" }, finding.what);
    }
    let is_fine = findings.iter().all(|finding| finding.is_fine);
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A clock that runs before the program was written is wrong.
fn clock() -> Finding {
    let now = SystemClock.now();
    let written = DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default();
    let is_fine = now > written && now < written + Duration::days(365 * 100);
    finding(is_fine, format!("clock shows {}", now.format("%Y-%m-%d %H:%M:%S UTC")))
}

fn private(name: &str, path: &Path) -> Finding {
    if !path.exists() {
        return finding(true, format!("no {name} yet at {}; serve makes it", path.display()));
    }
    match ring::is_private(path) {
        Ok(true) => finding(true, format!("{name} {} is readable by its owner only", path.display())),
        Ok(false) => {
            finding(false, format!("{name} {} is readable by others; run chmod 600", path.display()))
        }
        Err(error) => finding(false, format!("{error:#}")),
    }
}

async fn database(config: &Config, head: Option<Head>, findings: &mut Vec<Finding>) {
    if let Some(path) = open::sqlite_file(config.database_url.expose())
        && !path.is_file()
    {
        findings.push(finding(false, format!("there is no database at {}", path.display())));
        return;
    }
    let store = match open::store(config).await {
        Ok(store) => store,
        Err(error) => {
            // The complaint of the database may repeat its address, never its password.
            tracing::debug!(%error, "database");
            findings.push(finding(false, "the database cannot be reached"));
            return;
        }
    };
    match store.durability().await {
        Ok(settings) => findings.extend(settings.into_iter().map(|(name, value)| {
            finding(open::is_durable(store.backend(), name, &value), format!("database: {name} = {value}"))
        })),
        Err(_) => findings.push(finding(false, "the settings of the database cannot be read")),
    }
    if schema(&store, findings).await
        && let Err(error) = content(&store, head, findings).await
    {
        findings.push(finding(false, format!("the database cannot be read: {error}")));
    }
}

/// Which changes of the schema are applied; whether the rest can be looked at.
async fn schema(store: &Store, findings: &mut Vec<Finding>) -> bool {
    let (is_readable, found) = match store.schema_state().await {
        Ok(state) if !state.unknown.is_empty() => {
            (true, finding(false, StoreError::Newer { migrations: state.unknown }.to_string()))
        }
        Ok(state) if state.applied.is_empty() => {
            (false, finding(false, "the database is empty: coalmine migrate"))
        }
        Ok(state) if state.pending.is_empty() => {
            let last = state.applied.last().map(String::as_str).unwrap_or_default();
            (true, finding(true, format!("schema is up to date ({last})")))
        }
        Ok(state) => {
            let count = state.pending.len();
            (false, finding(false, format!("{count} migrations are to be applied: coalmine migrate")))
        }
        Err(_) => (false, finding(false, "the applied migrations cannot be read")),
    };
    findings.push(found);
    is_readable
}

/// Integrity, counts and the audit chain, all on one view of the database.
async fn content(store: &Store, head: Option<Head>, findings: &mut Vec<Finding>) -> app::Result<()> {
    let view = store.snapshot().await?;
    let complaints = maintenance::complaints(&view).await?;
    if complaints.is_empty() {
        findings.push(finding(true, "the database finds itself sound"));
    }
    findings.extend(complaints.into_iter().map(|complaint| finding(false, format!("database: {complaint}"))));
    let counts = maintenance::counts(&view).await?;
    let words: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    findings.push(finding(true, format!("holds {}", words.join(", "))));
    let rows = counts.iter().find(|(name, _)| *name == "audit rows").map_or(0, |(_, count)| *count);
    let report = check_chain(store, &view, head, rows).await?;
    findings.extend(chain(&report, head));
    Ok(())
}

async fn check_chain(
    store: &Store,
    view: &impl Connection,
    head: Option<Head>,
    rows: i64,
) -> app::Result<Report> {
    let is_watched = std::io::stderr().is_terminal() && rows > 100_000;
    let target = if is_watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(rows.unsigned_abs()), target);
    if let Ok(style) = ProgressStyle::with_template("audit chain {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    let report = verify(store, view, head, |position| bar.set_position(position.unsigned_abs())).await;
    bar.finish_and_clear();
    report
}

fn chain(report: &Report, noted: Option<Head>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let head = report.head;
    if let Some(fault) = &report.fault {
        let words = format!("audit chain: {fault}; it holds up to position {}", head.position);
        findings.push(finding(false, words));
    } else {
        findings.push(finding(true, format!("audit chain holds: {} rows sealed", head.position)));
        if let Some(noted) = noted {
            let words = format!("audit chain goes on from the noted head at {}", noted.position);
            findings.push(finding(true, words));
        }
        findings.push(finding(true, format!("audit head, to be kept elsewhere: {head}")));
    }
    if report.unsealed > 0 {
        let words =
            format!("{} audit rows wait for their seal; a running server seals them", report.unsealed);
        findings.push(finding(true, words));
    }
    findings
}
