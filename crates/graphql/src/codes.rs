//! Gives the library's own errors a code: nothing leaves without one, and no text of the document
//! is echoed.

use std::sync::Arc;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextRequest, NextSubscribe,
    NextValidation,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    ErrorExtensionValues, Response, ServerError, ServerResult, ValidationResult, Value, Variables,
};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::{ErrorCode, RequestContext};

/// Installs [`CodesExtension`].
pub struct Codes;

impl ExtensionFactory for Codes {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(CodesExtension)
    }
}

struct CodesExtension;

/// Sets a code unless one is there.
fn coded(mut error: ServerError, code: ErrorCode) -> ServerError {
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

/// Errors that no resolver made: a value that the schema does not take, or a missing operation.
fn finish(mut response: Response) -> Response {
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

#[async_graphql::async_trait::async_trait]
impl Extension for CodesExtension {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        finish(next.run(ctx).await)
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        next.run(ctx, stream).map(finish).boxed()
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        next.run(ctx, query, variables).await.map_err(|error| {
            // The parser's own text repeats the line at fault.
            let mut plain = ServerError::new("the document is not well-formed GraphQL", None);
            plain.locations = error.locations;
            coded(plain, ErrorCode::GraphqlParseFailed)
        })
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let valid = next.run(ctx).await.map_err(|errors| {
            errors
                .into_iter()
                .map(|error| {
                    let code = code_of(&error, ErrorCode::GraphqlValidationFailed);
                    coded(error, code)
                })
                .collect::<Vec<_>>()
        })?;
        let meter = ctx.data_opt::<RequestContext>().and_then(|request| request.meter.as_ref());
        match meter.map_or(Ok(()), |meter| meter.charge(valid.complexity)) {
            Ok(()) => Ok(valid),
            Err(wait) => {
                let seconds = wait.as_secs().max(1);
                let error =
                    ServerError::new(format!("this asked for too much in a minute; wait {seconds} s"), None);
                let mut error = coded(error, ErrorCode::RateLimited);
                if let Some(extensions) = &mut error.extensions {
                    extensions.set("retryAfterSeconds", seconds);
                }
                Err(vec![error])
            }
        }
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        finish(next.run(ctx, operation).await)
    }
}
