//! The stream of changes. Every event is authorized anew: a reader who lost sight of an incident is
//! told its id once and nothing more.

use std::collections::HashSet;

use app::App;
use app::events::{Replay, StoredEvent};
use async_graphql::{Context, ID, Result, SimpleObject, Subscription};
use domain::id::IncidentId;
use domain::identity::Actor;
use domain::incident::IncidentChange;
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;

use super::Batch;
use super::enums::IncidentChangeKind;
use super::types::Incident;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id::parse_opt;

/// Events kept back for a listener that resumes; more than this is RESYNC.
const REPLAY: u64 = 500;

/// Streams of incidents.
#[derive(Default)]
pub struct IncidentSubscription;

/// Something happened to an incident.
#[derive(SimpleObject)]
pub struct IncidentChangedEvent {
    /// Where the stream is; hand it back as `after` to resume.
    cursor: String,
    /// What happened.
    change: IncidentChangeKind,
    /// To which incident; empty for RESYNC.
    incident_id: ID,
    /// The incident as it is now; null for HIDDEN and RESYNC.
    incident: Option<Incident>,
}

#[Subscription]
impl IncidentSubscription {
    /// Changes of one incident, or of all that you may see. After a cut it resumes from the cursor;
    /// RESYNC says that it cannot: read anew and go on from this event's cursor.
    async fn incident_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this incident.")] id: Option<ID>,
        #[graphql(desc = "Cursor of the last event that was seen.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<IncidentChangedEvent>> + use<>> {
        let actor = actor(ctx)?.clone();
        let app = app(ctx).clone();
        let only = parse_opt::<IncidentId>("id", id.as_ref()).api(ctx)?;
        if let Some(only) = only {
            app.incident(&actor, only).await.api(ctx)?;
        }
        let request_id = crate::context::request(ctx).request_id.clone();
        // Listening starts before the replay is read, so that nothing falls between the two.
        let mut live = app.events().subscribe();
        let replay = replay(&app, after.as_deref()).await.api(ctx)?;
        let mut feed = Feed { app, actor, only, known: HashSet::new(), seen: HashSet::new() };
        if let Some(only) = only {
            feed.known.insert(only);
        }
        Ok(async_stream::try_stream! {
            match replay {
                Replay::Gone => yield feed.resync().await.map_err(|error| crate::error::from_app(error, &request_id))?,
                Replay::Events(missed) => for event in missed {
                    if let Some(event) = feed.tell(&event).await.map_err(|error| crate::error::from_app(error, &request_id))? {
                        yield event;
                    }
                },
            }
            loop {
                match live.recv().await {
                    Ok(event) => {
                        if let Some(event) = feed.tell(&event).await.map_err(|error| crate::error::from_app(error, &request_id))? {
                            yield event;
                        }
                    }
                    Err(RecvError::Lagged(_)) => {
                        yield feed.resync().await.map_err(|error| crate::error::from_app(error, &request_id))?;
                    }
                    Err(RecvError::Closed) => break,
                }
            }
        })
    }
}

async fn replay(app: &App, after: Option<&str>) -> app::Result<Replay> {
    let Some(after) = after else { return Ok(Replay::Events(Vec::new())) };
    match after.parse() {
        Ok(cursor) => app.events().replay(cursor, REPLAY).await,
        Err(_) => Err(app::Error::invalid("after", "is not a cursor of this stream")),
    }
}

/// One listener.
struct Feed {
    app: App,
    actor: Actor,
    only: Option<IncidentId>,
    /// Incidents that this listener was told of, so that losing sight can be told too.
    known: HashSet<IncidentId>,
    /// Events that were told, because a replay and the live stream may overlap.
    seen: HashSet<domain::id::EventId>,
}

impl Feed {
    async fn tell(&mut self, event: &StoredEvent) -> app::Result<Option<IncidentChangedEvent>> {
        let Some(change) = IncidentChange::parse(&event.kind) else { return Ok(None) };
        let id = IncidentId::new(event.subject);
        if self.only.is_some_and(|only| only != id) || !self.first_time(event.id) {
            return Ok(None);
        }
        // Roles and memberships may have changed since the stream began.
        self.actor = self.app.current_actor(&self.actor)?;
        let (change, incident) = match self.app.incident(&self.actor, id).await {
            Ok(summary) => {
                self.known.insert(id);
                (kind(change), Some(Batch::one(&self.actor, summary)))
            }
            Err(app::Error::NotFound)
                if self.known.remove(&id) || app::incident::lost_sight(&self.actor, change, &event.facts) =>
            {
                (IncidentChangeKind::Hidden, None)
            }
            Err(app::Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(IncidentChangedEvent {
            cursor: event.seq.to_string(),
            change,
            incident_id: id.to_string().into(),
            incident,
        }))
    }

    fn first_time(&mut self, id: domain::id::EventId) -> bool {
        if self.seen.len() > 4096 {
            self.seen.clear();
        }
        self.seen.insert(id)
    }

    async fn resync(&self) -> app::Result<IncidentChangedEvent> {
        Ok(IncidentChangedEvent {
            cursor: self.app.events().position().await?.to_string(),
            change: IncidentChangeKind::Resync,
            incident_id: ID::from(""),
            incident: None,
        })
    }
}

const fn kind(change: IncidentChange) -> IncidentChangeKind {
    match change {
        IncidentChange::Declared => IncidentChangeKind::Declared,
        IncidentChange::Updated => IncidentChangeKind::Updated,
        IncidentChange::StatusChanged => IncidentChangeKind::StatusChanged,
        IncidentChange::SeverityChanged => IncidentChangeKind::SeverityChanged,
        IncidentChange::RoleChanged => IncidentChangeKind::RoleChanged,
        IncidentChange::ImpactChanged => IncidentChangeKind::ImpactChanged,
        IncidentChange::TimelineAdded => IncidentChangeKind::TimelineAdded,
        IncidentChange::StatusUpdatePublished => IncidentChangeKind::StatusUpdatePublished,
        IncidentChange::Linked => IncidentChangeKind::Linked,
        IncidentChange::MembersChanged => IncidentChangeKind::MembersChanged,
    }
}
