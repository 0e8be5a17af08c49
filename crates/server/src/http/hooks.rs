//! `POST /hooks/trackers/{id}`: calls of trackers. The body is read raw, because the signature is over its bytes; nothing in
//! it is looked at before that holds.
//!
//! It must not tell an unknown connection from a wrong signature.

use app::integration::InboundCall;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::id::TrackerId;
use graphql::ErrorCode;
use http::{Method, StatusCode};

use super::answer::Refusal;
use super::client_ip;
use super::graphql::read_body;
use super::limits::Who;
use crate::state::{Edge, Peer};

/// The same for everybody whose call is not taken.
const REFUSED: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, "the signature is not right");

/// The route.
pub async fn tracker(
    State(edge): State<Edge>,
    Path(id): Path<String>,
    request: axum::extract::Request,
) -> Response {
    match take(&edge, &id, request).await {
        // Only after everything that follows is durable.
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn take(edge: &Edge, id: &str, request: axum::extract::Request) -> Result<(), Refusal> {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return Err(Refusal::method("POST"));
    }
    let peer = parts.extensions.get::<Peer>().copied().ok_or(Refusal::internal())?;
    let address = client_ip::client_ip(peer.0, &parts.headers, &edge.config.trusted_proxies);
    edge.limiter.check(Who::Address(address))?;
    let body = read_body(edge, &parts.headers, body).await?;
    let core = edge.core().ok_or(Refusal::unavailable())?;
    let id: TrackerId = id.parse().map_err(|_| REFUSED)?;
    let headers: Vec<(&str, &str)> = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let _permit = edge.anonymous_admission.enter().await?;
    let call = InboundCall { headers: &headers, body: &body };
    match core.app.receive_tracker_call(id, call).await {
        Ok(_) => Ok(()),
        Err(app::Error::Unauthenticated) => Err(REFUSED),
        Err(app::Error::Internal(source)) => {
            tracing::error!(error = ?source, "internal error");
            Err(Refusal::internal())
        }
        // Whoever collided with another writer is to call again.
        Err(_) => Err(Refusal::unavailable()),
    }
}
