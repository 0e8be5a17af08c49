//! The messages of graphql-transport-ws and its close codes.
//!
//! It must not know sockets.

use serde_json::{Value, json};

/// Why a socket is closed, as code and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Close(pub u16, pub &'static str);

impl Close {
    pub(super) const AWAY: Self = Self(1001, "Going away");
    pub(super) const TOO_SLOW: Self = Self(1013, "Reader too slow");
    pub(super) const INTERNAL: Self = Self(4500, "Internal error");
    pub(super) const BAD_MESSAGE: Self = Self(4400, "Bad message");
    pub(super) const UNAUTHORIZED: Self = Self(4401, "Unauthorized");
    pub(super) const FORBIDDEN: Self = Self(4403, "Forbidden");
    pub(super) const INIT_TIMEOUT: Self = Self(4408, "Connection initialisation timeout");
    pub(super) const DUPLICATE: Self = Self(4409, "Subscriber already exists");
    pub(super) const TOO_MANY: Self = Self(4429, "Too many initialisation requests");
}

/// What the client may say.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ClientMessage {
    /// The first message: who it is.
    Init { authorization: Option<String> },
    /// Asks for a sign of life.
    Ping,
    /// Gives one.
    Pong,
    /// Starts an operation.
    Subscribe { id: String, request: Value },
    /// Ends one.
    Complete { id: String },
}

/// Longest id of an operation, bytes.
const MAX_ID: usize = 128;

/// Reads a message; anything unknown or malformed is a bad message.
pub(super) fn read(text: &str) -> Result<ClientMessage, Close> {
    let mut message: Value = serde_json::from_str(text).map_err(|_| Close::BAD_MESSAGE)?;
    let id = message.get("id").and_then(Value::as_str).filter(|id| !id.is_empty() && id.len() <= MAX_ID);
    let id = id.map(str::to_owned).ok_or(Close::BAD_MESSAGE);
    match message.get("type").and_then(Value::as_str) {
        Some("connection_init") => Ok(ClientMessage::Init { authorization: authorization(&message) }),
        Some("ping") => Ok(ClientMessage::Ping),
        Some("pong") => Ok(ClientMessage::Pong),
        Some("complete") => Ok(ClientMessage::Complete { id: id? }),
        Some("subscribe") => {
            let request = message.get_mut("payload").map(Value::take).filter(Value::is_object);
            Ok(ClientMessage::Subscribe { id: id?, request: request.ok_or(Close::BAD_MESSAGE)? })
        }
        _ => Err(Close::BAD_MESSAGE),
    }
}

/// The credential of the first message, under the spellings that clients use.
fn authorization(message: &Value) -> Option<String> {
    let payload = message.get("payload")?.as_object()?;
    let value = payload.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?.1;
    value.as_str().map(str::to_owned)
}

pub(super) fn ack() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

pub(super) fn pong() -> String {
    json!({ "type": "pong" }).to_string()
}

pub(super) fn complete(id: &str) -> String {
    json!({ "id": id, "type": "complete" }).to_string()
}

/// A result of an operation, from its JSON text: one copy for each reader, and nothing is written anew.
pub(super) fn next(id: &str, payload: &str) -> String {
    let id = Value::from(id).to_string();
    ["{\"id\":", &id, ",\"type\":\"next\",\"payload\":", payload, "}"].concat()
}

/// An operation that could not start.
pub(super) fn error(id: &str, errors: &Value) -> String {
    json!({ "id": id, "type": "error", "payload": errors }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read() {
        let init = r#"{"type":"connection_init","payload":{"Authorization":"Bearer x"}}"#;
        assert_eq!(read(init), Ok(ClientMessage::Init { authorization: Some("Bearer x".to_owned()) }));
        assert_eq!(read(r#"{"type":"connection_init"}"#), Ok(ClientMessage::Init { authorization: None }));
        assert_eq!(
            read(r#"{"type":"complete","id":"1"}"#),
            Ok(ClientMessage::Complete { id: "1".to_owned() })
        );
        let subscribe = r#"{"type":"subscribe","id":"1","payload":{"query":"x"}}"#;
        assert!(matches!(read(subscribe), Ok(ClientMessage::Subscribe { id, .. }) if id == "1"));
    }

    #[test]
    fn a_result_is_well_formed_whatever_the_id() {
        for id in ["1", "a\"b\\", "é\n"] {
            let message: Value = serde_json::from_str(&next(id, "{\"data\":null}")).unwrap();
            assert_eq!(message, json!({ "id": id, "type": "next", "payload": { "data": null } }));
        }
    }

    #[test]
    fn everything_else_is_a_bad_message() {
        let long = format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(MAX_ID + 1));
        for text in [
            "",
            "{",
            "1",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"start","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","payload":{}}"#,
            r#"{"type":"subscribe","id":"","payload":{}}"#,
            r#"{"type":"subscribe","id":1,"payload":{}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":[]}"#,
            r#"{"type":"complete"}"#,
            long.as_str(),
        ] {
            assert_eq!(read(text), Err(Close::BAD_MESSAGE), "{text:.60}");
        }
    }
}
