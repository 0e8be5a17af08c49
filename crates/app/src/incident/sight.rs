//! When an incident leaves the sight of whoever follows it.
//!
//! It must not know how anybody is told.

use domain::identity::Actor;
use domain::incident::IncidentChange;

/// Whether the reader could see the incident until this very event: it became private, or an
/// invitation or a role of the reader ended. A screen may show it although this stream never
/// told of it.
pub fn lost_sight(actor: &Actor, change: IncidentChange, facts: &str) -> bool {
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap_or_default();
    let names_reader = |field: &str| {
        let reader = actor.principal.user().map(|user| user.to_string());
        reader.is_some() && facts[field].as_str() == reader.as_deref()
    };
    match change {
        IncidentChange::Updated => {
            let changed = facts["changed"]
                .as_array()
                .is_some_and(|fields| fields.iter().any(|field| field == "isPrivate"));
            changed && facts["isPrivate"] == true
        }
        IncidentChange::MembersChanged => names_reader("removed"),
        IncidentChange::RoleChanged => names_reader("from"),
        _ => false,
    }
}
