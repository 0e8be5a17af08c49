//! The committed `schema.graphql` is what the server emits.
//! Must not know: GraphQL.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::check::Finding;
use crate::workspace::{Workspace, output};

const FILE: &str = "schema.graphql";
const REFRESH: &str = "run `cargo run -q -p server -- schema > schema.graphql` and commit the result";

/// A difference between the committed and the emitted schema.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    // The selection that the tests use too: the same build serves both.
    workspace.build_native()?;
    let emitted = output(Command::new(workspace.server_binary()).current_dir(&workspace.root).arg("schema"))?;
    let committed = fs::read_to_string(workspace.root.join(FILE)).context("reading schema.graphql")?;
    Ok(compare(&committed, &emitted).into_iter().collect())
}

fn compare(committed: &str, emitted: &str) -> Option<Finding> {
    if committed.trim_end() == emitted.trim_end() {
        return None;
    }
    let mut lines = committed.lines().zip(emitted.lines());
    let same = lines.by_ref().take_while(|(committed, emitted)| committed == emitted).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(end of file)").trim().to_owned();
    let message =
        format!("stale: here is `{}`, the server says `{}`; {REFRESH}", line(committed), line(emitted));
    Some(Finding::new(format!("{FILE}:{}", same + 1), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_schema_fails_and_says_where_and_how_to_refresh() {
        let finding = compare("type Query {\n  a: Int\n}\n", "type Query {\n  b: Int\n}\n").unwrap();
        assert_eq!(finding.place, "schema.graphql:2");
        assert!(finding.message.contains("b: Int") && finding.message.contains("cargo run"), "{finding:?}");
        let shorter = compare("a\nb\n", "a\n").unwrap();
        assert_eq!(shorter.place, "schema.graphql:2");
    }

    #[test]
    fn an_equal_schema_passes() {
        assert_eq!(compare("type Query\n", "type Query\n\n"), None);
    }
}
