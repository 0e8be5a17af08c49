//! `R6`, `R7`: thousands of requests made from the schema, well formed and not, by a program that nobody here wrote.
//! Run by `cargo xtask test --long`, which installs that program and names it in `COALMINE_SCHEMATHESIS`.
//!
//! It must not know what an operation means: any answer is right that carries a published code.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use tests::{Backend, Server, Who, story, time};

/// Requests that must have been answered at least.
const CASES: f64 = 2000.0;
/// Requests made for each operation of the schema.
const CASES_PER_OPERATION: &str = "60";

#[tokio::test(flavor = "multi_thread")]
async fn no_request_is_answered_by_a_fault_on_sqlite() {
    run(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_is_answered_by_a_fault_on_postgres() {
    run(Backend::Postgres).await;
}

async fn run(backend: Backend) {
    let server = Server::start(backend).await;
    let service = story::service(&server, "Checkout").await;
    let manager = server.sign_in(Who::Manager).await;
    for title in ["Orders wait", "Search is slow"] {
        story::declare(&manager, title, json!({ "serviceIds": [service] })).await;
    }
    let admin = server.sign_in(Who::Admin).await;
    // Keys, because an access token would end in the middle; both, because neither may do everything.
    let before = server.metric("coalmine_http_requests_total").await;
    for role in ["INCIDENT_MANAGER", "ADMIN"] {
        let input = json!({ "name": role, "role": role, "expiresAt": time::millis_ahead(3_600_000) });
        let made = admin.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await;
        let secret = made.text("/createApiKey/secret");
        let url = format!("{}/graphql", server.url);
        let report = tokio::task::spawn_blocking(move || schemathesis(&url, &secret)).await.unwrap();
        assert!(report.0, "{}", report.1);
    }
    let answered = server.metric("coalmine_http_requests_total").await - before;
    assert!(answered >= CASES, "only {answered} requests were made");
    assert!(server.metric("coalmine_panics_total").await == 0.0, "the program panicked");
    server.database.healthy(&[]);
}

/// Whether it found nothing, and what it printed.
fn schemathesis(url: &str, token: &str) -> (bool, String) {
    let program = std::env::var_os("COALMINE_SCHEMATHESIS").expect(
        "COALMINE_SCHEMATHESIS must name the program schemathesis; `cargo xtask test --long` installs it",
    );
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let schema = root.join("schema.graphql");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(program)
        .current_dir(folder.path())
        .env("SCHEMATHESIS_HOOKS", root.join("tests/fuzz/hooks.py"))
        .env("COALMINE_SCHEMA", &schema)
        .arg("run")
        .arg(&schema)
        .args(["--url", url, "--phases", "fuzzing", "-n", CASES_PER_OPERATION, "--seed", "1", "--no-color"])
        .args(["--continue-on-failure", "-c", "only_classified_errors,content_type_conformance"])
        // A key of a run must not be revoked by the run.
        .args(["--exclude-name", "Mutation.revokeApiKey"])
        .args(["-H", &format!("Authorization: Bearer {token}")])
        .output()
        .expect("schemathesis starts");
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}
