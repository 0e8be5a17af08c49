//! What the use cases need from the outside world beyond the database.

use domain::id::{SessionId, UserId};
use domain::time::Instant;

/// The wall clock.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Instant;
}

/// A source of randomness fit for secrets.
pub trait Entropy: Send + Sync {
    /// Fills the slice with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Makes access tokens for people who signed in.
pub trait TokenIssuer: Send + Sync {
    /// A token for this session, and when it ends.
    fn issue(&self, user: UserId, session: SessionId, now: Instant) -> (String, Instant);
}
