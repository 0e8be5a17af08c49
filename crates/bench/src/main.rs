//! The workloads, driven over HTTP against the release binary and against a hand-written floor on the same data.
//!
//! Figures depend on the machine: compare ratios of one run. Not part of the product.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and makes ids")]

mod check;
mod compare;
mod data;
mod fanout;
mod floor;
mod generator;
mod goals;
mod measure;
mod page;
mod proc;
mod report;
mod server;
mod wording;
mod workload;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};

use report::{Kind, Report, Workload};

/// The same as the product's, so that both run alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Which databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Databases {
    Sqlite,
    Postgres,
    Both,
}

/// Drives the workloads and prints tables.
#[derive(Parser)]
#[command(name = "cargo xtask bench", after_help = "`bench floor --help` tells of the floor's own server.")]
pub struct Arguments {
    /// Which workloads; W1, W2, W2C, W3, W4, W5 and W6 when none is named.
    workloads: Vec<Workload>,
    /// Which databases.
    #[arg(long, value_enum, default_value = "both")]
    database: Databases,
    /// How many incidents. W7 takes several, by default 10000,100000; the others take the first.
    #[arg(long, value_delimiter = ',')]
    incidents: Vec<u64>,
    /// Seconds for each workload and number of connections.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Numbers of connections.
    #[arg(long, value_delimiter = ',', default_value = "1,32,256")]
    connections: Vec<usize>,
    /// Subscribers of W6.
    #[arg(long, default_value_t = 1000)]
    subscribers: usize,
    /// Leave out the floor.
    #[arg(long)]
    no_floor: bool,
    /// Print ratios to the run saved in this file.
    #[arg(long)]
    compare: Option<PathBuf>,
    /// Where to save the figures as JSON.
    #[arg(long, default_value = "target/bench.json")]
    save: PathBuf,
    /// Put the tables into this Markdown file, between its marks.
    #[arg(long)]
    update: Option<PathBuf>,
    /// Measure nothing: take the run saved in this file.
    #[arg(long)]
    from: Option<PathBuf>,
    /// A PostgreSQL cluster to make databases in, as superuser.
    #[arg(long, hide = true)]
    postgres: Option<String>,
    /// The load generator.
    #[arg(long, hide = true, default_value = "oha")]
    generator: PathBuf,
    /// The product; beside this program when not given.
    #[arg(long, hide = true)]
    product: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    // A program of its own in the same binary: built alike, and never in the way of the figures' own process.
    if std::env::args().nth(1).as_deref() == Some("floor") {
        return floor::run(floor::Arguments::parse_from(std::env::args().skip(1))).await;
    }
    if std::env::args().nth(1).as_deref() == Some("wording") {
        return wording::run(&wording::Arguments::parse_from(std::env::args().skip(1)));
    }
    let arguments = Arguments::parse();
    ensure!(arguments.seconds > 0, "--seconds must be above 0");
    ensure!(!arguments.incidents.contains(&0), "--incidents must be above 0");
    // Read before hours go by.
    let before = arguments.compare.as_deref().map(read).transpose()?;
    let report = match &arguments.from {
        Some(path) => read(path)?,
        None => measure::run(&arguments).await?,
    };
    if arguments.from.is_none() {
        save(&arguments, &report)?;
    }
    let verdicts = goals::verdicts(&report);
    println!("\n{}{}", report.tables(), goals::table(&verdicts));
    if let Some(before) = before {
        println!("{}", compare::lines(&before, &report).join("\n"));
    }
    if let Some(path) = &arguments.update {
        let text = std::fs::read_to_string(path)?;
        let tables = format!("{}{}", report.tables(), goals::table(&verdicts));
        let updated = between_marks(&text, &tables)
            .with_context(|| format!("{} has no marks for the tables", path.display()))?;
        std::fs::write(path, updated)?;
    }
    let missed = verdicts.iter().filter(|verdict| !verdict.is_met()).count();
    println!("{} of {} musts hold", verdicts.len() - missed, verdicts.len());
    if arguments.from.is_none() {
        println!("saved to {}", arguments.save.display());
    }
    Ok(())
}

fn read(path: &Path) -> Result<Report> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is no saved run", path.display()))
}

fn save(arguments: &Arguments, report: &Report) -> Result<()> {
    if let Some(parent) = arguments.save.parent() {
        std::fs::create_dir_all(parent)?;
    }
    Ok(std::fs::write(&arguments.save, serde_json::to_vec_pretty(report)?)?)
}

impl Arguments {
    fn kinds(&self) -> &'static [Kind] {
        match self.database {
            Databases::Sqlite => &[Kind::Sqlite],
            Databases::Postgres => &[Kind::Postgres],
            Databases::Both => &[Kind::Sqlite, Kind::Postgres],
        }
    }
}

const BEGIN: &str = "<!-- figures: begin -->\n";
const END: &str = "<!-- figures: end -->";

/// The text with what lies between the marks replaced.
fn between_marks(text: &str, tables: &str) -> Option<String> {
    let (head, rest) = text.split_once(BEGIN)?;
    let (_, tail) = rest.split_once(END)?;
    Some(format!("{head}{BEGIN}{tables}{END}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_replace_what_lies_between_the_marks() {
        let text = format!("before\n{BEGIN}old\n{END}\nafter\n");
        assert_eq!(between_marks(&text, "new\n").unwrap(), format!("before\n{BEGIN}new\n{END}\nafter\n"));
        assert_eq!(between_marks("no marks", "new"), None);
    }

    #[test]
    fn the_command_line_takes_lists() {
        let arguments =
            Arguments::parse_from(["bench", "W1", "W7", "--incidents", "10,20", "--connections", "1,32"]);
        assert_eq!(arguments.incidents, [10, 20]);
        assert_eq!(arguments.connections, [1, 32]);
        assert_eq!(arguments.workloads, [Workload::W1, Workload::W7]);
        assert_eq!(arguments.kinds().len(), 2);
    }
}
