//! The worker that sends: one delivery that goes wrong is nobody else's trouble, and what is being sent is heard to its end.

use std::time::Duration;

use serde_json::{Value, json};
use tests::outbox::HURRY;
use tests::sink::{Fault, SETTINGS};
use tests::story::declare;
use tests::{Backend, Client, Server, Sink, Who};

const SKIPPED: &str = "SELECT count(*) FROM delivery WHERE status = 'SKIPPED'";

/// Makes a webhook for a path of the sink; its id.
async fn hook(server: &Server, admin: &Client, sink: &Sink, name: &str) -> String {
    let input = json!({ "name": name, "url": format!("{}/{name}", sink.url()), "topics": ["INCIDENT"] });
    let answer = admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id } secret", input).await;
    server.keep_secret(&answer.text("/createWebhook/secret"));
    answer.text("/createWebhook/webhook/id")
}

async fn deliveries(admin: &Client, webhook: &str) -> Vec<Value> {
    let query = "query($id: ID!) { webhook(id: $id) { deliveries { nodes { id status event body } } } }";
    let listed = admin.ask(query, json!({ "id": webhook })).await;
    listed.list("/webhook/deliveries/nodes").clone()
}

async fn bodies_of_private_incidents(backend: Backend) {
    let sink = Sink::start().await;
    let server = Server::with(backend, &SETTINGS).await;
    let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
    let webhook = hook(&server, &admin, &sink, "chat").await;
    let open = declare(&manager, "Shop is slow", json!({})).await;
    let closing = declare(&manager, "Secret cellar", json!({})).await;
    sink.wait(|calls| calls.iter().filter(|call| call.kind() == "incident.declared").count() == 2).await;
    let told = |listed: &[Value], id: &str| {
        let of = listed.iter().filter(|one| one["body"].as_str().is_some_and(|body| body.contains(id)));
        of.count()
    };
    let listed = deliveries(&admin, &webhook).await;
    assert_eq!((told(&listed, &open.id), told(&listed, &closing.id)), (1, 1), "{listed:#?}");
    let delivery =
        listed.iter().find(|one| one["body"].to_string().contains("Secret cellar")).unwrap()["id"].clone();
    let input = json!({ "id": closing.id, "version": 1, "isPrivate": true });
    manager.mutate("updateIncident", "UpdateIncidentInput", "incident { id }", input).await.ok();
    let listed = deliveries(&admin, &webhook).await;
    assert!(!json!(listed).to_string().contains("Secret cellar"), "{listed:#?}");
    assert_eq!((told(&listed, &open.id), told(&listed, &closing.id)), (1, 0), "{listed:#?}");
    let replay = async |id: &Value| {
        admin.mutate_by_id("replayDelivery", "delivery { id body }", id.as_str().unwrap()).await
    };
    let refused = replay(&delivery).await;
    assert_eq!(refused.code(), "NOT_FOUND");
    assert!(!refused.body.contains("Secret cellar"), "{}", refused.body);
    let other = listed.iter().find(|one| one["body"].is_string()).unwrap()["id"].clone();
    replay(&other).await.ok();
}

#[tokio::test]
async fn what_was_told_of_an_incident_is_hidden_with_it_on_sqlite() {
    bodies_of_private_incidents(Backend::Sqlite).await;
}

#[tokio::test]
async fn what_was_told_of_an_incident_is_hidden_with_it_on_postgres() {
    bodies_of_private_incidents(Backend::Postgres).await;
}

#[tokio::test]
async fn a_secret_that_cannot_be_opened_holds_up_nobody_else() {
    let sink = Sink::start().await;
    let mut server = Server::with(Backend::Sqlite, &SETTINGS).await;
    let admin = server.sign_in(Who::Admin).await;
    let old = hook(&server, &admin, &sink, "old").await;
    server.kill();
    std::fs::remove_file(server.database.dir.path().join("vault.key")).unwrap();
    server.start_again().await;
    let (admin, responder) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Responder).await);
    let new = hook(&server, &admin, &sink, "new").await;
    declare(&responder, "Shop is slow", json!({})).await;
    let calls = sink.wait(|calls| calls.iter().any(|call| call.kind() == "incident.declared")).await;
    assert_eq!(calls.len(), 1, "{calls:#?}");
    for _ in 0..100 {
        if deliveries(&admin, &new).await[0]["status"] == "DELIVERED" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(deliveries(&admin, &new).await[0]["status"], "DELIVERED");
    assert_eq!(deliveries(&admin, &old).await[0]["status"], "SKIPPED");
    assert!(server.log_text().contains("a secret cannot be opened"), "whoever runs it is told");
}

async fn one_that_cannot_be_made(backend: Backend) {
    let sink = Sink::start().await;
    let server = Server::with(backend, &SETTINGS).await;
    let (admin, responder) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Responder).await);
    hook(&server, &admin, &sink, "chat").await;
    sink.fail(&[Fault::Status(500)]);
    declare(&responder, "First", json!({})).await;
    sink.wait_for(1).await;
    let nonsense = "UPDATE delivery SET subject = 'nonsense', body = NULL WHERE status = 'PENDING'";
    for _ in 0..50 {
        // Until the failed attempt is noted it is still taken.
        server.database.execute(&[nonsense, HURRY]).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    declare(&responder, "Second", json!({})).await;
    sink.wait(|calls| calls.iter().any(|call| call.body.contains("Second"))).await;
    assert_eq!(server.database.number(SKIPPED).await, 1);
}

#[tokio::test]
async fn a_delivery_that_cannot_be_made_holds_up_nobody_else_on_sqlite() {
    one_that_cannot_be_made(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_delivery_that_cannot_be_made_holds_up_nobody_else_on_postgres() {
    one_that_cannot_be_made(Backend::Postgres).await;
}

#[tokio::test]
async fn what_is_being_sent_at_a_stop_is_heard_to_its_end() {
    let sink = Sink::start().await;
    let settings: Vec<(&str, &str)> =
        SETTINGS.into_iter().chain([("COALMINE_OUTBOUND__TIMEOUT_SECONDS", "8")]).collect();
    let mut server = Server::with(Backend::Sqlite, &settings).await;
    let (admin, responder) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Responder).await);
    hook(&server, &admin, &sink, "slow").await;
    sink.fail(&[Fault::After(2500)]);
    declare(&responder, "Shop is slow", json!({})).await;
    sink.wait_for(1).await;
    let asked = std::process::Command::new("kill").args(["-TERM", &server.pid().to_string()]).status();
    assert!(asked.is_ok_and(|status| status.success()));
    assert_eq!(server.ended(Duration::from_secs(10)).await, Some(0));
    let done = "SELECT count(*) FROM delivery WHERE status = 'DELIVERED'";
    assert_eq!(server.database.number(done).await, 1, "it would be sent twice");
}
