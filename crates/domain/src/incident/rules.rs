//! What the rules say about an incident: `CLK-03`, `CLK-06`, `ROL-01`, `ROL-02`, those of
//! communication, and `VOC-05`.
//!
//! Findings are derived when somebody asks; only those of an import are stored.

use super::{DetectionSource, Incident, InstantName, ResponderRole};
use crate::finding::Finding;
use crate::organisation::Thresholds;
use crate::time::Instant;

/// Every finding of the rules about an incident at `now`, strongest first.
pub fn findings(incident: &Incident, now: Instant, thresholds: &Thresholds) -> Vec<Finding> {
    let mut findings = incident.instants.order_findings();
    findings.extend(customer_first(incident));
    findings.extend(roles_vacant(incident, now, thresholds));
    findings.extend(lead_is_scribe(incident));
    findings.extend(crate::comms::rules::findings(incident, now, thresholds));
    findings.extend(crate::problem::rules::missing_problem(incident, now));
    findings.sort_by_key(|finding| finding.level);
    findings
}

/// `CLK-06`: a customer noticed first.
fn customer_first(incident: &Incident) -> Option<Finding> {
    (incident.detection_source == Some(DetectionSource::Customer))
        .then(|| Finding::hint("CLK-06", "A customer noticed first. What would have told us sooner?"))
}

/// `ROL-01`: no lead or no communications lead after the minutes of the severity. Not asked of
/// history that was brought in, nor of incidents that ended.
fn roles_vacant(incident: &Incident, now: Instant, thresholds: &Thresholds) -> Vec<Finding> {
    let Some(minutes) = thresholds.of(incident.severity).roles_within else { return Vec::new() };
    if !incident.status.is_open() {
        return Vec::new();
    }
    let Some(since) = incident.instants.at(InstantName::Declared) else { return Vec::new() };
    if now < since + chrono::Duration::minutes(i64::from(minutes)) {
        return Vec::new();
    }
    [ResponderRole::IncidentLead, ResponderRole::CommunicationsLead]
        .into_iter()
        .filter(|role| incident.holder(*role).is_none())
        .map(|role| {
            Finding::warning("ROL-01", format!("No {} after {minutes} min.", role.words().to_lowercase()))
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
