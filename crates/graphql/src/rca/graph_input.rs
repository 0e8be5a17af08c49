//! Inputs of changes of the graph: causes, links, evidence. They carry typed values on to commands and check nothing else.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};

use super::enums::{CauseKind, CausePath, CauseVerdict, EvidenceKind, GroupOperator, Lens, StopReason};

/// Adds a cause to the graph of an analysis.
///
/// With a question it joins the group of that effect that asks the same, else a new one; without a question, the first group
/// of the effect.
#[derive(Clone, Debug, InputObject)]
pub struct AddCauseInput {
    /// The analysis.
    pub rca_id: ID,
    /// One statement about a system, a process or an organization; never about a person.
    pub text: String,
    /// What kind it is.
    #[graphql(default_with = "CauseKind::Condition")]
    pub kind: CauseKind,
    /// Through which lens it is seen.
    pub lens: Option<Lens>,
    /// The key of the fishbone's category it sits on.
    pub bone: Option<String>,
    /// The cause that it explains; the problem itself when this and `groupId` are absent.
    pub effect_id: Option<ID>,
    /// The group that it joins, instead of an effect.
    pub group_id: Option<ID>,
    /// The question that it answers, such as a why.
    pub question: Option<String>,
    /// Whether it is a candidate that explains nothing yet.
    #[graphql(default)]
    pub is_unlinked: bool,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Changes a cause's own fields; absent fields stay as they are.
#[derive(Clone, Debug, InputObject)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each field that can be taken away, as the API has them"
)]
pub struct UpdateCauseInput {
    /// The cause.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// New statement.
    pub text: Option<String>,
    /// New kind.
    pub kind: Option<CauseKind>,
    /// New lens.
    pub lens: Option<Lens>,
    /// Whether its lens is open from now on.
    #[graphql(default)]
    pub remove_lens: bool,
    /// The key of its new category.
    pub bone: Option<String>,
    /// Whether it sits on no category from now on.
    #[graphql(default)]
    pub remove_bone: bool,
    /// Which question of an enhanced analysis it answers (`ER-02`).
    pub path: Option<CausePath>,
    /// Whether that is open from now on.
    #[graphql(default)]
    pub remove_path: bool,
    /// When it happened or began (`CM-05`).
    pub occurred_at: Option<DateTime<Utc>>,
    /// Whether that is open from now on.
    #[graphql(default)]
    pub remove_occurred_at: bool,
    /// Whether it could have happened but did not (`CM-07`).
    pub is_hypothetical: Option<bool>,
    /// Why the map goes no further here (`CM-06`).
    pub stop_reason: Option<StopReason>,
    /// Whether the map is to go on here.
    #[graphql(default)]
    pub remove_stop_reason: bool,
}

/// Removes a cause, or brings it back.
#[derive(Clone, Debug, InputObject)]
pub struct CauseVersionInput {
    /// The cause.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
}

/// Records the verdict on a cause.
#[derive(Clone, Debug, InputObject)]
pub struct ValidateCauseInput {
    /// The cause.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// The verdict; VALIDATED and REFUTED need evidence (`RCS-05`).
    pub verdict: CauseVerdict,
    /// Why, in Markdown.
    pub reason: String,
}

/// Confirms a root cause.
#[derive(Clone, Debug, InputObject)]
pub struct ConfirmRootCauseInput {
    /// The cause; it must be VALIDATED.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
}

/// Decides to live with a root cause, instead of a solution (`RCS-06`).
#[derive(Clone, Debug, InputObject)]
pub struct AcceptRootCauseRiskInput {
    /// The cause; it must be a confirmed root cause.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Why, in Markdown.
    pub rationale: String,
    /// Who approved it.
    pub approver_id: ID,
    /// When it is looked at again.
    pub review_at: DateTime<Utc>,
}

/// Links a cause to a group, or to an effect.
#[derive(Clone, Debug, InputObject)]
pub struct LinkCauseInput {
    /// The analysis.
    pub rca_id: ID,
    /// The cause.
    pub cause_id: ID,
    /// The cause that it explains; the problem itself when this and `groupId` are absent.
    pub effect_id: Option<ID>,
    /// The group that it joins, instead of an effect.
    pub group_id: Option<ID>,
    /// Its place among the causes of the group, from 0; the end when absent.
    pub position: Option<i32>,
}

/// Takes a cause out of a group.
#[derive(Clone, Debug, InputObject)]
pub struct UnlinkCauseInput {
    /// The group.
    pub group_id: ID,
    /// The cause.
    pub cause_id: ID,
}

/// Moves a cause in one step: out of a group, into another, onto a category.
#[derive(Clone, Debug, InputObject)]
pub struct MoveCauseInput {
    /// The cause.
    pub cause_id: ID,
    /// The group that it leaves; none when absent.
    pub from_group_id: Option<ID>,
    /// The group that it joins.
    pub to_group_id: Option<ID>,
    /// The cause that it explains from now on, instead of a group.
    pub to_effect_id: Option<ID>,
    /// Whether it explains the problem itself from now on, instead of a group.
    #[graphql(default)]
    pub to_problem: bool,
    /// Its place among the causes of the group, from 0; the end when absent.
    pub position: Option<i32>,
    /// The key of its new category.
    pub bone: Option<String>,
}

/// Changes a group; absent fields stay as they are.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateCauseGroupInput {
    /// The group.
    pub id: ID,
    /// How its causes explain the effect (`CM-02`).
    pub operator: Option<GroupOperator>,
    /// The question that its causes answer.
    pub question: Option<String>,
    /// For an OR with several validated causes: that either suffices is meant (`CM-02`).
    pub either_suffices: Option<bool>,
}

/// Reads a link upward with "therefore" and finds that it holds (`W5-10`).
#[derive(Clone, Debug, InputObject)]
pub struct ConfirmThereforeInput {
    /// The group.
    pub group_id: ID,
    /// The cause; somebody else must have linked it.
    pub cause_id: ID,
}

/// Attaches evidence to a cause, or to a group's link to its effect.
#[derive(Clone, Debug, InputObject)]
pub struct AddEvidenceInput {
    /// The cause; this or `groupId`.
    pub cause_id: Option<ID>,
    /// The group; this or `causeId`.
    pub group_id: Option<ID>,
    /// What kind it is.
    pub kind: EvidenceKind,
    /// One line.
    pub title: String,
    /// Where it is: an http or https address.
    pub url: Option<String>,
    /// What it shows, in Markdown.
    pub summary: Option<String>,
    /// What would refute it, in Markdown.
    pub refuted_by: Option<String>,
    /// The entry of a linked incident's timeline; goes with TIMELINE_ENTRY.
    pub timeline_entry_id: Option<ID>,
    /// When it was taken; now when absent.
    pub captured_at: Option<DateTime<Utc>>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Withdraws evidence.
#[derive(Clone, Debug, InputObject)]
pub struct RemoveEvidenceInput {
    /// The evidence.
    pub id: ID,
}
