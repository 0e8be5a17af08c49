//! Inputs of changes of an analysis and its tables. They carry typed values on to commands and check nothing else.

use async_graphql::{ID, InputObject};

use super::enums::{AnswerKey, BarrierState, GoalKind, Lens, RcaMethod, RcaStatus};

/// Starts the root cause analysis of a problem; a problem has one.
#[derive(Clone, Debug, InputObject)]
pub struct StartRcaInput {
    /// The problem.
    pub problem_id: ID,
    /// The method to begin with; it can be changed at any time without losing work.
    pub method: RcaMethod,
}

/// Changes an analysis' own fields; absent fields stay as they are.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateRcaInput {
    /// The analysis.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// New method.
    pub method: Option<RcaMethod>,
    /// What is wrong, as users see it; in Markdown.
    pub what: Option<String>,
    /// Where: services, places, parts; in Markdown.
    #[graphql(name = "where")]
    pub place: Option<String>,
    /// When: from when to when, how often; in Markdown.
    #[graphql(name = "when")]
    pub time: Option<String>,
    /// How much: users, requests, money; in Markdown.
    #[graphql(name = "howMuch")]
    pub extent: Option<String>,
    /// What belongs to it and what does not; in Markdown.
    pub scope: Option<String>,
    /// The goals that were not met, all of them, in their order.
    pub goals: Option<Vec<RcaGoalInput>>,
    /// The categories of the fishbone, all of them, in their order.
    pub bones: Option<Vec<BoneInput>>,
}

/// A goal that was not met (`CM-01`).
#[derive(Clone, Debug, InputObject)]
pub struct RcaGoalInput {
    /// What kind of goal.
    pub kind: GoalKind,
    /// Which, and by how much it was missed.
    pub text: String,
}

/// A category of the fishbone.
#[derive(Clone, Debug, InputObject)]
pub struct BoneInput {
    /// What causes refer to: lower-case letters, digits and hyphens, unique within the analysis.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// The lens it maps to, so that analyses compare.
    pub lens: Lens,
}

/// Moves an analysis through its review.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeRcaStatusInput {
    /// The analysis.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: RcaStatus,
}

/// Gives a reasoned answer, changes it, or withdraws it.
#[derive(Clone, Debug, InputObject)]
pub struct SetRcaAnswerInput {
    /// The analysis.
    pub rca_id: ID,
    /// What the answer is about.
    pub key: AnswerKey,
    /// The reason, in Markdown; the answer is withdrawn when absent.
    pub reason: Option<String>,
}

/// Sets a warning or hint aside.
#[derive(Clone, Debug, InputObject)]
pub struct DismissFindingInput {
    /// The analysis.
    pub rca_id: ID,
    /// The rule, such as `W5-04`.
    pub rule: String,
    /// The cause or group that the finding is about; absent for the analysis as a whole.
    pub subject_id: Option<ID>,
    /// Why; it is kept and shown.
    pub reason: String,
}

/// Shows a finding again that was set aside.
#[derive(Clone, Debug, InputObject)]
pub struct RestoreFindingInput {
    /// The analysis.
    pub rca_id: ID,
    /// The rule, such as `W5-04`.
    pub rule: String,
    /// The cause or group that the finding is about; absent for the analysis as a whole.
    pub subject_id: Option<ID>,
}

/// Adds a row to the barrier analysis (`ER-01`), or changes one.
#[derive(Clone, Debug, InputObject)]
pub struct SaveBarrierInput {
    /// The analysis.
    pub rca_id: ID,
    /// The row to change; a new one when absent.
    pub id: Option<ID>,
    /// The version that the change is based on; goes with `id`.
    pub version: Option<i32>,
    /// The defence.
    pub defence: String,
    /// What it should have done.
    pub expected_effect: String,
    /// What it did.
    pub state: BarrierState,
    /// What shows it, in Markdown.
    pub evidence: Option<String>,
    /// Makes adding safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Adds a row to the change analysis, or changes one.
#[derive(Clone, Debug, InputObject)]
pub struct SaveDifferenceInput {
    /// The analysis.
    pub rca_id: ID,
    /// The row to change; a new one when absent.
    pub id: Option<ID>,
    /// The version that the change is based on; goes with `id`.
    pub version: Option<i32>,
    /// What is compared.
    pub aspect: String,
    /// How it was on the last good day.
    pub before: String,
    /// How it was this time.
    pub after: String,
    /// Whether it matters, and why; in Markdown.
    pub relevance: Option<String>,
    /// Makes adding safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Removes a row of the barrier or change analysis.
#[derive(Clone, Debug, InputObject)]
pub struct RemoveRowInput {
    /// The row.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
}
