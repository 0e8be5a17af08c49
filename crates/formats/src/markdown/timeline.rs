//! The timeline of a report: headings, list items, rows of a table or paragraphs that begin with a time.
//!
//! It must not know key events.

use chrono::NaiveDate;
use domain::finding::Finding;
use domain::text::Body;

use super::doc::{self, Item, Section};
use super::events::{self, Reader};
use super::when::{self, Note, When};
use super::{clean, zone};
use crate::record::{ImportedMessage, ImportedTime, MessageKind, TimeBasis};
use crate::text::{fit_block, fit_line};

/// An entry of a timeline.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What stands in front, as written.
    pub heading: String,
    pub is_heading: bool,
    pub body: String,
    pub when: Option<When>,
    pub time: Option<ImportedTime>,
    pub notes: Vec<Note>,
    pub basis: TimeBasis,
}

/// Reads a section that is a timeline.
pub(super) fn read(section: &Section, reader: Reader, findings: &mut Vec<Finding>) -> Vec<Entry> {
    let (above, parts) = section.parts();
    let mut entries = if parts.iter().any(|part| when::read(&part.heading, reader.year()).is_some()) {
        let mut entries = listed(&above, reader);
        entries.extend(parts.iter().map(|part| headed(&part.heading, &part.body, reader)));
        entries
    } else {
        unheaded(&section.body, reader)
    };
    resolve(&mut entries, reader, findings);
    entries
}

/// Reads those items of a section that begin with a date or a time.
pub(super) fn read_timed(text: &str, reader: Reader, findings: &mut Vec<Finding>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = doc::items(text)
        .iter()
        .map(|item| of_item(item, reader))
        .filter(|entry| entry.when.is_some())
        .collect();
    resolve(&mut entries, reader, findings);
    entries
}

fn unheaded(text: &str, reader: Reader) -> Vec<Entry> {
    let rows = rows(text, reader);
    if !rows.is_empty() {
        return rows;
    }
    let listed = listed(text, reader);
    if !listed.is_empty() {
        return listed;
    }
    let paragraphs = text.split("\n\n").flat_map(|block| {
        let lines: Vec<&str> = block.lines().collect();
        let each = lines.len() > 1 && lines.iter().all(|line| when::read(line, reader.year()).is_some());
        if each { lines } else { vec![block] }
    });
    paragraphs
        .filter(|text| !text.trim().is_empty())
        .map(|text| split(text, reader))
        .filter(|one| one.when.is_some())
        .collect()
}

/// Items of a list: all of them, if one begins with a time.
fn listed(text: &str, reader: Reader) -> Vec<Entry> {
    let entries: Vec<Entry> = doc::items(text).iter().map(|item| of_item(item, reader)).collect();
    if entries.iter().any(|entry| entry.when.is_some()) { entries } else { Vec::new() }
}

fn of_item(item: &Item, reader: Reader) -> Entry {
    split(&item.text, reader)
}

/// Rows of tables whose column of times is known by its heading, or by what it holds.
fn rows(text: &str, reader: Reader) -> Vec<Entry> {
    let mut entries = Vec::new();
    for table in doc::tables(text) {
        let Some((head, rows)) = table.split_first() else { continue };
        let named = head.iter().position(|cell| {
            let cell = cell.to_lowercase();
            ["time", "date", "when"].iter().any(|word| cell.contains(word))
        });
        let is_time = |row: &Vec<String>, at: usize| {
            row.get(at).is_some_and(|cell| when::read(&clean::inline(cell), reader.year()).is_some())
        };
        let Some(column) = named.or_else(|| rows.iter().any(|row| is_time(row, 0)).then_some(0)) else {
            continue;
        };
        let in_head = head.get(column).map(|cell| zone::all_in(cell)).unwrap_or_default();
        for row in rows {
            let heading = clean::inline(row.get(column).map_or("", String::as_str));
            let others = row.iter().enumerate().filter(|(at, cell)| *at != column && !cell.is_empty());
            let body = others.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" — ");
            if body.is_empty() && heading.is_empty() {
                continue;
            }
            let mut when = when::read(&heading, reader.year());
            if let (Some(when), Some(named)) = (&mut when, in_head.first()) {
                when.zone = when.zone.or(Some(named.zone));
            }
            entries.push(entry(heading, true, body, when));
        }
    }
    entries
}

fn headed(heading: &str, body: &str, reader: Reader) -> Entry {
    let plain = clean::inline(heading);
    let when = when::read(&plain, reader.year());
    let rest = when.as_ref().map_or("", |when| trim(&plain[when.used..]));
    let body = match (rest.is_empty(), body.trim().is_empty()) {
        (true, _) => body.to_owned(),
        (false, true) => rest.to_owned(),
        (false, false) => format!("{rest}\n\n{body}"),
    };
    entry(plain, true, body, when)
}

/// A text that may begin with a time, with or without emphasis or brackets around it.
fn split(text: &str, reader: Reader) -> Entry {
    let inner = text.trim_start_matches(['*', '_', '`', ' ']);
    let bracketed = inner.strip_prefix(['[', '(']);
    let in_brackets = bracketed.and_then(|inner| {
        let when = when::read(inner, reader.year())?;
        let rest = &inner[when.used..];
        let is_link = rest.strip_prefix(']').is_some_and(|rest| rest.starts_with('('));
        (rest.starts_with([']', ')']) && !is_link).then_some((inner, when))
    });
    let plain = || when::read(inner, reader.year()).map(|when| (inner, when));
    let Some((inner, when)) = in_brackets.or_else(plain) else {
        return entry(String::new(), false, text.to_owned(), None);
    };
    let (heading, rest) = inner.split_at(when.used);
    let rest = trim(rest);
    let body = if rest.is_empty() { text } else { rest };
    entry(heading.trim().to_owned(), false, body.to_owned(), Some(when))
}

fn trim(text: &str) -> &str {
    let text = text.trim_start_matches(['*', '_', '`', ']', ')', ' ']);
    let text = text.trim_start_matches([':', '-', '–', '—', '|', ',', '.', '>', ' ']);
    // Emphasis that was opened before the colon ends behind it.
    match text.strip_prefix("**") {
        Some(rest) if !rest.contains("**") || rest.starts_with(' ') => rest.trim_start(),
        _ => text.trim_start(),
    }
}

fn entry(heading: String, is_heading: bool, body: String, when: Option<When>) -> Entry {
    Entry { heading, is_heading, body, when, time: None, notes: Vec::new(), basis: TimeBasis::Unknown }
}

/// Finds the instants: a date holds for the times below it.
fn resolve(entries: &mut [Entry], reader: Reader, findings: &mut Vec<Finding>) {
    let mut day: Option<NaiveDate> = None;
    let mut last: Option<ImportedTime> = None;
    for entry in entries {
        if let Some(when) = &entry.when {
            events::malformed(when, &entry.heading, findings);
            let is_readable = when.malformed.is_none() || when.date.is_some();
            if let Some((time, notes)) = reader.resolve(when, day).filter(|_| is_readable) {
                (entry.time, entry.notes, entry.basis) = (Some(time), notes, TimeBasis::Stated);
                last = Some(time);
            }
            day = when.date.or(day);
        }
        if entry.time.is_none() {
            // Placed behind what it follows; nothing is put between.
            entry.time = last.map(events::lowered);
            entry.basis = if last.is_some() { TimeBasis::Start } else { TimeBasis::Unknown };
            entry.notes.push(Note::Inherited);
        }
    }
}

impl Entry {
    /// The entry as a message; what cannot be told by an instant stays as its label.
    pub fn message(self, start: Option<ImportedTime>) -> ImportedMessage {
        let is_clear = self.when.as_ref().is_some_and(|when| {
            when.malformed.is_none() && !when.notes.iter().any(|note| *note <= Note::Range)
        });
        let (heading, _) = fit_line(&self.heading, 200);
        let label = (!is_clear && !heading.is_empty()).then(|| heading.clone());
        let text = if self.body.trim().is_empty() { heading } else { self.body };
        let text = if text.trim().is_empty() { "(no text)".to_owned() } else { text };
        let (body, _) = fit_block(&text, Body::MAX);
        let time = self.time.or_else(|| start.map(events::lowered));
        let basis = match (self.time, time) {
            (None, Some(_)) => TimeBasis::Start,
            _ => self.basis,
        };
        ImportedMessage { label, kind: MessageKind::Note, body, time, basis }
    }
}
