//! Tells what is done about a problem, through the use cases, with a clock that stands at the minute being told.
//!
//! It must not write to the store, and it holds no content: that is each problem's own file.

use app::repair::{
    ChangeRepairItemStatus, CreateRepairItem, LinkRepairItemIssue, PlanText, RecordEffectiveness,
};
use app::{App, Result};
use domain::id::{CauseId, ProblemId, RepairItemId, TeamId, UserId};
use domain::identity::Actor;
use domain::rca::Lens;
use domain::repair::{
    Effectiveness, RepairItemStatus, RepairKind, RepairPurpose, RepairStrength, RepairTarget,
};
use domain::time::Instant;

use crate::system::SteppingClock;

/// The repair items of one problem being told.
pub struct Workshop<'a> {
    app: &'a App,
    clock: &'a SteppingClock,
    actor: Actor,
    problem: ProblemId,
}

/// An item, as the story writes it.
#[derive(Clone)]
pub struct Job {
    title: &'static str,
    kind: RepairKind,
    lens: Lens,
    target: Option<RepairTarget>,
    strength: Option<RepairStrength>,
    purpose: Option<RepairPurpose>,
    causes: Vec<CauseId>,
    done_when: &'static str,
    description: Option<&'static str>,
    owner: Option<(UserId, TeamId)>,
    plan: PlanText,
    due: Option<Instant>,
}

impl Job {
    fn of(kind: RepairKind, lens: Lens, title: &'static str) -> Self {
        Self {
            title,
            kind,
            lens,
            target: None,
            strength: None,
            purpose: None,
            causes: Vec::new(),
            done_when: "",
            description: None,
            owner: None,
            plan: PlanText::default(),
            due: None,
        }
    }

    /// What mends root causes.
    pub fn corrective(lens: Lens, title: &'static str, roots: &[CauseId]) -> Self {
        Self { causes: roots.to_vec(), ..Self::of(RepairKind::Corrective, lens, title) }
    }

    /// What keeps it from coming back by changing something.
    pub fn preventive(target: RepairTarget, lens: Lens, title: &'static str, causes: &[CauseId]) -> Self {
        Self {
            target: Some(target),
            causes: causes.to_vec(),
            ..Self::of(RepairKind::Preventive, lens, title)
        }
    }

    /// How strongly it holds, and what it does about the next incident.
    pub const fn holds(mut self, strength: RepairStrength, purpose: RepairPurpose) -> Self {
        self.strength = Some(strength);
        self.purpose = Some(purpose);
        self
    }

    /// More about it.
    pub const fn about(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }

    /// Who answers for it, and by what one can tell that it is done.
    pub const fn by(mut self, owner: UserId, team: TeamId, done_when: &'static str) -> Self {
        self.owner = Some((owner, team));
        self.done_when = done_when;
        self
    }

    /// By what one will tell that it worked: metric, what it was, what it should be, and when it is looked at.
    pub fn proven(mut self, metric: &str, baseline: &str, target: &str, check_at: Instant) -> Self {
        self.plan = PlanText {
            metric: Some(metric.to_owned()),
            baseline: Some(baseline.to_owned()),
            target: Some(target.to_owned()),
            check_at: Some(check_at),
        };
        self
    }

    /// Wanted earlier than the policy wants it.
    pub const fn wanted(mut self, due: Instant) -> Self {
        self.due = Some(due);
        self
    }
}

impl<'a> Workshop<'a> {
    /// Begins at an instant, told by an actor.
    pub fn new(
        app: &'a App,
        clock: &'a SteppingClock,
        (at, actor): (Instant, &Actor),
        problem: ProblemId,
    ) -> Self {
        clock.set(at);
        Self { app, clock, actor: actor.clone(), problem }
    }

    /// Moves on to an instant; `actor` tells from here.
    pub fn moment(&mut self, at: Instant, actor: &Actor) {
        self.clock.set(at);
        self.actor = actor.clone();
    }

    /// Records an idea.
    pub async fn propose(&self, job: Job) -> Result<RepairItemId> {
        let command = CreateRepairItem {
            problem_id: self.problem,
            cause_ids: job.causes,
            title: job.title.to_owned(),
            description: job.description.map(str::to_owned),
            kind: job.kind,
            lens: job.lens,
            horizon: None,
            target: job.target,
            strength: job.strength,
            purpose: job.purpose,
            owner_id: job.owner.map(|(owner, _)| owner),
            team_id: job.owner.map(|(_, team)| team),
            done_condition: (!job.done_when.is_empty()).then(|| job.done_when.to_owned()),
            plan: job.plan,
            due_at: job.due,
            due_reason: None,
            due_approver_id: None,
            idempotency_key: None,
        };
        Ok(self.app.create_repair_item(&self.actor, command).await?.item.id)
    }

    /// Records an item and commits to it.
    pub async fn commit(&self, job: Job) -> Result<RepairItemId> {
        let id = self.propose(job).await?;
        self.step(id, RepairItemStatus::Committed, None).await?;
        Ok(id)
    }

    /// Takes a step in the life of an item; the words of a decision not to act are its reason.
    pub async fn step(&self, id: RepairItemId, status: RepairItemStatus, words: Option<&str>) -> Result<()> {
        let version = self.app.repair_item(&self.actor, id).await?.version;
        let command =
            ChangeRepairItemStatus { id, version, status, note: words.map(str::to_owned), approver_id: None };
        self.app.change_repair_item_status(&self.actor, command).await?;
        Ok(())
    }

    /// Records what the measurement of the plan's metric showed.
    pub async fn measure(
        &self,
        id: RepairItemId,
        result: Effectiveness,
        observed: &str,
        note: &str,
    ) -> Result<()> {
        let version = self.app.repair_item(&self.actor, id).await?.version;
        let command = RecordEffectiveness {
            id,
            version,
            result,
            metric: None,
            baseline: None,
            target: None,
            observed: Some(observed.to_owned()),
            measured_at: None,
            note: Some(note.to_owned()),
        };
        self.app.record_effectiveness(&self.actor, command).await?;
        Ok(())
    }

    /// Names the issue of another tool in which the work is talked about.
    pub async fn issue(&self, id: RepairItemId, url: &str) -> Result<()> {
        let version = self.app.repair_item(&self.actor, id).await?.version;
        let command = LinkRepairItemIssue { id, version, url: url.to_owned() };
        self.app.link_repair_item_issue(&self.actor, command).await?;
        Ok(())
    }
}
