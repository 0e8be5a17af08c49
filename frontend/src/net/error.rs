//! What can go wrong on the way to the server, in one shape with code, trace id and advice. It must not know which screen asks.

use serde_json::Value;

/// A refusal or failure, as the screens show it.
#[derive(Clone, PartialEq, Default)]
pub struct ApiError {
    /// Stable code of the API, or `NETWORK` and `BAD_ANSWER` for what happens before an answer can be read.
    pub code: String,
    pub message: String,
    /// The input field that was refused, such as `title`.
    pub field: Option<String>,
    /// The id of the rule that refused, such as `CLK-06`.
    pub rule: Option<String>,
    pub trace_id: Option<String>,
    /// On `CONFLICT`: the version the record has now.
    pub current_version: Option<i64>,
    /// On `RATE_LIMITED`: how long to wait, seconds.
    pub retry_after_seconds: Option<i64>,
}

impl ApiError {
    pub fn network() -> Self {
        Self { code: "NETWORK".into(), message: "The server could not be reached.".into(), ..Self::default() }
    }

    pub fn bad_answer(trace_id: Option<String>) -> Self {
        Self {
            code: "BAD_ANSWER".into(),
            message: "The server's answer could not be read.".into(),
            trace_id,
            ..Self::default()
        }
    }

    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// What to do next, in one sentence.
    pub fn advice(&self) -> &'static str {
        match self.code.as_str() {
            "NETWORK" => "Check the connection, then try again. What is on screen stays readable.",
            "UNAUTHENTICATED" => "Sign in again to go on.",
            "BAD_SIGN_IN" => "Check both and try again.",
            "FORBIDDEN" => "An administrator can grant the role this needs.",
            "NOT_FOUND" => "It may have been removed, or it is not visible to your role.",
            "BAD_USER_INPUT" | "RULE_VIOLATION" => "Change what is named above, then send it again.",
            "CONFLICT" => {
                "A newer version was saved meanwhile. Check what changed, then apply your change again."
            }
            "RATE_LIMITED" => "Wait a moment, then try again.",
            "UNAVAILABLE" => "The service is starting or busy. Try again shortly.",
            "GRAPHQL_PARSE_FAILED" | "GRAPHQL_VALIDATION_FAILED" | "BAD_ANSWER" => {
                "A newer version may be running. Reload the page."
            }
            _ => "Try again. If it keeps failing, give the trace id to whoever runs this server.",
        }
    }

    /// From one entry of `errors` in an answer.
    pub(super) fn from_wire(wire: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let extensions = &wire["extensions"];
        Self {
            code: text(&extensions["code"]).unwrap_or_else(|| "INTERNAL".into()),
            message: text(&wire["message"]).map(sentence).unwrap_or_default(),
            field: text(&extensions["field"]),
            rule: text(&extensions["rule"]),
            trace_id: text(&extensions["traceId"]),
            current_version: extensions["currentVersion"].as_i64(),
            retry_after_seconds: extensions["retryAfterSeconds"].as_i64(),
        }
    }
}

/// The API's messages begin in small letters, as parts of log lines do; on a screen they are sentences.
fn sentence(mut message: String) -> String {
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    message
}
