//! The long runs: more crashes, requests made from the schema by schemathesis against the release binary, and the status JSON
//! read by a program of somebody else.
//! Must not know: what is asked of the answers; that is in `tests/fuzz` and `tests/reader`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, run};

/// From the Python package index, at the version whose checks the hooks were written for. It changes syntax trees in
/// place, which graphql-core no longer allows from 3.3 on.
const PACKAGES: [&str; 2] = ["schemathesis==4.32.0", "graphql-core==3.2.14"];

/// A reader of status pages at any address, from the Python package index.
const READER: [&str; 1] = ["statuspage-prometheus-exporter==2.6.0"];

/// Hands out the test in which a program of somebody else reads the status JSON.
pub fn reader(workspace: &Workspace) -> Result<Command> {
    let program = installed(workspace, "statuspage-prometheus-exporter", &READER)?;
    let mut command = workspace.cargo(["test", "--package", "tests", "--test", "reader"]);
    command.env("COALMINE_STATUS_READER", program);
    Ok(command)
}

/// Builds the release binary and hands out the test that fuzzes it.
pub fn fuzz(workspace: &Workspace) -> Result<Command> {
    run(&mut workspace.cargo(["build", "--release", "--package", "server"]))?;
    let program = installed(workspace, "schemathesis", &PACKAGES)?;
    let mut command = workspace.cargo(["test", "--package", "tests", "--test", "fuzz"]);
    command.env("COALMINE_SCHEMATHESIS", program);
    Ok(command)
}

/// The release build of the server.
pub fn release_binary(workspace: &Workspace) -> PathBuf {
    workspace.target.join("release").join(format!("coalmine{}", std::env::consts::EXE_SUFFIX))
}

/// A program of the Python package index in a virtual environment of its own.
fn installed(workspace: &Workspace, name: &str, packages: &[&str]) -> Result<PathBuf> {
    let dir = workspace.target.join("tools").join(name);
    let (program, stamp) = (dir.join("bin").join(name), dir.join("installed"));
    if program.is_file() && fs::read_to_string(&stamp).is_ok_and(|kept| kept == packages.join(" ")) {
        return Ok(program);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&dir))?;
    run(Command::new(dir.join("bin").join("pip")).args(["install", "--quiet"]).args(packages))?;
    fs::write(&stamp, packages.join(" ")).context("noting what was installed")?;
    Ok(program)
}
