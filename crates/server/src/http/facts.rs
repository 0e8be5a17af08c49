//! What a handler knows about the request it answered, for the log line and the span.
//!
//! It must not hold anything that people wrote, nor a secret.

use async_graphql::parser::types::OperationType;
use async_graphql::{Value, Variables};
use domain::id::IncidentId;
use domain::identity::Principal;
use graphql::context::Operation;

/// Facts of a request; what is not known stays out of the line.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Who asked.
    pub actor: Option<Principal>,
    /// The name of the operation, as its document says.
    pub operation: Option<String>,
    /// `query`, `mutation` or `subscription`.
    pub operation_type: Option<&'static str>,
    /// The code of the first error.
    pub code: Option<String>,
    /// The incident that the variables name.
    pub incident: Option<IncidentId>,
}

/// The longest name of an operation that is logged, in characters.
const NAME_MAX: usize = 80;

impl Facts {
    /// Who asked: kind and id.
    pub fn actor_columns(&self) -> (Option<&'static str>, Option<String>) {
        let Some(actor) = self.actor else { return (None, None) };
        let id = match actor {
            Principal::User(id) => id.to_string(),
            Principal::ApiKey(id) => id.to_string(),
            Principal::System(kind) => kind.to_string(),
        };
        (Some(actor.kind().as_str()), Some(id))
    }

    /// Notes which operation of a document ran.
    pub fn ran(&mut self, operation: Option<&Operation>) {
        let Some(operation) = operation else { return };
        // A name holds letters, digits and underscores only.
        self.operation = operation.name.as_ref().map(|name| name.chars().take(NAME_MAX).collect());
        self.operation_type = Some(match operation.kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        });
    }
}

/// The incident that variables name: `id`, or `id` or `incidentId` of an input.
pub fn incident_of(variables: &Variables) -> Option<IncidentId> {
    let read = |value: Option<&Value>| match value? {
        Value::String(id) => id.parse::<IncidentId>().ok(),
        _ => None,
    };
    let input = match variables.get("input") {
        Some(Value::Object(input)) => Some(input),
        _ => None,
    };
    let of_input = |name: &str| read(input?.get(name));
    read(variables.get("id")).or_else(|| of_input("incidentId")).or_else(|| of_input("id"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_incident_is_found_by_its_id_and_nothing_else_is_taken() {
        let of = |variables| incident_of(&Variables::from_json(variables));
        let id = IncidentId::new(uuid::Uuid::from_u128(7));
        let text = id.to_string();
        assert_eq!(of(json!({ "id": text })), Some(id));
        assert_eq!(of(json!({ "input": { "incidentId": text } })), Some(id));
        assert_eq!(of(json!({ "input": { "id": text, "incidentId": "noise" } })), Some(id));
        for noise in [json!({ "id": "usr_1" }), json!({ "input": "x" }), json!([]), json!(null)] {
            assert_eq!(of(noise.clone()), None, "{noise}");
        }
    }
}
