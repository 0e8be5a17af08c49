//! The edge towards the network: one file for each concern.
//!
//! It must not decide what an actor may do, nor know the types of the schema.

pub mod admission;
pub mod answer;
pub mod auth;
pub mod calendar;
pub mod client_ip;
pub mod facts;
#[cfg(feature = "graphiql")]
pub mod graphiql;
pub mod graphql;
pub mod headers;
pub mod health;
pub mod histogram;
pub mod hooks;
pub mod known;
pub mod limits;
pub mod metrics;
pub mod negotiate;
pub mod origin;
pub mod outer;
pub mod portal;
pub mod request;
pub mod router;
pub mod serve;
pub mod session;
pub mod sse;
pub mod streams;
pub mod ws;
