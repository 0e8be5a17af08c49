//! The API of problems.
//!
//! Children of a page of problems are loaded for all of them together: see `batch.rs`.

pub mod batch;
pub mod enums;
pub mod feed;
pub mod input;
pub mod mutation;
pub mod parts;
pub mod query;
pub mod similar;
pub mod subscription;
pub mod types;

pub use batch::Batch;
pub use types::Problem;
