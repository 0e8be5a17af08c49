//! Webhooks end to end: events become calls that a receiver can trust, at least once each, in the order of a record.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};
use tests::outbox::{HURRY, PENDING};
use tests::sink::{Fault, SETTINGS};
use tests::story::{declare, entry, merge, status};
use tests::{Backend, Client, Server, Sink, Who};

/// The same story on both databases, with a receiver on this machine.
macro_rules! on_both_with_sink {
    ($(async fn $name:ident($server:ident: &Server, $sink:ident: &Sink) $body:block)+) => { $(
        mod $name {
            use super::*;

            async fn story($server: &Server, $sink: &Sink) $body

            async fn run(backend: Backend) {
                let sink = Sink::start().await;
                story(&Server::with(backend, &SETTINGS).await, &sink).await;
            }

            #[tokio::test]
            async fn sqlite() {
                run(Backend::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                run(Backend::Postgres).await;
            }
        }
    )+ };
}

/// Makes a webhook for the sink; its id and its secret.
async fn hook(server: &Server, admin: &Client, sink: &Sink, topics: Value) -> (String, String) {
    let input = json!({ "name": "Chat", "url": sink.url(), "topics": topics });
    let answer =
        admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id state } secret", input).await;
    assert_eq!(answer.text("/createWebhook/webhook/state"), "ACTIVE");
    let secret = answer.text("/createWebhook/secret");
    server.keep_secret(&secret);
    (answer.text("/createWebhook/webhook/id"), secret)
}

async fn update(admin: &Client, id: &str, version: i64, fields: Value) -> tests::Answer {
    let input = merge(json!({ "id": id, "version": version }), fields);
    admin
        .mutate("updateWebhook", "UpdateWebhookInput", "webhook { state version topics } secret", input)
        .await
}

on_both_with_sink! {
    async fn an_event_is_told_signed_and_without_private_incidents(server: &Server, sink: &Sink) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        let (id, secret) = hook(server, &admin, sink, json!(["INCIDENT"])).await;
        let hidden = declare(&manager, "Hidden cellar", json!({ "isPrivate": true })).await;
        entry(&manager, &hidden, "Nobody may know", json!({})).await;
        let incident = declare(&manager, "Shop is slow", json!({})).await;
        let calls = sink.wait(|calls| calls.iter().any(|call| call.kind() == "incident.declared")).await;
        let call = calls.iter().find(|call| call.kind() == "incident.declared").unwrap();
        assert!(call.is_signed(&secret), "{call:?}");
        let mut bent = call.clone();
        bent.body.push(' ');
        assert!(!bent.is_signed(&secret));
        assert_eq!(call.header("content-type"), "application/json");
        assert!(call.header("user-agent").starts_with("Coalmine/") && call.id().starts_with("dlv_"));
        let body = call.json();
        assert!(body["timestamp"].as_str().unwrap().ends_with('Z'), "{body}");
        let data = &body["data"];
        assert_eq!((&data["id"], &data["title"]), (&json!(incident.id), &json!("Shop is slow")));
        let reference = data["reference"].as_str().unwrap();
        assert_eq!(data["url"], json!(format!("{}/incidents/{reference}", server.url)));

        // What tells of the private one ends unsent, and nothing of it left.
        entry(&manager, &incident, "Found it", json!({})).await;
        let calls = sink.wait(|calls| calls.iter().any(|call| call.kind() == "incident.timeline_added")).await;
        assert!(calls.iter().all(|call| !call.body.contains(&hidden.id) && !call.body.contains("Hidden")), "{calls:#?}");
        assert!(server.database.number("SELECT count(*) FROM delivery WHERE status = 'SKIPPED'").await >= 2);
        let listed = admin.ask("query($id: ID!) { webhook(id: $id) { deliveries(status: [DELIVERED]) { totalCount nodes {
            event status attempts body lastAttempts { statusCode error answer } } } } }", json!({ "id": id })).await;
        let delivery = listed.at("/webhook/deliveries/nodes/0");
        assert_eq!((&delivery["attempts"], &delivery["lastAttempts"][0]["statusCode"]), (&json!(1), &json!(200)));
        assert_eq!(delivery["lastAttempts"][0]["answer"], json!("ok"));
        assert!(!listed.body.contains(&secret));
    }

    async fn every_attempt_has_the_same_id_and_body_and_a_time_of_its_own(server: &Server, sink: &Sink) {
        let (admin, responder) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Responder).await);
        let (id, secret) = hook(server, &admin, sink, json!(["INCIDENT"])).await;
        sink.fail(&[Fault::Status(500), Fault::Reset, Fault::Slow, Fault::Status(302)]);
        declare(&responder, "Shop is slow", json!({})).await;
        let mut calls = Vec::new();
        for attempt in 1..=5 {
            calls = sink.wait_for(attempt).await;
            server.database.execute(&[HURRY]).await;
            tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
            server.database.execute(&[HURRY]).await;
        }
        let first = &calls[0];
        let times: HashSet<&str> = calls.iter().map(|call| call.header("webhook-timestamp")).collect();
        assert!(calls.iter().all(|call| call.id() == first.id() && call.body == first.body && call.is_signed(&secret)), "{calls:#?}");
        assert!(times.len() >= 4, "{times:?}");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let listed = admin.ask("query($id: ID!) { webhook(id: $id) { failingSince deliveredAt deliveries { nodes {
            id status attempts nextAttemptAt lastAttempts { statusCode error } } } } }", json!({ "id": id })).await;
        let delivery = listed.at("/webhook/deliveries/nodes/0");
        assert_eq!((&delivery["status"], &delivery["attempts"]), (&json!("DELIVERED"), &json!(5)), "{}", listed.body);
        assert!(listed.at("/webhook/failingSince").is_null() && listed.at("/webhook/deliveredAt").is_string());
        let errors: Vec<&str> = delivery["lastAttempts"].as_array().unwrap().iter().rev().map(|one| one["error"].as_str().unwrap()).collect();
        assert_eq!(errors, ["the answer was 500", "the connection broke off", "no answer in time", "the answer was 302", ""]);

        // Sent again by hand: the same id once more.
        let again = admin.mutate_by_id("replayDelivery", "delivery { status attempts }", delivery["id"].as_str().unwrap()).await;
        assert_eq!(again.text("/replayDelivery/delivery/status"), "PENDING");
        let calls = sink.wait_for(6).await;
        assert_eq!((calls[5].id(), &calls[5].body), (first.id(), &first.body));
    }

    async fn a_receiver_that_fails_at_random_hears_everything_in_order(server: &Server, sink: &Sink) {
        let (admin, responder) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Responder).await);
        hook(server, &admin, sink, json!(["INCIDENT"])).await;
        sink.fail_at_random(30, 7);
        for number in 0..6 {
            let mut incident = declare(&responder, &format!("Incident {number}"), json!({})).await;
            status(&responder, &mut incident, "INVESTIGATING", json!({})).await.ok();
            for note in 0..4 {
                entry(&responder, &incident, &format!("Note {note}"), json!({})).await;
            }
        }
        for _ in 0..120 {
            server.database.execute(&[HURRY]).await;
            tokio::time::sleep(std::time::Duration::from_millis(250)).await;
            if server.database.number(PENDING).await == 0 {
                break;
            }
        }
        let wanted = server.database.number("SELECT count(*) FROM event WHERE capability = 'incident'").await;
        let taken = sink.taken();
        let ids: HashSet<&str> = taken.iter().map(tests::sink::Call::id).collect();
        assert_eq!(i64::try_from(ids.len()), Ok(wanted), "each event once, by its id");
        let calls = sink.calls();
        assert!(calls.len() > taken.len(), "nothing failed");
        // Of each record, the first success of each id comes in the order of what happened.
        let mut order: HashMap<String, Vec<String>> = HashMap::new();
        let mut seen = HashSet::new();
        for call in &taken {
            if seen.insert(call.id().to_owned()) {
                let body = call.json();
                let subject = body["data"]["id"].as_str().unwrap().to_owned();
                order.entry(subject).or_default().push(body["timestamp"].as_str().unwrap().to_owned());
            }
        }
        for (subject, times) in order {
            assert!(times.is_sorted_by_key(|time| tests::time::parse(time)), "{subject}: {times:?}");
        }
    }

    async fn both_secrets_sign_while_they_change_and_what_is_off_is_not_called(server: &Server, sink: &Sink) {
        let (admin, responder) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Responder).await);
        let (id, old) = hook(server, &admin, sink, json!(["INCIDENT"])).await;
        let rotated = admin.mutate_by_id("rotateWebhookSecret", "webhook { version rotatesUntil } secret", &id).await;
        let new = rotated.text("/rotateWebhookSecret/secret");
        server.keep_secret(&new);
        assert!(rotated.at("/rotateWebhookSecret/webhook/rotatesUntil").is_string());
        admin.mutate_by_id("testWebhook", "delivery { status event }", &id).await.ok();
        let calls = sink.wait_for(1).await;
        assert_eq!(calls[0].kind(), "webhook.test");
        assert!(calls[0].is_signed(&old) && calls[0].is_signed(&new), "{calls:?}");

        let version = rotated.int("/rotateWebhookSecret/webhook/version");
        let off = update(&admin, &id, version, json!({ "isActive": false })).await;
        assert_eq!((off.text("/updateWebhook/webhook/state").as_str(), off.at("/updateWebhook/secret")), ("OFF", &json!(null)));
        assert_eq!(update(&admin, &id, version, json!({ "isActive": true })).await.code(), "CONFLICT");
        declare(&responder, "Nobody is told", json!({})).await;
        assert_eq!(server.database.number(PENDING).await, 0);
        let on = update(&admin, &id, version + 1, json!({ "isActive": true, "topics": ["PROBLEM"] })).await;
        assert_eq!(on.at("/updateWebhook/webhook/topics"), &json!(["PROBLEM"]));
        declare(&responder, "Not of this topic", json!({})).await;
        assert_eq!(server.database.number(PENDING).await, 0);

        let removed = admin.mutate_by_id("removeWebhook", "id", &id).await;
        assert_eq!(removed.text("/removeWebhook/id"), id);
        assert_eq!(server.database.number("SELECT count(*) FROM delivery").await, 0);
        assert_eq!(sink.calls().len(), 1);
    }
}

#[tokio::test]
async fn addresses_inside_the_house_are_not_called_and_http_not_taken() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let responder = server.sign_in(Who::Responder).await;
    let sink = Sink::start().await;
    let input = |url: &str| json!({ "name": "In the house", "url": url, "topics": ["INCIDENT"] });
    let selection = "webhook { id }";
    let refused = admin.mutate("createWebhook", "CreateWebhookInput", selection, input(&sink.url())).await;
    assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("url")));
    let url = format!("https://localhost:{}/hook", sink.address.port());
    let made = admin.mutate("createWebhook", "CreateWebhookInput", selection, input(&url)).await;
    declare(&responder, "Shop is slow", json!({})).await;
    let id = json!({ "id": made.text("/createWebhook/webhook/id") });
    let query =
        "query($id: ID!) { webhook(id: $id) { deliveries { nodes { lastAttempts { statusCode error } } } } }";
    let mut errors = BTreeMap::new();
    for _ in 0..200 {
        let listed = admin.ask(query, id.clone()).await;
        let deliveries = listed.list("/webhook/deliveries/nodes");
        let attempt = deliveries.first().map(|delivery| &delivery["lastAttempts"][0]["error"]);
        if let Some(error) = attempt.and_then(serde_json::Value::as_str) {
            errors.insert(error.to_owned(), listed.body.clone());
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(errors.keys().any(|error| error.starts_with("not allowed")), "{errors:?}");
    assert!(sink.calls().is_empty());
}
