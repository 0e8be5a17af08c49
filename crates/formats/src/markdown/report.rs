//! One report as one incident.
//!
//! It must not know folders, nor what the importer does with the record.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use domain::finding::Finding;
use domain::incident::{InstantName, Precision};
use domain::text::{Markdown, ShortText};

use super::doc::{self, Doc, Labelled, Section};
use super::ends::Ends;
use super::events::{self, KeyEvent};
use super::facets::{services, severity};
use super::index::Index;
use super::labels::{self, Event, Meaning};
use super::parts::Parts;
use super::title;
use super::zone::Zone;
use super::{durations, people};
use crate::record::{Extra, ImportedIncident, ImportedSection, ImportedTime};
use crate::text::{decode, fit_block, fit_line, quote};

/// What is known about a history beyond its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The zone of times that state none; `None` to go by the index, then by the dialect.
    pub zone: Option<Tz>,
    /// What index pages say.
    pub index: Index,
}

/// Durations that a report states, in whole minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatedMinutes {
    /// The time to repair.
    pub repair: Option<i64>,
    /// The time to resolve.
    pub resolve: Option<i64>,
}

/// A report that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The incident.
    pub incident: ImportedIncident,
    /// What it states about its length.
    pub stated: StatedMinutes,
}

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A report.
    Report(Box<Report>),
    /// No report of an incident, such as a template or an index; says why.
    Skipped(&'static str),
}

/// Reads one file. Always answers; see the record's findings.
///
/// Severity is taken from a label where there is one, else SEV3 and DEGRADED_PERFORMANCE: such
/// reports do not say.
pub fn read_report(file: &str, bytes: &[u8], site: &Site) -> Reading {
    let text = decode(bytes);
    let mut doc = Doc::parse(&text.lines);
    let name = title::file_name(file);
    let first_heading = doc.sections.first().and_then(|section| section.heading.clone());
    let given = doc.title.clone().or_else(|| doc.front("title").map(str::to_owned));
    let given = given.or_else(|| first_heading.filter(|heading| title::date_in(heading).is_some()));
    let title_date = given.as_deref().and_then(title::date_in);
    let has_key_events = expand(&mut doc);
    let labelled = labelled(&doc);
    let day = title_date.or(name.date).or_else(|| labelled_day(&labelled));
    let fallback = match site.zone.or(site.index.zone) {
        Some(zone) => zone,
        None if has_key_events => Tz::Europe__London,
        None => Tz::UTC,
    };
    let mut findings = Vec::new();
    if text.lossy {
        let message = "The file holds bytes that are no UTF-8; each became a replacement character.";
        findings.push(Finding::warning("IMP-03", message));
    }
    if doc.has_open_front {
        findings.push(Finding::warning("IMP-03", "The front matter has no end."));
    }
    let is_fallback_stated = site.zone.is_some();
    let mut parts = Parts::read(&doc, &labelled, day, Zone::Place(fallback), &mut findings);
    if day.is_none() && !parts.is_dated() {
        return Reading::Skipped(why_skipped(&doc, &text.lines));
    }
    let title = title::read(given.as_deref(), &name, &mut findings);
    title::compare_dates(title_date, &name, &mut findings);
    if !is_fallback_stated {
        parts.note_zone(fallback, &mut findings);
    }
    parts.note(&doc, day, &mut findings);
    let stated = durations::compare(&labelled, &parts.events, &mut findings);
    let ends = Ends::of(&parts, day, &name, Zone::Place(fallback), &mut findings);
    if let Some(start) = ends.start {
        let local = fallback_local(start, fallback);
        findings.extend(site.index.misfiled(file, day.map_or(local, |day| day.and_time(NaiveTime::MIN))));
    }
    let incident = record(file, title, text.raw, &doc, &labelled, parts, ends, findings);
    Reading::Report(Box::new(Report { incident, stated }))
}

fn fallback_local(start: ImportedTime, zone: Tz) -> chrono::NaiveDateTime {
    start.at.with_timezone(&zone).naive_local()
}

/// Turns a list of labelled items above all headings into sections; true if key events are among them.
fn expand(doc: &mut Doc) -> bool {
    let mut sections = Vec::new();
    let mut has_key_events = false;
    for section in std::mem::take(&mut doc.sections) {
        let labelled = doc::labelled_items(&section.body);
        let of_key_events =
            labelled.iter().any(|one| labels::meaning(&one.label) == Some(Meaning::KeyEvents));
        has_key_events |= of_key_events;
        if of_key_events || (section.heading.is_none() && !labelled.is_empty()) {
            if let Some(heading) = section.heading {
                sections.push(Section { heading: Some(heading), body: String::new() });
            }
            sections.extend(doc::labelled_sections(&section.body));
        } else {
            sections.push(section);
        }
    }
    doc.sections = sections;
    has_key_events
}

/// Everything in the text that has a label with a meaning.
fn labelled(doc: &Doc) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = doc
        .front
        .iter()
        .map(|(label, value)| Labelled { label: label.clone(), value: value.clone() })
        .collect();
    for section in &doc.sections {
        let heading = section.heading.as_deref().unwrap_or_default();
        if labels::meaning(heading).is_some() {
            found.push(Labelled { label: heading.to_owned(), value: section.body.clone() });
        } else if !labels::is_timeline(heading) && !labels::is_actions(heading) {
            found.extend(doc::labelled_lines(&section.body));
        }
    }
    found.retain(|one| labels::meaning(&one.label).is_some());
    found
}

fn labelled_day(labelled: &[Labelled]) -> Option<NaiveDate> {
    let mut days = labelled.iter().filter(|one| {
        matches!(
            labels::meaning(&one.label),
            Some(Meaning::Date | Meaning::ImpactTime | Meaning::Event(Event::Start))
        )
    });
    days.find_map(|one| title::date_in(&one.value))
}

fn why_skipped(doc: &Doc, text: &str) -> &'static str {
    let lower = text.to_lowercase();
    let has_placeholder = lower.contains("{{") || lower.contains("yyyy") || lower.contains("<title>");
    let has_links = text.matches("](").count() >= 3;
    if doc.sections.is_empty() {
        "it is empty"
    } else if has_links
        && !doc.sections.iter().any(|one| one.heading.as_deref().is_some_and(labels::is_timeline))
    {
        "it lists other pages, and tells no incident of its own"
    } else if has_placeholder {
        "it is a template: its dates are placeholders"
    } else {
        "it has no date, in its name, title, key events or timeline"
    }
}

#[expect(clippy::too_many_arguments, reason = "puts together what was read in one place")]
fn record(
    file: &str,
    title: String,
    raw: String,
    doc: &Doc,
    labelled: &[Labelled],
    parts: Parts,
    ends: Ends,
    mut findings: Vec<Finding>,
) -> ImportedIncident {
    let (severity_text, severity, impact) = severity(labelled, &mut findings);
    let services = services(labelled);
    let names = [
        (Event::Detected, InstantName::Detected),
        (Event::Acknowledged, InstantName::Acknowledged),
        (Event::Declared, InstantName::Declared),
        (Event::Identified, InstantName::Identified),
        (Event::Mitigated, InstantName::Mitigated),
    ];
    let named = names.into_iter().filter_map(|(event, name)| Some((name, events::at(&parts.events, event)?)));
    let instants = named.chain(ends.closed.map(|time| (InstantName::Closed, time))).collect();
    let summary = doc.sections.iter().find(|one| one.heading.as_deref().is_some_and(labels::is_summary));
    let (summary, _) = fit_block(summary.map_or("", |one| one.body.as_str()), Markdown::MAX);
    let actions = doc.sections.iter().filter(|one| one.heading.as_deref().is_some_and(labels::is_actions));
    let actions = actions.flat_map(people::actions).collect();
    let key_events =
        parts.events.iter().filter(|_| parts.has_key_events).map(|one| key_entry(one, ends.start));
    let mut messages: Vec<_> = key_events.collect();
    messages.extend(parts.entries.into_iter().map(|entry| entry.message(ends.start)));
    let sections = sections(doc, &mut findings);
    ImportedIncident {
        file: file.to_owned(),
        title,
        severity_text,
        severity,
        impact,
        started_at: ends.start,
        resolved_at: ends.end,
        // A report is written when it is over; what it does not say is when.
        resolved: true,
        services,
        undeclared_services: Vec::new(),
        messages,
        tags: Vec::new(),
        findings,
        raw,
        extra: Extra {
            summary,
            instants,
            is_without_impact: ends.start.is_some_and(|start| start.precision == Precision::Day),
            participants: people::participants(labelled),
            actions,
            sections,
            ..Extra::default()
        },
    }
}

/// The sections as the incident keeps them.
fn sections(doc: &Doc, findings: &mut Vec<Finding>) -> Vec<ImportedSection> {
    let mut sections = Vec::new();
    for section in &doc.sections {
        let (heading, _) = fit_line(section.heading.as_deref().unwrap_or_default(), ShortText::MAX);
        let (body, is_changed) = fit_block(&section.body, Markdown::MAX);
        if is_changed {
            let message = format!(
                "The section {} was over-long or held control characters; the source text keeps it as it was.",
                quote(&heading)
            );
            findings.push(Finding::hint("IMP-15", message));
        }
        sections.push(ImportedSection { heading: Some(heading).filter(|text| !text.is_empty()), body });
    }
    sections
}

/// A key event as an entry of the timeline.
fn key_entry(told: &KeyEvent, start: Option<ImportedTime>) -> crate::record::ImportedMessage {
    use crate::record::{ImportedMessage, MessageKind, TimeBasis};
    let (body, _) = fit_block(&told.text, domain::text::Body::MAX);
    let (time, basis) = match (told.at, start) {
        (Some(at), _) => (Some(at), TimeBasis::Stated),
        (None, Some(start)) => (Some(events::lowered(start)), TimeBasis::Start),
        (None, None) => (None, TimeBasis::Unknown),
    };
    ImportedMessage { label: None, kind: MessageKind::Note, body, time, basis }
}
