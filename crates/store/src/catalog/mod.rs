//! Services as they are kept.
//!
//! It must not know incidents.

mod entity;
pub mod repo;
