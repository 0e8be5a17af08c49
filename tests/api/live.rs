//! Live changes over WebSocket and server-sent events: the protocol, its limits, resuming.

use std::time::Duration;

use serde_json::{Value, json};
use tests::socket::{Event, Socket, try_open};
use tests::story::{assign, declare, entry, link, numbered, status, update};
use tests::stream::{self, Stream};
use tests::{Backend, Server, Who, raw, time};

const TRANSPORT: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");
const SOON: Duration = Duration::from_secs(1);

/// Lets what happened reach the streams that are open, and a fresh stream reach the server.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(250)).await;
}

on_both! {
    async fn a_change_by_one_session_reaches_the_others_within_a_second(server: &Server) {
        let writer = server.sign_in(Who::Responder).await;
        let reader = server.sign_in(Who::Viewer).await;
        let incident = declare(&writer, "Watched", json!({})).await;
        settle().await;
        let mut socket = Socket::signed_in(server, reader.token.as_deref().unwrap()).await;
        socket.subscribe("all", json!({})).await;
        let mut events = Stream::open(server, &reader, json!({ "id": incident.id })).await;
        settle().await;
        let mut incident = incident;
        let started = raw::now();
        status(&writer, &mut incident, "INVESTIGATING", json!({})).await.ok();
        for change in [socket.change().await, events.change().await] {
            assert_eq!(change["change"], "STATUS_CHANGED");
            assert_eq!(change["incident"], json!({ "id": incident.id, "reference": incident.reference, "title": "Watched", "status": "INVESTIGATING", "severity": "SEV3", "version": 2 }));
        }
        assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    }

    async fn every_kind_of_change_is_told(server: &Server) {
        let writer = server.sign_in(Who::Responder).await;
        let reader = server.sign_in(Who::Viewer).await;
        let mut socket = Socket::signed_in(server, reader.token.as_deref().unwrap()).await;
        socket.subscribe("all", json!({})).await;
        settle().await;
        let mut incident = declare(&writer, "All kinds", json!({})).await;
        status(&writer, &mut incident, "INVESTIGATING", json!({})).await.ok();
        let version = incident.version;
        let id = incident.id.clone();
        writer.mutate("changeIncidentSeverity", "ChangeIncidentSeverityInput", "incident { id }", json!({ "id": id, "version": version, "severity": "SEV1" })).await.ok();
        writer.mutate("updateIncident", "UpdateIncidentInput", "incident { id }", json!({ "id": id, "version": version + 1, "title": "New" })).await.ok();
        let window = json!({ "incidentId": id, "version": version + 2, "startedAt": time::minutes_ago(3), "level": "MAJOR_OUTAGE", "serviceIds": [] });
        writer.mutate("addImpactWindow", "AddImpactWindowInput", "incident { id }", window).await.ok();
        assign(&writer, &incident, "SCRIBE", &writer.user_id, json!({})).await.ok();
        entry(&writer, &incident, "note", json!({})).await.ok();
        update(&writer, &incident, "INTERNAL", json!({ "eta": time::millis_ahead(900_000) })).await.ok();
        let other = declare(&writer, "Other", json!({})).await;
        link(&writer, &incident, &other, "SAME_PROBLEM").await.ok();
        let wanted = ["DECLARED", "STATUS_CHANGED", "SEVERITY_CHANGED", "UPDATED", "IMPACT_CHANGED", "ROLE_CHANGED", "TIMELINE_ADDED", "STATUS_UPDATE_PUBLISHED", "LINKED"];
        let mut seen: Vec<String> = Vec::new();
        while !wanted.iter().all(|kind| seen.iter().any(|one| one == kind)) {
            match socket.next(Duration::from_secs(3)).await {
                Event::Message(message) => seen.push(message["payload"]["data"]["incidentChanged"]["change"].as_str().unwrap_or("?").to_owned()),
                other => panic!("{other:?} after {seen:?}"),
            }
        }
    }

    async fn after_a_cut_the_stream_resumes_where_it_was(server: &Server) {
        let writer = server.sign_in(Who::Responder).await;
        let token = writer.token.clone().unwrap();
        let incident = declare(&writer, "Before", json!({})).await;
        let mut socket = Socket::signed_in(server, &token).await;
        socket.subscribe("1", json!({ "id": incident.id })).await;
        settle().await;
        entry(&writer, &incident, "seen", json!({})).await.ok();
        let cursor = socket.change().await["cursor"].as_str().unwrap().to_owned();
        drop(socket);
        let mut missed = Vec::new();
        for number in 0..5 {
            missed.push(declare(&writer, &format!("Missed {number}"), json!({})).await.id);
        }
        let mut socket = Socket::signed_in(server, &token).await;
        socket.subscribe("2", json!({ "after": cursor })).await;
        let mut told = Vec::new();
        while told.len() < 5 {
            let change = socket.change().await;
            if change["change"] == "DECLARED" && change["incidentId"] != json!(incident.id) {
                told.push(change["incidentId"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(told, missed, "all of them, in order");
        let now = declare(&writer, "And on", json!({})).await;
        loop {
            let change = socket.change().await;
            if change["incidentId"] == json!(now.id) {
                break;
            }
        }
        let mut events = Stream::open(server, &writer, json!({ "after": cursor })).await;
        assert!(missed.contains(&events.change().await["incidentId"].as_str().unwrap().to_owned()) || events.change().await.is_object());
    }

    async fn a_cursor_that_cannot_be_resumed_says_resync(server: &Server) {
        let client = server.sign_in(Who::Viewer).await;
        let token = client.token.clone().unwrap();
        let incident = declare(&client, "A", json!({})).await;
        let mut socket = Socket::signed_in(server, &token).await;
        socket.subscribe("0", json!({})).await;
        settle().await;
        declare(&client, "B", json!({})).await;
        let real = socket.change().await["cursor"].as_str().unwrap().to_owned();
        for (number, cursor) in ["zzz", "", "0", "ffffffffffffffff"].into_iter().enumerate() {
            let id = format!("s{number}");
            socket.subscribe(&id, json!({ "after": cursor })).await;
            let message = loop {
                let message = socket.next(Duration::from_secs(3)).await.message();
                if message["id"] == json!(id) { break message; }
            };
            let is_resync = message["payload"]["data"]["incidentChanged"]["change"] == "RESYNC";
            let is_refused = message.to_string().contains("BAD_USER_INPUT");
            assert!(is_resync || is_refused, "{cursor:?} is never a silent gap: {message}");
            if is_resync {
                assert!(message["payload"]["data"]["incidentChanged"]["incident"].is_null());
            }
        }
        assert!(!real.is_empty() && !incident.id.is_empty());
    }
}

#[tokio::test]
async fn pages_of_other_sites_and_other_protocols_are_refused() {
    let server = Server::start(Backend::Sqlite).await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", "file://"] {
        assert_eq!(try_open(&server, &[TRANSPORT, ("origin", origin)]).await.err(), Some(403), "{origin}");
    }
    assert!(try_open(&server, &[TRANSPORT, ("origin", &server.url)]).await.is_ok());
    assert!(try_open(&server, &[TRANSPORT]).await.is_ok(), "a program sends no origin");
    for protocol in ["graphql-ws", "chat", "graphql-transport-ws2"] {
        let refused = try_open(&server, &[("sec-websocket-protocol", protocol)]).await.err();
        assert!(
            refused.is_some_and(|status| status == 0 || (400..500).contains(&status)),
            "{protocol}: {refused:?}"
        );
    }
    assert!(try_open(&server, &[]).await.is_err(), "no protocol at all");
    let plain = server.http().get(format!("{}/graphql/ws", server.url)).send().await.unwrap();
    assert_eq!(plain.status(), 426);
}

#[tokio::test]
async fn a_socket_says_who_it_is_first_and_soon() {
    let server = Server::start(Backend::Sqlite).await;
    let token = server.sign_in(Who::Viewer).await.token.unwrap();
    let mut silent = Socket::open(&server).await;
    let started = raw::now();
    assert_eq!(silent.close_code(Duration::from_secs(5)).await, Some(4408));
    assert!(started.elapsed() < Duration::from_secs(4));
    let init = |payload: Value| json!({ "type": "connection_init", "payload": payload });
    for (payload, expected) in [
        (json!({}), 4403),
        (json!({ "Authorization": "Bearer x" }), 4403),
        (json!({ "Authorization": 1 }), 4403),
        (json!({ "Authorization": token }), 4403),
    ] {
        let mut socket = Socket::open(&server).await;
        socket.send(init(payload)).await;
        assert_eq!(socket.close_code(Duration::from_secs(3)).await, Some(expected));
    }
    let mut eager = Socket::open(&server).await;
    eager.subscribe("1", json!({})).await;
    assert_eq!(eager.close_code(Duration::from_secs(3)).await, Some(4401));
    let mut twice = Socket::signed_in(&server, &token).await;
    twice.send(init(json!({ "Authorization": format!("Bearer {token}") }))).await;
    assert_eq!(twice.close_code(Duration::from_secs(3)).await, Some(4429));
}

#[tokio::test]
async fn what_is_not_the_protocol_closes_the_socket() {
    let server = Server::start(Backend::Sqlite).await;
    let token = server.sign_in(Who::Viewer).await.token.unwrap();
    for text in [
        "",
        "{",
        "[]",
        "{\"type\":\"start\",\"id\":\"1\",\"payload\":{}}",
        "{\"type\":\"subscribe\",\"payload\":{\"query\":\"x\"}}",
        "{\"type\":\"x\"}",
    ] {
        let mut socket = Socket::signed_in(&server, &token).await;
        socket.send_text(text.to_owned()).await;
        assert_eq!(socket.close_code(Duration::from_secs(3)).await, Some(4400), "{text}");
    }
    let mut socket = Socket::signed_in(&server, &token).await;
    socket.subscribe("same", json!({})).await;
    socket.subscribe("same", json!({})).await;
    assert_eq!(socket.close_code(Duration::from_secs(3)).await, Some(4409));
    let mut socket = Socket::signed_in(&server, &token).await;
    socket.send_text(format!("{{\"type\":\"ping\",\"payload\":{{\"x\":\"{}\"}}}}", "x".repeat(70_000))).await;
    assert!(socket.close_code(Duration::from_secs(3)).await.is_some(), "64 KiB are enough for a message");
}

#[tokio::test]
async fn only_subscriptions_run_over_a_socket_and_under_the_same_guard() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let mut socket = Socket::signed_in(&server, client.token.as_deref().unwrap()).await;
    let bomb =
        format!("subscription {{ incidentChanged {{ {} }} }}", numbered(40, |n| format!("a{n}: cursor ")));
    for (number, query) in [
        "mutation { declareIncident(input: { title: \"by socket\", severity: SEV1, serviceIds: [] }) { incident { id } } }",
        "{ incidents { nodes { id } } }",
        "subscription { nothing }",
        "subscription {",
        bomb.as_str(),
    ].into_iter().enumerate() {
        let id = number.to_string();
        socket.send(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
        let message = socket.next(Duration::from_secs(3)).await.message();
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!(id)), "{query}: {message}");
        assert!(message["payload"][0]["extensions"]["code"].is_string(), "{message}");
    }
    assert_eq!(client.ask("{ incidents { totalCount } }", json!({})).await.int("/incidents/totalCount"), 0);
    let bomb = server
        .http()
        .post(format!("{}/graphql", server.url))
        .header("accept", "text/event-stream")
        .bearer_auth(client.token.as_deref().unwrap());
    let text = bomb
        .json(&json!({ "query": "subscription { ...A } fragment A on Subscription { ...A }" }))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(text.contains("QUERY_TOO_COMPLEX"), "{text}");
}

#[tokio::test]
async fn a_user_has_a_bounded_number_of_subscriptions_and_sockets() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let token = client.token.clone().unwrap();
    let mut socket = Socket::signed_in(&server, &token).await;
    for number in 0..20 {
        socket.subscribe(&number.to_string(), json!({})).await;
    }
    socket.subscribe("one too many", json!({})).await;
    let refused = socket.next(Duration::from_secs(3)).await.message();
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("one too many")), "{refused}");
    socket.send(json!({ "id": "0", "type": "complete" })).await;
    socket.subscribe("now there is room", json!({})).await;
    settle().await;
    declare(&client, "Fan-out", json!({})).await;
    let mut told = std::collections::HashSet::new();
    while told.len() < 20 {
        told.insert(socket.next(Duration::from_secs(3)).await.message()["id"].as_str().unwrap().to_owned());
    }
    assert!(told.contains("now there is room") && !told.contains("0"));
    let mut others = Vec::new();
    for _ in 0..9 {
        others.push(Socket::signed_in(&server, &token).await);
    }
    let mut eleventh = Socket::open(&server).await;
    eleventh
        .send(json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {token}") } }))
        .await;
    assert_eq!(eleventh.close_code(Duration::from_secs(3)).await, Some(4429));
    assert_eq!(stream::request(&server, &client, json!({})).await.status(), 429, "streams count as sockets");
    let other = server.sign_in(Who::Responder).await;
    Socket::signed_in(&server, other.token.as_deref().unwrap()).await;
}
