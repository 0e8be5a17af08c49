//! The sealer: gives every row of the audit log its place in the chain, soon after its commit (R11).
//!
//! Writers never wait for it. On PostgreSQL a lower number may be committed after a higher one, so
//! the sealer looks back for a while; the order of sealing is the order of the chain.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Duration;
use domain::audit::{AuditRecord, Head, is_slipped_in, late_span, seal};
use domain::time::Instant;
use store::ledger::seal as seals;
use store::{Backend, Connection, Store, StoreError};

use crate::{App, Result};

/// Rows sealed in one transaction: few enough that nobody who writes waits for long.
const BATCH: u64 = 500;
/// How long after sealing a row its lower neighbours are looked for: no transaction lasts longer.
const LOOK_BACK: Duration = Duration::seconds(15);
/// How many numbers below the last sealed one are looked at after a start.
const LOOK_BACK_AT_START: i64 = 100_000;

/// What the sealer tells about its work, for metrics.
#[derive(Debug, Default)]
pub struct Gauge {
    unsealed: AtomicU64,
    sealed_through: AtomicU64,
}

impl Gauge {
    /// Rows that waited for their seal when the sealer last looked.
    pub fn unsealed(&self) -> u64 {
        self.unsealed.load(Ordering::Relaxed)
    }

    /// The length of the chain when the sealer last looked.
    pub fn sealed_through(&self) -> u64 {
        self.sealed_through.load(Ordering::Relaxed)
    }
}

/// Which rows to seal.
#[derive(Clone, Copy)]
enum Which {
    /// Those that were committed after higher ones.
    Late,
    /// Those above the highest sealed one.
    New,
}

/// Seals rows, one pass after the other. Several processes may have one; they take turns.
pub struct Sealer {
    app: App,
    /// Every number up to here is sealed, or will never have a row; none before the first pass.
    low: Option<i64>,
    /// When which number was the highest sealed one, oldest first.
    marks: VecDeque<(Instant, i64)>,
}

impl Sealer {
    /// A sealer that has not looked yet.
    pub const fn new(app: App) -> Self {
        Self { app, low: None, marks: VecDeque::new() }
    }

    /// Seals what is there; gives how many rows that were. Nothing is written when nothing waits.
    pub async fn pass(&mut self) -> Result<u64> {
        let background = self.app.store().background();
        let mut top = seals::highest_seq(&background).await?;
        self.look_back(top);
        let mut sealed = 0;
        let has_late = !self.late(&background, top).await?.is_empty();
        if has_late {
            sealed += self.batch(Which::Late).await?.unwrap_or(0);
        }
        while !seals::rows_above(&background, top, 1).await?.is_empty() {
            let Some(count) = self.batch(Which::New).await? else { break };
            sealed += count;
            if count < BATCH {
                break;
            }
            top = seals::highest_seq(&background).await?;
        }
        self.tell(has_late).await?;
        Ok(sealed)
    }

    /// Moves the lower end of the look-back on.
    fn look_back(&mut self, top: i64) {
        let now = self.app.now();
        let low = self.low.get_or_insert(top - LOOK_BACK_AT_START);
        while self.marks.front().is_some_and(|(at, _)| now - *at > LOOK_BACK) {
            *low = self.marks.pop_front().map_or(*low, |(_, seq)| seq.max(*low));
        }
        if self.marks.back().is_none_or(|(_, seq)| *seq < top) {
            self.marks.push_back((now, top));
        }
    }

    /// Rows that were committed after higher ones were sealed.
    async fn late(&self, on: &impl Connection, top: i64) -> Result<Vec<AuditRecord>> {
        let low = self.low.unwrap_or(0);
        if self.app.store().backend() == Backend::Sqlite || low >= top {
            return Ok(Vec::new());
        }
        let mut rows = seals::unsealed_between(on, low, top, BATCH).await?;
        if !rows.is_empty() {
            // What was slipped in stays without a seal, so that it can be told.
            let newest = seals::last(on).await?.map_or_else(|| self.app.now(), |seal| seal.sealed_at);
            rows.retain(|row| !is_slipped_in(row, false, newest));
        }
        Ok(rows)
    }

    /// Seals up to [`BATCH`] rows; `None` when another process is at it.
    async fn batch(&self, which: Which) -> Result<Option<u64>> {
        let tx = self.app.store().begin_background().await?;
        if !seals::try_lock(&tx).await? {
            return Ok(None);
        }
        let mut head = seals::last(&tx).await?.as_ref().map_or(Head::EMPTY, Head::from);
        let top = seals::highest_seq(&tx).await?;
        let now = self.app.now();
        let mut links = Vec::new();
        let rows = match which {
            Which::Late => self.late(&tx, top).await?,
            Which::New => seals::rows_above(&tx, top, BATCH).await?,
        };
        for row in rows {
            let next = seal(head, &row, now);
            head = Head::from(&next);
            links.push(next);
        }
        let count = links.len() as u64;
        match seals::append(&tx, links).await {
            Ok(()) => tx.commit().await?,
            // Another sealer took the position: the next pass goes on behind it.
            Err(StoreError::Duplicate(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        Ok(Some(count))
    }

    /// Tells how far the chain has come. Late rows are counted only when some were seen: this is done
    /// twice a second.
    async fn tell(&self, has_late: bool) -> Result<()> {
        let background = self.app.store().background();
        let low = self.low.filter(|_| has_late).unwrap_or(i64::MAX);
        let unsealed = pending(self.app.store(), &background, low).await?;
        let position = seals::last(&background).await?.map_or(0, |seal| seal.position);
        let gauge = self.app.audit_gauge();
        gauge.unsealed.store(unsealed, Ordering::Relaxed);
        gauge.sealed_through.store(u64::try_from(position).unwrap_or(0), Ordering::Relaxed);
        Ok(())
    }
}

/// How many rows wait for their seal: all above the highest sealed one, and late ones above `low`.
/// What was slipped in waits for nothing.
pub(super) async fn pending(store: &Store, on: &impl Connection, low: i64) -> Result<u64> {
    let top = seals::highest_seq(on).await?;
    let new = seals::count_above(on, top).await?;
    if store.backend() == Backend::Sqlite || low >= top {
        return Ok(new);
    }
    let Some(newest) = seals::last(on).await? else { return Ok(new) };
    Ok(new + seals::count_unsealed_between(on, low, top, late_span(newest.sealed_at)).await?)
}

/// As [`pending`], for whoever asks without having sealed.
pub(super) async fn pending_now(store: &Store) -> Result<u64> {
    let low = seals::highest_seq(store).await? - LOOK_BACK_AT_START;
    pending(store, store, low).await
}
