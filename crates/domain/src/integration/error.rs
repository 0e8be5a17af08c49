//! Why a change of a connection was refused.

/// Why a change of a connection was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntegrationError {
    /// There is nothing to change.
    #[error("{field} is that already")]
    Unchanged {
        /// The field of the input.
        field: &'static str,
    },
    /// There are as many as there may be.
    #[error("there are {most} already, and no more may be")]
    TooMany {
        /// The most.
        most: usize,
    },
    /// An endpoint is told of nothing.
    #[error("choose at least one topic")]
    NoTopics,
    /// A delivery is still on its way.
    #[error("this delivery is still on its way")]
    StillPending,
    /// The address belongs to no issue of a tool that is known.
    #[error("this is no address of an issue at GitHub, GitLab or Jira")]
    NoIssue,
}

impl IntegrationError {
    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Unchanged { field } => Some(field),
            Self::NoTopics => Some("topics"),
            Self::NoIssue => Some("url"),
            Self::TooMany { .. } | Self::StillPending => None,
        }
    }
}
