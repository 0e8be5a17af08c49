//! The API of the audit log: reading it, and how far its chain has come.

pub mod input;
pub mod query;
pub mod types;
