//! What the rules say about an incident: `CLK-03`, `CLK-06`, `ROL-01`, `ROL-02`, and those of
//! communication.
//!
//! Findings are derived when somebody asks; only those of an import are stored.

use super::{DetectionSource, Incident, InstantName, ResponderRole, Severity};
use crate::finding::Finding;
use crate::time::Instant;

/// `ROL-01`: minutes until a SEV1 or SEV2 wants a lead and a communications lead.
pub const ROLES_WITHIN_MINUTES: i64 = 15;

/// Every finding of the rules about an incident at `now`, strongest first.
pub fn findings(incident: &Incident, now: Instant) -> Vec<Finding> {
    let mut findings = incident.instants.order_findings();
    findings.extend(customer_first(incident));
    findings.extend(roles_vacant(incident, now));
    findings.extend(lead_is_scribe(incident));
    findings.extend(crate::comms::rules::findings(incident, now));
    findings.sort_by_key(|finding| finding.level);
    findings
}

/// `CLK-06`: a customer noticed first.
fn customer_first(incident: &Incident) -> Option<Finding> {
    (incident.detection_source == Some(DetectionSource::Customer))
        .then(|| Finding::hint("CLK-06", "A customer noticed first. What would have told us sooner?"))
}

/// `ROL-01`: a SEV1 or SEV2 without lead and communications lead after 15 minutes. Not asked of
/// history that was brought in, nor of incidents that ended.
fn roles_vacant(incident: &Incident, now: Instant) -> Vec<Finding> {
    if !matches!(incident.severity, Severity::Sev1 | Severity::Sev2) || !incident.status.is_open() {
        return Vec::new();
    }
    let Some(since) = incident.instants.at(InstantName::Declared) else { return Vec::new() };
    if now < since + chrono::Duration::minutes(ROLES_WITHIN_MINUTES) {
        return Vec::new();
    }
    [ResponderRole::IncidentLead, ResponderRole::CommunicationsLead]
        .into_iter()
        .filter(|role| incident.holder(*role).is_none())
        .map(|role| {
            Finding::warning(
                "ROL-01",
                format!("No {} after {ROLES_WITHIN_MINUTES} min.", role.words().to_lowercase()),
            )
        })
        .collect()
}

/// `ROL-02`: lead and scribe are the same person.
fn lead_is_scribe(incident: &Incident) -> Option<Finding> {
    let lead = incident.holder(ResponderRole::IncidentLead)?;
    (incident.holder(ResponderRole::Scribe) == Some(lead)).then(|| {
        Finding::hint("ROL-02", "Lead and scribe are the same person; leading leaves little time to write.")
    })
}
