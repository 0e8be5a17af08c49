//! What surrounds every request: an id, a log line, headers, a count, and an answer even when
//! something panics.
//!
//! It must not know routes.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use app::write::REQUEST_ID;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

use super::answer::Refusal;
use super::headers;
use crate::state::Edge;

const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The middleware.
pub async fn outer(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let id = request_id(&edge);
    // The path only: a query string could hold what should not be logged.
    let span = tracing::info_span!(
        "request",
        request.id = %id,
        http.method = %request.method(),
        http.path = %printable(request.uri().path()),
    );
    let started = tokio::time::Instant::now();
    let answered = REQUEST_ID.scope(id.clone(), AssertUnwindSafe(next.run(request)).catch_unwind());
    let mut response = answered.instrument(span.clone()).await.unwrap_or_else(|_| {
        edge.metrics.panicked();
        span.in_scope(|| tracing::error!("panicked"));
        REQUEST_ID.sync_scope(id.clone(), || Refusal::internal().into_response())
    });
    let took = started.elapsed();
    span.in_scope(|| log(&response, took));
    edge.metrics.answered(response.status());
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID_HEADER, value);
    }
    headers::write(response.headers_mut(), &edge.assets.policy(), edge.public.is_https);
    response
}

fn log(response: &Response, took: Duration) {
    let status = response.status().as_u16();
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(http.status = status, http.micros = micros, "answered");
}

fn request_id(edge: &Edge) -> String {
    let mut bytes = [0; 16];
    edge.entropy.fill(&mut bytes);
    crate::token::ring::hex(&bytes)
}

/// A path as it may stand in a log: short, and without control characters.
fn printable(path: &str) -> String {
    path.chars().take(200).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
