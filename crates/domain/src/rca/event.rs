//! What can happen to an analysis, as the outbox and subscriptions name it.

use crate::vocabulary;

vocabulary! {
    /// The stable kind of an event of the capability `rca`. The facts name the cause, where there is one.
    RcaChange {
        /// It was started.
        Started = "rca.started",
        /// Its own fields changed: statement, goals, categories, method, answers.
        Updated = "rca.updated",
        /// Its review took a step.
        StatusChanged = "rca.status_changed",
        /// A cause was added, or brought back.
        CauseAdded = "rca.cause_added",
        /// A cause's own fields changed.
        CauseUpdated = "rca.cause_updated",
        /// A cause was removed.
        CauseRemoved = "rca.cause_removed",
        /// A verdict was recorded.
        CauseValidated = "rca.cause_validated",
        /// A root cause was confirmed.
        RootCauseConfirmed = "rca.root_cause_confirmed",
        /// A root cause was opened again: what was done about it showed no effect (`ACT-10`).
        CauseReopened = "rca.cause_reopened",
        /// It was decided to live with a root cause.
        RiskAccepted = "rca.risk_accepted",
        /// Causes were linked, unlinked, moved or grouped otherwise, or a link was read upward.
        LinksChanged = "rca.links_changed",
        /// Evidence was added or withdrawn.
        EvidenceChanged = "rca.evidence_changed",
        /// A row of the barrier or change analysis was added, changed or removed.
        TablesChanged = "rca.tables_changed",
        /// A finding was set aside, or is shown again.
        FindingDismissed = "rca.finding_dismissed",
        /// A version was published to an audience, or taken back.
        Published = "rca.published",
        /// A customer acknowledged a version, asked about it, or was answered.
        Discussed = "rca.discussed",
    }
}
