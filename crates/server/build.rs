//! Embeds the web client, if it was built before the server; without one the server says so.
//!
//! It must not build the client: that is a developer command.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=COALMINE_CLIENT_BUNDLE");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let text = table(&bundle_dir()).unwrap_or_else(|| table_of("", &[]));
    if let Err(error) = fs::write(out.join("client.rs"), text) {
        println!("cargo::error=cannot write the table of the client: {error}");
    }
}

/// `COALMINE_CLIENT_BUNDLE`, else `client` in the workspace's target directory.
fn bundle_dir() -> PathBuf {
    if let Some(dir) = env::var_os("COALMINE_CLIENT_BUNDLE") {
        return PathBuf::from(dir);
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // OUT_DIR is target/<profile>/build/server-…/out, so the target directory is found from inside
    // it wherever it lies; with a target triple it is one level further up.
    let found = out.ancestors().find(|dir| dir.join("client").join("manifest.json").is_file());
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    found.map_or(usual, Path::to_path_buf).join("client")
}

fn table(dir: &Path) -> Option<String> {
    let manifest_path = dir.join("manifest.json");
    if !manifest_path.is_file() {
        // Naming a missing file would run this script on every build; the directory above changes
        // when the client appears.
        if let Some(parent) = dir.parent().filter(|parent| parent.is_dir()) {
            println!("cargo::rerun-if-changed={}", parent.join("client").display());
        }
        return None;
    }
    println!("cargo::rerun-if-changed={}", manifest_path.display());
    let manifest = fs::read_to_string(&manifest_path).ok()?;
    let value: serde_json::Value = serde_json::from_str(&manifest).ok()?;
    let mut files = Vec::new();
    for file in value.get("files")?.as_array()? {
        let path = file.get("path")?.as_str()?;
        let full = dir.join(path).canonicalize().ok()?;
        let twin = |suffix: &str| PathBuf::from(format!("{}{suffix}", full.display()));
        if !twin(".br").is_file() || !twin(".gz").is_file() {
            println!("cargo::error={path} of the client has no compressed twins");
            return None;
        }
        files.push((path.to_owned(), full));
    }
    Some(table_of(&manifest, &files))
}

fn table_of(manifest: &str, files: &[(String, PathBuf)]) -> String {
    let mut text = format!("const MANIFEST: &str = {manifest:?};\nconst FILES: &[Embedded] = &[\n");
    for (path, full) in files {
        let full = full.display().to_string();
        let twin = |suffix: &str| format!("include_bytes!({:?})", format!("{full}{suffix}"));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "    Embedded {{ path: {path:?}, raw: {}, brotli: {}, gzip: {} }},",
            twin(""),
            twin(".br"),
            twin(".gz")
        );
    }
    text.push_str("];\n");
    text
}
