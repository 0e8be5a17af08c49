//! How many requests are answered at once: some run, some wait, the rest is turned away at once.
//!
//! It must not know what a request asks for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer::Refusal;

/// The gate.
pub struct Admission {
    running: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
}

/// Leaves the queue however the wait ends.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Admission {
    /// A gate that lets `running` through at once and `queue` wait.
    pub fn new(running: usize, queue: usize) -> Self {
        Self { running: Arc::new(Semaphore::new(running)), waiting: AtomicUsize::new(0), queue }
    }

    /// Waits for a place; refuses when too many wait already.
    pub async fn enter(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(permit);
        }
        let before = self.waiting.fetch_add(1, Ordering::AcqRel);
        let _waiting = Waiting(&self.waiting);
        if before >= self.queue {
            return Err(Refusal::unavailable());
        }
        Arc::clone(&self.running).acquire_owned().await.map_err(|_| Refusal::unavailable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn some_run_some_wait_and_the_rest_is_refused() {
        let gate = Arc::new(Admission::new(1, 1));
        let running = gate.enter().await.unwrap();
        let waiting = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.enter().await.map(drop) }
        });
        while gate.waiting.load(Ordering::Acquire) == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(gate.enter().await.map(drop).unwrap_err().status, 503);
        drop(running);
        assert!(waiting.await.unwrap().is_ok());
        assert_eq!(gate.waiting.load(Ordering::Acquire), 0);
    }
}
