//! Vocabularies of notifications, as the API shows them.
//!
//! The words are those of `domain`; a test compares them.

use async_graphql::Enum;

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::notification::NotificationKind")]
pub enum NotificationKind {
    /// A repair item's time runs out or has run out (`ACT-12`).
    #[graphql(name = "REPAIR_REMINDER")]
    RepairReminder,
    /// A repair item was given to you.
    #[graphql(name = "REPAIR_ASSIGNED")]
    RepairAssigned,
    /// A repair item of yours was opened again.
    #[graphql(name = "REPAIR_REOPENED")]
    RepairReopened,
    /// The issue in another tool says something that a person must decide.
    #[graphql(name = "TRACKER_DISAGREES")]
    TrackerDisagrees,
    /// A webhook was switched off after days of failing.
    #[graphql(name = "WEBHOOK_DISABLED")]
    WebhookDisabled,
    /// What was promised about an incident has not come in time (`COM-02`).
    #[graphql(name = "PROMISE_LATE")]
    PromiseLate,
    /// A customer asks about a published analysis.
    #[graphql(name = "RCA_QUESTION")]
    RcaQuestion,
    /// An update for customers waits for another person's approval.
    #[graphql(name = "UPDATE_APPROVAL")]
    UpdateApproval,
}
