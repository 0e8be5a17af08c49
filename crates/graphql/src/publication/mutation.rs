//! Writes of publications.

use async_graphql::{Context, ID, Object, Result};

use super::input::{AnswerRcaQuestionInput, PublishRcaInput, RcaPublicationPayload, RcaQuestionPayload};
use super::question::RcaQuestion;
use super::types::Versions;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::findings;
use crate::id;

/// Root fields.
#[derive(Default)]
pub struct PublicationMutation;

fn payload(
    ctx: &Context<'_>,
    answer: app::Result<app::publication::PublicationAnswer>,
) -> Result<RcaPublicationPayload> {
    let answer = answer.api(ctx)?;
    let publication = Versions::one(actor(ctx)?, answer.publication);
    Ok(RcaPublicationPayload { publication, findings: findings(answer.findings) })
}

#[Object]
impl PublicationMutation {
    /// Publishes what a preview has shown, as a version that stays as it is. It keeps the promise of an analysis; the final version
    /// takes the analysis to PUBLISHED.
    async fn publish_rca(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and to whom.")] input: PublishRcaInput,
    ) -> Result<RcaPublicationPayload> {
        let command = input.command().api(ctx)?;
        payload(ctx, app(ctx).publish_rca(actor(ctx)?, command).await)
    }

    /// Takes a version back: nobody outside finds it any more, and it stays inside.
    async fn withdraw_rca_publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the version.")] id: ID,
    ) -> Result<RcaPublicationPayload> {
        let id = id::parse("id", &id).api(ctx)?;
        payload(ctx, app(ctx).withdraw_rca_publication(actor(ctx)?, id).await)
    }

    /// Answers a customer's question, once. Names, addresses and private incidents are taken out of the answer.
    async fn answer_rca_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerRcaQuestionInput,
    ) -> Result<RcaQuestionPayload> {
        let command = input.command().api(ctx)?;
        let answer = app(ctx).answer_rca_question(actor(ctx)?, command).await.api(ctx)?;
        let question = RcaQuestion::of(actor(ctx)?, vec![answer.question]).swap_remove(0);
        Ok(RcaQuestionPayload { question, findings: findings(answer.findings) })
    }
}
