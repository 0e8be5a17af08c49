//! Why a change of a problem was refused: facts for people and programs, no prose of the API.

use super::ProblemStatus;

/// Why a change of a problem was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// The life of a problem has no such step.
    #[error("a problem cannot go from {from} to {to}")]
    Transition {
        /// Where it is.
        from: ProblemStatus,
        /// Where it should go.
        to: ProblemStatus,
    },
    /// `VOC-04`: a known error has a confirmed root cause.
    #[error("{to} needs at least one confirmed root cause; confirm one in the analysis first")]
    NoRootCause {
        /// Where it should go.
        to: ProblemStatus,
    },
    /// A gate of the analysis is not met; carries its first open finding.
    #[error("{to} has to wait: {message}")]
    GateUnmet {
        /// Where it should go.
        to: ProblemStatus,
        /// The rule that speaks first.
        rule: &'static str,
        /// What is missing, all of it.
        message: String,
    },
    /// A step needs a reason.
    #[error("opening it again needs a reason")]
    ReasonNeeded,
    /// Only what ended is opened again.
    #[error("only a problem that is closed or lived with is opened again")]
    NotEnded,
    /// The date at which the risk is looked at again lies behind.
    #[error("the review date must lie ahead")]
    ReviewInPast,
    /// An instant lies in the future.
    #[error("{field} lies in the future")]
    InFuture {
        /// The field of the input.
        field: &'static str,
    },
    /// There is nothing to change.
    #[error("{field} is that already")]
    Unchanged {
        /// The field of the input.
        field: &'static str,
    },
    /// The incident is linked already.
    #[error("this incident is linked to the problem already")]
    AlreadyLinked,
    /// The incident is not linked.
    #[error("this incident is not linked to the problem")]
    NotLinked,
    /// There is an analysis already; a problem has one.
    #[error("this problem has a root cause analysis already")]
    HasRca,
}

impl ProblemError {
    /// The rule of the catalogue that speaks, if one does.
    pub const fn rule(&self) -> Option<&'static str> {
        match self {
            Self::NoRootCause { .. } => Some("VOC-04"),
            Self::GateUnmet { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::InFuture { field } | Self::Unchanged { field } => Some(field),
            Self::ReasonNeeded => Some("reason"),
            Self::ReviewInPast => Some("reviewAt"),
            _ => None,
        }
    }
}
