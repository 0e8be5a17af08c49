//! Counters for operators, as text of Prometheus.
//!
//! It must not carry names of people, paths or other unbounded labels.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::answer::Refusal;
use crate::state::{Edge, Peer};

/// The counters.
#[derive(Debug, Default)]
pub struct Metrics {
    answers: Mutex<BTreeMap<u16, u64>>,
    panics: AtomicU64,
    streams: AtomicU64,
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, status: StatusCode) {
        let mut answers = self.answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *answers.entry(status.as_u16()).or_default() += 1;
    }

    /// Counts a panic.
    pub fn panicked(&self) {
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a live stream that was opened.
    pub fn stream_opened(&self) {
        self.streams.fetch_add(1, Ordering::Relaxed);
    }

    fn print(&self, edge: &Edge) -> String {
        let mut text = String::from("# TYPE coalmine_http_requests_total counter\n");
        let answers = self.answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        for (status, count) in answers {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "coalmine_http_requests_total{{code=\"{status}\"}} {count}");
        }
        let statements = edge.core().map_or(0, |core| core.app.store().statements());
        let counters = [
            ("coalmine_panics_total", "counter", self.panics.load(Ordering::Relaxed)),
            ("coalmine_streams_opened_total", "counter", self.streams.load(Ordering::Relaxed)),
            ("coalmine_streams_open", "gauge", edge.tasks.len() as u64),
            ("coalmine_sql_statements_total", "counter", statements),
        ];
        for (name, kind, value) in counters {
            let _ = writeln!(text, "# TYPE {name} {kind}\n{name} {value}");
        }
        text
    }
}

/// `GET /metrics`: from this machine without a proxy in between, or with the token.
pub async fn metrics(State(edge): State<Edge>, peer: axum::Extension<Peer>, headers: HeaderMap) -> Response {
    let is_local = peer.0.0.is_loopback()
        && !["forwarded", "x-forwarded-for", "via"].iter().any(|name| headers.contains_key(*name));
    if !is_local && !has_token(&headers, edge.config.metrics_token.expose()) {
        return Refusal::new(StatusCode::NOT_FOUND, graphql::ErrorCode::NotFound, "not found")
            .into_response();
    }
    let text = edge.metrics.print(&edge);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"), (CACHE_CONTROL, "no-store")], text)
        .into_response()
}

fn has_token(headers: &HeaderMap, token: &str) -> bool {
    use sha2::{Digest, Sha256};
    let sent = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    // Digests, so that the time of the comparison says nothing about the token.
    !token.is_empty() && sent.is_some_and(|sent| Sha256::digest(sent) == Sha256::digest(token))
}
