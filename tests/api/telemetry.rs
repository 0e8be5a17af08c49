//! What an operator sees: one line for each request, one id from the edge to the row, and traces
//! where a collector is named.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Answer, Backend, Client, Server};
use tests::{Who, story};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const JSON: (&str, &str) = ("COALMINE_LOG__FORMAT", "json");

/// Sends a request with headers of its own.
async fn ask(server: &Server, client: &Client, headers: &[(&str, &str)], body: Value) -> Answer {
    let mut request = server.http().post(format!("{}/graphql", server.url)).json(&body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(token) = &client.token {
        request = request.bearer_auth(token);
    }
    Answer::read(request.send().await.unwrap()).await
}

fn lines(server: &Server) -> Vec<Value> {
    let text = server.log_text();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

fn line_of(server: &Server, id: &str) -> Value {
    let found: Vec<Value> = lines(server)
        .into_iter()
        .filter(|line| line["request_id"] == id && line["message"] == "answered")
        .collect();
    assert_eq!(found.len(), 1, "one line for {id}: {found:?}");
    found[0].clone()
}

async fn one_id_from_the_edge_to_the_row(backend: Backend) {
    let server = Server::with(backend, &[JSON]).await;
    let client = server.sign_in(Who::Responder).await;
    let incident = story::declare(&client, "Slow", json!({})).await;
    let query = "mutation Tell($input: AddTimelineEntryInput!) { addTimelineEntry(input: $input) { timelineEntry { id } } }";
    let body =
        json!({ "query": query, "variables": { "input": { "incidentId": incident.id, "body": "seen" } } });
    let answer = ask(&server, &client, &[("x-request-id", "edge-test-0001")], body).await.ok();
    assert_eq!(answer.headers["x-request-id"], "edge-test-0001");
    let line = line_of(&server, "edge-test-0001");
    let expected = json!({ "level": "INFO", "target": "coalmine::request", "method": "POST", "path": "/graphql",
        "status": 200, "actor_kind": "USER", "actor_id": client.user_id, "operation": "Tell",
        "operation_type": "mutation", "incident": incident.id });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&line[name], value, "{name} of {line}");
    }
    assert!(line["duration_ms"].as_f64().is_some_and(|took| took > 0.0) && line["code"].is_null(), "{line}");
    let rows = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE request_id = 'edge-test-0001'";
    assert_eq!(server.database.number(rows).await, 1);
    // A refusal says its code; an id that is not plain is not taken.
    let body = json!({ "query": "{ incident(id: \"inc_00000000000000000000000000\") { id } }" });
    let refused = ask(&server, &client, &[("x-request-id", "not taken: too odd")], body).await;
    let id = refused.headers["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(id.len(), 32);
    let line = line_of(&server, &id);
    assert_eq!((&line["code"], &line["operation_type"]), (&json!("NOT_FOUND"), &json!("query")));
    let nobody = ask(
        &server,
        &server.anonymous(),
        &[("authorization", "Bearer x")],
        json!({ "query": "{ viewer { id } }" }),
    )
    .await;
    let line = line_of(&server, nobody.headers["x-request-id"].to_str().unwrap());
    assert_eq!(
        (&line["status"], &line["code"], &line["actor_kind"]),
        (&json!(401), &json!("UNAUTHENTICATED"), &Value::Null)
    );
}

#[tokio::test]
async fn one_id_from_the_edge_to_the_row_sqlite() {
    one_id_from_the_edge_to_the_row(Backend::Sqlite).await;
}

#[tokio::test]
async fn one_id_from_the_edge_to_the_row_postgres() {
    one_id_from_the_edge_to_the_row(Backend::Postgres).await;
}

/// CR, LF, colours, marks of direction, separators of lines (A17).
const EVIL: &str = "x\r\n{\"message\":\"forged\"}\u{1b}[31m\u{202e}\u{2028}\u{9b}y";

#[tokio::test]
async fn lines_are_as_many_as_requests_whatever_they_hold() {
    for format in ["json", "text"] {
        let settings = [("COALMINE_LOG__FORMAT", format), ("COALMINE_LOG__FILTER", "debug,hyper=off,h2=off")];
        let server = Server::with(Backend::Sqlite, &settings).await;
        let client = server.sign_in(Who::Responder).await;
        let answered = || {
            server
                .log_text()
                .lines()
                .filter(|line| line.contains("answered") && line.contains("/graphql"))
                .count()
        };
        let before = answered();
        let declaration = json!({ "title": EVIL, "summary": EVIL, "severity": "SEV4", "serviceIds": [], "tags": [EVIL],
            "idempotencyKey": EVIL });
        let declare =
            "mutation($input: DeclareIncidentInput!) { declareIncident(input: $input) { incident { id } } }";
        let bodies = [
            json!({ "query": declare, "variables": { "input": declaration } }),
            json!({ "query": format!("query A {{ viewer {{ name }} }} # {EVIL}"), "operationName": EVIL }),
            json!({ "query": EVIL }),
            json!({ "query": "query($id: ID!) { incident(id: $id) { id } }", "variables": { "id": EVIL } }),
            json!({ "query": "query($t: String!) { incidents(filter: { text: $t }) { nodes { id } } }", "variables": { "t": EVIL } }),
            json!({ "query": "mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }",
                "variables": { "input": { "email": EVIL, "password": EVIL } } }),
        ];
        let count = bodies.len();
        for body in bodies {
            ask(&server, &client, &[("user-agent", "x\u{202e}y")], body).await;
        }
        let odd = server.http().get(format!("{}/graphql/%0d%0a%1b[31m", server.url)).send().await.unwrap();
        assert!(odd.status().as_u16() < 500);
        assert_eq!(answered() - before, count + 1, "{format}");
        let log = server.log_text();
        assert!(!log.lines().any(|line| line.starts_with("{\"message\":\"forged\"")), "{format}");
        let is_unsafe = |c: char| (c.is_control() && c != '\n') || ('\u{2028}'..='\u{202e}').contains(&c);
        assert!(!log.chars().any(is_unsafe), "{format}: nothing that moves a terminal");
        if format == "json" {
            assert!(
                lines(&server).iter().all(|line| line["timestamp"].is_string() && line["level"].is_string())
            );
        }
    }
}

/// Head and body of each request.
type Taken = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A collector: takes what comes by POST and keeps it.
struct Collector {
    url: String,
    taken: Taken,
}

impl Collector {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let taken = Taken::default();
        let keep = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, Arc::clone(&keep)));
            }
        });
        Self { url, taken }
    }

    /// Whether these bytes came within a moment.
    async fn has(&self, wanted: &[u8]) -> bool {
        for _ in 0..200 {
            let found = self.taken.lock().unwrap().iter().any(|(_, body)| holds(body, wanted));
            if found {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }
}

fn holds(body: &[u8], wanted: &[u8]) -> bool {
    body.windows(wanted.len()).any(|window| window == wanted)
}

async fn take(mut stream: TcpStream, keep: Taken) {
    let mut read = Vec::new();
    loop {
        let mut chunk = vec![0; 16 * 1024];
        let Ok(count @ 1..) = stream.read(&mut chunk).await else { return };
        read.extend_from_slice(&chunk[..count]);
        while let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
            let length = head
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.trim().parse().ok());
            let whole = end + 4 + length.unwrap_or(0_usize);
            if read.len() < whole {
                break;
            }
            keep.lock().unwrap().push((head, read[end + 4..whole].to_vec()));
            read.drain(..whole);
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
    }
}

#[tokio::test]
async fn traces_reach_the_collector_with_the_request_id_and_without_what_people_wrote() {
    let collector = Collector::start().await;
    let settings =
        [("COALMINE_TELEMETRY__OTLP_ENDPOINT", collector.url.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    let client = server.sign_in(Who::Responder).await;
    let (trace, parent) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    let traceparent = format!("00-{trace}-{parent}-01");
    let query = "mutation Declare($input: DeclareIncidentInput!) { declareIncident(input: $input) { incident { id } } }";
    let input = json!({ "title": "a-private-word", "severity": "SEV4", "serviceIds": [] });
    let body = json!({ "query": query, "variables": { "input": input } });
    let headers = [("x-request-id", "traced-request-1"), ("traceparent", traceparent.as_str())];
    ask(&server, &client, &headers, body).await.ok();
    for wanted in
        ["traced-request-1", "POST /graphql", "mutation Declare", "INSERT", "db.query.text", "coalmine"]
    {
        assert!(collector.has(wanted.as_bytes()).await, "{wanted} reached the collector");
    }
    // The caller's trace goes on: its id in 16 bytes.
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    assert!(collector.has(&bytes(trace)).await && collector.has(&bytes(parent)).await);
    let taken = collector.taken.lock().unwrap();
    assert!(taken.iter().all(|(head, _)| head.starts_with("post /v1/traces ")));
    let token = client.token.clone().unwrap();
    for secret in ["a-private-word", tests::server::PASSWORD, &token, Who::Responder.email()] {
        assert!(!taken.iter().any(|(_, body)| holds(body, secret.as_bytes())), "no {secret} in a trace");
    }
}

#[tokio::test]
async fn a_collector_that_is_gone_holds_nothing_up() {
    let settings =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    let client = server.sign_in(Who::Responder).await;
    for _ in 0..20 {
        client.ask("{ viewer { name } }", json!({})).await.ok();
    }
}

#[tokio::test]
async fn durations_of_operations_are_counted() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let name = "coalmine_graphql_duration_seconds_count";
    let before = server.metric(name).await;
    client.ask("{ viewer { name } }", json!({})).await.ok();
    assert!((server.metric(name).await - before - 1.0).abs() < 0.1);
}
