//! Status updates and promises as they are kept.
//!
//! What is due next stands on the incident too, for lists. Every read takes the scope of whoever asks.

pub mod draft;
mod entity;
pub mod estimate;
pub mod promise;
pub mod repo;

pub use repo::Query as StatusUpdateQuery;
