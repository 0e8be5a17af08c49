//! Vocabularies of connections to other programs, as the API shows them.
//!
//! The words are those of `domain`; a test compares them.

use async_graphql::Enum;

/// What an endpoint is told of: all events of a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::integration::WebhookTopic")]
pub enum WebhookTopic {
    /// Incidents, never private ones.
    #[graphql(name = "INCIDENT")]
    Incident,
    /// Problems.
    #[graphql(name = "PROBLEM")]
    Problem,
    /// Root cause analyses.
    #[graphql(name = "RCA")]
    Rca,
    /// Repair items and their reminders.
    #[graphql(name = "REPAIR")]
    Repair,
}

/// Whether an endpoint is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::integration::WebhookState")]
pub enum WebhookState {
    /// It is told.
    #[graphql(name = "ACTIVE")]
    Active,
    /// Somebody switched it off.
    #[graphql(name = "OFF")]
    Off,
    /// It was switched off by itself: it failed for five days, or said that it is gone.
    #[graphql(name = "DISABLED")]
    Disabled,
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::integration::DeliveryStatus")]
pub enum DeliveryStatus {
    /// Waits for its next attempt.
    #[graphql(name = "PENDING")]
    Pending,
    /// Arrived.
    #[graphql(name = "DELIVERED")]
    Delivered,
    /// Given up after the last attempt.
    #[graphql(name = "FAILED")]
    Failed,
    /// Not sent, for a reason that no attempt can mend: the endpoint is off, or the record is private.
    #[graphql(name = "SKIPPED")]
    Skipped,
}
