//! `cargo xtask graphiql`: the demo with the API's explorer at `/graphiql`, for development only.
//! Must not know: how the server shows it; that is its feature `graphiql`.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::tools::{self, Tool};
use crate::workspace::{Workspace, run};
use crate::{client, demo};

/// The explorer and what it is built on, in the versions that the page was written for.
const PACKAGES: &[&str] = &["graphiql@3.8.3", "react@18.3.1", "react-dom@18.3.1"];

/// Fetches the packages once, builds the server with its explorer and starts the demo.
pub fn run_graphiql(workspace: &Workspace, args: &[String]) -> Result<ExitCode> {
    tools::ensure(workspace, &[Tool::CCompiler, Tool::Wasm, Tool::Node, Tool::Npm])?;
    let folder = workspace.target.join("graphiql");
    if !folder.join("node_modules/graphiql").is_dir() {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::write(folder.join("package.json"), "{ \"private\": true }\n")
            .context("cannot write package.json")?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"])
            .args(PACKAGES)
            .current_dir(&folder);
        run(&mut npm)?;
    }
    client::build(workspace)?;
    run(&mut workspace.cargo(["build", "--package", "server", "--features", "graphiql"]))?;
    let mut server = demo::server(workspace, args);
    server.env("COALMINE_GRAPHIQL_DIR", folder.join("node_modules"));
    demo::become_command(server)
}
