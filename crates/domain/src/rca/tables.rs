//! What an analysis holds beside its graph: goals, barriers, differences, reasoned answers, dismissals.
//!
//! It must not know which rule asks for which of them.

use crate::finding::RuleId;
use crate::id::{BarrierId, DifferenceId, RcaId};
use crate::identity::Principal;
use crate::text::{Body, Markdown, ShortText};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What kind of goal was not met; where a cause map starts (`CM-01`).
    GoalKind {
        /// Safety of people or data.
        Safety = "SAFETY",
        /// What customers want to do.
        Customer = "CUSTOMER",
        /// A promised level of service.
        ServiceLevel = "SERVICE_LEVEL",
        /// Money.
        Cost = "COST",
        /// What others think of us.
        Reputation = "REPUTATION",
    }
}

/// A goal that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What kind of goal.
    pub kind: GoalKind,
    /// Which, and by how much it was missed.
    pub text: ShortText,
}

vocabulary! {
    /// What a defence did (`ER-01`).
    BarrierState {
        /// There was none.
        Absent = "ABSENT",
        /// It was there and did not hold.
        Failed = "FAILED",
        /// It was gone around.
        Bypassed = "BYPASSED",
        /// It held: what went well.
        Worked = "WORKED",
    }
}

/// A row of the barrier analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// Identifier.
    pub id: BarrierId,
    /// The analysis it belongs to.
    pub rca: RcaId,
    /// The defence.
    pub defence: ShortText,
    /// What it should have done.
    pub expected_effect: ShortText,
    /// What it did.
    pub state: BarrierState,
    /// What shows it, in Markdown; may be empty in a draft.
    pub evidence: Markdown,
    /// When it was recorded.
    pub created_at: Instant,
    /// Version of the row.
    pub version: i32,
}

/// A row of the change analysis: what differed from the last good day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Identifier.
    pub id: DifferenceId,
    /// The analysis it belongs to.
    pub rca: RcaId,
    /// What is compared.
    pub aspect: ShortText,
    /// How it was on the last good day.
    pub before: ShortText,
    /// How it was this time.
    pub after: ShortText,
    /// Whether it matters, and why; in Markdown.
    pub relevance: Markdown,
    /// When it was recorded.
    pub created_at: Instant,
    /// Version of the row.
    pub version: i32,
}

vocabulary! {
    /// What a reasoned answer is about.
    AnswerKey {
        /// No technical cause was found (`RCS-09`).
        NoTechnicalCause = "NO_TECHNICAL_CAUSE",
        /// No gap in a process was found (`RCS-09`).
        NoProcessCause = "NO_PROCESS_CAUSE",
        /// No organizational cause was found (`RCS-09`).
        NoOrganizationalCause = "NO_ORGANIZATIONAL_CAUSE",
        /// Why three or four whys are enough (`W5-04`).
        ShortChain = "SHORT_CHAIN",
        /// Why a technical answer may be the last one (`W5-08`).
        TechnicalEnd = "TECHNICAL_END",
        /// Why there is no cause of occurrence (`ER-02`).
        NoOccurrenceCause = "NO_OCCURRENCE_CAUSE",
        /// Why nothing explains that it escaped detection (`ER-02`).
        NoEscapeCause = "NO_ESCAPE_CAUSE",
    }
}

/// A reasoned answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it is about.
    pub key: AnswerKey,
    /// The reason, in Markdown.
    pub reason: Body,
    /// Who gave it.
    pub by: Principal,
    /// When.
    pub at: Instant,
}

/// A warning or hint that somebody set aside, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// The rule.
    pub rule: RuleId,
    /// The id of the record it speaks about; empty for the analysis as a whole.
    pub subject: String,
    /// The reason.
    pub reason: ShortText,
    /// Who set it aside.
    pub by: Principal,
    /// When.
    pub at: Instant,
}
