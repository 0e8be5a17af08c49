//! The organisation's settings in the API.

pub mod input;
pub mod mutation;
pub mod query;
pub mod types;
