//! From the compiler's wasm to modules and their JavaScript glue: split, then bound with wasm-bindgen as a library.
//! Must not know: file names or places of the finished bundle.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::client::{split, trim};

/// What the browser needs, still under wasm-bindgen's names.
pub struct Bound {
    /// The ES module that loads and wraps the wasm.
    pub script: String,
    /// The wasm.
    pub module: Vec<u8>,
    /// JavaScript that crates carry along, by path below `snippets/`.
    pub snippets: BTreeMap<String, Vec<u8>>,
    /// The ES module that fetches chunks, still under the names of [`split`].
    pub loader: String,
    /// The chunks by stem.
    pub chunks: BTreeMap<String, Vec<u8>>,
}

impl Bound {
    /// Bytes that change when any snippet changes.
    pub fn snippet_fingerprint(&self) -> Vec<u8> {
        self.snippets.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes]).flatten().copied().collect()
    }
}

/// Runs wasm-bindgen for browsers over the compiled client.
pub fn bind(wasm: &Path) -> Result<Bound> {
    let dir = tempfile::tempdir()?;
    let parts = split::split(wasm, &dir.path().join("parts"))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&parts.main)
        .out_name("app")
        .web(true)?
        .typescript(false)
        // Chunks find the table and the memory by the linker's own exports.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.generate(dir.path()).with_context(|| format!("wasm-bindgen over {}", wasm.display()))?;
    let mut script = trim::without_comments(&fs::read_to_string(dir.path().join("app.js"))?);
    let mut module = fs::read(dir.path().join("app_bg.wasm"))?;
    trim::number_imports(&mut script, &mut module);
    let mut snippets = BTreeMap::new();
    collect(&dir.path().join("snippets"), "", &mut snippets)?;
    Ok(Bound { script, module, snippets, loader: parts.loader, chunks: parts.chunks })
}

fn collect(dir: &Path, prefix: &str, into: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if !dir.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), into)?;
        } else {
            into.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_collected_with_their_paths() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("some-crate-1a2b")).unwrap();
        fs::write(dir.path().join("some-crate-1a2b/inline0.js"), "export {}").unwrap();
        let mut snippets = BTreeMap::new();
        collect(dir.path(), "", &mut snippets).unwrap();
        assert_eq!(snippets.keys().collect::<Vec<_>>(), ["some-crate-1a2b/inline0.js"]);
        collect(&dir.path().join("absent"), "", &mut snippets).unwrap();
    }
}
