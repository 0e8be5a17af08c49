//! The inbox of people, as it is kept. It must not decide who is told.

mod entity;
pub mod repo;
