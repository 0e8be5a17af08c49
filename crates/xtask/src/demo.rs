//! `cargo xtask demo`: from a fresh clone to a running server with a story in it.
//! Must not know: what the demo shows; that is the server's `demo` command.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::client;
use crate::tools::{self, Tool};
use crate::workspace::{Workspace, run};

/// Builds the client, then the server, which embeds it.
pub fn run_builds(workspace: &Workspace) -> Result<()> {
    tools::ensure(workspace, &[Tool::CCompiler, Tool::Wasm])?;
    client::build(workspace)?;
    run(&mut workspace.cargo(["build", "--package", "server"]))
}

/// The demo server, ready to start, with the streams of this terminal.
pub fn server(workspace: &Workspace, args: &[String]) -> Command {
    let mut command = Command::new(workspace.server_binary());
    command.arg("demo").args(args.iter().skip_while(|arg| *arg == "--"));
    command
}

/// On Unix this process becomes the server, so that signals reach it without a middleman.
pub fn become_command(mut command: Command) -> Result<ExitCode> {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        Err(command.exec()).context("cannot start the server")
    }
    #[cfg(not(unix))]
    {
        let status = command.status().context("cannot start the server")?;
        Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// `cargo xtask demo [ARGS]`: builds, then runs the server until it is stopped.
pub fn run_demo(workspace: &Workspace, args: &[String]) -> Result<ExitCode> {
    run_builds(workspace)?;
    become_command(server(workspace, args))
}
