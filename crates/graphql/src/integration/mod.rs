//! The API of connections to other programs: webhooks with their deliveries, and trackers of issues.
//!
//! A secret is shown once, in the answer that makes it, and nowhere else. It must not know HTTP or signatures.

pub mod batch;
pub mod enums;
pub mod input;
pub mod mutation;
pub mod query;
pub mod tracker;
pub mod webhook;

pub use batch::Batch;
