//! `/graphiql`: the API's explorer in development builds, from its npm packages on disk.
//!
//! Nothing is loaded from outside. It must not exist in a release: the feature `graphiql` is off by
//! default.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::router::not_found;
use crate::state::Edge;

/// Name below `/graphiql/`, path below the folder of packages, media type.
const FILES: &[(&str, &str, &str)] = &[
    ("react.js", "react/umd/react.production.min.js", "text/javascript; charset=utf-8"),
    ("react-dom.js", "react-dom/umd/react-dom.production.min.js", "text/javascript; charset=utf-8"),
    ("graphiql.js", "graphiql/graphiql.min.js", "text/javascript; charset=utf-8"),
    ("graphiql.css", "graphiql/graphiql.min.css", "text/css; charset=utf-8"),
];

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Coalmine API</title>
<link rel="stylesheet" href="/graphiql/graphiql.css">
<link rel="stylesheet" href="/graphiql/start.css">
<div id="graphiql"></div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/start.js"></script>
</html>
"#;

const START: &str = r#"const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultHeaders: JSON.stringify({ Authorization: "Bearer paste an access token or API key" }, null, 2),
    shouldPersistHeaders: false,
  }),
);
"#;

/// The explorer styles its editor from script; everything else stays as strict as elsewhere.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
                      object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The page.
pub async fn page() -> Response {
    answer(PAGE.into(), "text/html; charset=utf-8")
}

/// What the page loads.
pub async fn file(State(edge): State<Edge>, Path(name): Path<String>) -> Response {
    match name.as_str() {
        "start.js" => return answer(START.into(), "text/javascript; charset=utf-8"),
        "start.css" => {
            return answer(
                "body { margin: 0 } #graphiql { height: 100vh }".into(),
                "text/css; charset=utf-8",
            );
        }
        _ => {}
    }
    let Some((_, path, kind)) = FILES.iter().find(|(known, ..)| *known == name) else { return not_found() };
    match tokio::fs::read(edge.config.graphiql_dir.join(path)).await {
        Ok(bytes) => answer(bytes.into(), kind),
        Err(error) => {
            tracing::warn!(%error, path, "graphiql_dir lacks a file");
            not_found()
        }
    }
}

fn answer(bytes: bytes::Bytes, kind: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ];
    (headers, bytes).into_response()
}
