//! `POST /graphql` with `Accept: text/event-stream`: one operation for each connection (the
//! "distinct connections" mode of GraphQL over server-sent events).
//!
//! It must not know what the operation asks for.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use app::write::REQUEST_ID;
use async_graphql::Request;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{FutureExt, StreamExt};
use graphql::Sent;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use tokio::sync::mpsc;

use super::answer::Refusal;
use super::auth::Caller;
use super::graphql::body;
use super::negotiate::Shape;
use super::streams::Holder;
use crate::state::Edge;

/// Seconds of silence until a comment shows that the stream lives.
const KEEP_ALIVE: Duration = Duration::from_secs(12);
/// Events that wait for a slow reader before the source waits as well.
const BUFFER: usize = 16;

/// Answers with a stream of events.
pub fn answer(
    edge: &Edge,
    request: Request,
    caller: Option<Caller>,
    address: IpAddr,
) -> Result<Response, Refusal> {
    let (holder, most) = match &caller {
        Some(caller) => (Holder::Principal(caller.actor.principal), edge.config.limits.stream.per_user),
        None => (
            Holder::Unnamed(address),
            if edge.config.limits.rate_limits {
                edge.config.limits.stream.anonymous_per_ip
            } else {
                usize::MAX
            },
        ),
    };
    let held = edge.streams.hold(holder, most).ok_or(Refusal::rate_limited(5))?;
    edge.metrics.stream_opened();
    let (sender, receiver) = mpsc::channel::<Bytes>(BUFFER);
    let edge = edge.clone();
    let tasks = edge.tasks.clone();
    let id = REQUEST_ID.try_with(Clone::clone).unwrap_or_default();
    tasks.spawn(REQUEST_ID.scope(id, async move {
        let _held = held;
        tokio::select! {
            () = edge.stop.cancelled() => {}
            result = AssertUnwindSafe(run(&edge, request, caller, &sender)).catch_unwind() => {
                if result.is_err() {
                    edge.metrics.panicked();
                    let error = Refusal::internal().error();
                    send(&edge, &sender, failure(&error)).await;
                }
            }
        }
        send(&edge, &sender, Bytes::from_static(b"event: complete\ndata:\n\n")).await;
    }));
    let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|bytes| (Ok::<_, std::convert::Infallible>(bytes), receiver))
    });
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(Shape::Events.media()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Asks proxies in between not to collect events.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// An event with an answer as JSON text, which holds no line breaks.
fn next(text: &str) -> Bytes {
    Bytes::from(["event: next\ndata: ", text, "\n\n"].concat())
}

fn failure(error: &serde_json::Value) -> Bytes {
    next(&serde_json::json!({ "errors": [error] }).to_string())
}

/// Sends in time; `false` when the reader is gone or too slow.
async fn send(edge: &Edge, sender: &mpsc::Sender<Bytes>, bytes: Bytes) -> bool {
    let limit = Duration::from_secs(edge.config.limits.stream.send_seconds);
    matches!(tokio::time::timeout(limit, sender.send(bytes)).await, Ok(Ok(())))
}

async fn run(edge: &Edge, request: Request, caller: Option<Caller>, sender: &mpsc::Sender<Bytes>) {
    let Some(core) = edge.core() else { return };
    let mut results = core.schema.subscribe(request);
    let mut check = tokio::time::interval(Duration::from_secs(1));
    let mut keep_alive = tokio::time::interval(KEEP_ALIVE);
    keep_alive.reset();
    let holds = || caller.as_ref().is_none_or(|caller| caller.still_holds(&core.app, edge.now()));
    loop {
        let result = tokio::select! {
            result = results.next() => match result {
                Some(result) => Some(result),
                None => return,
            },
            _ = check.tick() => None,
            _ = keep_alive.tick() => {
                if !send(edge, sender, Bytes::from_static(b":\n\n")).await {
                    return;
                }
                continue;
            }
        };
        if sender.is_closed() {
            return;
        }
        if !holds() {
            let error = Refusal::unauthenticated().error();
            send(edge, sender, failure(&error)).await;
            return;
        }
        if let Some(result) = result {
            keep_alive.reset();
            let event = match &result {
                Sent::Answer(outcome) => next(&body(outcome)),
                Sent::Text(text) => next(text),
            };
            if !send(edge, sender, event).await {
                return;
            }
        }
    }
}
