//! Server-sent events: one subscription per request, in the distinct connections mode.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::{Value, json};

use crate::client::Client;
use crate::server::Server;
use crate::socket::INCIDENT_CHANGED;

/// An open stream.
pub struct Stream {
    response: futures_util::stream::BoxStream<'static, Result<Vec<u8>, reqwest::Error>>,
    buffer: String,
}

/// One event of a stream.
#[derive(Debug)]
pub struct Sent {
    /// `next` or `complete`.
    pub event: String,
    /// The GraphQL answer.
    pub data: Value,
}

/// Asks for the stream; the response as it is.
pub async fn request(server: &Server, client: &Client, variables: Value) -> reqwest::Response {
    ask(server, client, INCIDENT_CHANGED, variables).await
}

/// Asks for the stream of any document; the response as it is.
pub async fn ask(server: &Server, client: &Client, query: &str, variables: Value) -> reqwest::Response {
    let mut request = server
        .http()
        .post(format!("{}/graphql", server.url))
        .header("accept", "text/event-stream")
        .json(&json!({ "query": query, "variables": variables }));
    if let Some(token) = &client.token {
        request = request.bearer_auth(token);
    }
    request.send().await.expect("the server answers")
}

impl Stream {
    /// Opens the stream of changes.
    pub async fn open(server: &Server, client: &Client, variables: Value) -> Self {
        let response = request(server, client, variables).await;
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].to_str().expect("a content type").to_owned();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Self::of(response)
    }

    /// The events of a response.
    pub fn of(response: reqwest::Response) -> Self {
        Self {
            response: response.bytes_stream().map(|part| part.map(|bytes| bytes.to_vec())).boxed(),
            buffer: String::new(),
        }
    }

    /// The next event; `None` when the stream ended or nothing came in time.
    pub async fn next(&mut self, within: Duration) -> Option<Sent> {
        tokio::time::timeout(within, self.read()).await.ok().flatten()
    }

    async fn read(&mut self) -> Option<Sent> {
        loop {
            if let Some((block, rest)) = self.buffer.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.buffer = rest;
                if let Some(sent) = parse(&block) {
                    return Some(sent);
                }
                continue;
            }
            let part = self.response.next().await?.ok()?;
            self.buffer.push_str(&String::from_utf8_lossy(&part).replace("\r\n", "\n"));
        }
    }

    /// The next change; panics if none comes.
    pub async fn change(&mut self) -> Value {
        let sent = self.next(Duration::from_secs(5)).await.expect("an event comes");
        assert_eq!(sent.event, "next", "{sent:?}");
        sent.data["data"]["incidentChanged"].clone()
    }
}

/// Comments (keep-alive) are no events.
fn parse(block: &str) -> Option<Sent> {
    let field = |name: &str| {
        let lines: Vec<&str> = block
            .lines()
            .filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(str::trim_start)
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    };
    let event = field("event")?;
    let data = field("data").and_then(|data| serde_json::from_str(&data).ok()).unwrap_or(Value::Null);
    Some(Sent { event, data })
}
