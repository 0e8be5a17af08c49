//! What can happen to an incident, as the outbox and subscriptions name it.

use crate::vocabulary;

vocabulary! {
    /// The stable kind of an event of the capability `incident`.
    IncidentChange {
        /// It was declared.
        Declared = "incident.declared",
        /// Its own fields or named instants changed.
        Updated = "incident.updated",
        /// It took a step in its lifecycle.
        StatusChanged = "incident.status_changed",
        /// Its severity changed.
        SeverityChanged = "incident.severity_changed",
        /// A role was given, handed over or released.
        RoleChanged = "incident.role_changed",
        /// An impact window was added or changed.
        ImpactChanged = "incident.impact_changed",
        /// An entry was appended, or its pin changed.
        TimelineAdded = "incident.timeline_added",
        /// A status update was published.
        StatusUpdatePublished = "incident.status_update_published",
        /// A relation was made or ended.
        Linked = "incident.linked",
        /// Somebody was invited, or an invitation ended.
        MembersChanged = "incident.members_changed",
    }
}
