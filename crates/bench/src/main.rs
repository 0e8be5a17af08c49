//! The workloads, driven over HTTP against the release binary on its own data.
//!
//! It reports; it does not judge: figures depend on the machine, so compare ratios of one run. Not
//! part of the product.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod load;
mod server;
mod workload;

use anyhow::{Result, ensure};
use clap::Parser;
use serde_json::{Value, json};
use std::time::Duration;

use load::Figures;
use workload::Workload;

/// Drives the workloads and prints a table.
#[derive(Parser)]
struct Arguments {
    /// Which workloads; all when none is named.
    workloads: Vec<Workload>,
    /// How many incidents to declare before measuring.
    #[arg(long, default_value_t = 500)]
    incidents: usize,
    /// Seconds for each workload and number of connections.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Numbers of connections.
    #[arg(long, value_delimiter = ',', default_value = "1,32,256")]
    connections: Vec<usize>,
    /// sqlite, or a postgres:// address of an empty database.
    #[arg(long, default_value = "sqlite")]
    database: String,
    /// Where to save the figures as JSON.
    #[arg(long, default_value = "target/bench.json")]
    save: std::path::PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    ensure!(arguments.incidents > 0 && arguments.seconds > 0, "incidents and seconds must be above 0");
    let server = server::Server::start(&arguments.database).await?;
    println!("declaring {} incidents …", arguments.incidents);
    let data = workload::Data::fill(&server, arguments.incidents).await?;
    let workloads =
        if arguments.workloads.is_empty() { Workload::ALL.to_vec() } else { arguments.workloads.clone() };
    println!(
        "{:<4} {:>5} {:>10} {:>9} {:>9} {:>8} {:>12}",
        "", "conn", "req/s", "p50 ms", "p99 ms", "failed", "SQL/request"
    );
    let mut rows = Vec::new();
    for workload in workloads {
        for connections in &arguments.connections {
            let before = server.statements().await?;
            let figures =
                load::drive(&server, &data, workload, *connections, Duration::from_secs(arguments.seconds))
                    .await?;
            let statements = server.statements().await? - before;
            print_row(workload, *connections, &figures, statements);
            rows.push(row(workload, *connections, &figures, statements));
        }
    }
    if let Some(parent) = arguments.save.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let saved = json!({ "database": server.kind(), "incidents": arguments.incidents, "rows": rows });
    std::fs::write(&arguments.save, serde_json::to_vec_pretty(&saved)?)?;
    println!("saved to {}", arguments.save.display());
    Ok(())
}

fn per_request(statements: f64, figures: &Figures) -> f64 {
    statements / figures.answers().max(1.0)
}

fn print_row(workload: Workload, connections: usize, figures: &Figures, statements: f64) {
    println!(
        "{:<4} {connections:>5} {:>10.0} {:>9.2} {:>9.2} {:>8} {:>12.2}",
        workload.name(),
        figures.per_second(),
        figures.quantile(0.5),
        figures.quantile(0.99),
        figures.failed,
        per_request(statements, figures),
    );
}

fn row(workload: Workload, connections: usize, figures: &Figures, statements: f64) -> Value {
    json!({
        "workload": workload.name(),
        "connections": connections,
        "requestsPerSecond": figures.per_second(),
        "p50Ms": figures.quantile(0.5),
        "p99Ms": figures.quantile(0.99),
        "failed": figures.failed,
        "sqlStatementsPerRequest": per_request(statements, figures),
    })
}
