//! The rules of Coalmine as pure types and functions.
//!
//! This crate decides; it does not do. It must not know a database, GraphQL, HTTP, a clock or a
//! source of randomness: `now` and fresh ids come in as arguments, and it builds for `wasm32`, so
//! the client asks the same functions as the server.
//!
//! One module per capability, with the same names in every layer. Rules cite the ids of the rule
//! catalogue (`CLK-03`, `COM-01`) in their documentation and in every [`finding::Finding`].

pub mod audit;
pub mod availability;
pub mod catalog;
pub mod comms;
pub mod finding;
pub mod id;
pub mod identity;
pub mod incident;
pub mod integration;
pub mod notification;
pub mod organisation;
pub mod portal;
pub mod problem;
pub mod publication;
pub mod rca;
pub mod repair;
pub mod subscriber;
pub mod text;
pub mod time;
pub mod vocabulary;
pub mod wording;
