//! One issue file as one incident.
//!
//! It must not know folders, nor what the importer does with the record.

use chrono::NaiveDate;
use domain::finding::Finding;
use domain::text::Title;

use super::body::{self, Bounds};
use super::config::SiteConfig;
use super::fields::{read_services, read_severity, read_tags, text_field, undeclared};
use super::header::{self, Split, scalar};
use super::time::{self, TimeNote};
use crate::record::{Extra, ImportedIncident, ImportedTime};
use crate::text::{decode, fit_line, listed, quote};

/// What a file name says: `YYYY-MM-DD-slug.md`.
struct FileName<'a> {
    name: &'a str,
    date: Option<NaiveDate>,
    slug: &'a str,
}

/// What the end of an incident is known by.
struct End {
    at: Option<ImportedTime>,
    resolved: bool,
}

/// Reads one file of the issues folder. Always answers; see the record's findings.
///
/// Severity is suggested from the page's word: `down` → SEV2 and MAJOR_OUTAGE, `disrupted` → SEV3
/// and PARTIAL_OUTAGE, `notice` → SEV4 and DEGRADED_PERFORMANCE, anything else → SEV3 and
/// DEGRADED_PERFORMANCE with a finding. SEV1 is never suggested: the page cannot express it.
pub fn read_issue(file: &str, bytes: &[u8], site: &SiteConfig) -> ImportedIncident {
    let mut findings = Vec::new();
    let text = decode(bytes);
    if text.lossy {
        let message = "The file holds bytes that are no UTF-8; each became a replacement character.";
        findings.push(Finding::warning("IMP-03", message));
    }
    let split = header::split(&text.lines);
    for defect in &split.defects {
        findings.push(Finding::warning("IMP-03", format!("The header is damaged: {defect}.")));
    }
    let name = file_name(file);
    let title = read_title(&split, &name, &mut findings);
    let mut notes = Vec::new();
    let started_at = read_start(&split, &name, site, &mut notes, &mut findings);
    let end = read_end(&split, site, &mut notes, &mut findings);
    note_writing(&notes, site, &mut findings);
    compare(started_at, end.at, &mut findings);
    let (severity_text, severity, impact) = read_severity(&split, &mut findings);
    let services = read_services(&split, &mut findings);
    let undeclared_services = undeclared(&services, site, &mut findings);
    let section = split.field("section").and_then(scalar).unwrap_or_default();
    let tags = read_tags(&split, &title, name.name, &section, severity_text.as_deref(), &mut findings);
    let bounds = Bounds { start: started_at, end: end.at, zone: site.zone };
    let messages = body::read(split.body, bounds, &mut findings);
    ImportedIncident {
        file: name.name.to_owned(),
        title,
        severity_text,
        severity,
        impact,
        started_at,
        resolved_at: end.at,
        resolved: end.resolved,
        services,
        undeclared_services,
        messages,
        tags,
        findings,
        raw: text.raw,
        extra: Extra::default(),
    }
}

fn file_name(file: &str) -> FileName<'_> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).unwrap_or(name);
    let date = stem.get(..10).and_then(time::read_date);
    let slug = if date.is_some() { stem[10..].trim_start_matches(['-', '_', ' ']) } else { stem };
    FileName { name, date, slug }
}

fn read_title(split: &Split<'_>, name: &FileName<'_>, findings: &mut Vec<Finding>) -> String {
    let given = split.field("title").and_then(scalar).unwrap_or_default();
    let (title, changed) = fit_line(&given, Title::MAX);
    if !title.is_empty() {
        if changed {
            let message =
                format!("The title was fitted to one line of {} characters: {}.", Title::MAX, quote(&title));
            findings.push(Finding::hint("IMP-15", message));
        }
        return title;
    }
    let words = name.slug.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    let words: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let (mut title, _) = fit_line(&words, Title::MAX);
    if title.is_empty() {
        "Untitled incident".clone_into(&mut title);
    }
    let message = format!("The header has no title; it was made from the file name: {}.", quote(&title));
    findings.push(Finding::warning("IMP-03", message));
    title
}

fn read_start(
    split: &Split<'_>,
    name: &FileName<'_>,
    site: &SiteConfig,
    notes: &mut Vec<(&'static str, TimeNote)>,
    findings: &mut Vec<Finding>,
) -> Option<ImportedTime> {
    let given = text_field(split, "date");
    if let Some(read) = given.as_deref().and_then(|text| time::read(text, site.zone)) {
        notes.extend(read.notes.iter().map(|note| ("date", *note)));
        compare_with_name(read.time, name, site, findings);
        return Some(read.time);
    }
    let defect = match given.as_deref() {
        None => "The header has no `date`".to_owned(),
        Some("") => "`date` is empty".to_owned(),
        Some(text) => format!("`date` is {}, which is not a time", quote(text)),
    };
    let outcome = match name.date {
        Some(date) => format!("the day in the file name, {date}, stands in for the start"),
        None => "the file name has no date either, so the start is unknown".to_owned(),
    };
    findings.push(Finding::warning("IMP-03", format!("{defect}; {outcome}.")));
    name.date.map(|date| time::day(date, site.zone))
}

/// IMP-04: more than a day between the date in the file name and the header's.
fn compare_with_name(
    start: ImportedTime,
    name: &FileName<'_>,
    site: &SiteConfig,
    findings: &mut Vec<Finding>,
) {
    let Some(named) = name.date else { return };
    let given = start.at.with_timezone(&site.zone).date_naive();
    let apart = (given - named).num_days().abs();
    if apart > 1 {
        let message = format!(
            "`date` lies on {given}, but the file is named after {named}, {apart} days apart; `date` was kept."
        );
        findings.push(Finding::warning("IMP-04", message));
    }
}

fn read_end(
    split: &Split<'_>,
    site: &SiteConfig,
    notes: &mut Vec<(&'static str, TimeNote)>,
    findings: &mut Vec<Finding>,
) -> End {
    let resolved = read_resolved(split, findings);
    let given = text_field(split, "resolvedWhen");
    let read = given.as_deref().and_then(|text| time::read(text, site.zone));
    if let Some(read) = &read {
        notes.extend(read.notes.iter().map(|note| ("resolvedWhen", *note)));
    }
    match (given.as_deref(), &read) {
        (None, _) if resolved => findings.push(Finding::hint(
            "IMP-02",
            "The header says resolved but has no `resolvedWhen`; the end is unknown and durations are not computed.",
        )),
        (None, _) => {
            findings.push(Finding::hint("IMP-02", "The incident has no end: the page shows it as still open."));
        }
        (Some(""), _) => {
            findings.push(Finding::warning("IMP-03", "`resolvedWhen` is empty; the end is unknown."));
        }
        (Some(text), None) => {
            let message = format!("`resolvedWhen` is {}, which is not a time; the end is unknown.", quote(text));
            findings.push(Finding::warning("IMP-03", message));
        }
        (Some(text), Some(_)) if !resolved => {
            let message = format!(
                "`resolvedWhen` is {}, but the header does not say resolved; both were kept as given.",
                quote(text)
            );
            findings.push(Finding::warning("IMP-04", message));
        }
        (Some(_), Some(_)) => {}
    }
    End { at: read.map(|read| read.time), resolved }
}

fn read_resolved(split: &Split<'_>, findings: &mut Vec<Finding>) -> bool {
    let given = text_field(split, "resolved");
    match given.as_deref() {
        Some("true") => true,
        Some("false") => false,
        Some(text) if matches!(text.to_lowercase().as_str(), "true" | "yes" | "on" | "1") => {
            findings.push(Finding::hint("IMP-15", format!("`resolved` is {}, read as true.", quote(text))));
            true
        }
        Some(text) if matches!(text.to_lowercase().as_str(), "false" | "no" | "off" | "0") => {
            findings.push(Finding::hint("IMP-15", format!("`resolved` is {}, read as false.", quote(text))));
            false
        }
        other => {
            let read = other.map_or_else(|| "missing".to_owned(), quote);
            let message = format!("`resolved` is {read}; read as not resolved, as the page itself does.");
            findings.push(Finding::hint("IMP-02", message));
            false
        }
    }
}

/// IMP-07, IMP-11, IMP-16: how the times were written, one finding for each kind.
fn note_writing(notes: &[(&'static str, TimeNote)], site: &SiteConfig, findings: &mut Vec<Finding>) {
    let zone = site.zone;
    let kinds = [
        (TimeNote::NoOffset, "IMP-07", format!("written without a UTC offset; read as {zone}")),
        (TimeNote::NegativeZero, "IMP-16", "written with the offset `-00:00`; read as UTC".to_owned()),
        (TimeNote::LongFraction, "IMP-16", "finer than a microsecond; the rest was cut off".to_owned()),
        (TimeNote::DateOnly, "IMP-11", "a date without a time of day; only the day is known".to_owned()),
        (
            TimeNote::ClockChange,
            "IMP-11",
            format!("a time that the clocks of {zone} showed twice or never; approximate"),
        ),
    ];
    for (kind, rule, words) in kinds {
        let fields: Vec<String> =
            notes.iter().filter(|(_, note)| *note == kind).map(|(field, _)| format!("`{field}`")).collect();
        if !fields.is_empty() {
            let verb = if fields.len() > 1 { "are" } else { "is" };
            findings.push(Finding::hint(rule, format!("{} {verb} {words}.", listed(&fields))));
        }
    }
}

/// IMP-05 and IMP-06: the end before the start, or at it.
fn compare(start: Option<ImportedTime>, end: Option<ImportedTime>, findings: &mut Vec<Finding>) {
    let (Some(start), Some(end)) = (start, end) else { return };
    if end.at < start.at {
        let (from, to) = (start.at.to_rfc3339(), end.at.to_rfc3339());
        let message = format!(
            "The end ({to}) comes before the start ({from}); both were kept as given, without an impact window and durations."
        );
        findings.push(Finding::warning("IMP-05", message));
    } else if end.at == start.at {
        findings.push(Finding::hint(
            "IMP-06",
            "The incident ends in the instant in which it starts: its length is zero.",
        ));
    }
}
