//! Subscribers of the status portal, and notices of what was published. Tokens arrive here as hashes, and sealed.
//!
//! It must not decide who is told.

mod entity;
pub mod notice;
pub mod repo;

pub use notice::StoredNotice;
pub use repo::{NewSubscriber, Query as SubscriberQuery, StoredSubscriber};
