//! Drafts of updates and templates, as the API shows them.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::comms::draft as d;
use domain::comms::template as t;

use super::enums::UpdateDraftStatus;
use crate::context::app;
use crate::incident::Incident;
use crate::incident::enums::{Audience, Severity};
use crate::incident::parts::Author;

/// A status update in the making.
#[derive(Clone)]
pub struct UpdateDraft {
    pub(crate) draft: d::UpdateDraft,
    pub(crate) incident: Incident,
}

/// A status update in the making.
#[Object]
impl UpdateDraft {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.draft.id.to_string().into()
    }

    /// The incident it is about.
    async fn incident(&self) -> Incident {
        self.incident.clone()
    }

    /// Who it will be for.
    async fn audience(&self) -> Audience {
        self.draft.audience.into()
    }

    /// The text, in Markdown.
    async fn body(&self) -> &str {
        self.draft.body.as_str()
    }

    /// The text as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.draft.body.as_str()).to_string()
    }

    /// When the next update will be promised.
    async fn next_update_at(&self) -> Option<DateTime<Utc>> {
        self.draft.next_update_at
    }

    /// When the fix will be expected.
    async fn eta(&self) -> Option<DateTime<Utc>> {
        self.draft.eta
    }

    /// How far it has come.
    async fn status(&self) -> UpdateDraftStatus {
        self.draft.status.into()
    }

    /// Whether another person's approval is still missing: the organisation asks for it, and it is for customers.
    async fn is_approval_needed(&self, ctx: &Context<'_>) -> bool {
        self.draft.is_approval_needed(app(ctx).directory().organisation().approve_external_updates)
    }

    /// Who began it.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.draft.created_by).await
    }

    /// Who approved it; null until somebody does, and after each change.
    async fn approved_by(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        match self.draft.approved_by {
            Some(principal) => Author::of(ctx, principal).await.map(Some),
            None => Ok(None),
        }
    }

    /// When it changed last.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.draft.updated_at
    }

    /// Version of the draft.
    async fn version(&self) -> i32 {
        self.draft.version
    }
}

/// A text that updates begin with.
#[derive(Clone, Debug)]
pub struct UpdateTemplate(pub t::UpdateTemplate);

/// A text that updates begin with.
#[Object]
impl UpdateTemplate {
    /// For incidents of this severity.
    async fn severity(&self) -> Severity {
        self.0.severity.into()
    }

    /// For this audience.
    async fn audience(&self) -> Audience {
        self.0.audience.into()
    }

    /// The text, in Markdown, with the places `{title}`, `{services}`, `{status}` and `{next}`.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }

    /// Version; 0 for the text that came with the program.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
