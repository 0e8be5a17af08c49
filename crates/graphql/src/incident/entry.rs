//! Timeline entries.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use domain::incident::EntryDetail;

use super::enums::{ActionResult, IncidentStatus, Precision, ResponderRole, Severity, TimelineEntryKind};
use super::parts::{Author, Link, user};
use crate::context;
use crate::identity::types::User;
use crate::in_turn::InTurn;

/// An entry of a timeline. Entries are never changed; a correction is a later entry.
#[derive(Clone, Debug)]
pub struct TimelineEntry(pub domain::incident::TimelineEntry);

/// An entry of a timeline. Entries are never changed; a correction is a later entry.
#[Object]
impl TimelineEntry {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the entry tells of.
    async fn kind(&self) -> TimelineEntryKind {
        self.0.detail.kind().into()
    }

    /// The text, in Markdown.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }

    /// The text as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        context::app(ctx).markdown().render(self.0.body.as_str()).to_string()
    }

    /// When it happened; earlier than `recordedAt` for back-dated entries.
    async fn happened_at(&self) -> DateTime<Utc> {
        self.0.happened_at
    }

    /// When it was written down.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// How exact `happenedAt` is.
    async fn precision(&self) -> Precision {
        self.0.precision.into()
    }

    /// Who wrote it down.
    async fn author(&self, ctx: &Context<'_>) -> async_graphql::Result<InTurn<Author>> {
        Author::of(ctx, self.0.author).await.map(InTurn)
    }

    /// The role that the author held then.
    async fn author_role(&self) -> Option<ResponderRole> {
        self.0.author_role.map(Into::into)
    }

    /// What an action led to; null while that is not known, and for other kinds.
    async fn result(&self) -> Option<ActionResult> {
        match self.0.detail {
            EntryDetail::Action { result } => result.map(Into::into),
            _ => None,
        }
    }

    /// When approval of a decision was asked for.
    async fn approval_asked_at(&self) -> Option<DateTime<Utc>> {
        match self.0.detail {
            EntryDetail::Decision { asked_at, .. } => asked_at,
            _ => None,
        }
    }

    /// When approval of a decision was given.
    async fn approval_given_at(&self) -> Option<DateTime<Utc>> {
        match self.0.detail {
            EntryDetail::Decision { given_at, .. } => given_at,
            _ => None,
        }
    }

    /// How long a decision waited for its approval, in seconds.
    async fn waiting_seconds(&self) -> Option<i64> {
        self.0.detail.waiting_seconds()
    }

    /// Whether a customer escalated.
    async fn is_customer_escalation(&self) -> bool {
        matches!(self.0.detail, EntryDetail::Communication { is_customer_escalation: true })
    }

    /// Evidence.
    async fn links(&self) -> Vec<Link> {
        self.0
            .links
            .iter()
            .map(|link| Link { label: link.label.to_string(), url: link.url.to_string() })
            .collect()
    }

    /// The entry that this one corrects.
    async fn corrects(&self) -> Option<ID> {
        self.0.corrects.map(|id| id.to_string().into())
    }

    /// The entry that corrects this one.
    async fn corrected_by(&self) -> Option<ID> {
        self.0.corrected_by.map(|id| id.to_string().into())
    }

    /// Whether it is kept at the top.
    async fn is_pinned(&self) -> bool {
        self.0.is_pinned
    }

    /// The state before a step in the lifecycle; null at the declaration.
    #[graphql(name = "fromStatus")]
    async fn status_before(&self) -> Option<IncidentStatus> {
        match self.0.detail {
            EntryDetail::Status { from, .. } => from.map(Into::into),
            _ => None,
        }
    }

    /// The state after a step in the lifecycle.
    async fn to_status(&self) -> Option<IncidentStatus> {
        match self.0.detail {
            EntryDetail::Status { to, .. } => Some(to.into()),
            _ => None,
        }
    }

    /// The severity before a change.
    #[graphql(name = "fromSeverity")]
    async fn severity_before(&self) -> Option<Severity> {
        match self.0.detail {
            EntryDetail::Severity { from, .. } => Some(from.into()),
            _ => None,
        }
    }

    /// The severity after a change.
    async fn to_severity(&self) -> Option<Severity> {
        match self.0.detail {
            EntryDetail::Severity { to, .. } => Some(to.into()),
            _ => None,
        }
    }

    /// The role that changed hands.
    async fn responder_role(&self) -> Option<ResponderRole> {
        match self.0.detail {
            EntryDetail::Role { role, .. } => Some(role.into()),
            _ => None,
        }
    }

    /// Who held the role that changed hands.
    #[graphql(name = "fromUser")]
    async fn previous_holder(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<User>> {
        match self.0.detail {
            EntryDetail::Role { from: Some(id), .. } => user(ctx, id).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Who holds the role that changed hands.
    #[graphql(name = "toUser")]
    async fn next_holder(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<User>> {
        match self.0.detail {
            EntryDetail::Role { to: Some(id), .. } => user(ctx, id).await.map(Some),
            _ => Ok(None),
        }
    }
}
