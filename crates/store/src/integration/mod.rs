//! Endpoints, trackers and deliveries, as they are kept. Secrets arrive here sealed or as hashes.
//!
//! It must not decide when something is tried again.

pub mod attempt;
pub mod delivery;
mod entity;
pub mod inbound;
pub mod queue;
pub mod tracker;
pub mod webhook;

pub use delivery::StoredDelivery;
pub use queue::NewDelivery;
pub use tracker::StoredTracker;
pub use webhook::StoredWebhook;
