//! What a person is told: the inbox, and what is mailed. Facts, never rendered text: words are made where they are shown.
//!
//! It must not know why somebody is told; that is the business of whoever decides it.

use crate::id::{NotificationId, UserId};
use crate::repair::ReminderStage;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What a notification is about.
    NotificationKind {
        /// A repair item's time runs out or has run out (`ACT-12`).
        RepairReminder = "REPAIR_REMINDER",
        /// A repair item was given to you.
        RepairAssigned = "REPAIR_ASSIGNED",
        /// A repair item of yours was opened again.
        RepairReopened = "REPAIR_REOPENED",
        /// The issue in another tool says something that a person must decide.
        TrackerDisagrees = "TRACKER_DISAGREES",
        /// A webhook was switched off after days of failing.
        WebhookDisabled = "WEBHOOK_DISABLED",
        /// What was promised about an incident has not come in time (`COM-02`).
        PromiseLate = "PROMISE_LATE",
        /// A customer asks about a published analysis.
        RcaQuestion = "RCA_QUESTION",
        /// An update for customers waits for another person's approval.
        UpdateApproval = "UPDATE_APPROVAL",
    }
}

/// Something that a person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Identifier; stable over every attempt to deliver it.
    pub id: NotificationId,
    /// Who is told.
    pub user: UserId,
    /// What it is about.
    pub kind: NotificationKind,
    /// The record, as global id.
    pub subject: String,
    /// The reference of the record, such as `REP-7`; the name of a webhook.
    pub reference: String,
    /// The title of the record as it was.
    pub title: String,
    /// How far the time of the item has run, for a reminder.
    pub stage: Option<ReminderStage>,
    /// When the item is due, for a reminder.
    pub due_at: Option<Instant>,
    /// When it was decided.
    pub at: Instant,
    /// When the person read it.
    pub read_at: Option<Instant>,
}
