//! The files that belong to the project, read and parsed once for all checks.
//! Must not know: any rule.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use syn::punctuated::Punctuated;
use syn::{Attribute, Item, Meta, Token};

use crate::check::Finding;
use crate::workspace::output;

/// One text file of the project.
pub struct Source {
    /// Path from the root, with forward slashes.
    pub path: String,
    /// Contents.
    pub text: String,
    /// Syntax tree of a Rust file.
    pub rust: Option<syn::File>,
}

impl Source {
    /// Reads a file's contents; a Rust file that does not parse is a finding.
    pub fn parse(path: &str, text: &str) -> Result<Self, Finding> {
        let is_rust = Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let rust = is_rust.then(|| syn::parse_file(text)).transpose();
        let rust = rust.map_err(|error| {
            Finding::new(format!("{path}:{}", error.span().start().line), format!("does not parse: {error}"))
        })?;
        Ok(Self { path: path.to_owned(), text: text.to_owned(), rust })
    }

    /// `path:line` of a place in this file.
    pub fn at(&self, span: proc_macro2::Span) -> String {
        format!("{}:{}", self.path, span.start().line)
    }
}

/// All files the checks look at.
#[derive(Default)]
pub struct Sources {
    /// Files with an extension in [`EXTENSIONS`].
    pub files: Vec<Source>,
    /// Rust files that do not parse.
    pub broken: Vec<Finding>,
    /// Files and directories that exist for tests only, by a `#[cfg(test)] mod name;` elsewhere.
    pub test_only: BTreeSet<PathBuf>,
}

const EXTENSIONS: &[&str] = &["rs", "css", "js", "mjs"];

impl Sources {
    /// Tracked and new files of the checkout; what git ignores is not the project's.
    pub fn load(root: &Path) -> Result<Self> {
        let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        let list = output(Command::new("git").current_dir(root).args(list))
            .context("listing the project's files")?;
        let mut sources = Self::default();
        let paths: BTreeSet<&str> = list.split('\0').filter(|path| is_ours(path)).collect();
        for path in paths {
            // A file that was removed but is still tracked is not there to be read.
            if let Ok(bytes) = fs::read(root.join(path)) {
                sources.add(path, &String::from_utf8_lossy(&bytes));
            }
        }
        Ok(sources)
    }

    /// Adds one file.
    pub fn add(&mut self, path: &str, text: &str) {
        match Source::parse(path, text) {
            Ok(source) => {
                self.note_test_modules(&source);
                self.files.push(source);
            }
            Err(finding) => self.broken.push(finding),
        }
    }

    /// Rust files with their trees.
    pub fn rust(&self) -> impl Iterator<Item = (&Source, &syn::File)> {
        self.files.iter().filter_map(|source| Some((source, source.rust.as_ref()?)))
    }

    /// Rust files of the product proper, below `dir`, without those that only tests see.
    pub fn product<'a>(&'a self, dir: &'a str) -> impl Iterator<Item = (&'a Source, &'a syn::File)> {
        self.rust()
            .filter(move |(source, _)| source.path.starts_with(dir) && !self.is_test_only(&source.path))
    }

    fn is_test_only(&self, path: &str) -> bool {
        let bare = Path::new(path).with_extension("");
        bare.ancestors().any(|ancestor| self.test_only.contains(ancestor))
    }

    fn note_test_modules(&mut self, source: &Source) {
        let path = Path::new(&source.path);
        let (Some(parent), Some(stem)) = (path.parent(), path.file_stem()) else { return };
        let is_root = matches!(stem.to_str(), Some("lib" | "main" | "mod"));
        let dir = if is_root { parent.to_path_buf() } else { parent.join(stem) };
        for item in source.rust.iter().flat_map(|file| &file.items) {
            if let Item::Mod(module) = item
                && module.content.is_none()
                && is_test(&module.attrs)
            {
                self.test_only.insert(dir.join(module.ident.to_string()));
            }
        }
    }
}

fn is_ours(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    let foreign = path.split('/').any(|part| part == "target" || part == "node_modules");
    !foreign && extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
}

/// Whether the attributes hold `#[test]` or `#[cfg(test)]`, also as part of `all(…)`.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        if !attribute.path().is_ident("cfg") {
            return attribute.path().is_ident("test");
        }
        attribute.parse_args::<Meta>().is_ok_and(|meta| needs_test(&meta))
    })
}

fn needs_test(meta: &Meta) -> bool {
    match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|parts| parts.iter().any(needs_test)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_projects_own_files_are_looked_at() {
        assert!(is_ours("crates/domain/src/lib.rs") && is_ours("frontend/style/10-a.css"));
        assert!(!is_ours("target/debug/x.rs") && !is_ours("tests/browser/node_modules/a/b.js"));
        assert!(!is_ours("README.md"));
    }

    #[test]
    fn a_broken_file_is_a_finding_with_its_line() {
        let mut sources = Sources::default();
        sources.add("a.rs", "fn ok() {}\nfn (");
        assert!(sources.broken[0].place.starts_with("a.rs:2"), "{:?}", sources.broken);
    }

    #[test]
    fn files_that_only_tests_see_are_not_product() {
        let mut sources = Sources::default();
        sources.add("crates/domain/src/incident/mod.rs", "#[cfg(test)] mod tests; mod rules;");
        sources.add("crates/domain/src/incident/tests.rs", "");
        sources.add("crates/domain/src/incident/rules.rs", "");
        let product: Vec<_> =
            sources.product("crates/domain/src/").map(|(source, _)| &*source.path).collect();
        assert_eq!(product, ["crates/domain/src/incident/mod.rs", "crates/domain/src/incident/rules.rs"]);
    }

    #[test]
    fn test_configuration_is_recognised() {
        let attributes =
            |text: &str| syn::parse_str::<syn::ItemMod>(&format!("{text} mod x;")).unwrap().attrs;
        assert!(is_test(&attributes("#[cfg(test)]")));
        assert!(is_test(&attributes("#[cfg(all(test, unix))]")));
        assert!(!is_test(&attributes("#[cfg(not(test))]")) && !is_test(&attributes("#[cfg(unix)]")));
    }
}
