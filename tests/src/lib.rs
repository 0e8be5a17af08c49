//! Harness of the end-to-end tests: starts the real program over a database of its own and talks
//! to it as clients do.
//!
//! It must not call into the program's crates, except for the policy table that both sides share.

pub mod analysis;
pub mod client;
pub mod command;
pub mod customer;
pub mod database;
pub mod outbox;
pub mod portal;
pub mod publication;
pub mod raw;
pub mod repair;
pub mod server;
pub mod sink;
pub mod smtp;
pub mod socket;
pub mod story;
pub mod stream;
pub mod subscriber;
pub mod time;

pub use client::{Answer, Client};
pub use database::Backend;
pub use server::{Server, Who};
pub use sink::Sink;
pub use smtp::SmtpServer;
