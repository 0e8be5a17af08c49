//! Refusals: every answer that is not from the schema, with its code and in the shape of GraphQL.
//!
//! It must not carry text of a library to the outside.

use app::write::REQUEST_ID;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use graphql::ErrorCode;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

/// An answer that ends a request early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    pub code: ErrorCode,
    pub message: &'static str,
    /// Seconds to wait before the next try.
    pub retry_after: Option<u64>,
    /// Methods that would be right.
    pub allow: Option<&'static str>,
}

impl Refusal {
    /// A refusal without extras.
    pub const fn new(status: StatusCode, code: ErrorCode, message: &'static str) -> Self {
        Self { status, code, message, retry_after: None, allow: None }
    }

    /// 400 with a code.
    pub const fn bad_request(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::BadUserInput, message)
    }

    /// The same for every credential that does not hold.
    pub const fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, "sign in first")
    }

    /// The request comes from a page of another site.
    pub const fn forbidden(message: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, message)
    }

    /// The database is not there, or the program stops.
    pub const fn unavailable() -> Self {
        let message = "temporarily not available; try again";
        Self {
            retry_after: Some(1),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable, message)
        }
    }

    /// Too many requests.
    pub const fn rate_limited(seconds: u64) -> Self {
        let message = "too many requests; wait a moment";
        Self {
            retry_after: Some(seconds),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, message)
        }
    }

    /// The wrong method.
    pub const fn method(allow: &'static str) -> Self {
        let message = "this address takes another method";
        Self {
            allow: Some(allow),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadUserInput, message)
        }
    }

    /// A fault of ours; the log has more under the trace id.
    pub const fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, "internal error")
    }

    /// The refusal as one GraphQL error.
    pub fn error(&self) -> Value {
        let mut extensions = json!({ "code": self.code.as_str() });
        if let Some(seconds) = self.retry_after {
            extensions["retryAfterSeconds"] = seconds.into();
        }
        if self.code == ErrorCode::Internal
            && let Ok(id) = REQUEST_ID.try_with(Clone::clone)
        {
            extensions["traceId"] = id.into();
        }
        json!({ "message": self.message, "extensions": extensions })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "errors": [self.error()] }).to_string();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self.code);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow {
            headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
