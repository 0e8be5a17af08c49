//! A calendar and its due dates, and which properties they become.
//!
//! It must not know how a line is written.

use chrono::NaiveDate;
use domain::time::Instant;

use super::line::Lines;

/// How long a calendar program waits before it asks again.
const REFRESH: &str = "PT1H";

/// The hour of the day, by the clock of whoever looks, at which alarms go off.
const ALARM_HOUR: i64 = 9;

/// A calendar as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// What the calendar program shows as its name.
    pub name: String,
    /// The due dates, in any order.
    pub events: Vec<Event>,
}

/// One due date: an event of one whole day that leaves its reader free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What keeps the event the same over all changes, unique in the world.
    pub uid: String,
    /// One line of text.
    pub summary: String,
    /// Plain text of several lines; empty for none.
    pub description: String,
    /// Where to read on; empty for none.
    pub url: String,
    /// The day on which it is due.
    pub day: NaiveDate,
    /// When the record last changed.
    pub updated_at: Instant,
    /// How often the record changed so far; a calendar program keeps the event with the highest.
    pub sequence: i32,
    /// What became of it.
    pub state: EventState,
    /// How many days before the due date its reader is reminded, at nine in the morning; `None` for never.
    pub alarm_days_before: Option<u32>,
}

/// What became of a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventState {
    /// Still to be done.
    Open,
    /// Done: shown with a tick, and nobody is reminded.
    Done,
    /// No longer wanted: shown as cancelled, and nobody is reminded.
    Cancelled,
}

/// Writes a calendar as a `text/calendar` document in UTF-8.
///
/// Control characters and marks that reorder text are dropped; line breaks of a text are escaped, so
/// that no text makes a property. An event of a year outside 1 to 9999 has no date in this format
/// and is left out.
pub fn write(calendar: &Calendar, now: Instant) -> String {
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.plain("PRODID", "-//Coalmine//Due dates//EN");
    lines.plain("CALSCALE", "GREGORIAN");
    lines.plain("METHOD", "PUBLISH");
    lines.text("NAME", &calendar.name);
    lines.text("X-WR-CALNAME", &calendar.name);
    lines.plain("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    lines.plain("X-PUBLISHED-TTL", REFRESH);
    for event in &calendar.events {
        write_event(&mut lines, event, now);
    }
    lines.plain("END", "VCALENDAR");
    lines.into_string()
}

fn write_event(lines: &mut Lines, event: &Event, now: Instant) {
    let Some(day) = date(event.day) else { return };
    lines.plain("BEGIN", "VEVENT");
    lines.text("UID", &event.uid);
    lines.plain("DTSTAMP", &instant(now));
    lines.plain("DTSTART;VALUE=DATE", &day);
    // The end is not part of the event; the last day that can be written needs none.
    if let Some(next) = event.day.succ_opt().and_then(date) {
        lines.plain("DTEND;VALUE=DATE", &next);
    }
    match event.state {
        EventState::Done => lines.text("SUMMARY", &format!("✓ {}", event.summary)),
        EventState::Open | EventState::Cancelled => lines.text("SUMMARY", &event.summary),
    }
    if !event.description.is_empty() {
        lines.text("DESCRIPTION", &event.description);
    }
    lines.uri("URL", &event.url);
    lines.plain("LAST-MODIFIED", &instant(event.updated_at));
    lines.plain("SEQUENCE", &event.sequence.max(0).to_string());
    lines.plain("STATUS", if event.state == EventState::Cancelled { "CANCELLED" } else { "CONFIRMED" });
    lines.plain("TRANSP", "TRANSPARENT");
    if let (EventState::Open, Some(days)) = (event.state, event.alarm_days_before) {
        lines.plain("BEGIN", "VALARM");
        lines.plain("ACTION", "DISPLAY");
        lines.text("DESCRIPTION", &event.summary);
        lines.plain("TRIGGER", &trigger(days));
        lines.plain("END", "VALARM");
    }
    lines.plain("END", "VEVENT");
}

/// Time from the first minute of the due date to the alarm.
fn trigger(days_before: u32) -> String {
    let hours = ALARM_HOUR - 24 * i64::from(days_before);
    format!("{}PT{}H", if hours < 0 { "-" } else { "" }, hours.abs())
}

fn date(day: NaiveDate) -> Option<String> {
    use chrono::Datelike as _;
    (1..=9999).contains(&day.year()).then(|| day.format("%Y%m%d").to_string())
}

fn instant(at: Instant) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}
