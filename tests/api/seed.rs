//! The data of measurements: made by one command, and then an installation like any other.

use serde_json::{Value, json};
use tests::database::Database;
use tests::story::{self, find, read, rules};
use tests::{Backend, Server, Who};

const PASSWORD: &str = "gravel-window-seven-tulip";
const SIGN_IN: &str =
    "mutation SignIn($input: SignInInput!) { signIn(input: $input) { accessToken viewer { id roles } } }";
const WHOLE: &str = "reference title summary severity status isPrivate startedAt endedAt version tags
    services { name } lead { id name } instants { name at } impactWindows { startedAt endedAt level services { name } }
    responders { role since until user { name } } findings { rule }
    timeline(first: 20, orderBy: HAPPENED_AT_ASC) { nodes { kind body happenedAt recordedAt } totalCount }
    statusUpdates(first: 10) { nodes { audience body publishedAt nextUpdateAt isFinal } }";

/// A program over a database that was seeded before, with what the command printed.
async fn seeded(backend: Backend, incidents: u64) -> (Server, Value) {
    let database = Database::of_template(backend).await;
    let count = incidents.to_string();
    let printed = database.run(&["seed", "--incidents", &count, "--password", PASSWORD, "--json"], "").ok();
    let report =
        serde_json::from_str(printed.trim()).unwrap_or_else(|_| panic!("one JSON object: {printed}"));
    (Server::over(database, &[]).await, report)
}

async fn a_seed_is_an_installation_like_any_other(backend: Backend) {
    let (server, report) = seeded(backend, 100).await;
    assert_eq!((&report["incidents"], &report["entries"]), (&json!(100), &json!(1_000)), "{report}");
    assert_eq!((&report["people"], &report["services"]), (&json!(500), &json!(30)));
    for one in report["signIns"].as_array().unwrap() {
        let input = json!({ "input": { "email": one["email"], "password": PASSWORD } });
        let answer = server.anonymous().ask(SIGN_IN, input).await;
        server.keep_secret(&answer.text("/signIn/accessToken"));
        assert_eq!(answer.at("/signIn/viewer/roles"), &json!([one["role"]]));
    }
    assert_eq!(report["signIns"].as_array().unwrap().len(), 5);

    let client = server.sign_in(Who::Manager).await;
    let ids = find(&client, json!({})).await;
    let open = find(&client, json!({ "isOpen": true })).await;
    assert!((1..=4).contains(&open.len()), "{} are open", open.len());
    for id in ids.iter().take(40).chain(&open) {
        let answer = read(&client, id, WHOLE).await;
        let incident = answer.at("/incident");
        assert_eq!(incident["timeline"]["totalCount"], 10, "{incident}");
        assert!(incident["lead"]["name"].is_string() && !incident["services"].as_array().unwrap().is_empty());
        assert!(!rules(&incident["findings"]).contains(&"CLK-03"), "{incident}");
        assert_eq!(incident["endedAt"].is_null(), open.contains(id));
    }

    let incident = read(&client, &ids[3], "title tags").await;
    let title = incident.text("/incident/title");
    let found = find(&client, json!({ "text": title })).await;
    assert!(found.contains(&ids[3]), "{title}");

    let fresh = story::declare(&client, "Declared on top of the seed", json!({})).await;
    assert_eq!(fresh.reference, "INC-101");
    assert_eq!(find(&client, json!({ "text": "on top of the seed" })).await, [fresh.id]);
    assert_eq!(
        server.database.number("SELECT count(*) FROM audit_log WHERE action = 'installation.seeded'").await,
        2
    );
}

mod a_seed_is_an_installation {
    use super::*;

    #[tokio::test]
    async fn sqlite() {
        a_seed_is_an_installation_like_any_other(Backend::Sqlite).await;
    }

    #[tokio::test]
    async fn postgres() {
        a_seed_is_an_installation_like_any_other(Backend::Postgres).await;
    }
}

#[tokio::test]
async fn a_database_with_incidents_is_refused() {
    let database = Database::of_template(Backend::Sqlite).await;
    let printed = database.run(&["seed", "--incidents", "5"], "").ok();
    assert!(
        printed.contains("5 incidents, 50 entries") && printed.contains("admin@seed.example"),
        "{printed}"
    );
    let refused = database.run(&["seed", "--incidents", "5"], "");
    assert_ne!(refused.code, 0);
    assert!(refused.err.contains("has incidents already"), "{}", refused.err);
    assert_eq!(database.number("SELECT count(*) FROM incident").await, 5);
    let weak = Database::of_template(Backend::Sqlite).await;
    let refused = weak.run(&["seed", "--incidents", "5", "--password", "short"], "");
    assert_ne!(refused.code, 0);
    assert_eq!(weak.number("SELECT count(*) FROM incident").await, 0);
}
