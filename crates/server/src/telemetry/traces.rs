//! OpenTelemetry traces, sent to a collector when one is named: a span for each request, one for
//! its GraphQL operation, one for each SQL statement. Without a collector nothing of this runs.
//!
//! It must not put values into attributes that people wrote, nor anything secret: statements stand
//! there with their placeholders.

use std::fmt::{self, Debug};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use app::Clock;
use bytes::Bytes;
use http::header::{RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use opentelemetry::trace::{FutureExt, SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{HeaderExtractor, HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use crate::config::Telemetry;
use crate::http::facts::Facts;
use crate::outbound::http::{self as outbound, Outbound};
use crate::system::SystemClock;

/// Variables of the standard that name a collector.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

/// The sender of traces; cheap to clone.
#[derive(Clone)]
pub struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Traces {
    /// Starts sending when a collector is named, in the settings or by the standard's variables.
    /// Must run inside the runtime, which carries the requests to the collector.
    ///
    /// Errors: an address that cannot be one.
    pub fn start(telemetry: &Telemetry) -> Result<Option<Self>> {
        let named = telemetry.otlp_endpoint.trim();
        let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_disabled =
            std::env::var("OTEL_SDK_DISABLED").is_ok_and(|value| value.eq_ignore_ascii_case("true"));
        if is_disabled || (named.is_empty() && !ENDPOINTS.iter().any(is_set)) {
            return Ok(None);
        }
        let mut exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_http_client(Carrier::new())
            .with_protocol(Protocol::HttpBinary);
        if !named.is_empty() {
            ensure!(
                named.starts_with("http://") || named.starts_with("https://"),
                "telemetry.otlp_endpoint must begin with http:// or https://"
            );
            exporter = exporter.with_endpoint(format!("{}/v1/traces", named.trim_end_matches('/')));
        }
        let exporter =
            exporter.build().context("the address of the OpenTelemetry collector does not hold")?;
        let resource =
            Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let resource =
            if is_set(&"OTEL_SERVICE_NAME") { resource } else { resource.with_service_name("coalmine") };
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build();
        let tracer = provider.tracer("coalmine");
        Ok(Some(Self { provider, tracer }))
    }

    /// Begins the span of a request, as a part of the caller's trace if its headers name one.
    pub fn request(
        &self,
        method: &Method,
        route: &'static str,
        request_id: &str,
        headers: &HeaderMap,
    ) -> Context {
        use opentelemetry::propagation::TextMapPropagator;
        let parent =
            TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(headers));
        let span = self
            .tracer
            .span_builder(format!("{method} {route}"))
            .with_kind(SpanKind::Server)
            .with_attributes([
                KeyValue::new("http.request.method", method.to_string()),
                KeyValue::new("http.route", route),
                KeyValue::new("request_id", request_id.to_owned()),
            ])
            .start_with_context(&self.tracer, &parent);
        parent.with_span(span)
    }

    /// Begins the span of a GraphQL operation within the current request.
    pub fn operation(&self) -> Context {
        let parent = Context::current();
        let span = self.tracer.span_builder("graphql").start_with_context(&self.tracer, &parent);
        parent.with_span(span)
    }

    /// Notes a statement that ran within the current operation. Statements outside of one are
    /// background work and belong to no trace.
    pub fn statement(&self, sql: &str, took: Duration, has_failed: bool) {
        let parent = Context::current();
        if !parent.span().span_context().is_sampled() {
            return;
        }
        let end = SystemTime::from(SystemClock.now());
        let verb = sql.split_whitespace().next().unwrap_or("SQL").to_owned();
        let mut span = self
            .tracer
            .span_builder(verb)
            .with_kind(SpanKind::Client)
            .with_start_time(end.checked_sub(took).unwrap_or(end))
            .with_attributes([KeyValue::new("db.query.text", sql.to_owned())])
            .start_with_context(&self.tracer, &parent);
        if has_failed {
            opentelemetry::trace::Span::set_status(&mut span, Status::error("failed"));
        }
        opentelemetry::trace::Span::end_with_timestamp(&mut span, end);
    }

    /// Sends what was not sent yet, and ends.
    pub async fn stop(self) {
        let ended =
            tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(Duration::from_secs(3)));
        if !matches!(ended.await, Ok(Ok(()))) {
            tracing::warn!("the last traces could not be sent");
        }
    }
}

/// Runs a future within a span, if there is one.
pub async fn within<T>(span: Option<&Context>, future: impl Future<Output = T>) -> T {
    match span {
        Some(span) => future.with_context(span.clone()).await,
        None => future.await,
    }
}

/// Ends the span of a request with what became of it.
pub fn answered(span: &Context, status: StatusCode, facts: &Facts) {
    let span = span.span();
    span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
    let (kind, id) = facts.actor_columns();
    let words = [
        ("actor_kind", kind.map(str::to_owned)),
        ("actor_id", id),
        ("code", facts.code.clone()),
        ("incident", facts.incident.map(|incident| incident.to_string())),
    ];
    for (name, word) in words {
        if let Some(word) = word {
            span.set_attribute(KeyValue::new(name, word));
        }
    }
    if status.is_server_error() {
        span.set_status(Status::error(""));
    }
    span.end();
}

/// Ends the span of an operation with its name.
pub fn ran(span: &Context, facts: &Facts) {
    let span = span.span();
    let kind = facts.operation_type.unwrap_or("graphql");
    match &facts.operation {
        Some(name) => {
            span.update_name(format!("{kind} {name}"));
            span.set_attribute(KeyValue::new("graphql.operation.name", name.clone()));
        }
        None => span.update_name(kind),
    }
    span.set_attribute(KeyValue::new("graphql.operation.type", kind));
    if let Some(code) = &facts.code {
        span.set_status(Status::error(code.clone()));
    }
    span.end();
}

/// Carries requests to the collector on the program's own runtime: the exporter runs on a thread
/// of its own, which has none.
struct Carrier {
    outbound: Outbound,
    runtime: tokio::runtime::Handle,
}

impl Carrier {
    fn new() -> Self {
        Self { outbound: Outbound::for_operator(), runtime: tokio::runtime::Handle::current() }
    }
}

impl Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carrier")
    }
}

#[async_graphql::async_trait::async_trait]
impl HttpClient for Carrier {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let mut headers = Vec::with_capacity(head.headers.len());
        for (name, value) in head.headers.iter().filter(|(name, _)| *name != USER_AGENT) {
            headers.push((name.to_string(), value.to_str()?.to_owned()));
        }
        let request = outbound::Request { method: head.method, url: head.uri.to_string(), headers, body };
        let outbound = self.outbound.clone();
        // The clock of a timeout is the runtime's as well.
        let answer = self.runtime.spawn(async move { outbound.send(request).await }).await??;
        let mut response = Response::builder().status(answer.status);
        if let Some(wait) = answer.retry_after {
            response = response.header(RETRY_AFTER, wait.as_secs());
        }
        Ok(response.body(answer.body.into())?)
    }
}
