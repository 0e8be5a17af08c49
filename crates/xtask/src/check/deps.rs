//! Who may use whom: the table of allowed dependency edges, and where the big outside crates may appear.
//! Must not know: why a crate wants what it wants.

use cargo_metadata::{Dependency, DependencyKind, Package};

use crate::check::Finding;
use crate::workspace::Workspace;

/// Crate and the crates of ours it may use. Who is missing here has no place in the layers yet.
const INSIDE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("formats", &["domain"]),
    ("migrations", &[]),
    ("store", &["domain", "migrations"]),
    ("app", &["domain", "formats", "migrations", "store"]),
    ("graphql", &["domain", "formats", "app"]),
    ("portal", &["domain", "formats", "app"]),
    ("server", &["domain", "formats", "migrations", "store", "app", "graphql", "portal"]),
    ("frontend", &["domain"]),
];

/// Crates that may use anything: they are not part of the product.
const FREE: &[&str] = &["xtask", "bench", "tests"];

/// Outside crates by the start of their name, and the crates of ours that alone may use them.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("sea-orm", &["store", "migrations"]),
    ("sea-query", &["store", "migrations"]),
    ("async-graphql", &["graphql", "server"]),
    ("axum", &["server", "portal"]),
    ("leptos", &["frontend"]),
    ("sqlx", &["bench"]),
    ("getrandom", &["server"]),
    ("rand", &["server"]),
    // What leaves the program, within `server` in one module alone (check/outbound.rs).
    ("hyper-rustls", &["server"]),
    ("lettre", &["server"]),
    ("reqwest", NOBODY),
    ("ureq", NOBODY),
];

/// Crates that the product does not need at all.
const NOBODY: &[&str] = &[];

/// The only outside crate of the migrations.
const MIGRATIONS: &str = "sea-orm-migration";

/// One use of a crate by one of ours.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    inside: bool,
    development: bool,
}

/// Edges that the tables do not allow.
pub fn check(workspace: &Workspace) -> Vec<Finding> {
    let packages = workspace.metadata.workspace_packages();
    let mut findings = Vec::new();
    for package in &packages {
        findings.extend(unknown(&package.name));
        findings
            .extend(package.dependencies.iter().filter_map(|dependency| judge(&edge(package, dependency))));
    }
    findings
}

fn edge<'a>(package: &'a Package, dependency: &'a Dependency) -> Edge<'a> {
    Edge {
        from: &package.name,
        to: &dependency.name,
        inside: dependency.path.is_some(),
        development: dependency.kind == DependencyKind::Development,
    }
}

fn unknown(name: &str) -> Option<Finding> {
    let known = FREE.contains(&name) || INSIDE.iter().any(|(from, _)| *from == name);
    (!known).then(|| Finding::new(name, "this crate has no place in the table of layers (check/deps.rs)"))
}

fn judge(edge: &Edge) -> Option<Finding> {
    if FREE.contains(&edge.from) {
        return None;
    }
    if edge.inside {
        let allowed = INSIDE.iter().find(|(from, _)| *from == edge.from).map_or(&[][..], |(_, to)| to);
        return (!allowed.contains(&edge.to)).then(|| {
            let list = if allowed.is_empty() { "none of ours".to_owned() } else { allowed.join(", ") };
            Finding::new(edge.from, format!("must not depend on `{}`; it may use: {list}", edge.to))
        });
    }
    if edge.from == "migrations" && !edge.development && edge.to != MIGRATIONS {
        return Some(Finding::new(edge.from, format!("must see only `{MIGRATIONS}`, not `{}`", edge.to)));
    }
    let (_, only) = OUTSIDE.iter().find(|(start, _)| matches(edge.to, start))?;
    (!only.contains(&edge.from)).then(|| {
        let list = if only.is_empty() { "no part of the product".to_owned() } else { only.join(", ") };
        Finding::new(edge.from, format!("must not use `{}`; that belongs to: {list}", edge.to))
    })
}

/// `axum` and its family `axum-…`, `leptos_router`; not `axumatic`.
fn matches(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(from: &str, to: &str) -> bool {
        judge(&Edge { from, to, inside: true, development: false }).is_none()
    }

    fn outside(from: &str, to: &str) -> bool {
        judge(&Edge { from, to, inside: false, development: false }).is_none()
    }

    #[test]
    fn edges_against_the_layers_fail() {
        assert!(!inside("domain", "store"));
        assert!(!inside("graphql", "store") && !inside("portal", "store"));
        assert!(!inside("store", "app") && !inside("formats", "app") && !inside("app", "server"));
        assert!(!inside("frontend", "app") && !inside("migrations", "domain"));
        assert!(!inside("domain", "tests"));
    }

    #[test]
    fn edges_along_the_layers_pass() {
        assert!(inside("store", "domain") && inside("app", "store") && inside("graphql", "app"));
        assert!(inside("server", "store") && inside("frontend", "domain") && inside("tests", "server"));
    }

    #[test]
    fn outside_crates_stay_where_they_belong() {
        assert!(!outside("app", "sea-orm") && !outside("domain", "sea-orm-migration"));
        assert!(!outside("app", "async-graphql") && !outside("portal", "async-graphql-axum"));
        assert!(!outside("graphql", "axum") && !outside("app", "axum-extra"));
        assert!(!outside("domain", "getrandom") && !outside("store", "sqlx"));
        assert!(!outside("migrations", "chrono") && !outside("portal", "leptos_router"));
        assert!(outside("store", "sea-orm") && outside("migrations", "sea-orm-migration"));
        assert!(
            outside("graphql", "async-graphql") && outside("server", "axum") && outside("domain", "serde")
        );
        assert!(outside("bench", "sqlx") && outside("frontend", "leptos_router"));
        assert!(!outside("app", "lettre") && !outside("server", "reqwest") && !outside("graphql", "ureq"));
        assert!(outside("server", "lettre") && outside("tests", "reqwest") && outside("xtask", "reqwest"));
    }

    #[test]
    fn a_crate_without_a_place_fails() {
        assert!(unknown("helpers").is_some());
        assert!(unknown("domain").is_none() && unknown("xtask").is_none());
    }

    #[test]
    fn names_match_by_family() {
        assert!(matches("axum", "axum") && matches("axum-extra", "axum") && matches("leptos_meta", "leptos"));
        assert!(!matches("axumatic", "axum") && !matches("random", "rand"));
    }
}
