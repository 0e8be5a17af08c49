//! Vocabularies of incidents and communication, as the API shows them.
//!
//! The words are those of `domain`; a test compares them.

use async_graphql::Enum;

/// How bad it is. Names are configurable; rules key off the rank. Never inferred from duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::Severity")]
pub enum Severity {
    /// Full loss, or loss of data.
    #[graphql(name = "SEV1")]
    Sev1,
    /// Major degradation.
    #[graphql(name = "SEV2")]
    Sev2,
    /// Minor, or with a workaround.
    #[graphql(name = "SEV3")]
    Sev3,
    /// No effect on users.
    #[graphql(name = "SEV4")]
    Sev4,
}

/// Where in its life an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::status::IncidentStatus")]
pub enum IncidentStatus {
    /// Somebody said so; nobody has looked yet.
    #[graphql(name = "DECLARED")]
    Declared,
    /// Being looked into.
    #[graphql(name = "INVESTIGATING")]
    Investigating,
    /// What is broken is known.
    #[graphql(name = "IDENTIFIED")]
    Identified,
    /// The effect on users is reduced or gone.
    #[graphql(name = "MITIGATED")]
    Mitigated,
    /// Looks normal; being watched.
    #[graphql(name = "MONITORING")]
    Monitoring,
    /// Service is restored (`VOC-02`).
    #[graphql(name = "RESOLVED")]
    Resolved,
    /// Nothing left to do in the incident itself.
    #[graphql(name = "CLOSED")]
    Closed,
    /// A false alarm.
    #[graphql(name = "CANCELLED")]
    Cancelled,
}

/// The instants of an incident that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::instants::InstantName")]
pub enum InstantName {
    /// Users began to feel it.
    #[graphql(name = "IMPACT_START")]
    ImpactStart,
    /// Somebody or something noticed.
    #[graphql(name = "DETECTED")]
    Detected,
    /// Somebody took it on.
    #[graphql(name = "ACKNOWLEDGED")]
    Acknowledged,
    /// It was called an incident; no fixed place in the order.
    #[graphql(name = "DECLARED")]
    Declared,
    /// The team was together.
    #[graphql(name = "ASSEMBLED")]
    Assembled,
    /// What is broken was known.
    #[graphql(name = "IDENTIFIED")]
    Identified,
    /// The effect on users was reduced or gone.
    #[graphql(name = "MITIGATED")]
    Mitigated,
    /// Service was restored.
    #[graphql(name = "RESTORED")]
    Restored,
    /// Nothing was left to do.
    #[graphql(name = "CLOSED")]
    Closed,
}

/// Where an instant comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::instants::InstantSource")]
pub enum InstantSource {
    /// A machine that watches.
    #[graphql(name = "ALERT")]
    Alert,
    /// Somebody who wrote it down.
    #[graphql(name = "HUMAN")]
    Human,
    /// History that was brought in.
    #[graphql(name = "IMPORT")]
    Import,
}

/// How exact an instant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::instants::Precision")]
pub enum Precision {
    /// As the clock said.
    #[graphql(name = "EXACT")]
    Exact,
    /// To the minute.
    #[graphql(name = "MINUTE")]
    Minute,
    /// Roughly.
    #[graphql(name = "APPROXIMATE")]
    Approximate,
    /// Only the day is known.
    #[graphql(name = "DAY")]
    Day,
}

/// Who or what noticed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::instants::DetectionSource")]
pub enum DetectionSource {
    /// A machine that watches.
    #[graphql(name = "MONITORING")]
    Monitoring,
    /// A customer.
    #[graphql(name = "CUSTOMER")]
    Customer,
    /// Somebody of the house.
    #[graphql(name = "INTERNAL")]
    Internal,
    /// Another company.
    #[graphql(name = "THIRD_PARTY")]
    ThirdParty,
}

/// How much of a service was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::impact::ImpactLevel")]
pub enum ImpactLevel {
    /// Slow, or wrong now and then.
    #[graphql(name = "DEGRADED_PERFORMANCE")]
    DegradedPerformance,
    /// Part of it does not work, or not for everyone.
    #[graphql(name = "PARTIAL_OUTAGE")]
    PartialOutage,
    /// It does not work.
    #[graphql(name = "MAJOR_OUTAGE")]
    MajorOutage,
}

/// A role in an incident. One holder at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::roles::ResponderRole")]
pub enum ResponderRole {
    /// Decides and keeps the overview.
    #[graphql(name = "INCIDENT_LEAD")]
    IncidentLead,
    /// Has hands on the systems.
    #[graphql(name = "OPERATIONS")]
    Operations,
    /// Owns communication, so that engineers do not.
    #[graphql(name = "COMMUNICATIONS_LEAD")]
    CommunicationsLead,
    /// Writes down what happens.
    #[graphql(name = "SCRIBE")]
    Scribe,
}

/// What an entry tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::timeline::TimelineEntryKind")]
pub enum TimelineEntryKind {
    /// Anything worth keeping.
    #[graphql(name = "NOTE")]
    Note,
    /// A step in the lifecycle; written by the step.
    #[graphql(name = "STATUS")]
    Status,
    /// A change of severity; written by the change.
    #[graphql(name = "SEVERITY")]
    Severity,
    /// A role given, handed over or released; written by the change.
    #[graphql(name = "ROLE")]
    Role,
    /// What was tried, with its result.
    #[graphql(name = "ACTION")]
    Action,
    /// What was decided, with the approval asked for and given.
    #[graphql(name = "DECISION")]
    Decision,
    /// What went out or came in, such as a customer's escalation.
    #[graphql(name = "COMMUNICATION")]
    Communication,
    /// What a machine that watches said.
    #[graphql(name = "ALERT")]
    Alert,
    /// A change of the systems.
    #[graphql(name = "CHANGE")]
    Change,
    /// A point that matters for the story.
    #[graphql(name = "MILESTONE")]
    Milestone,
}

/// What an action led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::timeline::ActionResult")]
pub enum ActionResult {
    /// It helped.
    #[graphql(name = "WORKED")]
    Worked,
    /// Nothing changed.
    #[graphql(name = "NO_EFFECT")]
    NoEffect,
    /// It got worse.
    #[graphql(name = "MADE_WORSE")]
    MadeWorse,
}

/// How two incidents relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::link::IncidentLinkKind")]
pub enum IncidentLinkKind {
    /// This one led to the other.
    #[graphql(name = "CASCADED_TO")]
    CascadedTo,
    /// This one is the other, recorded twice.
    #[graphql(name = "DUPLICATE_OF")]
    DuplicateOf,
    /// The other came back as this one.
    #[graphql(name = "RECURRENCE_OF")]
    RecurrenceOf,
    /// Both have the same problem behind them; symmetric.
    #[graphql(name = "SAME_PROBLEM")]
    SameProblem,
}

/// Who an update is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::comms::Audience")]
pub enum Audience {
    /// People of the house.
    #[graphql(name = "INTERNAL")]
    Internal,
    /// Customers.
    #[graphql(name = "EXTERNAL")]
    External,
}

/// The order of a list of incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum IncidentOrder {
    /// Newest first.
    #[default]
    StartedAtDesc,
    /// Oldest first.
    StartedAtAsc,
}

/// The order of a timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum TimelineOrder {
    /// Newest first.
    #[default]
    HappenedAtDesc,
    /// Oldest first.
    HappenedAtAsc,
}

/// The order of status updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum StatusUpdateOrder {
    /// Newest first.
    #[default]
    PublishedAtDesc,
    /// Oldest first.
    PublishedAtAsc,
}

/// What happened to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum IncidentChangeKind {
    /// It was declared.
    Declared,
    /// Its own fields or named instants changed.
    Updated,
    /// It took a step in its lifecycle.
    StatusChanged,
    /// Its severity changed.
    SeverityChanged,
    /// A role was given, handed over or released.
    RoleChanged,
    /// An impact window was added or changed.
    ImpactChanged,
    /// An entry was appended, or its pin changed.
    TimelineAdded,
    /// A status update was published.
    StatusUpdatePublished,
    /// A relation was made or ended.
    Linked,
    /// Somebody was invited, or an invitation ended.
    MembersChanged,
    /// It is out of your sight from now on; only its id is told.
    Hidden,
    /// The stream cannot resume from the cursor: read anew.
    Resync,
}
