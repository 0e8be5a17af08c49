//! Stated durations against those that the instants give (IMP-09, IMP-10, IMP-15).
//!
//! It must not change an instant to fit.

use domain::finding::Finding;
use domain::incident::Precision;

use super::doc::Labelled;
use super::events::{self, KeyEvent};
use super::labels::{self, Event, Meaning};
use super::report::StatedMinutes;
use super::stated::{self, Stated};
use crate::record::ImportedTime;
use crate::text::quote;

/// Compares what is stated with what is told, and gives back what is stated.
pub(super) fn compare(
    labelled: &[Labelled],
    told: &[KeyEvent],
    findings: &mut Vec<Finding>,
) -> StatedMinutes {
    let mut minutes = StatedMinutes::default();
    let first = events::at(told, Event::Start)
        .or_else(|| events::at(told, Event::Detected))
        .or_else(|| told.iter().find_map(|one| one.at));
    let repaired = events::at(told, Event::Repaired);
    let resolved = events::at(told, Event::Resolved);
    for Labelled { label, value } in labelled {
        let (end, slot) = match labels::meaning(label) {
            Some(Meaning::TimeToRepair) => (repaired, Some(&mut minutes.repair)),
            Some(Meaning::TimeToResolve) => (resolved, Some(&mut minutes.resolve)),
            Some(Meaning::Duration) => (repaired.or(resolved), None),
            _ => continue,
        };
        let read = stated::read(value);
        if let Some(slot) = slot {
            *slot = slot.or(read.minutes);
        }
        note(label, value, &read, wall_clock(first, end), findings);
    }
    minutes
}

/// Minutes between two instants that are known to the minute, in their order.
fn wall_clock(first: Option<ImportedTime>, end: Option<ImportedTime>) -> Option<i64> {
    let (first, end) = (first?, end?);
    let is_known = first.precision != Precision::Day && end.precision != Precision::Day;
    (is_known && end.at >= first.at).then(|| (end.at - first.at).num_minutes())
}

fn note(label: &str, value: &str, read: &Stated, computed: Option<i64>, findings: &mut Vec<Finding>) {
    if read.is_absent {
        findings.push(Finding::hint("IMP-02", format!("{} is not stated.", quote(label))));
        return;
    }
    let Some(minutes) = read.minutes else {
        let message = format!("{} is {}, which is no duration.", quote(label), quote(value));
        findings.push(Finding::warning("IMP-03", message));
        return;
    };
    if read.is_variant {
        let message =
            format!("{} is written {}, read as {}.", quote(label), quote(value), stated::shown(minutes));
        findings.push(Finding::hint("IMP-15", message));
    }
    if read.is_other_clock {
        let by_wall = computed.map_or(String::new(), |computed| {
            format!("; by the clock on the wall it took {}", stated::shown(computed))
        });
        let message = format!(
            "{} is {}, counted on another clock than the wall's{by_wall}.",
            quote(label),
            quote(value)
        );
        findings.push(Finding::hint("IMP-10", message));
        return;
    }
    if let Some(computed) = computed.filter(|computed| *computed != minutes && !read.is_approximate) {
        let message = format!(
            "{} is stated as {}, but the instants give {}.",
            quote(label),
            stated::shown(minutes),
            stated::shown(computed)
        );
        findings.push(Finding::warning("IMP-09", message));
    }
}
