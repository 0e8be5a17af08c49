//! The `coalmine` program: configuration, command line, sign-in tokens and the edge towards the
//! network.
//!
//! The only crate that reads the wall clock, takes random bytes and speaks HTTP. It must not hold
//! rules: it turns requests into an actor and hands them to the schema.

// The merged roots of the schema are one type within another: an optimized build looks through all of them.
#![recursion_limit = "256"]

pub mod assets;
pub mod cli;
pub mod config;
pub mod cookies;
pub mod demo;
pub mod http;
pub mod outbound;
pub mod outbox;
pub mod portal;
pub mod sealer;
pub mod seed;
pub mod state;
pub mod system;
pub mod telemetry;
pub mod token;
pub mod vault;
