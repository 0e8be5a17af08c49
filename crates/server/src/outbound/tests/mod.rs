//! What leaves the house, over real sockets on this machine alone.

mod door;
mod mail;
mod post;
mod traps;

/// The mail server of the end-to-end tests, which stand above this crate.
#[path = "../../../../../tests/src/smtp.rs"]
mod smtp;
