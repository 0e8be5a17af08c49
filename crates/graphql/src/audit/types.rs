//! The audit log as the API shows it.

use app::audit::{AuditItem, Chain};
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::audit::Head;

use crate::identity::enums::AuthorKind;
use crate::incident::parts::Author;

/// A row of the audit log: who did what to which record, and when. Rows are never changed.
#[derive(Clone, Debug)]
pub struct AuditEntry(AuditItem);

impl From<AuditItem> for AuditEntry {
    fn from(item: AuditItem) -> Self {
        Self(item)
    }
}

/// A row of the audit log: who did what to which record, and when. Rows are never changed.
#[Object]
impl AuditEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.entry.record.id.to_string().into()
    }

    /// When it was done.
    async fn at(&self) -> DateTime<Utc> {
        self.0.entry.record.at
    }

    /// Who did it.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Author> {
        if let Some(principal) = self.0.entry.actor {
            Author::of(ctx, principal).await
        } else {
            let id = Some(ID::from(self.0.entry.record.actor_id.as_str()));
            Ok(Author { id, kind: AuthorKind::System, name: "Unknown".to_owned() })
        }
    }

    /// What was done, such as `incident.declared`.
    async fn action(&self) -> &str {
        &self.0.entry.record.action
    }

    /// The kind of record it was done to, such as `incident` or `user`.
    async fn subject_kind(&self) -> &str {
        &self.0.entry.record.subject_kind
    }

    /// The record it was done to: a global id, or a word such as `unknown`.
    async fn subject_id(&self) -> ID {
        self.0.entry.record.subject_id.as_str().into()
    }

    /// What people call that record: a name, or `INC-42`. Null for an incident that you may not see
    /// and for records without a name.
    async fn subject_name(&self) -> Option<&str> {
        self.0.subject_name.as_deref()
    }

    /// What changed, as the text of a JSON object; never secrets, never the text of an incident.
    /// Empty (`{}`) for an incident that you may not see.
    async fn facts(&self) -> &str {
        &self.0.entry.record.facts
    }

    /// The request that asked for it, as the header `x-request-id` gave it; null for commands and
    /// background work.
    async fn request_id(&self) -> Option<&str> {
        self.0.entry.record.request_id.as_deref()
    }

    /// Whether the row has its place in the chain; a new row gets it within a second.
    async fn is_sealed(&self) -> bool {
        self.0.entry.is_sealed
    }
}

/// How far the chain of the audit log has come. Each seal covers its row and the seal before it, so
/// that a row that is changed or taken away shows. `coalmine doctor` checks the whole chain.
#[derive(Clone, Debug)]
pub struct AuditChain(Chain);

impl From<Chain> for AuditChain {
    fn from(chain: Chain) -> Self {
        Self(chain)
    }
}

/// How far the chain of the audit log has come. Each seal covers its row and the seal before it, so
/// that a row that is changed or taken away shows. `coalmine doctor` checks the whole chain.
#[Object]
impl AuditChain {
    /// How many rows are sealed.
    async fn sealed_through(&self) -> i64 {
        self.0.last.as_ref().map_or(0, |seal| seal.position)
    }

    /// When the last row was sealed; null when none is.
    async fn sealed_at(&self) -> Option<DateTime<Utc>> {
        self.0.last.as_ref().map(|seal| seal.sealed_at)
    }

    /// How many rows wait for their seal.
    async fn pending_count(&self) -> u64 {
        self.0.pending
    }

    /// The end of the chain, as HASH@POSITION: note it elsewhere, and `coalmine doctor --head` tells
    /// later whether anything up to there was taken away. Null when nothing is sealed.
    async fn head(&self) -> Option<String> {
        self.0.last.as_ref().map(|seal| Head::from(seal).to_string())
    }
}
