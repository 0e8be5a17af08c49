//! The secret that sender and receiver of Standard Webhooks share.
//!
//! It must not show itself by accident.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

/// What every written secret begins with.
const PREFIX: &str = "whsec_";

/// How many bytes a secret may have.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret of 24 to 64 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// Why a text or some bytes are no secret. It never holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SecretError {
    /// It does not begin with `whsec_`.
    #[error("a secret begins with `whsec_`")]
    Prefix,
    /// What follows the prefix is not base64.
    #[error("a secret is `whsec_` and base64")]
    Encoding,
    /// There are fewer or more bytes than allowed.
    #[error("a secret has 24 to 64 bytes")]
    Length,
}

impl Secret {
    /// Reads `whsec_` and base64.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(SecretError::Prefix)?;
        Self::from_bytes(&STANDARD.decode(encoded).map_err(|_| SecretError::Encoding)?)
    }

    /// Makes a secret of bytes that the caller drew at random.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SecretError> {
        if BYTES.contains(&bytes.len()) { Ok(Self(bytes.to_vec())) } else { Err(SecretError::Length) }
    }

    /// The secret in writing, for whoever has to enter it on the other side.
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    pub(super) fn key(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
