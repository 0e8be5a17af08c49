//! The API of published analyses: versions with what customers say about them, preview and publication.

pub mod enums;
pub mod input;
pub mod mutation;
pub mod query;
pub mod question;
pub mod shared;
pub mod types;

pub use types::{RcaPublication, Versions};
