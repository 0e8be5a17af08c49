//! Small pieces of messages: lines of a mail, values of a call.
//!
//! It must not know what is told.

use domain::portal::ServiceRef;
use domain::time::Instant;
use serde_json::{Value, json};

use crate::App;

/// The largest body of a call, in bytes; of a larger one the text is cut.
const MAX_BODY: usize = 20_000;
/// What is left of a text that was cut, in characters.
const CUT_TEXT: usize = 4_000;

/// Data with the whole text, or with its beginning where that would be too much.
pub(super) fn fitting(body: &str, data: impl Fn(&str) -> Value) -> Value {
    let whole = data(body);
    if whole.to_string().len() <= MAX_BODY {
        return whole;
    }
    let mut cut = data(&body.chars().take(CUT_TEXT).collect::<String>());
    cut["isCut"] = true.into();
    cut
}

/// The text of a mail.
pub(super) fn text(
    title: &str,
    reference: &str,
    word: &str,
    at: Instant,
    body: &str,
    facts: &str,
    link: &str,
) -> String {
    let facts = if facts.is_empty() { String::new() } else { format!("{facts}\n") };
    format!("{title}\n{word}, {}, {reference}\n\n{body}\n\n{facts}{link}\n", minute(at))
}

/// Adds a line, where there is something to say.
pub(super) fn line(lines: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        lines.push_str(name);
        lines.push_str(": ");
        lines.push_str(value);
        lines.push('\n');
    }
}

/// Names of services, one after the other.
pub(super) fn names(services: &[ServiceRef]) -> String {
    services.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Services as calls name them.
pub(super) fn refs(services: &[ServiceRef]) -> Value {
    services.iter().map(|one| json!({ "id": one.id, "name": one.name })).collect()
}

/// An instant as people read it.
pub(super) fn minute(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// An instant as programs read it.
pub(super) fn iso(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// The whole address of a path.
pub(super) fn url(app: &App, path: &str) -> String {
    format!("{}{path}", app.settings().public_url.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_for_calls() {
        let data = |body: &str| json!({ "update": { "body": body } });
        assert_eq!(fitting("short", data), data("short"));
        let cut = fitting(&"é".repeat(30_000), data);
        assert_eq!(
            (cut["isCut"].as_bool(), cut["update"]["body"].as_str().unwrap().chars().count()),
            (Some(true), CUT_TEXT)
        );
        assert!(cut.to_string().len() < MAX_BODY);
    }
}
