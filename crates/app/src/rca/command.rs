//! What is asked of the use cases of root cause analyses. Texts arrive raw and are parsed by the use case.

use domain::id::{BarrierId, CauseGroupId, CauseId, DifferenceId, ProblemId, RcaId, TimelineEntryId, UserId};
use domain::rca::{
    AnswerKey, BarrierState, CauseKind, CausePath, CauseVerdict, EvidenceKind, EvidenceSubject, GoalKind,
    GroupOperator, Lens, RcaMethod, RcaStatus, StopReason,
};
use domain::time::Instant;

/// Starts the analysis of a problem.
#[derive(Clone, Debug)]
pub struct StartRca {
    /// The problem.
    pub problem_id: ProblemId,
    /// The method to begin with.
    pub method: RcaMethod,
}

/// A goal that was not met, raw.
#[derive(Clone, Debug)]
pub struct GoalText {
    /// What kind of goal.
    pub kind: GoalKind,
    /// Which, and by how much it was missed.
    pub text: String,
}

/// A category of the fishbone, raw.
#[derive(Clone, Debug)]
pub struct BoneText {
    /// What causes refer to.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// The lens it maps to.
    pub lens: Lens,
}

/// Changes an analysis's own fields; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct UpdateRca {
    /// The analysis.
    pub id: RcaId,
    /// The version that the change is based on.
    pub version: i32,
    /// New method.
    pub method: Option<RcaMethod>,
    /// What is wrong, as users see it.
    pub what: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// From when to when, how often.
    pub time: Option<String>,
    /// How much.
    pub extent: Option<String>,
    /// What belongs to it and what does not.
    pub scope: Option<String>,
    /// All goals, in their order.
    pub goals: Option<Vec<GoalText>>,
    /// All categories, in their order.
    pub bones: Option<Vec<BoneText>>,
}

/// Takes a step in the review.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRcaStatus {
    /// The analysis.
    pub id: RcaId,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: RcaStatus,
}

/// Gives a reasoned answer, or withdraws it.
#[derive(Clone, Debug)]
pub struct SetRcaAnswer {
    /// The analysis.
    pub rca_id: RcaId,
    /// What it is about.
    pub key: AnswerKey,
    /// The reason, in Markdown; `None` withdraws the answer.
    pub reason: Option<String>,
}

/// Names a finding: its rule, and the cause or group that it is about.
#[derive(Clone, Debug)]
pub struct FindingName {
    /// The analysis.
    pub rca_id: RcaId,
    /// The rule.
    pub rule: String,
    /// The id of the cause or group; empty for the analysis as a whole.
    pub subject: String,
}

/// Adds a cause.
#[derive(Clone, Debug)]
pub struct AddCause {
    /// The analysis.
    pub rca_id: RcaId,
    /// What it says.
    pub text: String,
    /// What kind it is.
    pub kind: CauseKind,
    /// Through which lens it is seen.
    pub lens: Option<Lens>,
    /// The category it sits on.
    pub bone: Option<String>,
    /// The effect that it explains; none for the problem itself, unless a group is named.
    pub effect_id: Option<CauseId>,
    /// The group that it joins.
    pub group_id: Option<CauseGroupId>,
    /// The question that it answers.
    pub question: Option<String>,
    /// A candidate that explains nothing yet.
    pub is_unlinked: bool,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// A change of something that may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Stays as it is.
    #[default]
    Keep,
    /// Becomes this.
    Set(T),
    /// Is taken away.
    Remove,
}

impl<T> Patch<T> {
    /// Of a new value and a wish to remove; the new value goes first.
    pub fn of(value: Option<T>, remove: bool) -> Self {
        match value {
            Some(value) => Self::Set(value),
            None if remove => Self::Remove,
            None => Self::Keep,
        }
    }

    /// The changed value.
    pub fn on(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Set(value) => Some(value),
            Self::Remove => None,
        }
    }
}

/// Changes a cause's own fields.
#[derive(Clone, Debug)]
pub struct UpdateCause {
    /// The cause.
    pub id: CauseId,
    /// The version that the change is based on.
    pub version: i32,
    /// New text.
    pub text: Option<String>,
    /// New kind.
    pub kind: Option<CauseKind>,
    /// The lens.
    pub lens: Patch<Lens>,
    /// The category it sits on.
    pub bone: Patch<String>,
    /// Which question of an enhanced analysis it answers.
    pub path: Patch<CausePath>,
    /// When it happened or began.
    pub occurred_at: Patch<Instant>,
    /// Could have happened but did not.
    pub is_hypothetical: Option<bool>,
    /// Why the map goes no further here.
    pub stop_reason: Patch<StopReason>,
}

/// Records a verdict on a cause.
#[derive(Clone, Debug)]
pub struct ValidateCause {
    /// The cause.
    pub id: CauseId,
    /// The version that the change is based on.
    pub version: i32,
    /// The verdict.
    pub verdict: CauseVerdict,
    /// Why, in Markdown.
    pub reason: String,
}

/// Decides to live with a root cause.
#[derive(Clone, Debug)]
pub struct AcceptRootCauseRisk {
    /// The cause.
    pub id: CauseId,
    /// The version that the change is based on.
    pub version: i32,
    /// Why, in Markdown.
    pub rationale: String,
    /// Who approved it.
    pub approver_id: UserId,
    /// When it is looked at again.
    pub review_at: Instant,
}

/// Where a cause goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Into this group.
    Group(CauseGroupId),
    /// Into the first group of this effect, which is made if there is none; `None` for the problem itself.
    Effect(Option<CauseId>),
}

/// Links a cause to an effect.
#[derive(Clone, Copy, Debug)]
pub struct LinkCause {
    /// The analysis.
    pub rca_id: RcaId,
    /// The cause.
    pub cause_id: CauseId,
    /// Where it goes.
    pub target: Target,
    /// Its place among the causes of the group, from 0; the last one if not said.
    pub position: Option<i32>,
}

/// Unlinks, links and changes the category of a cause in one step.
#[derive(Clone, Debug)]
pub struct MoveCause {
    /// The cause.
    pub cause_id: CauseId,
    /// The group it leaves.
    pub from_group_id: Option<CauseGroupId>,
    /// Where it goes; nowhere if not said.
    pub target: Option<Target>,
    /// Its place among the causes of the group, from 0; the last one if not said.
    pub position: Option<i32>,
    /// Its new category.
    pub bone: Option<String>,
}

/// Changes a group.
#[derive(Clone, Debug)]
pub struct UpdateCauseGroup {
    /// The group.
    pub id: CauseGroupId,
    /// New operator.
    pub operator: Option<GroupOperator>,
    /// New question.
    pub question: Option<String>,
    /// Whether either suffices is meant.
    pub either_suffices: Option<bool>,
}

/// Adds a piece of evidence.
#[derive(Clone, Debug)]
pub struct AddEvidence {
    /// What it is attached to.
    pub subject: EvidenceSubject,
    /// What kind it is.
    pub kind: EvidenceKind,
    /// One line.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// What it shows, in Markdown.
    pub summary: Option<String>,
    /// What would refute it, in Markdown.
    pub refuted_by: Option<String>,
    /// The entry of a linked incident's timeline.
    pub timeline_entry_id: Option<TimelineEntryId>,
    /// When it was taken; now if not said.
    pub captured_at: Option<Instant>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Adds or changes a row of the barrier analysis.
#[derive(Clone, Debug)]
pub struct SaveBarrier {
    /// The analysis.
    pub rca_id: RcaId,
    /// The row and the version that the change is based on; `None` adds one.
    pub row: Option<(BarrierId, i32)>,
    /// The defence.
    pub defence: String,
    /// What it should have done.
    pub expected_effect: String,
    /// What it did.
    pub state: BarrierState,
    /// What shows it, in Markdown.
    pub evidence: Option<String>,
    /// Makes a repeat harmless; for a new row.
    pub idempotency_key: Option<String>,
}

/// Adds or changes a row of the change analysis.
#[derive(Clone, Debug)]
pub struct SaveDifference {
    /// The analysis.
    pub rca_id: RcaId,
    /// The row and the version that the change is based on; `None` adds one.
    pub row: Option<(DifferenceId, i32)>,
    /// What is compared.
    pub aspect: String,
    /// How it was on the last good day.
    pub before: String,
    /// How it was this time.
    pub after: String,
    /// Whether it matters, and why; in Markdown.
    pub relevance: Option<String>,
    /// Makes a repeat harmless; for a new row.
    pub idempotency_key: Option<String>,
}
