//! What is asked of the use cases of repair items. Texts arrive raw and are parsed by the use case.

use domain::id::{CauseId, ProblemId, RepairItemId, ServiceId, TeamId, UserId};
use domain::rca::Lens;
use domain::repair::{
    Effectiveness, RepairHorizon, RepairItemStatus, RepairKind, RepairPurpose, RepairStrength, RepairTarget,
};
use domain::time::Instant;

use crate::rca::Patch;

/// How one will tell that an item worked, for a new item.
#[derive(Clone, Debug, Default)]
pub struct PlanText {
    /// What is measured, with its unit.
    pub metric: Option<String>,
    /// What it was before.
    pub baseline: Option<String>,
    /// What it should be.
    pub target: Option<String>,
    /// When it is measured.
    pub check_at: Option<Instant>,
}

/// How one will tell that an item worked, changed part by part.
#[derive(Clone, Debug, Default)]
pub struct PlanPatch {
    /// What is measured, with its unit.
    pub metric: Patch<String>,
    /// What it was before.
    pub baseline: Patch<String>,
    /// What it should be.
    pub target: Patch<String>,
    /// When it is measured.
    pub check_at: Patch<Instant>,
}

/// Proposes an item.
#[derive(Clone, Debug)]
pub struct CreateRepairItem {
    /// The problem it belongs to.
    pub problem_id: ProblemId,
    /// The causes that it acts on.
    pub cause_ids: Vec<CauseId>,
    /// What is done.
    pub title: String,
    /// More about it, in Markdown.
    pub description: Option<String>,
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
    /// The one who answers for it; never whoever records it by that alone (`ACT-04`).
    pub owner_id: Option<UserId>,
    /// The team that does it.
    pub team_id: Option<TeamId>,
    /// By what one can tell that it is done, in Markdown.
    pub done_condition: Option<String>,
    /// How one will tell that it worked.
    pub plan: PlanText,
    /// A due date that is wished.
    pub due_at: Option<Instant>,
    /// Why this date, in Markdown.
    pub due_reason: Option<String>,
    /// Who approved a date beyond the policy; the actor who may approve when absent.
    pub due_approver_id: Option<UserId>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Changes what people say of an item; `None` and [`Patch::Keep`] leave a field as it is.
#[derive(Clone, Debug)]
pub struct UpdateRepairItem {
    /// The item.
    pub id: RepairItemId,
    /// The version that the change is based on.
    pub version: i32,
    /// New title.
    pub title: Option<String>,
    /// New description.
    pub description: Option<String>,
    /// New kind.
    pub kind: Option<RepairKind>,
    /// New lens.
    pub lens: Option<Lens>,
    /// New horizon.
    pub horizon: Option<RepairHorizon>,
    /// What it changes.
    pub target: Patch<RepairTarget>,
    /// How strongly it holds.
    pub strength: Patch<RepairStrength>,
    /// What it does about the next incident.
    pub purpose: Patch<RepairPurpose>,
    /// The one who answers for it.
    pub owner_id: Patch<UserId>,
    /// The team that does it.
    pub team_id: Patch<TeamId>,
    /// New done condition.
    pub done_condition: Option<String>,
    /// All causes that it acts on.
    pub cause_ids: Option<Vec<CauseId>>,
    /// How one will tell that it worked.
    pub plan: PlanPatch,
}

/// Takes an item a step further in its life.
#[derive(Clone, Debug)]
pub struct ChangeRepairItemStatus {
    /// The item.
    pub id: RepairItemId,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: RepairItemStatus,
    /// What to say about it, in Markdown; the reason of a NOT_DOING (`ACT-11`).
    pub note: Option<String>,
    /// Who approved a NOT_DOING; the actor who may approve when absent.
    pub approver_id: Option<UserId>,
}

/// Asks for another due date (`ACT-03`).
#[derive(Clone, Debug)]
pub struct PostponeRepairItem {
    /// The item.
    pub id: RepairItemId,
    /// The version that the change is based on.
    pub version: i32,
    /// The date.
    pub due_at: Instant,
    /// Why, in Markdown.
    pub reason: String,
    /// Who approved a date beyond the policy; the actor who may approve when absent.
    pub approver_id: Option<UserId>,
}

/// Adds a note to an item.
#[derive(Clone, Debug)]
pub struct AddRepairNote {
    /// The item.
    pub item_id: RepairItemId,
    /// What is said, in Markdown.
    pub body: String,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Records what a measurement showed (`ACT-10`); what is `None` comes from the plan.
#[derive(Clone, Debug)]
pub struct RecordEffectiveness {
    /// The item.
    pub id: RepairItemId,
    /// The version that the change is based on.
    pub version: i32,
    /// The judgement.
    pub result: Effectiveness,
    /// What was measured.
    pub metric: Option<String>,
    /// What it was before.
    pub baseline: Option<String>,
    /// What it should be.
    pub target: Option<String>,
    /// What it is.
    pub observed: Option<String>,
    /// When it was measured; now when absent.
    pub measured_at: Option<Instant>,
    /// More about it, in Markdown.
    pub note: Option<String>,
}

/// Links an issue of another tool by its address.
#[derive(Clone, Debug)]
pub struct LinkRepairItemIssue {
    /// The item.
    pub id: RepairItemId,
    /// The version that the change is based on.
    pub version: i32,
    /// Where the issue is.
    pub url: String,
}

/// Makes a new version of the policy; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct UpdateRepairPolicy {
    /// The version that the change is based on.
    pub version: i32,
    /// Days of SHORT.
    pub short_days: Option<i32>,
    /// Days of MEDIUM.
    pub medium_days: Option<i32>,
    /// Days of LONG.
    pub long_days: Option<i32>,
    /// Days until the check of a corrective item.
    pub corrective_check_days: Option<i32>,
    /// Days until the check of a preventive item.
    pub preventive_check_days: Option<i32>,
    /// Why it is so, in Markdown.
    pub note: Option<String>,
}

/// Brings items in from a table.
#[derive(Clone, Debug)]
pub struct ImportRepairItems {
    /// The table, as CSV with a header.
    pub csv: String,
    /// Only tell what would happen.
    pub dry_run: bool,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Which items to list; an empty list or `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RepairItemFilter {
    /// In one of these states.
    pub status: Vec<RepairItemStatus>,
    /// Whether somebody still has to do something.
    pub is_open: Option<bool>,
    /// Whether it is due and not done by now.
    pub is_overdue: Option<bool>,
    /// Whether it is done and the check of its effect is due by now.
    pub is_check_due: Option<bool>,
    /// Owned by one of these people.
    pub owner_ids: Vec<UserId>,
    /// Of one of these teams.
    pub team_ids: Vec<TeamId>,
    /// Of one of these problems.
    pub problem_ids: Vec<ProblemId>,
    /// Whose problem concerns one of these services.
    pub service_ids: Vec<ServiceId>,
    /// Corrective or preventive.
    pub kind: Vec<RepairKind>,
    /// Seen through one of these lenses.
    pub lens: Vec<Lens>,
    /// Of one of these strengths.
    pub strength: Vec<RepairStrength>,
    /// Due before this instant.
    pub due_before: Option<Instant>,
    /// Part of its title, in upper or lower case, or its reference.
    pub text: Option<String>,
}
