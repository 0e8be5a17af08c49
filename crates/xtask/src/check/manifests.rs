//! Every crate inherits the workspace's lints and takes every dependency from the workspace's one list.
//! Must not know: TOML beyond tables, keys and brackets.

use std::fs;

use anyhow::{Context, Result};

use crate::check::Finding;
use crate::workspace::Workspace;

/// Manifests that go their own way.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for package in workspace.metadata.workspace_packages() {
        let path = package.manifest_path.as_std_path();
        let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let place = path.strip_prefix(&workspace.root).unwrap_or(path).display().to_string();
        findings.extend(judge(&text).into_iter().map(|message| Finding::new(&place, message)));
    }
    Ok(findings)
}

fn judge(text: &str) -> Vec<String> {
    let mut messages = Vec::new();
    let mut inherits_lints = false;
    for (table, entries) in tables(text) {
        let is_inherited = |(key, value): &(String, String)| key == "workspace" && value == "true";
        if table == "lints" {
            inherits_lints |= entries.iter().any(is_inherited);
        } else if let Some(name) = dependency_table(&table) {
            if !entries.iter().any(is_inherited) {
                messages.push(own_version(name));
            }
        } else if is_dependency_list(&table) {
            let own = entries.iter().filter(|(key, value)| !entry_is_inherited(key, value));
            messages.extend(own.map(|(key, _)| own_version(key)));
        }
    }
    if !inherits_lints {
        messages.push("does not inherit the lints; add `[lints]` with `workspace = true`".to_owned());
    }
    messages
}

fn own_version(name: &str) -> String {
    format!(
        "dependency `{name}` is not taken from the workspace; list it in the root and write `{name}.workspace = true`"
    )
}

/// Tables with their `key = value` entries; a value that spans lines is joined.
fn tables(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tables: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut open = 0_i32;
    for line in text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let balance = brackets(line);
        if open > 0 {
            open += balance;
            if let Some((_, value)) = tables.last_mut().and_then(|(_, entries)| entries.last_mut()) {
                value.push_str(line);
            }
        } else if line.starts_with('[') {
            tables.push((line.trim_matches(['[', ']']).trim().to_owned(), Vec::new()));
        } else if let (Some((key, value)), Some((_, entries))) = (line.split_once('='), tables.last_mut()) {
            entries.push((key.trim().trim_matches('"').to_owned(), value.trim().to_owned()));
            open = balance;
        }
    }
    tables
}

fn brackets(line: &str) -> i32 {
    line.chars()
        .map(|c| match c {
            '[' | '{' => 1,
            ']' | '}' => -1,
            _ => 0,
        })
        .sum()
}

/// `dependencies`, `dev-dependencies`, `build-dependencies`, also below `target.….`.
fn is_dependency_list(table: &str) -> bool {
    let last = table.rsplit('.').next().unwrap_or(table);
    matches!(last, "dependencies" | "dev-dependencies" | "build-dependencies")
}

/// The name in `dependencies.NAME`.
fn dependency_table(table: &str) -> Option<&str> {
    let (list, name) = table.rsplit_once('.')?;
    (is_dependency_list(list) && !is_dependency_list(table)).then_some(name)
}

fn entry_is_inherited(key: &str, value: &str) -> bool {
    let inline = value.replace(' ', "");
    (key.ends_with(".workspace") && value == "true")
        || inline.starts_with("{workspace=true")
        || inline.contains(",workspace=true")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINTS: &str = "[lints]\nworkspace = true\n";

    #[test]
    fn own_versions_and_own_lints_fail() {
        assert_eq!(judge("[dependencies]\n").len(), 1);
        assert_eq!(judge("[lints.rust]\nunsafe_code = \"warn\"\n").len(), 1);
        for list in [
            "[dependencies]\nserde = \"1\"",
            "[dev-dependencies]\nserde = { version = \"1\" }",
            "[build-dependencies]\nserde = { path = \"../x\" }",
            "[dependencies.serde]\nversion = \"1\"",
            "[target.'cfg(unix)'.dependencies]\nserde = \"1\"",
            "[dependencies]\nserde = { version = \"1\", features = [\n  \"derive\",\n] }",
        ] {
            let messages = judge(&format!("{LINTS}{list}\n"));
            assert!(messages.len() == 1 && messages[0].contains("`serde`"), "{list}: {messages:?}");
        }
    }

    #[test]
    fn inheriting_manifests_pass() {
        let good = "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n\n[dependencies]\n# why\nserde.workspace = true\n\
                    tokio = { workspace = true, features = [\n  \"full\",\n] }\nanyhow = { workspace = true }\n\
                    \n[dependencies.web-sys]\nworkspace = true\nfeatures = [\"Window\"]\n\n[[bin]]\nname = \"b\"\n";
        assert_eq!(judge(good), Vec::<String>::new());
    }
}
