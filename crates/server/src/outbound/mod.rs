//! Everything of the program that leaves the house: requests to addresses that people wrote, to the
//! operator's collector, and mail.
//!
//! The only place that builds a client of HTTP or of SMTP; `cargo xtask check` holds that line. It
//! must not know why something is sent, and keeps nothing.

pub mod http;
pub mod mail;

#[cfg(test)]
mod tests;
