//! Crashes: what must hold when the program is killed. `outbox` is `R3`, `replicas` is `R5`; here is
//! `R1`: the program is killed in the middle of its work, again and again, and loses nothing that it said it had
//! done. Run longer with `cargo xtask crash --kills N`.
//!
//! It must not stop the program gently: that would test something else.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod ledger;
mod outbox;
mod replicas;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use serde_json::json;
use tests::{Backend, Client, Server, Who, time};

use ledger::Ledger;
use writer::{Dice, Writer};

/// Programs that write at the same time.
const WRITERS: u64 = 8;
/// Kills per database when nobody asks for more: together the fifty of the gate.
const KILLS: u64 = 25;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    run(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_postgres() {
    run(Backend::Postgres).await;
}

async fn run(backend: Backend) {
    let kills = setting("COALMINE_CRASH_KILLS").unwrap_or(KILLS);
    let seed = setting("COALMINE_CRASH_SEED").unwrap_or(1);
    let mut dice = Dice::new(seed);
    let mut server = Server::start(backend).await;
    let client = key(&server).await;
    let mut ledger = Ledger::default();
    let mut mid_request = 0;
    for kill in 0..kills {
        let stop = Arc::new(AtomicBool::new(false));
        let in_flight = Arc::new(AtomicI64::new(0));
        let writers: Vec<_> = (0..WRITERS)
            .map(|number| {
                let name = format!("crash-{kill}-{number}");
                let writer = Writer::new(name, client.clone(), dice.next(), &stop, &in_flight);
                tokio::spawn(writer.run())
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(dice.between(50, 800))).await;
        let flying = in_flight.load(Ordering::SeqCst);
        server.kill();
        stop.store(true, Ordering::SeqCst);
        let mut cut = 0;
        for writer in writers {
            let record = writer.await.unwrap();
            cut += i64::from(record.in_flight.is_some());
            ledger.add(record);
        }
        mid_request += u64::from(flying > 0 && cut > 0);
        settle(&server, backend).await;
        server.start_again().await;
        ledger.check(&server).await;
        ledger.send_again(&client).await;
    }
    ledger.check(&server).await;
    server.kill();
    server.database.healthy(&[]);
    println!("{}", ledger.summary(backend, kills, mid_request, seed));
    assert!(mid_request * 2 >= kills, "void: only {mid_request} of {kills} kills hit a request");
}

/// PostgreSQL's own processes carry what the killed program had sent to its end, on a busy machine for
/// seconds: counts that are read one after the other meanwhile would not be of the same moment.
async fn settle(server: &Server, backend: Backend) {
    const OTHERS: &str = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    if backend == Backend::Sqlite {
        return;
    }
    for _ in 0..300 {
        if server.database.number(OTHERS).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("connections of the killed program are still there after half a minute");
}

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")))
}

/// A key rather than a session: an access token would end in the middle of a long run.
async fn key(server: &Server) -> Client {
    let admin = server.sign_in(Who::Admin).await;
    let input = json!({ "name": "crash", "role": "INCIDENT_MANAGER", "expiresAt": time::millis_ahead(24 * 3_600_000) });
    let made = admin.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await;
    let secret = made.text("/createApiKey/secret");
    server.keep_secret(&secret);
    server.bearer(&secret)
}
