//! Key events: named instants of a report, from a list, labels or a table.
//!
//! It must not decide what they mean for the incident.

use chrono::{Datelike, NaiveDate};
use domain::finding::Finding;

use super::doc::{self, Labelled};
use super::labels::{self, Event, Meaning};
use super::stated;
use super::when::{self, Note, When};
use super::zones::Ruling;
use crate::record::ImportedTime;
use crate::text::quote;

/// A named instant as the report tells it.
#[derive(Clone, Debug)]
pub(super) struct KeyEvent {
    /// `None` for a label that means none of ours.
    pub event: Option<Event>,
    /// The line as written.
    pub text: String,
    pub at: Option<ImportedTime>,
    pub date: Option<NaiveDate>,
    pub notes: Vec<Note>,
}

/// What instants are read with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub ruling: Ruling,
    /// The day of the report.
    pub day: Option<NaiveDate>,
}

impl Reader {
    pub fn year(&self) -> Option<i32> {
        self.day.map(|day| day.year())
    }

    /// The instant of what was read, with the doubt that contradicting zones cast on it.
    pub fn resolve(&self, when: &When, inherited: Option<NaiveDate>) -> Option<(ImportedTime, Vec<Note>)> {
        let (mut time, notes) = when.resolve(inherited.or(self.day), self.ruling.zone)?;
        if self.ruling.is_contradicted && when.zone.is_none() {
            time = lowered(time);
        }
        Some((time, notes))
    }
}

/// The same instant, known less well.
pub(super) fn lowered(time: ImportedTime) -> ImportedTime {
    use domain::incident::Precision;
    let precision = if time.precision == Precision::Day { Precision::Day } else { Precision::Approximate };
    ImportedTime { precision, ..time }
}

/// Reads the list below `Key events`.
pub(super) fn from_list(text: &str, reader: Reader, findings: &mut Vec<Finding>) -> Vec<KeyEvent> {
    let items = doc::items(text);
    let lines: Vec<String> = if items.is_empty() {
        text.lines().map(str::to_owned).collect()
    } else {
        items.into_iter().map(|item| item.text).collect()
    };
    let lines = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    lines.map(|line| key_event(line, reader, findings)).collect()
}

fn key_event(text: &str, reader: Reader, findings: &mut Vec<Finding>) -> KeyEvent {
    let plain = super::clean::inline(text.lines().next().unwrap_or_default());
    let (label, value) = split(&plain, reader.year());
    let when = when::read(value, reader.year());
    let event = labels::event(label);
    let mut told = KeyEvent {
        event,
        text: text.to_owned(),
        at: None,
        date: when.as_ref().and_then(|when| when.date),
        notes: Vec::new(),
    };
    if event.is_some() && when.is_some() && !labels::is_usual(label) {
        let words = event.map_or("", Event::words);
        let message = format!("The label {} was read as: {words}.", quote(label));
        findings.push(Finding::hint("IMP-15", message));
    }
    match when {
        None => missing(&plain, label, value, findings),
        Some(when) => {
            malformed(&when, &plain, findings);
            if when.malformed.is_none() || when.date.is_some() {
                (told.at, told.notes) = reader.resolve(&when, None).unzip_or_default();
            }
        }
    }
    told
}

trait UnzipOrDefault<A, B> {
    fn unzip_or_default(self) -> (Option<A>, B);
}

impl<A, B: Default> UnzipOrDefault<A, B> for Option<(A, B)> {
    fn unzip_or_default(self) -> (Option<A>, B) {
        self.map_or((None, B::default()), |(a, b)| (Some(a), b))
    }
}

/// IMP-03: what looks like a time and is none.
pub(super) fn malformed(when: &When, text: &str, findings: &mut Vec<Finding>) {
    let Some(bad) = &when.malformed else { return };
    let stands_in = match when.date {
        Some(date) => format!("only the day, {date}, is known"),
        None => "it was kept as text".to_owned(),
    };
    let message = format!("{} in {} is not a time; {stands_in}.", quote(bad), quote(text));
    findings.push(Finding::warning("IMP-03", message));
}

/// IMP-02 and IMP-03: a key event without an instant.
fn missing(text: &str, label: &str, value: &str, findings: &mut Vec<Finding>) {
    let lower = text.to_lowercase();
    let says_none = lower.contains("not ") || lower.contains("never") || stated::is_absent(value);
    if value.is_empty() && !says_none
        || value.is_empty() && !lower.contains("not") && !lower.contains("never")
    {
        let message = format!("The key event {} has no time behind it.", quote(label));
        findings.push(Finding::warning("IMP-03", message));
    } else if says_none {
        findings.push(Finding::hint("IMP-02", format!("The report gives no instant: {}.", quote(text))));
    } else {
        let message = format!("The key event {} has no time that can be read.", quote(text));
        findings.push(Finding::warning("IMP-03", message));
    }
}

/// Label and value: the value begins with a time, or after a colon.
fn split(text: &str, year: Option<i32>) -> (&str, &str) {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = !before.is_alphanumeric() && (c.is_alphanumeric() || c == '~');
        if begins && at > 0 && when::read(&text[at..], year).is_some() {
            let label = text[..at].trim_end().trim_end_matches([':', '-', '–', ',', '(', '=']).trim_end();
            return (label, &text[at..]);
        }
        before = c;
    }
    if let Some((label, value)) = text.split_once(':') {
        return (label.trim(), value.trim());
    }
    // `Resolved N/A`: the last word is the value if it says that there is none.
    let value = text.rsplit(' ').next().filter(|word| stated::is_absent(word)).unwrap_or_default();
    (text[..text.len() - value.len()].trim(), value)
}

/// Instants behind labels such as `Start time`, and spans such as `Impact time`.
pub(super) fn from_labels(
    labelled: &[Labelled],
    reader: Reader,
    findings: &mut Vec<Finding>,
) -> Vec<KeyEvent> {
    let mut found: Vec<KeyEvent> = Vec::new();
    for Labelled { label, value } in labelled {
        let first = match labels::meaning(label) {
            Some(Meaning::Event(event)) => event,
            Some(Meaning::ImpactTime) => Event::Start,
            _ => continue,
        };
        let plain = super::clean::inline(value);
        let Some(when) = when::read(&plain, reader.year()) else { continue };
        malformed(&when, &plain, findings);
        let Some((at, notes)) = reader.resolve(&when, None) else { continue };
        let text = format!("{label}: {plain}");
        let told = |event, at| KeyEvent {
            event: Some(event),
            text: text.clone(),
            at: Some(at),
            date: when.date,
            notes: notes.clone(),
        };
        let end = when.resolve_end(reader.day, reader.ruling.zone);
        if let (Some(Meaning::ImpactTime), Some(end)) = (labels::meaning(label), end) {
            // Both ends of a span are written as such: neither is a guess.
            let minute = |time| ImportedTime { precision: domain::incident::Precision::Minute, ..time };
            found.push(told(Event::Start, minute(at)));
            found.push(told(Event::Resolved, minute(end)));
        } else {
            found.push(told(first, at));
        }
    }
    found
}

/// The instant of an event: the first for those that begin something, the last for those that end it.
pub(super) fn at(events: &[KeyEvent], wanted: Event) -> Option<ImportedTime> {
    let mut times = events.iter().filter(|one| one.event == Some(wanted)).filter_map(|one| one.at);
    match wanted {
        Event::Repaired | Event::Resolved => times.next_back(),
        _ => times.next(),
    }
}
