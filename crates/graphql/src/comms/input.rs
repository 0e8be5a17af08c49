//! Inputs and payloads of communication. They carry typed values on to commands and check nothing else.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};

use super::Promise;
use super::enums::{EstimateKind, RcaStage};
use super::estimate::ImpactEstimate;
use crate::finding::Finding;
use crate::incident::enums::Audience;
use crate::incident::update::StatusUpdate;

/// Puts another text in the place of a published one. Both stay readable, and say so.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectStatusUpdateInput {
    /// The update whose text is wrong; one that was corrected is not corrected again, its correction is.
    pub id: ID,
    /// The text that is right, in Markdown.
    pub body: String,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// An update that went out.
#[derive(SimpleObject)]
pub struct PublishUpdateDraftPayload {
    /// The update.
    pub status_update: StatusUpdate,
    /// What the rules say about the incident.
    pub findings: Vec<Finding>,
}

/// Promises an analysis of an incident (`COM-05`).
#[derive(Clone, Debug, InputObject)]
pub struct PromiseRcaInput {
    /// The incident.
    pub incident_id: ID,
    /// How far it will have come.
    pub stage: RcaStage,
    /// To whom.
    #[graphql(default_with = "Audience::External")]
    pub audience: Audience,
    /// When it is due; in as many days as the settings say when left out. A later date than the one that is promised takes its
    /// place.
    pub due_at: Option<DateTime<Utc>>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// A promise that was made.
#[derive(SimpleObject)]
pub struct PromiseRcaPayload {
    /// The promise.
    pub promise: Promise,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Records an estimate of an impact.
#[derive(Clone, Debug, InputObject)]
pub struct AddImpactEstimateInput {
    /// The incident.
    pub incident_id: ID,
    /// What is estimated.
    pub kind: EstimateKind,
    /// How many, or how much: 0 to 10¹⁵, whole unless it is money.
    pub value: f64,
    /// Three capital letters, such as `EUR`; for money, and needed for it.
    pub currency: Option<String>,
    /// Where the number comes from; at most 1,024 characters.
    pub source: String,
    /// What else is to be said of it, in Markdown.
    pub note: Option<String>,
    /// As of when it holds; now when left out.
    pub estimated_at: Option<DateTime<Utc>>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// An estimate that was recorded.
#[derive(SimpleObject)]
pub struct ImpactEstimatePayload {
    /// The estimate.
    pub estimate: ImpactEstimate,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}
