//! The API of `wording`: advice about a text.

pub mod enums;
pub mod query;
pub mod types;
