//! Where things are (root, target directory, packages) and how cargo is called.
//! Must not know: what any single command does with it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use cargo_metadata::{Metadata, MetadataCommand};

/// The wasm target of the client.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The checkout as cargo sees it.
pub struct Workspace {
    /// Cargo's own description, workspace members only.
    pub metadata: Metadata,
    /// Directory of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory; follows `CARGO_TARGET_DIR`.
    pub target: PathBuf,
}

impl Workspace {
    /// Reads cargo's metadata of the checkout this program was built from, or of the current directory.
    pub fn load() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let mut command = MetadataCommand::new();
        command.no_deps();
        if manifest.is_file() {
            command.manifest_path(manifest);
        }
        let metadata = command.exec().context("cargo metadata")?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let target = metadata.target_directory.clone().into_std_path_buf();
        Ok(Self { metadata, root, target })
    }

    /// A cargo call in the workspace root.
    pub fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root).args(args);
        command
    }

    /// Directory the client bundle is written to.
    pub fn client_dir(&self) -> PathBuf {
        self.target.join("client")
    }

    /// The server binary of a plain (development) build.
    pub fn server_binary(&self) -> PathBuf {
        self.target.join("debug").join(format!("coalmine{}", std::env::consts::EXE_SUFFIX))
    }

    /// Builds all native crates with their tests, in the one selection that `check` and `test` share, so that
    /// cargo resolves the same features and nothing is compiled twice.
    pub fn build_native(&self) -> Result<()> {
        run(&mut self.cargo(["build", "--workspace", "--exclude", "frontend", "--all-targets"]))
    }
}

/// Prints and runs a command with the terminal's own streams; an unsuccessful end is an error.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", show(command));
    let status = command.status().with_context(|| format!("cannot start `{}`", show(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", show(command));
    }
    Ok(())
}

/// Runs a command in silence and returns what it wrote to its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start `{}`", show(command)))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` ended with {}: {}", show(command), output.status, stderr.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as a person would type it.
pub fn show(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once(name).chain(args).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_an_error_and_names_itself() {
        let error = run(Command::new("false").arg("--now")).unwrap_err().to_string();
        assert!(error.contains("false --now"), "{error}");
        assert!(output(Command::new("echo").arg("hello")).unwrap().contains("hello"));
    }

    #[test]
    fn the_workspace_knows_its_members() {
        let workspace = Workspace::load().unwrap();
        assert!(workspace.root.join("Cargo.toml").is_file());
        assert!(workspace.metadata.workspace_packages().iter().any(|p| p.name.as_str() == "xtask"));
    }
}
