//! Error codes: the one place where a use case's error becomes `extensions.code`.
//!
//! It must not let text of an internal error out.

use app::Error;
use async_graphql::{Context, Enum, ErrorExtensions};

use crate::context;

/// What kind of error it is: `extensions.code` of every error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ErrorCode {
    /// Nobody is signed in, or the credential does not hold.
    Unauthenticated,
    /// The policy table refuses; `extensions.permission` names what is missing.
    Forbidden,
    /// It does not exist, or not for you.
    NotFound,
    /// One value of the input is at fault; `extensions.field` names it.
    BadUserInput,
    /// A rule refuses and nothing was saved; `extensions.rule` names it.
    RuleViolation,
    /// Changed in the meantime (`extensions.currentVersion`), or a reused idempotency key.
    Conflict,
    /// Too many requests; `extensions.retryAfterSeconds` says how long to wait.
    RateLimited,
    /// Temporarily out of order; try again.
    Unavailable,
    /// A fault of ours; `extensions.traceId` finds it in the log.
    Internal,
    /// The document is not GraphQL, or the request not JSON.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// The document asks for too much at once.
    QueryTooComplex,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: &[Self] = &[
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::BadUserInput,
        Self::RuleViolation,
        Self::Conflict,
        Self::RateLimited,
        Self::Unavailable,
        Self::Internal,
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::QueryTooComplex,
    ];

    /// The code as it stands in `extensions.code`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::RuleViolation => "RULE_VIOLATION",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
        }
    }
}

/// The code of a use case's error.
pub const fn code(error: &Error) -> ErrorCode {
    match error {
        Error::Unauthenticated | Error::WrongCredentials => ErrorCode::Unauthenticated,
        Error::Forbidden { .. } => ErrorCode::Forbidden,
        Error::NotFound => ErrorCode::NotFound,
        Error::Invalid { .. } => ErrorCode::BadUserInput,
        Error::Rule { .. } => ErrorCode::RuleViolation,
        Error::Conflict { .. } => ErrorCode::Conflict,
        Error::RateLimited { .. } => ErrorCode::RateLimited,
        Error::Unavailable => ErrorCode::Unavailable,
        Error::Internal(_) => ErrorCode::Internal,
    }
}

/// Turns a use case's error into one of the API: code, message, and the facts it carries.
pub fn convert(ctx: &Context<'_>, error: Error) -> async_graphql::Error {
    from_app(error, &context::request(ctx).request_id)
}

/// As [`convert`], where only the request's id is at hand.
pub fn from_app(error: Error, request_id: &str) -> async_graphql::Error {
    let code = code(&error);
    let message = error.to_string();
    async_graphql::Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code.as_str());
        match error {
            Error::Forbidden { permission } => extensions.set("permission", permission.as_str()),
            Error::Invalid { field, .. } => extensions.set("field", field),
            Error::Rule { rule, field, .. } => {
                if !rule.is_empty() {
                    extensions.set("rule", rule);
                }
                if let Some(field) = field {
                    extensions.set("field", field);
                }
            }
            Error::Conflict { current_version: Some(version), .. } => {
                extensions.set("currentVersion", version);
            }
            Error::RateLimited { retry_after } => {
                extensions.set("retryAfterSeconds", retry_after.as_secs().max(1));
            }
            Error::Internal(source) => {
                tracing::error!(request_id, error = ?source, "internal error");
                extensions.set("traceId", request_id);
            }
            Error::Unauthenticated
            | Error::WrongCredentials
            | Error::NotFound
            | Error::Conflict { .. }
            | Error::Unavailable => {}
        }
    })
}

/// Shortens `map_err(|error| convert(ctx, error))`.
pub trait IntoApi<T> {
    /// Turns the error of a use case into one of the API.
    fn api(self, ctx: &Context<'_>) -> async_graphql::Result<T>;
}

impl<T> IntoApi<T> for app::Result<T> {
    fn api(self, ctx: &Context<'_>) -> async_graphql::Result<T> {
        self.map_err(|error| convert(ctx, error))
    }
}
