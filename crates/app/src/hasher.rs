//! Password hashing: argon2id on the blocking pool, a few at a time.
//!
//! It must not know accounts: it gets a hash and a password.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::identity::password::Password;
use tokio::sync::Semaphore;

use crate::{Entropy, Error, Result};

/// Hashes computed at the same time: each takes 19 MiB and a core.
const PERMITS: usize = 2;
/// Callers that may wait for their turn; more are refused.
const QUEUE: usize = 64;
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// Hashes and checks passwords.
pub struct Hasher {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    computed: AtomicU64,
    decoy: Arc<str>,
}

/// The answer to a check of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the password is the one of the hash.
    pub is_right: bool,
    /// Whether the hash was made with other parameters than today's.
    pub is_outdated: bool,
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Hasher {
    /// Makes a hasher with its decoy: the hash that unknown accounts are checked against, so that
    /// they cost the same time.
    pub fn new(entropy: &dyn Entropy) -> Result<Self> {
        let (mut password, mut salt) = ([0; 32], [0; SALT_BYTES]);
        entropy.fill(&mut password);
        entropy.fill(&mut salt);
        Ok(Self {
            permits: Arc::new(Semaphore::new(PERMITS)),
            waiting: AtomicUsize::new(0),
            computed: AtomicU64::new(0),
            decoy: compute(&password, &salt)?.into(),
        })
    }

    /// Hashes computed for callers since the start.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// Hashes a new password with a fresh salt.
    pub async fn hash(&self, entropy: &dyn Entropy, password: Password) -> Result<String> {
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt);
        self.run(move || compute(password.expose().as_bytes(), &salt)).await?
    }

    /// Checks a password. Without an account or without a possible password the decoy is checked
    /// instead and the answer is no.
    pub async fn verify(&self, stored: Option<String>, password: Option<Password>) -> Result<Verdict> {
        let is_possible = stored.is_some() && password.is_some();
        let hash: Arc<str> = stored.map_or_else(|| Arc::clone(&self.decoy), Into::into);
        let mut verdict = self
            .run(move || {
                let password = password.as_ref().map_or("", Password::expose);
                check(password.as_bytes(), &hash)
            })
            .await??;
        verdict.is_right &= is_possible;
        Ok(verdict)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let place = Waiting(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= QUEUE + PERMITS {
            return Err(Error::RateLimited { retry_after: Duration::from_secs(1) });
        }
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            // Given back here: a caller that went away must not make room for another hash.
            drop(permit);
            done
        })
        .await;
        drop(place);
        done.map_err(Error::internal)
    }
}

fn params() -> Result<Params> {
    Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| Error::internal(error.to_string()))
}

fn compute(password: &[u8], salt: &[u8]) -> Result<String> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?);
    let hash: PasswordHash =
        argon2.hash_password_with_salt(password, salt).map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

fn check(password: &[u8], hash: &str) -> Result<Verdict> {
    let hash = PasswordHash::new(hash).map_err(|error| Error::internal(error.to_string()))?;
    let is_right = Argon2::default().verify_password(password, &hash).is_ok();
    let today = params()?;
    let is_outdated = Params::try_from(&hash).map_or(true, |used| {
        (used.m_cost(), used.t_cost(), used.p_cost()) != (today.m_cost(), today.t_cost(), today.p_cost())
    });
    Ok(Verdict { is_right, is_outdated })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn password(text: &str) -> Option<Password> {
        Password::attempt(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_matches() {
        let hasher = Hasher::new(&Zeros).unwrap();
        let hash = hasher.hash(&Zeros, password("correct horse").unwrap()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let right = hasher.verify(Some(hash.clone()), password("correct horse")).await.unwrap();
        assert_eq!(right, Verdict { is_right: true, is_outdated: false });
        for (stored, attempt) in [
            (Some(hash.clone()), password("wrong horse")),
            (Some(hash.clone()), None),
            (None, password("correct horse")),
            (None, None),
        ] {
            assert!(!hasher.verify(stored, attempt).await.unwrap().is_right);
        }
        assert_eq!(hasher.computed(), 6, "every check costs one hash, known account or not");
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_still_holds_and_is_outdated() {
        let hasher = Hasher::new(&Zeros).unwrap();
        let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8192, 1, 1, None).unwrap());
        let hash: PasswordHash = old.hash_password_with_salt(b"correct horse", &[7; 16]).unwrap();
        let verdict = hasher.verify(Some(hash.to_string()), password("correct horse")).await.unwrap();
        assert_eq!(verdict, Verdict { is_right: true, is_outdated: true });
    }

    #[tokio::test]
    async fn a_flood_is_refused() {
        let hasher = Arc::new(Hasher::new(&Zeros).unwrap());
        let tries = (0..100).map(|_| {
            let hasher = Arc::clone(&hasher);
            async move { hasher.verify(None, password("x")).await }
        });
        let answers = futures_util::future::join_all(tries).await;
        let refused =
            answers.iter().filter(|answer| matches!(answer, Err(Error::RateLimited { .. }))).count();
        assert_eq!(refused, 100 - QUEUE - PERMITS);
        assert_eq!(hasher.computed(), (QUEUE + PERMITS) as u64);
    }
}
