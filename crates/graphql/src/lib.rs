//! The GraphQL API: names, descriptions and error codes over the use cases.
//!
//! A resolver parses ids, calls one use case and wraps the answer. This crate must not know SQL,
//! HTTP or tokens, and decides nothing.

#![recursion_limit = "256"]
#![expect(clippy::unused_async, reason = "the library wants every resolver to be async")]

pub mod audit;
pub mod bound;
pub mod calendar;
pub mod catalog;
pub mod codes;
pub mod comms;
pub mod connection;
pub mod context;
pub mod engine;
pub mod error;
pub mod fanout;
pub mod feed;
pub mod finding;
pub mod guard;
pub mod id;
pub mod identity;
pub mod in_turn;
pub mod incident;
pub mod integration;
pub mod keyed;
pub mod node;
pub mod notification;
pub mod organisation;
pub mod portal;
pub mod problem;
pub mod publication;
pub mod rca;
pub mod repair;
pub mod schema;
pub mod subscriber;
pub mod wording;

pub use context::RequestContext;
pub use engine::Schema;
pub use error::ErrorCode;
pub use fanout::Sent;
pub use guard::Limits;
pub use schema::{Options, schema, sdl};
