//! What can happen to a problem, as the outbox and subscriptions name it.

use crate::vocabulary;

vocabulary! {
    /// The stable kind of an event of the capability `problem`.
    ProblemChange {
        /// It was opened.
        Opened = "problem.opened",
        /// Its own fields changed.
        Updated = "problem.updated",
        /// It took a step in its life.
        StatusChanged = "problem.status_changed",
        /// It was opened again.
        Reopened = "problem.reopened",
        /// An incident was linked or unlinked.
        IncidentsChanged = "problem.incidents_changed",
        /// Its workaround was recorded, changed or withdrawn.
        WorkaroundChanged = "problem.workaround_changed",
        /// A repair item of it changed in a way that boards show.
        RepairsChanged = "problem.repairs_changed",
        /// Something in its root cause analysis that boards show changed.
        RcaChanged = "problem.rca_changed",
    }
}
