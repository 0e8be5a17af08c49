//! `cargo xtask web`: front-end work. The demo server reads the bundle from disk; every saved file rebuilds it.
//! Must not know: how the bundle is made.

use std::process::{Child, ExitCode};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{client, demo};

const POLL: Duration = Duration::from_millis(500);

/// Ends the server with this command, however that ends.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is as good as ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves and rebuilds until the server ends or the terminal says stop.
pub fn run_web(workspace: &Workspace, args: &[String]) -> Result<ExitCode> {
    demo::run_builds(workspace)?;
    let mut command = demo::server(workspace, args);
    command.env("COALMINE_CLIENT_DIR", workspace.client_dir());
    let mut server = Server(command.spawn().context("cannot start the server")?);
    let mut seen = client::inputs::stamp(workspace)?;
    loop {
        if let Some(status) = server.0.try_wait()? {
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        sleep(POLL);
        let now = client::inputs::stamp(workspace)?;
        if now == seen {
            continue;
        }
        seen = now;
        // A half-written file is normal here: say what is wrong and wait for the next save.
        match client::build(workspace) {
            Ok(()) => eprintln!("client rebuilt; reload the page"),
            Err(error) => eprintln!("client not rebuilt: {error:#}"),
        }
    }
}
