//! The API of repair items: what is done about causes, by whom, until when, and whether it worked.
//!
//! Children of a page of items are loaded for all of them together: see `batch.rs`.

pub mod batch;
pub mod enums;
pub mod feed;
pub mod filter;
pub mod input;
pub mod mutation;
pub mod parts;
pub mod policy;
pub mod query;
pub mod report;
pub mod subscription;
pub mod types;

pub use batch::Batch;
pub use types::RepairItem;
