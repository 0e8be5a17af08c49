//! Developer commands (`cargo xtask …`): one place that knows how to build, check, test and show Coalmine.
//! Must not know: anything about incidents; it sees files, crates and processes only.

mod bench;
mod check;
mod client;
mod crash;
mod demo;
mod graphiql;
mod test;
mod tools;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Build, check, test and show Coalmine.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build client and server and start them with the demo story loaded
    Demo {
        /// Passed on to `coalmine demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Run every test: unit, store on SQLite and PostgreSQL, API, browser, accessibility
    Test {
        /// Add the long runs
        #[arg(long)]
        long: bool,
    },
    /// Check format, lints, dependency direction, sizes, documentation, schema and client weight
    Check {
        /// Only what needs no compiler: sizes, documentation, dependency direction, format
        #[arg(long)]
        quick: bool,
    },
    /// Measure the workloads against the release binary and against a hand-written floor on the same data
    #[command(after_help = bench::HELP)]
    Bench {
        /// Workloads and options, see below
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Kill the program in the middle of its work, again and again: nothing acknowledged may be lost
    Crash(crash::CrashArgs),
    /// Rebuild the client on every change while the demo server serves it from disk
    Web {
        /// Passed on to `coalmine demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// As demo, with the API's explorer at /graphiql
    Graphiql {
        /// Passed on to `coalmine demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build the web client bundle only
    Client,
}

fn main() -> ExitCode {
    let result = Workspace::load().and_then(|workspace| match Cli::parse().command {
        Command::Demo { args } => demo::run_demo(&workspace, &args),
        Command::Test { long } => Ok(test::run_test(&workspace, long)),
        Command::Check { quick } => check::run_check(&workspace, quick),
        Command::Bench { args } => bench::run_bench(&workspace, &args),
        Command::Crash(args) => crash::run_crash(&workspace, &args),
        Command::Web { args } => web::run_web(&workspace, &args),
        Command::Graphiql { args } => graphiql::run_graphiql(&workspace, &args),
        Command::Client => client::run_client(&workspace),
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
