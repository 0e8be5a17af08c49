//! What readers call somebody whose name does not leave: by the part in the incident, else by what she is there for.

use crate::identity::Role;
use crate::incident::ResponderRole;

/// Somebody with a role in an incident.
pub const fn in_incident(role: ResponderRole) -> &'static str {
    match role {
        ResponderRole::IncidentLead => "the incident lead",
        ResponderRole::Operations => "an operations engineer",
        ResponderRole::CommunicationsLead => "the communications lead",
        ResponderRole::Scribe => "the scribe",
    }
}

/// Anybody else of the directory, by her roles.
pub fn in_house(roles: &[Role]) -> &'static str {
    let has = |role| roles.contains(&role);
    if has(Role::Customer) {
        "a customer"
    } else if has(Role::Responder) {
        "an engineer"
    } else if has(Role::IncidentManager) {
        "an incident manager"
    } else if has(Role::ProblemManager) {
        "a problem manager"
    } else {
        "a colleague"
    }
}
