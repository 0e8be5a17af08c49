//! Rules for new passwords. Hashing and guessability scores are for the use case to ask.
//!
//! It must not know how passwords are stored.

use std::fmt;

/// A password as received; it never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a new password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Shorter than [`Password::MIN`].
    #[error("must have at least {} characters", Password::MIN)]
    TooShort,
    /// Longer than [`Password::MAX`].
    #[error("must have at most {} characters", Password::MAX)]
    TooLong,
    /// Too easy to guess.
    #[error("is too easy to guess; use several unrelated words")]
    Guessable,
}

impl Password {
    /// The fewest characters.
    pub const MIN: usize = 12;
    /// The most characters.
    pub const MAX: usize = 128;

    /// Takes a new password: length only, no rules of composition.
    pub fn new(text: String) -> Result<Self, PasswordError> {
        match text.chars().count() {
            n if n < Self::MIN => Err(PasswordError::TooShort),
            n if n > Self::MAX => Err(PasswordError::TooLong),
            _ => Ok(Self(text)),
        }
    }

    /// Takes what somebody typed at sign-in; `None` when it cannot be a password at all.
    pub fn attempt(text: String) -> Option<Self> {
        (!text.is_empty() && text.chars().count() <= Self::MAX).then_some(Self(text))
    }

    /// The characters, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
