//! One module cut into the part every visit needs and chunks fetched with the screen that needs them.
//! Must not know: which screens are cut off, or what the finished files are called.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_split_cli_support::Options;

/// Name under which the main module imports the loader of chunks.
pub const LOADER: &str = "./split.js";
/// Name under which the loader imports the main module's script.
pub const MAIN: &str = "./app.js";

/// The parts of a client, before wasm-bindgen has seen the main one.
pub struct Parts {
    /// The main module, a file in the directory given to [`split`].
    pub main: PathBuf,
    /// ES module that fetches chunks; imports [`MAIN`] and names chunks as `"./<stem>.wasm"`.
    pub loader: String,
    /// Chunks by stem.
    pub chunks: BTreeMap<String, Vec<u8>>,
}

/// Cuts a module that was linked with its relocations; intermediate files go into `dir`.
pub fn split(wasm: &Path, dir: &Path) -> Result<Parts> {
    let bytes = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let main = dir.join("main.wasm");
    let chunk_dir = dir.join("chunks");
    let mut options = Options::new(&bytes);
    options.output_dir = &chunk_dir;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = MAIN;
    options.emit_dwarf = false;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("splitting {}: {error:?}", wasm.display()))?;
    let mut chunks = BTreeMap::new();
    for path in split.split_modules {
        let stem = path.file_stem().context("a chunk has a name")?.to_string_lossy().into_owned();
        chunks.insert(stem, without_custom_sections(&fs::read(&path)?)?);
    }
    let loader = fs::read_to_string(chunk_dir.join(LOADER))?;
    Ok(Parts { main, loader, chunks })
}

/// Names and notes of tools are for debuggers; wasm-bindgen drops them from the main module and does not see the chunks.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    ensure!(module.starts_with(b"\0asm") && module.len() >= HEADER, "a chunk is no wasm module");
    let mut kept = module[..HEADER].to_vec();
    let mut at = HEADER;
    while at < module.len() {
        let start = at;
        let (size, length) = leb128(&module[start + 1..]).context("a section has a size")?;
        at = start + 1 + length + size;
        let section = module.get(start..at).context("a section ends within its module")?;
        if section[0] != CUSTOM {
            kept.extend_from_slice(section);
        }
    }
    Ok(kept)
}

/// An unsigned number of at most 32 bits, and how many bytes it took.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, place + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_custom_sections_are_dropped() {
        let header = b"\0asm\x01\0\0\0".to_vec();
        let (custom, types) = ([0, 5, 4, b'n', b'a', b'm', b'e'], [1, 0x84, 0, 1, 2, 3, 4]);
        let module = [&header[..], &custom, &types, &custom].concat();
        assert_eq!(without_custom_sections(&module).unwrap(), [&header[..], &types].concat());
    }

    #[test]
    fn a_module_cut_short_is_an_error() {
        assert!(without_custom_sections(b"\0asm\x01\0\0\0\x01\x09ab").is_err());
        assert!(without_custom_sections(b"\0asm\x01\0\0\0\x01").is_err());
        assert!(without_custom_sections(b"<html>").is_err());
    }

    #[test]
    fn sizes_are_read_over_several_bytes() {
        assert_eq!(leb128(&[0x7f]), Some((127, 1)));
        assert_eq!(leb128(&[0xe5, 0x8e, 0x26, 0]), Some((624_485, 3)));
        assert_eq!(leb128(&[0x80]), None);
    }
}
