//! Texts to begin an update with, by severity and audience. Places in braces are filled with facts of the incident.

use super::Audience;
use crate::incident::{IncidentStatus, Severity};
use crate::text::Body;

/// A text to begin an update with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateTemplate {
    /// For incidents of this severity.
    pub severity: Severity,
    /// For this audience.
    pub audience: Audience,
    /// The text, in Markdown, with the places `{title}`, `{services}`, `{status}` and `{next}`.
    pub body: Body,
    /// Version; 0 for the text that came with the program.
    pub version: i32,
}

/// The text that comes with the program.
pub const fn shipped(severity: Severity, audience: Audience) -> &'static str {
    match (audience, severity) {
        (Audience::External, Severity::Sev1) => {
            "**{services}** does not work at the moment. We know about it and are working on it.\n\nState: {status}. The next \
             update comes at {next}, sooner if something changes."
        }
        (Audience::External, Severity::Sev2) => {
            "Many of you cannot use **{services}** as usual. We know about it and are working on it.\n\nState: {status}. The \
             next update comes at {next}."
        }
        (Audience::External, Severity::Sev3 | Severity::Sev4) => {
            "Some of you may notice a problem with **{services}**.\n\nState: {status}. The next update comes at {next}."
        }
        (Audience::Internal, Severity::Sev1 | Severity::Sev2) => {
            "**{title}** ({services})\n\nState: {status}. What we know:\n\nWhat we do next:\n\nWhat we need:\n\nThe next update \
             comes at {next}."
        }
        (Audience::Internal, Severity::Sev3 | Severity::Sev4) => {
            "**{title}** ({services})\n\nState: {status}. What we know:\n\nThe next update comes at {next}."
        }
    }
}

/// What the places of a template are filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The title of the incident.
    pub title: &'a str,
    /// The names of its services; empty when none is named.
    pub services: Vec<String>,
    /// Where in its life it is.
    pub status: IncidentStatus,
    /// When the next update is to come, as people read it.
    pub next: &'a str,
}

/// The state of an incident in words for readers.
pub const fn status_words(status: IncidentStatus) -> &'static str {
    match status {
        IncidentStatus::Declared | IncidentStatus::Investigating => "investigating",
        IncidentStatus::Identified => "cause identified",
        IncidentStatus::Mitigated | IncidentStatus::Monitoring => "service is back, we are watching it",
        IncidentStatus::Resolved | IncidentStatus::Closed => "resolved",
        IncidentStatus::Cancelled => "called off",
    }
}

/// Fills the places of a text. What stands in braces and is no place stays; what is filled in is not looked at again.
pub fn fill(text: &str, facts: &Facts<'_>) -> String {
    let services =
        if facts.services.is_empty() { "our service".to_owned() } else { facts.services.join(", ") };
    let places = [
        ("{title}", facts.title),
        ("{services}", services.as_str()),
        ("{status}", status_words(facts.status)),
        ("{next}", facts.next),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let filled = places.iter().find_map(|(place, fact)| Some((from.strip_prefix(place)?, *fact)));
        if let Some((after, fact)) = filled {
            out.push_str(fact);
            rest = after;
        } else {
            out.push('{');
            rest = &from[1..];
        }
    }
    out.push_str(rest);
    out
}
