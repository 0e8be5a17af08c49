//! Who is reminded when (`ACT-12`): at 80, 100 and 150 % of an item's time.
//!
//! It must not know by which means people are told.

use std::collections::HashSet;

use chrono::Duration;

use super::{DueClock, RepairItem};
use crate::id::UserId;
use crate::time::{Instant, truncate};
use crate::vocabulary;

vocabulary! {
    /// How far an item's time has run when somebody is reminded.
    ReminderStage {
        /// 80 %: the owner.
        Approaching = "APPROACHING",
        /// 100 %: the owner and the problem manager.
        Due = "DUE",
        /// 150 %: the owner, the problem manager and the sponsor.
        Overdue = "OVERDUE",
    }
}

impl ReminderStage {
    /// Percent of the time from the clock's start to the due date.
    pub const fn percent(self) -> i32 {
        match self {
            Self::Approaching => 80,
            Self::Due => 100,
            Self::Overdue => 150,
        }
    }
}

/// The people whom a stage concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circle {
    /// The owner of the item.
    pub owner: Option<UserId>,
    /// The owner of the problem, or else everybody who manages problems.
    pub managers: Vec<UserId>,
    /// The sponsor named on the problem.
    pub sponsor: Option<UserId>,
}

impl Circle {
    /// Who is told at this stage, each once. Where the one that a stage is for is not named, the next in line is told.
    pub fn recipients(&self, stage: ReminderStage) -> Vec<UserId> {
        let owner: Vec<UserId> = self.owner.into_iter().collect();
        let sponsor: Vec<UserId> = self.sponsor.into_iter().collect();
        let managers = self.managers.clone();
        let first_named = |lists: &[&Vec<UserId>]| {
            lists.iter().find(|list| !list.is_empty()).map(|list| (*list).clone()).unwrap_or_default()
        };
        let people = match stage {
            ReminderStage::Approaching => first_named(&[&owner, &managers, &sponsor]),
            ReminderStage::Due => [owner, first_named(&[&managers, &sponsor])].concat(),
            ReminderStage::Overdue => [owner, managers, sponsor].concat(),
        };
        let mut seen = HashSet::new();
        people.into_iter().filter(|person| seen.insert(*person)).collect()
    }
}

/// When a stage of this item is reached; none while its clock does not run.
pub fn at(item: &RepairItem, stage: ReminderStage) -> Option<Instant> {
    let (DueClock { counted_from, .. }, due) = running(item)?;
    let part = ((due - counted_from) / 100).max(Duration::zero());
    // A date at the end of all time has no stage after it.
    counted_from.checked_add_signed(part * stage.percent()).map(truncate)
}

/// Clock and due date while the clock runs.
fn running(item: &RepairItem) -> Option<(DueClock, Instant)> {
    item.status.has_running_clock().then_some(())?;
    Some((item.clock?, item.due_at?))
}

/// The first stage after `after` (none yet: the first of all), as the time when a reminder is decided; none when nothing is left
/// or the clock does not run.
pub fn next_at(item: &RepairItem, after: Option<ReminderStage>) -> Option<Instant> {
    let next = ReminderStage::ALL.iter().copied().find(|stage| after.is_none_or(|after| *stage > after))?;
    at(item, next)
}

/// The stages reached at `now`, in their order.
pub fn reached(item: &RepairItem, now: Instant) -> Vec<ReminderStage> {
    let is_reached = |stage: &ReminderStage| at(item, *stage).is_some_and(|at| at <= now);
    ReminderStage::ALL.iter().copied().filter(is_reached).collect()
}
