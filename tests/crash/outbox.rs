//! `R3`: everything that was committed reaches its receiver at least once, while the program is killed again and again and the
//! receivers fail every third time: events the endpoint of an administrator, published updates a subscriber of the portal. Nothing
//! arrives that was not committed, and what is told of each record arrives in its order.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::time::Duration;

use domain::id::{DeliveryId, StatusUpdateId};
use serde_json::json;
use tests::outbox::{HURRY, PENDING};
use tests::sink::{Call, SETTINGS};
use tests::{Backend, Server, Sink, Who, subscriber, time};

use crate::writer::{Dice, Writer};
use crate::{key, setting, settle};

/// Kills per database when nobody asks for more.
const KILLS: u64 = 12;
/// Deliveries that the program takes at once, as `server::outbox` has it.
const BATCH: usize = 8;
/// How many of these go to one target before it takes more.
const TO_ONE: usize = 4;
/// So many may be on their way to one target, and are sent again after a kill.
const MOST: usize = BATCH + TO_ONE - 1;

/// As after half a minute: what a killed program had taken is free again.
const RELEASE: &str =
    "UPDATE delivery SET next_attempt_at = created_at, leased_until = NULL WHERE status = 'PENDING'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_reaches_its_receiver_on_sqlite() {
    run(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_reaches_its_receiver_on_postgres() {
    run(Backend::Postgres).await;
}

async fn run(backend: Backend) {
    let kills = setting("COALMINE_CRASH_KILLS").unwrap_or(KILLS);
    let seed = setting("COALMINE_CRASH_SEED").unwrap_or(1);
    let mut dice = Dice::new(seed);
    let sink = Sink::start().await;
    sink.fail_at_random(30, seed);
    let mut server = Server::with(backend, &SETTINGS).await;
    let reader = Sink::start().await;
    let secret = subscriber::by_webhook(&server, &reader, &[]).await;
    reader.fail_at_random(30, seed + 1);
    hook(&server, &sink).await;
    let client = key(&server).await;
    for kill in 0..kills {
        let (stop, in_flight) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
        let writers: Vec<_> = (0..2)
            .map(|number| {
                let name = format!("outbox-{kill}-{number}");
                tokio::spawn(Writer::new(name, client.clone(), dice.next(), &stop, &in_flight).run())
            })
            .collect();
        for _ in 0..dice.between(2, 6) {
            tokio::time::sleep(Duration::from_millis(100)).await;
            server.database.execute(&[HURRY]).await;
        }
        server.kill();
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        settle(&server, backend).await;
        server.database.execute(&[RELEASE]).await;
        server.start_again().await;
    }
    drain(&server, &[&sink, &reader]).await;
    check(&server, &sink, backend, kills).await;
    check_updates(&server, &reader, &secret, backend, kills).await;
}

async fn hook(server: &Server, sink: &Sink) {
    let admin = server.sign_in(Who::Admin).await;
    let input = json!({ "name": "Sink", "url": sink.url(), "topics": ["INCIDENT"] });
    admin.mutate("createWebhook", "CreateWebhookInput", "secret", input).await.ok();
}

/// Lets everything that waits arrive.
async fn drain(server: &Server, sinks: &[&Sink]) {
    for round in 0..900 {
        if round == 20 {
            for sink in sinks {
                sink.fail_at_random(0, 0);
            }
        }
        server.database.execute(&[HURRY]).await;
        if server.database.number(PENDING).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{} deliveries never arrived", server.database.number(PENDING).await);
}

async fn check(server: &Server, sink: &Sink, backend: Backend, kills: u64) {
    let committed: HashSet<String> = server
        .database
        .texts(match backend {
            Backend::Sqlite => {
                "SELECT lower(hex(id)) FROM delivery WHERE status = 'DELIVERED' AND channel = 'WEBHOOK'"
            }
            Backend::Postgres => {
                "SELECT replace(id::text, '-', '') FROM delivery WHERE status = 'DELIVERED' AND channel = 'WEBHOOK'"
            }
        })
        .await
        .into_iter()
        .collect();
    let events = server.database.number("SELECT count(*) FROM event WHERE capability = 'incident'").await;
    assert_eq!(i64::try_from(committed.len()), Ok(events), "a delivery for each event");
    let (calls, taken) = (sink.calls(), sink.taken());
    let called: HashSet<String> = calls.iter().map(hex).collect();
    assert!(called.is_subset(&committed), "something arrived that was not committed");
    let arrived: HashSet<String> = taken.iter().map(hex).collect();
    let lost: Vec<&String> = committed.difference(&arrived).collect();
    assert!(lost.is_empty(), "committed and never arrived: {lost:?}");
    let twice = taken.len() - arrived.len();
    let most = usize::try_from(kills).unwrap() * MOST;
    assert!(twice <= most, "{twice} arrived again");
    in_order(&taken);
    assert!(calls.len() > taken.len() && events >= 50, "void: {events} events, {} calls", calls.len());
    println!(
        "{}",
        json!({
            "database": format!("{backend:?}").to_lowercase(), "kills": kills, "events": events, "calls": calls.len(),
            "arrivedAgain": twice,
        })
    );
}

/// Every published update reached the subscriber, each with one id, those of an incident in their order.
async fn check_updates(server: &Server, reader: &Sink, secret: &str, backend: Backend, kills: u64) {
    let published: HashSet<String> = server
        .database
        .texts(match backend {
            Backend::Sqlite => "SELECT lower(hex(id)) FROM portal_update",
            Backend::Postgres => "SELECT replace(id::text, '-', '') FROM portal_update",
        })
        .await
        .into_iter()
        .collect();
    let told = |calls: Vec<Call>| calls.into_iter().filter(|call| call.kind() == "status.update_published");
    let calls: Vec<Call> = told(reader.calls()).collect();
    let taken: Vec<Call> = told(reader.taken()).collect();
    let mut ids: HashMap<String, HashSet<&str>> = HashMap::new();
    for call in &calls {
        assert!(call.is_signed(secret), "{call:?}");
        ids.entry(update(call)).or_default().insert(call.id());
    }
    assert!(
        ids.values().all(|ids| ids.len() == 1),
        "an update has one id, however often it is sent: {ids:?}"
    );
    let arrived: HashSet<String> = taken.iter().map(update).collect();
    assert_eq!(arrived, published, "each that was published, and no other");
    let twice = taken.len() - arrived.len();
    assert!(twice <= usize::try_from(kills).unwrap() * MOST, "{twice} arrived again");
    let mut seen = HashSet::new();
    let mut times: HashMap<String, Vec<String>> = HashMap::new();
    for call in taken.iter().filter(|call| seen.insert(call.id())) {
        let data = &call.json()["data"];
        let text = |pointer: &str| data.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        times.entry(text("/incident/id")).or_default().push(text("/update/publishedAt"));
    }
    for (incident, times) in times {
        assert!(times.is_sorted_by_key(|at| time::parse(at)), "{incident}: {times:?}");
    }
    assert!(
        published.len() >= 10 && calls.len() > taken.len(),
        "void: {} updates, {} calls",
        published.len(),
        calls.len()
    );
    println!("{}", json!({ "updates": published.len(), "calls": calls.len(), "arrivedAgain": twice }));
}

/// The update of a call, as the database has it.
fn update(call: &Call) -> String {
    let id: StatusUpdateId = call.json()["data"]["update"]["id"].as_str().unwrap().parse().unwrap();
    id.uuid().simple().to_string()
}

/// The delivery of a call, as the database has it.
fn hex(call: &Call) -> String {
    let id: DeliveryId = call.id().parse().unwrap();
    id.uuid().simple().to_string()
}

/// The first arrivals of what happened to each record stand in the order in which it happened.
fn in_order(taken: &[Call]) {
    let mut seen = HashSet::new();
    let mut times: HashMap<String, Vec<String>> = HashMap::new();
    for call in taken.iter().filter(|call| seen.insert(call.id())) {
        let body = call.json();
        let (subject, at) = (body["data"]["id"].as_str().unwrap(), body["timestamp"].as_str().unwrap());
        times.entry(subject.to_owned()).or_default().push(at.to_owned());
    }
    for (subject, times) in times {
        assert!(times.is_sorted_by_key(|at| time::parse(at)), "{subject}: {times:?}");
    }
}
