//! Why the body of a webhook could not be read.

use thiserror::Error;

/// Why the body of a webhook could not be read. It names the place, never what stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrackerError {
    /// The body is longer than any tool sends.
    #[error("the body is longer than {max} bytes")]
    TooLarge {
        /// The limit.
        max: usize,
    },
    /// The body is not JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// A header that says what the body is about is missing.
    #[error("the header {0} is missing")]
    NoHeader(&'static str),
    /// A field is missing.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field holds something else than it should.
    #[error("the field {0} does not hold what it should")]
    Malformed(&'static str),
    /// A field is longer than it may be.
    #[error("the field {0} is too long")]
    TooLong(&'static str),
}
