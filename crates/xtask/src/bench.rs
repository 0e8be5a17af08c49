//! `cargo xtask bench`: the measured workloads against the release binary.
//! Must not know: the workloads; they live in the bench crate.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::client;
use crate::tools::{self, Tool};
use crate::workspace::{Workspace, run};

/// Builds server and bench for release and runs the bench program with `args`.
pub fn run_bench(workspace: &Workspace, args: &[String]) -> Result<ExitCode> {
    tools::ensure(workspace, &[Tool::CCompiler, Tool::Wasm])?;
    client::build(workspace)?;
    run(&mut workspace.cargo(["build", "--release", "--package", "server", "--package", "bench"]))?;
    let release = workspace.target.join("release");
    let mut command = Command::new(release.join("bench"));
    command.args(args.iter().skip_while(|arg| *arg == "--")).env("COALMINE_BIN", release.join("coalmine"));
    command.env("COALMINE_CLIENT_SIZES", workspace.client_dir().join("sizes.json"));
    run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
