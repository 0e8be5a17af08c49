//! Inputs of repair items. They carry typed values on to commands and check nothing else.

use app::rca::Patch;
use app::repair as c;
use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};

use super::enums::{
    Effectiveness, RepairHorizon, RepairItemStatus, RepairKind, RepairPurpose, RepairStrength, RepairTarget,
};
use crate::id::{parse, parse_all, parse_opt};
use crate::rca::enums::Lens;

/// How one will tell that an item worked (`ACT-10`). In a change, a part that is left out stays and null takes it away.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EffectivenessPlanInput {
    /// What is measured, with its unit; at most 200 characters.
    pub metric: MaybeUndefined<String>,
    /// What it was before; at most 200 characters.
    pub baseline: MaybeUndefined<String>,
    /// What it should be; at most 200 characters.
    pub target: MaybeUndefined<String>,
    /// When it is measured; by policy after the item is done when nobody says.
    pub check_at: MaybeUndefined<DateTime<Utc>>,
}

fn patch<T>(value: MaybeUndefined<T>) -> Patch<T> {
    match value {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Remove,
        MaybeUndefined::Value(value) => Patch::Set(value),
    }
}

impl EffectivenessPlanInput {
    fn text(self) -> c::PlanText {
        c::PlanText {
            metric: self.metric.take(),
            baseline: self.baseline.take(),
            target: self.target.take(),
            check_at: self.check_at.take(),
        }
    }

    fn patch(self) -> c::PlanPatch {
        c::PlanPatch {
            metric: patch(self.metric),
            baseline: patch(self.baseline),
            target: patch(self.target),
            check_at: patch(self.check_at),
        }
    }
}

/// Proposes a repair item: an idea, whose clock starts when somebody commits to it.
#[derive(Clone, Debug, InputObject)]
pub struct CreateRepairItemInput {
    /// The problem it belongs to.
    pub problem_id: ID,
    /// Causes of the problem's analysis that it acts on (`ACT-01`, `ACT-02`).
    pub cause_ids: Option<Vec<ID>>,
    /// What is done: a verb and its outcome (`ACT-05`); one line, at most 200 characters.
    pub title: String,
    /// More about it, in Markdown.
    pub description: Option<String>,
    /// Corrective or preventive.
    pub kind: RepairKind,
    /// Through which lens it is seen.
    pub lens: Lens,
    /// How far away its due date is by policy; SHORT for corrective and MEDIUM for preventive items when absent (`ACT-03`).
    pub horizon: Option<RepairHorizon>,
    /// What a preventive item changes (`ACT-02`).
    pub target: Option<RepairTarget>,
    /// How strongly it holds (`ACT-07`).
    pub strength: Option<RepairStrength>,
    /// What it does about the next incident (`ACT-09`).
    pub purpose: Option<RepairPurpose>,
    /// The one who answers for it; never you by recording it alone (`ACT-04`).
    pub owner_id: Option<ID>,
    /// The team that does it.
    pub team_id: Option<ID>,
    /// By what one can tell that it is done, in Markdown.
    pub done_condition: Option<String>,
    /// How one will tell that it worked.
    pub plan: Option<EffectivenessPlanInput>,
    /// A due date that is wished; beyond the policy it needs reason and approver (`ACT-03`).
    pub due_at: Option<DateTime<Utc>>,
    /// Why this date, in Markdown.
    pub due_reason: Option<String>,
    /// Who approved a date beyond the policy; you when absent, if you may approve.
    pub due_approver_id: Option<ID>,
    /// Makes the request safe to send twice: same key and same input give the same answer.
    pub idempotency_key: Option<String>,
}

impl CreateRepairItemInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<c::CreateRepairItem> {
        Ok(c::CreateRepairItem {
            problem_id: parse("problemId", &self.problem_id)?,
            cause_ids: parse_all("causeIds", &self.cause_ids.unwrap_or_default())?,
            title: self.title,
            description: self.description,
            kind: self.kind.into(),
            lens: self.lens.into(),
            horizon: self.horizon.map(Into::into),
            target: self.target.map(Into::into),
            strength: self.strength.map(Into::into),
            purpose: self.purpose.map(Into::into),
            owner_id: parse_opt("ownerId", self.owner_id.as_ref())?,
            team_id: parse_opt("teamId", self.team_id.as_ref())?,
            done_condition: self.done_condition,
            plan: self.plan.unwrap_or_default().text(),
            due_at: self.due_at,
            due_reason: self.due_reason,
            due_approver_id: parse_opt("dueApproverId", self.due_approver_id.as_ref())?,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// Changes what people say of an item; absent fields stay as they are. Kind, horizon and causes move its clock.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateRepairItemInput {
    /// The item.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// New title.
    pub title: Option<String>,
    /// New description, in Markdown.
    pub description: Option<String>,
    /// New kind.
    pub kind: Option<RepairKind>,
    /// New lens.
    pub lens: Option<Lens>,
    /// New horizon.
    pub horizon: Option<RepairHorizon>,
    /// What it changes.
    pub target: Option<RepairTarget>,
    /// Whether nobody says from now on what it changes.
    #[graphql(default)]
    pub remove_target: bool,
    /// How strongly it holds.
    pub strength: Option<RepairStrength>,
    /// What it does about the next incident.
    pub purpose: Option<RepairPurpose>,
    /// The one who answers for it.
    pub owner_id: Option<ID>,
    /// Whether it has no owner from now on.
    #[graphql(default)]
    pub remove_owner: bool,
    /// The team that does it.
    pub team_id: Option<ID>,
    /// Whether it has no team from now on.
    #[graphql(default)]
    pub remove_team: bool,
    /// New done condition, in Markdown.
    pub done_condition: Option<String>,
    /// All causes that it acts on, in place of the present ones.
    pub cause_ids: Option<Vec<ID>>,
    /// How one will tell that it worked; parts that are left out stay.
    pub plan: Option<EffectivenessPlanInput>,
}

impl UpdateRepairItemInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<c::UpdateRepairItem> {
        Ok(c::UpdateRepairItem {
            id: parse("id", &self.id)?,
            version: self.version,
            title: self.title,
            description: self.description,
            kind: self.kind.map(Into::into),
            lens: self.lens.map(Into::into),
            horizon: self.horizon.map(Into::into),
            target: Patch::of(self.target.map(Into::into), self.remove_target),
            strength: Patch::of(self.strength.map(Into::into), false),
            purpose: Patch::of(self.purpose.map(Into::into), false),
            owner_id: Patch::of(parse_opt("ownerId", self.owner_id.as_ref())?, self.remove_owner),
            team_id: Patch::of(parse_opt("teamId", self.team_id.as_ref())?, self.remove_team),
            done_condition: self.done_condition,
            cause_ids: self.cause_ids.map(|ids| parse_all("causeIds", &ids)).transpose()?,
            plan: self.plan.unwrap_or_default().patch(),
        })
    }
}

/// Takes an item a step further in its life. EFFECTIVE and REOPENED come by a measurement or a recurrence alone.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeRepairItemStatusInput {
    /// The item.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: RepairItemStatus,
    /// What to say about it, in Markdown; the reason of NOT_DOING, which needs one (`ACT-11`).
    pub note: Option<String>,
    /// Who approved NOT_DOING; you when absent, if you may approve.
    pub approver_id: Option<ID>,
}

/// Asks for another due date (`ACT-03`).
#[derive(Clone, Debug, InputObject)]
pub struct PostponeRepairItemInput {
    /// The item.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// The date; ahead.
    pub due_at: DateTime<Utc>,
    /// Why, in Markdown.
    pub reason: String,
    /// Who approved a date beyond the policy; you when absent, if you may approve.
    pub approver_id: Option<ID>,
}

/// Adds a note to an item.
#[derive(Clone, Debug, InputObject)]
pub struct AddRepairNoteInput {
    /// The item.
    pub repair_item_id: ID,
    /// What is said, in Markdown.
    pub body: String,
    /// Makes the request safe to send twice: same key and same input give the same answer.
    pub idempotency_key: Option<String>,
}

/// Records what a measurement of a done item showed (`ACT-10`); absent parts come from the plan.
#[derive(Clone, Debug, InputObject)]
pub struct RecordEffectivenessInput {
    /// The item.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// The judgement.
    pub result: Effectiveness,
    /// What was measured, with its unit.
    pub metric: String,
    /// What it was before.
    pub baseline: Option<String>,
    /// What it should be.
    pub target: Option<String>,
    /// What it is; needed unless INCONCLUSIVE.
    pub observed: Option<String>,
    /// When it was measured: after it was done, not ahead; now when absent.
    pub measured_at: Option<DateTime<Utc>>,
    /// More about it, in Markdown, such as a link to the evidence.
    pub note: Option<String>,
}

/// Links an issue of another tool by its address.
#[derive(Clone, Debug, InputObject)]
pub struct LinkRepairItemIssueInput {
    /// The item.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Where the issue is; at a connected tracker, states travel both ways from then on.
    pub url: String,
}

/// Ends the link to an issue.
#[derive(Clone, Debug, InputObject)]
pub struct UnlinkRepairItemIssueInput {
    /// The item.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
}

/// Makes a new version of the policy; absent fields stay. Items keep the version they were made under.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateRepairPolicyInput {
    /// The version that the change is based on.
    pub version: i32,
    /// Days of SHORT, 1 to 1826 as all days here; horizons grow from short to long.
    pub short_days: Option<i32>,
    /// Days of MEDIUM.
    pub medium_days: Option<i32>,
    /// Days of LONG.
    pub long_days: Option<i32>,
    /// Days after a corrective item is done until its effect is checked (`ACT-10`).
    pub corrective_check_days: Option<i32>,
    /// Days after a preventive item is done until its effect is checked (`ACT-10`).
    pub preventive_check_days: Option<i32>,
    /// Why it is so, in Markdown.
    pub note: Option<String>,
}

/// Brings repair items in from a table.
#[derive(Clone, Debug, InputObject)]
pub struct ImportRepairItemsInput {
    /// The table, as CSV with a header; what `exportRepairItems` gives can be read.
    pub csv: String,
    /// Only tell what would happen. Without it, everything is saved or nothing.
    #[graphql(default = true)]
    pub dry_run: bool,
    /// Makes the request safe to send twice: same key and same input give the same answer.
    pub idempotency_key: Option<String>,
}
