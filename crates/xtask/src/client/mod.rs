//! The web client bundle: compile to wasm, bind, hash names, fill the page, compress, describe.
//! Must not know: what is in the client, or how the server serves it beyond `manifest.json`.

mod bind;
mod css;
pub mod inputs;
mod link;
pub mod pack;
mod page;
mod split;
mod trim;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::tools::{self, Tool};
use crate::workspace::{WASM, Workspace, run};

use pack::Asset;

/// Directory of the hashed files in URLs: `/assets/<path of the manifest>`.
const URL_PREFIX: &str = "/assets/";

/// `cargo xtask client`.
pub fn run_client(workspace: &Workspace) -> Result<ExitCode> {
    build(workspace)?;
    Ok(ExitCode::SUCCESS)
}

/// Brings `target/client` up to date and prints its sizes. Does nothing when no input changed.
pub fn build(workspace: &Workspace) -> Result<()> {
    let out = workspace.client_dir();
    let hash = inputs::hash(workspace)?;
    if inputs::is_current(&out, &hash) {
        eprintln!("client bundle is up to date");
        print!("{}", pack::table(&pack::read_sizes(&out)?));
        return Ok(());
    }
    tools::ensure(workspace, &[Tool::Wasm])?;
    let mut compile =
        workspace.cargo(["rustc", "--package", "frontend", "--target", WASM, "--profile", "wasm"]);
    // The relocations tell which function needs which, after linking: what splitting works on.
    run(compile.args(["--", "-Clink-args=--emit-relocs"]))?;
    let wasm = workspace.target.join(WASM).join("wasm").join("frontend.wasm");
    let assets = assemble(&workspace.root.join("frontend"), &wasm)?;
    let sizes = publish(&out, &assets, &hash)?;
    print!("{}", pack::table(&sizes));
    Ok(())
}

/// All files of the bundle, from the compiled module and the sources beside it.
fn assemble(frontend: &Path, wasm: &Path) -> Result<Vec<Asset>> {
    let linked = link::link(bind::bind(wasm)?)?;
    let style = Asset::hashed("app", "css", css::bundle(&frontend.join("style"))?.into_bytes());
    let sprite = frontend.join("sprite.svg");
    let sprite = fs::read(&sprite).with_context(|| format!("reading {}", sprite.display()))?;
    let sprite = Asset::hashed("sprite", "svg", sprite);
    let template = frontend.join("index.html");
    let template =
        fs::read_to_string(&template).with_context(|| format!("reading {}", template.display()))?;
    let url = |asset: &Asset| format!("{URL_PREFIX}{}", asset.path);
    let values = [
        ("css", url(&style)),
        ("js", url(&linked.script)),
        ("split", url(&linked.loader)),
        ("wasm", url(&linked.module)),
        ("sprite", url(&sprite)),
    ];
    let page = Asset::page(page::fill(&template, &values)?);
    let mut assets = linked.snippets;
    assets.extend([linked.script, linked.loader, linked.module, style, sprite, page]);
    assets.extend(linked.chunks);
    Ok(assets)
}

/// Writes the bundle beside the old one and swaps the two, so that a reader never sees half of each.
fn publish(out: &Path, assets: &[Asset], hash: &str) -> Result<pack::Sizes> {
    let parent = out.parent().context("the bundle needs a parent directory")?;
    fs::create_dir_all(parent)?;
    let fresh = tempfile::Builder::new().prefix("client.new.").tempdir_in(parent)?;
    let sizes = pack::write(fresh.path(), assets)?;
    fs::write(fresh.path().join(inputs::FILE), hash)?;
    let old = tempfile::Builder::new().prefix("client.old.").tempdir_in(parent)?;
    if out.exists() {
        fs::rename(out, old.path().join("client")).context("putting the old bundle aside")?;
    }
    fs::rename(fresh.keep(), out).context("putting the new bundle in place")?;
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishing_replaces_the_whole_directory() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("client");
        publish(&out, &[Asset::hashed("app", "js", b"first".to_vec())], "one").unwrap();
        assert!(inputs::is_current(&out, "one"));
        let second = Asset::hashed("app", "js", b"second".to_vec());
        let name = second.path.clone();
        publish(&out, &[second, Asset::page("<html></html>".to_owned())], "two").unwrap();
        assert!(inputs::is_current(&out, "two") && !inputs::is_current(&out, "one"));
        let scripts: Vec<_> = fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|file| Path::new(file).extension().is_some_and(|ext| ext == "js"))
            .collect();
        assert_eq!(scripts, [name]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary directory is left");
    }
}
