//! Trackers of issues as the API shows them. Their secrets and tokens are no part of it.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::integration as d;

use crate::context::app;
use crate::incident::parts::Author;
use crate::repair::enums::TrackerProvider;

/// A connection to a tracker of issues, with which repair items are kept in step.
#[derive(Clone)]
pub struct Tracker(pub d::Tracker);

/// A connection to a tracker of issues, with which repair items are kept in step.
#[Object]
impl Tracker {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How people call it.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The tool.
    async fn provider(&self) -> TrackerProvider {
        self.0.provider.into()
    }

    /// Where people open its issues; issues of other hosts are none of its.
    async fn base_url(&self) -> &str {
        self.0.base_url.as_str()
    }

    /// Where its API is.
    async fn api_url(&self) -> &str {
        self.0.api_url.as_str()
    }

    /// Whether it has a token, so that states travel to it too. The token itself is never shown.
    async fn has_token(&self) -> bool {
        self.0.has_token
    }

    /// Whether calls are taken and made.
    async fn is_enabled(&self) -> bool {
        self.0.is_enabled
    }

    /// The address that it calls, to be entered there together with the secret.
    async fn hook_url(&self, ctx: &Context<'_>) -> String {
        app(ctx).hook_url(self.0.id)
    }

    /// When it called last with a right signature; null when it never did.
    async fn heard_at(&self) -> Option<DateTime<Utc>> {
        self.0.heard_at
    }

    /// Who made it.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.created_by).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Version of its own fields.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
