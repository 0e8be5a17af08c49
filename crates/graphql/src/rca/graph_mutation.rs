//! Changes of the graph: causes, verdicts, links, evidence. Ids to a command, one use case, the answer wrapped.

use app::rca as c;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::rca::EvidenceSubject;

use super::Rca;
use super::cause::{Cause, CauseBatch};
use super::evidence::{Evidence, EvidenceBatch};
use super::graph_input as i;
use super::mutation::{RcaPayload, changed};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::Finding;
use crate::id::{parse, parse_opt};

/// Changes of the graph.
#[derive(Default)]
pub struct GraphMutation;

/// A changed cause.
#[derive(SimpleObject)]
pub struct CausePayload {
    /// The cause as it is now.
    cause: Cause,
    /// Its analysis as it is now.
    rca: Rca,
    /// What the rules say about the analysis, without what was set aside.
    findings: Vec<Finding>,
}

/// Evidence that was added.
#[derive(SimpleObject)]
pub struct EvidencePayload {
    /// The evidence.
    evidence: Evidence,
    /// Its analysis as it is now.
    rca: Rca,
    /// What the rules say about the analysis, without what was set aside.
    findings: Vec<Finding>,
}

fn cause(ctx: &Context<'_>, answer: app::Result<c::CauseAnswer>) -> Result<CausePayload> {
    let answer = answer.api(ctx)?;
    let RcaPayload { rca, findings } = changed(ctx, Ok(answer.rca))?;
    let cause = CauseBatch::of_rca(actor(ctx)?, answer.cause, &rca);
    Ok(CausePayload { cause, rca, findings })
}

/// Where a cause goes: at most one of group, effect and problem.
fn target(group: Option<&ID>, effect: Option<&ID>, problem: bool) -> app::Result<Option<c::Target>> {
    match (parse_opt("groupId", group)?, parse_opt("effectId", effect)?, problem) {
        (Some(group), None, false) => Ok(Some(c::Target::Group(group))),
        (None, Some(effect), false) => Ok(Some(c::Target::Effect(Some(effect)))),
        (None, None, true) => Ok(Some(c::Target::Effect(None))),
        (None, None, false) => Ok(None),
        _ => Err(app::Error::invalid("groupId", "goes alone: a group, an effect or the problem")),
    }
}

/// What evidence is attached to: a cause or a group, and not both.
fn subject(cause: Option<&ID>, group: Option<&ID>) -> app::Result<EvidenceSubject> {
    match (parse_opt("causeId", cause)?, parse_opt("groupId", group)?) {
        (Some(cause), None) => Ok(EvidenceSubject::Cause(cause)),
        (None, Some(group)) => Ok(EvidenceSubject::Group(group)),
        _ => Err(app::Error::invalid("causeId", "evidence is attached to a cause or to a group")),
    }
}

#[Object]
impl GraphMutation {
    /// Adds a cause, linked to what it explains unless it is a mere candidate.
    async fn add_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cause.")] input: i::AddCauseInput,
    ) -> Result<CausePayload> {
        let command = c::AddCause {
            rca_id: parse("rcaId", &input.rca_id).api(ctx)?,
            text: input.text,
            kind: input.kind.into(),
            lens: input.lens.map(Into::into),
            bone: input.bone,
            effect_id: parse_opt("effectId", input.effect_id.as_ref()).api(ctx)?,
            group_id: parse_opt("groupId", input.group_id.as_ref()).api(ctx)?,
            question: input.question,
            is_unlinked: input.is_unlinked,
            idempotency_key: input.idempotency_key,
        };
        cause(ctx, app(ctx).add_cause(actor(ctx)?, command).await)
    }

    /// Changes a cause's own fields.
    async fn update_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateCauseInput,
    ) -> Result<CausePayload> {
        let command = c::UpdateCause {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            text: input.text,
            kind: input.kind.map(Into::into),
            lens: c::Patch::of(input.lens.map(Into::into), input.remove_lens),
            bone: c::Patch::of(input.bone, input.remove_bone),
            path: c::Patch::of(input.path.map(Into::into), input.remove_path),
            occurred_at: c::Patch::of(input.occurred_at, input.remove_occurred_at),
            is_hypothetical: input.is_hypothetical,
            stop_reason: c::Patch::of(input.stop_reason.map(Into::into), input.remove_stop_reason),
        };
        cause(ctx, app(ctx).update_cause(actor(ctx)?, command).await)
    }

    /// Removes a cause; it can be brought back with its links and evidence.
    async fn remove_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cause.")] input: i::CauseVersionInput,
    ) -> Result<CausePayload> {
        let id = parse("id", &input.id).api(ctx)?;
        cause(ctx, app(ctx).remove_cause(actor(ctx)?, id, input.version).await)
    }

    /// Brings a removed cause back.
    async fn restore_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cause.")] input: i::CauseVersionInput,
    ) -> Result<CausePayload> {
        let id = parse("id", &input.id).api(ctx)?;
        cause(ctx, app(ctx).restore_cause(actor(ctx)?, id, input.version).await)
    }

    /// Records the verdict on a cause (`RCS-05`).
    async fn validate_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The verdict.")] input: i::ValidateCauseInput,
    ) -> Result<CausePayload> {
        let command = c::ValidateCause {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            verdict: input.verdict.into(),
            reason: input.reason,
        };
        cause(ctx, app(ctx).validate_cause(actor(ctx)?, command).await)
    }

    /// Confirms a root cause, which starts the clocks of what hangs on it; the problem follows with the first one.
    async fn confirm_root_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cause.")] input: i::ConfirmRootCauseInput,
    ) -> Result<CausePayload> {
        let id = parse("id", &input.id).api(ctx)?;
        cause(ctx, app(ctx).confirm_root_cause(actor(ctx)?, id, input.version).await)
    }

    /// Decides to live with a root cause, instead of a solution (`RCS-06`).
    async fn accept_root_cause_risk(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: i::AcceptRootCauseRiskInput,
    ) -> Result<CausePayload> {
        let command = c::AcceptRootCauseRisk {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            rationale: input.rationale,
            approver_id: parse("approverId", &input.approver_id).api(ctx)?,
            review_at: input.review_at,
        };
        cause(ctx, app(ctx).accept_root_cause_risk(actor(ctx)?, command).await)
    }

    /// Links a cause to what it explains (`CM-01`).
    async fn link_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both ends.")] input: i::LinkCauseInput,
    ) -> Result<RcaPayload> {
        let wanted = target(input.group_id.as_ref(), input.effect_id.as_ref(), false).api(ctx)?;
        let command = c::LinkCause {
            rca_id: parse("rcaId", &input.rca_id).api(ctx)?,
            cause_id: parse("causeId", &input.cause_id).api(ctx)?,
            target: wanted.unwrap_or(c::Target::Effect(None)),
            position: input.position,
        };
        changed(ctx, app(ctx).link_cause(actor(ctx)?, command).await)
    }

    /// Takes a cause out of a group; a group that is left empty goes.
    async fn unlink_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both ends.")] input: i::UnlinkCauseInput,
    ) -> Result<RcaPayload> {
        let group = parse("groupId", &input.group_id).api(ctx)?;
        let cause = parse("causeId", &input.cause_id).api(ctx)?;
        changed(ctx, app(ctx).unlink_cause(actor(ctx)?, group, cause).await)
    }

    /// Moves a cause in one step: out of a group, into another, onto a category.
    async fn move_cause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From where to where.")] input: i::MoveCauseInput,
    ) -> Result<RcaPayload> {
        let (group, effect) = (input.to_group_id.as_ref(), input.to_effect_id.as_ref());
        let command = c::MoveCause {
            cause_id: parse("causeId", &input.cause_id).api(ctx)?,
            from_group_id: parse_opt("fromGroupId", input.from_group_id.as_ref()).api(ctx)?,
            target: target(group, effect, input.to_problem).api(ctx)?,
            position: input.position,
            bone: input.bone,
        };
        changed(ctx, app(ctx).move_cause(actor(ctx)?, command).await)
    }

    /// Changes operator, question or meaning of a group.
    async fn update_cause_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateCauseGroupInput,
    ) -> Result<RcaPayload> {
        let command = c::UpdateCauseGroup {
            id: parse("id", &input.id).api(ctx)?,
            operator: input.operator.map(Into::into),
            question: input.question,
            either_suffices: input.either_suffices,
        };
        changed(ctx, app(ctx).update_cause_group(actor(ctx)?, command).await)
    }

    /// Reads a link upward with "therefore" and finds that it holds (`W5-10`); never who made it.
    async fn confirm_therefore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: i::ConfirmThereforeInput,
    ) -> Result<RcaPayload> {
        let group = parse("groupId", &input.group_id).api(ctx)?;
        let cause = parse("causeId", &input.cause_id).api(ctx)?;
        changed(ctx, app(ctx).confirm_therefore(actor(ctx)?, group, cause).await)
    }

    /// Attaches evidence to a cause, or to a group's link to its effect.
    async fn add_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The evidence.")] input: i::AddEvidenceInput,
    ) -> Result<EvidencePayload> {
        let command = c::AddEvidence {
            subject: subject(input.cause_id.as_ref(), input.group_id.as_ref()).api(ctx)?,
            kind: input.kind.into(),
            title: input.title,
            url: input.url,
            summary: input.summary,
            refuted_by: input.refuted_by,
            timeline_entry_id: parse_opt("timelineEntryId", input.timeline_entry_id.as_ref()).api(ctx)?,
            captured_at: input.captured_at,
            idempotency_key: input.idempotency_key,
        };
        let answer = app(ctx).add_evidence(actor(ctx)?, command).await.api(ctx)?;
        let RcaPayload { rca, findings } = changed(ctx, Ok(answer.rca))?;
        let evidence = EvidenceBatch::one(actor(ctx)?, answer.evidence);
        Ok(EvidencePayload { evidence, rca, findings })
    }

    /// Withdraws evidence, unless a verdict stands on it alone (`RCS-05`).
    async fn remove_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The evidence.")] input: i::RemoveEvidenceInput,
    ) -> Result<RcaPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        changed(ctx, app(ctx).remove_evidence(actor(ctx)?, id).await)
    }
}
