//! Proposing an item: an idea without a clock.

use domain::id::RepairItemId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::repair::due::DueRequest;
use domain::repair::{EffectivenessPlan, Proposal, RepairFields, RepairItem, rules};
use domain::text::{Body, Markdown, ShortText, Title};
use store::repair::policy;

use super::open::{add, lock_place};
use super::{CreateRepairItem, PlanText, RepairAnswer};
use crate::error::parse;
use crate::incident::{instant, instant_opt};
use crate::{App, Result, authorize};

impl App {
    /// Proposes an item for a problem. A wished due date that can be judged already is judged (`ACT-03`).
    ///
    /// Errors: a text that does not hold, an unknown problem, person or team, a cause of another analysis, a horizon that its
    /// kind does not have, a due date beyond the policy without reason or approver.
    pub async fn create_repair_item(&self, actor: &Actor, command: CreateRepairItem) -> Result<RepairAnswer> {
        authorize(actor, Permission::RepairPropose, Relation::default())?;
        let fields = fields(&command)?;
        fields.check()?;
        if let Some(owner) = command.owner_id {
            self.check_person("ownerId", owner)?;
        }
        if let Some(team) = command.team_id {
            self.check_team("teamId", team)?;
        }
        let wish = self.wish(actor, &command)?;
        let id = RepairItemId::new(self.uuid());
        let mut write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("createRepairItem", key, &command, id.uuid()).await? {
            drop(write);
            return self.item_again(actor, RepairItemId::new(earlier)).await;
        }
        let now = write.now;
        let place = lock_place(&write, command.problem_id).await?;
        let causes = place.checked(&fields.causes)?;
        let policy = policy::latest(&write.tx).await?;
        let proposal = Proposal { id, problem: command.problem_id, policy_version: policy.version, fields };
        let mut item = RepairItem::propose(proposal, actor.principal, now);
        if let Some(wish) = wish {
            item.ask_due(wish, &policy, &causes, now)?;
        }
        add(&mut write, &mut item).await?;
        Box::pin(self.follow_items(&mut write, &place, true)).await?;
        write.commit().await?;
        Ok(RepairAnswer { findings: rules::findings(&item, &causes, now), item })
    }

    fn wish(&self, actor: &Actor, command: &CreateRepairItem) -> Result<Option<DueRequest>> {
        let Some(due_at) = command.due_at else { return Ok(None) };
        let reason = command.due_reason.as_deref().filter(|reason| !reason.trim().is_empty());
        Ok(Some(DueRequest {
            due_at: instant("dueAt", due_at)?,
            reason: reason.map(|reason| parse("dueReason", Body::parse(reason))).transpose()?,
            approver: self.approver(actor, "dueApproverId", command.due_approver_id)?,
        }))
    }
}

fn fields(command: &CreateRepairItem) -> Result<RepairFields> {
    let markdown = |field: &str, text: &Option<String>| {
        parse(field, Markdown::parse(text.as_deref().unwrap_or_default()))
    };
    Ok(RepairFields {
        title: parse("title", Title::parse(&command.title))?,
        description: markdown("description", &command.description)?,
        kind: command.kind,
        lens: command.lens,
        horizon: command.horizon,
        target: command.target,
        strength: command.strength,
        purpose: command.purpose,
        owner: command.owner_id,
        team: command.team_id,
        done_condition: markdown("doneCondition", &command.done_condition)?,
        causes: command.cause_ids.clone(),
        plan: plan(&command.plan)?,
    })
}

fn plan(text: &PlanText) -> Result<EffectivenessPlan> {
    Ok(EffectivenessPlan {
        metric: short("plan.metric", text.metric.as_deref())?,
        baseline: short("plan.baseline", text.baseline.as_deref())?,
        target: short("plan.target", text.target.as_deref())?,
        check_at: instant_opt("plan.checkAt", text.check_at)?,
    })
}

/// A short text that may be absent; one of nothing but white space is.
pub(super) fn short(field: &str, text: Option<&str>) -> Result<Option<ShortText>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| parse(field, ShortText::parse(text))).transpose()
}
