//! What a command needs from the machine: finds it, installs it with apt when it may, else says the one line to run.
//! Must not know: what the tools are used for.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{WASM, Workspace, output, run};

/// Oldest Node that has the test runner's reporters; Debian 12 ships it.
const NODE_MAJOR: u32 = 18;

/// One thing the machine has to provide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The wasm32 standard library, through rustup.
    Wasm,
    /// A C compiler for the native parts of some crates.
    CCompiler,
    /// Node 18 or newer.
    Node,
    /// npm, for the browser tests' one package.
    Npm,
    /// A Chromium for the browser tests.
    Chromium,
    /// PostgreSQL's server binaries.
    Postgres,
    /// Python with virtual environments, for the long runs.
    Python,
}

impl Tool {
    fn present(self) -> bool {
        match self {
            Self::Wasm => wasm_installed(),
            Self::CCompiler => on_path("cc").is_some(),
            Self::Node => node_major().is_some_and(|major| major >= NODE_MAJOR),
            Self::Npm => on_path("npm").is_some(),
            Self::Chromium => chromium().is_some(),
            Self::Postgres => postgres_bin().is_some(),
            Self::Python => output(Command::new("python3").args(["-c", "import ensurepip"])).is_ok(),
        }
    }

    /// The Debian package that brings it; the wasm target comes from rustup.
    fn package(self) -> Option<&'static str> {
        match self {
            Self::Wasm => None,
            Self::CCompiler => Some("build-essential"),
            Self::Node => Some("nodejs"),
            Self::Npm => Some("npm"),
            Self::Chromium => Some("chromium"),
            Self::Postgres => Some("postgresql"),
            Self::Python => Some("python3-venv"),
        }
    }
}

/// Makes sure that all of `tools` are there. Installs the missing ones where that is possible without asking.
pub fn ensure(workspace: &Workspace, tools: &[Tool]) -> Result<()> {
    if tools.contains(&Tool::Wasm) && !Tool::Wasm.present() {
        run(Command::new("rustup").current_dir(&workspace.root).args(["target", "add", WASM]))
            .with_context(|| format!("the client needs the Rust target; run: rustup target add {WASM}"))?;
    }
    let missing = missing_packages(tools, Tool::present);
    if missing.is_empty() {
        return Ok(());
    }
    let is_debian = on_path("apt-get").is_some();
    if !(is_debian && is_root()) {
        bail!("{}", advice(&missing, is_debian));
    }
    eprintln!("installing what is missing: {}", missing.join(" "));
    run(apt().arg("update"))?;
    run(apt().args(["install", "--yes", "--no-install-recommends"]).args(&missing))?;
    let still = missing_packages(tools, Tool::present);
    if !still.is_empty() {
        bail!(
            "installed, but still not usable (for Node: {NODE_MAJOR} or newer is needed): {}",
            still.join(" ")
        );
    }
    Ok(())
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn missing_packages(tools: &[Tool], present: impl Fn(Tool) -> bool) -> Vec<&'static str> {
    tools.iter().filter(|tool| !present(**tool)).filter_map(|tool| tool.package()).collect()
}

fn advice(missing: &[&str], is_debian: bool) -> String {
    let list = missing.join(" ");
    if is_debian {
        format!("missing on this machine; run: sudo apt-get update && sudo apt-get install -y {list}")
    } else {
        format!("missing on this machine; install these (Debian's package names): {list}")
    }
}

fn wasm_installed() -> bool {
    output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_ok_and(|dir| Path::new(dir.trim()).is_dir())
}

fn node_major() -> Option<u32> {
    output(Command::new("node").arg("--version")).ok().as_deref().and_then(parse_node_major)
}

fn parse_node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The browser for the tests: `CHROMIUM` if set, else the first usual name on the path.
pub fn chromium() -> Option<PathBuf> {
    env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file()).or_else(|| {
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
            .into_iter()
            .find_map(on_path)
    })
}

/// Directory with `initdb` and `postgres`: the newest under Debian's place, else the path's.
pub fn postgres_bin() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin).or_else(|| {
        let initdb = on_path("initdb")?.canonicalize().ok()?;
        let bin = initdb.parent()?.to_path_buf();
        bin.join("postgres").is_file().then_some(bin)
    })
}

/// Full path of a program found in `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}

/// Whether this process may do everything, as in most CI containers.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_named() {
        let tools = [Tool::Node, Tool::Chromium, Tool::Postgres];
        assert_eq!(missing_packages(&tools, |tool| tool == Tool::Node), ["chromium", "postgresql"]);
        assert!(missing_packages(&tools, |_| true).is_empty());
    }

    #[test]
    fn the_advice_is_one_line_to_run() {
        let line = advice(&["nodejs", "npm"], true);
        assert!(line.ends_with("sudo apt-get install -y nodejs npm"), "{line}");
        assert_eq!(line.lines().count(), 1);
        assert!(advice(&["nodejs"], false).contains("nodejs"));
    }

    #[test]
    fn node_versions_are_read() {
        assert_eq!(parse_node_major("v18.20.4\n"), Some(18));
        assert_eq!(parse_node_major("nonsense"), None);
    }
}
