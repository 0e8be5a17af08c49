//! One listener of changes: what it is told of the events that happen. Every event is authorized
//! anew: a reader who lost sight of an incident is told its id once and nothing more.
//!
//! It must not know how the answer is written.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use app::App;
use app::events::{Happening, Replay};
use domain::id::{EventId, IncidentId};
use domain::identity::Actor;
use domain::incident::{IncidentChange, Summary};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::enums::IncidentChangeKind;

/// Events kept back for a listener that resumes; more than this is RESYNC.
const REPLAY: u64 = 500;
/// Incidents remembered as told. Losing sight is told from the event itself as well, so forgetting
/// some is fine; a thousand listeners that remember everything would not be.
const KNOWN: usize = 256;

/// What a listener is told.
#[derive(Clone)]
pub struct Told {
    /// Position of the event.
    pub cursor: i64,
    /// What happened.
    pub change: IncidentChangeKind,
    /// To which incident; none for RESYNC.
    pub id: Option<IncidentId>,
    /// The incident as it is now; none for HIDDEN and RESYNC.
    pub incident: Option<Arc<Summary>>,
}

/// One listener.
pub struct Feed {
    app: App,
    actor: Actor,
    only: Option<IncidentId>,
    missed: VecDeque<Arc<Happening>>,
    is_gone: bool,
    live: Receiver<Arc<Happening>>,
    /// Incidents that this listener was told of, so that losing sight can be told too.
    known: HashSet<IncidentId>,
    /// What the replay told, because the live stream may begin with the same.
    replayed: HashSet<EventId>,
}

/// Where a resolver leaves the listener for whoever shares answers among many of them.
#[derive(Clone, Default)]
pub struct Slot(Arc<Mutex<Option<Feed>>>);

impl Slot {
    /// Leaves a listener.
    pub fn put(&self, feed: Feed) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(feed);
    }

    /// Takes it.
    pub fn take(&self) -> Option<Feed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Feed {
    /// Listens from a cursor, or from now on.
    pub async fn open(
        app: &App,
        actor: &Actor,
        only: Option<IncidentId>,
        after: Option<&str>,
    ) -> app::Result<Self> {
        if let Some(only) = only {
            app.incident(actor, only).await?;
        }
        // Listening starts before the replay is read, so that nothing falls between the two.
        let live = app.events().subscribe();
        let (missed, is_gone) = match after.map(str::parse) {
            None => (Vec::new(), false),
            Some(Ok(cursor)) => match app.events().replay(cursor, REPLAY).await? {
                Replay::Events(missed) => (missed, false),
                Replay::Gone => (Vec::new(), true),
            },
            Some(Err(_)) => return Err(app::Error::invalid("after", "is not a cursor of this stream")),
        };
        Ok(Self {
            app: app.clone(),
            actor: actor.clone(),
            only,
            replayed: HashSet::new(),
            missed: missed.into_iter().map(|event| Arc::new(Happening::new(event))).collect(),
            is_gone,
            live,
            known: only.into_iter().collect(),
        })
    }

    /// The listener with the rights it had at the last event.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What to tell next; `None` at the end of all events.
    pub async fn next(&mut self) -> Option<app::Result<Told>> {
        if std::mem::take(&mut self.is_gone) {
            return Some(self.resync().await);
        }
        loop {
            let happening = match self.missed.pop_front() {
                Some(missed) => {
                    self.replayed.insert(missed.event.id);
                    missed
                }
                None => match self.live.recv().await {
                    Ok(happening) if self.replayed.contains(&happening.event.id) => continue,
                    Ok(happening) => happening,
                    Err(RecvError::Lagged(_)) => return Some(self.resync().await),
                    Err(RecvError::Closed) => return None,
                },
            };
            if let Some(told) = self.tell(&happening).await.transpose() {
                return Some(told);
            }
        }
    }

    async fn tell(&mut self, happening: &Happening) -> app::Result<Option<Told>> {
        let event = &happening.event;
        let Some(change) = IncidentChange::parse(&event.kind) else { return Ok(None) };
        let id = IncidentId::new(event.subject);
        if self.only.is_some_and(|only| only != id) {
            return Ok(None);
        }
        // Roles and memberships may have changed since the stream began.
        self.actor = self.app.current_actor(&self.actor)?;
        let incident = self.app.incident_of_event(&self.actor, happening).await?;
        let change = if incident.is_some() {
            if self.known.len() >= KNOWN {
                self.known.clear();
            }
            self.known.insert(id);
            kind(change)
        } else if self.known.remove(&id) || app::incident::lost_sight(&self.actor, change, &event.facts) {
            IncidentChangeKind::Hidden
        } else {
            return Ok(None);
        };
        Ok(Some(Told { cursor: event.seq, change, id: Some(id), incident }))
    }

    async fn resync(&self) -> app::Result<Told> {
        Ok(Told {
            cursor: self.app.events().position().await?,
            change: IncidentChangeKind::Resync,
            id: None,
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
