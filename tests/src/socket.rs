//! The WebSocket side of the API: graphql-transport-ws, spoken by hand so that it can be spoken
//! wrongly.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::server::Server;

/// The stream of changes as the contract asks for it.
pub const INCIDENT_CHANGED: &str = "subscription IncidentChanged($id: ID, $after: String) {
  incidentChanged(id: $id, after: $after) { cursor change incidentId incident { id reference title status severity version } }
}";

/// An open socket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What came over a socket.
#[derive(Debug)]
pub enum Event {
    /// A message of the protocol.
    Message(Value),
    /// The server closed with this code.
    Closed(u16),
    /// Nothing came in time.
    Silence,
}

impl Event {
    /// The message; panics on anything else.
    pub fn message(self) -> Value {
        match self {
            Self::Message(message) => message,
            other => panic!("a message was expected, not {other:?}"),
        }
    }
}

/// Tries to open a socket with these headers; the HTTP status of a refusal.
pub async fn try_open(server: &Server, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let mut request =
        format!("ws://{}/graphql/ws", server.address).into_client_request().expect("a WebSocket request");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header value"));
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Socket(socket)),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        // The server took the socket but not our protocol.
        Err(Error::Protocol(_)) => Err(0),
        Err(error) => panic!("the socket broke: {error}"),
    }
}

impl Socket {
    /// Opens a socket as a program that is no browser does.
    pub async fn open(server: &Server) -> Self {
        let opened = try_open(server, &[("sec-websocket-protocol", "graphql-transport-ws")]).await;
        opened.unwrap_or_else(|status| panic!("the socket was refused with {status}"))
    }

    /// Opens a socket and presents a token.
    pub async fn signed_in(server: &Server, token: &str) -> Self {
        let mut socket = Self::open(server).await;
        socket.send(json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {token}") } })).await;
        let answer = socket.next(Duration::from_secs(5)).await.message();
        assert_eq!(answer["type"], "connection_ack", "{answer}");
        socket
    }

    /// Sends a message of the protocol.
    pub async fn send(&mut self, message: Value) {
        self.send_text(message.to_string()).await;
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: String) {
        // A socket that the server closed meanwhile tells so at the next read.
        let _ = self.0.send(Message::text(text)).await;
    }

    /// Subscribes to changes.
    pub async fn subscribe(&mut self, id: &str, variables: Value) {
        self.subscribe_to(id, INCIDENT_CHANGED, variables).await;
    }

    /// Subscribes with a document of its own.
    pub async fn subscribe_to(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// The next message that is neither ping nor pong, or how the socket ended.
    pub async fn next(&mut self, within: Duration) -> Event {
        let read = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let message: Value = serde_json::from_str(text.as_str()).expect("messages are JSON");
                        if message["type"] == "ping" {
                            self.send(json!({ "type": "pong" })).await;
                        } else if message["type"] != "pong" {
                            return Event::Message(message);
                        }
                    }
                    Some(Ok(Message::Close(frame))) => {
                        return Event::Closed(frame.map_or(1005, |frame| frame.code.into()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Event::Closed(1006),
                }
            }
        };
        tokio::time::timeout(within, read).await.unwrap_or(Event::Silence)
    }

    /// The next change of an incident; panics on anything else.
    pub async fn change(&mut self) -> Value {
        self.change_of("incidentChanged").await
    }

    /// The next change of this stream; panics on anything else.
    pub async fn change_of(&mut self, root: &str) -> Value {
        let message = self.next(Duration::from_secs(5)).await.message();
        assert_eq!(message["type"], "next", "{message}");
        assert!(message["payload"]["errors"].is_null(), "{message}");
        message["payload"]["data"][root].clone()
    }

    /// The code with which the server closes; messages before that are passed over.
    pub async fn close_code(&mut self, within: Duration) -> Option<u16> {
        let read = async {
            loop {
                match self.next(within).await {
                    Event::Closed(code) => return Some(code),
                    Event::Silence => return None,
                    Event::Message(_) => {}
                }
            }
        };
        tokio::time::timeout(within, read).await.ok().flatten()
    }

    /// Nothing comes for a while.
    pub async fn is_silent(&mut self, during: Duration) -> bool {
        matches!(self.next(during).await, Event::Silence)
    }
}
