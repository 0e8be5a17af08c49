//! `/status…`, `/api/v2/…` and the feeds: what was published, for everyone, from memory.
//!
//! It must not ask the database, nor know what is on a page. What is made for one visitor is in the modules below, and asks it.

pub mod account;
mod call;
pub mod rca;
pub mod subscribe;

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, RETRY_AFTER, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use portal::site;

use super::answer::Refusal;
use super::limits::Who;
use super::{client_ip, known, router};
use crate::assets::Encoding;
use crate::portal::{Kind, Packing, Page, Shown, asset, policy};
use crate::state::{Edge, Peer};

/// Fresh for a moment, and good for a day where we cannot be reached.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=5, stale-if-error=86400");
/// Files are named by their content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");
/// Data runs nothing.
const DATA_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The route of all of it.
pub async fn page(
    State(edge): State<Edge>,
    peer: axum::Extension<Peer>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    if method == Method::OPTIONS && is_data(path) {
        return preflight();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return Refusal::method("GET, HEAD").into_response();
    }
    if let Some((media, content)) = asset(path) {
        return file(media, content, &method);
    }
    let Some(shown) = edge.portal.shown() else { return unknown(path) };
    if !shown.is_enabled {
        return router::not_found();
    }
    if path == site::HISTORY
        && let Some(query) = query_of(&uri)
    {
        let address = client_ip::client_ip(peer.0.0, &headers, &edge.config.trusted_proxies);
        return match edge.limiter.check(Who::Address(address)) {
            Ok(_) => answer(&shown, &shown.search(&query, edge.now()), &method, &headers),
            Err(refusal) => refusal.into_response(),
        };
    }
    match shown.page(path, edge.now()) {
        Some(page) => answer(&shown, &page, &method, &headers),
        None if is_data(path) => router::not_found(),
        None => {
            let mut response = answer(&shown, &shown.not_found(), &method, &HeaderMap::new());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}

/// Whether programs of other sites read it.
fn is_data(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("atom" | "rss" | "svg" | "md")) || path.starts_with("/api/")
}

fn query_of(uri: &Uri) -> Option<String> {
    let query = url::form_urlencoded::parse(uri.query()?.as_bytes()).find(|(name, _)| name == "q")?.1;
    Some(query.into_owned()).filter(|query| !query.trim().is_empty())
}

fn answer(shown: &Shown, page: &Page, method: &Method, asked: &HeaderMap) -> Response {
    let packing = match Encoding::choose(asked) {
        Encoding::Brotli => Packing::Brotli,
        Encoding::Gzip => Packing::Gzip,
        Encoding::Identity => Packing::Plain,
    };
    let (packed, packing) = page.packed(packing);
    let mut response = Response::new(Body::empty());
    if known::has_it(asked, packed.etag.to_str().unwrap_or_default()) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(packed.bytes.len()));
        match packing {
            Packing::Brotli => headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br")),
            Packing::Gzip => headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip")),
            Packing::Plain => None,
        };
        if *method != Method::HEAD {
            *response.body_mut() = Body::from(packed.bytes.clone());
        }
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(page.kind.media()));
    headers.insert(CACHE_CONTROL, KEPT);
    headers.insert(ETAG, packed.etag.clone());
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if page.kind == Kind::Html {
        headers.insert(CONTENT_SECURITY_POLICY, shown.policy.clone());
    } else if page.kind == Kind::Markdown {
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        open(headers);
    } else {
        open(headers);
    }
    response
}

/// Data may be read and shown by every site.
fn open(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, DATA_POLICY);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    open(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("if-none-match"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

fn file(media: &'static str, content: Cow<'static, str>, method: &Method) -> Response {
    let mut response = Response::new(Body::empty());
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(content.len()));
    if *method != Method::HEAD {
        *response.body_mut() = Body::from(content);
    }
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response.headers_mut().insert(CACHE_CONTROL, FOR_EVER);
    response
}

/// Nothing is known yet: said as that, and never as good news.
fn unknown(path: &str) -> Response {
    let (media, body) = if path == site::BADGE {
        (Kind::Svg.media(), portal::unknown_badge("Status"))
    } else if is_data(path) {
        return Refusal::unavailable().into_response();
    } else {
        (Kind::Html.media(), portal::unknown_page("Status"))
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CACHE_CONTROL, NOT_KEPT);
    headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    headers.insert(CONTENT_SECURITY_POLICY, policy(None));
    response
}
