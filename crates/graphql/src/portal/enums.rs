//! Vocabularies of the portal, as the API shows them.

use async_graphql::Enum;

/// Where announced work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::portal::MaintenanceStatus")]
pub enum MaintenanceStatus {
    /// It lies ahead.
    Scheduled,
    /// It is going on.
    InProgress,
    /// It is done and being checked.
    Verifying,
    /// It is over.
    Completed,
    /// It will not be done.
    Cancelled,
}

impl MaintenanceStatus {
    /// The status of a word of the portal.
    pub const fn of(word: domain::portal::MaintenanceWord) -> Self {
        use domain::portal::MaintenanceWord as Word;
        match word {
            Word::Scheduled => Self::Scheduled,
            Word::InProgress => Self::InProgress,
            Word::Verifying => Self::Verifying,
            Word::Completed => Self::Completed,
            Word::Cancelled => Self::Cancelled,
        }
    }
}

/// Where a published incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::portal::IncidentWord")]
pub enum PublicIncidentStatus {
    /// Being looked into.
    Investigating,
    /// What is broken is known.
    Identified,
    /// Looks normal; being watched.
    Monitoring,
    /// Service is restored.
    Resolved,
    /// What happened and what was changed is published.
    Postmortem,
}

/// How bad a published incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::portal::Impact")]
pub enum PublicImpact {
    /// Nobody notices.
    None,
    /// Planned work.
    Maintenance,
    /// Slow, or wrong now and then.
    Minor,
    /// Part of a service does not work.
    Major,
    /// A service does not work.
    Critical,
}

/// How a published service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::portal::ComponentStatus")]
pub enum PublicServiceStatus {
    /// It works.
    Operational,
    /// Planned work is going on.
    UnderMaintenance,
    /// Slow, or wrong now and then.
    DegradedPerformance,
    /// Part of it does not work, or not for everyone.
    PartialOutage,
    /// It does not work.
    MajorOutage,
}

/// What impact counts that is less than a major outage (`AVL-04`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::portal::PartialImpactPolicy")]
pub enum PartialImpactPolicy {
    /// A partial outage counts in full, degraded performance does not.
    CountAsDown,
    /// Only major outages count.
    Ignore,
    /// A partial outage counts by three tenths, degraded performance by one.
    Weighted,
}
