//! The API of incidents, their timeline and their status updates.
//!
//! Children of a page of incidents are loaded for all of them together: see `batch.rs`.

pub mod batch;
pub mod change;
pub mod entry;
pub mod enums;
pub mod feed;
pub mod history;
pub mod input;
pub mod mutation;
pub mod parts;
pub mod query;
pub mod subscription;
pub mod types;
pub mod update;

pub use batch::Batch;
pub use types::Incident;
