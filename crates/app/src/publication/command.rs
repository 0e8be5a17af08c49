//! What is asked of the use cases. Texts arrive raw and are parsed by the use case.

use domain::comms::promise::RcaStage;
use domain::id::{CustomerId, PublicationId, RcaId, RcaQuestionId};
use domain::publication::PublicationAudience;

/// What is to be published, to whom.
#[derive(Clone, Debug)]
pub struct PublicationContent {
    /// The analysis.
    pub rca_id: RcaId,
    /// How far it has come.
    pub stage: RcaStage,
    /// Who is to read it.
    pub audience: PublicationAudience,
    /// Which customers, for that audience.
    pub customer_ids: Vec<CustomerId>,
    /// One line.
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

/// Publishes what a preview has shown.
#[derive(Clone, Debug)]
pub struct PublishRca {
    /// What and to whom.
    pub content: PublicationContent,
    /// The version of the analysis that it is based on.
    pub rca_version: i32,
    /// The token of the preview.
    pub preview_token: String,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Answers a customer's question.
#[derive(Clone, Debug)]
pub struct AnswerRcaQuestion {
    /// Which.
    pub id: RcaQuestionId,
    /// The answer, in Markdown.
    pub body: String,
}

/// Asks about a version that was shared with the actor's organisation.
#[derive(Clone, Debug)]
pub struct AskAboutSharedRca {
    /// Which version.
    pub id: PublicationId,
    /// The question, in Markdown.
    pub body: String,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}
