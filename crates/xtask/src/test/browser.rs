//! The browser tests: their one npm package, and Node's own test runner over all test files.
//! Must not know: what the tests click on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::workspace::run;

/// Keeps the hash of the lock file that `node_modules` was installed from.
const STAMP: &str = "node_modules/.installed-from";

/// Node over all browser tests, one after the other, with their packages installed.
pub fn command(root: &Path) -> Result<Command> {
    let dir = root.join("tests").join("browser");
    install(&dir)?;
    let files = test_files(&dir)?;
    let mut command = Command::new("node");
    command.current_dir(root).args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    command.args(files.iter().map(|file| file.strip_prefix(root).unwrap_or(file)));
    Ok(command)
}

fn install(dir: &Path) -> Result<()> {
    ensure!(dir.join("package.json").is_file(), "{} has no package.json", dir.display());
    let lock = dir.join("package-lock.json");
    let hash =
        hex::encode(Sha256::digest(fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?));
    if fs::read_to_string(dir.join(STAMP)).is_ok_and(|kept| kept == hash) {
        return Ok(());
    }
    run(Command::new("npm").current_dir(dir).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    fs::create_dir_all(dir.join("node_modules"))?;
    fs::write(dir.join(STAMP), hash).context("noting what was installed")
}

/// `*.test.mjs` of the directory, in order of their names.
fn test_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    ensure!(!files.is_empty(), "no browser tests in {}", dir.display());
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_package_file_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(command(dir.path()).unwrap_err().to_string().contains("package.json"));
    }

    #[test]
    fn test_files_are_found_in_order_and_their_absence_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(test_files(dir.path()).is_err());
        for name in ["b.test.mjs", "a.test.mjs", "helper.mjs"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let files = test_files(dir.path()).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a.test.mjs", "b.test.mjs"]);
    }
}
