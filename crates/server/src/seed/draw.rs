//! Draws from a stream of numbers that is the same on every machine and in every version.
//!
//! It must not be used for secrets.

use chrono::Duration;
use domain::time::Instant;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use uuid::Uuid;

/// A stream of draws.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// One of very many streams of a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below((to - from + 1).unsigned_abs())).unwrap_or_default()
    }

    /// Some seconds from `from` to `to`, both included, with a fraction to the microsecond.
    pub(super) fn seconds(&mut self, from: i64, to: i64) -> Duration {
        Duration::microseconds(self.between(from * 1_000_000, to * 1_000_000))
    }

    /// Whether something happens that happens so often in a hundred times.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of some things.
    pub(super) fn one<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[usize::try_from(self.below(things.len() as u64)).unwrap_or_default()]
    }

    /// One of some things with their weights, which are not all zero.
    pub(super) fn weighted<T: Copy>(&mut self, things: &[(u64, T)]) -> T {
        let mut left = self.below(things.iter().map(|(weight, _)| weight).sum());
        for (weight, thing) in things {
            if left < *weight {
                return *thing;
            }
            left -= weight;
        }
        things[0].1
    }

    /// An identifier made at an instant.
    pub(super) fn uuid(&mut self, at: Instant) -> Uuid {
        let mut random = [0; 10];
        self.0.fill_bytes(&mut random);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_the_same() {
        // A change of these numbers changes the data that older measurements were taken on.
        let mut draw = Draw::new(1, 1);
        let drawn: Vec<u64> = (0..4).map(|_| draw.below(1_000)).collect();
        assert_eq!(drawn, [851, 50, 558, 100]);
        assert_ne!(Draw::new(1, 2).below(u64::MAX), Draw::new(1, 1).below(u64::MAX));
    }

    #[test]
    fn draws_stay_within() {
        let mut draw = Draw::new(3, 0);
        for _ in 0..1_000 {
            assert!((-2..=2).contains(&draw.between(-2, 2)));
            assert_eq!(draw.weighted(&[(0, 'a'), (3, 'b')]), 'b');
        }
    }
}
