//! Promises and what became of them.

use std::collections::HashMap;
use std::sync::Arc;

use app::App;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::comms::promise as d;
use domain::id::IncidentId;
use domain::identity::Actor;
use tokio::sync::OnceCell;

use super::enums::{PromiseKind, PromiseOutcome, RcaStage};
use crate::context::app;
use crate::error::IntoApi;
use crate::incident::enums::Audience;
use crate::incident::parts::Author;
use crate::incident::{Batch as IncidentBatch, Incident};

/// The incidents of promises that were read together, loaded for all of them at once.
pub struct PromiseBatch {
    actor: Actor,
    ids: Vec<IncidentId>,
    incidents: OnceCell<HashMap<IncidentId, Incident>>,
}

impl PromiseBatch {
    /// Wraps promises that were read together for an actor.
    pub fn wrap(actor: &Actor, promises: Vec<d::Promise>) -> Vec<Promise> {
        let mut ids: Vec<IncidentId> = promises.iter().map(|promise| promise.incident).collect();
        ids.sort_unstable();
        ids.dedup();
        let batch = Arc::new(Self { actor: actor.clone(), ids, incidents: OnceCell::new() });
        promises.into_iter().map(|promise| Promise { promise, batch: Arc::clone(&batch) }).collect()
    }

    /// Wraps one promise.
    pub fn one(actor: &Actor, promise: d::Promise) -> Promise {
        Self::wrap(actor, vec![promise]).swap_remove(0)
    }

    async fn incident(&self, app: &App, id: IncidentId) -> app::Result<Incident> {
        let load = async || {
            let found = app.incidents_by_ids(&self.actor, &self.ids).await?;
            let wrapped = IncidentBatch::wrap(&self.actor, found.into_values().collect());
            Ok::<_, app::Error>(wrapped.into_iter().map(|one| (one.summary.id, one)).collect())
        };
        self.incidents.get_or_try_init(load).await?.get(&id).cloned().ok_or(app::Error::NotFound)
    }
}

/// Something that was promised to an audience about an incident, and what became of it.
#[derive(Clone)]
pub struct Promise {
    pub(crate) promise: d::Promise,
    batch: Arc<PromiseBatch>,
}

/// Something that was promised to an audience about an incident, and what became of it.
#[Object]
impl Promise {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.promise.id.to_string().into()
    }

    /// What was promised.
    async fn kind(&self) -> PromiseKind {
        self.promise.kind.into()
    }

    /// To whom.
    async fn audience(&self) -> Audience {
        self.promise.audience.into()
    }

    /// Which stage of an analysis; null for an update.
    async fn stage(&self) -> Option<RcaStage> {
        self.promise.stage.map(Into::into)
    }

    /// The incident it is about.
    async fn incident(&self, ctx: &Context<'_>) -> Result<Incident> {
        self.batch.incident(app(ctx), self.promise.incident).await.api(ctx)
    }

    /// When it is due.
    async fn due_at(&self) -> DateTime<Utc> {
        self.promise.due_at
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime<Utc> {
        self.promise.made_at
    }

    /// Who made it.
    async fn made_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.promise.made_by).await
    }

    /// When it was kept, in time or too late; null while it is open, and when it was broken.
    async fn kept_at(&self) -> Option<DateTime<Utc>> {
        self.promise.kept_at
    }

    /// What became of it.
    async fn outcome(&self) -> PromiseOutcome {
        self.promise.outcome.into()
    }

    /// Whether it is open and its time has passed (`COM-02`).
    async fn is_late(&self, ctx: &Context<'_>) -> bool {
        self.promise.is_late(app(ctx).now(), &app(ctx).thresholds())
    }

    /// Whole seconds past the due date: until it was kept, or until now while it is late; null otherwise.
    async fn lateness_seconds(&self, ctx: &Context<'_>) -> Option<i64> {
        self.promise.lateness(app(ctx).now(), &app(ctx).thresholds())
    }
}
