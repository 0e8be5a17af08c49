//! The API of root cause analysis: one graph of causes, whatever the method that draws it.
//!
//! Parts of a page of analyses are loaded for all of them together: see `batch.rs`.

pub mod batch;
pub mod cause;
pub mod enums;
pub mod evidence;
pub mod feed;
pub mod graph_input;
pub mod graph_mutation;
pub mod group;
pub mod input;
pub mod mutation;
pub mod parts;
pub mod query;
pub mod step;
pub mod subscription;
pub mod types;

pub use batch::Batch;
pub use types::Rca;
