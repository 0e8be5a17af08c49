//! Changes of communication: corrections, promised analyses, estimates of impact.

use app::comms::{AddEstimate, CorrectUpdate, PromiseRca};
use async_graphql::{Context, Object, Result};

use super::estimate::ImpactEstimate;
use super::{PromiseBatch, input as i};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::findings;
use crate::id::parse;
use crate::incident::update::StatusUpdate;

/// Changes of communication.
#[derive(Default)]
pub struct CommsMutation;

#[Object]
impl CommsMutation {
    /// Corrects a published update. The audience reads both, and that the later one takes the place of the earlier; the promise
    /// of the earlier one is carried on.
    async fn correct_status_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The update and the text that is right.")] input: i::CorrectStatusUpdateInput,
    ) -> Result<i::PublishUpdateDraftPayload> {
        let command = CorrectUpdate {
            id: parse("id", &input.id).api(ctx)?,
            body: input.body,
            idempotency_key: input.idempotency_key,
        };
        let answer = app(ctx).correct_status_update(actor(ctx)?, command).await.api(ctx)?;
        let status_update = StatusUpdate { update: answer.update, promises: answer.incident.promises };
        Ok(i::PublishUpdateDraftPayload { status_update, findings: findings(answer.findings) })
    }

    /// Promises an analysis of an incident to an audience; a publication of that stage, or of a later one, keeps it.
    async fn promise_rca(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is promised, and to whom.")] input: i::PromiseRcaInput,
    ) -> Result<i::PromiseRcaPayload> {
        let command = PromiseRca {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            stage: input.stage.into(),
            audience: input.audience.into(),
            due_at: input.due_at,
            idempotency_key: input.idempotency_key,
        };
        let promise = app(ctx).promise_rca(actor(ctx)?, command).await.api(ctx)?;
        Ok(i::PromiseRcaPayload { promise: PromiseBatch::one(actor(ctx)?, promise), findings: Vec::new() })
    }

    /// Records how far an impact reaches, as an estimate. It is never changed; a better one is a later estimate.
    async fn add_impact_estimate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The estimate.")] input: i::AddImpactEstimateInput,
    ) -> Result<i::ImpactEstimatePayload> {
        let command = AddEstimate {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            kind: input.kind.into(),
            value: input.value,
            currency: input.currency,
            source: input.source,
            note: input.note,
            estimated_at: input.estimated_at,
            idempotency_key: input.idempotency_key,
        };
        let estimate = app(ctx).add_impact_estimate(actor(ctx)?, command).await.api(ctx)?;
        Ok(i::ImpactEstimatePayload { estimate: ImpactEstimate(estimate), findings: Vec::new() })
    }
}
