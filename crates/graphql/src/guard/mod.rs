//! The query guard: refuses a document that asks for too much before anything else looks at it.
//!
//! It counts, in this order: bytes and tokens of the text, then the parsed document with its
//! fragments expanded. It must not know the schema beyond the names of fields that take a credential.

mod measure;
mod tokens;

#[cfg(test)]
mod tests;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{ErrorExtensionValues, IntrospectionMode, Positioned, Request, ServerError, Value};

use crate::ErrorCode;

/// Root fields that take a credential: each must be alone in its operation, so that guesses cannot
/// be batched.
const CREDENTIAL_FIELDS: &[&str] = &["signIn", "redeemOneTimeLink", "changePassword", "oneTimeLink"];

/// What a document may ask for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Total cost of the selected operation, as the schema weighs its fields.
    pub complexity: usize,
    /// Bytes of the query text.
    pub text_bytes: usize,
    /// Lexical tokens of the query text.
    pub tokens: usize,
    /// Brackets of any kind inside each other.
    pub nesting: usize,
    /// Fields inside each other, fragments expanded.
    pub depth: usize,
    /// The same for an operation that asks for introspection alone.
    pub introspection_depth: usize,
    /// Aliases below the root of an operation, fragments expanded.
    pub aliases: usize,
    /// Fields at the root of an operation, fragments expanded.
    pub root_fields: usize,
    /// Fields of the whole document, fragments expanded.
    pub selections: usize,
    /// Directives anywhere in the document.
    pub directives: usize,
    /// Fragments that the document defines.
    pub fragments: usize,
    /// Operations that the document defines.
    pub operations: usize,
    /// Variables that the document declares, and values that the request sends.
    pub variables: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            complexity: 5000,
            text_bytes: 16 * 1024,
            tokens: 2000,
            nesting: 64,
            depth: 12,
            introspection_depth: 20,
            aliases: 30,
            root_fields: 20,
            selections: 2000,
            directives: 50,
            fragments: 50,
            operations: 10,
            variables: 100,
        }
    }
}

/// A document within the limits.
pub struct Checked {
    /// The parsed text.
    pub document: ExecutableDocument,
    /// Whether an operation asks for the schema.
    pub reads_schema: bool,
    /// Whether the text may hold a credential, so that it must not be kept.
    pub takes_credential: bool,
}

impl Checked {
    /// The operation that a request with this name would run.
    pub fn operation(&self, name: Option<&str>) -> Option<&Positioned<OperationDefinition>> {
        let mut operations = self.document.operations.iter();
        match name {
            Some(wanted) => operations.find(|(name, _)| name.is_some_and(|name| name == wanted)),
            None => operations.next(),
        }
        .map(|(_, operation)| operation)
    }
}

/// Why a document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// More of something than the limit.
    TooMuch(&'static str, usize),
    /// A fragment that contains itself.
    Cycle,
    /// A credential mutation next to another field.
    CredentialNotAlone,
    /// The schema, asked for by a caller who may not read it.
    Introspection,
}

impl From<Refusal> for ServerError {
    fn from(refusal: Refusal) -> Self {
        let message = match refusal {
            Refusal::TooMuch(what, limit) => format!("the document is too complex: at most {limit} {what}"),
            Refusal::Cycle => "the document is too complex: a fragment contains itself".to_owned(),
            Refusal::CredentialNotAlone => {
                "what takes a credential must be the only field of its operation".to_owned()
            }
            Refusal::Introspection => "sign in first to read the schema".to_owned(),
        };
        let code = match refusal {
            Refusal::Introspection => ErrorCode::Unauthenticated,
            _ => ErrorCode::QueryTooComplex,
        };
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", Value::from(code.as_str()));
        if let Refusal::TooMuch(what, limit) = refusal {
            extensions.set("limit", Value::from(what));
            extensions.set("maximum", limit);
        }
        let mut error = ServerError::new(message, None);
        error.extensions = Some(extensions);
        error
    }
}

fn at_most(what: &'static str, found: usize, limit: usize) -> Result<(), Refusal> {
    if found > limit { Err(Refusal::TooMuch(what, limit)) } else { Ok(()) }
}

/// Reads a text and holds it to the limits.
pub fn read(text: &str, limits: &Limits) -> Result<Checked, ServerError> {
    at_most("bytes of text", text.len(), limits.text_bytes)?;
    let count = tokens::count(text, limits.tokens);
    at_most("tokens", count.tokens, limits.tokens)?;
    at_most("nested brackets", count.nesting, limits.nesting)?;
    at_most("directives", count.directives, limits.directives)?;
    let document = parse_query(text).map_err(|error| syntax_error(&error, limits))?;
    let reads_schema = measure::check(&document, limits)?;
    let takes_credential = CREDENTIAL_FIELDS.iter().any(|name| text.contains(name));
    Ok(Checked { document, reads_schema, takes_credential })
}

/// Holds what a request brings besides its text to the limits.
pub fn admit(checked: &Checked, request: &Request, limits: &Limits) -> Result<(), ServerError> {
    at_most("variables", request.variables.len(), limits.variables)?;
    if checked.reads_schema && matches!(request.introspection_mode, IntrospectionMode::Disabled) {
        return Err(Refusal::Introspection.into());
    }
    Ok(())
}

/// The parser's own text repeats the line at fault, so only the place is kept.
fn syntax_error(error: &ParseError, limits: &Limits) -> ServerError {
    if matches!(error, ParseError::RecursionLimitExceeded) {
        return Refusal::TooMuch("nested brackets", limits.nesting).into();
    }
    let mut plain = ServerError::new("the document is not well-formed GraphQL", error.positions().next());
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", Value::from(ErrorCode::GraphqlParseFailed.as_str()));
    plain.extensions = Some(extensions);
    plain
}
