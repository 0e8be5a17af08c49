//! Rules of communication: late promises (`COM-02`) and the first word to customers (`COM-03`).

use super::Audience;
use crate::finding::Finding;
use crate::incident::{Incident, InstantName, Severity};
use crate::time::Instant;

/// `COM-03`: the default time to the first external update after detection, in minutes; `None`
/// for severities that need none.
pub const fn first_update_minutes(severity: Severity) -> Option<i64> {
    match severity {
        Severity::Sev1 => Some(15),
        Severity::Sev2 => Some(30),
        Severity::Sev3 | Severity::Sev4 => None,
    }
}

/// What the rules of communication say about an incident at `now`.
pub fn findings(incident: &Incident, now: Instant) -> Vec<Finding> {
    let mut findings = late_promises(incident, now);
    findings.extend(first_external_update(incident, now));
    findings
}

fn late_promises(incident: &Incident, now: Instant) -> Vec<Finding> {
    [(Audience::External, "external"), (Audience::Internal, "internal")]
        .into_iter()
        .filter_map(|(audience, word)| {
            let due = incident.promises.due_at(audience)?;
            (due < now).then(|| {
                Finding::warning(
                    "COM-02",
                    format!("The promised {word} update is {} late.", minutes(due, now)),
                )
            })
        })
        .collect()
}

fn first_external_update(incident: &Incident, now: Instant) -> Option<Finding> {
    let limit = first_update_minutes(incident.severity)?;
    let detected = incident.instants.at(InstantName::Detected)?;
    let due = detected + chrono::Duration::minutes(limit);
    let severity = incident.severity;
    match incident.promises.first_external_at {
        Some(at) if at > due => Some(Finding::warning(
            "COM-03",
            format!(
                "The first external update came {} after detection; {severity} asks for {limit} min.",
                minutes(detected, at)
            ),
        )),
        None if now > due => Some(Finding::warning(
            "COM-03",
            format!("No external update was sent; {severity} asks for one within {limit} min of detection."),
        )),
        _ => None,
    }
}

fn minutes(from: Instant, to: Instant) -> String {
    let total = (to - from).num_minutes();
    match (total / 60, total % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
