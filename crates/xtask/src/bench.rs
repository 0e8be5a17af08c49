//! `cargo xtask bench`: the measured workloads against the release binary, with all that this needs: both programs built
//! alike, a load generator at a pinned version, a PostgreSQL cluster of its own.
//! Must not know: the workloads; they live in the bench crate.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::test::postgres::Cluster;
use crate::tools::{self, Tool};
use crate::workspace::{Workspace, output, run};

/// The load generator and its version, from the package registry.
const GENERATOR: (&str, &str) = ("oha", "1.16.0");

/// What `--help` adds.
pub const HELP: &str = "\
Workloads (all but W7 when none is named):
  W1   incident list: 50 newest of a status and severity, with services and lead
  W2   incident detail: 20 timeline entries with their authors
  W2C  the widest incident detail that the screens ask for
  W3   problem board: 50 problems of a state with owner, incident count and state of the analysis
  W4   write: declare an incident with one timeline entry
  W5   the anonymous status page of 30 services over 90 days, beside a bare route with the same bytes
  W6   one update reaching 1,000 subscribers
  W7   W1, W2 and W3 at growing numbers of incidents

Without server and database:
  wording [--sentences FILE]        precision and recall of the wording rules on the project's own sentences and on those
                                    of FILE (JSON lines: text, label, rules), and how fast they are

Options:
  --database sqlite|postgres|both   which databases [both]; PostgreSQL is a throw-away cluster, durable settings
  --incidents N[,N…]                how many incidents [20000]; several for W7 [10000,100000]
  --seconds S                       for each workload and number of connections [5]
  --connections N[,N…]              [1,32,256]
  --subscribers N                   of W6 [1000]
  --no-floor                        the product alone
  --compare FILE                    ratios to the run saved in FILE
  --save FILE                       figures as JSON [target/bench.json]
  --from FILE                       measure nothing, take the run saved in FILE
  --update FILE                     put the tables into a Markdown file, such as docs/PERFORMANCE.md

For example: cargo xtask bench W1 --incidents 200 --seconds 1
             cargo xtask bench W7 --database postgres --incidents 10000,100000,1000000";

/// Builds server and bench for release and runs the bench program with `args`.
pub fn run_bench(workspace: &Workspace, args: &[String]) -> Result<ExitCode> {
    if args.iter().find(|arg| *arg != "--").is_some_and(|arg| arg == "wording") {
        return run_wording(workspace, args);
    }
    let mut tools = vec![Tool::CCompiler];
    if wants_postgres(args) {
        tools.push(Tool::Postgres);
    }
    tools::ensure(workspace, &tools)?;
    // Each by itself: together, cargo would build the server with what only the bench asks of their common crates.
    run(&mut workspace.cargo(["build", "--release", "--package", "server"]))?;
    run(&mut workspace.cargo(["build", "--release", "--package", "bench"]))?;
    let generator = generator(workspace)?;
    let cluster = wants_postgres(args).then(Cluster::start_durable).transpose()?;
    let release = workspace.target.join("release");
    // A thousand sockets need more open files than a shell allows at first.
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""]).arg(release.join("bench"));
    command.args(args.iter().skip_while(|arg| *arg == "--"));
    command.arg("--product").arg(release.join(format!("coalmine{}", std::env::consts::EXE_SUFFIX)));
    command.arg("--generator").arg(generator);
    if let Some(cluster) = &cluster {
        command.args(["--postgres", &cluster.url()]);
    }
    run(command.current_dir(&workspace.root))?;
    Ok(ExitCode::SUCCESS)
}

/// The wording rules need neither server nor database.
fn run_wording(workspace: &Workspace, args: &[String]) -> Result<ExitCode> {
    tools::ensure(workspace, &[Tool::CCompiler])?;
    run(&mut workspace.cargo(["build", "--release", "--package", "bench"]))?;
    let mut command = Command::new(workspace.target.join("release").join("bench"));
    command.args(args.iter().skip_while(|arg| *arg == "--"));
    run(command.current_dir(&workspace.root))?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the arguments ask for PostgreSQL; both databases are the default.
fn wants_postgres(args: &[String]) -> bool {
    let value = args.iter().enumerate().find_map(|(at, arg)| match arg.strip_prefix("--database") {
        Some("") => args.get(at + 1).map(String::as_str),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    value != Some("sqlite")
}

/// The load generator, installed below the target directory if it is not there in the wanted version.
fn generator(workspace: &Workspace) -> Result<PathBuf> {
    let (name, version) = GENERATOR;
    let root = workspace.target.join("tools");
    let program = root.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let installed = output(Command::new(&program).arg("--version")).unwrap_or_default();
    if installed.split_whitespace().any(|word| word == version) {
        return Ok(program);
    }
    let mut install = workspace.cargo(["install", "--locked", "--force", "--version", version, name]);
    install.arg("--root").arg(&root).env("CARGO_TARGET_DIR", workspace.target.join("tools-build"));
    run(&mut install)?;
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_run_on_sqlite_needs_no_cluster() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(wants_postgres(&[]));
        assert!(wants_postgres(&words("W1 --database both")));
        assert!(wants_postgres(&words("--database=postgres W1")));
        assert!(!wants_postgres(&words("W1 --database sqlite --seconds 1")));
        assert!(!wants_postgres(&words("--database=sqlite")));
    }
}
