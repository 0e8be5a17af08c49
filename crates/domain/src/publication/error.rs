//! Why a publication was refused: facts for people and programs, no prose of the API.

/// Why a publication was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicationError {
    /// Only people of the house may read of an analysis that rests on no incident which everybody inside may see.
    #[error(
        "an analysis without an incident that everybody inside may see can be published for the INSIDE only"
    )]
    InsideOnly,
    /// The final version comes after the review.
    #[error("the final version is published once the analysis is REVIEWED")]
    NotReviewed,
    /// What is final was published already.
    #[error("the final version is published; a preliminary one comes before it")]
    FinalIsOut,
    /// Actions have an owner and a date before the final version says that they will be done.
    #[error("{references} need an owner or a team, and a due date, before the final version tells of them")]
    ItemsUnowned {
        /// `REP-n`, listed.
        references: String,
    },
    /// Words about people that must not be published.
    #[error("{message}")]
    Wording {
        /// The rule that speaks.
        rule: &'static str,
        /// The field of the input at fault.
        field: &'static str,
        /// What it says.
        message: String,
    },
    /// Something that must not leave is hidden by formatting, so that it could not be replaced.
    #[error("{field} holds a name or an address that formatting breaks up; write it plainly")]
    Hidden {
        /// The field of the input at fault.
        field: &'static str,
    },
    /// For chosen customers, but none was chosen; or customers for another audience.
    #[error("names at least one customer for the audience CUSTOMERS, and none for any other")]
    Customers,
    /// It was taken back.
    #[error("this version was withdrawn")]
    Withdrawn,
    /// The question is answered, and an answer stays as it is (`PM-07`).
    #[error("this question is answered already")]
    Answered,
    /// What was shown in the preview is not what would be published.
    #[error("this is not what the preview showed; look at it again before publishing")]
    OtherPreview,
    /// More than the program keeps.
    #[error("holds at most {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The most.
        max: usize,
    },
}

impl PublicationError {
    /// The rule of the catalogue that speaks, if one does.
    pub const fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Wording { rule, .. } => Some(rule),
            Self::InsideOnly
            | Self::NotReviewed
            | Self::FinalIsOut
            | Self::Hidden { .. }
            | Self::Withdrawn
            | Self::Answered => Some("PM-07"),
            Self::ItemsUnowned { .. } => Some("ACT-04"),
            _ => None,
        }
    }

    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Wording { field, .. } | Self::Hidden { field } => Some(field),
            Self::InsideOnly => Some("audience"),
            Self::NotReviewed | Self::FinalIsOut | Self::ItemsUnowned { .. } => Some("stage"),
            Self::Customers => Some("customerIds"),
            _ => None,
        }
    }
}
