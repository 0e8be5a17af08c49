//! Published versions of analyses: kept once and never changed, with what customers say about them.
//!
//! The portal reads these tables alone (A16). It must not know how a version is made.

mod entity;
pub mod items;
pub mod list;
pub mod questions;
pub mod repo;
mod row;
