//! Gives the library's own errors a code: nothing leaves without one, and no text of the document
//! is echoed.

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};

use crate::ErrorCode;

/// Sets a code unless one is there.
pub(crate) fn coded(mut error: ServerError, code: ErrorCode) -> ServerError {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        extensions.set("code", Value::from(code.as_str()));
    }
    error
}

fn code_of(error: &ServerError, otherwise: ErrorCode) -> ErrorCode {
    if error.message.starts_with("Query is too complex")
        || error.message.starts_with("Query is nested too deep")
    {
        ErrorCode::QueryTooComplex
    } else if error.message.starts_with("Failed to parse \"") {
        // A value that its type does not take, met while the cost was weighed.
        ErrorCode::BadUserInput
    } else {
        otherwise
    }
}

/// Codes the errors that no resolver made: a document that does not fit the schema, a value that
/// the schema does not take, a missing operation.
pub(crate) fn finish(mut response: Response) -> Response {
    if response.errors.is_empty() {
        return response;
    }
    response.errors = response
        .errors
        .into_iter()
        .map(|error| {
            let code = if error.path.is_empty() {
                ErrorCode::GraphqlValidationFailed
            } else {
                ErrorCode::BadUserInput
            };
            let code = code_of(&error, code);
            coded(error, code)
        })
        .collect();
    response
}

/// The refusal of a caller whose documents cost too much, with the seconds to wait.
pub(crate) fn too_much(wait: std::time::Duration) -> ServerError {
    let seconds = wait.as_secs().max(1);
    let error = ServerError::new(format!("this asked for too much in a minute; wait {seconds} s"), None);
    let mut error = coded(error, ErrorCode::RateLimited);
    if let Some(extensions) = &mut error.extensions {
        extensions.set("retryAfterSeconds", seconds);
    }
    error
}
