//! Why a change of a repair item was refused: facts for people and programs, no prose of the API.

use super::{RepairHorizon, RepairItemStatus, RepairKind};

/// Why a change of a repair item was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepairError {
    /// The life of an item has no such step.
    #[error("a repair item cannot go from {from} to {to} by hand")]
    Transition {
        /// Where it is.
        from: RepairItemStatus,
        /// Where it should go.
        to: RepairItemStatus,
    },
    /// A gate is not met; carries what is missing, all of it.
    #[error("{to} has to wait: {message}")]
    GateUnmet {
        /// Where it should go.
        to: RepairItemStatus,
        /// The rule that speaks first.
        rule: &'static str,
        /// What is missing.
        message: String,
    },
    /// `ACT-03`: a later due date needs a reason and an approver.
    #[error("{days} days beyond the policy: a due date after it needs a {missing}")]
    OverPolicy {
        /// How many days beyond.
        days: i64,
        /// `reason` or `approver`.
        missing: &'static str,
    },
    /// `ACT-03`: the kind does not have this horizon.
    #[error("{kind} has no horizon {horizon}; a later due date needs a reason and an approver")]
    HorizonOfKind {
        /// The kind.
        kind: RepairKind,
        /// The horizon that was asked for.
        horizon: RepairHorizon,
    },
    /// `ACT-03`: what sets the days of a clock stays once the clock was started.
    #[error("{field} sets the due date, which a commitment fixed; ask for another due date instead")]
    ClockFixed {
        /// The field of the input.
        field: &'static str,
    },
    /// A postponement needs a reason.
    #[error("postponing needs a reason")]
    ReasonNeeded,
    /// The decision not to act needs a reason and an approver (`ACT-11`).
    #[error("the decision not to act needs a {missing}")]
    DecisionIncomplete {
        /// `reason` or `approver`.
        missing: &'static str,
    },
    /// Its clock does not run, so it has no due date to change.
    #[error("an item that is {status} has no due date to change")]
    NoClock {
        /// How far it is.
        status: RepairItemStatus,
    },
    /// A date lies behind.
    #[error("{field} must lie ahead")]
    InPast {
        /// The field of the input.
        field: &'static str,
    },
    /// An instant lies in the future.
    #[error("{field} lies in the future")]
    InFuture {
        /// The field of the input.
        field: &'static str,
    },
    /// `ACT-10`: only a done item is measured.
    #[error("only a done item is measured; this one is {status}")]
    NotDone {
        /// How far it is.
        status: RepairItemStatus,
    },
    /// `ACT-10`: it was measured before it was done.
    #[error("it was measured before it was done")]
    MeasuredTooEarly,
    /// `ACT-10`: a measurement lacks a part.
    #[error("a measurement needs its {field}")]
    MeasurementIncomplete {
        /// The field of the input.
        field: &'static str,
    },
    /// A cause does not belong to the problem's analysis.
    #[error("this cause does not belong to the analysis of the problem")]
    ForeignCause,
    /// Days of a policy out of range.
    #[error("{field} must be {least} to {most} days")]
    PolicyDays {
        /// The field of the input.
        field: &'static str,
        /// The least.
        least: i32,
        /// The most.
        most: i32,
    },
    /// There is nothing to change.
    #[error("{field} is that already")]
    Unchanged {
        /// The field of the input.
        field: &'static str,
    },
    /// Another item is kept in step with this issue already.
    #[error("this issue belongs to {reference} already")]
    IssueTaken {
        /// The other item, `REP-n`.
        reference: String,
    },
}

impl RepairError {
    /// The rule of the catalogue that speaks, if one does.
    pub const fn rule(&self) -> Option<&'static str> {
        match self {
            Self::GateUnmet { rule, .. } => Some(rule),
            Self::OverPolicy { .. } | Self::HorizonOfKind { .. } | Self::ClockFixed { .. } => Some("ACT-03"),
            Self::DecisionIncomplete { .. } => Some("ACT-11"),
            Self::NotDone { .. } | Self::MeasuredTooEarly | Self::MeasurementIncomplete { .. } => {
                Some("ACT-10")
            }
            _ => None,
        }
    }

    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::InPast { field }
            | Self::InFuture { field }
            | Self::Unchanged { field }
            | Self::ClockFixed { field }
            | Self::PolicyDays { field, .. }
            | Self::MeasurementIncomplete { field } => Some(field),
            Self::HorizonOfKind { .. } => Some("horizon"),
            Self::ReasonNeeded => Some("reason"),
            Self::MeasuredTooEarly => Some("measuredAt"),
            Self::ForeignCause => Some("causeIds"),
            Self::IssueTaken { .. } => Some("url"),
            _ => None,
        }
    }
}
