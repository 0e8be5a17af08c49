//! Status updates.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use domain::comms::Promises;

use super::enums::Audience;
use super::parts::Author;
use crate::context;

/// A message to an audience, with the promise it makes.
#[derive(Clone, Debug)]
pub struct StatusUpdate {
    /// The update.
    pub update: domain::comms::StatusUpdate,
    /// The promises of its incident, which say whether it was followed by a newer one.
    pub promises: Promises,
}

/// A message to an audience, with the promise it makes.
#[Object]
impl StatusUpdate {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.update.id.to_string().into()
    }

    /// Who it is for.
    async fn audience(&self) -> Audience {
        self.update.audience.into()
    }

    /// The text, in Markdown.
    async fn body(&self) -> &str {
        self.update.body.as_str()
    }

    /// The text as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        context::app(ctx).markdown().render(self.update.body.as_str()).to_string()
    }

    /// When it went out.
    async fn published_at(&self) -> DateTime<Utc> {
        self.update.published_at
    }

    /// When the next update was promised (`COM-01`).
    async fn next_update_at(&self) -> Option<DateTime<Utc>> {
        self.update.next_update_at
    }

    /// When the fix was expected (`COM-01`).
    async fn eta(&self) -> Option<DateTime<Utc>> {
        self.update.eta
    }

    /// Whether the promised next update has not come in time (`COM-02`).
    async fn is_late(&self, ctx: &Context<'_>) -> bool {
        let app = context::app(ctx);
        self.update.is_late(&self.promises, app.now(), &app.thresholds())
    }

    /// Whether it was the last word: service was restored when it went out.
    async fn is_final(&self) -> bool {
        self.update.is_final
    }

    /// The update whose text this one corrects.
    async fn corrects(&self) -> Option<ID> {
        self.update.corrects.map(|id| id.to_string().into())
    }

    /// The update that corrects the text of this one.
    async fn corrected_by(&self) -> Option<ID> {
        self.update.corrected.map(|correction| correction.by.to_string().into())
    }

    /// When its text was corrected.
    async fn corrected_at(&self) -> Option<DateTime<Utc>> {
        self.update.corrected.map(|correction| correction.at)
    }

    /// Who wrote it.
    async fn author(&self, ctx: &Context<'_>) -> async_graphql::Result<Author> {
        Author::of(ctx, self.update.author).await
    }
}
