//! Counters for operators, as text of Prometheus.
//!
//! It must not carry names of people, paths or other unbounded labels.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use app::audit::Gauge;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::integration::Verdict;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::answer::Refusal;
use super::histogram::Histogram;
use crate::state::{Edge, Peer};

/// The counters.
#[derive(Debug, Default)]
pub struct Metrics {
    answers: Mutex<BTreeMap<u16, u64>>,
    panics: AtomicU64,
    streams: AtomicU64,
    outbox_lag_seconds: AtomicU64,
    reminders: AtomicU64,
    delivered: AtomicU64,
    retried: AtomicU64,
    given_up: AtomicU64,
    deliveries_waiting: AtomicU64,
    queries: Histogram,
    mutations: Histogram,
}

impl Metrics {
    /// Counts an answer, and how long an operation of the API took.
    pub fn answered(&self, status: StatusCode, operation_type: Option<&str>, took: Duration) {
        match operation_type {
            Some("query") => self.queries.observe(took),
            Some("mutation") => self.mutations.observe(took),
            _ => {}
        }
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

    /// Notes for how long the oldest event that was not handed out has been waiting.
    pub fn outbox_lags(&self, lag: Duration) {
        self.outbox_lag_seconds.store(lag.as_secs(), Ordering::Relaxed);
    }

    /// What was noted last.
    pub fn outbox_lag(&self) -> Duration {
        Duration::from_secs(self.outbox_lag_seconds.load(Ordering::Relaxed))
    }

    /// Counts reminders that were decided.
    pub fn reminded(&self, count: u64) {
        self.reminders.fetch_add(count, Ordering::Relaxed);
    }

    /// Counts an attempt to deliver something.
    pub fn delivered(&self, verdict: Verdict) {
        let counter = match verdict {
            Verdict::Delivered => &self.delivered,
            Verdict::Retry { .. } => &self.retried,
            Verdict::GiveUp | Verdict::Gone => &self.given_up,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes how many deliveries are on their way.
    pub fn deliveries_wait(&self, count: u64) {
        self.deliveries_waiting.store(count, Ordering::Relaxed);
    }

    fn print(&self, edge: &Edge) -> String {
        let mut text = String::from("# TYPE coalmine_http_requests_total counter\n");
        let answers = self.answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        for (status, count) in answers {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "coalmine_http_requests_total{{code=\"{status}\"}} {count}");
        }
        let name = "coalmine_graphql_duration_seconds";
        let _ = writeln!(text, "# TYPE {name} histogram");
        self.queries.print(&mut text, name, "type=\"query\"");
        self.mutations.print(&mut text, name, "type=\"mutation\"");
        let name = "coalmine_delivery_attempts_total";
        let _ = writeln!(text, "# TYPE {name} counter");
        for (outcome, count) in
            [("delivered", &self.delivered), ("retry", &self.retried), ("given_up", &self.given_up)]
        {
            let _ = writeln!(text, "{name}{{outcome=\"{outcome}\"}} {}", count.load(Ordering::Relaxed));
        }
        let statements = edge.core().map_or(0, |core| core.app.store().statements());
        let audit = edge.core().map(|core| core.app.audit_gauge());
        let counters = [
            ("coalmine_panics_total", "counter", self.panics.load(Ordering::Relaxed)),
            ("coalmine_streams_opened_total", "counter", self.streams.load(Ordering::Relaxed)),
            ("coalmine_streams_open", "gauge", edge.tasks.len() as u64),
            ("coalmine_sql_statements_total", "counter", statements),
            ("coalmine_outbox_lag_seconds", "gauge", self.outbox_lag().as_secs()),
            ("coalmine_reminders_total", "counter", self.reminders.load(Ordering::Relaxed)),
            ("coalmine_deliveries_waiting", "gauge", self.deliveries_waiting.load(Ordering::Relaxed)),
            ("coalmine_audit_unsealed", "gauge", audit.map_or(0, Gauge::unsealed)),
            ("coalmine_audit_sealed_through", "gauge", audit.map_or(0, Gauge::sealed_through)),
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
