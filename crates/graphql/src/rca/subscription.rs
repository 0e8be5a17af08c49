//! The stream of changes of one analysis as the schema tells it.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, Subscription};
use domain::identity::{Actor, Principal};
use futures_util::stream::BoxStream;

use super::enums::RcaChangeKind;
use super::feed::Rcas;
use super::{Batch, Rca};
use crate::error::IntoApi;
use crate::feed::{self, Told, Wanted};
use crate::id::parse;
use crate::incident::parts::Author;

/// Streams of analyses.
#[derive(Default)]
pub struct RcaSubscription;

/// Something happened to an analysis.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct RcaChangedEvent {
    /// Where the stream is; hand it back as `after` to resume.
    cursor: String,
    /// What happened.
    change: RcaChangeKind,
    /// To which analysis; empty for RESYNC.
    rca_id: ID,
    /// To which cause, if it is about one.
    cause_id: Option<ID>,
    /// The analysis as it is now; null for RESYNC.
    rca: Option<Rca>,
    #[graphql(skip)]
    changed_by: Option<Principal>,
}

#[ComplexObject]
impl RcaChangedEvent {
    /// Who did it; null for RESYNC.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        match self.changed_by {
            Some(by) => Author::of(ctx, by).await.map(Some),
            None => Ok(None),
        }
    }
}

impl RcaChangedEvent {
    fn new(told: &Told<Rcas>, actor: &Actor) -> Self {
        let event = told.happening.as_deref().map(|happening| &happening.event);
        let facts = event.map(|event| serde_json::from_str(&event.facts).unwrap_or_default());
        let facts: serde_json::Value = facts.unwrap_or_default();
        Self {
            cursor: told.cursor.to_string(),
            change: told.change,
            rca_id: told.id.map(|id| id.to_string()).unwrap_or_default().into(),
            cause_id: facts["causeId"].as_str().map(ID::from),
            rca: told.record.as_deref().map(|rca| Batch::one(actor, rca.clone())),
            changed_by: event.and_then(|event| event.actor),
        }
    }
}

#[Subscription]
impl RcaSubscription {
    /// Changes of one analysis, so that people who work on it together see each other's. After a cut it
    /// resumes from the cursor; RESYNC says that it cannot: read anew and go on from this event's cursor.
    async fn rca_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The analysis.")] id: ID,
        #[graphql(desc = "Cursor of the last event that was seen.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<RcaChangedEvent>>> {
        let only = parse("id", &id).api(ctx)?;
        feed::stream::<Rcas, _>(ctx, Wanted::of(Some(only)), after.as_deref(), RcaChangedEvent::new).await
    }
}
