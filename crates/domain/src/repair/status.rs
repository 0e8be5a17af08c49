//! The life of a repair item: which steps exist, and what each needs.
//!
//! It must not know who may take a step: that is the policy table's business.

use super::{ClockBasis, DueClock, LinkedCause, NotDoing, RepairError, RepairItem, RepairPolicy};
use super::{ReminderStage, RepairReopenReason, RepairReopening, reminder, rules};
use crate::finding::unmet;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How far a repair item is.
    RepairItemStatus {
        /// An idea; it has no clock.
        Proposed = "PROPOSED",
        /// Somebody committed to it; its clock runs.
        Committed = "COMMITTED",
        /// Somebody works on it.
        InProgress = "IN_PROGRESS",
        /// Done; whether it works is not known yet (`ACT-10`).
        Done = "DONE",
        /// A measurement showed that it works.
        Effective = "EFFECTIVE",
        /// Finished once, and opened again: it did not work, or the problem came back.
        Reopened = "REOPENED",
        /// It is not done, by decision (`ACT-11`).
        NotDoing = "NOT_DOING",
    }
}

impl RepairItemStatus {
    /// Whether somebody still has to do something: neither proven nor decided against. An idea counts, a done one that waits
    /// for its check too.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Effective | Self::NotDoing)
    }

    /// Whether its clock runs: committed to and not done.
    pub const fn has_running_clock(self) -> bool {
        matches!(self, Self::Committed | Self::InProgress | Self::Reopened)
    }

    /// Whether somebody has committed to it and it stands: what counts as a solution (`RCS-06`).
    pub const fn is_solution(self) -> bool {
        !matches!(self, Self::Proposed | Self::NotDoing)
    }

    /// Whether it is done, measured or not.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Effective)
    }

    /// Whether somebody may take it to `to` by hand, gates aside. EFFECTIVE and REOPENED come by a measurement or a recurrence
    /// alone.
    pub const fn leads_to(self, to: Self) -> bool {
        use RepairItemStatus as S;
        match (self, to) {
            (S::Proposed, S::Committed)
            | (S::Committed | S::Reopened, S::InProgress | S::Done)
            | (S::InProgress, S::Committed | S::Done)
            | (S::Done, S::InProgress)
            | (S::NotDoing, S::Proposed) => true,
            (from, S::NotDoing) => !matches!(from, S::Done | S::Effective | S::NotDoing),
            _ => false,
        }
    }

    /// The states that somebody may take it to by hand, gates aside.
    pub fn next(self) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|to| self.leads_to(*to)).collect()
    }
}

/// A step that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusStep {
    /// To COMMITTED, IN_PROGRESS, DONE, or back to PROPOSED.
    To(RepairItemStatus),
    /// To NOT_DOING, by this decision.
    Decline(NotDoing),
}

/// What the gates of a step look at.
#[derive(Clone, Copy, Debug)]
pub struct Gate<'a> {
    /// The policy that the item was made under.
    pub policy: &'a RepairPolicy,
    /// The linked causes.
    pub causes: &'a [LinkedCause],
    /// Now.
    pub now: Instant,
}

impl RepairItem {
    /// Takes a step in its life, if its gate is met. COMMITTED starts the clock (`ACT-03`) and needs owner, team and done
    /// condition (`ACT-04`) and the causes of its kind (`ACT-01`, `ACT-02`); a due date that was asked for beyond the policy needs
    /// its exception. DONE stamps `done_at` and sets the check date where none is planned ahead. A decision not to act that is
    /// taken back leaves an idea without a clock.
    ///
    /// Errors: no such step; `ACT-01` to `ACT-04` for what is missing; NOT_DOING without its decision (`ACT-11`).
    pub fn change_status(&mut self, step: StatusStep, gate: &Gate<'_>) -> Result<(), RepairError> {
        use RepairItemStatus as S;
        let from = self.status;
        let (to, decision) = match step {
            StatusStep::To(to) => (to, None),
            StatusStep::Decline(decision) => (S::NotDoing, Some(decision)),
        };
        if !from.leads_to(to) {
            return Err(RepairError::Transition { from, to });
        }
        match (from, to) {
            (S::Proposed, S::Committed) => self.commit(gate)?,
            (_, S::Done) => self.finish(gate),
            (S::Done, _) => self.take_up(gate.policy),
            (S::NotDoing, _) => self.propose_again(),
            (_, S::NotDoing) if decision.is_none() => {
                return Err(RepairError::DecisionIncomplete { missing: "reason" });
            }
            _ => {}
        }
        self.not_doing = decision;
        self.status = to;
        Ok(())
    }

    fn commit(&mut self, gate: &Gate<'_>) -> Result<(), RepairError> {
        if let Some((rule, message)) = unmet(&rules::gate(self, gate.causes)) {
            return Err(RepairError::GateUnmet { to: RepairItemStatus::Committed, rule, message });
        }
        self.start_clock(gate.policy, gate.causes, gate.now)?;
        self.committed_at = self.committed_at.or(Some(gate.now));
        Ok(())
    }

    /// Done, and not measured since.
    fn finish(&mut self, gate: &Gate<'_>) {
        self.done_at = Some(gate.now);
        self.effectiveness = None;
        if self.plan.check_at.is_none_or(|at| at <= gate.now) {
            self.plan.check_at = Some(self.check_by_policy(gate.policy, gate.now));
        }
    }

    /// Not done after all: what the policy planned for a done item goes with it.
    fn take_up(&mut self, policy: &RepairPolicy) {
        if let Some(done) = self.done_at.take() {
            let by_policy = self.check_by_policy(policy, done);
            self.plan.check_at = self.plan.check_at.filter(|at| *at != by_policy);
        }
    }

    fn propose_again(&mut self) {
        self.clock = None;
        self.due_at = None;
        self.exception = None;
    }

    /// When its effect is checked if it is done at `done` (`ACT-10`).
    pub(super) fn check_by_policy(&self, policy: &RepairPolicy, done: Instant) -> Instant {
        done + chrono::Duration::days(i64::from(policy.check_days(self.kind)))
    }

    /// Opens a finished item again at `now`; its clock counts from there, under its policy. False when it is not finished.
    pub fn reopen(&mut self, reason: RepairReopenReason, policy: &RepairPolicy, now: Instant) -> bool {
        if !self.status.is_done() {
            return false;
        }
        self.take_up(policy);
        let days = policy.days(self.horizon);
        let clock = DueClock { counted_from: now, basis: ClockBasis::Reopened, days };
        self.due_at = Some(clock.policy_due_at());
        self.exception = None;
        self.clock = Some(clock);
        self.reopening = Some(RepairReopening { at: now, reason });
        self.status = RepairItemStatus::Reopened;
        true
    }

    /// Keeps the time of its next reminder in step; called by whatever changed status, clock or due date. `last_told` is the last
    /// stage that was decided for the due date that it has now.
    pub fn settle_reminder(&mut self, last_told: Option<ReminderStage>) {
        self.next_reminder_at = reminder::next_at(self, last_told);
    }
}
