//! Changes of problems: ids to a command, one use case, the answer wrapped.

use app::problem as c;
use async_graphql::{Context, Object, Result, SimpleObject};

use super::input as i;
use super::{Batch, Problem};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::{Finding, findings};
use crate::id::{parse, parse_all, parse_opt};

/// Changes of problems.
#[derive(Default)]
pub struct ProblemMutation;

/// A changed problem.
#[derive(SimpleObject)]
pub struct ProblemPayload {
    /// The problem as it is now.
    problem: Problem,
    /// What the rules say about it.
    findings: Vec<Finding>,
}

fn changed(ctx: &Context<'_>, answer: app::Result<c::ProblemAnswer>) -> Result<ProblemPayload> {
    let answer = answer.api(ctx)?;
    Ok(ProblemPayload {
        problem: Batch::one(actor(ctx)?, answer.problem),
        findings: findings(answer.findings),
    })
}

#[Object]
impl ProblemMutation {
    /// Opens a problem, of incidents or before the first one.
    async fn open_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The problem.")] input: i::OpenProblemInput,
    ) -> Result<ProblemPayload> {
        let command = c::OpenProblem {
            title: input.title,
            description: input.description,
            incident_ids: parse_all("incidentIds", &input.incident_ids.unwrap_or_default()).api(ctx)?,
            service_ids: parse_all("serviceIds", &input.service_ids.unwrap_or_default()).api(ctx)?,
            owner_id: parse_opt("ownerId", input.owner_id.as_ref()).api(ctx)?,
            sponsor_id: parse_opt("sponsorId", input.sponsor_id.as_ref()).api(ctx)?,
            tags: input.tags.unwrap_or_default(),
            idempotency_key: input.idempotency_key,
        };
        changed(ctx, app(ctx).open_problem(actor(ctx)?, command).await)
    }

    /// Changes title, description, owner, sponsor, services or tags.
    async fn update_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateProblemInput,
    ) -> Result<ProblemPayload> {
        let command = c::UpdateProblem {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            title: input.title,
            description: input.description,
            owner_id: parse_opt("ownerId", input.owner_id.as_ref()).api(ctx)?,
            remove_owner: input.remove_owner,
            sponsor_id: parse_opt("sponsorId", input.sponsor_id.as_ref()).api(ctx)?,
            remove_sponsor: input.remove_sponsor,
            service_ids: input.service_ids.map(|ids| parse_all("serviceIds", &ids)).transpose().api(ctx)?,
            tags: input.tags,
        };
        changed(ctx, app(ctx).update_problem(actor(ctx)?, command).await)
    }

    /// Moves a problem through its life, if the gate of the step is met (`VOC-04`, `RCS-05` to `RCS-07`), or opens it again.
    async fn change_problem_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step.")] input: i::ChangeProblemStatusInput,
    ) -> Result<ProblemPayload> {
        let command = c::ChangeProblemStatus {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            status: input.status.into(),
            reason: input.reason,
        };
        changed(ctx, app(ctx).change_problem_status(actor(ctx)?, command).await)
    }

    /// Decides to live with a problem until a date.
    async fn accept_problem_risk(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: i::AcceptProblemRiskInput,
    ) -> Result<ProblemPayload> {
        let command = c::AcceptProblemRisk {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            rationale: input.rationale,
            approver_id: parse("approverId", &input.approver_id).api(ctx)?,
            review_at: input.review_at,
        };
        changed(ctx, app(ctx).accept_problem_risk(actor(ctx)?, command).await)
    }

    /// Records a workaround, or changes it; at any stage (`VOC-04`).
    async fn set_workaround(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The workaround, whole.")] input: i::SetWorkaroundInput,
    ) -> Result<ProblemPayload> {
        let command = c::SetWorkaround {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            steps: input.steps,
            effect: input.effect.into(),
            limits: input.limits,
            last_tested_at: input.last_tested_at,
        };
        changed(ctx, app(ctx).set_workaround(actor(ctx)?, command).await)
    }

    /// Withdraws a workaround.
    async fn remove_workaround(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The problem.")] input: i::RemoveWorkaroundInput,
    ) -> Result<ProblemPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        changed(ctx, app(ctx).remove_workaround(actor(ctx)?, id, input.version).await)
    }

    /// Links an incident that you may see to a problem.
    async fn link_problem_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both ends.")] input: i::LinkProblemIncidentInput,
    ) -> Result<ProblemPayload> {
        let problem = parse("problemId", &input.problem_id).api(ctx)?;
        let incident = parse("incidentId", &input.incident_id).api(ctx)?;
        changed(ctx, app(ctx).link_problem_incident(actor(ctx)?, problem, incident).await)
    }

    /// Ends the link between an incident that you may see and a problem.
    async fn unlink_problem_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both ends.")] input: i::UnlinkProblemIncidentInput,
    ) -> Result<ProblemPayload> {
        let problem = parse("problemId", &input.problem_id).api(ctx)?;
        let incident = parse("incidentId", &input.incident_id).api(ctx)?;
        changed(ctx, app(ctx).unlink_problem_incident(actor(ctx)?, problem, incident).await)
    }
}
