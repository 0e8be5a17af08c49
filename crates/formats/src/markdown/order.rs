//! What is odd about the order and the dates of instants (IMP-01, IMP-04, IMP-12).
//!
//! It must not mend anything.

use chrono::NaiveDate;
use domain::finding::Finding;
use domain::incident::Precision;

use super::events::{self, KeyEvent};
use super::labels::Event;
use super::timeline::Entry;
use crate::text::{listed, quote};

/// A date so many days from the report's day is more likely a slip than a long incident.
const FAR_DAYS: i64 = 20;

/// (earlier, later) events that should be in this order.
const ORDER: &[(Event, Event)] = &[
    (Event::Start, Event::Detected),
    (Event::Start, Event::Declared),
    (Event::Start, Event::Repaired),
    (Event::Start, Event::Resolved),
    (Event::Detected, Event::Acknowledged),
    (Event::Detected, Event::Declared),
    (Event::Detected, Event::Mitigated),
    (Event::Detected, Event::Repaired),
    (Event::Detected, Event::Resolved),
    (Event::Declared, Event::Repaired),
    (Event::Declared, Event::Resolved),
    (Event::Mitigated, Event::Repaired),
    (Event::Mitigated, Event::Resolved),
    (Event::Repaired, Event::Resolved),
];

/// IMP-01: key events out of order. IMP-12: two of the same name.
pub(super) fn of_events(told: &[KeyEvent], findings: &mut Vec<Finding>) {
    let mut broken = Vec::new();
    for (earlier, later) in ORDER {
        let (Some(first), Some(second)) = (events::at(told, *earlier), events::at(told, *later)) else {
            continue;
        };
        let by_day = first.precision == Precision::Day || second.precision == Precision::Day;
        let is_broken =
            if by_day { second.at.date_naive() < first.at.date_naive() } else { second.at < first.at };
        if is_broken {
            broken.push(format!("{} comes before {}", later.words(), earlier.words()));
        }
    }
    if !broken.is_empty() {
        let message = format!("Instants are out of order: {}; all were kept as given.", listed(&broken));
        findings.push(Finding::warning("IMP-01", message));
    }
    let mut seen = Vec::new();
    for one in told.iter().filter_map(|one| one.event) {
        if seen.contains(&one) {
            let message = format!("The report tells more than once when it was {}.", one.words());
            findings.push(Finding::hint("IMP-12", message));
        }
        seen.push(one);
    }
}

/// IMP-04: dates of events and entries far from the report's own.
pub(super) fn of_dates<'a>(
    day: Option<NaiveDate>,
    dated: impl Iterator<Item = (&'a str, NaiveDate)>,
    findings: &mut Vec<Finding>,
) {
    let dated: Vec<_> = dated.collect();
    // Without a day of its own the report is dated by most of what it tells.
    let Some(day) = day.or_else(|| middle(&dated)) else { return };
    let mut far: Vec<String> = dated
        .iter()
        .filter(|(_, date)| (*date - day).num_days().abs() > FAR_DAYS)
        .map(|(text, _)| quote(text))
        .collect();
    let more = far.len().saturating_sub(5);
    far.truncate(5);
    if !far.is_empty() {
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!(
            "The report is of {day}, but tells of another time: {}{more}; kept as given.",
            listed(&far)
        );
        findings.push(Finding::warning("IMP-04", message));
    }
}

fn middle(dated: &[(&str, NaiveDate)]) -> Option<NaiveDate> {
    let mut dates: Vec<NaiveDate> = dated.iter().map(|(_, date)| *date).collect();
    dates.sort_unstable();
    dates.get(dates.len() / 2).copied()
}

/// IMP-12: entries of a timeline that do not follow one another, and equal headings.
pub(super) fn of_entries(entries: &[Entry], findings: &mut Vec<Finding>) {
    let known = entries.iter().filter_map(|entry| Some((entry, entry.time?)));
    let clocked: Vec<_> = known.filter(|(_, time)| time.precision != Precision::Day).collect();
    let backward: Vec<String> = clocked
        .windows(2)
        .filter(|pair| pair[1].1.at < pair[0].1.at)
        .take(3)
        .map(|pair| quote(&pair[1].0.heading))
        .collect();
    if !backward.is_empty() {
        let message = format!(
            "Entries of the timeline do not follow one another, at {}; the text's order was kept.",
            listed(&backward)
        );
        findings.push(Finding::hint("IMP-12", message));
    }
    let mut headings: Vec<&str> =
        entries.iter().filter(|one| one.is_heading).map(|one| one.heading.as_str()).collect();
    equal("entries", &mut headings, findings);
}

/// IMP-12: two equal headings.
pub(super) fn equal(what: &str, headings: &mut [&str], findings: &mut Vec<Finding>) {
    headings.sort_unstable();
    let mut twice: Vec<String> =
        headings.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| quote(pair[0])).collect();
    twice.dedup();
    if !twice.is_empty() {
        let message = format!("Several {what} have the same heading: {}; all were kept.", listed(&twice));
        findings.push(Finding::hint("IMP-12", message));
    }
}
