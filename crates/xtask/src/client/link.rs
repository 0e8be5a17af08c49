//! Final names of files that name one another: chunks by their contents, then the loader and the main script together,
//! because each imports the other.
//! Must not know: what the scripts do beyond the names in them.

use anyhow::{Result, ensure};

use crate::client::bind::Bound;
use crate::client::pack::{Asset, short_hash};
use crate::client::split::{LOADER, MAIN};

/// The scripts and modules of a client under names that change with their contents.
pub struct Linked {
    /// The main script.
    pub script: Asset,
    /// The loader of chunks, which the main script imports.
    pub loader: Asset,
    /// The main module.
    pub module: Asset,
    /// Fetched with the screen that needs them.
    pub chunks: Vec<Asset>,
    /// JavaScript that crates carry along.
    pub snippets: Vec<Asset>,
}

/// Gives every file its name and puts the names where the old ones stood.
pub fn link(bound: Bound) -> Result<Linked> {
    let prefix = format!("snippets.{}", short_hash(&bound.snippet_fingerprint()));
    let snippets = bound.snippets.into_iter();
    let snippets =
        snippets.map(|(path, bytes)| Asset::immutable(format!("{prefix}/{path}"), bytes)).collect();
    let script = bound.script.replace("./snippets/", &format!("./{prefix}/"));

    let mut loader = bound.loader;
    let mut chunks = Vec::new();
    for (stem, bytes) in bound.chunks {
        let chunk = Asset::hashed(&stem, "wasm", bytes).on_demand();
        loader = rename(&loader, &format!("\"./{stem}.wasm\""), &format!("\"./{}\"", chunk.path))?;
        chunks.push(chunk);
    }

    let both = short_hash(format!("{script}\n{loader}").as_bytes());
    let (script_path, loader_path) = (format!("app.{both}.js"), format!("split.{both}.js"));
    // Only the import is renamed: the name between the two modules stays, because the wasm carries it too.
    let script = rename(&script, &import(LOADER), &import(&format!("./{loader_path}")))?;
    let loader = rename(&loader, &import(MAIN), &import(&format!("./{script_path}")))?;
    Ok(Linked {
        script: Asset::immutable(script_path, script.into_bytes()),
        loader: Asset::immutable(loader_path, loader.into_bytes()),
        module: Asset::hashed("app_bg", "wasm", bound.module),
        chunks,
        snippets,
    })
}

fn import(path: &str) -> String {
    format!("from \"{path}\"")
}

fn rename(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.contains(from), "a script should contain {from}");
    Ok(text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(chunk: &[u8]) -> Bound {
        Bound {
            script: "import * as a from \"./split.js\";\nimport b from \"./snippets/x.js\";\n\
                     imports[\"./split.js\"] = a;"
                .to_owned(),
            module: b"main".to_vec(),
            snippets: [("x.js".to_owned(), b"export {}".to_vec())].into(),
            loader: "import { initSync } from \"./app.js\";\nfetch(\"./split_a.wasm\")".to_owned(),
            chunks: [("split_a".to_owned(), chunk.to_vec())].into(),
        }
    }

    fn text(asset: &Asset) -> &str {
        std::str::from_utf8(&asset.bytes).unwrap()
    }

    #[test]
    fn every_file_names_the_others_by_their_final_names() {
        let linked = link(bound(b"one")).unwrap();
        let (script, loader) = (text(&linked.script), text(&linked.loader));
        assert!(script.contains(&format!("from \"./{}\"", linked.loader.path)), "{script}");
        assert!(script.contains("imports[\"./split.js\"]"), "{script}");
        assert!(script.contains(&format!("./{}", linked.snippets[0].path)), "{script}");
        assert!(loader.contains(&format!("from \"./{}\"", linked.script.path)), "{loader}");
        assert!(loader.contains(&format!("\"./{}\"", linked.chunks[0].path)), "{loader}");
    }

    #[test]
    fn a_changed_chunk_changes_both_scripts() {
        let (one, two) = (link(bound(b"one")).unwrap(), link(bound(b"two")).unwrap());
        assert_ne!(one.chunks[0].path, two.chunks[0].path);
        assert_ne!(one.loader.path, two.loader.path);
        assert_ne!(one.script.path, two.script.path);
        assert_eq!(one.module.path, two.module.path);
        assert_eq!(one.script.path, link(bound(b"one")).unwrap().script.path);
    }

    #[test]
    fn a_script_without_the_expected_name_is_an_error() {
        let unknown = Bound { loader: String::new(), ..bound(b"one") };
        assert!(link(unknown).is_err());
    }
}
