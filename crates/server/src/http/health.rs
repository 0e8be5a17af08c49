//! `/livez` and `/readyz`. The first never touches the database; the second is honest about it.
//!
//! It must not know what the program does.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CACHE_CONTROL;
use serde_json::json;

use crate::state::Edge;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How far behind the outbox may be.
const MOST_LAG: Duration = Duration::from_mins(1);

/// The process runs.
pub async fn livez() -> Response {
    ([(CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// Requests can be answered.
pub async fn readyz(State(edge): State<Edge>) -> Response {
    let database = match edge.core() {
        None => "not reached yet",
        Some(core) => match tokio::time::timeout(PATIENCE, core.app.store().ping()).await {
            Ok(Ok(())) => "ok",
            _ => "not available",
        },
    };
    // Whoever is connected to a process whose outbox stands still sees nothing new.
    let lag = edge.metrics.outbox_lag();
    let is_ready = database == "ok" && !edge.is_stopping() && lag <= MOST_LAG;
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({ "ready": is_ready, "database": database, "stopping": edge.is_stopping(), "outboxLagSeconds": lag.as_secs() });
    (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
