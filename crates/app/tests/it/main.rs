//! Use cases over a real database, each test with a file of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod catalog;
mod comms;
mod customers;
mod harness;
mod hostile_markdown;
mod identity;
mod incident;
mod one_time_links;
mod problem;
mod rca;
mod reach;
mod repair;
mod sessions;
mod subscriber;
