//! Files on disk: hashed names, compressed twins, `manifest.json` for the server, `sizes.json` for people and checks.
//! Must not know: how the contents came to be.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::client::page;

/// One file of the bundle.
pub struct Asset {
    /// Path below the bundle directory, and below `/assets/` in URLs.
    pub path: String,
    /// Contents, uncompressed.
    pub bytes: Vec<u8>,
    /// Whether the name changes with the contents.
    pub immutable: bool,
    /// Whether the first screen does without it.
    pub on_demand: bool,
}

impl Asset {
    /// `<stem>.<hash>.<extension>`.
    pub fn hashed(stem: &str, extension: &str, bytes: Vec<u8>) -> Self {
        Self::immutable(format!("{stem}.{}.{extension}", short_hash(&bytes)), bytes)
    }

    /// A file whose path already changes with its contents.
    pub fn immutable(path: String, bytes: Vec<u8>) -> Self {
        Self { path, bytes, immutable: true, on_demand: false }
    }

    /// The page itself, under its own name.
    pub fn page(html: String) -> Self {
        let path = "index.html".to_owned();
        Self { path, bytes: html.into_bytes(), immutable: false, on_demand: false }
    }

    /// The same file, fetched later than the first screen.
    pub fn on_demand(self) -> Self {
        Self { on_demand: true, ..self }
    }

    fn content_type(&self) -> &'static str {
        match Path::new(&self.path).extension().and_then(|extension| extension.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("wasm") => "application/wasm",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        }
    }
}

/// Bytes of one file, or of all, in the three encodings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Uncompressed.
    pub raw: u64,
    /// gzip, level 9.
    pub gzip: u64,
    /// brotli, quality 11.
    pub brotli: u64,
}

/// A file and what it weighs.
pub type Weighed = (String, Size);

/// What the bundle weighs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Everything the first screen needs; the sum is the first load.
    pub first: Vec<Weighed>,
    /// Fetched when a screen needs them.
    pub chunks: Vec<Weighed>,
}

impl Sizes {
    /// Sum over the files of the first screen.
    pub fn first_load(&self) -> Size {
        sum(&self.first)
    }

    /// Sum over the files fetched later.
    pub fn on_demand(&self) -> Size {
        sum(&self.chunks)
    }

    fn to_json(&self) -> Value {
        let size = |size: Size| json!({"raw": size.raw, "gzip": size.gzip, "brotli": size.brotli});
        let file = |(path, of): &Weighed| json!({"path": path, "size": size(*of)});
        let files = |files: &[Weighed]| files.iter().map(file).collect::<Vec<_>>();
        json!({
            "files": files(&self.first),
            "first_load": size(self.first_load()),
            "chunks": files(&self.chunks),
            "on_demand": size(self.on_demand()),
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let file = |file: &Value| {
            let number = |name: &str| file["size"][name].as_u64();
            let size = Size { raw: number("raw")?, gzip: number("gzip")?, brotli: number("brotli")? };
            Some((file["path"].as_str()?.to_owned(), size))
        };
        let files = |name: &str| value[name].as_array()?.iter().map(file).collect::<Option<Vec<_>>>();
        Some(Self { first: files("files")?, chunks: files("chunks")? })
    }
}

fn sum(files: &[Weighed]) -> Size {
    files.iter().fold(Size::default(), |sum, (_, size)| Size {
        raw: sum.raw + size.raw,
        gzip: sum.gzip + size.gzip,
        brotli: sum.brotli + size.brotli,
    })
}

/// Reads the `sizes.json` of a bundle.
pub fn read_sizes(dir: &Path) -> Result<Sizes> {
    let path = dir.join("sizes.json");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    Sizes::from_json(&serde_json::from_str(&text)?)
        .with_context(|| format!("{} is malformed", path.display()))
}

/// Writes all assets with their `.br` and `.gz` twins and the two descriptions into an empty directory.
pub fn write(dir: &Path, assets: &[Asset]) -> Result<Sizes> {
    let mut files = Vec::new();
    let mut hashes = Vec::new();
    let mut sizes = Sizes::default();
    for asset in assets {
        let path = dir.join(&asset.path);
        fs::create_dir_all(path.parent().context("an asset lies in a directory")?)?;
        let (gzip, brotli) = (gzip(&asset.bytes)?, brotli(&asset.bytes)?);
        fs::write(&path, &asset.bytes)?;
        fs::write(dir.join(format!("{}.gz", asset.path)), &gzip)?;
        fs::write(dir.join(format!("{}.br", asset.path)), &brotli)?;
        files.push(json!({
            "path": asset.path,
            "content_type": asset.content_type(),
            "immutable": asset.immutable,
            "etag": format!("\"{}\"", short_hash(&asset.bytes)),
        }));
        if asset.path == "index.html" {
            hashes = page::script_hashes(std::str::from_utf8(&asset.bytes)?);
        }
        let size = |bytes: &[u8]| bytes.len() as u64;
        let size = Size { raw: size(&asset.bytes), gzip: size(&gzip), brotli: size(&brotli) };
        let list = if asset.on_demand { &mut sizes.chunks } else { &mut sizes.first };
        list.push((asset.path.clone(), size));
    }
    let manifest = json!({"files": files, "csp_script_hashes": hashes});
    fs::write(dir.join("manifest.json"), serde_json::to_string_pretty(&manifest)?)?;
    fs::write(dir.join("sizes.json"), serde_json::to_string_pretty(&sizes.to_json())?)?;
    Ok(sizes)
}

/// The sizes as a table for a terminal.
pub fn table(sizes: &Sizes) -> String {
    let first = ("first load".to_owned(), sizes.first_load());
    let later = ("on demand".to_owned(), sizes.on_demand());
    let lines = || sizes.first.iter().chain([&first]).chain(&sizes.chunks).chain([&later]);
    let width = lines().map(|(path, _)| path.len()).max().unwrap_or(0);
    let mut text = format!("{:width$} {:>11} {:>11} {:>11}\n", "file", "raw", "gzip", "brotli");
    for (path, size) in lines() {
        let [raw, gzip, brotli] = [size.raw, size.gzip, size.brotli].map(kib);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{path:width$} {raw:>11} {gzip:>11} {brotli:>11}");
    }
    text
}

/// KiB with one decimal, rounded up so that a budget is never met by rounding.
pub fn kib(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}

/// First 16 hexadecimal digits of the SHA-256.
pub fn short_hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))[..16].to_owned()
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let params =
        brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn twins_unpack_to_the_original_and_the_manifest_describes_all() {
        let dir = tempfile::tempdir().unwrap();
        let script = Asset::hashed("app", "js", b"export default 1;".repeat(20));
        let name = script.path.clone();
        let page = Asset::page("<script>go()</script>".to_owned());
        let chunk = Asset::hashed("chunk", "wasm", b"later".to_vec()).on_demand();
        let sizes = write(dir.path(), &[script, page, chunk]).unwrap();
        assert_eq!((sizes.first.len(), sizes.chunks.len()), (2, 1));
        let mut unpacked = Vec::new();
        let packed = fs::read(dir.path().join(format!("{name}.gz"))).unwrap();
        flate2::read::GzDecoder::new(&*packed).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, b"export default 1;".repeat(20));
        unpacked.clear();
        let packed = fs::read(dir.path().join(format!("{name}.br"))).unwrap();
        brotli::BrotliDecompress(&mut &*packed, &mut unpacked).unwrap();
        assert_eq!(unpacked, b"export default 1;".repeat(20));
        let manifest = fs::read_to_string(dir.path().join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        assert_eq!(manifest["files"][0]["path"], name);
        assert_eq!(manifest["files"][0]["immutable"], true);
        assert_eq!(manifest["files"][1]["immutable"], false);
        assert_eq!(manifest["csp_script_hashes"].as_array().unwrap().len(), 1);
        assert_eq!(read_sizes(dir.path()).unwrap(), sizes);
    }

    #[test]
    fn names_follow_contents() {
        let name = |bytes: &[u8]| Asset::hashed("app", "js", bytes.to_vec()).path;
        assert_ne!(name(b"a"), name(b"b"));
        assert_eq!(name(b"a"), name(b"a"));
    }

    #[test]
    fn the_table_sums_up() {
        let size = Size { raw: 2048, gzip: 1024, brotli: 512 };
        let first = vec![("a".to_owned(), size), ("b".to_owned(), size)];
        let table = table(&Sizes { first, chunks: vec![("c".to_owned(), size)] });
        let line = |name: &str| table.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        assert!(line("first load").contains("4.0 KiB") && line("first load").contains("1.0 KiB"), "{table}");
        assert!(line("on demand").contains("2.0 KiB"), "{table}");
        assert_eq!(kib(1), "0.1 KiB");
    }
}
