//! When an incident began and was over, from what its report tells.
//!
//! It must not read text.

use chrono::{NaiveDate, NaiveTime};
use domain::finding::Finding;
use domain::incident::Precision;

use super::events;
use super::labels::Event;
use super::parts::Parts;
use super::title::FileName;
use super::zone::Zone;
use crate::record::ImportedTime;

/// When the incident began and was over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    pub start: Option<ImportedTime>,
    pub end: Option<ImportedTime>,
    pub closed: Option<ImportedTime>,
}

impl Ends {
    pub fn of(
        parts: &Parts,
        day: Option<NaiveDate>,
        name: &FileName,
        zone: Zone,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let told = &parts.events;
        let (repaired, resolved) = (events::at(told, Event::Repaired), events::at(told, Event::Resolved));
        let ends = Self {
            start: Self::start(parts, day, name, zone, findings),
            end: repaired.or(resolved),
            closed: resolved.filter(|_| repaired.is_some()),
        };
        match (ends.start, ends.end) {
            (_, None) => findings.push(Finding::hint(
                "IMP-02",
                "The report does not say when it was over; durations are not computed.",
            )),
            (Some(start), Some(end)) if end.at < start.at => findings.push(Finding::warning(
                "IMP-05",
                "The end comes before the start; both were kept as given, without an impact window and durations.",
            )),
            (Some(start), Some(end)) if end.at == start.at => findings.push(Finding::hint(
                "IMP-06",
                "The incident ends in the instant in which it starts: its length is zero.",
            )),
            _ => {}
        }
        ends
    }

    /// The start as told, else the detection, the first entry, the report's day.
    fn start(
        parts: &Parts,
        day: Option<NaiveDate>,
        name: &FileName,
        zone: Zone,
        findings: &mut Vec<Finding>,
    ) -> Option<ImportedTime> {
        if let Some(start) = events::at(&parts.events, Event::Start) {
            return Some(start);
        }
        let detected = events::at(&parts.events, Event::Detected);
        let first = parts.entries.iter().find_map(|one| one.time);
        let (start, words) = match (detected, first) {
            (Some(detected), _) => (Some(detected), "its detection stands in"),
            (None, Some(first)) => (Some(first), "the first entry of its timeline stands in"),
            (None, None) => {
                let stands_in = day.or(name.date).map(|date| {
                    let (at, _) = zone.to_utc(date.and_time(NaiveTime::MIN));
                    ImportedTime { at, precision: Precision::Day }
                });
                (stands_in, "the day of its title or file stands in")
            }
        };
        // With an instant in its place the start is known roughly; with a day or nothing it is missing.
        let rule = if detected.or(first).is_some() { "IMP-11" } else { "IMP-02" };
        findings.push(Finding::hint(rule, format!("The report does not say when it began; {words}.")));
        start.map(events::lowered)
    }
}
