//! The one client for HTTP.
//!
//! It must not know what is sent; where to it may be sent is decided here, on the address that the
//! connection goes to and not on the name that somebody wrote (A11).

mod address;
mod client;
mod connect;
mod error;
mod headers;
mod target;

pub use client::{ANSWER_BYTES, Answer, BODY_BYTES, Outbound, Request};
pub use error::OutboundError;

#[cfg(test)]
pub(super) use connect::Lookup;
