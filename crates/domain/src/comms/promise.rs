//! What was promised to an audience, and what became of it: the next update, or an analysis of the causes.
//!
//! A promise is settled by the next update of its audience, by a published analysis, or by the end of the incident; the outcome
//! is decided then and stays. It must not know how anybody is told that one is late.

use chrono::Duration;

use super::{Audience, CommsError, StatusUpdate};
use crate::id::{IncidentId, PromiseId, UserId};
use crate::identity::Principal;
use crate::incident::{Incident, ResponderRole, Severity};
use crate::organisation::Thresholds;
use crate::time::{Instant, seconds_between};
use crate::vocabulary;

vocabulary! {
    /// What was promised.
    PromiseKind {
        /// The next update, or the fix that an update announced.
        Update = "UPDATE",
        /// An analysis of the causes (`COM-05`).
        Rca = "RCA",
    }
}

vocabulary! {
    /// What became of a promise.
    PromiseOutcome {
        /// It can still be kept.
        Open = "OPEN",
        /// It was kept in time.
        Kept = "KEPT",
        /// It was kept, too late.
        Late = "LATE",
        /// It was not kept: the incident ended without a word, or a later date took its place.
        Broken = "BROKEN",
    }
}

vocabulary! {
    /// How far a published analysis has come.
    RcaStage {
        /// What is known so far.
        Preliminary = "PRELIMINARY",
        /// The whole of it.
        Final = "FINAL",
    }
}

vocabulary! {
    /// Who is told that a promise is late.
    EscalationStage {
        /// The communications lead and the lead of the incident.
        Leads = "LEADS",
        /// Incident managers.
        Managers = "MANAGERS",
    }
}

/// Something that was promised to an audience about an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Identifier.
    pub id: PromiseId,
    /// The incident it is about.
    pub incident: IncidentId,
    /// What was promised.
    pub kind: PromiseKind,
    /// To whom.
    pub audience: Audience,
    /// Which stage of an analysis; none for an update.
    pub stage: Option<RcaStage>,
    /// When it is due.
    pub due_at: Instant,
    /// When it was made.
    pub made_at: Instant,
    /// Who made it.
    pub made_by: Principal,
    /// When it was kept.
    pub kept_at: Option<Instant>,
    /// What became of it.
    pub outcome: PromiseOutcome,
    /// When somebody is next to be told that it is late; none when nobody is.
    pub escalate_at: Option<Instant>,
}

/// Minutes that incident managers are left alone after the leads were told, where a severity has no cadence.
const WITHOUT_CADENCE: u32 = 60;
/// The fewest minutes between the two stages.
const LEAST_MINUTES: u32 = 15;
/// Minutes between the two stages for an analysis.
const RCA_MINUTES: u32 = 24 * 60;

impl Promise {
    /// The promise that an update makes (`COM-01`): its next update, or else the fix it announces; none for the last word.
    pub fn of_update(id: PromiseId, update: &StatusUpdate, thresholds: &Thresholds) -> Option<Self> {
        let due_at = update.next_update_at.or(update.eta)?;
        Some(Self {
            id,
            incident: update.incident,
            kind: PromiseKind::Update,
            audience: update.audience,
            stage: None,
            due_at,
            made_at: update.published_at,
            made_by: update.author,
            kept_at: None,
            outcome: PromiseOutcome::Open,
            escalate_at: late_from(due_at, thresholds),
        })
    }

    /// A promised analysis of an incident (`COM-05`), made by somebody at an instant.
    ///
    /// Errors: the date is not ahead.
    pub fn of_rca(
        id: PromiseId,
        incident: IncidentId,
        (stage, audience): (RcaStage, Audience),
        due_at: Instant,
        (made_by, made_at): (Principal, Instant),
        thresholds: &Thresholds,
    ) -> Result<Self, CommsError> {
        if due_at <= made_at {
            return Err(CommsError::PromiseInPast { field: "dueAt" });
        }
        Ok(Self {
            id,
            incident,
            kind: PromiseKind::Rca,
            audience,
            stage: Some(stage),
            due_at,
            made_at,
            made_by,
            kept_at: None,
            outcome: PromiseOutcome::Open,
            escalate_at: late_from(due_at, thresholds),
        })
    }

    /// Whether a publication of a stage to an audience is what was promised: the final analysis stands for a preliminary one,
    /// and what customers can read, people of the house can read too.
    pub fn is_kept_by(&self, stage: RcaStage, audience: Audience) -> bool {
        let is_read = self.audience == audience || audience == Audience::External;
        self.kind == PromiseKind::Rca && is_read && self.stage.is_some_and(|promised| promised <= stage)
    }

    /// Gives way to a later promise of the same; whether it does. One of another stage or audience stays.
    ///
    /// Errors: the other is no later (`COM-05`).
    pub fn give_way_to(&mut self, later: &Self) -> Result<bool, CommsError> {
        let what = |one: &Self| (one.kind, one.audience, one.stage);
        if !self.is_open() || what(self) != what(later) {
            return Ok(false);
        }
        if later.due_at <= self.due_at {
            return Err(CommsError::PromisedAlready { due_at: self.due_at });
        }
        self.settle(PromiseOutcome::Broken, None);
        Ok(true)
    }

    /// Whether it can still be kept in time or too late.
    pub const fn is_open(&self) -> bool {
        matches!(self.outcome, PromiseOutcome::Open)
    }

    /// `COM-02`: whether it is open and its time, with the grace, has passed.
    pub fn is_late(&self, now: Instant, thresholds: &Thresholds) -> bool {
        self.is_open() && self.due_at < thresholds.late_before(now)
    }

    /// Whole seconds after the due date at which it was kept, or that have passed while it is late; none otherwise.
    pub fn lateness(&self, now: Instant, thresholds: &Thresholds) -> Option<i64> {
        match self.outcome {
            PromiseOutcome::Late => seconds_between(self.due_at, self.kept_at?),
            PromiseOutcome::Open if self.is_late(now, thresholds) => seconds_between(self.due_at, now),
            _ => None,
        }
    }

    /// What was promised came at `now`. One that broke when the incident ended is kept after all, too late. Whether it changed.
    pub fn keep(&mut self, now: Instant, thresholds: &Thresholds) -> bool {
        let outcome = match self.outcome {
            PromiseOutcome::Open if self.due_at >= thresholds.late_before(now) => PromiseOutcome::Kept,
            PromiseOutcome::Open | PromiseOutcome::Broken => PromiseOutcome::Late,
            PromiseOutcome::Kept | PromiseOutcome::Late => return false,
        };
        self.settle(outcome, Some(now));
        true
    }

    /// The incident ended at `now`: in time that keeps the promise of an update, afterwards it breaks it. The update that customers
    /// are `owed` by an instant goes on until it comes (`COM-02`), and so does a promised analysis. Whether it changed.
    pub fn end(&mut self, owed: Option<Instant>, now: Instant, thresholds: &Thresholds) -> bool {
        let is_owed = self.audience == Audience::External && owed == Some(self.due_at);
        if !self.is_open() || self.kind != PromiseKind::Update || is_owed {
            return false;
        }
        if self.due_at >= thresholds.late_before(now) {
            return self.keep(now, thresholds);
        }
        self.settle(PromiseOutcome::Broken, None);
        true
    }

    fn settle(&mut self, outcome: PromiseOutcome, kept_at: Option<Instant>) {
        self.outcome = outcome;
        self.kept_at = kept_at;
        self.escalate_at = None;
    }

    /// When a stage of telling people is reached: when the grace has passed, and the severity's cadence later, at least 15
    /// minutes; a day later for an analysis. `None` at the end of all time.
    pub fn stage_at(
        &self,
        stage: EscalationStage,
        severity: Severity,
        thresholds: &Thresholds,
    ) -> Option<Instant> {
        let late = late_from(self.due_at, thresholds)?;
        let wait = match (stage, self.kind) {
            (EscalationStage::Leads, _) => return Some(late),
            (EscalationStage::Managers, PromiseKind::Rca) => RCA_MINUTES,
            (EscalationStage::Managers, PromiseKind::Update) => {
                let of = thresholds.of(severity);
                let cadence = match self.audience {
                    Audience::Internal => of.internal_cadence,
                    Audience::External => of.external_cadence,
                };
                cadence.unwrap_or(WITHOUT_CADENCE).max(LEAST_MINUTES)
            }
        };
        late.checked_add_signed(Duration::minutes(i64::from(wait)))
    }

    /// The stages that are reached at `now`, in order; none of a promise that is settled.
    pub fn stages_reached(
        &self,
        severity: Severity,
        now: Instant,
        thresholds: &Thresholds,
    ) -> Vec<EscalationStage> {
        let is_reached = |stage: &EscalationStage| {
            // Late is what is due *before* the grace: an update at that very instant is in time.
            self.is_open() && self.stage_at(*stage, severity, thresholds).is_some_and(|at| at < now)
        };
        EscalationStage::ALL.iter().copied().filter(is_reached).collect()
    }

    /// When the next stage after `now` is to be decided; none when all are, or when it is settled.
    pub fn next_stage_at(
        &self,
        severity: Severity,
        now: Instant,
        thresholds: &Thresholds,
    ) -> Option<Instant> {
        let stages =
            EscalationStage::ALL.iter().filter_map(|stage| self.stage_at(*stage, severity, thresholds));
        self.is_open().then(|| stages.filter(|at| *at >= now).min()).flatten()
    }
}

/// Who is told at a stage that a promise of an incident is late. Where no lead is named, the managers are told at once.
pub fn recipients(stage: EscalationStage, incident: &Incident, managers: &[UserId]) -> Vec<UserId> {
    let roles = [ResponderRole::CommunicationsLead, ResponderRole::IncidentLead];
    let mut leads: Vec<UserId> = roles.into_iter().filter_map(|role| incident.holder(role)).collect();
    leads.dedup();
    match stage {
        EscalationStage::Leads if !leads.is_empty() => leads,
        EscalationStage::Leads | EscalationStage::Managers => managers.to_vec(),
    }
}

/// The instant from which a promise is late; `None` at the end of all time.
fn late_from(due_at: Instant, thresholds: &Thresholds) -> Option<Instant> {
    due_at.checked_add_signed(Duration::minutes(i64::from(thresholds.late_grace_minutes)))
}

/// The promises that past updates of an incident made, and what became of them: for histories that are written at once.
/// `updates` are in the order of their publication; `ended_at` is when the incident ended, if it did: a history owes nobody a word.
pub fn replay(updates: &[StatusUpdate], ended_at: Option<Instant>, thresholds: &Thresholds) -> Vec<Promise> {
    let mut made: Vec<Promise> = Vec::new();
    let mut end = ended_at;
    for update in updates {
        if let Some(at) = end.filter(|at| *at < update.published_at) {
            for promise in &mut made {
                promise.end(None, at, thresholds);
            }
            end = None;
        }
        if let Some(last) = made.iter_mut().rev().find(|one| one.audience == update.audience) {
            last.keep(update.published_at, thresholds);
        }
        made.extend(Promise::of_update(PromiseId::new(update.id.uuid()), update, thresholds));
    }
    if let Some(at) = end {
        for promise in &mut made {
            promise.end(None, at, thresholds);
        }
    }
    made
}

/// What became of the promises of one kind to one audience.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were made.
    pub made: u32,
    /// Kept in time.
    pub kept: u32,
    /// Kept too late.
    pub late: u32,
    /// Not kept.
    pub broken: u32,
    /// Not settled yet.
    pub open: u32,
    /// Median of how late the late ones came, in whole seconds; none where none was late.
    pub median_lateness: Option<i64>,
}

impl Tally {
    /// Counts outcomes, each with the seconds that it came too late.
    pub fn of(promises: impl IntoIterator<Item = (PromiseOutcome, Option<i64>)>) -> Self {
        let (mut tally, mut late) = (Self::default(), Vec::new());
        for (outcome, seconds) in promises {
            tally.made += 1;
            *match outcome {
                PromiseOutcome::Open => &mut tally.open,
                PromiseOutcome::Kept => &mut tally.kept,
                PromiseOutcome::Late => &mut tally.late,
                PromiseOutcome::Broken => &mut tally.broken,
            } += 1;
            if outcome == PromiseOutcome::Late {
                late.extend(seconds);
            }
        }
        late.sort_unstable();
        let middle = late.len() / 2;
        let median = |upper: i64| match middle.checked_sub(1).and_then(|below| late.get(below)) {
            Some(lower) if late.len().is_multiple_of(2) => i64::midpoint(*lower, upper),
            _ => upper,
        };
        tally.median_lateness = late.get(middle).copied().map(median);
        tally
    }
}
