//! Inputs and payloads of publications.

use app::publication::{AnswerRcaQuestion, PublicationContent, PublishRca};
use async_graphql::{ID, InputObject, SimpleObject};

use super::enums::PublicationAudience;
use super::question::RcaQuestion;
use super::types::{RcaPublication, Redaction};
use crate::comms::enums::RcaStage;
use crate::finding::Finding;
use crate::id;

/// What is published of an analysis, and to whom. Timeline, causes and repair items are added from the records.
#[derive(InputObject)]
pub struct RcaPublicationInput {
    /// The analysis.
    pub rca_id: ID,
    /// How far it has come.
    pub stage: RcaStage,
    /// Who is to read it.
    pub audience: PublicationAudience,
    /// Which customers; at least one for CUSTOMERS, none for any other audience.
    #[graphql(default)]
    pub customer_ids: Vec<ID>,
    /// One line; at most 200 characters.
    pub title: String,
    /// What happened, in Markdown.
    pub what_happened: String,
    /// Why it happened, in Markdown.
    pub why: String,
    /// What was done so far, in Markdown.
    pub what_we_did: String,
    /// What will be done, in Markdown.
    pub what_we_will_do: String,
}

impl RcaPublicationInput {
    /// The content as use cases take it.
    pub fn content(self) -> app::Result<PublicationContent> {
        Ok(PublicationContent {
            rca_id: id::parse("rcaId", &self.rca_id)?,
            stage: self.stage.into(),
            audience: self.audience.into(),
            customer_ids: id::parse_all("customerIds", &self.customer_ids)?,
            title: self.title,
            what_happened: self.what_happened,
            why: self.why,
            what_we_did: self.what_we_did,
            what_we_will_do: self.what_we_will_do,
        })
    }
}

/// What an audience would read.
#[derive(SimpleObject)]
pub struct RcaPreview {
    /// The article of the page as this audience would read it, with what is replaced in `<mark>`.
    pub html: String,
    /// Ties a publication to what was shown here.
    pub token: String,
    /// What is replaced, in the order of the page.
    pub redactions: Vec<Redaction>,
    /// What the rules say; an error keeps it from being published.
    pub findings: Vec<Finding>,
}

/// Publishes what a preview has shown.
#[derive(InputObject)]
pub struct PublishRcaInput {
    /// What is published, as it was previewed.
    pub content: RcaPublicationInput,
    /// The version of the analysis that it is based on.
    pub rca_version: i32,
    /// The token of the preview.
    pub preview_token: String,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl PublishRcaInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<PublishRca> {
        Ok(PublishRca {
            content: self.content.content()?,
            rca_version: self.rca_version,
            preview_token: self.preview_token,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// A version after it was published or withdrawn.
#[derive(SimpleObject)]
pub struct RcaPublicationPayload {
    /// The version.
    pub publication: RcaPublication,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Answers a customer's question.
#[derive(InputObject)]
pub struct AnswerRcaQuestionInput {
    /// Which.
    pub id: ID,
    /// The answer, in Markdown.
    pub body: String,
}

impl AnswerRcaQuestionInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<AnswerRcaQuestion> {
        Ok(AnswerRcaQuestion { id: id::parse("id", &self.id)?, body: self.body })
    }
}

/// A question after it was answered.
#[derive(SimpleObject)]
pub struct RcaQuestionPayload {
    /// The question.
    pub question: RcaQuestion,
    /// What was taken out of the answer, and what the rules say about it.
    pub findings: Vec<Finding>,
}
