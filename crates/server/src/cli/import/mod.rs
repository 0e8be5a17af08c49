//! `coalmine import FORMAT PATH…`: has the files of a history read, and brings them in by batches.
//!
//! A batch is in the database or not; after an interruption the same command goes on where it
//! stopped, since what is there already is found unchanged. It must not know what is in a file.

mod report;
mod sources;

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, ensure};
use app::App;
use app::incident::import::Import;
use clap::ValueEnum;
use domain::identity::{Actor, SystemActor};
use formats::record::ImportedIncident;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::mpsc;

use self::report::Report;
use self::sources::Item;
use super::open;
use crate::config::Config;
use crate::system::SystemClock;

/// A format that can be brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A cState site: config.yml, and one Markdown file for each incident under issues.
    Cstate,
    /// Postmortems in Markdown, one file for each incident, in any folder below.
    Markdown,
    /// The incidents.json of a Statuspage, as its API v2 answers.
    Statuspage,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Cstate => "cstate",
            Self::Markdown => "markdown",
            Self::Statuspage => "statuspage",
        }
    }
}

/// What is to be brought in.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// What the files are.
    pub format: Format,
    /// Folders or files.
    pub paths: Vec<PathBuf>,
    /// The zone of times that name none.
    pub zone: Option<String>,
    /// A name for this history.
    pub source: Option<String>,
}

impl Order {
    fn zone(&self) -> Result<Option<formats::markdown::ZoneName>> {
        let parse = |zone: &String| {
            zone.parse().map_err(|_| anyhow!("{zone} is not a time zone; Europe/London is one"))
        };
        self.zone.as_ref().map(parse).transpose()
    }

    /// The name under which a record is known.
    fn key(&self, file: &str) -> String {
        self.source.as_ref().map_or_else(|| file.to_owned(), |source| format!("{source}/{file}"))
    }
}

/// A batch has at most so many records, and so much source text.
const BATCH: usize = 50;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

pub(super) async fn run(order: Order, is_json: bool) -> Result<()> {
    for path in &order.paths {
        ensure!(path.exists(), "{} does not exist", path.display());
    }
    order.zone()?;
    let app = open::app(&Config::load()?, Arc::new(SystemClock)).await?;
    let format = order.format.name();
    // Reading waits for writing, so that only a batch or two are ever held.
    let (sender, mut items) = mpsc::channel(BATCH);
    let reading = tokio::task::spawn_blocking(move || {
        sources::read(&order, &mut |item| sender.blocking_send(item).is_ok())
    });
    let mut importer = Importer {
        app,
        actor: Actor::system(SystemActor::Import),
        format,
        batch: Vec::with_capacity(BATCH),
        bytes: 0,
        progress: progress(),
        report: Report::new(BufWriter::new(std::io::stdout()), is_json)?,
    };
    while let Some(item) = items.recv().await {
        importer.take(item).await?;
    }
    reading.await.context("reading stopped")??;
    importer.flush().await?;
    importer.progress.finish_and_clear();
    Ok(importer.report.finish()?)
}

struct Importer<W: Write> {
    app: App,
    actor: Actor,
    format: &'static str,
    batch: Vec<ImportedIncident>,
    bytes: usize,
    progress: ProgressBar,
    report: Report<W>,
}

impl<W: Write> Importer<W> {
    async fn take(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Expected(files) => {
                let before = self.progress.length().unwrap_or(0);
                self.progress.set_length(before + files);
            }
            Item::Skipped(file, reason) => {
                self.report.skipped(file, reason);
                self.progress.inc(1);
            }
            Item::Findings(file, findings) => self.report.found(&file, &findings)?,
            Item::Quarters(quarters) => self.report.quarters(&quarters),
            Item::Record(record) => {
                self.bytes += record.raw.len();
                self.batch.push(*record);
                if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
                    self.flush().await?;
                }
            }
        }
        Ok(())
    }

    /// Brings the batch in, all of it or, when something is wrong, up to the record at fault.
    async fn flush(&mut self) -> Result<()> {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        let imports: Vec<Import<'_>> =
            batch.iter().map(|record| Import { format: self.format, record }).collect();
        let whole = self.app.import_incidents(&self.actor, &imports).await;
        let mut done = Vec::with_capacity(batch.len());
        match whole {
            Ok(all) => done = all,
            Err(_) => {
                for import in &imports {
                    let one = self.app.import_incident(&self.actor, *import).await;
                    done.push(one.with_context(|| format!("importing {}", import.record.file))?);
                }
            }
        }
        for (record, imported) in batch.iter().zip(&done) {
            self.report.brought(&record.file, imported.outcome, &imported.findings)?;
        }
        if let Some(last) = batch.last() {
            self.progress.set_message(last.file.clone());
        }
        self.progress.inc(batch.len() as u64);
        Ok(())
    }
}

/// Shown on a terminal only; goes to standard error.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {msg}");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
