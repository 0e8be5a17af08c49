//! Availability: how much of a period a service was up, by which rule, since when (`AVL-01` to `AVL-05`).
//!
//! Everything is counted in whole numbers and added up before anything is divided: ratios are never averaged (`AVL-02`).
//! It must not know zones: whoever asks for days says where they begin.

mod policy;
mod ratio;
mod sweep;

#[cfg(test)]
mod tests;

pub use policy::{Counting, PartialPolicy, Weights, WeightsError};
pub use ratio::{Ratio, decimal};

use serde::{Deserialize, Serialize};

use self::sweep::{Segment, segments};
use crate::incident::ImpactLevel;
use crate::time::Instant;

/// What a window tells about a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowKind {
    /// Impact that nobody had planned.
    Impact(ImpactLevel),
    /// Planned and announced work, with what it was said to take away; `None` for work that nobody notices.
    Planned(Option<ImpactLevel>),
}

/// A stretch of time in the life of a service. One that ends before it begins, or has no length, counts nothing (`IMP-05`, `IMP-06`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it began.
    pub start: Instant,
    /// When it ended; `None` while it lasts.
    pub end: Option<Instant>,
    /// What it tells.
    pub kind: WindowKind,
}

/// What is known about one service, and by which rule it is counted.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The windows, in any order; they may overlap.
    pub windows: &'a [Window],
    /// When measuring began (`AVL-03`); `None` when it never did.
    pub since: Option<Instant>,
    /// Where measuring has come to: open windows end here, and nothing later counts.
    pub now: Instant,
    /// The rule.
    pub counting: Counting,
}

/// The availability of a period, in both readings of planned work (`AVL-05`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// Planned work is left out, of the downtime and of the time.
    pub without_planned: Ratio,
    /// Planned work counts like any other impact of its level.
    pub with_planned: Ratio,
}

impl Availability {
    /// The figure that the rule names.
    pub const fn figure(&self, counting: &Counting) -> Ratio {
        if counting.excludes_planned { self.without_planned } else { self.with_planned }
    }

    /// The sum of two periods or services (`AVL-02`).
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            without_planned: self.without_planned + other.without_planned,
            with_planned: self.with_planned + other.with_planned,
        }
    }
}

crate::vocabulary! {
    /// The worst that a day saw. A day without measurement is never called a good one.
    DayLevel {
        /// Nothing was measured.
        NoData = "no_data",
        /// Nothing happened.
        Operational = "operational",
        /// Planned work alone.
        UnderMaintenance = "under_maintenance",
        /// Slow, or wrong now and then.
        DegradedPerformance = "degraded_performance",
        /// Part of it did not work.
        PartialOutage = "partial_outage",
        /// It did not work.
        MajorOutage = "major_outage",
    }
}

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFigure {
    /// The worst of the day.
    pub worst: DayLevel,
    /// Both readings.
    pub availability: Availability,
    /// Downtime as the rule counts it, whole seconds, half up.
    pub downtime_seconds: u32,
    /// Time with impact of any level or with planned work, whole seconds, half up: what a drawing shows.
    pub affected_seconds: u32,
}

impl Record<'_> {
    /// `AVL-01`: the availability between two instants, of the part that was measured.
    pub fn over(&self, from: Instant, to: Instant) -> Availability {
        let mut sum = Availability::default();
        for segment in self.segments(from, to) {
            sum = sum.plus(self.weigh(&segment));
        }
        sum
    }

    /// A figure for each day between neighbouring `bounds`, which come in order: a day of 23 or 25 hours is as good as any.
    pub fn days(&self, bounds: &[Instant]) -> Vec<DayFigure> {
        bounds.windows(2).map(|pair| self.day(pair[0], pair[1])).collect()
    }

    fn day(&self, from: Instant, to: Instant) -> DayFigure {
        let mut figure = DayFigure {
            worst: DayLevel::NoData,
            availability: Availability::default(),
            downtime_seconds: 0,
            affected_seconds: 0,
        };
        let mut affected = 0;
        for segment in self.segments(from, to) {
            figure.availability = figure.availability.plus(self.weigh(&segment));
            figure.worst = figure.worst.max(level(&segment));
            if level(&segment) > DayLevel::Operational {
                affected += segment.millis;
            }
        }
        figure.downtime_seconds = figure.availability.figure(&self.counting).down_seconds();
        figure.affected_seconds = ratio::half_up_seconds(affected * ratio::WHOLE);
        figure
    }

    /// `AVL-03`: the period, cut to what was measured.
    fn segments(&self, from: Instant, to: Instant) -> Vec<Segment> {
        let Some(since) = self.since else { return Vec::new() };
        segments(self.windows, from.max(since), to.min(self.now), self.now)
    }

    fn weigh(&self, segment: &Segment) -> Availability {
        let weight = |level: Option<ImpactLevel>| self.counting.partial.weight(level);
        let impact = weight(segment.impact);
        let all = impact.max(weight(segment.planned));
        let without = if segment.is_planned { Ratio::default() } else { Ratio::of(segment.millis, impact) };
        Availability { without_planned: without, with_planned: Ratio::of(segment.millis, all) }
    }
}

fn level(segment: &Segment) -> DayLevel {
    match (segment.impact, segment.is_planned) {
        (Some(ImpactLevel::MajorOutage), _) => DayLevel::MajorOutage,
        (Some(ImpactLevel::PartialOutage), _) => DayLevel::PartialOutage,
        (Some(ImpactLevel::DegradedPerformance), _) => DayLevel::DegradedPerformance,
        (None, true) => DayLevel::UnderMaintenance,
        (None, false) => DayLevel::Operational,
    }
}
