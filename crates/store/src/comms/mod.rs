//! Status updates as they are kept.
//!
//! Promises live with their incident. Every read takes the scope of whoever asks.

mod entity;
pub mod repo;

pub use repo::Query as StatusUpdateQuery;
