//! The stream of committed events, read from the outbox.
//!
//! One follower per process reads the outbox and hands events to everyone who listens. On
//! PostgreSQL a lower position may be committed after a higher one, so the follower looks back and
//! drops what it has seen by id. It must not know what an event means.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::id::EventId;
use domain::time::Instant;
use store::db::Background;
use store::ledger::repo;
use store::{Backend, Store};
use tokio::sync::{Notify, broadcast};

pub use store::ledger::StoredEvent;

use crate::{Directory, Result, Settings};

/// How far the follower looks back for late commits, on PostgreSQL.
const LOOK_BACK: Duration = Duration::from_secs(15);
/// Events handed out at most in one reading.
const BATCH: u64 = 1000;
/// Events kept for a slow listener before it is told to start over.
const BUFFER: usize = 1024;

/// Where events come from.
pub struct Hub {
    sender: broadcast::Sender<Arc<StoredEvent>>,
    wake: Arc<Notify>,
    store: Background,
    backend: Backend,
}

/// What can be replayed for a listener that comes back with a cursor.
#[derive(Debug)]
pub enum Replay {
    /// Everything since the cursor; on PostgreSQL some of it twice.
    Events(Vec<StoredEvent>),
    /// Too much or too old: the listener must read anew.
    Gone,
}

impl Hub {
    /// Loads the directory and starts following the outbox from its end. An event is handed out
    /// only after the directory knows what it changed, so that nobody is judged by older rights.
    pub async fn start(store: &Store, settings: &Settings) -> Result<(Self, Directory)> {
        // The position is read before the directory, so that no change falls in between.
        let last = repo::last_event(&store.background()).await?;
        let directory = Directory::load(store).await?;
        let (sender, _) = broadcast::channel(BUFFER);
        let hub = Self {
            sender: sender.clone(),
            wake: Arc::new(Notify::new()),
            store: store.background(),
            backend: store.backend(),
        };
        let follower = Follower {
            last,
            directory: directory.clone(),
            seen: HashSet::new(),
            newest: None,
            store: hub.store.clone(),
            backend: hub.backend,
            sender: sender.downgrade(),
        };
        tokio::spawn(follower.run(Arc::clone(&hub.wake), settings.event_poll));
        Ok((hub, directory))
    }

    /// Says that events were committed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<StoredEvent>> {
        self.sender.subscribe()
    }

    /// The position of the newest event.
    pub async fn position(&self) -> Result<i64> {
        Ok(repo::last_event(&self.store).await?)
    }

    /// What a listener missed since its cursor, at most `limit` events.
    pub async fn replay(&self, cursor: i64, limit: u64) -> Result<Replay> {
        if cursor == 0 {
            return Ok(Replay::Gone);
        }
        let Some(at) = repo::event_at(&self.store, cursor).await? else { return Ok(Replay::Gone) };
        let missed = match self.backend {
            Backend::Sqlite => repo::events_after(&self.store, cursor, limit + 1).await?,
            Backend::Postgres => {
                let since = at.at - chrono::Duration::seconds(LOOK_BACK.as_secs().cast_signed());
                let mut events = repo::events_since(&self.store, since, limit + 1).await?;
                events.retain(|event| event.seq != cursor);
                events
            }
        };
        if missed.len() as u64 > limit { Ok(Replay::Gone) } else { Ok(Replay::Events(missed)) }
    }
}

struct Follower {
    last: i64,
    directory: Directory,
    seen: HashSet<EventId>,
    newest: Option<Instant>,
    store: Background,
    backend: Backend,
    sender: broadcast::WeakSender<Arc<StoredEvent>>,
}

impl Follower {
    async fn run(mut self, wake: Arc<Notify>, poll: Duration) {
        loop {
            let _ = tokio::time::timeout(poll, wake.notified()).await;
            let Some(sender) = self.sender.upgrade() else { return };
            match self.read().await {
                Ok(events) => {
                    self.directory.follow(&events).await;
                    for event in events {
                        // Nobody listening is fine: the outbox keeps the event.
                        let _ = sender.send(Arc::new(event));
                    }
                }
                Err(error) => tracing::warn!(%error, "outbox not readable; trying again"),
            }
        }
    }

    async fn read(&mut self) -> Result<Vec<StoredEvent>> {
        let mut fresh = Vec::new();
        if let (Backend::Postgres, Some(newest)) = (self.backend, self.newest) {
            let since = newest - chrono::Duration::seconds(LOOK_BACK.as_secs().cast_signed());
            let window = repo::events_since(&self.store, since, 10 * BATCH).await?;
            let ids: HashSet<EventId> = window.iter().map(|event| event.id).collect();
            self.seen.retain(|id| ids.contains(id));
            fresh.extend(
                window.into_iter().filter(|event| event.seq <= self.last && !self.seen.contains(&event.id)),
            );
        }
        loop {
            let events = repo::events_after(&self.store, self.last, BATCH).await?;
            let is_full = events.len() as u64 == BATCH;
            fresh.extend(events);
            self.last = fresh.iter().map(|event| event.seq).max().unwrap_or(0).max(self.last);
            if !is_full {
                break;
            }
        }
        self.newest = fresh.iter().map(|event| event.at).max().max(self.newest);
        if self.backend == Backend::Postgres {
            self.seen.extend(fresh.iter().map(|event| event.id));
        }
        Ok(fresh)
    }
}
