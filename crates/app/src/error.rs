//! Why a use case did not do what was asked; one variant for each code of the API.
//!
//! It must not carry text of the database or of a library to the outside: `Internal` keeps its
//! source for the log alone.

use std::time::Duration;

use domain::comms::CommsError;
use domain::identity::{IdentityError, Permission};
use domain::incident::IncidentError;
use domain::integration::IntegrationError;
use domain::portal::MaintenanceError;
use domain::problem::ProblemError;
use domain::publication::PublicationError;
use domain::rca::RcaError;
use domain::repair::RepairError;
use store::StoreError;

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the credential does not hold.
    #[error("sign in first")]
    Unauthenticated,
    /// Signing in failed; unknown accounts and wrong passwords answer alike.
    #[error("the e-mail address or the password is not right")]
    WrongCredentials,
    /// The policy table says no.
    #[error("this needs the permission {permission}")]
    Forbidden {
        /// What is missing.
        permission: Permission,
    },
    /// It does not exist, or not for this actor.
    #[error("not found")]
    NotFound,
    /// One value of the input is at fault.
    #[error("{field} {message}")]
    Invalid {
        /// The field of the input, as the API names it.
        field: String,
        /// What is wrong with it.
        message: String,
    },
    /// A rule refuses; nothing was saved.
    #[error("{message}")]
    Rule {
        /// The rule of the catalogue, or empty when the lifecycle itself refuses.
        rule: &'static str,
        /// The field of the input, if one is at fault.
        field: Option<String>,
        /// What the rule says.
        message: String,
    },
    /// Somebody else was faster, or an idempotency key is used for something else.
    #[error("{message}")]
    Conflict {
        /// The version that is stored by now.
        current_version: Option<i32>,
        /// What collided.
        message: String,
    },
    /// Too many tries.
    #[error("too many tries; wait {} s", retry_after.as_secs())]
    RateLimited {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The database is out of reach.
    #[error("temporarily not available; try again")]
    Unavailable,
    /// A fault of ours; the source is for the log.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One value of the input is at fault.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), message: message.into() }
    }

    /// A fault of ours.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// The record was changed since the caller read it.
    pub fn stale(current: i32) -> Self {
        Self::Conflict {
            current_version: Some(current),
            message: "this was changed in the meantime; read it again and repeat the change".to_owned(),
        }
    }
}

/// Names the field of a value that could not be parsed.
pub fn parse<T, E: std::fmt::Display>(field: &str, parsed: Result<T, E>) -> Result<T> {
    parsed.map_err(|error| Error::invalid(field, error.to_string()))
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { current } => Self::stale(current),
            StoreError::Unavailable(source) => {
                tracing::warn!(error = %source, "database not available");
                Self::Unavailable
            }
            other => Self::internal(other),
        }
    }
}

fn ruled(rule: Option<&'static str>, field: Option<&str>, message: String) -> Error {
    match (rule, field) {
        (None, Some(field)) => Error::invalid(field, message),
        (rule, field) => Error::Rule { rule: rule.unwrap_or(""), field: field.map(str::to_owned), message },
    }
}

impl From<IncidentError> for Error {
    fn from(error: IncidentError) -> Self {
        ruled(error.rule(), error.field(), error.to_string())
    }
}

impl From<ProblemError> for Error {
    fn from(error: ProblemError) -> Self {
        if let ProblemError::InFuture { field } = error {
            return Self::invalid(field, "lies in the future");
        }
        ruled(error.rule(), error.field(), error.to_string())
    }
}

impl From<RcaError> for Error {
    fn from(error: RcaError) -> Self {
        if let RcaError::InFuture { field } = error {
            return Self::invalid(field, "lies in the future");
        }
        ruled(error.rule(), error.field(), error.to_string())
    }
}

impl From<RepairError> for Error {
    fn from(error: RepairError) -> Self {
        if let RepairError::InFuture { field } = error {
            return Self::invalid(field, "lies in the future");
        }
        ruled(error.rule(), error.field(), error.to_string())
    }
}

impl From<CommsError> for Error {
    fn from(error: CommsError) -> Self {
        ruled(error.rule(), error.field(), error.to_string())
    }
}

impl From<PublicationError> for Error {
    fn from(error: PublicationError) -> Self {
        if error == PublicationError::OtherPreview {
            return Self::Conflict { current_version: None, message: error.to_string() };
        }
        ruled(error.rule(), error.field(), error.to_string())
    }
}

impl From<MaintenanceError> for Error {
    fn from(error: MaintenanceError) -> Self {
        ruled(None, error.field(), error.to_string())
    }
}

impl From<IntegrationError> for Error {
    fn from(error: IntegrationError) -> Self {
        ruled(None, error.field(), error.to_string())
    }
}

impl From<IdentityError> for Error {
    fn from(error: IdentityError) -> Self {
        let field = match error {
            IdentityError::NoRole | IdentityError::RoleNotForUsers | IdentityError::RoleNotForCustomers => {
                Some("roles")
            }
            IdentityError::CustomerInTeam => Some("teamIds"),
            IdentityError::RoleNotForKeys => Some("role"),
            IdentityError::KeyLifetime { .. } => Some("expiresAt"),
            IdentityError::LastAdmin
            | IdentityError::HasJoined
            | IdentityError::HasNotJoined
            | IdentityError::IsDisabled => None,
        };
        ruled(None, field, error.to_string())
    }
}
