//! Two programs over one PostgreSQL database: what one changes counts at the other.

use std::time::Duration;

use serde_json::json;
use tests::database::Database;
use tests::socket::Socket;
use tests::story::{declare, entry, find, read};
use tests::{Backend, Client, Server, Who, raw};

/// The figure of the security page for a second node.
const SOON: Duration = Duration::from_secs(5);

async fn pair() -> (Server, Server) {
    let first = Server::start(Backend::Postgres).await;
    let url = first.url.clone();
    let second = Server::over(Database::beside(&first.database), &[("COALMINE_PUBLIC_URL", &url)]).await;
    (first, second)
}

fn at(server: &Server, client: &Client) -> Client {
    server.bearer(client.token.as_deref().unwrap())
}

/// Waits until this holds; how long it may take is the figure.
async fn soon(what: &str, holds: impl AsyncFn() -> bool) {
    let started = raw::now();
    while !holds().await {
        assert!(started.elapsed() < SOON, "{what} takes too long");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_session_counts_at_both_and_ends_at_both() {
    let (one, two) = pair().await;
    let admin = one.sign_in(Who::Admin).await;
    let viewer = one.sign_in(Who::Viewer).await;
    let elsewhere = at(&two, &viewer);
    soon("a new session", async || elsewhere.ask("{ viewer { name } }", json!({})).await.codes().is_empty())
        .await;
    let input = json!({ "id": viewer.user_id, "version": 1, "roles": ["RESPONDER"] });
    admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
    soon("a new role", async || {
        elsewhere.ask("{ viewer { roles } }", json!({})).await.at("/viewer/roles") == &json!(["RESPONDER"])
    })
    .await;
    let input = json!({ "id": viewer.user_id, "version": 2, "isDisabled": true });
    admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
    soon("the end of a session", async || {
        elsewhere.ask("{ viewer { name } }", json!({})).await.is_unauthenticated()
    })
    .await;
}

#[tokio::test]
async fn a_stream_at_one_hears_what_happens_at_the_other() {
    let (one, two) = pair().await;
    let writer = one.sign_in(Who::Responder).await;
    let reader = two.sign_in(Who::Viewer).await;
    let mut socket = Socket::signed_in(&two, reader.token.as_deref().unwrap()).await;
    socket.subscribe("all", json!({})).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut told = Vec::new();
    let mut made = Vec::new();
    for number in 0..10 {
        made.push(declare(&writer, &format!("Elsewhere {number}"), json!({})).await.id);
    }
    while told.len() < made.len() {
        told.push(socket.change().await["incidentId"].as_str().unwrap().to_owned());
    }
    told.sort();
    made.sort();
    assert_eq!(told, made, "each once");
}

#[tokio::test]
async fn membership_that_ends_at_one_ends_at_the_other() {
    let (one, two) = pair().await;
    let manager = one.sign_in(Who::Manager).await;
    let viewer = two.sign_in(Who::Viewer).await;
    let hidden = declare(&manager, "Behind doors", json!({ "isPrivate": true })).await;
    let member = async |mutation: &str| {
        let input = json!({ "incidentId": hidden.id, "userId": viewer.user_id });
        manager.mutate(mutation, "IncidentMemberInput", "incident { id }", input).await.ok();
    };
    let sees = async || read(&viewer, &hidden.id, "id").await.codes().is_empty();
    assert!(!sees().await);
    member("addIncidentMember").await;
    soon("an invitation", sees).await;
    assert_eq!(find(&viewer, json!({})).await.len(), 1);
    member("removeIncidentMember").await;
    soon("the end of an invitation", async || !sees().await).await;
    assert!(find(&viewer, json!({})).await.is_empty());
}

#[tokio::test]
async fn writers_at_both_share_versions_keys_and_numbers() {
    let (one, two) = pair().await;
    let here = one.sign_in(Who::Responder).await;
    let there = at(&two, &here);
    soon("a new session", async || there.ask("{ viewer { name } }", json!({})).await.codes().is_empty())
        .await;
    let incident = declare(&here, "Shared", json!({})).await;
    for round in 1..=5 {
        let write = async |client: &Client, title: &str| {
            let input = json!({ "id": incident.id, "version": round, "title": title });
            client.mutate("updateIncident", "UpdateIncidentInput", "incident { version }", input).await
        };
        let (a, b) = tokio::join!(write(&here, "here"), write(&there, "there"));
        let mut codes = [a.codes(), b.codes()].concat();
        assert_eq!(codes.pop().as_deref(), Some("CONFLICT"), "{} {}", a.body, b.body);
        assert!(codes.is_empty());
    }
    let key = json!({ "idempotencyKey": "same" });
    let (a, b) =
        tokio::join!(entry(&here, &incident, "once", key.clone()), entry(&there, &incident, "once", key));
    assert_eq!(a.at("/addTimelineEntry/timelineEntry/id"), b.at("/addTimelineEntry/timelineEntry/id"));
    let (a, b) = tokio::join!(declare(&here, "A", json!({})), declare(&there, "B", json!({})));
    assert_ne!(a.reference, b.reference);
}
