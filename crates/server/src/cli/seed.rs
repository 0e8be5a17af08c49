//! `coalmine seed`: fills an empty database with the data set of measurements.
//!
//! It must not know what an incident looks like, nor how it is written.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use app::Clock;
use app::identity::Secret;
use app::seed::Step;
use domain::identity::{Actor, SystemActor};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;

use super::open;
use crate::config::Config;
use crate::seed::{Plan, SignIn};
use crate::system::SystemClock;

/// What was made, as `--json` prints it.
#[derive(Debug, Default, Serialize)]
struct Report {
    incidents: u64,
    entries: u64,
    updates: u64,
    problems: u64,
    people: usize,
    services: usize,
    seconds: f64,
}

pub(super) async fn run(
    incidents: u64,
    seed: u64,
    password: Option<String>,
    is_json: bool,
) -> Result<ExitCode> {
    let clock = SystemClock;
    let began = clock.now();
    let app = open::app(&Config::load()?, Arc::new(clock)).await?;
    let actor = Actor::system(SystemActor::Cli);
    let plan = Plan::new(seed, incidents, began);
    let (cast, sign_ins) = plan.cast()?;
    let mut seeding = app.begin_seed(&actor).await?;
    let password = seeding.cast(&cast, password.map(Secret::new)).await?;
    let mut report = Report { people: cast.people.len(), services: cast.services.len(), ..Report::default() };

    // One thread makes batches while the database takes the one before: at most three are in memory.
    let (sender, mut batches) = mpsc::channel(1);
    let maker = tokio::task::spawn_blocking(move || {
        for batch in plan.batches(&cast) {
            if sender.blocking_send(batch).is_err() {
                return;
            }
        }
    });
    let progress = Progress::new(incidents);
    while let Some(batch) = batches.recv().await {
        let batch = batch.context("an incident cannot be made up")?;
        seeding.incidents(&batch).await.context("incidents cannot be written")?;
        report.incidents += batch.incidents.len() as u64;
        report.entries += batch.entries.len() as u64;
        report.updates += batch.updates.len() as u64;
        report.problems += batch.problems.len() as u64;
        progress.at(report.incidents);
    }
    maker.await.map_err(|error| anyhow!("making incidents ended early: {error}"))?;
    seeding.finish(&mut |step| progress.step(step)).await.context("the data cannot be completed")?;
    progress.end();
    let elapsed = clock.now() - began;
    report.seconds = elapsed.as_seconds_f64();
    print(&report, &sign_ins, &password, is_json)?;
    Ok(ExitCode::SUCCESS)
}

/// A bar with its rate on a terminal, a line now and then elsewhere; always on standard error.
struct Progress {
    bar: ProgressBar,
    is_terminal: bool,
    every: u64,
}

impl Progress {
    fn new(incidents: u64) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let bar = if is_terminal { ProgressBar::new(incidents) } else { ProgressBar::hidden() };
        bar.set_length(incidents);
        let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} {per_sec} {eta} {msg}");
        let bar = style.map_or(bar.clone(), |style| bar.with_style(style));
        Self { bar, is_terminal, every: (incidents / 20).max(1) }
    }

    fn at(&self, incidents: u64) {
        let before = self.bar.position();
        self.bar.set_position(incidents);
        if !self.is_terminal && before / self.every != incidents / self.every {
            let total = self.bar.length().unwrap_or_default();
            eprintln!("{incidents} of {total} incidents, {:.0} a second", self.bar.per_sec());
        }
    }

    fn step(&self, step: Step<'_>) {
        let text = match step {
            Step::Define { number, of, sql } => {
                let words: Vec<&str> = sql.split_whitespace().take(6).collect();
                format!("{number}/{of} {}", words.join(" "))
            }
            Step::Analyze => "collecting statistics".to_owned(),
            Step::Commit => "making it durable".to_owned(),
        };
        if !self.is_terminal {
            eprintln!("{text}");
        }
        self.bar.set_message(text);
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn print(report: &Report, sign_ins: &[SignIn], password: &Secret, is_json: bool) -> Result<()> {
    if is_json {
        let mut object = serde_json::to_value(report)?;
        object["signIns"] = serde_json::to_value(sign_ins)?;
        object["password"] = json!(password.expose());
        println!("{object}");
        return Ok(());
    }
    let Report { incidents, entries, updates, problems, people, services, seconds } = report;
    println!(
        "{incidents} incidents, {entries} entries, {updates} status updates, {problems} problems, {people} people, \
         {services} services in {seconds:.1} s"
    );
    println!("Everyone signs in with {}; one of each role:", password.expose());
    for one in sign_ins {
        println!("  {:32} {}", one.email, one.role);
    }
    Ok(())
}
