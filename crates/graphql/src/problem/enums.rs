//! Vocabularies of problems, as the API shows them.
//!
//! The words are those of `domain`; a test compares them.

use async_graphql::Enum;

/// Where in its life a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::problem::ProblemStatus")]
pub enum ProblemStatus {
    /// Known to exist.
    #[graphql(name = "IDENTIFIED")]
    Identified,
    /// Its causes are being looked for.
    #[graphql(name = "IN_ANALYSIS")]
    InAnalysis,
    /// At least one root cause is confirmed.
    #[graphql(name = "ROOT_CAUSE_CONFIRMED")]
    RootCauseConfirmed,
    /// Analysed and not resolved.
    #[graphql(name = "KNOWN_ERROR")]
    KnownError,
    /// A permanent fix is being made.
    #[graphql(name = "FIX_IN_PROGRESS")]
    FixInProgress,
    /// The fix is in place; whether it works is being measured.
    #[graphql(name = "MEASURING")]
    Measuring,
    /// Resolved, and shown to be.
    #[graphql(name = "CLOSED")]
    Closed,
    /// Lived with, by decision and until a date.
    #[graphql(name = "ACCEPTED_RISK")]
    AcceptedRisk,
}

/// What a workaround does to the impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::problem::WorkaroundEffect")]
pub enum WorkaroundEffect {
    /// Users notice nothing while it is in place.
    #[graphql(name = "REMOVES")]
    Removes,
    /// Users notice less.
    #[graphql(name = "REDUCES")]
    Reduces,
}

/// Why a problem was opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::problem::ReopenReason")]
pub enum ReopenReason {
    /// One of its incidents came back.
    #[graphql(name = "RECURRENCE")]
    Recurrence,
    /// Somebody brought new evidence.
    #[graphql(name = "NEW_EVIDENCE")]
    NewEvidence,
}

/// The order of a list of problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum ProblemOrder {
    /// What changed last comes first.
    #[default]
    UpdatedAtDesc,
    /// Newest first.
    CreatedAtDesc,
    /// Oldest first.
    CreatedAtAsc,
}

/// What happened to a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum ProblemChangeKind {
    /// It was opened.
    Opened,
    /// Its own fields changed.
    Updated,
    /// It took a step in its life.
    StatusChanged,
    /// It was opened again.
    Reopened,
    /// An incident was linked or unlinked.
    IncidentsChanged,
    /// Its workaround was recorded, changed or withdrawn.
    WorkaroundChanged,
    /// One of its repair items changed in a way that boards show.
    RepairsChanged,
    /// Something in its root cause analysis that boards show changed.
    RcaChanged,
    /// The stream cannot resume from the cursor: read anew.
    Resync,
}

impl From<domain::problem::ProblemChange> for ProblemChangeKind {
    fn from(change: domain::problem::ProblemChange) -> Self {
        use domain::problem::ProblemChange as C;
        match change {
            C::Opened => Self::Opened,
            C::Updated => Self::Updated,
            C::StatusChanged => Self::StatusChanged,
            C::Reopened => Self::Reopened,
            C::IncidentsChanged => Self::IncidentsChanged,
            C::WorkaroundChanged => Self::WorkaroundChanged,
            C::RepairsChanged => Self::RepairsChanged,
            C::RcaChanged => Self::RcaChanged,
        }
    }
}
