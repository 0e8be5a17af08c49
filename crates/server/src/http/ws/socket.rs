//! One socket from its first message to its last.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use graphql::Sent;
use serde_json::{Value, json};
use tokio::time::{Instant, Interval, MissedTickBehavior};
use tokio_stream::StreamMap;

use super::super::answer::Refusal;
use super::super::auth::{self, Caller};
use super::super::graphql::{body, is_failure, prepare};
use super::super::limits::Who;
use super::super::request::request_from;
use super::super::streams::{Held, Holder};
use super::protocol::{self, ClientMessage, Close};
use crate::config::Stream as Limits;
use crate::state::{Core, Edge};

/// A result of an operation, or its end.
enum Step {
    Result(Sent),
    End,
}

struct Socket<'a> {
    edge: &'a Edge,
    core: &'a Core,
    wire: WebSocket,
    address: IpAddr,
    limits: Limits,
    running: StreamMap<String, BoxStream<'static, Step>>,
    heard: Instant,
}

/// Serves the socket until either side is done.
pub(super) async fn run(edge: Edge, socket: WebSocket, address: IpAddr, unnamed: Held) {
    let Some(core) = edge.core() else { return };
    let limits = edge.config.limits.stream;
    let mut socket = Socket {
        edge: &edge,
        core,
        wire: socket,
        address,
        limits,
        running: StreamMap::new(),
        heard: Instant::now(),
    };
    let close = match AssertUnwindSafe(socket.serve(unnamed)).catch_unwind().await {
        Ok(Err(close)) => close,
        Ok(Ok(())) => return,
        Err(_) => {
            edge.metrics.panicked();
            tracing::error!("a stream panicked");
            Close::INTERNAL
        }
    };
    socket.close(close).await;
}

/// Fires every so often, never in a burst.
fn every(seconds: u64) -> Interval {
    let period = Duration::from_secs(seconds);
    let mut interval = tokio::time::interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

impl Socket<'_> {
    /// `Ok` when the client is gone; otherwise why we close.
    async fn serve(&mut self, unnamed: Held) -> Result<(), Close> {
        let limit = Duration::from_secs(self.limits.init_seconds);
        let stop = self.edge.stop.clone();
        let first = tokio::select! {
            first = tokio::time::timeout(limit, self.receive()) => first.map_err(|_| Close::INIT_TIMEOUT)??,
            () = stop.cancelled() => return Err(Close::AWAY),
        };
        let Some(first) = first else { return Ok(()) };
        let ClientMessage::Init { authorization } = first else { return Err(Close::UNAUTHORIZED) };
        let authorization = authorization.ok_or(Close::FORBIDDEN)?;
        let caller = auth::bearer(self.edge, self.core, &authorization).map_err(|_| Close::FORBIDDEN)?;
        let holder = Holder::Principal(caller.actor.principal);
        let _held = self.edge.streams.hold(holder, self.limits.per_user).ok_or(Close::TOO_MANY)?;
        drop(unnamed);
        self.send(protocol::ack()).await?;
        let (mut check, mut ping) = (every(1), every(self.limits.ping_seconds));
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return Err(Close::AWAY),
                _ = check.tick() => self.still_holds(&caller)?,
                _ = ping.tick() => self.ping().await?,
                message = self.wire.recv() => match self.read(message)? {
                    Incoming::Gone => return Ok(()),
                    Incoming::Nothing => {}
                    Incoming::Message(message) => self.handle(message, &caller).await?,
                },
                Some((id, step)) = self.running.next(), if !self.running.is_empty() => {
                    // Asked for each event: nothing leaves after the right to it ended.
                    self.still_holds(&caller)?;
                    self.forward(id, step).await?;
                }
            }
        }
    }

    fn still_holds(&self, caller: &Caller) -> Result<(), Close> {
        if caller.still_holds(&self.core.app, self.edge.now()) { Ok(()) } else { Err(Close::UNAUTHORIZED) }
    }

    /// The next message; `None` when the client is gone.
    async fn receive(&mut self) -> Result<Option<ClientMessage>, Close> {
        loop {
            let message = self.wire.recv().await;
            match self.read(message)? {
                Incoming::Gone => return Ok(None),
                Incoming::Nothing => {}
                Incoming::Message(message) => return Ok(Some(message)),
            }
        }
    }

    fn read(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<Incoming, Close> {
        self.heard = Instant::now();
        match message {
            None | Some(Ok(Message::Close(_))) => Ok(Incoming::Gone),
            // Too large, not UTF-8 or cut off: there is nothing more to read.
            Some(Err(_) | Ok(Message::Binary(_))) => Err(Close::BAD_MESSAGE),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(Incoming::Nothing),
            Some(Ok(Message::Text(text))) => protocol::read(text.as_str()).map(Incoming::Message),
        }
    }

    async fn handle(&mut self, message: ClientMessage, caller: &Caller) -> Result<(), Close> {
        match message {
            ClientMessage::Init { .. } => Err(Close::TOO_MANY),
            ClientMessage::Ping => self.send(protocol::pong()).await,
            ClientMessage::Pong => Ok(()),
            ClientMessage::Complete { id } => {
                self.running.remove(&id);
                Ok(())
            }
            ClientMessage::Subscribe { id, request } => {
                if self.running.contains_key(&id) {
                    return Err(Close::DUPLICATE);
                }
                self.still_holds(caller)?;
                match self.start(request, caller) {
                    Ok(results) => {
                        self.running.insert(id, results);
                        Ok(())
                    }
                    Err(errors) => self.send(protocol::error(&id, &errors)).await,
                }
            }
        }
    }

    /// Starts an operation, or says why not.
    fn start(&self, request: Value, caller: &Caller) -> Result<BoxStream<'static, Step>, Value> {
        let refused = |refusal: Refusal| json!([refusal.error()]);
        if self.running.len() >= self.limits.subscriptions {
            return Err(refused(Refusal {
                message: "too many subscriptions on this socket",
                ..Refusal::rate_limited(1)
            }));
        }
        self.edge.limiter.check(Who::new(Some(&caller.actor), self.address)).map_err(refused)?;
        let request = request_from(request, caller.bound()).map_err(refused)?;
        let (request, _) = prepare(self.edge, request, Some(caller), self.address, None);
        let kind = self.core.schema.operation_kind(&request);
        let kind = kind.map_err(|error| json!([serde_json::to_value(error).unwrap_or_default()]))?;
        if !matches!(kind, None | Some(OperationType::Subscription)) {
            return Err(refused(Refusal::bad_request(
                "only subscriptions run here; send this to POST /graphql",
            )));
        }
        let results = self.core.schema.subscribe(request).map(Step::Result);
        Ok(results.chain(futures_util::stream::once(async { Step::End })).boxed())
    }

    async fn forward(&mut self, id: String, step: Step) -> Result<(), Close> {
        match step {
            Step::End => {
                self.running.remove(&id);
                self.send(protocol::complete(&id)).await
            }
            // Nothing but errors: the operation could not begin, or cannot go on.
            Step::Result(Sent::Answer(outcome)) if is_failure(&outcome) => {
                self.running.remove(&id);
                let errors = serde_json::to_value(&outcome.errors).unwrap_or_default();
                self.send(protocol::error(&id, &errors)).await
            }
            Step::Result(Sent::Answer(outcome)) => self.send(protocol::next(&id, &body(&outcome))).await,
            Step::Result(Sent::Text(text)) => self.send(protocol::next(&id, &text)).await,
        }
    }

    async fn ping(&mut self) -> Result<(), Close> {
        if self.heard.elapsed() > Duration::from_secs(2 * self.limits.ping_seconds + 1) {
            return Err(Close::TOO_SLOW);
        }
        self.write(Message::Ping(bytes::Bytes::new())).await
    }

    async fn send(&mut self, text: String) -> Result<(), Close> {
        self.write(Message::text(text)).await
    }

    /// While a slow reader keeps us here, its events wait at their bounded source.
    async fn write(&mut self, message: Message) -> Result<(), Close> {
        let limit = Duration::from_secs(self.limits.send_seconds);
        match tokio::time::timeout(limit, self.wire.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Close::TOO_SLOW),
        }
    }

    async fn close(&mut self, close: Close) {
        let frame = CloseFrame { code: close.0, reason: close.1.into() };
        let farewell = async {
            if self.wire.send(Message::Close(Some(frame))).await.is_ok() {
                // The client's own close frame; what else comes is of no interest.
                while let Some(Ok(message)) = self.wire.recv().await {
                    if matches!(message, Message::Close(_)) {
                        break;
                    }
                }
            }
        };
        // A client that is gone cannot keep the task.
        let _ = tokio::time::timeout(Duration::from_secs(2), farewell).await;
    }
}

/// What came in.
enum Incoming {
    Message(ClientMessage),
    Nothing,
    Gone,
}
