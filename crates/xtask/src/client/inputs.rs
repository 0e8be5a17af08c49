//! What the bundle is made from: one hash to tell whether it is still good, one cheap stamp for watching.
//! Must not know: what is done with the inputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

/// File in the bundle that keeps the hash of its inputs.
pub const FILE: &str = "inputs.sha256";

/// Everything that can change the bundle, from the root. The builder itself counts.
const INPUTS: &[&str] = &[
    ".cargo/config.toml",
    "frontend",
    "crates/domain",
    "crates/xtask/src/client",
    "schema.graphql",
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
];

/// Hash over names and contents of all inputs and the compiler's version.
pub fn hash(workspace: &Workspace) -> Result<String> {
    let version = crate::workspace::output(std::process::Command::new("rustc").arg("-V"))?;
    let mut hasher = Sha256::new();
    hasher.update(version);
    hash_files(&workspace.root, INPUTS, &mut hasher)?;
    Ok(hex::encode(hasher.finalize()))
}

fn hash_files(root: &Path, inputs: &[&str], hasher: &mut Sha256) -> Result<()> {
    for path in files(root, inputs)? {
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    Ok(())
}

/// Whether the bundle in `out` was made from inputs of this hash.
pub fn is_current(out: &Path, hash: &str) -> bool {
    fs::read_to_string(out.join(FILE)).is_ok_and(|kept| kept == hash) && out.join("manifest.json").is_file()
}

/// Names and modification times of all inputs; differs after any save.
pub fn stamp(workspace: &Workspace) -> Result<Vec<(PathBuf, Option<SystemTime>)>> {
    let files = files(&workspace.root, INPUTS)?;
    Ok(files.into_iter().map(|path| (path.clone(), modified(&path))).collect())
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

fn files(root: &Path, inputs: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for input in inputs {
        walk(&root.join(input), &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        found.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("reading {}", path.display()))? {
            let entry = entry?;
            // Editors leave hidden files beside the ones being edited.
            if !entry.file_name().to_string_lossy().starts_with('.') {
                walk(&entry.path(), found)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(root: &Path) -> String {
        let mut hasher = Sha256::new();
        hash_files(root, &["frontend", "schema.graphql"], &mut hasher).unwrap();
        hex::encode(hasher.finalize())
    }

    #[test]
    fn the_hash_follows_contents_and_names() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir(root.join("frontend")).unwrap();
        fs::write(root.join("frontend/a.rs"), "1").unwrap();
        let first = hash_of(root);
        fs::write(root.join("unrelated"), "x").unwrap();
        assert_eq!(hash_of(root), first);
        fs::write(root.join("frontend/a.rs"), "2").unwrap();
        let second = hash_of(root);
        assert_ne!(second, first);
        fs::rename(root.join("frontend/a.rs"), root.join("frontend/b.rs")).unwrap();
        assert_ne!(hash_of(root), second);
    }
}
