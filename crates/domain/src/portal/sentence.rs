//! How things stand, in a sentence, and the days of a service in words.
//!
//! It must not know a page.

use chrono::Datelike;

use super::{ComponentStatus, Day, Projection, PublicService, service};
use crate::availability::DayLevel;

/// What stands at the head of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// The worst of all.
    pub status: ComponentStatus,
    /// `Checkout: partial outage`, `All systems operational`.
    pub sentence: String,
    /// How many are affected, and how; `None` when the sentence says it all.
    pub detail: Option<String>,
}

impl Projection {
    /// The head of the page: the worst service by name, and how many there are.
    pub fn banner(&self) -> Banner {
        let status = self.overall();
        let affected: Vec<&PublicService> =
            self.services().filter(|one| one.status != ComponentStatus::Operational).collect();
        let worst: Vec<&&PublicService> = affected.iter().filter(|one| one.status == status).collect();
        let sentence = match (status, worst.as_slice()) {
            (ComponentStatus::Operational, _) if self.is_empty() => "No services published yet".to_owned(),
            (ComponentStatus::Operational, _) => "All systems operational".to_owned(),
            (_, []) => status.words().to_owned(),
            (_, [one]) => format!("{}: {}", one.name, lower(status)),
            (_, [one, other]) => format!("{} and {}: {}", one.name, other.name, lower(status)),
            (_, many) => format!("{} services: {}", many.len(), lower(status)),
        };
        Banner { status, sentence, detail: self.detail(&affected) }
    }

    /// `3 of 8 services are affected: 1 partial outage, 2 degraded performance.`
    fn detail(&self, affected: &[&PublicService]) -> Option<String> {
        if affected.is_empty() {
            return match self.open_incidents().count() {
                0 => None,
                1 => Some("One incident is still open.".to_owned()),
                many => Some(format!("{many} incidents are still open.")),
            };
        }
        let kinds: Vec<String> = ComponentStatus::ALL
            .iter()
            .rev()
            .map(|status| (affected.iter().filter(|one| one.status == *status).count(), lower(*status)))
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        let verb = if affected.len() == 1 { "is" } else { "are" };
        let how = if kinds.len() > 1 { format!(": {}", kinds.join(", ")) } else { String::new() };
        Some(format!("{} of {} services {verb} affected{how}.", affected.len(), self.services().count()))
    }
}

/// A status for the middle of a sentence.
fn lower(status: ComponentStatus) -> String {
    status.words().to_lowercase()
}

impl PublicService {
    /// The days in a few words: `4 days with impact`, `2 slow days`, `1 maintenance`, `nothing measured`.
    pub fn days_in_short(&self) -> String {
        let count = |wanted: &[DayLevel]| self.days.iter().filter(|day| wanted.contains(&day.worst)).count();
        let plural = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {many}"),
        };
        let outages = count(&[DayLevel::MajorOutage, DayLevel::PartialOutage]);
        let slow = count(&[DayLevel::DegradedPerformance]);
        let planned = count(&[DayLevel::UnderMaintenance]);
        match (outages, slow, planned) {
            (0, 0, 0) if count(&[DayLevel::NoData]) == self.days.len() => "nothing measured yet".to_owned(),
            (0, 0, 0) => "no impact".to_owned(),
            (0, 0, planned) => plural(planned, "day with maintenance", "days with maintenance"),
            (0, slow, _) => plural(slow, "slow day", "slow days"),
            (outages, slow, _) => plural(outages + slow, "day with impact", "days with impact"),
        }
    }

    /// What the drawing of the days shows, for those who do not see it: `Operational 88 of 90 days; 2 days with partial outage`.
    pub fn days_in_words(&self) -> String {
        let count = |level: DayLevel| self.days.iter().filter(|day| day.worst == level).count();
        let mut parts =
            vec![format!("Operational {} of {} days", count(DayLevel::Operational), self.days.len())];
        for level in DayLevel::ALL.iter().rev().filter(|level| **level != DayLevel::Operational) {
            let days = match count(*level) {
                0 => continue,
                1 => "1 day".to_owned(),
                many => format!("{many} days"),
            };
            let joint = if *level == DayLevel::NoData { "" } else { "with " };
            parts.push(format!("{days} {joint}{}", level.words()));
        }
        parts.join("; ")
    }

    /// The days on which something was, newest first.
    pub fn affected_days(&self) -> impl Iterator<Item = &Day> {
        self.days.iter().rev().filter(|day| day.worst > DayLevel::Operational)
    }
}

impl Day {
    /// `3 Nov: partial outage, 40 min`.
    pub fn words(&self) -> String {
        let date = format!("{} {}", self.date.day(), self.date.format("%b"));
        format!("{date}: {}, {}", self.worst.words(), service::length(self.affected_seconds))
    }
}
