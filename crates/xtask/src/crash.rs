//! `cargo xtask crash`: kills the program in the middle of its work as often as asked (`R1`).
//! Must not know: what must survive; that is in `tests/crash`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::test::postgres::Cluster;
use crate::tools::{self, Tool};
use crate::workspace::{Workspace, run};

/// How hard to try.
#[derive(Args)]
pub struct CrashArgs {
    /// How often the program is killed, on each database
    #[arg(long, default_value_t = 50)]
    kills: u64,
    /// On which databases
    #[arg(long, value_enum, default_value_t = Databases::Both)]
    database: Databases,
    /// Where the dice start; the same seed makes the same pauses and choices
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Databases {
    Sqlite,
    Postgres,
    Both,
}

/// Builds the program and runs the crash test, one database after the other.
pub fn run_crash(workspace: &Workspace, args: &CrashArgs) -> Result<ExitCode> {
    let mut tools = vec![Tool::CCompiler];
    let wants = |database| args.database == Databases::Both || args.database == database;
    if wants(Databases::Postgres) {
        tools.push(Tool::Postgres);
    }
    tools::ensure(workspace, &tools)?;
    workspace.build_native()?;
    let cluster = wants(Databases::Postgres).then(Cluster::start_durable).transpose()?;
    for (database, name) in [(Databases::Sqlite, "on_sqlite"), (Databases::Postgres, "on_postgres")] {
        if !wants(database) {
            continue;
        }
        let mut command = workspace.cargo(["test", "--package", "tests", "--test", "crash", name, "--"]);
        command.arg("--nocapture").env("COALMINE_BIN", workspace.server_binary());
        command.env("COALMINE_CRASH_KILLS", args.kills.to_string());
        command.env("COALMINE_CRASH_SEED", args.seed.to_string());
        if let Some(cluster) = &cluster {
            command.env("COALMINE_TEST_POSTGRES_URL", cluster.url());
        }
        run(&mut command)?;
    }
    Ok(ExitCode::SUCCESS)
}
