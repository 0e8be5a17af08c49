//! Vocabularies of repair items, as the API shows them.
//!
//! The words are those of `domain`; a test compares them.

use async_graphql::Enum;

/// What a repair item is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairKind")]
pub enum RepairKind {
    /// Mends a confirmed root cause (`ACT-01`).
    #[graphql(name = "CORRECTIVE")]
    Corrective,
    /// Keeps a cause from coming back by changing a system, a process or a design (`ACT-02`).
    #[graphql(name = "PREVENTIVE")]
    Preventive,
}

/// How far away the due date of an item is by policy (`ACT-03`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairHorizon")]
pub enum RepairHorizon {
    /// Short: 10 days unless the policy says otherwise; what corrective items have.
    #[graphql(name = "SHORT")]
    Short,
    /// Medium: 90 days unless the policy says otherwise; what preventive items have unless somebody chooses.
    #[graphql(name = "MEDIUM")]
    Medium,
    /// Long: 365 days unless the policy says otherwise.
    #[graphql(name = "LONG")]
    Long,
}

/// What a preventive item changes (`ACT-02`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairTarget")]
pub enum RepairTarget {
    /// A running system.
    #[graphql(name = "SYSTEM")]
    System,
    /// A way of working.
    #[graphql(name = "PROCESS")]
    Process,
    /// How something is built.
    #[graphql(name = "DESIGN")]
    Design,
}

/// How strongly an action holds, after the action hierarchy of patient safety (`ACT-07`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairStrength")]
pub enum RepairStrength {
    /// Double check, warning, new policy, training, more study.
    #[graphql(name = "WEAK")]
    Weak,
    /// Redundancy, enhancement, capacity, checklist, better interface or docs, alerting.
    #[graphql(name = "INTERMEDIATE")]
    Intermediate,
    /// Removes the hazard, changes the architecture, forces or interlocks, automates, simplifies.
    #[graphql(name = "STRONG")]
    Strong,
}

/// What an item does about the next incident (`ACT-09`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairPurpose")]
pub enum RepairPurpose {
    /// Keeps it from happening.
    #[graphql(name = "PREVENT")]
    Prevent,
    /// Shows it earlier.
    #[graphql(name = "DETECT")]
    Detect,
    /// Makes it smaller or shorter.
    #[graphql(name = "MITIGATE")]
    Mitigate,
    /// Mends what it left behind.
    #[graphql(name = "REPAIR")]
    Repair,
    /// Changes how people work together.
    #[graphql(name = "PROCESS")]
    Process,
    /// Finds out what is not known, within a time box.
    #[graphql(name = "INVESTIGATE")]
    Investigate,
}

/// How far a repair item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairItemStatus")]
pub enum RepairItemStatus {
    /// An idea; it has no clock.
    #[graphql(name = "PROPOSED")]
    Proposed,
    /// Somebody committed to it; its clock runs.
    #[graphql(name = "COMMITTED")]
    Committed,
    /// Somebody works on it.
    #[graphql(name = "IN_PROGRESS")]
    InProgress,
    /// Done; whether it works is not known yet (`ACT-10`).
    #[graphql(name = "DONE")]
    Done,
    /// A measurement showed that it works; never set by hand.
    #[graphql(name = "EFFECTIVE")]
    Effective,
    /// Done once and opened again: it did not work, or the problem came back. Never set by hand.
    #[graphql(name = "REOPENED")]
    Reopened,
    /// It is not done, by decision (`ACT-11`).
    #[graphql(name = "NOT_DOING")]
    NotDoing,
}

/// Why a finished item was opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairReopenReason")]
pub enum RepairReopenReason {
    /// The measurement showed no effect (`ACT-10`).
    #[graphql(name = "INEFFECTIVE")]
    Ineffective,
    /// The problem came back.
    #[graphql(name = "RECURRENCE")]
    Recurrence,
}

/// From which instant the days of a clock are counted (`ACT-03`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::ClockBasis")]
pub enum ClockBasis {
    /// The latest confirmation among the linked root causes.
    #[graphql(name = "ROOT_CAUSE_CONFIRMED")]
    RootCauseConfirmed,
    /// The commitment: it acts on mere factors.
    #[graphql(name = "COMMITTED")]
    Committed,
    /// The moment it was opened again.
    #[graphql(name = "REOPENED")]
    Reopened,
}

/// What a measurement showed (`ACT-10`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::Effectiveness")]
pub enum Effectiveness {
    /// The target is met; the item ends.
    #[graphql(name = "EFFECTIVE")]
    Effective,
    /// Better than before, and short of the target; the item stays done.
    #[graphql(name = "PARTIAL")]
    Partial,
    /// No better; item and root causes are open again.
    #[graphql(name = "INEFFECTIVE")]
    Ineffective,
    /// It cannot be told; measure again.
    #[graphql(name = "INCONCLUSIVE")]
    Inconclusive,
}

/// What kind of entry a note of an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::RepairNoteKind")]
pub enum RepairNoteKind {
    /// Something that somebody wrote.
    #[graphql(name = "NOTE")]
    Note,
    /// The item took a step in its life.
    #[graphql(name = "STATUS")]
    Status,
    /// Its due date changed.
    #[graphql(name = "DUE")]
    Due,
    /// Its effect was measured.
    #[graphql(name = "EFFECT")]
    Effect,
    /// The issue in another tool changed, or was linked or unlinked.
    #[graphql(name = "TRACKER")]
    Tracker,
}

/// What the rows of a report stand for; never people (`ACT-12`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::report::RepairReportGroup")]
pub enum RepairReportGroup {
    /// A service that the problem concerns; an item counts for each of them.
    #[graphql(name = "SERVICE")]
    Service,
    /// A lens.
    #[graphql(name = "LENS")]
    Lens,
    /// The team that does the item.
    #[graphql(name = "TEAM")]
    Team,
}

/// How far an item's time has run when somebody is reminded (`ACT-12`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::ReminderStage")]
pub enum ReminderStage {
    /// 80 % of it: the owner is told.
    #[graphql(name = "APPROACHING")]
    Approaching,
    /// All of it: owner and problem manager are told.
    #[graphql(name = "DUE")]
    Due,
    /// 150 % of it: owner, problem manager and sponsor are told.
    #[graphql(name = "OVERDUE")]
    Overdue,
}

/// The tool that an issue lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::TrackerProvider")]
pub enum TrackerProvider {
    /// GitHub issues.
    #[graphql(name = "GITHUB")]
    GitHub,
    /// GitLab issues.
    #[graphql(name = "GITLAB")]
    GitLab,
    /// Jira issues.
    #[graphql(name = "JIRA")]
    Jira,
}

/// How far an issue is, in words that all tools share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::repair::TrackerState")]
pub enum TrackerState {
    /// Nobody works on it.
    #[graphql(name = "OPEN")]
    Open,
    /// Somebody works on it; only Jira says so.
    #[graphql(name = "IN_PROGRESS")]
    InProgress,
    /// Done.
    #[graphql(name = "DONE")]
    Done,
    /// Closed without being done.
    #[graphql(name = "NOT_PLANNED")]
    NotPlanned,
    /// It does not exist any more.
    #[graphql(name = "DELETED")]
    Deleted,
}

/// The order of a list of repair items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum RepairItemOrder {
    /// What is due first comes first; items without a due date come last.
    #[default]
    DueAtAsc,
    /// Newest first.
    CreatedAtDesc,
    /// What changed last comes first.
    UpdatedAtDesc,
}

/// What happened to a repair item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum RepairChangeKind {
    /// It was proposed.
    Proposed,
    /// Its own fields changed.
    Updated,
    /// It took a step in its life.
    StatusChanged,
    /// Its due date changed.
    DueChanged,
    /// Its effect was measured.
    Measured,
    /// It was opened again.
    Reopened,
    /// Somebody added a note.
    Noted,
    /// A reminder was decided (`ACT-12`).
    Reminded,
    /// It was linked to an issue in another tool, or unlinked, or the issue changed.
    TrackerChanged,
    /// The stream cannot resume from the cursor: read anew.
    Resync,
}

impl From<domain::repair::RepairChange> for RepairChangeKind {
    fn from(change: domain::repair::RepairChange) -> Self {
        use domain::repair::RepairChange as C;
        match change {
            C::Proposed => Self::Proposed,
            C::Updated => Self::Updated,
            C::StatusChanged => Self::StatusChanged,
            C::DueChanged => Self::DueChanged,
            C::Measured => Self::Measured,
            C::Reopened => Self::Reopened,
            C::Noted => Self::Noted,
            C::Reminded => Self::Reminded,
            C::TrackerChanged => Self::TrackerChanged,
        }
    }
}
