//! Reports about repair items: age and strength of open ones, share done within policy, share shown to work; by service, lens
//! and team, never by person (`ACT-12`).

use super::{Effectiveness, RepairItemStatus, RepairStrength};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What the rows of a report stand for.
    RepairReportGroup {
        /// A service of the problem; an item counts for each of them.
        Service = "SERVICE",
        /// A lens.
        Lens = "LENS",
        /// The team of the item.
        Team = "TEAM",
    }
}

/// An item as reports need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How far it is.
    pub status: RepairItemStatus,
    /// How strongly it holds.
    pub strength: Option<RepairStrength>,
    /// When it was recorded: age counts from here.
    pub created_at: Instant,
    /// When the policy wanted it done; none without a clock.
    pub policy_due_at: Option<Instant>,
    /// When it is due.
    pub due_at: Option<Instant>,
    /// When it was done last.
    pub done_at: Option<Instant>,
    /// What the last measurement showed.
    pub result: Option<Effectiveness>,
}

/// Upper bounds of the age classes of open items, in days, each outside its own class; the last class has none.
pub const AGE_DAYS: [i64; 4] = [10, 30, 90, 365];

/// One row of a report. Shares are `None` where nothing is counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Open items.
    pub open: u32,
    /// Open items past their due date.
    pub overdue: u32,
    /// Open items by age: younger than 10, 30, 90, 365 days, and older.
    pub ages: [u32; 5],
    /// Median age of open items, in days.
    pub median_age_days: Option<f64>,
    /// Open items that are strong, intermediate, weak, and not rated.
    pub strengths: [u32; 4],
    /// Items that were done, and those whose measurement opened them again.
    pub done: u32,
    /// Done items that were done by the policy's date.
    pub done_within_policy: u32,
    /// Done items whose effect was measured and could be told.
    pub measured: u32,
    /// Measured items that work.
    pub effective: u32,
    /// Decisions not to act.
    pub not_doing: u32,
}

impl Tally {
    /// Counts items at `now`.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Counted>, now: Instant) -> Self {
        let mut tally = Self::default();
        let mut ages: Vec<f64> = Vec::new();
        for item in items {
            if item.status.is_open() {
                tally.take_open(item, now, &mut ages);
            }
            // What was measured was done all the same, whatever became of it then; to leave it out would flatter the share
            // that works.
            if item.status.is_done() || item.result.is_some() {
                tally.take_done(item);
            }
            tally.not_doing += u32::from(item.status == RepairItemStatus::NotDoing);
        }
        tally.median_age_days = median(ages);
        tally
    }

    fn take_open(&mut self, item: &Counted, now: Instant, ages: &mut Vec<f64>) {
        let age = now - item.created_at;
        let class = AGE_DAYS.iter().filter(|bound| age.num_days() >= **bound).count();
        let strength = match item.strength {
            Some(RepairStrength::Strong) => 0,
            Some(RepairStrength::Intermediate) => 1,
            Some(RepairStrength::Weak) => 2,
            None => 3,
        };
        self.open += 1;
        self.ages[class] += 1;
        self.strengths[strength] += 1;
        self.overdue +=
            u32::from(item.status.has_running_clock() && item.due_at.is_some_and(|due| due < now));
        ages.push(age.to_std().unwrap_or_default().as_secs_f64() / 86_400.0);
    }

    fn take_done(&mut self, item: &Counted) {
        let in_time = |done: Instant| item.policy_due_at.is_some_and(|due| done <= due);
        self.done += 1;
        self.done_within_policy += u32::from(item.done_at.is_some_and(in_time));
        self.measured += u32::from(item.result.is_some_and(|result| result != Effectiveness::Inconclusive));
        self.effective += u32::from(item.status == RepairItemStatus::Effective);
    }

    /// Done within policy, of all done.
    pub fn share_within_policy(&self) -> Option<f64> {
        share(self.done_within_policy, self.done)
    }

    /// Shown to work, of all done: what nobody measured does not count as working.
    pub fn share_effective(&self) -> Option<f64> {
        share(self.effective, self.done)
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// The middle one, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}
