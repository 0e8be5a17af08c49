//! The portal from outside: what a browser, other tools and parsers make of its bytes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod account;
mod exchange;
mod hostile;
mod pages;
mod rca;
mod support;
