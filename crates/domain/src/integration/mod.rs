//! How Coalmine and other programs keep each other in step: outgoing webhooks, deliveries, and trackers of issues.
//!
//! It must not know HTTP, signatures or the formats of other tools.

pub mod delivery;
pub mod error;
#[cfg(test)]
mod tests;
pub mod tracker;
pub mod webhook;

pub use delivery::{Attempt, Channel, Delivery, DeliveryStatus, Verdict};
pub use error::IntegrationError;
pub use tracker::Tracker;
pub use webhook::{Webhook, WebhookState, WebhookTopic};
