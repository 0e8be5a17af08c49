//! Severity and services, where a report labels them.
//!
//! It must not guess them from prose.

use domain::finding::Finding;
use domain::incident::{ImpactLevel, Severity};
use domain::text::Name;

use super::doc::{self, Labelled};
use super::labels::{self, Meaning};
use super::{clean, stated};
use crate::text::{fit_line, quote};

/// The severity as written, and what it means here; SEV3 where the report does not say.
pub(super) fn severity(
    labelled: &[Labelled],
    findings: &mut Vec<Finding>,
) -> (Option<String>, Severity, ImpactLevel) {
    let unknown = (None, Severity::Sev3, ImpactLevel::DegradedPerformance);
    let told = labelled.iter().find(|one| labels::meaning(&one.label) == Some(Meaning::Severity));
    let Some(value) = told.map(|one| clean::inline(&one.value)).filter(|value| !stated::is_absent(value))
    else {
        return unknown;
    };
    let lower = value.to_lowercase();
    let rank = lower.chars().find(char::is_ascii_digit).and_then(|digit| digit.to_digit(10));
    let is = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let (severity, impact) = match rank {
        Some(0 | 1) => (Severity::Sev1, ImpactLevel::MajorOutage),
        Some(2) => (Severity::Sev2, ImpactLevel::MajorOutage),
        Some(3) => (Severity::Sev3, ImpactLevel::PartialOutage),
        Some(_) => (Severity::Sev4, ImpactLevel::DegradedPerformance),
        None if is(&["critical", "blocker"]) => (Severity::Sev1, ImpactLevel::MajorOutage),
        None if is(&["high", "major"]) => (Severity::Sev2, ImpactLevel::MajorOutage),
        None if is(&["medium", "moderate"]) => (Severity::Sev3, ImpactLevel::PartialOutage),
        None if is(&["low", "minor"]) => (Severity::Sev4, ImpactLevel::DegradedPerformance),
        None => {
            let message = format!("The severity {} is not known; read as SEV3.", quote(&value));
            findings.push(Finding::hint("IMP-15", message));
            (unknown.1, unknown.2)
        }
    };
    (Some(value), severity, impact)
}

/// Names of services behind a label: items of a list, or words between commas.
pub(super) fn services(labelled: &[Labelled]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let told = labelled.iter().filter(|one| labels::meaning(&one.label) == Some(Meaning::Services));
    for value in told.map(|one| one.value.as_str()) {
        let items = doc::items(value);
        let names: Vec<String> = if items.is_empty() {
            value.split([',', '\n', ';']).map(str::to_owned).collect()
        } else {
            items.into_iter().map(|item| item.text).collect()
        };
        for name in names {
            let (name, _) = fit_line(&clean::inline(&name), Name::MAX);
            if !stated::is_absent(&name) && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}
