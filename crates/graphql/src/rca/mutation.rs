//! Changes of an analysis' own fields, its review, answers, dismissals and tables: ids to a command, one use case, the answer
//! wrapped.

use app::rca as c;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::id::AnyId;

use super::input as i;
use super::{Batch, Rca};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::{Finding, findings};
use crate::id::{parse, parse_opt};

/// Changes of analyses.
#[derive(Default)]
pub struct RcaMutation;

/// A changed analysis.
#[derive(SimpleObject)]
pub struct RcaPayload {
    /// The analysis as it is now.
    pub(super) rca: Rca,
    /// What the rules say about it, without what was set aside.
    pub(super) findings: Vec<Finding>,
}

/// Wraps an analysis after a change.
pub(super) fn changed(ctx: &Context<'_>, answer: app::Result<c::RcaAnswer>) -> Result<RcaPayload> {
    let answer = answer.api(ctx)?;
    let found = findings(answer.findings);
    Ok(RcaPayload { rca: Batch::answered(actor(ctx)?, answer.analysis, answer.report), findings: found })
}

/// The row that is saved: none for a new one. The version goes with the id.
fn row<T>(id: Option<T>, version: Option<i32>) -> app::Result<Option<(T, i32)>> {
    match (id, version) {
        (Some(id), Some(version)) => Ok(Some((id, version))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(app::Error::invalid("version", "is needed to change a row")),
        (None, Some(_)) => Err(app::Error::invalid("version", "goes with an id")),
    }
}

/// The name of a finding; its subject is a cause or a group.
fn finding(rca_id: &ID, rule: String, subject: Option<&ID>) -> app::Result<c::FindingName> {
    let subject = match subject.map(|id| parse("subjectId", id)).transpose()? {
        None => String::new(),
        Some(AnyId::CauseId(id)) => id.to_string(),
        Some(AnyId::CauseGroupId(id)) => id.to_string(),
        Some(_) => return Err(app::Error::invalid("subjectId", "is no id of a cause or a group")),
    };
    Ok(c::FindingName { rca_id: parse("rcaId", rca_id)?, rule, subject })
}

#[Object]
impl RcaMutation {
    /// Starts the root cause analysis of a problem, which follows into IN_ANALYSIS.
    async fn start_rca(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The problem and the method to begin with.")] input: i::StartRcaInput,
    ) -> Result<RcaPayload> {
        let problem_id = parse("problemId", &input.problem_id).api(ctx)?;
        let command = c::StartRca { problem_id, method: input.method.into() };
        changed(ctx, app(ctx).start_rca(actor(ctx)?, command).await)
    }

    /// Changes method, statement, goals or categories.
    async fn update_rca(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateRcaInput,
    ) -> Result<RcaPayload> {
        let goal = |goal: i::RcaGoalInput| c::GoalText { kind: goal.kind.into(), text: goal.text };
        let bone =
            |bone: i::BoneInput| c::BoneText { key: bone.key, name: bone.name, lens: bone.lens.into() };
        let command = c::UpdateRca {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            method: input.method.map(Into::into),
            what: input.what,
            place: input.place,
            time: input.time,
            extent: input.extent,
            scope: input.scope,
            goals: input.goals.map(|goals| goals.into_iter().map(goal).collect()),
            bones: input.bones.map(|bones| bones.into_iter().map(bone).collect()),
        };
        changed(ctx, app(ctx).update_rca(actor(ctx)?, command).await)
    }

    /// Takes a step in the review, if its gate is met. Somebody other than who asked for the review records it.
    async fn change_rca_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step.")] input: i::ChangeRcaStatusInput,
    ) -> Result<RcaPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        let command = c::ChangeRcaStatus { id, version: input.version, status: input.status.into() };
        changed(ctx, app(ctx).change_rca_status(actor(ctx)?, command).await)
    }

    /// Gives a reasoned answer, such as why a lens has no cause, or withdraws it.
    async fn set_rca_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: i::SetRcaAnswerInput,
    ) -> Result<RcaPayload> {
        let rca_id = parse("rcaId", &input.rca_id).api(ctx)?;
        let command = c::SetRcaAnswer { rca_id, key: input.key.into(), reason: input.reason };
        changed(ctx, app(ctx).set_rca_answer(actor(ctx)?, command).await)
    }

    /// Sets a warning or hint aside, with a reason that is kept. Errors cannot be set aside.
    async fn dismiss_finding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The finding and the reason.")] input: i::DismissFindingInput,
    ) -> Result<RcaPayload> {
        let name = finding(&input.rca_id, input.rule, input.subject_id.as_ref()).api(ctx)?;
        changed(ctx, app(ctx).dismiss_finding(actor(ctx)?, name, &input.reason).await)
    }

    /// Shows a finding again that was set aside.
    async fn restore_finding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The finding.")] input: i::RestoreFindingInput,
    ) -> Result<RcaPayload> {
        let name = finding(&input.rca_id, input.rule, input.subject_id.as_ref()).api(ctx)?;
        changed(ctx, app(ctx).restore_finding(actor(ctx)?, name).await)
    }

    /// Adds a row to the barrier analysis (`ER-01`), or changes one.
    async fn save_barrier(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The row, whole.")] input: i::SaveBarrierInput,
    ) -> Result<RcaPayload> {
        let id = parse_opt("id", input.id.as_ref()).api(ctx)?;
        let command = c::SaveBarrier {
            rca_id: parse("rcaId", &input.rca_id).api(ctx)?,
            row: row(id, input.version).api(ctx)?,
            defence: input.defence,
            expected_effect: input.expected_effect,
            state: input.state.into(),
            evidence: input.evidence,
            idempotency_key: input.idempotency_key,
        };
        changed(ctx, app(ctx).save_barrier(actor(ctx)?, command).await)
    }

    /// Removes a row of the barrier analysis.
    async fn remove_barrier(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The row.")] input: i::RemoveRowInput,
    ) -> Result<RcaPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        changed(ctx, app(ctx).remove_barrier(actor(ctx)?, id, input.version).await)
    }

    /// Adds a row to the change analysis, or changes one.
    async fn save_difference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The row, whole.")] input: i::SaveDifferenceInput,
    ) -> Result<RcaPayload> {
        let id = parse_opt("id", input.id.as_ref()).api(ctx)?;
        let command = c::SaveDifference {
            rca_id: parse("rcaId", &input.rca_id).api(ctx)?,
            row: row(id, input.version).api(ctx)?,
            aspect: input.aspect,
            before: input.before,
            after: input.after,
            relevance: input.relevance,
            idempotency_key: input.idempotency_key,
        };
        changed(ctx, app(ctx).save_difference(actor(ctx)?, command).await)
    }

    /// Removes a row of the change analysis.
    async fn remove_difference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The row.")] input: i::RemoveRowInput,
    ) -> Result<RcaPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        changed(ctx, app(ctx).remove_difference(actor(ctx)?, id, input.version).await)
    }
}
