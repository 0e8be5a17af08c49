//! What the use cases need from the outside world beyond the database.

use domain::id::{SessionId, UserId};
use domain::portal::PublicAnalysis;
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

/// Writes the article of a published analysis as its readers see it, so that a preview is the page itself.
pub trait Articles: Send + Sync {
    /// The article as HTML; what stands between [`domain::publication::MARKS`] is in `<mark>`.
    fn article(&self, analysis: &PublicAnalysis, now: Instant) -> String;
}

/// A secret could not be sealed or opened; says nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kept secret cannot be sealed or opened: is vault.key the file it was sealed with?")]
pub struct VaultError;

/// Seals secrets that another program must be shown again, such as those that sign webhooks, so that the database alone
/// gives none away.
pub trait Vault: Send + Sync {
    /// Seals a secret for a record; it opens for this record alone.
    fn seal(&self, record: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError>;

    /// Opens what was sealed for a record.
    fn open(&self, record: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError>;
}
