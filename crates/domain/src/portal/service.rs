//! Services as customers see them: status now, and the days behind.
//!
//! It must not draw: see `bars.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::word::words;
use crate::availability::{Availability, Counting, DayLevel, Ratio};
use crate::time::Instant;

words! {
    /// How a service is. In the order of badness: planned work is less than impact.
    ComponentStatus {
        /// It works.
        Operational = "operational",
        /// Planned work is going on.
        UnderMaintenance = "under_maintenance",
        /// Slow, or wrong now and then.
        DegradedPerformance = "degraded_performance",
        /// Part of it does not work, or not for everyone.
        PartialOutage = "partial_outage",
        /// It does not work.
        MajorOutage = "major_outage",
    }
}

impl ComponentStatus {
    /// The status in words, such as `Partial outage`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Operational => "Operational",
            Self::UnderMaintenance => "Under maintenance",
            Self::DegradedPerformance => "Degraded performance",
            Self::PartialOutage => "Partial outage",
            Self::MajorOutage => "Major outage",
        }
    }
}

/// A service by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRef {
    /// Identifier.
    pub id: String,
    /// What it is called in public.
    pub name: String,
}

/// A heading of the page with its services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Identifier; unlike that of every other group.
    pub id: String,
    /// What it is called; empty for services without a heading.
    pub name: String,
    /// In the page's order.
    pub services: Vec<PublicService>,
}

/// A published service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicService {
    /// Identifier.
    pub id: String,
    /// What it is called in public.
    pub name: String,
    /// How it is now.
    pub status: ComponentStatus,
    /// Since when it is so.
    pub since: Instant,
    /// How much of the time it was up.
    pub uptime: Uptime,
    /// The days that are shown, oldest first.
    pub days: Vec<Day>,
}

impl PublicService {
    /// The service by name.
    pub fn reference(&self) -> ServiceRef {
        ServiceRef { id: self.id.clone(), name: self.name.clone() }
    }
}

/// One day of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day in the zone of the organisation.
    pub date: NaiveDate,
    /// The worst that it saw.
    pub worst: DayLevel,
    /// Downtime as the rule of the page counts it.
    pub downtime_seconds: u32,
    /// Time with any impact or planned work.
    pub affected_seconds: u32,
}

super::word::serde_words! { DayLevel {} }

impl DayLevel {
    /// The level in words, such as `partial outage`, for the middle of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoData => "not measured",
            Self::Operational => "operational",
            Self::UnderMaintenance => "maintenance",
            Self::DegradedPerformance => "degraded performance",
            Self::PartialOutage => "partial outage",
            Self::MajorOutage => "major outage",
        }
    }
}

/// A figure with everything that is needed to read it: over what, since when, by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uptime {
    /// Over how many days it was asked for.
    pub days: u16,
    /// Since when the service is measured (`AVL-03`); `None` when it is not.
    pub since: Option<Instant>,
    /// The rule (`AVL-04`, `AVL-05`).
    pub counting: Counting,
    /// Both readings.
    pub availability: Availability,
}

impl Uptime {
    /// The figure that the rule names.
    pub const fn ratio(&self) -> Ratio {
        self.availability.figure(&self.counting)
    }

    /// Percent, without the sign; `None` when nothing was measured.
    pub fn percent(&self) -> Option<String> {
        self.ratio().percent()
    }

    /// The other reading of planned work, when it says something else (`AVL-05`): `99.61 % with maintenance counted`.
    pub fn other_reading(&self) -> Option<String> {
        let (other, words) = if self.counting.excludes_planned {
            (self.availability.with_planned, "with maintenance counted")
        } else {
            (self.availability.without_planned, "without maintenance")
        };
        let percent = other.percent()?;
        (self.percent().as_ref() != Some(&percent)).then(|| format!("{percent} % {words}"))
    }

    /// The sum behind the figure: `1 − 4 h 50 min ÷ 2 146 h`.
    pub fn sum(&self) -> String {
        let ratio = self.ratio();
        format!("1 − {} ÷ {}", length(ratio.down_seconds()), hours(ratio.measured_seconds()))
    }

    /// How the figure is made, in sentences.
    pub fn formula(&self) -> String {
        format!("Uptime = 1 − downtime ÷ measured time. {}", self.counting.sentence())
    }
}

/// A length of time in hours and minutes, never in days, so that sums can be checked: `4 h 50 min`, `40 s`.
pub(super) fn length(seconds: u32) -> String {
    let minutes = seconds.saturating_add(30) / 60;
    match (minutes / 60, minutes % 60) {
        _ if seconds > 0 && seconds < 60 => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{} h", grouped(hours)),
        (hours, minutes) => format!("{} h {minutes} min", grouped(hours)),
    }
}

/// Whole hours, half up; minutes for what is shorter than two hours.
fn hours(seconds: u32) -> String {
    if seconds < 7200 {
        length(seconds)
    } else {
        format!("{} h", grouped(seconds.saturating_add(1800) / 3600))
    }
}

/// A number with its thousands apart, by a space that does not break.
fn grouped(number: u32) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands}\u{a0}{rest:03}"),
    }
}
