//! Instants for tests: relative to the wall clock, as RFC 3339 text.

use std::cell::OnceCell;

use chrono::{DateTime, Duration, SecondsFormat, Utc};

/// Now, to the microsecond, as the product keeps it.
#[expect(clippy::disallowed_methods, reason = "tests speak to a server that runs on the wall clock")]
pub fn now() -> DateTime<Utc> {
    let now = Utc::now();
    DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
}

/// An instant as the API takes it.
pub fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// That many minutes before the test first asked, on a whole second: within a test the same text whenever it is asked for.
/// A test has a thread of its own; a run of all of them takes longer than some rules wait.
pub fn minutes_ago(minutes: i64) -> String {
    thread_local! {
        static START: OnceCell<DateTime<Utc>> = const { OnceCell::new() };
    }
    let begin = || DateTime::from_timestamp(now().timestamp(), 0).unwrap_or_default();
    let start = START.with(|start| *start.get_or_init(begin));
    (start - Duration::minutes(minutes)).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// That many milliseconds ahead.
pub fn millis_ahead(millis: i64) -> String {
    text(now() + Duration::milliseconds(millis))
}

/// Reads an instant of the API.
pub fn parse(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_utc()
}

/// Whether two texts name the same instant.
pub fn same(a: &str, b: &str) -> bool {
    parse(a) == parse(b)
}
