//! Rules of communication: late promises (`COM-02`), the first word to customers (`COM-03`) and
//! promises that lie too far ahead (`COM-04`); and advice about a text (`COM-05`, `COM-07`).

use super::{Audience, StatusUpdate};
use crate::finding::Finding;
use crate::incident::{ImpactLevel, Incident, InstantName};
use crate::organisation::Thresholds;
use crate::time::Instant;
use crate::wording::outage_words;

/// What the rules of communication say about an incident at `now`.
pub fn findings(incident: &Incident, now: Instant, thresholds: &Thresholds) -> Vec<Finding> {
    let mut findings = late_promises(incident, now, thresholds);
    findings.extend(first_external_update(incident, now, thresholds));
    findings.extend(far_promises(incident, now, thresholds));
    findings
}

const AUDIENCES: [(Audience, &str); 2] = [(Audience::External, "external"), (Audience::Internal, "internal")];

fn late_promises(incident: &Incident, now: Instant, thresholds: &Thresholds) -> Vec<Finding> {
    let late_before = thresholds.late_before(now);
    let last_word = incident.promises.external_due_at.filter(|due| *due >= late_before);
    let owed = last_word.filter(|_| !incident.status.is_open()).map(|_| {
        Finding::warning(
            "COM-02",
            "It is over, and customers still wait for the update that was promised to them.",
        )
    });
    AUDIENCES
        .into_iter()
        .filter_map(|(audience, word)| {
            let due = incident.promises.due_at(audience)?;
            (due < late_before).then(|| {
                Finding::warning(
                    "COM-02",
                    format!("The promised {word} update is {} late.", minutes(due, now)),
                )
            })
        })
        .chain(owed)
        .collect()
}

fn first_external_update(incident: &Incident, now: Instant, thresholds: &Thresholds) -> Option<Finding> {
    let limit = thresholds.of(incident.severity).first_update?;
    let detected = incident.instants.at(InstantName::Detected)?;
    let due = detected + chrono::Duration::minutes(i64::from(limit));
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

/// `COM-04`: the next update is promised further ahead than the cadence of the severity, as seen
/// from `now`: the warning stands while there is time to promise an earlier one.
fn far_promises(incident: &Incident, now: Instant, thresholds: &Thresholds) -> Vec<Finding> {
    if !incident.status.is_open() {
        return Vec::new();
    }
    let of = thresholds.of(incident.severity);
    let severity = incident.severity;
    AUDIENCES
        .into_iter()
        .filter_map(|(audience, word)| {
            let cadence = match audience {
                Audience::Internal => of.internal_cadence,
                Audience::External => of.external_cadence,
            }?;
            let due = incident.promises.due_at(audience)?;
            (due - now > chrono::Duration::minutes(i64::from(cadence))).then(|| {
                Finding::warning(
                    "COM-04",
                    format!(
                        "The next {word} update is promised in {}; {severity} asks for one every {cadence} min.",
                        minutes(now, due)
                    ),
                )
            })
        })
        .collect()
}

fn minutes(from: Instant, to: Instant) -> String {
    let total = (to - from).num_minutes();
    match (total / 60, total % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// What the rules say about an update that goes out, besides what they say about its incident: an expected fix while no cause is
/// identified (`COM-05`), and "outage" while nothing is lost in full (`COM-07`). Both are advice.
pub fn of_update(incident: &Incident, update: &StatusUpdate) -> Vec<Finding> {
    let mut findings = Vec::new();
    if update.eta.is_some() && incident.instants.at(InstantName::Identified).is_none() {
        findings.push(Finding::hint(
            "COM-05",
            "A fix is announced while no cause is identified. Say what the time is based on.",
        ));
    }
    let is_lost = incident.windows.iter().any(|window| window.level == ImpactLevel::MajorOutage);
    if !is_lost && !outage_words(update.body.as_str()).is_empty() {
        findings.push(Finding::hint("COM-07", "It says \"outage\", and no service is lost in full."));
    }
    findings
}
