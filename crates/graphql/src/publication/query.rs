//! Reads of publications.

use async_graphql::{Context, ID, Object, Result};

use super::input::{RcaPreview, RcaPublicationInput};
use super::question::{self, QuestionTotal, RcaQuestion};
use super::types::{RcaPublicationDefaults, Redaction};
use crate::connection::{Connection, cost};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::findings;
use crate::id;

/// What a preview costs: everything that the analysis rests on is read.
const WHOLE: usize = 100;

/// Root fields.
#[derive(Default)]
pub struct PublicationQuery;

#[Object]
impl PublicationQuery {
    /// Texts to begin a publication with, made of what the records say.
    #[graphql(complexity = "WHOLE + child_complexity")]
    async fn rca_publication_defaults(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the analysis.")] rca_id: ID,
    ) -> Result<RcaPublicationDefaults> {
        let id = id::parse("rcaId", &rca_id).api(ctx)?;
        Ok(app(ctx).rca_publication_defaults(actor(ctx)?, id).await.api(ctx)?.into())
    }

    /// What an audience would read, with each replacement marked. Nothing is kept.
    #[graphql(complexity = "WHOLE + child_complexity")]
    async fn preview_rca(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What would be published, and to whom.")] input: RcaPublicationInput,
    ) -> Result<RcaPreview> {
        let content = input.content().api(ctx)?;
        let preview = app(ctx).preview_rca(actor(ctx)?, &content).await.api(ctx)?;
        Ok(RcaPreview {
            html: preview.html,
            token: preview.token,
            redactions: preview.redactions.into_iter().map(Redaction::from).collect(),
            findings: findings(preview.findings),
        })
    }

    /// Questions of customers that wait for an answer, oldest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn open_rca_questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last question that was read.")] after: Option<String>,
    ) -> Result<Connection<RcaQuestion, QuestionTotal>> {
        question::open(ctx, first, after.as_deref()).await
    }
}
