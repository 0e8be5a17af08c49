//! A reader that stops reading costs the others nothing and is told so (G14).

use std::time::Duration;

use serde_json::json;
use tests::socket::{Event, Socket};
use tests::story::{declare, entry};
use tests::{Backend, Server, Who};

/// Carries the summary, so that events outgrow what the system buffers for a socket.
const WIDE: &str = "subscription { incidentChanged { cursor change incident { summary } } }";
/// Characters of the summary, times this many events, are more than any socket's buffers hold.
const EVENTS: usize = 300;
const WAIT: Duration = Duration::from_secs(20);

async fn listen(server: &Server, who: Who) -> Socket {
    let reader = server.sign_in(who).await;
    let mut socket = Socket::signed_in(server, reader.token.as_deref().unwrap()).await;
    socket.send(json!({ "id": "1", "type": "subscribe", "payload": { "query": WIDE } })).await;
    socket
}

fn resident_mib(server: &Server) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<i64>().unwrap() / 1024
}

#[tokio::test]
async fn a_reader_that_stops_reading_is_let_go_and_the_others_miss_nothing() {
    let server = Server::with(Backend::Sqlite, &[("COALMINE_LIMITS__STREAM__SEND_SECONDS", "1")]).await;
    let writer = server.sign_in(Who::Responder).await;
    let incident = declare(&writer, "Wide", json!({ "summary": "x".repeat(60_000) })).await;
    let mut stalled = listen(&server, Who::Viewer).await;
    let mut live = listen(&server, Who::Manager).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before = resident_mib(&server);
    let told = tokio::spawn(async move {
        let mut told = 0;
        while told < EVENTS {
            let message = live.next(WAIT).await.message();
            let change = &message["payload"]["data"]["incidentChanged"]["change"];
            assert_ne!(change, "RESYNC", "the reader that keeps up is never behind");
            told += usize::from(change == "TIMELINE_ADDED");
        }
    });
    for number in 0..EVENTS {
        entry(&writer, &incident, &format!("entry {number}"), json!({})).await.ok();
    }
    told.await.unwrap();
    let grown = resident_mib(&server) - before;
    assert!(grown < 20, "one stalled reader held {grown} MiB");
    let mut read = 0;
    loop {
        match stalled.next(WAIT).await {
            Event::Message(_) => read += 1,
            Event::Closed(_) => break,
            Event::Silence => panic!("the stalled reader was neither told nor closed after {read} events"),
        }
    }
    assert!(read < EVENTS, "{read} events were held for a reader that did not read");
}
