//! What can happen to a repair item, as the outbox, subscriptions and webhooks name it.

use crate::vocabulary;

vocabulary! {
    /// The stable kind of an event of the capability `repair`.
    RepairChange {
        /// It was proposed.
        Proposed = "repair.proposed",
        /// Its own fields changed.
        Updated = "repair.updated",
        /// It took a step in its life.
        StatusChanged = "repair.status_changed",
        /// Its due date changed.
        DueChanged = "repair.due_changed",
        /// Its effect was measured.
        Measured = "repair.measured",
        /// It was opened again.
        Reopened = "repair.reopened",
        /// Somebody added a note.
        Noted = "repair.noted",
        /// A reminder was decided (`ACT-12`).
        Reminded = "repair.reminded",
        /// It was linked to an issue in another tool, or unlinked.
        TrackerChanged = "repair.tracker_changed",
    }
}
