//! The stream of changes of problems as the schema tells it.

use async_graphql::{Context, ID, Result, SimpleObject, Subscription};
use domain::identity::Actor;
use futures_util::stream::BoxStream;

use super::enums::ProblemChangeKind;
use super::feed::Problems;
use super::{Batch, Problem};
use crate::error::IntoApi;
use crate::feed::{self, Told, Wanted};
use crate::id::parse_opt;

/// Streams of problems.
#[derive(Default)]
pub struct ProblemSubscription;

/// Something happened to a problem.
#[derive(SimpleObject)]
pub struct ProblemChangedEvent {
    /// Where the stream is; hand it back as `after` to resume.
    cursor: String,
    /// What happened.
    change: ProblemChangeKind,
    /// To which problem; empty for RESYNC.
    problem_id: ID,
    /// The problem as it is now; null for RESYNC.
    problem: Option<Problem>,
}

impl ProblemChangedEvent {
    fn new(told: &Told<Problems>, actor: &Actor) -> Self {
        Self {
            cursor: told.cursor.to_string(),
            change: told.change,
            problem_id: told.id.map(|id| id.to_string()).unwrap_or_default().into(),
            problem: told.record.as_deref().map(|problem| Batch::one(actor, problem.clone())),
        }
    }
}

#[Subscription]
impl ProblemSubscription {
    /// Changes of one problem, or of all. After a cut it resumes from the cursor; RESYNC says that
    /// it cannot: read anew and go on from this event's cursor.
    async fn problem_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this problem.")] id: Option<ID>,
        #[graphql(desc = "Cursor of the last event that was seen.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<ProblemChangedEvent>>> {
        let only = parse_opt("id", id.as_ref()).api(ctx)?;
        feed::stream::<Problems, _>(ctx, Wanted::of(only), after.as_deref(), ProblemChangedEvent::new).await
    }
}
