//! The instants that a report tells: its key events and the entries of its timelines.
//!
//! It must not decide what they mean for the incident.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::finding::Finding;

use super::doc::{Doc, Labelled};
use super::events::{self, KeyEvent, Reader};
use super::labels::{self, Event, Meaning};
use super::timeline::{self, Entry};
use super::when::Note;
use super::zone::Zone;
use super::zones::Zones;
use super::{clean, order};
use crate::text::{listed, quote};

/// The instants that a report tells.
pub(super) struct Parts {
    pub events: Vec<KeyEvent>,
    pub entries: Vec<Entry>,
    pub has_key_events: bool,
    has_stated_zone: bool,
    /// Statements about zones were already compared.
    zone_findings: Vec<Finding>,
}

impl Parts {
    pub fn read(
        doc: &Doc,
        labelled: &[Labelled],
        day: Option<NaiveDate>,
        fallback: Zone,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let zones = Zones::collect(&doc.sections, fallback, day.unwrap_or_default());
        let reader = |section: usize| Reader { ruling: zones.of(section), day };
        let mut parts = Self {
            events: Vec::new(),
            entries: Vec::new(),
            has_key_events: false,
            has_stated_zone: false,
            zone_findings: Vec::new(),
        };
        let mut timelines = Vec::new();
        for (at, section) in doc.sections.iter().enumerate() {
            let heading = section.heading.as_deref().unwrap_or_default();
            if labels::meaning(heading) == Some(Meaning::KeyEvents) {
                parts.events.extend(events::from_list(&section.body, reader(at), findings));
                parts.has_key_events = true;
                timelines.push(at);
            } else if labels::is_timeline(heading) {
                parts.entries.extend(timeline::read(section, reader(at), findings));
                timelines.push(at);
            } else if parts.has_key_events && !labels::is_actions(heading) {
                parts.entries.extend(timeline::read_timed(&section.body, reader(at), findings));
            }
            if heading.eq_ignore_ascii_case("status") {
                parts.compare_status(&section.body, reader(at));
            }
        }
        parts.events.extend(events::from_labels(labelled, reader(usize::MAX), findings));
        parts.events.extend(told_by_entries(&parts.entries, &parts.events));
        parts.has_stated_zone = timelines.first().is_some_and(|at| zones.of(*at).is_stated);
        zones.note(&timelines, &mut parts.zone_findings);
        parts
    }

    pub fn is_dated(&self) -> bool {
        self.events.iter().any(|one| one.at.is_some()) || self.entries.iter().any(|one| one.time.is_some())
    }

    /// IMP-08: a status line that names the clock time of a key event in another zone.
    fn compare_status(&mut self, text: &str, reader: Reader) {
        let Some(at) = text.find(|c: char| c.is_ascii_digit()) else { return };
        let Some(when) = super::when::read(&text[at..], reader.year()) else { return };
        let (Some(zone), Some(date), Some(time)) = (when.zone, when.date, when.time) else { return };
        let local = date.and_time(time);
        let (as_said, as_read) = (zone.to_utc(local).0, reader.ruling.zone.to_utc(local).0);
        let same = self.events.iter().find(|one| one.at.is_some_and(|time| time.at == as_read));
        if let Some(same) = same.filter(|_| as_said != as_read) {
            let message = format!(
                "{} and {} show the same time of day in different zones; key events were read in the source's zone.",
                quote(text.lines().next().unwrap_or_default()),
                quote(&same.text)
            );
            self.zone_findings.push(Finding::warning("IMP-08", message));
        }
    }

    /// IMP-07: no zone is stated.
    pub fn note_zone(&self, fallback: Tz, findings: &mut Vec<Finding>) {
        let has_local = self.is_dated() && !self.has_stated_zone;
        if has_local {
            let message =
                format!("Times are written without a UTC offset or zone; they were read in {fallback}.");
            findings.push(Finding::hint("IMP-07", message));
        }
    }

    /// Everything odd about order, dates and ways of writing.
    pub fn note(&mut self, doc: &Doc, day: Option<NaiveDate>, findings: &mut Vec<Finding>) {
        findings.append(&mut self.zone_findings);
        order::of_events(&self.events, findings);
        let events = self.events.iter().filter_map(|one| Some((one.text.as_str(), one.date?)));
        let entries =
            self.entries.iter().filter_map(|one| Some((one.heading.as_str(), one.when.as_ref()?.date?)));
        order::of_dates(day, events.chain(entries), findings);
        order::of_entries(&self.entries, findings);
        let mut headings: Vec<&str> = doc.sections.iter().filter_map(|one| one.heading.as_deref()).collect();
        order::equal("sections", &mut headings, findings);
        self.note_writing(findings);
        if self.has_key_events {
            let missing: Vec<String> = [Event::Declared, Event::Repaired, Event::Resolved]
                .into_iter()
                .filter(|event| !self.events.iter().any(|one| one.event == Some(*event)))
                .map(|event| event.words().to_owned())
                .collect();
            if !missing.is_empty() {
                let message = format!("The key events do not say when it was {}.", listed(&missing));
                findings.push(Finding::hint("IMP-02", message));
            }
        }
    }

    /// IMP-11 and IMP-15: how instants were written, one finding for each kind.
    fn note_writing(&self, findings: &mut Vec<Finding>) {
        let of_events = self.events.iter().map(|one| (one.text.as_str(), &one.notes));
        let of_entries = self.entries.iter().map(|one| (one.heading.as_str(), &one.notes));
        let all: Vec<_> = of_events.chain(of_entries).collect();
        let kinds = [
            (Note::Inherited, "IMP-11", "take their date or time from what stands above"),
            (Note::NoYear, "IMP-11", "have no year; the report's was taken"),
            (Note::DateOnly, "IMP-11", "give the day alone"),
            (Note::Approximate, "IMP-11", "are said to be approximate"),
            (Note::Range, "IMP-11", "span a while; the beginning was taken"),
            (Note::ClockChange, "IMP-11", "were shown by the clocks twice or never"),
            (Note::MonthName, "IMP-15", "name the month in letters"),
            (Note::DayFirst, "IMP-15", "put the day before the month"),
            (Note::MonthFirst, "IMP-15", "put the month before the day"),
            (Note::TwelveHours, "IMP-15", "are on a twelve-hour clock"),
            (Note::Unpadded, "IMP-15", "are written with single digits or other marks"),
        ];
        for (kind, rule, words) in kinds {
            let mut with = all.iter().filter(|(_, notes)| notes.contains(&kind));
            let Some((example, _)) = with.next() else { continue };
            let count = with.count() + 1;
            let example =
                if example.is_empty() { String::new() } else { format!(", such as {}", quote(example)) };
            let effect = if rule == "IMP-11" { "; their precision was lowered" } else { "" };
            let message = format!("{count} of {} times {words}{example}{effect}.", all.len());
            findings.push(Finding::hint(rule, message));
        }
    }
}

/// Events that an entry's first words tell: `Incident declared`, `Incident resolved.`
fn told_by_entries(entries: &[Entry], told: &[KeyEvent]) -> Vec<KeyEvent> {
    let mut found: Vec<KeyEvent> = Vec::new();
    for entry in entries {
        let line = entry.body.lines().next().unwrap_or_default();
        let plain = clean::inline(line);
        let words = plain.split_whitespace().count();
        let is_telling = plain.to_lowercase().starts_with("incident ") && words <= 5;
        let Some(event) = labels::event(&plain).filter(|_| is_telling) else { continue };
        if told.iter().chain(&found).any(|one| one.event == Some(event)) || entry.time.is_none() {
            continue;
        }
        found.push(KeyEvent {
            event: Some(event),
            text: plain,
            at: entry.time,
            date: None,
            notes: Vec::new(),
        });
    }
    found
}
