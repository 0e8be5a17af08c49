//! Why a change of an analysis was refused: facts for people and programs, no prose of the API.

use super::{CauseKind, CauseVerdict, RcaStatus};

/// Why a change of an analysis was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RcaError {
    /// The cause was removed.
    #[error("this cause was removed; bring it back first")]
    CauseRemoved,
    /// Something hangs on the cause.
    #[error("{count} causes hang on this one; move or remove them first")]
    CauseHasCauses {
        /// How many.
        count: usize,
    },
    /// A confirmed root cause stays until its verdict changes.
    #[error("this is a confirmed root cause; change its verdict first")]
    CauseIsRoot,
    /// `RCS-05`: a verdict without evidence.
    #[error("{verdict} needs at least one piece of evidence on the cause")]
    VerdictWithoutEvidence {
        /// The verdict.
        verdict: CauseVerdict,
    },
    /// `RCS-05`: evidence that a verdict stands on cannot go.
    #[error("the verdict {verdict} stands on this evidence alone; change the verdict first")]
    EvidenceInUse {
        /// The verdict.
        verdict: CauseVerdict,
    },
    /// `RCS-05`: only a validated cause can be a root cause.
    #[error("only a VALIDATED cause can be confirmed as a root cause; this one is {verdict}")]
    NotValidated {
        /// The verdict.
        verdict: CauseVerdict,
    },
    /// `RCS-10`, `RCS-11`: an action of a person, or a deviation from a procedure, is never a root cause.
    #[error("{kind} is never a root cause; ask what made it likely")]
    KindIsNoRootCause {
        /// The kind.
        kind: CauseKind,
    },
    /// `CM-07`: what did not happen is no root cause of what did.
    #[error("a cause that could have happened but did not is no root cause")]
    HypotheticalRoot,
    /// `RCS-06`: a risk is accepted for a confirmed root cause.
    #[error("a risk is accepted for a confirmed root cause; confirm it first")]
    NoRootCause,
    /// The date at which the risk is looked at again lies behind.
    #[error("the review date must lie ahead")]
    ReviewInPast,
    /// `CM-01`: following effects would come back to where it began.
    #[error("this link would close a circle of causes")]
    Cycle,
    /// The ends belong to different analyses.
    #[error("both ends of a link belong to the same analysis")]
    OtherRca,
    /// The cause stands in the group already.
    #[error("this cause explains that effect already")]
    LinkExists,
    /// The cause does not stand in the group.
    #[error("this cause does not stand in that group")]
    NoSuchLink,
    /// `W5-05`: a question of a chain of whys begins with why.
    #[error("a question in a chain begins with \"why\"; ask what and how in interviews")]
    NotAWhy,
    /// `W5-10`: the one who made a link does not confirm it.
    #[error("somebody other than who made this link reads it upward")]
    OwnTherefore,
    /// The category does not exist.
    #[error("there is no such category in this analysis")]
    NoSuchBone,
    /// Causes sit on a category that would go.
    #[error("causes sit on the category {name}; move them first")]
    BoneInUse {
        /// What it is called.
        name: String,
    },
    /// The evidence names a timeline entry that no linked incident has.
    #[error("this timeline entry belongs to no incident of the problem")]
    ForeignEntry,
    /// The review has no such step.
    #[error("an analysis cannot go from {from} to {to}")]
    Transition {
        /// Where it is.
        from: RcaStatus,
        /// Where it should go.
        to: RcaStatus,
    },
    /// A gate is not met; carries what is missing.
    #[error("{to} has to wait: {message}")]
    GateUnmet {
        /// Where it should go.
        to: RcaStatus,
        /// The rule that speaks first.
        rule: &'static str,
        /// What is missing, all of it.
        message: String,
    },
    /// Whoever handed it in does not review it.
    #[error("somebody other than who asked for the review records it")]
    OwnReview,
    /// An error of a rule cannot be set aside.
    #[error("this is no warning or hint of the analysis; errors cannot be set aside")]
    NotDismissible,
    /// There is nothing to change.
    #[error("{field} is that already")]
    Unchanged {
        /// The field of the input.
        field: &'static str,
    },
    /// An instant lies in the future.
    #[error("{field} lies in the future")]
    InFuture {
        /// The field of the input.
        field: &'static str,
    },
    /// More than the program keeps for one analysis.
    #[error("an analysis holds at most {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The most.
        max: usize,
    },
}

impl RcaError {
    /// The rule of the catalogue that speaks, if one does.
    pub const fn rule(&self) -> Option<&'static str> {
        match self {
            Self::CauseRemoved => Some("CM-04"),
            Self::VerdictWithoutEvidence { .. } | Self::EvidenceInUse { .. } | Self::NotValidated { .. } => {
                Some("RCS-05")
            }
            Self::KindIsNoRootCause { kind: CauseKind::ProcedureDeviation } => Some("RCS-11"),
            Self::KindIsNoRootCause { .. } => Some("RCS-10"),
            Self::HypotheticalRoot => Some("CM-07"),
            Self::NoRootCause => Some("RCS-06"),
            Self::Cycle | Self::OtherRca => Some("CM-01"),
            Self::NotAWhy => Some("W5-05"),
            Self::OwnTherefore => Some("W5-10"),
            Self::NoSuchBone | Self::BoneInUse { .. } => Some("FB-03"),
            Self::GateUnmet { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::InFuture { field } | Self::Unchanged { field } => Some(field),
            Self::ReviewInPast => Some("reviewAt"),
            Self::NotAWhy => Some("question"),
            Self::NoSuchBone => Some("bone"),
            Self::BoneInUse { .. } => Some("bones"),
            Self::ForeignEntry => Some("timelineEntryId"),
            _ => None,
        }
    }
}
