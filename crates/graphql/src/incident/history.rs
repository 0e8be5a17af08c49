//! Where an incident that was brought in comes from, and what its source told beyond it.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::id::IncidentId;
use domain::incident as d;

use super::batch::Batch;
use crate::context::app;
use crate::error::IntoApi;

/// Where an incident that was brought in comes from.
#[derive(Clone)]
pub struct ImportSource {
    pub(super) id: IncidentId,
    pub(super) source: d::ImportSource,
    pub(super) batch: Arc<Batch>,
}

/// Where an incident that was brought in comes from.
#[Object]
impl ImportSource {
    /// The format, such as `cstate`.
    async fn format(&self) -> &str {
        &self.source.format
    }

    /// The file, as the source names it.
    async fn file(&self) -> &str {
        &self.source.file
    }

    /// When it was brought in, or brought up to date, last.
    async fn imported_at(&self) -> DateTime<Utc> {
        self.source.imported_at
    }

    /// How many findings the import made; the incident's `findings` name them.
    async fn finding_count(&self, ctx: &Context<'_>) -> Result<usize> {
        Ok(self.batch.import_findings(app(ctx), self.id).await.api(ctx)?.len())
    }

    /// The sections of the source's text, in their order.
    #[graphql(complexity = "10 * child_complexity")]
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<ImportedSection>> {
        let history = self.batch.history(app(ctx), self.id).await.api(ctx)?;
        Ok(history.sections.into_iter().map(ImportedSection).collect())
    }

    /// Who took part, as the source names roles and people; nobody is matched to a user.
    #[graphql(complexity = "10 * child_complexity")]
    async fn participants(&self, ctx: &Context<'_>) -> Result<Vec<ImportedParticipant>> {
        let history = self.batch.history(app(ctx), self.id).await.api(ctx)?;
        let participant = |one: d::HistoryParticipant| ImportedParticipant {
            role: one.role.into_string(),
            text: one.text.into_string(),
        };
        Ok(history.participants.into_iter().map(participant).collect())
    }

    /// What was to be done afterwards, in the order of the source.
    #[graphql(complexity = "10 * child_complexity")]
    async fn actions(&self, ctx: &Context<'_>) -> Result<Vec<ImportedAction>> {
        let history = self.batch.history(app(ctx), self.id).await.api(ctx)?;
        Ok(history.actions.into_iter().map(ImportedAction).collect())
    }
}

/// A section of a text that was brought in.
pub struct ImportedSection(d::HistorySection);

/// A section of a text that was brought in.
#[Object]
impl ImportedSection {
    /// The heading; null for text above the first one.
    async fn heading(&self) -> Option<&str> {
        self.0.heading.as_ref().map(domain::text::ShortText::as_str)
    }

    /// The text, in Markdown.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }

    /// The text as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.body.as_str()).to_string()
    }
}

/// Somebody who took part in an incident that was brought in.
#[derive(Clone, Debug, SimpleObject)]
pub struct ImportedParticipant {
    /// The role, as the source names it.
    pub role: String,
    /// Who, as the source wrote it.
    pub text: String,
}

/// Something that was to be done after an incident that was brought in.
pub struct ImportedAction(d::HistoryAction);

/// Something that was to be done after an incident that was brought in.
#[Object]
impl ImportedAction {
    /// What, in Markdown.
    async fn text(&self) -> &str {
        self.0.text.as_str()
    }

    /// The same as sanitized HTML.
    async fn text_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.text.as_str()).to_string()
    }

    /// Whether it was done when the source was written; null where it does not say.
    async fn is_done(&self) -> Option<bool> {
        self.0.is_done
    }

    /// The heading under which the source lists it.
    async fn group(&self) -> Option<&str> {
        self.0.group.as_ref().map(domain::text::ShortText::as_str)
    }
}
