//! The API of `catalog`: services.

pub mod enums;
pub mod input;
pub mod mutation;
pub mod query;
pub mod types;
