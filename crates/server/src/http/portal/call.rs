//! A request for a page of the portal that is made for one visitor: what answers it, the fields of its form, and a page that nobody
//! between keeps.
//!
//! It must not know who is visiting, nor what is on a page.

use std::net::IpAddr;
use std::sync::Arc;

use app::App;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use graphql::ErrorCode;
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::http::answer::Refusal;
use crate::http::client_ip;
use crate::http::graphql::read_body;
use crate::http::limits::Who;
use crate::portal::{Kind, Shown};
use crate::state::{Edge, Peer};

/// As if there were no such address.
pub(super) const NOT_FOUND: Refusal = Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, "not found");

/// A request, with all that answers it. Its body is no part of it: a body cannot be looked at from two threads, as what answers is.
pub(super) struct Call<'a> {
    pub(super) edge: &'a Edge,
    pub(super) app: &'a App,
    pub(super) shown: Arc<Shown>,
    pub(super) address: IpAddr,
    pub(super) method: &'a Method,
    pub(super) headers: &'a HeaderMap,
}

impl<'a> Call<'a> {
    /// Takes a request, unless there is no portal.
    pub(super) fn open(edge: &'a Edge, parts: &'a Parts) -> Result<Self, Refusal> {
        let call = Self::open_without_portal(edge, parts)?;
        if call.shown.is_enabled { Ok(call) } else { Err(NOT_FOUND) }
    }

    /// Takes a request, also while the portal is switched off.
    pub(super) fn open_without_portal(edge: &'a Edge, parts: &'a Parts) -> Result<Self, Refusal> {
        let peer = parts.extensions.get::<Peer>().copied().ok_or(Refusal::internal())?;
        let address = client_ip::client_ip(peer.0, &parts.headers, &edge.config.trusted_proxies);
        edge.limiter.check(Who::Address(address))?;
        let shown = edge.portal.shown().ok_or(Refusal::unavailable())?;
        let app = &edge.core().ok_or(Refusal::unavailable())?.app;
        Ok(Self { edge, app, shown, address, method: &parts.method, headers: &parts.headers })
    }

    /// The fields of a form.
    pub(super) async fn sent(&self, body: Body) -> Result<Vec<(String, String)>, Refusal> {
        let body = read_body(self.edge, self.headers, body).await?;
        Ok(url::form_urlencoded::parse(&body).into_owned().collect())
    }

    /// A page for this visitor alone.
    pub(super) fn page(&self, status: StatusCode, html: String) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(html.len()));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(Kind::Html.media()));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_SECURITY_POLICY, self.shown.policy.clone());
        // A form of a page without any referrer has no origin, by which it is known to be ours.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        if *self.method != Method::HEAD {
            *response.body_mut() = Body::from(html);
        }
        response
    }
}

/// A field of a form; empty when it was not sent.
pub(super) fn field<'a>(sent: &'a [(String, String)], name: &str) -> &'a str {
    sent.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

pub(super) fn respond(answered: Result<Response, Refusal>) -> Response {
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// Read that address instead.
pub(super) fn led_to(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(path) = HeaderValue::try_from(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What a use case could not do, for a visitor: told to try again, unless it is our fault.
pub(super) fn refusal(error: app::Error) -> Refusal {
    match error {
        app::Error::Internal(source) => {
            tracing::error!(error = ?source, "internal error");
            Refusal::internal()
        }
        // The database is away, or another writer was faster.
        _ => Refusal::unavailable(),
    }
}
