//! Use cases of notifications: what a person is told, and that they read it.
//!
//! It must not know by which means mail leaves the house, nor render text that the client can make from facts.

pub(crate) mod mail;
mod read;
mod tell;

pub use read::MarkRead;

pub(crate) use tell::{About, tell, tell_about};
