//! The fields of an issue's header that say what was hit and how badly: severity, services, tags.
//!
//! It must not know times, messages or the body.

use domain::finding::Finding;
use domain::incident::{ImpactLevel, Severity};
use domain::text::Name;
use serde_norway::Value;

use super::config::SiteConfig;
use super::header::{Split, scalar};
use crate::text::{fit_line, listed, quote};

/// The tag of planned work among incidents (IMP-14).
const MAINTENANCE: &str = "maintenance";

/// A header field as text: `None` when absent, empty text when it holds nothing or no scalar.
pub(super) fn text_field(split: &Split<'_>, field: &str) -> Option<String> {
    split.field(field).map(|value| scalar(value).unwrap_or_default().trim().to_owned())
}

pub(super) fn read_severity(
    split: &Split<'_>,
    findings: &mut Vec<Finding>,
) -> (Option<String>, Severity, ImpactLevel) {
    let given = text_field(split, "severity").filter(|text| !text.is_empty());
    let word = given.as_deref().map(str::to_lowercase).unwrap_or_default();
    let known = match word.as_str() {
        "down" => Some((Severity::Sev2, ImpactLevel::MajorOutage)),
        "disrupted" => Some((Severity::Sev3, ImpactLevel::PartialOutage)),
        "notice" => Some((Severity::Sev4, ImpactLevel::DegradedPerformance)),
        _ => None,
    };
    let (severity, impact) = known.unwrap_or((Severity::Sev3, ImpactLevel::DegradedPerformance));
    if known.is_none() || given.as_deref() != Some(word.as_str()) {
        let read = given.as_deref().map_or_else(|| "missing".to_owned(), quote);
        let message =
            format!("`severity` is {read}; read as {} with {}.", severity.as_str(), impact.as_str());
        findings.push(Finding::hint("IMP-15", message));
    }
    (given, severity, impact)
}

/// The affected services, each once.
pub(super) fn read_services(split: &Split<'_>, findings: &mut Vec<Finding>) -> Vec<String> {
    let entries: Vec<&Value> = match split.field("affected") {
        Some(Value::Sequence(entries)) => entries.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    };
    let mut services: Vec<String> = Vec::new();
    for entry in entries {
        let Some(text) = scalar(entry) else {
            if !entry.is_null() {
                let message =
                    "An entry of `affected` is not a name and was left out; the source text keeps it.";
                findings.push(Finding::warning("IMP-13", message));
            }
            continue;
        };
        let (service, changed) = fit_line(&text, Name::MAX);
        if changed {
            let message =
                format!("The name of an affected service was fitted to one line: {}.", quote(&service));
            findings.push(Finding::hint("IMP-15", message));
        }
        if services.contains(&service) {
            let message =
                format!("The affected service {} is listed twice; it was kept once.", quote(&service));
            findings.push(Finding::hint("IMP-12", message));
        } else if !service.is_empty() {
            services.push(service);
        }
    }
    if services.is_empty() {
        findings.push(Finding::warning("IMP-13", "The header names no affected service."));
    }
    services
}

pub(super) fn undeclared(services: &[String], site: &SiteConfig, findings: &mut Vec<Finding>) -> Vec<String> {
    let names: Vec<String> =
        services.iter().filter(|service| site.declares(service) == Some(false)).cloned().collect();
    if !names.is_empty() {
        let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
        let message =
            format!("Affected, but not among the systems that the page declares: {}.", listed(&quoted));
        findings.push(Finding::warning("IMP-13", message));
    }
    names
}

/// IMP-14. A word that says maintenance is good evidence; the severity `notice` alone is weak.
pub(super) fn read_tags(
    split: &Split<'_>,
    title: &str,
    file: &str,
    section: &str,
    severity: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Vec<String> {
    let says = |text: &str| text.to_lowercase().contains(MAINTENANCE);
    let places = [("file name", file), ("title", title), ("section", section)];
    let found: Vec<String> =
        places.iter().filter(|(_, text)| says(text)).map(|(place, _)| (*place).to_owned()).collect();
    let notice = severity.is_some_and(|word| word.eq_ignore_ascii_case("notice"));
    let mut tags = Vec::new();
    if !found.is_empty() || notice {
        tags.push(MAINTENANCE.to_owned());
        let message = if found.is_empty() {
            "Tagged `maintenance` for its severity `notice` alone; remove the tag if it was not planned work."
                .to_owned()
        } else {
            format!(
                "Planned maintenance among the incidents, by its {}; tagged `maintenance`.",
                listed(&found)
            )
        };
        findings.push(Finding::hint("IMP-14", message));
    }
    if split.field("informational").and_then(scalar).as_deref() == Some("true") {
        tags.push("informational".to_owned());
    }
    tags
}
