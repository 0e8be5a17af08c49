//! Reads one request out of JSON.
//!
//! It must not look into the document.

use async_graphql::{Request, Variables};
use domain::identity::BoundQuery;
use graphql::ErrorCode;
use http::StatusCode;
use serde_json::Value;

use super::answer::Refusal;

/// Reads `{query, operationName, variables, extensions}`.
pub fn parse(body: &[u8], bound: Option<&BoundQuery>) -> Result<Request, Refusal> {
    const NOT_JSON: Refusal = Refusal::new(
        StatusCode::BAD_REQUEST,
        ErrorCode::GraphqlParseFailed,
        "the request body is not well-formed JSON in UTF-8",
    );
    let value: Value = serde_json::from_slice(body).map_err(|_| NOT_JSON)?;
    request_from(value, bound)
}

/// As [`parse`], from JSON that came in another way. Whoever is bound to one document may name it by its hash.
pub fn request_from(value: Value, bound: Option<&BoundQuery>) -> Result<Request, Refusal> {
    let mut object = match value {
        Value::Object(object) => object,
        Value::Array(_) => return Err(Refusal::bad_request("send one request at a time")),
        _ => return Err(Refusal::bad_request("the request must be a JSON object")),
    };
    let query = match (object.remove("query"), bound) {
        (Some(Value::String(query)), _) => query,
        (None | Some(Value::Null), Some(bound)) if names(object.get("extensions"), bound) => {
            bound.text.clone()
        }
        _ => return Err(Refusal::bad_request("query must be a string")),
    };
    let mut request = Request::new(query);
    match object.remove("operationName") {
        None | Some(Value::Null) => {}
        Some(Value::String(name)) => request = request.operation_name(name),
        Some(_) => return Err(Refusal::bad_request("operationName must be a string")),
    }
    match object.remove("variables") {
        None | Some(Value::Null) => {}
        Some(variables @ Value::Object(_)) => request = request.variables(Variables::from_json(variables)),
        Some(_) => return Err(Refusal::bad_request("variables must be an object")),
    }
    match object.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => {}
        Some(_) => return Err(Refusal::bad_request("extensions must be an object")),
    }
    Ok(request)
}

/// Whether the extensions of a request name a document by its hash, as clients with persisted queries do.
fn names(extensions: Option<&Value>, bound: &BoundQuery) -> bool {
    let sent = extensions.and_then(|extensions| extensions.pointer("/persistedQuery/sha256Hash"));
    sent.and_then(Value::as_str) == Some(hex::encode(bound.hash).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(body: &[u8]) -> Result<String, (u16, &'static str)> {
        parse(body, None)
            .map(|request| request.query)
            .map_err(|refusal| (refusal.status.as_u16(), refusal.code.as_str()))
    }

    #[test]
    fn a_request_is_one_object_with_a_query() {
        assert_eq!(code_of(br#"{"query":"{ a }"}"#).unwrap(), "{ a }");
        assert_eq!(
            code_of(br#"{"query":"{ a }","operationName":null,"variables":null,"extensions":{}}"#).unwrap(),
            "{ a }"
        );
    }

    #[test]
    fn whoever_is_bound_to_a_document_may_name_it_by_its_hash() {
        let bound = BoundQuery { text: "{ a }".to_owned(), hash: [0xab; 32] };
        let named = |hash: &str| {
            let body = serde_json::json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } });
            parse(body.to_string().as_bytes(), Some(&bound)).map(|request| request.query).ok()
        };
        assert_eq!(named(&"ab".repeat(32)).as_deref(), Some("{ a }"));
        assert_eq!(named(&"ac".repeat(32)), None);
        assert_eq!(parse(b"{}", Some(&bound)).err().unwrap().status, StatusCode::BAD_REQUEST);
        let sent = parse(br#"{"query":"{ b }"}"#, Some(&bound)).unwrap().query;
        assert_eq!(sent, "{ b }", "a text is judged where texts are run");
    }

    #[test]
    fn everything_else_is_coded() {
        let malformed: [&[u8]; 6] =
            [b"", b"{", b"{\"query\":", b"nonsense", b"{\"query\":\"\xff\"}", b"{\"a\":1}x"];
        for body in malformed {
            assert_eq!(code_of(body), Err((400, "GRAPHQL_PARSE_FAILED")), "{body:?}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(code_of(deep.as_bytes()), Err((400, "GRAPHQL_PARSE_FAILED")));
        for body in [
            "[]",
            "[{\"query\":\"{ a }\"}]",
            "1",
            "null",
            "\"x\"",
            "{}",
            "{\"query\":1}",
            "{\"query\":null}",
            "{\"query\":\"\",\"operationName\":1}",
            "{\"query\":\"\",\"variables\":[]}",
            "{\"query\":\"\",\"variables\":\"x\"}",
            "{\"query\":\"\",\"extensions\":1}",
        ] {
            assert_eq!(code_of(body.as_bytes()), Err((400, "BAD_USER_INPUT")), "{body}");
        }
    }
}
