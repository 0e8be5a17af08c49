//! Which address leads where; one line for each.
//!
//! It must not hold handlers.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use domain::publication::SHARED_ROOT;
use graphql::ErrorCode;
use http::StatusCode;

use super::answer::Refusal;
use super::{calendar, graphql as graphql_http, health, hooks, metrics, outer, portal, session, ws};
use crate::assets;
use crate::state::Edge;

/// The whole router.
pub fn router(edge: Edge) -> Router {
    let router = Router::new();
    #[cfg(feature = "graphiql")]
    let router = router
        .route("/graphiql", get(super::graphiql::page))
        .route("/graphiql/{file}", get(super::graphiql::file));
    router
        .route("/graphql", any(graphql_http::handle))
        .route("/graphql/ws", any(ws::handle))
        .route("/auth/refresh", any(session::refresh))
        .route("/auth/logout", any(session::logout))
        .route("/hooks/trackers/{id}", any(hooks::tracker))
        .route("/calendar/{file}", get(calendar::file))
        .route("/status", any(portal::page))
        .route("/status/{*path}", any(portal::page))
        .route("/status/subscribe", any(portal::subscribe::form))
        .route("/status/confirm/{token}", any(portal::subscribe::confirm))
        .route("/status/unsubscribe/{token}", any(portal::subscribe::unsubscribe))
        .route("/status/sign-in", any(portal::account::sign_in))
        .route("/status/sign-out", any(portal::account::sign_out))
        .route("/status/account", any(portal::account::account))
        .route(&format!("{SHARED_ROOT}{{*path}}"), any(portal::rca::shared))
        .route("/api/v2/{*path}", any(portal::page))
        .route("/history.atom", any(portal::page))
        .route("/history.rss", any(portal::page))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .route("/assets/{*path}", any(assets::asset))
        .fallback(assets::page)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(edge.clone(), outer::outer))
        .with_state(edge)
}

async fn method_not_allowed() -> Response {
    Refusal::method("GET, HEAD").into_response()
}

/// The answer for addresses that lead nowhere.
pub fn not_found() -> Response {
    Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, "not found").into_response()
}
