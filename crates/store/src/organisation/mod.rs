//! The settings of the organisation as they are kept.
//!
//! It must not know who may change them.

mod entity;
pub mod repo;
