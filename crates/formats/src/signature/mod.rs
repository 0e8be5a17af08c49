//! Signatures of webhooks: those of Standard Webhooks, sent and received, and those of issue trackers.
//!
//! A few lines on the crate `hmac`, because the official crate `standardwebhooks` (1.0, of 2024)
//! reads the clock itself and brings a second library of times.
//!
//! Every check looks at the shape first, so that no header makes it stop; then it compares what the
//! header should have been with what it is, in a time that depends on neither.
//!
//! It must not know HTTP, where secrets are kept, or a clock; which ids came before is remembered
//! elsewhere.

mod error;
mod hub;
mod mac;
mod secret;
mod standard;

#[cfg(test)]
mod tests;

pub use error::SignatureError;
pub use hub::{is_token, verify_hub};
pub use secret::{Secret, SecretError};
pub use standard::{Headers, TOLERANCE_SECONDS, sign, verify};
