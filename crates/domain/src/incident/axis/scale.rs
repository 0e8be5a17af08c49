//! Time to pixels: where an instant lies, which ticks are round in the reader's zone, what they are called.
//! It must not know windows or lanes.

use super::{MINUTE, Tick};

const DAY: i64 = 24 * 60 * MINUTE;
/// Distances of ticks that people read easily, in minutes.
const STEPS: &[i64] = &[
    1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 7_200, 14_400, 43_200, 129_600, 259_200,
    525_600,
];

/// From instants to pixels and clock words.
pub(super) struct Scale<'a> {
    start: i64,
    pub(super) end: i64,
    left: i64,
    pub(super) right: i64,
    offset: &'a dyn Fn(i64) -> i64,
}

impl<'a> Scale<'a> {
    /// From the first instant to a little after the last, so that what is open can be seen to be.
    pub(super) fn new(first: i64, last: i64, left: i64, right: i64, offset: &'a dyn Fn(i64) -> i64) -> Self {
        let span = (last - first).max(10 * MINUTE);
        Self { start: first, end: first + span + span / 12, left, right: right.max(left + 1), offset }
    }

    pub(super) fn x(&self, at: i64) -> i64 {
        self.left + (at - self.start) * (self.right - self.left) / (self.end - self.start)
    }

    pub(super) fn holds(&self, at: i64) -> bool {
        (self.start..=self.end).contains(&at)
    }

    fn local(&self, at: i64) -> i64 {
        at + (self.offset)(at)
    }

    pub(super) fn clock(&self, at: i64) -> String {
        let minutes = self.local(at).div_euclid(MINUTE).rem_euclid(24 * 60);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn label(&self, at: i64) -> String {
        let local = self.local(at);
        if local.rem_euclid(DAY) == 0 { date(local.div_euclid(DAY)) } else { self.clock(at) }
    }

    /// Ticks at round local times; labels give way to the one of now and to the right edge.
    pub(super) fn ticks(&self, now: Option<i64>) -> Vec<Tick> {
        let span = self.end - self.start;
        let room = 64 * span / (self.right - self.left);
        let step = STEPS.iter().map(|minutes| minutes * MINUTE).find(|step| *step >= room);
        let step = step.unwrap_or(1_825 * DAY);
        let offset = (self.offset)(self.start);
        let mut at = (self.start + offset).div_euclid(step) * step - offset;
        let mut ticks = Vec::new();
        while at <= self.end {
            if at >= self.start {
                let x = self.x(at);
                let hidden = now.is_some_and(|now| (now - x).abs() < 44) || self.right - x < 20;
                ticks.push(Tick { x, label: if hidden { String::new() } else { self.label(at) } });
            }
            at += step;
        }
        ticks
    }
}

/// `8 Nov` of a day counted from 1970-01-01, by the rules of the Gregorian calendar.
pub(super) fn date(day: i64) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let (mut year, mut rest) = (1970, day);
    loop {
        let length = if leap(year) { 366 } else { 365 };
        if rest < length {
            break;
        }
        rest -= length;
        year += 1;
    }
    for (month, name) in MONTHS.iter().enumerate() {
        let length = match month {
            1 => 28 + i64::from(leap(year)),
            3 | 5 | 8 | 10 => 30,
            _ => 31,
        };
        if rest < length {
            return format!("{} {name}", rest + 1);
        }
        rest -= length;
    }
    String::new()
}
