//! The days of a service as bars: colour by the worst, height by how long it lasted.
//!
//! Pure geometry in whole units of the drawing. Good days are one dashed line, so that ninety of them cost no more than one. It must
//! not know colours or a renderer.

use std::fmt::Write;

use super::Day;
use crate::availability::DayLevel;

/// Width of a bar.
pub const BAR: u32 = 7;
/// From one bar to the next.
pub const STEP: u32 = 10;
/// Height of the drawing, and of the longest day.
pub const HEIGHT: u32 = 30;
/// Height of a day without impact.
pub const LOW: u32 = 9;

/// The bars of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// Width of the drawing; its height is [`HEIGHT`].
    pub width: u32,
    /// Good days: lines along the middle of low bars, to be drawn [`LOW`] thick and dashed by [`BAR`] and the rest of a [`STEP`].
    /// Empty when there are none.
    pub good: String,
    /// The other levels that occur, in their order, each with the outlines of its bars.
    pub others: Vec<(DayLevel, String)>,
}

/// How high the bar of a day is.
pub const fn height(day: &Day) -> u32 {
    match (day.worst, day.affected_seconds) {
        (DayLevel::NoData | DayLevel::Operational, _) => LOW,
        (_, 0..300) => 12,
        (_, 300..1_800) => 15,
        (_, 1_800..3_600) => 18,
        (_, 3_600..7_200) => 22,
        (_, 7_200..14_400) => 26,
        _ => HEIGHT,
    }
}

/// Lays out days, oldest at the left.
pub fn bars(days: &[Day]) -> Bars {
    let count = u32::try_from(days.len()).unwrap_or(u32::MAX / STEP);
    Bars {
        width: (count * STEP).saturating_sub(STEP - BAR),
        good: good(days),
        others: DayLevel::ALL
            .iter()
            .filter(|level| **level != DayLevel::Operational)
            .map(|level| (*level, outlines(days, *level)))
            .filter(|(_, path)| !path.is_empty())
            .collect(),
    }
}

/// A line for each run of good days. Dashes begin anew with each line, so its bars stand where they belong.
fn good(days: &[Day]) -> String {
    let (mut path, mut x) = (String::new(), 0);
    for run in days.chunk_by(|one, next| is_good(one) == is_good(next)) {
        let length = u32::try_from(run.len()).unwrap_or_default() * STEP;
        if run.first().is_some_and(is_good) {
            // The middle of a low bar lies on a half unit.
            let _ = write!(path, "M{x} {}.5h{}", HEIGHT - LOW / 2 - 1, length - (STEP - BAR));
        }
        x += length;
    }
    path
}

fn is_good(day: &Day) -> bool {
    day.worst == DayLevel::Operational
}

fn outlines(days: &[Day], level: DayLevel) -> String {
    let mut path = String::new();
    for (x, day) in (0..).step_by(STEP as usize).zip(days).filter(|(_, day)| day.worst == level) {
        let height = height(day);
        let _ = write!(path, "M{x} {}h{BAR}v{height}h-{BAR}z", HEIGHT - height);
    }
    path
}
