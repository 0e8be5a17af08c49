//! Changes of drafts and templates.

use app::comms::{DraftAnswer, DraftStep, SaveDraft, SaveTemplate};
use async_graphql::{Context, Object, Result};

use super::draft::{UpdateDraft, UpdateTemplate};
use super::draft_input as i;
use super::input::PublishUpdateDraftPayload;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::findings;
use crate::id::{parse, parse_opt};
use crate::incident::Batch;
use crate::incident::update::StatusUpdate;

/// Changes of drafts and templates.
#[derive(Default)]
pub struct DraftMutation;

fn step(ctx: &Context<'_>, input: &i::UpdateDraftInput) -> Result<DraftStep> {
    Ok(DraftStep { id: parse("id", &input.id).api(ctx)?, version: input.version })
}

fn payload(ctx: &Context<'_>, answer: DraftAnswer) -> Result<i::UpdateDraftPayload> {
    let incident = Batch::one(actor(ctx)?, answer.incident);
    Ok(i::UpdateDraftPayload { draft: UpdateDraft { draft: answer.draft, incident }, findings: Vec::new() })
}

#[Object]
impl DraftMutation {
    /// Saves a draft of an update. A changed text is to be approved anew.
    async fn save_update_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: i::SaveUpdateDraftInput,
    ) -> Result<i::UpdateDraftPayload> {
        let command = SaveDraft {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            id: parse_opt("id", input.id.as_ref()).api(ctx)?,
            version: input.version,
            audience: input.audience.into(),
            body: input.body,
            next_update_at: input.next_update_at,
            eta: input.eta,
            idempotency_key: input.idempotency_key,
        };
        let answer = app(ctx).save_update_draft(actor(ctx)?, command).await.api(ctx)?;
        payload(ctx, answer)
    }

    /// Asks another person to approve a draft.
    async fn request_update_approval(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: i::UpdateDraftInput,
    ) -> Result<i::UpdateDraftPayload> {
        let step = step(ctx, &input)?;
        let answer = app(ctx).request_update_approval(actor(ctx)?, step).await.api(ctx)?;
        payload(ctx, answer)
    }

    /// Approves the text of a draft; another person than the one who changed it last does that.
    async fn approve_update_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: i::UpdateDraftInput,
    ) -> Result<i::UpdateDraftPayload> {
        let step = step(ctx, &input)?;
        let answer = app(ctx).approve_update_draft(actor(ctx)?, step).await.api(ctx)?;
        payload(ctx, answer)
    }

    /// Publishes a draft, which is then gone.
    async fn publish_update_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: i::UpdateDraftInput,
    ) -> Result<PublishUpdateDraftPayload> {
        let step = step(ctx, &input)?;
        let answer = app(ctx).publish_update_draft(actor(ctx)?, step).await.api(ctx)?;
        let status_update = StatusUpdate { update: answer.update, promises: answer.incident.promises };
        Ok(PublishUpdateDraftPayload { status_update, findings: findings(answer.findings) })
    }

    /// Discards a draft.
    async fn discard_update_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: i::UpdateDraftInput,
    ) -> Result<i::DiscardUpdateDraftPayload> {
        let step = step(ctx, &input)?;
        app(ctx).discard_update_draft(actor(ctx)?, step).await.api(ctx)?;
        Ok(i::DiscardUpdateDraftPayload { id: input.id, findings: Vec::new() })
    }

    /// Writes the template of a severity and an audience.
    async fn save_update_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template.")] input: i::SaveUpdateTemplateInput,
    ) -> Result<i::UpdateTemplatePayload> {
        let command = SaveTemplate {
            severity: input.severity.into(),
            audience: input.audience.into(),
            body: input.body,
            version: input.version,
        };
        let template = app(ctx).save_update_template(actor(ctx)?, command).await.api(ctx)?;
        Ok(i::UpdateTemplatePayload { template: UpdateTemplate(template), findings: Vec::new() })
    }
}
