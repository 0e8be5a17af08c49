//! `cargo xtask check`: the rules of the house, each one small module. All of them run and all findings are shown.
//! Must not know: how a rule looks at the code; that is its module's business.

mod allow;
mod commands;
mod deps;
mod docs;
mod functions;
mod length;
mod manifests;
mod outbound;
mod schema;
mod sources;
mod sql;
mod weight;

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Result;

use crate::client;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

use sources::Sources;

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// File and line, crate or command.
    pub place: String,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl Finding {
    /// A finding at a place.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

/// Results so far, printed as they come and again at the end.
#[derive(Default)]
struct Report(Vec<(&'static str, Vec<Finding>)>);

impl Report {
    /// Runs one check. A check that cannot run at all has failed.
    fn check(&mut self, name: &'static str, check: impl FnOnce() -> Result<Vec<Finding>>) {
        eprintln!("-- {name}");
        let findings = check().unwrap_or_else(|error| vec![Finding::new(name, format!("{error:#}"))]);
        for finding in &findings {
            eprintln!("{}: {}", finding.place, finding.message);
        }
        self.0.push((name, findings));
    }

    fn summary(&self) -> String {
        let mut text = String::new();
        for (name, findings) in &self.0 {
            let verdict =
                if findings.is_empty() { "ok".to_owned() } else { format!("FAILED ({})", findings.len()) };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:.<44} {verdict}");
            for Finding { place, message } in findings {
                let _ = writeln!(text, "    {place}: {message}");
            }
        }
        text
    }

    fn is_clean(&self) -> bool {
        self.0.iter().all(|(_, findings)| findings.is_empty())
    }
}

/// Runs all checks; fails if any found something.
pub fn run_check(workspace: &Workspace, quick: bool) -> Result<ExitCode> {
    let sources = Sources::load(&workspace.root)?;
    let mut report = Report::default();
    report.check("files parse", || Ok(sources.broken.clone()));
    report.check("file length", || Ok(length::check(&sources)));
    report.check("function length", || Ok(functions::check(&sources)));
    report.check("documentation of domain and app", || Ok(docs::check(&sources)));
    report.check("no allow attributes", || Ok(allow::check(&sources)));
    report.check("no SQL put together from pieces", || Ok(sql::check(&sources)));
    report.check("one way out", || Ok(outbound::check(&sources)));
    report.check("manifests inherit", || manifests::check(workspace));
    report.check("dependency direction", || Ok(deps::check(workspace)));
    report.check("format", || Ok(commands::format(workspace)));
    if !quick {
        compile(workspace, &mut report)?;
    }
    println!("\n{}", report.summary());
    let clean = report.is_clean();
    println!("{}", if clean { "check: all good" } else { "check: FAILED" });
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The checks that need a compiler, from the quick to the slow; client before server, which carries it.
fn compile(workspace: &Workspace, report: &mut Report) -> Result<()> {
    tools::ensure(workspace, &[Tool::CCompiler, Tool::Wasm])?;
    report.check("domain builds for wasm32", || Ok(commands::domain_wasm(workspace)));
    report.check("clippy, native crates", || Ok(commands::clippy(workspace)));
    report.check("clippy, client", || Ok(commands::clippy_client(workspace)));
    report.check("client weight", || {
        client::build(workspace)?;
        Ok(weight::check(&client::pack::read_sizes(&workspace.client_dir())?))
    });
    report.check("schema.graphql is up to date", || schema::check(workspace));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_is_reported_and_none_hides_another() {
        let mut report = Report::default();
        report.check("one", || Ok(vec![Finding::new("a.rs:1", "bad")]));
        report.check("two", || Ok(vec![]));
        report.check("three", || anyhow::bail!("cannot run"));
        let summary = report.summary();
        assert!(!report.is_clean());
        assert!(summary.contains("a.rs:1: bad") && summary.contains("cannot run"), "{summary}");
        assert!(summary.lines().any(|line| line.starts_with("two") && line.ends_with("ok")), "{summary}");
    }

    #[test]
    fn a_report_without_findings_is_clean() {
        let mut report = Report::default();
        report.check("one", || Ok(vec![]));
        assert!(report.is_clean());
    }
}
