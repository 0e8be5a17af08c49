//! The API of communication beyond single updates: promises, and what became of them.
//!
//! Status updates themselves stand with their incident. It must not know how anybody is told.

pub mod draft;
pub mod draft_input;
pub mod draft_mutation;
pub mod enums;
pub mod estimate;
pub mod input;
pub mod mutation;
pub mod promise;
pub mod query;
pub mod report;

pub use promise::{Promise, PromiseBatch};
