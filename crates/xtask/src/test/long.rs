//! The long runs: more crashes, and requests made from the schema by schemathesis against the release binary.
//! Must not know: what is asked of the answers; that is in `tests/fuzz`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, run};

/// From the Python package index, at the version whose checks the hooks were written for. It changes syntax trees in
/// place, which graphql-core no longer allows from 3.3 on.
const PACKAGES: [&str; 2] = ["schemathesis==4.32.0", "graphql-core==3.2.14"];

/// Builds the release binary and hands out the test that fuzzes it.
pub fn fuzz(workspace: &Workspace) -> Result<Command> {
    run(&mut workspace.cargo(["build", "--release", "--package", "server"]))?;
    let program = schemathesis(workspace)?;
    let mut command = workspace.cargo(["test", "--package", "tests", "--test", "fuzz"]);
    command.env("COALMINE_SCHEMATHESIS", program);
    Ok(command)
}

/// The release build of the server.
pub fn release_binary(workspace: &Workspace) -> PathBuf {
    workspace.target.join("release").join(format!("coalmine{}", std::env::consts::EXE_SUFFIX))
}

/// Schemathesis in a virtual environment of its own.
fn schemathesis(workspace: &Workspace) -> Result<PathBuf> {
    let dir = workspace.target.join("tools").join("schemathesis");
    let (program, stamp) = (dir.join("bin").join("schemathesis"), dir.join("installed"));
    if program.is_file() && fs::read_to_string(&stamp).is_ok_and(|kept| kept == PACKAGES.join(" ")) {
        return Ok(program);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&dir))?;
    run(Command::new(dir.join("bin").join("pip")).args(["install", "--quiet"]).args(PACKAGES))?;
    fs::write(&stamp, PACKAGES.join(" ")).context("noting what was installed")?;
    Ok(program)
}
