//! Vocabularies of root cause analysis, as the API shows them.
//!
//! The words are those of `domain`; a test compares them.

use async_graphql::Enum;

/// A way to look at the graph of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::RcaMethod")]
pub enum RcaMethod {
    /// A chain of whys, which may branch; for simple problems.
    #[graphql(name = "FIVE_WHYS")]
    FiveWhys,
    /// Causes sorted by category; for many factors.
    #[graphql(name = "FISHBONE")]
    Fishbone,
    /// A map from goals to causes with AND and OR; for causes that interact.
    #[graphql(name = "CAUSE_MAP")]
    CauseMap,
    /// Our own composite: cause map, change analysis, barrier analysis, occurrence and escape.
    #[graphql(name = "ENHANCED")]
    Enhanced,
}

/// How far the review of an analysis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::RcaStatus")]
pub enum RcaStatus {
    /// Being written.
    #[graphql(name = "DRAFT")]
    Draft,
    /// Handed to reviewers.
    #[graphql(name = "IN_REVIEW")]
    InReview,
    /// Reviewed by somebody who did not hand it in.
    #[graphql(name = "REVIEWED")]
    Reviewed,
    /// Published to an audience.
    #[graphql(name = "PUBLISHED")]
    Published,
}

/// The six steps of a root cause analysis, in the talk's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::RcaStep")]
pub enum RcaStep {
    /// Define the problem.
    #[graphql(name = "DEFINE")]
    Define,
    /// Identify potential causes.
    #[graphql(name = "POTENTIAL_CAUSES")]
    PotentialCauses,
    /// Determine the causes by validating each.
    #[graphql(name = "VALIDATE")]
    Validate,
    /// Choose solutions.
    #[graphql(name = "SOLUTIONS")]
    Solutions,
    /// Implement them.
    #[graphql(name = "IMPLEMENT")]
    Implement,
    /// Measure that they work.
    #[graphql(name = "MEASURE")]
    Measure,
}

/// Where in an analysis a finding can be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::Place")]
pub enum RcaPlace {
    /// The problem statement.
    #[graphql(name = "STATEMENT")]
    Statement,
    /// The list of causes as a whole.
    #[graphql(name = "CAUSES")]
    Causes,
    /// One cause; the finding names it.
    #[graphql(name = "CAUSE")]
    Cause,
    /// One group of causes; the finding names it.
    #[graphql(name = "GROUP")]
    Group,
    /// The chain of whys.
    #[graphql(name = "WHYS")]
    Whys,
    /// The fishbone's categories.
    #[graphql(name = "FISHBONE")]
    Fishbone,
    /// The goals of the map.
    #[graphql(name = "GOALS")]
    Goals,
    /// The barrier analysis.
    #[graphql(name = "BARRIERS")]
    Barriers,
    /// The change analysis.
    #[graphql(name = "DIFFERENCES")]
    Differences,
    /// The reasoned answers, such as a lens without a cause.
    #[graphql(name = "ANSWERS")]
    Answers,
    /// Decisions on root causes.
    #[graphql(name = "SOLUTIONS")]
    Solutions,
    /// The problem's own screen.
    #[graphql(name = "PROBLEM")]
    Problem,
}

/// What kind of cause it is. There is none for a person (`RCS-10`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::CauseKind")]
pub enum CauseKind {
    /// A state that lasted, such as a setting or a missing step.
    #[graphql(name = "CONDITION")]
    Condition,
    /// Something that happened, such as a deployment or a surge of load.
    #[graphql(name = "ACTION")]
    Action,
    /// What somebody did; never a root cause, and never without a cause of its own (`RCS-10`, `RCS-11`).
    #[graphql(name = "HUMAN_ACTION")]
    HumanAction,
    /// A procedure that was not followed; never a root cause, and never without a cause of its own (`RCS-11`).
    #[graphql(name = "PROCEDURE_DEVIATION")]
    ProcedureDeviation,
}

/// Through which lens a cause is seen (`RCS-09`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::Lens")]
pub enum Lens {
    /// The technical cause.
    #[graphql(name = "TECHNICAL")]
    Technical,
    /// The gap in a process.
    #[graphql(name = "PROCESS")]
    Process,
    /// The management system that should have prevented it.
    #[graphql(name = "ORGANIZATIONAL")]
    Organizational,
}

/// What validation has come to (`RCS-05`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::CauseVerdict")]
pub enum CauseVerdict {
    /// A candidate that nobody has validated.
    #[graphql(name = "POTENTIAL")]
    Potential,
    /// Evidence shows that it was a cause.
    #[graphql(name = "VALIDATED")]
    Validated,
    /// Evidence shows that it was not.
    #[graphql(name = "REFUTED")]
    Refuted,
    /// It was looked into and cannot be decided.
    #[graphql(name = "UNRESOLVED")]
    Unresolved,
}

/// Which question of an enhanced analysis a cause answers (`ER-02`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::CausePath")]
pub enum CausePath {
    /// Why did it occur.
    #[graphql(name = "OCCURRENCE")]
    Occurrence,
    /// Why did it escape detection.
    #[graphql(name = "ESCAPE")]
    Escape,
}

/// Why a map goes no further at a cause (`CM-06`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::StopReason")]
pub enum StopReason {
    /// It is outside our control.
    #[graphql(name = "OUTSIDE_CONTROL")]
    OutsideControl,
    /// It is how things should be.
    #[graphql(name = "DESIRED_STATE")]
    DesiredState,
    /// It is a problem of its own.
    #[graphql(name = "NEW_PROBLEM")]
    NewProblem,
    /// Going on would cost more than it is worth.
    #[graphql(name = "MORE_EFFORT_THAN_WORTH")]
    MoreEffortThanWorth,
    /// Nobody knows.
    #[graphql(name = "UNKNOWN")]
    Unknown,
}

/// How the causes of a group explain their effect (`CM-02`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::GroupOperator")]
pub enum GroupOperator {
    /// All of them were needed.
    #[graphql(name = "AND")]
    And,
    /// Each of them would have sufficed.
    #[graphql(name = "OR")]
    Or,
}

/// What kind of evidence it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::EvidenceKind")]
pub enum EvidenceKind {
    /// A measured series.
    #[graphql(name = "METRIC")]
    Metric,
    /// Lines of a log.
    #[graphql(name = "LOG")]
    Log,
    /// A trace of a request.
    #[graphql(name = "TRACE")]
    Trace,
    /// A change of configuration.
    #[graphql(name = "CONFIG_CHANGE")]
    ConfigChange,
    /// A change of code.
    #[graphql(name = "CODE_CHANGE")]
    CodeChange,
    /// A ticket.
    #[graphql(name = "TICKET")]
    Ticket,
    /// A document.
    #[graphql(name = "DOCUMENT")]
    Document,
    /// A recorded decision.
    #[graphql(name = "DECISION_RECORD")]
    DecisionRecord,
    /// What somebody told; the only evidence of a technical cause is a warning (`EVD-01`).
    #[graphql(name = "INTERVIEW")]
    Interview,
    /// A trial.
    #[graphql(name = "EXPERIMENT")]
    Experiment,
    /// An entry of the timeline of a linked incident.
    #[graphql(name = "TIMELINE_ENTRY")]
    TimelineEntry,
}

/// What kind of goal was not met; where a cause map starts (`CM-01`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::GoalKind")]
pub enum GoalKind {
    /// Safety of people or data.
    #[graphql(name = "SAFETY")]
    Safety,
    /// What customers want to do.
    #[graphql(name = "CUSTOMER")]
    Customer,
    /// A promised level of service.
    #[graphql(name = "SERVICE_LEVEL")]
    ServiceLevel,
    /// Money.
    #[graphql(name = "COST")]
    Cost,
    /// What others think of us.
    #[graphql(name = "REPUTATION")]
    Reputation,
}

/// What a defence did (`ER-01`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::BarrierState")]
pub enum BarrierState {
    /// There was none.
    #[graphql(name = "ABSENT")]
    Absent,
    /// It was there and did not hold.
    #[graphql(name = "FAILED")]
    Failed,
    /// It was gone around.
    #[graphql(name = "BYPASSED")]
    Bypassed,
    /// It held: what went well.
    #[graphql(name = "WORKED")]
    Worked,
}

/// What a reasoned answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::rca::AnswerKey")]
pub enum AnswerKey {
    /// No technical cause was found (`RCS-09`).
    #[graphql(name = "NO_TECHNICAL_CAUSE")]
    NoTechnicalCause,
    /// No gap in a process was found (`RCS-09`).
    #[graphql(name = "NO_PROCESS_CAUSE")]
    NoProcessCause,
    /// No organizational cause was found (`RCS-09`).
    #[graphql(name = "NO_ORGANIZATIONAL_CAUSE")]
    NoOrganizationalCause,
    /// Why three or four whys are enough (`W5-04`).
    #[graphql(name = "SHORT_CHAIN")]
    ShortChain,
    /// Why a technical answer may be the last one (`W5-08`).
    #[graphql(name = "TECHNICAL_END")]
    TechnicalEnd,
    /// Why there is no cause of occurrence (`ER-02`).
    #[graphql(name = "NO_OCCURRENCE_CAUSE")]
    NoOccurrenceCause,
    /// Why nothing explains that it escaped detection (`ER-02`).
    #[graphql(name = "NO_ESCAPE_CAUSE")]
    NoEscapeCause,
}

/// What happened to an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum RcaChangeKind {
    /// It was started.
    Started,
    /// Its own fields changed: statement, goals, categories, method, answers.
    Updated,
    /// Its review took a step.
    StatusChanged,
    /// A cause was added, or brought back.
    CauseAdded,
    /// A cause's own fields changed.
    CauseUpdated,
    /// A cause was removed.
    CauseRemoved,
    /// A verdict was recorded.
    CauseValidated,
    /// A root cause was confirmed.
    RootCauseConfirmed,
    /// A root cause was opened again: what was done about it showed no effect (`ACT-10`).
    CauseReopened,
    /// It was decided to live with a root cause.
    RiskAccepted,
    /// Causes were linked, unlinked, moved or grouped otherwise, or a link was read upward.
    LinksChanged,
    /// Evidence was added or withdrawn.
    EvidenceChanged,
    /// A row of the barrier or change analysis was added, changed or removed.
    TablesChanged,
    /// A finding was set aside, or is shown again.
    FindingDismissed,
    /// A version was published to an audience, or taken back.
    Published,
    /// A customer acknowledged a version, asked about it, or was answered.
    Discussed,
    /// The stream cannot resume from the cursor: read anew.
    Resync,
}

impl From<domain::rca::RcaChange> for RcaChangeKind {
    fn from(change: domain::rca::RcaChange) -> Self {
        use domain::rca::RcaChange as C;
        match change {
            C::Started => Self::Started,
            C::Updated => Self::Updated,
            C::StatusChanged => Self::StatusChanged,
            C::CauseAdded => Self::CauseAdded,
            C::CauseUpdated => Self::CauseUpdated,
            C::CauseRemoved => Self::CauseRemoved,
            C::CauseValidated => Self::CauseValidated,
            C::RootCauseConfirmed => Self::RootCauseConfirmed,
            C::CauseReopened => Self::CauseReopened,
            C::RiskAccepted => Self::RiskAccepted,
            C::LinksChanged => Self::LinksChanged,
            C::EvidenceChanged => Self::EvidenceChanged,
            C::TablesChanged => Self::TablesChanged,
            C::FindingDismissed => Self::FindingDismissed,
            C::Published => Self::Published,
            C::Discussed => Self::Discussed,
        }
    }
}
