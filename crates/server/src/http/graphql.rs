//! `POST /graphql`: reads one request, runs it, answers in the shape the caller takes.
//!
//! It must not know any type of the schema.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::write::REQUEST_ID;
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Outcome};
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use graphql::{ErrorCode, RequestContext};
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE, USER_AGENT, VARY, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt as _;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::answer::Refusal;
use super::auth::{self, Caller};
use super::facts::{self, Facts};
use super::limits::{Remaining, Who};
use super::negotiate::{self, Shape};
use super::request::parse;
use super::{client_ip, origin, sse};
use crate::state::{Edge, Peer};
use crate::telemetry::traces::{self, Traces};

/// Of a body that is too large, what is still read and thrown away.
const DRAINED_BYTES: usize = 4 * 1024 * 1024;
/// And for how long.
const DRAIN_TIME: Duration = Duration::from_secs(1);
/// How long a refusal waits while the server is full.
const REFUSAL_PAUSE: Duration = Duration::from_millis(500);

/// The route.
pub async fn handle(State(edge): State<Edge>, request: axum::extract::Request) -> Response {
    let mut facts = Facts::default();
    let mut response = match answer(&edge, request, &mut facts).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    response.extensions_mut().insert(facts);
    response
}

async fn answer(
    edge: &Edge,
    request: axum::extract::Request,
    facts: &mut Facts,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return Err(Refusal::method("POST"));
    }
    origin::check(&parts.headers, &edge.origins)?;
    if !negotiate::is_json(&parts.headers) {
        let message = "send the request as application/json";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::BadUserInput, message));
    }
    let mut shape = negotiate::shape(&parts.headers).ok_or(Refusal::new(
        StatusCode::NOT_ACCEPTABLE,
        ErrorCode::BadUserInput,
        "accept application/graphql-response+json, application/json or text/event-stream",
    ))?;
    let body = read_body(edge, &parts.headers, body).await?;
    let core = edge.core().ok_or(Refusal::unavailable())?;
    let peer = parts.extensions.get::<Peer>().copied().ok_or(Refusal::internal())?;
    let address = client_ip::client_ip(peer.0, &parts.headers, &edge.config.trusted_proxies);
    let caller = auth::from_headers(edge, core, &parts.headers)?;
    let gate = if caller.is_some() { &edge.admission } else { &edge.anonymous_admission };
    let actor = caller.as_ref().map(|caller| &caller.actor);
    facts.actor = actor.map(|actor| actor.principal);
    let remaining = edge.limiter.check(Who::new(actor, address))?;
    let request = parse(&body, caller.as_ref().and_then(Caller::bound))?;
    let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let (request, cookie) = prepare(edge, request, caller.as_ref(), address, user_agent);
    facts.incident = facts::incident_of(&request.variables);
    if shape == Shape::Events {
        // Whatever is no subscription takes the usual way, with its gate, its time limit and its log line.
        let kind = core.schema.operation_kind(&request);
        if !matches!(kind, Ok(Some(OperationType::Query | OperationType::Mutation))) {
            return sse::answer(edge, request, caller, address);
        }
        shape = negotiate::json_shape(&parts.headers).ok_or(Refusal::new(
            StatusCode::NOT_ACCEPTABLE,
            ErrorCode::BadUserInput,
            "only subscriptions run as text/event-stream; accept application/json for this",
        ))?;
    }
    let chosen = graphql::context::chosen(&request);
    let span = edge.traces.as_ref().map(Traces::operation);
    let permit = match gate.enter().await {
        Ok(permit) => permit,
        Err(refusal) => {
            // Whoever asks again at once would otherwise be refused so fast that the refusals take
            // the time of those who are being served.
            drop(request);
            tokio::time::sleep(REFUSAL_PAUSE).await;
            return Err(refusal);
        }
    };
    let limit = Duration::from_secs(edge.config.limits.request_seconds);
    let outcome =
        tokio::time::timeout(limit, traces::within(span.as_ref(), core.schema.execute(request))).await;
    drop(permit);
    facts.ran(chosen.get());
    let outcome = outcome.map_err(|_| Refusal {
        message: "the request took too long; ask for less, or try again",
        ..Refusal::unavailable()
    })?;
    facts.code = code(&outcome);
    if let Some(span) = &span {
        traces::ran(span, facts);
    }
    Ok(respond(edge, &outcome, shape, remaining, &cookie))
}

/// Reads the body: limited in size and time, coded when it is cut off.
pub(super) async fn read_body(edge: &Edge, headers: &HeaderMap, mut body: Body) -> Result<Vec<u8>, Refusal> {
    const TOO_LARGE: Refusal =
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BadUserInput, "the request body is too large");
    let limits = &edge.config.limits;
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limits.http_body_bytes as u64) {
        drain(&mut body).await;
        return Err(TOO_LARGE);
    }
    let reading = collect(&mut body, limits.http_body_bytes);
    match tokio::time::timeout(Duration::from_secs(limits.body_read_seconds), reading).await {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => {
            drain(&mut body).await;
            Err(TOO_LARGE)
        }
        Ok(Err(_)) => Err(Refusal::bad_request("the request body is incomplete")),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::BadUserInput,
            "the request body took too long to arrive",
        )),
    }
}

/// The whole body; `None` as soon as it is longer than `limit` bytes.
async fn collect(body: &mut Body, limit: usize) -> Result<Option<Vec<u8>>, axum::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Ok(None);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Some(bytes))
}

/// Lets the rest of a refused body run out, for a moment: a connection that is closed while the other side still
/// sends takes the answer with it.
async fn drain(body: &mut Body) {
    let rest = async {
        let mut left = DRAINED_BYTES;
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, bytes::Bytes::len));
            if left == 0 {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(DRAIN_TIME, rest).await;
}

/// Where a sign-in leaves the refresh token for the transport.
pub type CookieSlot = Arc<Mutex<Option<String>>>;

/// Hands the resolvers what they may know about the request.
pub fn prepare(
    edge: &Edge,
    request: Request,
    caller: Option<&Caller>,
    address: IpAddr,
    user_agent: Option<&str>,
) -> (Request, CookieSlot) {
    let slot = CookieSlot::default();
    let context = RequestContext {
        actor: caller.map(|caller| caller.actor.clone()),
        client_ip: Some(address),
        user_agent: user_agent.map(str::to_owned),
        request_id: REQUEST_ID.try_with(Clone::clone).unwrap_or_default(),
        meter: edge.limiter.meter(Who::new(caller.map(|caller| &caller.actor), address)),
        bound: caller.and_then(Caller::bound).map(|query| query.hash),
        ..RequestContext::default()
    };
    let mut request =
        request.data(context).data(edge.issuer()).data(graphql::identity::RefreshCookie(Arc::clone(&slot)));
    if caller.is_none() {
        request = request.disable_introspection();
    }
    (request, slot)
}

fn respond(
    edge: &Edge,
    outcome: &Outcome,
    shape: Shape,
    remaining: Remaining,
    cookie: &CookieSlot,
) -> Response {
    let status = status(outcome, shape);
    let retry_after = retry_after(outcome);
    let mut response = Response::new(Body::from(body(outcome)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(shape.media()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept, authorization"));
    remaining.write(headers);
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    let token = cookie.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(token) = token
        && let Some(value) = edge.cookie.set(&token, edge.config.session.absolute_days * 24 * 3600)
    {
        headers.append(SET_COOKIE, value);
    }
    response
}

/// Whether the request failed before any resolver: then there is no `data` entry at all.
pub fn is_request_error(outcome: &Outcome) -> bool {
    is_failure(outcome) && outcome.errors.iter().all(|error| error.path.is_empty())
}

/// Whether there are errors and nothing else.
pub fn is_failure(outcome: &Outcome) -> bool {
    outcome.data == async_graphql::Value::Null && !outcome.errors.is_empty()
}

/// The answer as JSON text, written straight from the outcome: a list passes through no second tree.
pub fn body(outcome: &Outcome) -> String {
    struct Body<'a>(&'a Outcome);
    impl Serialize for Body<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            if !self.0.errors.is_empty() {
                map.serialize_entry("errors", &self.0.errors)?;
            }
            if !is_request_error(self.0) {
                map.serialize_entry("data", &self.0.data)?;
            }
            map.end()
        }
    }
    // GraphQL values have text for keys: this cannot fail.
    serde_json::to_string(&Body(outcome)).unwrap_or_default()
}

fn code(outcome: &Outcome) -> Option<String> {
    let extensions = outcome.errors.first()?.extensions.as_ref()?;
    match extensions.get("code") {
        Some(async_graphql::Value::String(code)) => Some(code.clone()),
        _ => None,
    }
}

fn retry_after(outcome: &Outcome) -> Option<u64> {
    let extensions = outcome.errors.first()?.extensions.as_ref()?;
    match extensions.get("retryAfterSeconds") {
        Some(async_graphql::Value::Number(seconds)) => seconds.as_u64(),
        _ => None,
    }
}

fn status(outcome: &Outcome, shape: Shape) -> StatusCode {
    if shape == Shape::Json || !is_failure(outcome) {
        return StatusCode::OK;
    }
    let code = code(outcome);
    match code.as_deref() {
        Some("UNAUTHENTICATED") => StatusCode::UNAUTHORIZED,
        Some("RATE_LIMITED") => StatusCode::TOO_MANY_REQUESTS,
        Some("UNAVAILABLE") => StatusCode::SERVICE_UNAVAILABLE,
        Some("FORBIDDEN") if is_request_error(outcome) => StatusCode::FORBIDDEN,
        _ if is_request_error(outcome) => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_follows_the_media_type() {
        let coded = |code: &str, has_path: bool| {
            let mut error = async_graphql::ServerError::new("x", None);
            let mut extensions = async_graphql::ErrorExtensionValues::default();
            extensions.set("code", code);
            error.extensions = Some(extensions);
            if has_path {
                error.path = vec![async_graphql::PathSegment::Field("a".to_owned())];
            }
            Outcome::from_errors(vec![error])
        };
        for (code, has_path, graphql) in [
            ("GRAPHQL_VALIDATION_FAILED", false, 400),
            ("QUERY_TOO_COMPLEX", false, 400),
            ("UNAUTHENTICATED", true, 401),
            ("RATE_LIMITED", true, 429),
            ("FORBIDDEN", false, 403),
            ("FORBIDDEN", true, 200),
            ("NOT_FOUND", true, 200),
        ] {
            let outcome = coded(code, has_path);
            assert_eq!(status(&outcome, Shape::Graphql), graphql, "{code}");
            assert_eq!(status(&outcome, Shape::Json), 200, "{code}");
            assert_eq!(body(&outcome).contains("\"data\":null"), has_path, "{code}");
        }
    }
}
