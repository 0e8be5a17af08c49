//! `GET /graphql/ws`: live streams over graphql-transport-ws, one task for each socket.
//!
//! A socket says who it is within seconds, carries subscriptions only, and is closed when the
//! credential behind it ends. This file must not know what is subscribed to.

mod protocol;
mod socket;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use graphql::ErrorCode;
use http::request::Parts;
use http::{Method, StatusCode};

use super::answer::Refusal;
use super::streams::Holder;
use super::{client_ip, origin};
use crate::state::{Edge, Peer};

/// The only protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// The route.
pub async fn handle(State(edge): State<Edge>, request: axum::extract::Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match upgrade(&edge, &mut parts).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

async fn upgrade(edge: &Edge, parts: &mut Parts) -> Result<Response, Refusal> {
    if parts.method != Method::GET {
        return Err(Refusal::method("GET"));
    }
    origin::check(&parts.headers, &edge.origins)?;
    let peer = parts.extensions.get::<Peer>().copied().ok_or(Refusal::internal())?;
    let address = client_ip::client_ip(peer.0, &parts.headers, &edge.config.trusted_proxies);
    let upgrade = WebSocketUpgrade::from_request_parts(parts, &()).await.map_err(|_| {
        Refusal::new(
            StatusCode::UPGRADE_REQUIRED,
            ErrorCode::BadUserInput,
            "this address takes WebSockets only",
        )
    })?;
    if !upgrade.requested_protocols().any(|protocol| protocol == PROTOCOL) {
        return Err(Refusal::bad_request("the WebSocket must speak graphql-transport-ws"));
    }
    if edge.core().is_none() || edge.is_stopping() {
        return Err(Refusal::unavailable());
    }
    let limits = edge.config.limits.stream;
    // The demo and the benchmark open many sockets from one address.
    let most = if edge.config.limits.rate_limits { limits.anonymous_per_ip } else { usize::MAX };
    let unnamed = edge.streams.hold(Holder::Unnamed(address), most).ok_or(Refusal::rate_limited(5))?;
    let request_id = app::write::REQUEST_ID.try_with(Clone::clone).unwrap_or_default();
    let edge = edge.clone();
    Ok(upgrade
        .protocols([PROTOCOL])
        // What a client says is short; the library would set aside 128 KiB for each socket.
        .read_buffer_size(4 * 1024)
        .max_message_size(limits.message_bytes)
        .max_frame_size(limits.message_bytes)
        .on_upgrade(move |socket| {
            edge.metrics.stream_opened();
            let tasks = edge.tasks.clone();
            let task = app::write::REQUEST_ID.scope(request_id, socket::run(edge, socket, address, unnamed));
            tasks.track_future(task)
        }))
}
