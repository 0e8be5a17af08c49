//! The wall clock and the source of randomness: the only place that reads either.
//!
//! It must not know what they are used for.

use std::sync::atomic::{AtomicI64, Ordering};

use app::{Clock, Entropy};
use chrono::{DateTime, Utc};
use domain::time::Instant;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter behind the Clock port")]
    fn now(&self) -> Instant {
        Utc::now()
    }
}

/// A clock that stands where it is put, for telling a story, and shows real time afterwards.
#[derive(Debug)]
pub struct SteppingClock {
    /// Microseconds since the epoch; [`Self::REAL`] for the machine's clock.
    micros: AtomicI64,
}

impl SteppingClock {
    const REAL: i64 = i64::MIN;

    /// A clock that shows real time until it is set.
    pub fn new() -> Self {
        Self { micros: AtomicI64::new(Self::REAL) }
    }

    /// Stands at this instant from now on.
    pub fn set(&self, at: Instant) {
        self.micros.store(at.timestamp_micros(), Ordering::Release);
    }

    /// Shows real time from now on.
    pub fn release(&self) {
        self.micros.store(Self::REAL, Ordering::Release);
    }
}

impl Default for SteppingClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SteppingClock {
    fn now(&self) -> Instant {
        match self.micros.load(Ordering::Acquire) {
            Self::REAL => SystemClock.now(),
            micros => DateTime::from_timestamp_micros(micros).unwrap_or_default(),
        }
    }
}

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter behind the Entropy port")]
    #[expect(clippy::expect_used, reason = "without randomness no secret is safe: stopping is right")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has no random numbers");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_until_it_is_released() {
        let clock = SteppingClock::new();
        let at = DateTime::from_timestamp_micros(1_000_001).unwrap();
        clock.set(at);
        assert_eq!(clock.now(), at);
        clock.release();
        assert!(clock.now() > at + chrono::Duration::days(10_000));
    }

    #[test]
    fn random_bytes_differ() {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        SystemEntropy.fill(&mut a);
        SystemEntropy.fill(&mut b);
        assert_ne!(a, b);
    }
}
