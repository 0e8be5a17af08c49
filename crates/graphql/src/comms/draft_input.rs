//! Inputs and payloads of drafts and templates. They carry typed values on to commands and check nothing else.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};

use super::draft::{UpdateDraft, UpdateTemplate};
use crate::finding::Finding;
use crate::incident::enums::{Audience, Severity};

/// Saves a draft of an update: a fresh one, or another text for one that is there.
#[derive(Clone, Debug, InputObject)]
pub struct SaveUpdateDraftInput {
    /// The incident.
    pub incident_id: ID,
    /// The draft whose text changes; left out for a fresh one.
    pub id: Option<ID>,
    /// The version that the change is based on; needed with `id`.
    pub version: Option<i32>,
    /// Who it will be for.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: String,
    /// When the next update will be promised.
    pub next_update_at: Option<DateTime<Utc>>,
    /// When the fix will be expected.
    pub eta: Option<DateTime<Utc>>,
    /// Makes the request safe to send twice.
    pub idempotency_key: Option<String>,
}

/// Takes a draft a step on.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateDraftInput {
    /// The draft.
    pub id: ID,
    /// The version that the step is based on.
    pub version: i32,
}

/// A draft after a change.
#[derive(SimpleObject)]
pub struct UpdateDraftPayload {
    /// The draft.
    pub draft: UpdateDraft,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// That a draft was discarded.
#[derive(SimpleObject)]
pub struct DiscardUpdateDraftPayload {
    /// The draft that is gone.
    pub id: ID,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Writes a template of the organisation's own.
#[derive(Clone, Debug, InputObject)]
pub struct SaveUpdateTemplateInput {
    /// For incidents of this severity.
    pub severity: Severity,
    /// For this audience.
    pub audience: Audience,
    /// The text, in Markdown. The places `{title}`, `{services}`, `{status}` and `{next}` are filled with facts of the incident.
    pub body: String,
    /// The version that the change is based on; 0 while the text that came with the program stands.
    pub version: i32,
}

/// A template that was written.
#[derive(SimpleObject)]
pub struct UpdateTemplatePayload {
    /// The template.
    pub template: UpdateTemplate,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}
