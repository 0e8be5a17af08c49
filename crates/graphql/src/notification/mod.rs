//! The API of notifications: what a person is told, kept as facts; words are made by whoever shows them.
//!
//! It must not know why somebody is told, nor by which other means.

pub mod enums;
pub mod mutation;
pub mod types;
