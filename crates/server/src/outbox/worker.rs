//! The worker that sends deliveries: woken by commits, and every second for those of other processes and for what is tried
//! again. No endpoint has more than its share of it, so that a slow one holds up nobody else.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use app::integration::Leased;
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

use super::send::Sender;
use crate::state::Edge;

/// Between two looks when nobody wakes it.
const PAUSE: Duration = Duration::from_secs(1);
/// Between two counts of what is on its way.
const COUNT: Duration = Duration::from_secs(10);
/// Between two removals of what ended long ago.
const CLEAR: Duration = Duration::from_hours(1);
/// Deliveries that are taken at once.
const BATCH: usize = 8;
/// Deliveries that are sent at the same time.
const AT_ONCE: usize = 32;
/// Of these, to one target.
const TO_ONE: usize = 4;
/// With fewer free hands than a batch it waits this long for more, so that taking is one transaction for several.
const GATHER: Duration = Duration::from_millis(10);

/// Sends until the program stops, and lets what is being sent come to its end.
pub(super) fn start(app: App, edge: Edge) {
    let workers = edge.workers.clone();
    workers.spawn(async move {
        let sender = match Sender::new(&edge) {
            Ok(sender) => Arc::new(sender),
            Err(error) => {
                tracing::error!(%error, "deliveries cannot be sent");
                return;
            }
        };
        Worker { app, edge, sender, running: JoinSet::new(), shares: HashMap::new() }.run().await;
    });
}

struct Worker {
    app: App,
    edge: Edge,
    sender: Arc<Sender>,
    running: JoinSet<Uuid>,
    /// How many are being sent to each target.
    shares: HashMap<Uuid, usize>,
}

impl Worker {
    async fn run(mut self) {
        let (mut counted, mut cleared, mut spread) = (None, None, None);
        let mut is_woken = true;
        loop {
            // Not after every delivery that ends: there would be nothing new.
            if is_time(&mut spread, PAUSE) || is_woken {
                self.spread().await;
            }
            self.take().await;
            if is_time(&mut counted, COUNT) {
                self.count().await;
            }
            if is_time(&mut cleared, CLEAR) {
                self.clear().await;
            }
            is_woken = tokio::select! {
                Some(ended) = self.running.join_next() => {
                    self.ended(ended);
                    self.gather().await;
                    false
                }
                () = self.app.outbox().notified() => true,
                () = tokio::time::sleep(PAUSE) => false,
                () = self.edge.stop.cancelled() => break,
            }
        }
        while self.running.join_next().await.is_some() {}
    }

    /// Waits a moment for more hands, where nearly all are busy.
    async fn gather(&mut self) {
        if AT_ONCE - self.running.len() < BATCH {
            tokio::time::sleep(GATHER).await;
        }
        while let Some(ended) = self.running.try_join_next() {
            self.ended(ended);
        }
    }

    /// Makes deliveries of what was published.
    async fn spread(&self) {
        if let Err(error) = self.app.spread_notices().await {
            tracing::warn!(%error, "what was published could not be spread to subscribers; trying again");
        }
    }

    /// Takes what is due as long as there are hands.
    async fn take(&mut self) {
        while self.running.len() < AT_ONCE && !self.edge.stop.is_cancelled() {
            let free = (AT_ONCE - self.running.len()).min(BATCH);
            let busy: Vec<Uuid> = self
                .shares
                .iter()
                .filter(|(_, count)| **count >= TO_ONE)
                .map(|(target, _)| *target)
                .collect();
            match self.app.lease_deliveries(free as u64, &busy).await {
                Ok((_, 0)) => return,
                Ok((leased, _)) => leased.into_iter().for_each(|leased| self.send(leased)),
                Err(error) => {
                    tracing::warn!(%error, "deliveries could not be taken; trying again");
                    return;
                }
            }
        }
    }

    fn send(&mut self, leased: Leased) {
        *self.shares.entry(leased.target).or_default() += 1;
        let (app, edge, sender) = (self.app.clone(), self.edge.clone(), Arc::clone(&self.sender));
        self.running.spawn(async move {
            let target = leased.target;
            let (attempt, verdict) = sender.send(&leased).await;
            edge.metrics.delivered(verdict);
            let mut jitter = [0; 4];
            edge.entropy.fill(&mut jitter);
            let jitter = f64::from(u32::from_le_bytes(jitter)) / f64::from(u32::MAX);
            if let Err(error) = app.finish_attempt(&leased, attempt, verdict, jitter).await {
                // The lease ends by itself, and it is sent again with the same id.
                tracing::warn!(delivery.id = %leased.id, %error, "an attempt could not be noted");
            }
            target
        });
    }

    fn ended(&mut self, ended: Result<Uuid, tokio::task::JoinError>) {
        match ended {
            Ok(target) => {
                if let Some(count) = self.shares.get_mut(&target) {
                    *count -= 1;
                    if *count == 0 {
                        self.shares.remove(&target);
                    }
                }
            }
            Err(error) => {
                // Nobody knows whose share it was; without counts everybody has all of it until these end.
                tracing::error!(%error, "sending a delivery panicked");
                self.shares.clear();
            }
        }
    }

    async fn count(&self) {
        if let Ok(pending) = self.app.pending_deliveries().await {
            self.edge.metrics.deliveries_wait(pending);
        }
    }

    async fn clear(&self) {
        match self.app.clear_deliveries().await {
            Ok(0) => {}
            Ok(cleared) => tracing::info!(cleared, "deliveries that ended long ago were removed"),
            Err(error) => tracing::warn!(%error, "old deliveries could not be removed; trying again later"),
        }
        match self.app.clear_subscribers().await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "subscriptions that nobody confirmed were removed"),
            Err(error) => {
                tracing::warn!(%error, "late subscriptions could not be removed; trying again later");
            }
        }
    }
}

/// Whether a while has passed since the last time, which it then notes.
fn is_time(last: &mut Option<Instant>, pause: Duration) -> bool {
    let is_due = last.is_none_or(|last| last.elapsed() >= pause);
    if is_due {
        *last = Some(Instant::now());
    }
    is_due
}
