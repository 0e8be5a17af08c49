//! Why a signature was not accepted.

use thiserror::Error;

use super::standard::TOLERANCE_SECONDS;

/// Why a signature was not accepted. No variant holds what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// A header is missing or is not written as it should be.
    #[error("the header {0} is missing or malformed")]
    Malformed(&'static str),
    /// The time of sending is too far in the past.
    #[error("the message was sent more than {} seconds ago", TOLERANCE_SECONDS)]
    TooOld,
    /// The time of sending is too far in the future.
    #[error("the message was sent more than {} seconds in the future", TOLERANCE_SECONDS)]
    TooNew,
    /// No secret makes this signature.
    #[error("the signature does not match")]
    NoMatch,
}
