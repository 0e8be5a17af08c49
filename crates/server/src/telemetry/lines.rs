//! Log lines: one for each event, whatever the event holds. Every line that is written while a
//! request is answered carries that request's id.
//!
//! It must not know what is logged.

use std::fmt::{Debug, Write as _};
use std::io::{IsTerminal, Write as _};

use app::Clock;
use app::write::REQUEST_ID;
use chrono::SecondsFormat;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::config::LogFormat;
use crate::system::SystemClock;

/// The field that every line of a request has.
const REQUEST_ID_FIELD: &str = "request_id";

/// Writes events to standard error.
pub(super) struct Lines {
    format: LogFormat,
    has_colours: bool,
}

impl Lines {
    pub(super) fn new(format: LogFormat) -> Self {
        Self { format, has_colours: std::io::stderr().is_terminal() }
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        if !fields.rest.contains_key(REQUEST_ID_FIELD)
            && let Ok(id) = REQUEST_ID.try_with(Clone::clone)
            && !id.is_empty()
        {
            fields.rest.insert(REQUEST_ID_FIELD.to_owned(), id.into());
        }
        let time = SystemClock.now().to_rfc3339_opts(SecondsFormat::Micros, true);
        let level = *event.metadata().level();
        let line = match self.format {
            LogFormat::Json => json(&time, level, event.metadata().target(), fields),
            LogFormat::Text => text(&time, level, self.has_colours, &fields),
        };
        // One write for a line, so that lines of several threads do not mix. Nobody can be told
        // that standard error is gone.
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }
}

/// What an event holds.
#[derive(Default)]
struct Fields {
    message: String,
    rest: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        match field.name() {
            "message" => self.message = value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            // Where a line of the `log` crate comes from.
            name if name.starts_with("log.") => {}
            name => {
                self.rest.insert(name.to_owned(), value);
            }
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, clean(value).into());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(cause) = source {
            let _ = write!(text, ": {cause}");
            source = cause.source();
        }
        self.put(field, clean(&text).into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, clean(&format!("{value:?}")).into());
    }
}

/// Without anything that could end the line, begin another, move a terminal's cursor or turn the
/// direction of reading (A17): such characters are written as `\u{…}`.
fn clean(text: &str) -> String {
    if !text.chars().any(is_unsafe) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len() + 16), |mut out, c| {
        if is_unsafe(c) {
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
}

/// Control characters, separators of lines, and marks of direction.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{feff}')
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

fn json(time: &str, level: Level, target: &str, fields: Fields) -> String {
    let mut line = Map::new();
    line.insert("timestamp".to_owned(), time.into());
    line.insert("level".to_owned(), level.as_str().into());
    line.insert("target".to_owned(), target.into());
    line.insert("message".to_owned(), fields.message.into());
    for (name, value) in fields.rest {
        line.entry(name).or_insert(value);
    }
    let mut line = Value::Object(line).to_string();
    line.push('\n');
    line
}

fn text(time: &str, level: Level, has_colours: bool, fields: &Fields) -> String {
    let mut line = String::with_capacity(160);
    let colour = match level {
        _ if !has_colours => None,
        Level::ERROR => Some("31"),
        Level::WARN => Some("33"),
        Level::INFO => Some("32"),
        _ => Some("34"),
    };
    let level = level.as_str();
    let _ = match colour {
        Some(colour) => write!(line, "{time} \u{1b}[{colour}m{level:5}\u{1b}[0m {}", fields.message),
        None => write!(line, "{time} {level:5} {}", fields.message),
    };
    for (name, value) in &fields.rest {
        let _ = match value {
            // A plain word needs no quotes.
            Value::String(word) if !word.is_empty() && !word.contains([' ', '"', '=']) => {
                write!(line, " {name}={word}")
            }
            other => write!(line, " {name}={other}"),
        };
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(message: &str, name: &str, value: &str) -> Fields {
        let mut rest = Map::new();
        rest.insert(name.to_owned(), clean(value).into());
        Fields { message: clean(message), rest }
    }

    #[test]
    fn nothing_that_is_logged_ends_a_line_or_reaches_the_terminal() {
        for evil in ["a\r\nb", "\u{1b}[2J", "x\u{202e}y", "\u{2028}", "\u{9b}31m", "\0", "\u{7f}", "\u{2066}"]
        {
            for line in [
                json("t", Level::INFO, "x", fields(evil, "path", evil)),
                text("t", Level::INFO, false, &fields(evil, "path", evil)),
            ] {
                let body = line.strip_suffix('\n').unwrap();
                assert!(!body.chars().any(is_unsafe), "{evil:?} in {line:?}");
            }
        }
        assert_eq!(clean("Zoë → 日本"), "Zoë → 日本");
    }

    #[test]
    fn a_line_of_json_is_flat_and_a_field_cannot_take_the_place_of_another() {
        let line = json("t", Level::WARN, "x", fields("told", "level", "FAKE"));
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            line,
            serde_json::json!({ "timestamp": "t", "level": "WARN", "target": "x", "message": "told" })
        );
    }

    #[test]
    fn a_line_of_text_quotes_what_is_more_than_a_word() {
        assert_eq!(text("t", Level::INFO, false, &fields("told", "path", "/a")), "t INFO  told path=/a\n");
        assert_eq!(
            text("t", Level::INFO, false, &fields("told", "path", "/a status=500")),
            "t INFO  told path=\"/a status=500\"\n"
        );
    }
}
