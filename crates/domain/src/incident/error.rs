//! Why a change of an incident was refused: facts for people and programs, no prose of the API.

use super::{IncidentStatus, InstantName, ResponderRole};
use crate::time::Instant;

/// Why a change of an incident was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IncidentError {
    /// The lifecycle has no such step.
    #[error("an incident cannot go from {from} to {to}")]
    Transition {
        /// Where it is.
        from: IncidentStatus,
        /// Where it should go.
        to: IncidentStatus,
    },
    /// A step back needs a reason.
    #[error("going back from {from} to {to} needs a reason")]
    ReasonNeeded {
        /// Where it is.
        from: IncidentStatus,
        /// Where it should go.
        to: IncidentStatus,
    },
    /// An instant lies in the future.
    #[error("{field} lies in the future")]
    InFuture {
        /// The field of the input.
        field: &'static str,
    },
    /// `CLK-03`: an instant lies before one that must come first. A reason overrides.
    #[error("{name} at {at} lies before {earlier} at {earlier_at}; give a reason to record it all the same")]
    Order {
        /// The instant to be recorded.
        name: InstantName,
        /// When it would be.
        at: Instant,
        /// The instant that must not be later.
        earlier: InstantName,
        /// When that one is.
        earlier_at: Instant,
    },
    /// The start of impact follows the impact windows.
    #[error("the start of impact follows the impact windows; change the first window instead")]
    ImpactStartFollowsWindows,
    /// An impact window ends before it starts (`CLK-04`).
    #[error("an impact window cannot end before it starts")]
    WindowEndsBeforeStart,
    /// No such impact window in this incident.
    #[error("no such impact window")]
    NoSuchWindow,
    /// A window names a service that the incident does not.
    #[error("an impact window can only name services of its incident")]
    WindowServiceNotAffected,
    /// Nobody holds the role.
    #[error("nobody holds the role {role}")]
    RoleVacant {
        /// The role.
        role: ResponderRole,
    },
    /// The person holds the role already.
    #[error("this person holds the role {role} already")]
    RoleHeld {
        /// The role.
        role: ResponderRole,
    },
    /// A hand-over lies before the holder took the role.
    #[error("a hand-over cannot lie before the holder took the role")]
    HandOverBeforeStart,
    /// The input says what is the case already.
    #[error("{field} is that already")]
    Unchanged {
        /// The field of the input.
        field: &'static str,
    },
    /// A detail that does not belong to the kind of entry.
    #[error("{field} does not belong to an entry of this kind")]
    DetailOfOtherKind {
        /// The field of the input.
        field: &'static str,
    },
    /// An approval was given before it was asked for.
    #[error("an approval cannot be given before it was asked for")]
    ApprovalBeforeAsking,
    /// Entries of these kinds are written by the change itself.
    #[error("entries of this kind are written by the change they tell of")]
    KindWrittenByChange,
    /// A correction points to an entry of another incident, or to one that was corrected before.
    #[error("a correction must point to an uncorrected entry of the same incident")]
    BadCorrection,
    /// A relation of an incident to itself.
    #[error("an incident cannot be related to itself")]
    SelfLink,
    /// `VOC-06`: the relation would close a circle.
    #[error("this relation would close a circle")]
    LinkCycle,
    /// The relation exists.
    #[error("this relation exists already")]
    LinkExists,
}

impl IncidentError {
    /// The rule of the catalogue that speaks, if one does.
    pub const fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Order { .. } => Some("CLK-03"),
            Self::WindowEndsBeforeStart | Self::ImpactStartFollowsWindows => Some("CLK-04"),
            Self::SelfLink | Self::LinkCycle => Some("VOC-06"),
            _ => None,
        }
    }

    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::InFuture { field } | Self::Unchanged { field } | Self::DetailOfOtherKind { field } => {
                Some(field)
            }
            Self::ReasonNeeded { .. } => Some("reason"),
            Self::KindWrittenByChange => Some("kind"),
            Self::BadCorrection => Some("corrects"),
            Self::ApprovalBeforeAsking => Some("approvalGivenAt"),
            Self::WindowServiceNotAffected => Some("serviceIds"),
            _ => None,
        }
    }
}
