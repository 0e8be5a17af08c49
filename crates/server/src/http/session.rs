//! `POST /auth/refresh` and `POST /auth/logout`: the only places where the cookie counts.
//!
//! It must not know how refresh tokens are kept or rotated.

use app::TokenIssuer;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use graphql::ErrorCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::json;

use super::answer::Refusal;
use super::limits::Who;
use super::{client_ip, origin};
use crate::state::{Edge, Peer};

/// A new access token for a refresh cookie; the cookie is replaced as well.
pub async fn refresh(
    State(edge): State<Edge>,
    peer: axum::Extension<Peer>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    match renew(&edge, peer.0, &method, &headers).await {
        Ok(response) => response,
        Err(refusal) => {
            let is_lost = refusal.status == StatusCode::UNAUTHORIZED;
            let mut response = refusal.into_response();
            if is_lost {
                response.headers_mut().append(SET_COOKIE, edge.cookie.clear());
            }
            response
        }
    }
}

async fn renew(edge: &Edge, peer: Peer, method: &Method, headers: &HeaderMap) -> Result<Response, Refusal> {
    let core = admit(edge, peer, method, headers)?;
    let _permit = edge.admission.enter().await?;
    let token = edge.cookie.read(headers).ok_or(Refusal::unauthenticated())?;
    let renewed = core.app.refresh(&token).await.map_err(|error| refusal(&error))?;
    let (access_token, expires_at) = edge.tokens.issue(renewed.user.id, renewed.session, edge.now());
    let body = json!({
        "accessToken": access_token,
        "expiresAt": expires_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    });
    let mut response = Response::new(Body::from(body.to_string()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let life = edge.config.session.absolute_days * 24 * 3600;
    if let Some(cookie) = edge.cookie.set(renewed.refresh_token.expose(), life) {
        headers.append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Ends the session of the cookie; answers the same whether there was one or not.
pub async fn logout(
    State(edge): State<Edge>,
    peer: axum::Extension<Peer>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    match end(&edge, peer.0, &method, &headers).await {
        Ok(()) => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.headers_mut().append(SET_COOKIE, edge.cookie.clear());
            response
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn end(edge: &Edge, peer: Peer, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
    let core = admit(edge, peer, method, headers)?;
    let _permit = edge.admission.enter().await?;
    let Some(token) = edge.cookie.read(headers) else { return Ok(()) };
    match core.app.sign_out(&token).await {
        Ok(()) | Err(app::Error::Unauthenticated) => Ok(()),
        Err(error) => Err(refusal(&error)),
    }
}

fn admit<'a>(
    edge: &'a Edge,
    peer: Peer,
    method: &Method,
    headers: &HeaderMap,
) -> Result<&'a crate::state::Core, Refusal> {
    if method != Method::POST {
        return Err(Refusal::method("POST"));
    }
    origin::check_with_cookie(headers, &edge.origins)?;
    let address = client_ip::client_ip(peer.0, headers, &edge.config.trusted_proxies);
    edge.limiter.check(Who::Address(address))?;
    edge.core().ok_or(Refusal::unavailable())
}

fn refusal(error: &app::Error) -> Refusal {
    match error {
        app::Error::RateLimited { retry_after } => Refusal::rate_limited(retry_after.as_secs().max(1)),
        app::Error::Unavailable => Refusal::unavailable(),
        app::Error::Internal(source) => {
            tracing::error!(error = ?source, "internal error");
            Refusal::internal()
        }
        app::Error::Unauthenticated => Refusal::unauthenticated(),
        _ => Refusal::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, "sign in first"),
    }
}
