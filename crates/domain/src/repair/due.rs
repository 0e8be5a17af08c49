//! Due dates: from when days are counted, how many, and exceptions (`ACT-03`).
//!
//! The talk does not say from when or which days: calendar days of 24 hours from the confirmation of the root cause.

use super::{LinkedCause, RepairError, RepairItem, RepairItemStatus, RepairPolicy};
use crate::id::UserId;
use crate::text::Body;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// From which instant the days of a clock are counted.
    ClockBasis {
        /// The latest confirmation among the linked root causes.
        RootCauseConfirmed = "ROOT_CAUSE_CONFIRMED",
        /// Its commitment: it acts on mere factors.
        Committed = "COMMITTED",
        /// The moment it was opened again.
        Reopened = "REOPENED",
    }
}

/// The clock of an item that somebody committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueClock {
    /// From when days are counted.
    pub counted_from: Instant,
    /// Why from then.
    pub basis: ClockBasis,
    /// How many days the policy gives.
    pub days: i32,
}

impl DueClock {
    /// When the policy wants it done.
    pub fn policy_due_at(&self) -> Instant {
        self.counted_from + chrono::Duration::days(i64::from(self.days))
    }
}

/// A due date that is not the policy's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueException {
    /// Why, in Markdown.
    pub reason: Body,
    /// Who approved it; needed beyond the policy only.
    pub approver: Option<UserId>,
    /// When it was decided.
    pub decided_at: Instant,
}

/// A due date that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRequest {
    /// The date.
    pub due_at: Instant,
    /// Why.
    pub reason: Option<Body>,
    /// Who approved it.
    pub approver: Option<UserId>,
}

/// The clock that an item would have if somebody committed to it at `now`: from the latest confirmation of a root cause, or from
/// when it was opened again, whichever is later; from the commitment if there is neither.
pub fn clock(item: &RepairItem, policy: &RepairPolicy, causes: &[LinkedCause], now: Instant) -> DueClock {
    let reopened = item.reopening.as_ref().map(|reopening| (reopening.at, ClockBasis::Reopened));
    let confirmed = latest_confirmation(causes).map(|at| (at, ClockBasis::RootCauseConfirmed));
    let (counted_from, basis) = reopened
        .into_iter()
        .chain(confirmed)
        .max_by_key(|(at, _)| *at)
        .unwrap_or((now, ClockBasis::Committed));
    DueClock { counted_from, basis, days: policy.days(item.horizon) }
}

/// When the latest of the root causes was confirmed; none among mere factors.
fn latest_confirmation(causes: &[LinkedCause]) -> Option<Instant> {
    causes.iter().filter(|cause| !cause.is_gone).filter_map(|cause| cause.confirmed_at).max()
}

/// How many days, rounded up, a date lies beyond the policy's; none if it does not.
fn days_beyond(due: Instant, policy_due: Instant) -> Option<i64> {
    let beyond = due - policy_due;
    let whole = beyond.num_days();
    (due > policy_due).then(|| whole + i64::from(beyond > chrono::Duration::days(whole)))
}

impl RepairItem {
    /// Asks for another due date; before the clock runs it is kept as a wish and judged again at the commitment. A date at or
    /// before the policy's needs nothing when it is the first one and a reason when it postpones; a later one needs reason and
    /// approver and stays visible (`ACT-03`).
    ///
    /// Errors: it is done or not being done; the date lies behind; reason or approver is missing.
    pub fn ask_due(
        &mut self,
        request: DueRequest,
        policy: &RepairPolicy,
        causes: &[LinkedCause],
        now: Instant,
    ) -> Result<(), RepairError> {
        let DueRequest { due_at: due, reason, approver } = request;
        let status = self.status;
        if status != RepairItemStatus::Proposed && !status.has_running_clock() {
            return Err(RepairError::NoClock { status });
        }
        if due <= now {
            return Err(RepairError::InPast { field: "dueAt" });
        }
        let is_running = self.clock.is_some();
        let clock = self.clock.unwrap_or_else(|| clock(self, policy, causes, now));
        // Before a root cause is confirmed, nobody knows from when the days of an idea count.
        let is_known = is_running || clock.basis != ClockBasis::Committed;
        let beyond = days_beyond(due, clock.policy_due_at()).filter(|_| is_known);
        let is_sooner = self.due_at.is_some_and(|before| due < before);
        let kept = self.exception.as_ref().filter(|_| is_sooner);
        let reason = reason.or_else(|| kept.map(|kept| kept.reason.clone()));
        let approver = approver.or_else(|| kept.and_then(|kept| kept.approver));
        if let Some(days) = beyond {
            check_exception(days, reason.is_some(), approver.is_some())?;
        } else if is_running && !is_sooner && reason.is_none() {
            return Err(RepairError::ReasonNeeded);
        }
        let approver = approver.filter(|_| beyond.is_some() || !is_known);
        let is_policy = is_running && due == clock.policy_due_at();
        let exception =
            reason.filter(|_| !is_policy).map(|reason| DueException { reason, approver, decided_at: now });
        let facts = |exception: &Option<DueException>| {
            exception.as_ref().map(|exception| (exception.reason.clone(), exception.approver))
        };
        if self.due_at == Some(due) && facts(&exception) == facts(&self.exception) {
            return Err(RepairError::Unchanged { field: "dueAt" });
        }
        self.due_at = Some(due);
        self.exception = exception;
        Ok(())
    }

    /// Starts the clock, as a commitment does. A date that was asked for is judged again; one that has passed is void.
    ///
    /// Errors: it lies beyond the policy, and reason or approver is missing (`ACT-03`).
    pub(super) fn start_clock(
        &mut self,
        policy: &RepairPolicy,
        causes: &[LinkedCause],
        now: Instant,
    ) -> Result<(), RepairError> {
        let clock = clock(self, policy, causes, now);
        let policy_due = clock.policy_due_at();
        let wish = self.due_at.filter(|due| *due > now && *due != policy_due);
        let exception = self.exception.as_ref().filter(|_| wish.is_some());
        if let Some(days) = wish.and_then(|due| days_beyond(due, policy_due)) {
            let has_approver = exception.is_some_and(|exception| exception.approver.is_some());
            check_exception(days, exception.is_some(), has_approver)?;
        }
        self.exception = exception.cloned();
        self.due_at = Some(wish.unwrap_or(policy_due));
        self.clock = Some(clock);
        Ok(())
    }

    /// Follows its causes: a root cause that was confirmed later moves the clock of an item whose due date is the policy's, never
    /// back. What was opened again counts from there. True if the due date moved.
    pub fn follow_causes(&mut self, policy: &RepairPolicy, causes: &[LinkedCause]) -> bool {
        let Some(before) = self.clock.filter(|_| self.status.has_running_clock()) else { return false };
        let is_by_policy = self.due_at == Some(before.policy_due_at());
        let later = latest_confirmation(causes).filter(|at| *at > before.counted_from);
        let Some(counted_from) = later.filter(|_| is_by_policy && before.basis != ClockBasis::Reopened)
        else {
            return false;
        };
        let basis = ClockBasis::RootCauseConfirmed;
        let clock = DueClock { counted_from, basis, days: policy.days(self.horizon) };
        self.due_at = Some(clock.policy_due_at());
        self.clock = Some(clock);
        true
    }

    /// Whether its due date lies beyond the policy's.
    pub fn is_over_policy(&self) -> bool {
        matches!((self.clock, self.due_at), (Some(clock), Some(due)) if due > clock.policy_due_at())
    }
}

/// `ACT-03`: what a due date beyond the policy needs.
const fn check_exception(days: i64, has_reason: bool, has_approver: bool) -> Result<(), RepairError> {
    match (has_reason, has_approver) {
        (false, _) => Err(RepairError::OverPolicy { days, missing: "reason" }),
        (true, false) => Err(RepairError::OverPolicy { days, missing: "approver" }),
        (true, true) => Ok(()),
    }
}
