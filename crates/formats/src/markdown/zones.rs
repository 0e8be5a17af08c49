//! In which zone a report's local times are: what it states, else what its source is known by.
//!
//! Statements that contradict each other are a finding, and lower the precision of every time that
//! was read by one of them (IMP-08). It must not read times.

use chrono::NaiveDate;
use domain::finding::Finding;

use super::doc::{Fence, Section};
use super::labels;
use super::zone::{self, Named, Zone};
use crate::text::{listed, quote};

/// The zone of some times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ruling {
    pub zone: Zone,
    /// Whether the report states it itself.
    pub is_stated: bool,
    /// Whether statements contradict each other.
    pub is_contradicted: bool,
}

/// Zones by section: a statement rules its own section, and those that have none.
pub(super) struct Zones<'a> {
    fallback: Zone,
    by_section: Vec<Vec<Named<'a>>>,
    day: NaiveDate,
}

impl<'a> Zones<'a> {
    /// Collects what sections state. `day` decides on summer time.
    pub fn collect(sections: &'a [Section], fallback: Zone, day: NaiveDate) -> Self {
        let by_section = sections.iter().map(statements).collect();
        Self { fallback, by_section, day }
    }

    /// The zone of a section's times.
    pub fn of(&self, section: usize) -> Ruling {
        let own = self.by_section.get(section).map(Vec::as_slice).unwrap_or_default();
        let mut named: Vec<&Named<'_>> = own.iter().collect();
        if named.is_empty() {
            named = self.by_section.iter().flatten().collect();
        }
        let Some(first) = named.first() else {
            return Ruling { zone: self.fallback, is_stated: false, is_contradicted: false };
        };
        let is_contradicted = named.iter().any(|other| self.offset(other) != self.offset(first));
        Ruling { zone: first.zone, is_stated: true, is_contradicted }
    }

    fn offset(&self, named: &Named<'_>) -> i32 {
        named.zone.offset(self.noon())
    }

    fn noon(&self) -> chrono::NaiveDateTime {
        self.day.and_hms_opt(12, 0, 0).unwrap_or_else(|| self.day.and_time(chrono::NaiveTime::MIN))
    }

    /// IMP-08 and IMP-07: what is odd about the statements that rule `sections`.
    pub fn note(&self, sections: &[usize], findings: &mut Vec<Finding>) {
        let mut said: Vec<&Named<'_>> = Vec::new();
        for (at, named) in self.by_section.iter().enumerate() {
            // Two timelines may each have a zone of their own.
            let alone = sections.contains(&at) && sections.len() > 1 && !self.of(at).is_contradicted;
            said.extend(named.iter().filter(|_| !alone || sections[0] == at));
        }
        if let Some(first) = said.first()
            && said.iter().any(|other| self.offset(other) != self.offset(first))
        {
            let mut words: Vec<String> = said.iter().map(|named| quote(named.text)).collect();
            words.dedup();
            let message = format!(
                "The zones that the text states contradict each other: {}; times were read in the one that \
                 stands first where they stand, as an approximation.",
                listed(&words)
            );
            findings.push(Finding::warning("IMP-08", message));
        }
        let odd = said.iter().find_map(|named| Some((named, zone::out_of_season(named, self.noon())?)));
        if let Some((named, place)) = odd {
            let message = format!(
                "Times are said to be in {}; they were read so, although the clocks of {place} showed another \
                 season's time on {}.",
                quote(named.text),
                self.day
            );
            findings.push(Finding::hint("IMP-07", message));
        }
    }
}

/// `All times in …`, `(times in …)`, `Time zone: …` in heading or text of a section.
fn statements(section: &Section) -> Vec<Named<'_>> {
    let mut found = Vec::new();
    if let Some(heading) = section.heading.as_deref().filter(|heading| labels::is_timeline(heading)) {
        found.extend(zone::all_in(heading));
    }
    let mut fence = Fence::default();
    for line in section.body.lines() {
        if fence.is_inside(line) {
            continue;
        }
        let lower = line.to_lowercase();
        let says =
            ["all times", "times are", "times in", "time zone", "timezone", "times below", "times listed"];
        if let Some(at) = says.iter().filter_map(|word| lower.find(word)).min()
            && line.is_char_boundary(at)
        {
            // Only the sentence that speaks of times.
            let sentence = line[at..].split(". ").next().unwrap_or_default();
            found.extend(zone::all_in(sentence));
        }
    }
    found
}
