//! The floor: the same rows over axum and sqlx with hand-written SQL, without GraphQL, rules, permission, audit and
//! events. What the product costs more than this is the price of being the product.
//! It must not be part of the product, nor use anything of it but the form of ids.

mod answer;
mod sql;

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use clap::Parser;
use domain::id::IncidentId;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use uuid::Uuid;

use sql::Database;

/// Serves the floor.
#[derive(Parser)]
pub struct Arguments {
    /// sqlite://FILE or postgres://…, with the product's schema and data.
    #[arg(long)]
    database: String,
    /// Where to listen.
    #[arg(long)]
    listen: SocketAddr,
}

/// What the handlers share.
#[derive(Clone)]
struct Floor {
    database: Database,
    /// Who is put down as the author of what is written.
    author: Uuid,
    updates: broadcast::Sender<axum::extract::ws::Utf8Bytes>,
}

type Answer<T> = Result<T, (StatusCode, String)>;

/// The body of the product's requests; the document itself is skipped.
#[derive(Deserialize)]
struct Asked<T> {
    variables: T,
}

#[derive(Deserialize)]
struct ListVariables {
    status: Vec<String>,
    severity: Vec<String>,
}

#[derive(Deserialize)]
struct BoardVariables {
    status: Vec<String>,
}

#[derive(Deserialize)]
struct DetailVariables {
    id: String,
}

#[derive(Deserialize)]
struct DeclareVariables {
    input: DeclareInput,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeclareInput {
    title: String,
    severity: String,
    first_entry: FirstEntry,
}

#[derive(Deserialize)]
struct FirstEntry {
    body: String,
}

/// Serves until it is ended from outside.
pub async fn run(arguments: Arguments) -> Result<()> {
    let database = Database::connect(&arguments.database).await?;
    let author = database.some_user().await.context("the data has no user to write as")?;
    let floor = Floor { database, author, updates: broadcast::Sender::new(64) };
    let routes = axum::Router::new()
        .route("/readyz", get(|| async {}))
        .route("/w1", post(list))
        .route("/w2", post(detail))
        .route("/w3", post(board))
        .route("/w4", post(declare))
        .route("/w5", get(page).put(take))
        .route("/w6", post(send))
        .route("/ws", get(listen))
        .with_state(floor);
    // The default backlog is 128: of more connections at once, some would wait a second to be let in.
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(arguments.listen)?;
    Ok(axum::serve(socket.listen(1024)?, routes).await?)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn broken(error: sqlx::Error) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

fn wrong(what: &str) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, what.to_owned())
}

/// The page that W5 is about, as the product sends it.
static PAGE: OnceLock<Bytes> = OnceLock::new();

async fn take(body: Bytes) {
    let _ = PAGE.set(body);
}

async fn page() -> Response {
    let mut response = Response::new(Body::from(PAGE.get().cloned().unwrap_or_default()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    response
}

async fn list(
    State(floor): State<Floor>,
    Json(asked): Json<Asked<ListVariables>>,
) -> Answer<Json<answer::List>> {
    let ([status], [severity]) = (asked.variables.status.as_slice(), asked.variables.severity.as_slice())
    else {
        return Err(wrong("one status and one severity"));
    };
    let rows = floor.database.list(status, severity).await.map_err(broken)?;
    Ok(Json(answer::list(rows)))
}

async fn board(
    State(floor): State<Floor>,
    Json(asked): Json<Asked<BoardVariables>>,
) -> Answer<Json<answer::Board>> {
    let [status] = asked.variables.status.as_slice() else { return Err(wrong("one status")) };
    let rows = floor.database.board(status, chrono::Utc::now()).await.map_err(broken)?;
    Ok(Json(answer::board(rows)))
}

async fn detail(
    State(floor): State<Floor>,
    Json(asked): Json<Asked<DetailVariables>>,
) -> Answer<Json<answer::Detail>> {
    let id: IncidentId = asked.variables.id.parse().map_err(|_| wrong("no id of an incident"))?;
    let head = floor.database.head(id.uuid()).await.map_err(broken)?;
    let entries = floor.database.entries(id.uuid()).await.map_err(broken)?;
    let authors = answer::authors(&entries);
    let names = match sql::padded(&authors) {
        Some(ids) => floor.database.names(&ids).await.map_err(broken)?,
        None => Vec::new(),
    };
    let problems = floor.database.linked(id.uuid()).await.map_err(broken)?;
    let causes = floor.database.causes(id.uuid()).await.map_err(broken)?;
    let items = floor.database.items(id.uuid()).await.map_err(broken)?;
    let rows = answer::Rows { head, entries, names, problems, causes, items };
    answer::detail(rows, chrono::Utc::now()).map(Json).ok_or((StatusCode::NOT_FOUND, String::new()))
}

async fn declare(
    State(floor): State<Floor>,
    Json(asked): Json<Asked<DeclareVariables>>,
) -> Answer<Json<Value>> {
    let input = asked.variables.input;
    let new = sql::New {
        id: Uuid::now_v7(),
        entry: Uuid::now_v7(),
        author: domain::id::UserId::new(floor.author).to_string(),
        at: chrono::SubsecRound::trunc_subsecs(chrono::Utc::now(), 6),
        title: input.title,
        severity: input.severity,
        body: input.first_entry.body,
    };
    let number = floor.database.declare(&new).await.map_err(broken)?;
    Ok(Json(json!({ "data": { "declareIncident": { "incident": {
        "id": IncidentId::new(new.id).to_string(), "reference": format!("INC-{number}"),
        "status": "DECLARED", "version": 1 } } } })))
}

/// Sends the body to every socket.
async fn send(State(floor): State<Floor>, body: String) {
    // Nobody listening is no failure.
    let _ = floor.updates.send(body.into());
}

async fn listen(State(floor): State<Floor>, upgrade: WebSocketUpgrade) -> Response {
    let updates = floor.updates.subscribe();
    upgrade.on_upgrade(move |socket| pass_on(socket, updates))
}

async fn pass_on(mut socket: WebSocket, mut updates: broadcast::Receiver<axum::extract::ws::Utf8Bytes>) {
    while let Ok(update) = updates.recv().await {
        let sent = tokio::time::timeout(Duration::from_secs(10), socket.send(Message::Text(update))).await;
        if !matches!(sent, Ok(Ok(()))) {
            return;
        }
    }
}
