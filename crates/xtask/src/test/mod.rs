//! `cargo xtask test`: every test there is, against real databases and a real browser, and one line to sum it up.
//! Must not know: what is tested.

mod browser;
mod long;
pub mod postgres;
mod summary;

use std::io::{BufRead as _, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::client;
use crate::tools::{self, Tool};
use crate::workspace::{Workspace, show};

use postgres::Cluster;
use summary::Summary;

/// How often the long runs kill the program, on each database.
const LONG_KILLS: &str = "500";

/// Runs everything. The last line printed is `N passed, N failed`.
pub fn run_test(workspace: &Workspace, long: bool) -> ExitCode {
    let mut tools = vec![Tool::CCompiler, Tool::Wasm, Tool::Node, Tool::Npm, Tool::Chromium, Tool::Postgres];
    if long {
        tools.push(Tool::Python);
    }
    let mut summary = Summary::default();
    let result = tools::ensure(workspace, &tools).and_then(|()| run_all(workspace, long, &mut summary));
    if let Err(error) = &result {
        eprintln!("xtask: {error:#}");
        summary.failed += 1;
    }
    if summary.ignored > 0 {
        println!("{} ignored", summary.ignored);
    }
    println!("{summary}");
    if summary.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_all(workspace: &Workspace, long: bool, summary: &mut Summary) -> Result<()> {
    client::build(workspace)?;
    workspace.build_native()?;
    let cluster = Cluster::start()?;
    let prepare = |command: &mut Command| {
        command
            .env("COALMINE_TEST_POSTGRES_URL", cluster.url())
            .env("COALMINE_BIN", workspace.server_binary());
        command.env("COALMINE_CLIENT_SIZES", workspace.client_dir().join("sizes.json"));
        if long {
            command.env("COALMINE_CRASH_KILLS", LONG_KILLS);
        }
        if let Some(chromium) = tools::chromium() {
            command.env("CHROMIUM", chromium);
        }
    };
    let mut cargo = workspace.cargo(["test", "--workspace", "--exclude", "frontend", "--no-fail-fast"]);
    prepare(&mut cargo);
    count(&mut cargo, &mut std::io::stdout(), summary)?;
    let mut node = browser::command(&workspace.root)?;
    prepare(&mut node);
    count(&mut node, &mut std::io::stdout(), summary)?;
    if long {
        let mut fuzz = long::fuzz(workspace)?;
        prepare(&mut fuzz);
        fuzz.env("COALMINE_BIN", long::release_binary(workspace));
        count(&mut fuzz, &mut std::io::stdout(), summary)?;
        let mut reader = long::reader(workspace)?;
        prepare(&mut reader);
        count(&mut reader, &mut std::io::stdout(), summary)?;
    }
    Ok(())
}

/// Runs a test program, passing its output on line by line while counting.
fn count(command: &mut Command, out: &mut impl Write, summary: &mut Summary) -> Result<()> {
    eprintln!("$ {}", show(command));
    let mut part = Summary::default();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", show(command)))?;
    let mut lines = BufReader::new(child.stdout.take().context("the child's output is piped")?);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        out.write_all(&line)?;
        out.flush()?;
        part.read(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let status = child.wait()?;
    part.settle(status.success());
    if !status.success() {
        eprintln!("`{}` ended with {status}", show(command));
    }
    summary.add(&part);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(script: &str) -> Summary {
        let mut summary = Summary::default();
        let mut out = Vec::new();
        count(Command::new("sh").args(["-c", script]), &mut out, &mut summary).unwrap();
        assert_eq!(out.is_empty(), !script.contains("echo"), "output is passed on");
        summary
    }

    #[test]
    fn results_are_counted_from_the_stream() {
        let summary = counted("echo 'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured'");
        assert_eq!((summary.passed, summary.failed, summary.ignored), (3, 0, 1));
    }

    #[test]
    fn a_program_that_breaks_without_a_failed_test_counts_as_a_failure() {
        assert_eq!(counted("exit 101").failed, 1);
        assert_eq!(counted("echo '# fail 2'; exit 1").failed, 2);
    }
}
