//! Changes of repair items: ids to a command, one use case, the answer wrapped.

use app::repair as c;
use async_graphql::{Context, Object, Result, SimpleObject};

use super::input as i;
use super::parts::RepairNote;
use super::policy::RepairPolicy;
use super::{Batch, RepairItem};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::{Finding, findings};
use crate::id::{parse, parse_opt};

/// Changes of repair items.
#[derive(Default)]
pub struct RepairMutation;

/// A changed repair item.
#[derive(SimpleObject)]
pub struct RepairItemPayload {
    /// The item as it is now.
    repair_item: RepairItem,
    /// What the rules say about it.
    findings: Vec<Finding>,
}

/// A note that was added.
#[derive(SimpleObject)]
pub struct AddRepairNotePayload {
    /// The note.
    note: RepairNote,
    /// What the rules say about its item.
    findings: Vec<Finding>,
}

/// A new version of the policy.
#[derive(SimpleObject)]
pub struct RepairPolicyPayload {
    /// The policy in force.
    policy: RepairPolicy,
    /// What the rules say about it.
    findings: Vec<Finding>,
}

/// What an import did, or would do.
#[derive(SimpleObject)]
pub struct ImportRepairItemsPayload {
    /// Whether anything was saved: never on a dry run, and never while a line has a problem.
    is_saved: bool,
    /// Items that were proposed, or would be.
    created: u32,
    /// Items that were changed, or would be.
    updated: u32,
    /// Items that the table says nothing new about.
    unchanged: u32,
    /// What is wrong, every line of it, in the order of lines.
    problems: Vec<ImportProblem>,
    /// What the rules say about it.
    findings: Vec<Finding>,
}

/// What is wrong with a line of an import.
#[derive(SimpleObject)]
pub struct ImportProblem {
    /// The line of the table, the header being 1.
    line: u32,
    /// The column, if one is at fault.
    column: Option<String>,
    /// What is wrong, in plain words.
    message: String,
    /// The rule of the catalogue that refuses, if one does, such as `ACT-03`.
    rule: Option<String>,
}

impl From<c::ImportProblem> for ImportProblem {
    fn from(problem: c::ImportProblem) -> Self {
        let c::ImportProblem { line, column, message, rule } = problem;
        Self { line, column, message, rule }
    }
}

fn changed(ctx: &Context<'_>, answer: app::Result<c::RepairAnswer>) -> Result<RepairItemPayload> {
    let answer = answer.api(ctx)?;
    Ok(RepairItemPayload {
        repair_item: Batch::one(actor(ctx)?, answer.item),
        findings: findings(answer.findings),
    })
}

#[Object]
impl RepairMutation {
    /// Proposes a repair item: an idea without a clock. What it still lacks for a commitment comes back as findings (`ACT-01`
    /// to `ACT-06`).
    async fn create_repair_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item.")] input: i::CreateRepairItemInput,
    ) -> Result<RepairItemPayload> {
        let command = input.command().api(ctx)?;
        changed(ctx, app(ctx).create_repair_item(actor(ctx)?, command).await)
    }

    /// Changes what people say of an item: an idea by whoever may propose, a committed one by whoever may work on it.
    async fn update_repair_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateRepairItemInput,
    ) -> Result<RepairItemPayload> {
        let command = input.command().api(ctx)?;
        changed(ctx, app(ctx).update_repair_item(actor(ctx)?, command).await)
    }

    /// Moves an item through its life, if the gate of the step is met: COMMITTED needs owner, team and done condition (`ACT-04`)
    /// and the causes of its kind (`ACT-01`, `ACT-02`) and starts its clock (`ACT-03`); NOT_DOING needs reason and approver
    /// (`ACT-11`).
    async fn change_repair_item_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step.")] input: i::ChangeRepairItemStatusInput,
    ) -> Result<RepairItemPayload> {
        let command = c::ChangeRepairItemStatus {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            status: input.status.into(),
            note: input.note,
            approver_id: parse_opt("approverId", input.approver_id.as_ref()).api(ctx)?,
        };
        changed(ctx, app(ctx).change_repair_item_status(actor(ctx)?, command).await)
    }

    /// Asks for another due date. Beyond the policy it needs an approver and stays visible (`ACT-03`).
    async fn postpone_repair_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The date and the reason.")] input: i::PostponeRepairItemInput,
    ) -> Result<RepairItemPayload> {
        let command = c::PostponeRepairItem {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            due_at: input.due_at,
            reason: input.reason,
            approver_id: parse_opt("approverId", input.approver_id.as_ref()).api(ctx)?,
        };
        changed(ctx, app(ctx).postpone_repair_item(actor(ctx)?, command).await)
    }

    /// Adds a note to an item.
    async fn add_repair_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The note.")] input: i::AddRepairNoteInput,
    ) -> Result<AddRepairNotePayload> {
        let command = c::AddRepairNote {
            item_id: parse("repairItemId", &input.repair_item_id).api(ctx)?,
            body: input.body,
            idempotency_key: input.idempotency_key,
        };
        let answer = app(ctx).add_repair_note(actor(ctx)?, command).await.api(ctx)?;
        Ok(AddRepairNotePayload { note: RepairNote(answer.note), findings: findings(answer.findings) })
    }

    /// Records what a measurement of a done item showed (`ACT-10`). EFFECTIVE ends it; INEFFECTIVE opens it and its root causes
    /// again, and the problem follows; PARTIAL and INCONCLUSIVE leave it done.
    async fn record_effectiveness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The measurement.")] input: i::RecordEffectivenessInput,
    ) -> Result<RepairItemPayload> {
        let command = c::RecordEffectiveness {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            result: input.result.into(),
            metric: Some(input.metric),
            baseline: input.baseline,
            target: input.target,
            observed: input.observed,
            measured_at: input.measured_at,
            note: input.note,
        };
        changed(ctx, app(ctx).record_effectiveness(actor(ctx)?, command).await)
    }

    /// Links an item to an issue at GitHub, GitLab or Jira. An issue belongs to one item.
    async fn link_repair_item_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item and the issue.")] input: i::LinkRepairItemIssueInput,
    ) -> Result<RepairItemPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        let command = c::LinkRepairItemIssue { id, version: input.version, url: input.url };
        changed(ctx, app(ctx).link_repair_item_issue(actor(ctx)?, command).await)
    }

    /// Ends the link of an item to its issue; the issue is left as it is.
    async fn unlink_repair_item_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item.")] input: i::UnlinkRepairItemIssueInput,
    ) -> Result<RepairItemPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        changed(ctx, app(ctx).unlink_repair_item_issue(actor(ctx)?, id, input.version).await)
    }

    /// Makes a new version of the policy for items to come; every item keeps the version it was made under.
    async fn update_repair_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateRepairPolicyInput,
    ) -> Result<RepairPolicyPayload> {
        let command = c::UpdateRepairPolicy {
            version: input.version,
            short_days: input.short_days,
            medium_days: input.medium_days,
            long_days: input.long_days,
            corrective_check_days: input.corrective_check_days,
            preventive_check_days: input.preventive_check_days,
            note: input.note,
        };
        let answer = app(ctx).update_repair_policy(actor(ctx)?, command).await.api(ctx)?;
        Ok(RepairPolicyPayload { policy: RepairPolicy(answer.policy), findings: Vec::new() })
    }

    /// Brings items in from a table, or tells what that would do: every line with a problem is named, and unless all are sound
    /// nothing is saved.
    async fn import_repair_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The table.")] input: i::ImportRepairItemsInput,
    ) -> Result<ImportRepairItemsPayload> {
        let i::ImportRepairItemsInput { csv, dry_run, idempotency_key } = input;
        let command = c::ImportRepairItems { csv, dry_run, idempotency_key };
        let outcome = app(ctx).import_repair_items(actor(ctx)?, command).await.api(ctx)?;
        Ok(ImportRepairItemsPayload {
            is_saved: outcome.is_saved,
            created: outcome.created,
            updated: outcome.updated,
            unchanged: outcome.unchanged,
            problems: outcome.problems.into_iter().map(ImportProblem::from).collect(),
            findings: Vec::new(),
        })
    }
}
