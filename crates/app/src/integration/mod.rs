//! Use cases of connections: endpoints that are told of events, deliveries on their way, and trackers of issues.
//!
//! Deliveries are rows that are written with what they tell of; the worker in the server takes them, sends, and says what
//! came of it. It must not know HTTP or mail.

pub mod command;
mod delivery;
mod inbound;
mod queue;
mod render;
pub(crate) mod secret;
mod tracker;
mod webhook;
mod worker;

pub use command::{CreateTracker, CreateWebhook, UpdateTracker, UpdateWebhook};
pub use delivery::DeliveryRecord;
pub use inbound::{InboundCall, Received};
pub use tracker::TrackerAnswer;
pub use webhook::WebhookAnswer;
pub use worker::{Leased, Parcel};

pub(crate) use queue::{is_quiet, of_events, tell_tracker};
