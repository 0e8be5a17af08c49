//! `GET /calendar/{token}.ics`: somebody's due dates, for calendar programs. Whoever has the address may read, so it is told to
//! nobody: not to the log, not to caches between.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use http::{HeaderMap, StatusCode};

use super::answer::Refusal;
use super::limits::Who;
use super::{client_ip, known, router};
use crate::state::{Edge, Peer};

/// The route.
pub async fn file(
    State(edge): State<Edge>,
    peer: axum::Extension<Peer>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let address = client_ip::client_ip(peer.0.0, &headers, &edge.config.trusted_proxies);
    if let Err(refusal) = edge.limiter.check(Who::Address(address)) {
        return refusal.into_response();
    }
    let Some(token) = name.strip_suffix(".ics") else { return router::not_found() };
    let Some(core) = edge.core() else { return Refusal::unavailable().into_response() };
    let permit = match edge.anonymous_admission.enter().await {
        Ok(permit) => permit,
        Err(refusal) => return refusal.into_response(),
    };
    let answered = core.app.calendar_file(token).await;
    drop(permit);
    let file = match answered {
        Ok(file) => file,
        Err(app::Error::Unavailable) => return Refusal::unavailable().into_response(),
        Err(app::Error::Internal(source)) => {
            tracing::error!(error = ?source, "internal error");
            return Refusal::internal().into_response();
        }
        Err(_) => return router::not_found(),
    };
    let kept = [(ETAG, file.etag.clone()), (CACHE_CONTROL, "private, max-age=300".to_owned())];
    if known::has_it(&headers, &file.etag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "inline; filename=\"coalmine.ics\""),
    ];
    (kept, kind, file.text).into_response()
}
