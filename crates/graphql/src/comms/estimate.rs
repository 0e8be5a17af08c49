//! Estimates of impact, as the API shows them.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::comms::estimate as d;

use super::enums::EstimateKind;
use crate::incident::parts::Author;

/// How far an impact reached, as somebody estimated it. It is never changed; a better one is a later estimate.
#[derive(Clone, Debug)]
pub struct ImpactEstimate(pub d::ImpactEstimate);

/// How far an impact reached, as somebody estimated it. It is never changed; a better one is a later estimate.
#[Object]
impl ImpactEstimate {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is estimated.
    async fn kind(&self) -> EstimateKind {
        self.0.kind.into()
    }

    /// How many, or how much.
    async fn value(&self) -> f64 {
        self.0.value
    }

    /// Three letters of the currency, for money; null for what is counted.
    async fn currency(&self) -> Option<&str> {
        self.0.currency.as_ref().map(d::Currency::as_str)
    }

    /// Where the number comes from.
    async fn source(&self) -> &str {
        self.0.source.as_str()
    }

    /// What else is to be said of it, in Markdown; may be empty.
    async fn note(&self) -> &str {
        self.0.note.as_str()
    }

    /// As of when it holds.
    async fn estimated_at(&self) -> DateTime<Utc> {
        self.0.estimated_at
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// Who recorded it.
    async fn author(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.author).await
    }
}
