//! W6: one change reaching many subscribers over WebSockets. No load generator does this, so it has a driver here.
//! It must not know what a change says.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::check::quantile;
use crate::data::Data;
use crate::proc::Peak;
use crate::report::{Fanout, Side};
use crate::server::Server;
use crate::workload;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long to wait for the last of a round before the rest counts as lost.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between rounds, so that none runs into the next.
const PAUSE: Duration = Duration::from_millis(150);
/// A frame as long as the product's, for the floor to send.
const FRAME: &str = r#"{"id":"1","type":"next","payload":{"data":{"incidentChanged":{"cursor":"0123456789abcdef0123456789abcdef01234567","change":"TIMELINE_ENTRY_ADDED","incidentId":"inc_00000000000000000000000000","incident":{"id":"inc_00000000000000000000000000","reference":"INC-1234","status":"INVESTIGATING","severity":"SEV2","version":12}}}}}"#;

/// What the sockets have received.
#[derive(Default)]
struct Received {
    frames: AtomicU64,
    /// When the last came, nanoseconds since the start.
    last: AtomicU64,
    /// How many wake the driver.
    wanted: AtomicU64,
    enough: Notify,
}

impl Received {
    fn frame(&self, start: Instant) {
        let now = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.last.fetch_max(now, Ordering::AcqRel);
        if self.frames.fetch_add(1, Ordering::AcqRel) + 1 == self.wanted.load(Ordering::Acquire) {
            self.enough.notify_one();
        }
    }
}

/// Times of one round, milliseconds.
struct Round {
    from_answer: f64,
    from_request: f64,
    lost: u64,
}

/// Opens the sockets, makes changes and waits for each to arrive everywhere.
pub async fn run(server: &Server, data: &Data, subscribers: usize, rounds: usize) -> Result<Fanout> {
    let start = Instant::now();
    let received = Arc::new(Received::default());
    let peak = Peak::of(server.pid);
    let mut readers = JoinSet::new();
    for n in 0..subscribers {
        let socket = open(server, n).await.with_context(|| format!("opening socket {n}"))?;
        let received = Arc::clone(&received);
        readers.spawn(read(socket, received, start));
    }
    // Subscribing is not confirmed by the protocol; the first change, which is not counted, tells when all listen.
    settle(server, data, &received, subscribers).await?;
    let (server_cpu, database_cpu) = (crate::proc::cpu_seconds(server.pid)?, data.cpu_seconds()?);
    let statements = server.statements().await?;
    let mut all = Vec::new();
    for turn in 0..rounds {
        all.push(round(server, data, &received, subscribers, turn, start).await?);
        tokio::time::sleep(PAUSE).await;
    }
    let per_round = |value: f64| value / u32::try_from(rounds).map_or(1.0, f64::from).max(1.0);
    let counted = match (server.statements().await?, statements) {
        (Some(after), Some(before)) => Some(per_round(after - before)),
        _ => None,
    };
    let memory = peak.read();
    let sorted = |of: fn(&Round) -> f64| {
        let mut times: Vec<f64> = all.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        times
    };
    let last = sorted(|round| round.from_answer);
    Ok(Fanout {
        database: data.kind,
        side: server.side,
        subscribers,
        rounds,
        last_ms: quantile(&last, 50),
        last_worst_ms: quantile(&last, 100),
        from_request_ms: quantile(&sorted(|round| round.from_request), 50),
        lost: all.iter().map(|round| round.lost).sum(),
        server_cpu_ms: per_round(crate::proc::cpu_seconds(server.pid)? - server_cpu) * 1000.0,
        database_cpu_ms: per_round(data.cpu_seconds()? - database_cpu) * 1000.0,
        statements: counted,
        resident_mb: memory.resident,
        anonymous_mb: memory.anonymous,
    })
}

/// Opens one socket and subscribes.
async fn open(server: &Server, n: usize) -> Result<Socket> {
    if server.side == Side::Floor {
        return Ok(connect_async(format!("ws://{}/ws", server.address)).await?.0);
    }
    let mut request = format!("ws://{}/graphql/ws", server.address).into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
    let (mut socket, _) = connect_async(request).await?;
    let key = server.keys.get(n % server.keys.len().max(1)).map_or("", String::as_str);
    let init = json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {key}") } });
    socket.send(Message::text(init.to_string())).await?;
    loop {
        match socket.next().await.context("the socket was closed")?? {
            Message::Text(text) if text.contains("connection_ack") => break,
            Message::Close(frame) => bail!("the socket was closed: {frame:?}"),
            _ => {}
        }
    }
    let payload = json!({ "query": workload::SUBSCRIPTION });
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": payload });
    socket.send(Message::text(subscribe.to_string())).await?;
    Ok(socket)
}

/// Counts changes until the socket ends.
async fn read(mut socket: Socket, received: Arc<Received>, start: Instant) {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        if text.contains("\"next\"") {
            received.frame(start);
        } else if text.contains("\"ping\"") && socket.send(Message::text(r#"{"type":"pong"}"#)).await.is_err()
        {
            return;
        }
    }
}

async fn change(server: &Server, data: &Data, turn: usize) -> Result<()> {
    match server.side {
        Side::Product => server.ask("/graphql", &workload::update(data, turn)).await.map(drop),
        Side::Floor => {
            server.http.post(server.url("/w6")).body(FRAME).send().await?.error_for_status()?;
            Ok(())
        }
    }
}

async fn settle(server: &Server, data: &Data, received: &Received, subscribers: usize) -> Result<()> {
    let subscribers = u64::try_from(subscribers)?;
    for turn in 0..10 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let before = received.frames.load(Ordering::Acquire);
        change(server, data, turn).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if received.frames.load(Ordering::Acquire) - before == subscribers {
            return Ok(());
        }
    }
    bail!("not all {subscribers} sockets hear of a change")
}

async fn round(
    server: &Server,
    data: &Data,
    received: &Received,
    subscribers: usize,
    turn: usize,
    start: Instant,
) -> Result<Round> {
    let before = received.frames.load(Ordering::Acquire);
    let wanted = before + u64::try_from(subscribers)?;
    received.wanted.store(wanted, Ordering::Release);
    let asked = start.elapsed();
    change(server, data, turn).await?;
    let answered = start.elapsed();
    let arrived = async {
        while received.frames.load(Ordering::Acquire) < wanted {
            received.enough.notified().await;
        }
    };
    // What is missing then is lost.
    let _ = tokio::time::timeout(PATIENCE, arrived).await;
    let last = Duration::from_nanos(received.last.load(Ordering::Acquire));
    let milliseconds = |from: Duration| last.saturating_sub(from).as_secs_f64() * 1000.0;
    Ok(Round {
        from_answer: milliseconds(answered),
        from_request: milliseconds(asked),
        lost: wanted.saturating_sub(received.frames.load(Ordering::Acquire)),
    })
}
