//! Answers to events are written once for all readers to whom they are the same, and for nobody
//! else: rights are asked for each reader and each event (G13).

use std::time::Duration;

use serde_json::{Value, json};
use tests::socket::Socket;
use tests::story::{declare, entry, link};
use tests::stream::Stream;
use tests::{Client, Server, Who};

const METRIC: &str = "coalmine_sql_statements_total";
/// Relations are a reader's own: the other end may be hidden from one and shown to another.
const RELATIONS: &str = "subscription { incidentChanged { change incidentId incident { title members { name } links { incident { title } } } } }";
const SERVICES: &str = "subscription { incidentChanged { cursor change incident { id title services { name } lead { name } } } }";

/// Lets fresh streams reach the server, and what happened reach them.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}

async fn subscribe(socket: &mut Socket, id: &str, query: &str) {
    socket.send(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
}

async fn watch(server: &Server, client: &Client, query: &str) -> Socket {
    let mut socket = Socket::signed_in(server, client.token.as_deref().unwrap()).await;
    subscribe(&mut socket, "1", query).await;
    socket
}

/// The next change of this incident.
async fn change_of(socket: &mut Socket, incident: &str, kind: &str) -> Value {
    loop {
        let change = socket.change().await;
        if change["incidentId"] == json!(incident) && change["change"] == json!(kind) {
            return change;
        }
    }
}

on_both! {
    async fn readers_of_the_same_document_are_told_what_each_may_see(server: &Server) {
        let (manager, viewer) = (server.sign_in(Who::Manager).await, server.sign_in(Who::Viewer).await);
        let (member, second) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Viewer).await);
        let hidden = declare(&manager, "Behind doors", json!({ "isPrivate": true })).await;
        let input = json!({ "incidentId": hidden.id, "userId": member.user_id });
        manager.mutate("addIncidentMember", "IncidentMemberInput", "incident { id }", input).await.ok();
        let open = declare(&manager, "In the open", json!({})).await;
        let mut sockets = Vec::new();
        for client in [&manager, &member, &viewer, &second] {
            sockets.push(watch(server, client, RELATIONS).await);
        }
        settle().await;
        link(&manager, &open, &hidden, "SAME_PROBLEM").await.ok();
        entry(&manager, &open, "after the relation", json!({})).await.ok();
        for (socket, may_see) in sockets.iter_mut().zip([true, true, false, false]) {
            let change = change_of(socket, &open.id, "TIMELINE_ADDED").await;
            let links = &change["incident"]["links"];
            assert_eq!(links.as_array().map(Vec::len), Some(usize::from(may_see)), "{change}");
            assert_eq!(change.to_string().contains("Behind doors"), may_see, "{change}");
        }
        entry(&manager, &hidden, "secret", json!({})).await.ok();
        entry(&manager, &open, "public", json!({})).await.ok();
        for (socket, may_see) in sockets.iter_mut().zip([true, true, false, false]) {
            // Events keep their order: whoever may not see the hidden one hears of the open one first.
            let change = socket.change().await;
            let expected = if may_see { &hidden.id } else { &open.id };
            assert_eq!(change["incidentId"], json!(expected), "{change}");
            let members = change["incident"]["members"].as_array().map_or(0, Vec::len);
            assert_eq!(members > 0, may_see, "{change}");
        }
    }

    async fn a_reader_more_costs_no_statement(server: &Server) {
        let writer = server.sign_in(Who::Responder).await;
        let incident = declare(&writer, "Watched by many", json!({})).await;
        let mut sockets = Vec::new();
        for who in [Who::Viewer, Who::Manager, Who::Problems] {
            sockets.push(watch(server, &server.sign_in(who).await, SERVICES).await);
        }
        let mut events = Stream::open(server, &writer, json!({})).await;
        settle().await;
        let few = told(server, &writer, &incident, &mut sockets, 1).await;
        events.change().await;
        for socket in &mut sockets {
            for number in 2..=20 {
                subscribe(socket, &number.to_string(), SERVICES).await;
            }
        }
        settle().await;
        let many = told(server, &writer, &incident, &mut sockets, 20).await;
        events.change().await;
        assert_eq!(few, many, "statements for 4 and for 61 readers");
    }
}

/// Statements of one change until every subscription of the sockets was told of it, with the same
/// answer for all.
#[expect(clippy::cast_possible_truncation, reason = "a count of statements is a small whole number")]
async fn told(
    server: &Server,
    writer: &Client,
    incident: &tests::story::Incident,
    sockets: &mut [Socket],
    each: usize,
) -> i64 {
    let before = server.metric(METRIC).await;
    entry(writer, incident, "noted", json!({})).await.ok();
    let mut answers = Vec::new();
    for socket in sockets {
        let mut ids = std::collections::BTreeSet::new();
        while ids.len() < each {
            let message = socket.next(Duration::from_secs(5)).await.message();
            assert_eq!(message["type"], "next", "{message}");
            assert!(ids.insert(message["id"].as_str().unwrap().to_owned()), "told once: {message}");
            answers.push(message["payload"].clone());
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0]["data"]["incidentChanged"]["incident"]["title"], "Watched by many");
    settle().await;
    (server.metric(METRIC).await - before) as i64
}
