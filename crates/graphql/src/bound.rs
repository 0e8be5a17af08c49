//! Keys that may run one document only: which documents can be that one, and whether a request holds to it.
//!
//! It must not know who asks, nor what a document is for.

use async_graphql::parser::types::{BaseType, OperationType};
use async_graphql::{Name, Request, ServerError, Value, Variables};
use sha2::{Digest as _, Sha256};

use crate::guard::{self, Checked, Limits};
use crate::schema::Roots;
use crate::{ErrorCode, codes};

/// Says of a document whether a key can be bound to it.
pub(crate) struct Judge {
    weigh: Roots,
    limits: Limits,
}

impl Judge {
    /// Judges by a schema that validates and runs nothing.
    pub(crate) fn new(weigh: Roots, limits: Limits) -> Self {
        Self { weigh, limits }
    }

    /// Checks a document: within the limits, one query or subscription, no credential in it, and of this schema.
    ///
    /// Errors: what is wrong, in words that follow the name of the field.
    pub(crate) async fn check(&self, text: &str) -> Result<(), String> {
        if text.contains('\0') {
            return Err("holds a character that no document has".to_owned());
        }
        let checked = guard::read(text, &self.limits).map_err(|error| refused(&error))?;
        let mut operations = checked.document.operations.iter();
        let (Some((_, operation)), None) = (operations.next(), operations.next()) else {
            return Err("must hold exactly one operation".to_owned());
        };
        if operation.node.ty == OperationType::Mutation {
            return Err("must be a query or a subscription".to_owned());
        }
        if checked.takes_credential {
            return Err("must not ask for what takes a credential".to_owned());
        }
        let mut request = Request::new(text).variables(samples(&checked));
        request.set_parsed_query(checked.document);
        let response = self.weigh.execute(request).await;
        response.errors.first().map_or(Ok(()), |error| Err(refused(error)))
    }
}

/// What the schema says about a document that does not fit, with its place.
fn refused(error: &ServerError) -> String {
    match error.locations.first() {
        Some(place) => {
            format!("is refused at line {}, column {}: {}", place.line, place.column, error.message)
        }
        None => format!("is refused: {}", error.message),
    }
}

/// Values for the numbers that a document must be given: a page has a size before its cost is known.
fn samples(checked: &Checked) -> Variables {
    let definitions =
        checked.document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
    let numbers = definitions.filter(|definition| {
        let kind = &definition.node.var_type.node;
        let is_number = matches!(&kind.base, BaseType::Named(name) if name == "Int");
        is_number && !kind.nullable && definition.node.default_value.is_none()
    });
    let mut variables = Variables::default();
    for number in numbers {
        variables.insert(Name::new(&number.node.name.node), Value::from(1));
    }
    variables
}

/// Refuses every text but the one that a credential is bound to.
pub(crate) fn hold(text: &str, bound: Option<[u8; 32]>) -> Result<(), ServerError> {
    match bound {
        Some(hash) if <[u8; 32]>::from(Sha256::digest(text)) != hash => {
            let message = "this key may run one document only, exactly as it was written down with the key";
            Err(codes::coded(ServerError::new(message, None), ErrorCode::Forbidden))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn verdict(text: &str) -> Result<(), String> {
        let weigh = crate::schema::builder(Limits::default()).extension(crate::engine::Weigh).finish();
        Judge::new(weigh, Limits::default()).check(text).await
    }

    #[tokio::test]
    async fn one_query_or_subscription_of_the_schema_can_be_bound() {
        for text in [
            "{ incidents { nodes { id } } }",
            "query Open($n: Int!, $after: String) { incidents(first: $n, after: $after) { nodes { reference } } }",
            "query One($id: ID!) { incident(id: $id) { title } }",
            "subscription($id: ID!) { incidentChanged(id: $id) { cursor } }",
            "{ incidents { nodes { ...f } } } fragment f on Incident { id }",
            "# \u{e4}\r\n{ __typename }",
        ] {
            assert_eq!(verdict(text).await, Ok(()), "{text}");
        }
    }

    #[tokio::test]
    async fn everything_else_cannot() {
        let long = format!("{{ viewer {{ id }} }} #{}", "x".repeat(20_000));
        for (text, why) in [
            ("", "not well-formed"),
            ("{", "not well-formed"),
            ("{ __typename }\0", "character"),
            ("query A { __typename } query B { __typename }", "exactly one"),
            ("fragment f on Incident { id }", "not well-formed"),
            (
                "mutation { signIn(input: { email: \"a\", password: \"b\" }) { expiresAt } }",
                "query or a subscription",
            ),
            ("query($t: String!) { oneTimeLink(token: $t) { name } }", "credential"),
            ("{ nonsense }", "line 1, column 3"),
            ("query($n: Nonsense) { incidents(first: $n) { nodes { id } } }", "refused"),
            ("query($unused: Int) { viewer { id } }", "refused"),
            ("{ incidents(first: \"x\") { nodes { id } } }", "refused"),
            (long.as_str(), "too complex"),
        ] {
            let found = verdict(text).await;
            assert!(found.as_ref().is_err_and(|found| found.contains(why)), "{text:.60}: {found:?}");
        }
    }

    #[test]
    fn a_bound_credential_runs_its_text_byte_for_byte() {
        let hash: [u8; 32] = Sha256::digest("{ a }").into();
        assert!(hold("{ a }", Some(hash)).is_ok() && hold("{ b }", None).is_ok());
        for other in ["{ a } ", "{a}", "{ a }\n", "", "{ b }"] {
            assert!(hold(other, Some(hash)).is_err(), "{other:?}");
        }
    }
}
