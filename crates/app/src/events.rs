//! The stream of committed events, read from the outbox.
//!
//! One follower per process reads the outbox and hands events to everyone who listens. On
//! PostgreSQL a lower position may be committed after a higher one, so the follower remembers which
//! positions it has not met and asks for them again for a while. It must not know what an event
//! means.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::incident::Summary;
use domain::problem::Problem;
use domain::rca::Rca;
use domain::repair::RepairItem;
use domain::time::Instant;
use store::db::Background;
use store::ledger::repo;
use store::{Backend, Store};
use tokio::sync::{Notify, OnceCell, broadcast};

pub use store::ledger::StoredEvent;

use crate::{Directory, Result, Settings};

/// For how long a late commit is waited for, on PostgreSQL.
const LOOK_BACK: chrono::Duration = chrono::Duration::seconds(15);
/// Positions before a new one that may still come: far more than transactions run at once.
const MOST_GAPS: i64 = 1000;
/// Missing positions asked for in one statement; always so many, so that it is prepared once.
const GAPS_AT_ONCE: usize = 64;
/// Events handed out at most in one reading.
const BATCH: u64 = 1000;
/// Events kept for a slow listener before it is told to start over.
const BUFFER: usize = 1024;

/// An event on its way to everyone who listens, with what is read once for all of them.
#[derive(Debug)]
pub struct Happening {
    /// The event.
    pub event: StoredEvent,
    /// The incident that it is about, as it was when the first listener asked.
    pub(crate) incident: OnceCell<Option<Arc<Summary>>>,
    /// As `incident`, the problem.
    pub(crate) problem: OnceCell<Option<Arc<Problem>>>,
    /// As `incident`, the analysis.
    pub(crate) rca: OnceCell<Option<Arc<Rca>>>,
    /// As `incident`, the repair item.
    pub(crate) repair: OnceCell<Option<Arc<RepairItem>>>,
}

impl Happening {
    /// An event that nobody has looked at.
    pub fn new(event: StoredEvent) -> Self {
        Self {
            event,
            incident: OnceCell::new(),
            problem: OnceCell::new(),
            rca: OnceCell::new(),
            repair: OnceCell::new(),
        }
    }
}

/// Where events come from.
pub struct Hub {
    sender: broadcast::Sender<Arc<Happening>>,
    wake: Arc<Notify>,
    /// The highest position that was handed out.
    handed: Arc<AtomicI64>,
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
        let gaps = match store.backend() {
            Backend::Sqlite => BTreeMap::new(),
            Backend::Postgres => missed(&store.background(), last).await?,
        };
        let directory = Directory::load(store).await?;
        let (sender, _) = broadcast::channel(BUFFER);
        let hub = Self {
            sender: sender.clone(),
            wake: Arc::new(Notify::new()),
            handed: Arc::new(AtomicI64::new(last)),
            store: store.background(),
            backend: store.backend(),
        };
        let follower = Follower {
            positions: Gaps { last, missing: gaps },
            directory: directory.clone(),
            store: hub.store.clone(),
            backend: hub.backend,
            sender: sender.downgrade(),
            handed: Arc::clone(&hub.handed),
        };
        tokio::spawn(follower.run(Arc::clone(&hub.wake), settings.event_poll));
        Ok((hub, directory))
    }

    /// Says that events were committed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Happening>> {
        self.sender.subscribe()
    }

    /// The position of the newest event.
    pub async fn position(&self) -> Result<i64> {
        Ok(repo::last_event(&self.store).await?)
    }

    /// For how long the oldest event that was not handed out has been waiting; zero when none waits.
    pub async fn lag(&self, now: Instant) -> Result<Duration> {
        let waiting = repo::events_after(&self.store, self.handed.load(Ordering::Acquire), 1).await?;
        Ok(waiting.first().and_then(|event| (now - event.at).to_std().ok()).unwrap_or_default())
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
                let since = at.at - LOOK_BACK;
                let mut events = repo::events_since(&self.store, since, limit + 1).await?;
                events.retain(|event| event.seq != cursor);
                events
            }
        };
        if missed.len() as u64 > limit { Ok(Replay::Gone) } else { Ok(Replay::Events(missed)) }
    }
}

/// Positions before the last one that nobody has committed yet.
async fn missed(store: &Background, last: i64) -> Result<BTreeMap<i64, Instant>> {
    let first = last - MOST_GAPS;
    let mut gaps = Gaps { last: first, missing: BTreeMap::new() };
    let events = repo::events_after(store, first, MOST_GAPS.unsigned_abs()).await?;
    // What was cleared away long ago is no gap.
    gaps.last = events.first().map_or(last, |event| event.seq);
    for event in &events {
        gaps.meet(event);
    }
    Ok(gaps.missing)
}

/// Positions that were not met yet, with the instant of the event after them.
struct Gaps {
    last: i64,
    missing: BTreeMap<i64, Instant>,
}

impl Gaps {
    /// Notes an event after the last one.
    fn meet(&mut self, event: &StoredEvent) {
        for position in (self.last + 1).max(event.seq - MOST_GAPS)..event.seq {
            self.missing.insert(position, event.at);
        }
        self.last = self.last.max(event.seq);
    }

    /// Gives up positions that nobody can commit any more: their transaction was rolled back.
    fn forget(&mut self, newest: Instant) {
        self.missing.retain(|_, noted| newest - *noted < LOOK_BACK);
    }
}

struct Follower {
    positions: Gaps,
    directory: Directory,
    store: Background,
    backend: Backend,
    sender: broadcast::WeakSender<Arc<Happening>>,
    handed: Arc<AtomicI64>,
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
                        let _ = sender.send(Arc::new(Happening::new(event)));
                    }
                    self.handed.store(self.positions.last, Ordering::Release);
                }
                Err(error) => tracing::warn!(%error, "outbox not readable; trying again"),
            }
        }
    }

    /// Late commits first, then what is new.
    async fn read(&mut self) -> Result<Vec<StoredEvent>> {
        let mut fresh = Vec::new();
        let missing: Vec<i64> = self.positions.missing.keys().copied().collect();
        for some in missing.chunks(GAPS_AT_ONCE) {
            let mut positions = some.to_vec();
            positions.resize(GAPS_AT_ONCE, some[0]);
            fresh.extend(repo::events_at(&self.store, &positions).await?);
        }
        for event in &fresh {
            self.positions.missing.remove(&event.seq);
        }
        loop {
            let events = repo::events_after(&self.store, self.positions.last, BATCH).await?;
            let is_full = events.len() as u64 == BATCH;
            for event in &events {
                match self.backend {
                    // Positions are in the order of commits.
                    Backend::Sqlite => self.positions.last = event.seq,
                    Backend::Postgres => self.positions.meet(event),
                }
            }
            fresh.extend(events);
            if !is_full {
                break;
            }
        }
        if let Some(newest) = fresh.iter().map(|event| event.at).max() {
            self.positions.forget(newest);
        }
        Ok(fresh)
    }
}

#[cfg(test)]
mod tests {
    use domain::id::EventId;
    use uuid::Uuid;

    use super::*;

    fn event(seq: i64, second: i64) -> StoredEvent {
        StoredEvent {
            seq,
            id: EventId::new(Uuid::from_u128(u128::from(seq.unsigned_abs()))),
            at: Instant::from_timestamp(second, 0).unwrap(),
            capability: "incident".to_owned(),
            kind: "incident.updated".to_owned(),
            subject: Uuid::nil(),
            actor: None,
            facts: "{}".to_owned(),
        }
    }

    #[test]
    fn a_position_that_was_passed_over_is_waited_for_and_given_up_at_last() {
        let mut gaps = Gaps { last: 4, missing: BTreeMap::new() };
        for (seq, second) in [(5, 0), (8, 1), (9, 1)] {
            gaps.meet(&event(seq, second));
        }
        assert_eq!((gaps.last, gaps.missing.keys().copied().collect::<Vec<_>>()), (9, vec![6, 7]));
        gaps.forget(event(9, 15).at);
        assert_eq!(gaps.missing.len(), 2, "not yet");
        gaps.forget(event(9, 16).at);
        assert!(gaps.missing.is_empty());
    }

    #[test]
    fn a_leap_of_positions_leaves_a_bounded_number_of_gaps() {
        let mut gaps = Gaps { last: 0, missing: BTreeMap::new() };
        gaps.meet(&event(1_000_000, 0));
        assert_eq!(gaps.missing.len(), 1000);
        assert_eq!(gaps.missing.keys().next(), Some(&999_000));
    }
}
