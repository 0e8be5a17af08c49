//! Reminders (`ACT-12`): decided once for each item, due date and stage, in the transaction that tells of it.
//!
//! It must not know by which means people are told.

use domain::id::UserId;
use domain::identity::{Actor, Permission, SystemActor};
use domain::notification::NotificationKind;
use domain::problem::Problem;
use domain::repair::reminder::{self, Circle};
use domain::repair::{ReminderStage, RepairChange, RepairItem};
use domain::time::Instant;
use serde_json::json;
use store::problem::list as problems;
use store::repair::reminder as decisions;

use super::open::{Change, record, said};
use crate::notification::{About, tell_about};
use crate::write::Write;
use crate::{App, Result};

/// Items of one transaction.
const BATCH: u64 = 20;

impl App {
    /// Decides the reminders whose time has come at `now`, of some items; how many items these were. None are left when it is
    /// zero. Of several stages that were reached at once all are decided and the last one is told.
    pub async fn decide_reminders(&self, now: Instant) -> Result<usize> {
        // Looking takes no lock; most looks find nothing.
        if !decisions::has_due(&self.store().background(), now).await? {
            return Ok(0);
        }
        let worker = Actor::system(SystemActor::Worker);
        let mut write = self.write_unseen(&worker).await?;
        let items = decisions::lock_due(&write.tx, now, BATCH).await?;
        let ids: Vec<_> = items.iter().map(|item| item.problem).collect();
        let problems = problems::by_ids(&write.tx, &ids).await?;
        for item in &items {
            self.remind(&mut write, item, problems.get(&item.problem), now).await?;
        }
        write.commit().await?;
        Ok(items.len())
    }

    async fn remind(
        &self,
        write: &mut Write<'_>,
        item: &RepairItem,
        problem: Option<&Problem>,
        now: Instant,
    ) -> Result<()> {
        let reached = reminder::reached(item, now);
        let last = reached.last().copied();
        if let (Some(due_at), Some(last)) = (item.due_at, last) {
            let mut is_news = false;
            for stage in reached {
                let is_told = stage == last;
                let is_fresh = decisions::decide(&write.tx, item.id, due_at, stage, is_told, now).await?;
                is_news |= is_told && is_fresh;
            }
            if is_news {
                self.tell_of(write, item, problem, last);
            }
        }
        decisions::set_next(&write.tx, item.id, reminder::next_at(item, last)).await?;
        Ok(())
    }

    fn tell_of(
        &self,
        write: &mut Write<'_>,
        item: &RepairItem,
        problem: Option<&Problem>,
        stage: ReminderStage,
    ) {
        let people = self.circle(item, problem).recipients(stage);
        let told: Vec<String> = people.iter().map(ToString::to_string).collect();
        let about = About { stage: Some(stage), ..About::item(NotificationKind::RepairReminder, item) };
        tell_about(write, &about, &people);
        let facts = json!({ "stage": stage.as_str(), "dueAt": said(item.due_at), "userIds": told });
        record(write, item, &Change { action: "repair.reminded", kind: RepairChange::Reminded, facts });
    }

    /// The people whom an item concerns, as far as they can sign in: whoever cannot is as good as not named.
    fn circle(&self, item: &RepairItem, problem: Option<&Problem>) -> Circle {
        let able = |user: Option<UserId>| user.filter(|user| self.can_read_items(*user));
        let managers = match able(problem.and_then(|problem| problem.owner)) {
            Some(owner) => vec![owner],
            None => self.people_who_may(Permission::RepairApprove),
        };
        Circle {
            owner: able(item.owner),
            managers,
            sponsor: able(problem.and_then(|problem| problem.sponsor)),
        }
    }
}
