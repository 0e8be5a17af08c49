//! `coalmine doctor`: looks at an installation and says what it found.

use std::process::ExitCode;

use anyhow::Result;
use app::Clock;
use chrono::{DateTime, Duration};

use super::open;
use crate::config::Config;
use crate::system::SystemClock;
use crate::token::ring::{self, Ring};

/// One line of the report.
struct Finding {
    is_fine: bool,
    what: String,
}

fn finding(is_fine: bool, what: impl Into<String>) -> Finding {
    Finding { is_fine, what: what.into() }
}

pub(super) async fn run() -> Result<ExitCode> {
    let mut findings = Vec::new();
    match Config::load() {
        Ok(config) => {
            findings.push(finding(true, "settings hold"));
            findings.push(clock());
            findings.push(keys(&config));
            database(&config, &mut findings).await;
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

fn keys(config: &Config) -> Finding {
    let path = Ring::path(&config.data_dir);
    if !path.exists() {
        return finding(true, format!("no key ring yet at {}; serve makes it", path.display()));
    }
    match ring::is_private(&path) {
        Ok(true) => finding(true, format!("key ring {} is readable by its owner only", path.display())),
        Ok(false) => {
            finding(false, format!("key ring {} is readable by others; run chmod 600", path.display()))
        }
        Err(error) => finding(false, format!("{error:#}")),
    }
}

async fn database(config: &Config, findings: &mut Vec<Finding>) {
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
    findings.push(match store.pending_migrations().await {
        Ok(pending) if pending.is_empty() => finding(true, "database is up to date"),
        Ok(pending) => {
            finding(false, format!("{} migrations are to be applied: coalmine migrate", pending.len()))
        }
        Err(_) => finding(false, "migrations cannot be read; is the program older than the database?"),
    });
}
