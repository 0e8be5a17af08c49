//! What people say of a repair item: proposing it, and changing what was said.
//!
//! It must not know who may do that, nor who is told.

use super::{EffectivenessPlan, LinkedCause, RepairError, RepairItem, RepairPolicy, rules};
use super::{RepairHorizon, RepairItemStatus, RepairKind, RepairPurpose, RepairStrength, RepairTarget};
use crate::finding::unmet;
use crate::id::{CauseId, ProblemId, RepairItemId, TeamId, UserId};
use crate::identity::{Permission, Principal};
use crate::rca::Lens;
use crate::text::{Markdown, Title};
use crate::time::Instant;

/// What is needed to propose an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Identifier, fresh.
    pub id: RepairItemId,
    /// The problem it belongs to.
    pub problem: ProblemId,
    /// The policy it is made under, as its version.
    pub policy_version: i32,
    /// Everything that somebody may say of it.
    pub fields: RepairFields,
}

/// What people say of an item and can change later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairFields {
    /// What is done.
    pub title: Title,
    /// More about it, in Markdown.
    pub description: Markdown,
    /// Corrective or preventive.
    pub kind: RepairKind,
    /// Through which lens it is seen.
    pub lens: Lens,
    /// How far away its due date is by policy; the kind's default when absent.
    pub horizon: Option<RepairHorizon>,
    /// What a preventive item changes.
    pub target: Option<RepairTarget>,
    /// How strongly it holds.
    pub strength: Option<RepairStrength>,
    /// What it does about the next incident.
    pub purpose: Option<RepairPurpose>,
    /// The one who answers for it.
    pub owner: Option<UserId>,
    /// The team that does it.
    pub team: Option<TeamId>,
    /// By what one can tell that it is done, in Markdown.
    pub done_condition: Markdown,
    /// The causes that it acts on.
    pub causes: Vec<CauseId>,
    /// How one will tell that it worked.
    pub plan: EffectivenessPlan,
}

impl RepairFields {
    /// Checks what is said of an idea.
    ///
    /// Errors: a horizon that its kind does not have (`ACT-03`).
    pub const fn check(&self) -> Result<(), RepairError> {
        match self.horizon {
            Some(horizon) if !self.kind.allows(horizon) => {
                Err(RepairError::HorizonOfKind { kind: self.kind, horizon })
            }
            _ => Ok(()),
        }
    }
}

impl RepairItem {
    /// Records an idea at `now`: status PROPOSED, no clock. Causes are kept once each, in the order of their ids; a horizon that
    /// its kind does not have gives way to the default, see [`RepairFields::check`].
    pub fn propose(proposal: Proposal, by: Principal, now: Instant) -> Self {
        let Proposal { id, problem, policy_version, fields } = proposal;
        let kind = fields.kind;
        let horizon =
            fields.horizon.filter(|asked| kind.allows(*asked)).unwrap_or_else(|| kind.default_horizon());
        Self {
            id,
            number: 0,
            problem,
            title: fields.title,
            description: fields.description,
            kind,
            lens: fields.lens,
            horizon,
            target: fields.target,
            strength: fields.strength,
            purpose: fields.purpose,
            owner: fields.owner,
            team: fields.team,
            done_condition: fields.done_condition,
            causes: once_each(fields.causes),
            status: RepairItemStatus::Proposed,
            policy_version,
            clock: None,
            due_at: None,
            exception: None,
            committed_at: None,
            done_at: None,
            not_doing: None,
            reopening: None,
            plan: fields.plan,
            effectiveness: None,
            tracker: None,
            next_reminder_at: None,
            created_by: by,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// What it takes to change what was said of it: an idea is for whoever may propose, a commitment for whoever works on it.
    pub const fn permission_to_change(&self) -> Permission {
        match self.status {
            RepairItemStatus::Proposed => Permission::RepairPropose,
            _ => Permission::RepairWork,
        }
    }

    /// What was said of it, to be changed and handed to [`Self::apply`]. A horizon that its kind has by default is left out, so
    /// that another kind brings its own.
    pub fn fields(&self) -> RepairFields {
        RepairFields {
            title: self.title.clone(),
            description: self.description.clone(),
            kind: self.kind,
            lens: self.lens,
            horizon: Some(self.horizon).filter(|horizon| *horizon != self.kind.default_horizon()),
            target: self.target,
            strength: self.strength,
            purpose: self.purpose,
            owner: self.owner,
            team: self.team,
            done_condition: self.done_condition.clone(),
            causes: self.causes.clone(),
            plan: self.plan.clone(),
        }
    }

    /// Changes what was said of it, and follows its causes. Answers the fields that differ from before, as the API names them;
    /// `dueAt` among them if the due date moved. `causes` are the ones that it acts on from now on.
    ///
    /// Errors: a horizon that its kind does not have; kind or horizon would move a clock that was started (`ACT-03`); somebody
    /// committed to it and it would lose what that needed (`ACT-01`, `ACT-02`, `ACT-04`). A refused change leaves no trace.
    pub fn apply(
        &mut self,
        fields: RepairFields,
        causes: &[LinkedCause],
        policy: &RepairPolicy,
    ) -> Result<Vec<&'static str>, RepairError> {
        let horizon = self.horizon_with(&fields)?;
        let mut after = self.clone();
        after.title = fields.title;
        after.description = fields.description;
        after.kind = fields.kind;
        after.lens = fields.lens;
        after.horizon = horizon;
        after.target = fields.target;
        after.strength = fields.strength;
        after.purpose = fields.purpose;
        after.owner = fields.owner;
        after.team = fields.team;
        after.done_condition = fields.done_condition;
        after.causes = once_each(fields.causes);
        after.plan = fields.plan;
        let mut changed = self.differs(&after);
        after.check_kept(&changed, causes)?;
        if after.follow_causes(policy, causes) {
            changed.push("dueAt");
        }
        *self = after;
        Ok(changed)
    }

    /// The horizon that it would have.
    fn horizon_with(&self, fields: &RepairFields) -> Result<RepairHorizon, RepairError> {
        let kind = fields.kind;
        let is_kept = fields.horizon.is_none_or(|asked| asked == self.horizon);
        if self.clock.is_some() {
            let field = if kind.allows(self.horizon) { "horizon" } else { "kind" };
            let may_stay = is_kept && kind.allows(self.horizon);
            return if may_stay { Ok(self.horizon) } else { Err(RepairError::ClockFixed { field }) };
        }
        match fields.horizon {
            Some(horizon) if kind.allows(horizon) => Ok(horizon),
            Some(horizon) if horizon != self.horizon => Err(RepairError::HorizonOfKind { kind, horizon }),
            _ => Ok(kind.default_horizon()),
        }
    }

    /// Fields that differ, as the API names them.
    fn differs(&self, after: &Self) -> Vec<&'static str> {
        [
            ("title", self.title != after.title),
            ("description", self.description != after.description),
            ("kind", self.kind != after.kind),
            ("lens", self.lens != after.lens),
            ("horizon", self.horizon != after.horizon),
            ("target", self.target != after.target),
            ("strength", self.strength != after.strength),
            ("purpose", self.purpose != after.purpose),
            ("ownerId", self.owner != after.owner),
            ("teamId", self.team != after.team),
            ("doneCondition", self.done_condition != after.done_condition),
            ("causeIds", self.causes != after.causes),
            ("plan", self.plan != after.plan),
        ]
        .into_iter()
        .filter_map(|(name, has_changed)| has_changed.then_some(name))
        .collect()
    }

    /// What a commitment needed stays while its clock runs. What an analysis took away meanwhile is no fault of this change.
    fn check_kept(&self, changed: &[&str], causes: &[LinkedCause]) -> Result<(), RepairError> {
        if !self.status.has_running_clock() {
            return Ok(());
        }
        let lost: Vec<_> = rules::gate(self, causes)
            .into_iter()
            .filter(|finding| {
                let concerns: &[&str] = match finding.rule.as_str() {
                    "ACT-04" => &["ownerId", "teamId", "doneCondition"],
                    _ => &["kind", "target", "causeIds"],
                };
                concerns.iter().any(|field| changed.contains(field))
            })
            .collect();
        match unmet(&lost) {
            Some((rule, message)) => Err(RepairError::GateUnmet { to: self.status, rule, message }),
            None => Ok(()),
        }
    }
}

fn once_each<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}
