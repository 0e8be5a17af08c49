//! Calendar feeds, as they are kept: a person and a hash. It must not know the token.

mod entity;
pub mod repo;

pub use repo::StoredFeed;
