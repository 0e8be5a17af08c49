//! What surrounds every request: an id, a log line, a span, headers, a count, and an answer even
//! when something panics.
//!
//! It must not know handlers; routes only by what they are called in a line.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use app::write::REQUEST_ID;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use graphql::ErrorCode;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::answer::Refusal;
use super::facts::Facts;
use super::headers;
use crate::state::Edge;
use crate::telemetry::traces;

const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The longest path that is logged, in characters.
const PATH_MAX: usize = 200;

/// The middleware.
pub async fn outer(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let id = given_id(request.headers()).unwrap_or_else(|| fresh_id(&edge));
    let method = request.method().clone();
    // The path only: a query string could hold what should not be logged.
    let path: String = shown(request.uri().path()).chars().take(PATH_MAX).collect();
    let span = edge
        .traces
        .as_ref()
        .map(|traces| traces.request(&method, route(request.uri().path()), &id, request.headers()));
    let started = tokio::time::Instant::now();
    let answered = REQUEST_ID.scope(id.clone(), AssertUnwindSafe(next.run(request)).catch_unwind());
    let answered = traces::within(span.as_ref(), answered).await;
    let mut response = answered.unwrap_or_else(|_| {
        edge.metrics.panicked();
        REQUEST_ID.sync_scope(id.clone(), || Refusal::internal().into_response())
    });
    let took = started.elapsed();
    let facts = facts(&mut response);
    edge.metrics.answered(response.status(), facts.operation_type, took);
    REQUEST_ID.sync_scope(id.clone(), || log(&method, &path, response.status(), took, &facts));
    if let Some(span) = span {
        traces::answered(&span, response.status(), &facts);
    }
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID_HEADER, value);
    }
    headers::write(response.headers_mut(), &edge.assets.policy(), edge.public.is_https);
    response
}

/// What the handler left for us.
fn facts(response: &mut Response) -> Facts {
    let mut facts = response.extensions_mut().remove::<Facts>().unwrap_or_default();
    if facts.code.is_none()
        && let Some(code) = response.extensions_mut().remove::<ErrorCode>()
    {
        facts.code = Some(code.as_str().to_owned());
    }
    facts
}

/// The one line of a request. Files of the client and questions after health are told only when
/// somebody looks for them, or when they fail.
fn log(method: &Method, path: &str, status: StatusCode, took: Duration, facts: &Facts) {
    let (actor_kind, actor_id) = facts.actor_columns();
    let (method, status) = (method.as_str(), status.as_u16());
    let duration_ms = (took.as_secs_f64() * 1e6).round() / 1e3;
    let operation = facts.operation.as_deref();
    let operation_type = facts.operation_type;
    let code = facts.code.as_deref();
    let incident = facts.incident.map(|incident| incident.to_string());
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                target: "coalmine::request",
                method, path, status, duration_ms, actor_kind, actor_id, operation, operation_type, code, incident,
                "answered"
            )
        };
    }
    match status {
        503 if is_health(path) => line!(debug),
        500.. => line!(warn),
        _ if is_quiet(path) && status < 400 => line!(debug),
        _ => line!(info),
    }
}

/// Questions after health, which are asked over and over while the database is away.
fn is_health(path: &str) -> bool {
    matches!(path, "/livez" | "/readyz")
}

fn is_quiet(path: &str) -> bool {
    !["/graphql", "/auth/", "/hooks/"].iter().any(|beginning| path.starts_with(beginning))
}

/// The path as the log may have it: the address of a calendar and the links of a subscription are secrets.
fn shown(path: &str) -> &str {
    const SECRET: [(&str, &str); 3] = [
        ("/calendar/", "/calendar/…"),
        ("/status/confirm/", "/status/confirm/…"),
        ("/status/unsubscribe/", "/status/unsubscribe/…"),
    ];
    SECRET.iter().find(|(beginning, _)| path.starts_with(beginning)).map_or(path, |(_, shown)| shown)
}

/// The route of a path, as spans name it: what a stranger makes up must not become a name.
fn route(path: &str) -> &'static str {
    const ROUTES: &[&str] = &[
        "/graphql",
        "/graphql/ws",
        "/auth/refresh",
        "/auth/logout",
        "/livez",
        "/readyz",
        "/metrics",
        "/status",
    ];
    const FAMILIES: [(&str, &str); 6] = [
        ("/status/", "/status/{*path}"),
        ("/api/v2/", "/api/v2/{*path}"),
        ("/history.", "/history.{format}"),
        ("/assets/", "/assets/{*path}"),
        ("/hooks/trackers/", "/hooks/trackers/{id}"),
        ("/calendar/", "/calendar/{file}"),
    ];
    if let Some((_, family)) = FAMILIES.iter().find(|(beginning, _)| path.starts_with(beginning)) {
        return family;
    }
    ROUTES.iter().copied().find(|route| *route == path).unwrap_or("/")
}

/// The id that the caller, or a proxy in between, gave the request: 8 to 64 letters, digits and
/// `.`, `_`, `-`. Anything else is not taken, so that nothing gets into logs, rows and headers.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID_HEADER)?.to_str().ok()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    ((8..=64).contains(&id.len()) && id.chars().all(is_plain)).then(|| id.to_owned())
}

fn fresh_id(edge: &Edge) -> String {
    let mut bytes = [0; 16];
    edge.entropy.fill(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_secrets_are_not_told() {
        assert_eq!(shown("/calendar/secret.ics"), "/calendar/…");
        assert_eq!(route("/calendar/secret.ics"), "/calendar/{file}");
        assert_eq!(shown("/status/confirm/secret"), "/status/confirm/…");
        assert_eq!(shown("/status/unsubscribe/secret"), "/status/unsubscribe/…");
        assert_eq!(route("/status/unsubscribe/secret"), "/status/{*path}");
        assert_eq!(route("/hooks/trackers/trk_1"), "/hooks/trackers/{id}");
        assert_eq!(shown("/incidents/INC-1"), "/incidents/INC-1");
    }

    #[test]
    fn only_a_plain_id_is_taken_from_outside() {
        let given = |text: &str| {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(text.as_bytes()) {
                headers.insert(REQUEST_ID_HEADER, value);
            }
            given_id(&headers)
        };
        for good in ["0123abcd", "edge-7.f_A", &"x".repeat(64)] {
            assert_eq!(given(good).as_deref(), Some(good));
        }
        for bad in ["", "short", "with space", "a\tbcdefgh", "é-é-é-é-é", "{\"a\":\"b\"}", &"x".repeat(65)]
        {
            assert_eq!(given(bad), None, "{bad}");
        }
        assert_eq!(given_id(&HeaderMap::new()), None);
    }
}
