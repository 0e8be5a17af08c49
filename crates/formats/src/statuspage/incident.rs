//! One incident or planned maintenance of a status page.
//!
//! It must not know the document around it.

use domain::finding::Finding;
use domain::incident::{ImpactLevel, IncidentStatus, InstantName, Precision, Severity};
use domain::text::{Body, Markdown, Name, Title};
use serde_json::Value;

use super::impact::{self, Change};
use super::page::Page;
use crate::cstate::time::{self, TimeNote};
use crate::record::{
    Extra, ImportedIncident, ImportedMessage, ImportedSection, ImportedTime, MessageKind, TimeBasis,
};
use crate::text::{fit_block, fit_line, listed, quote};

/// Reads one incident. Always answers; see the record's findings.
///
/// Severity is suggested from the impact: `critical` → SEV1 and MAJOR_OUTAGE, `major` → SEV2 and
/// PARTIAL_OUTAGE, `minor` → SEV3 and DEGRADED_PERFORMANCE, `none` and `maintenance` → SEV4.
pub fn read_incident(page: &Page, text: &str) -> ImportedIncident {
    let mut reader = Reader::new(page, text);
    let status = reader.text("status").unwrap_or_default().to_owned();
    let impact = reader.text("impact").unwrap_or_default().to_owned();
    let is_planned = is_maintenance(&status, &impact);
    let title = reader.title();
    let key = reader.key(&title);
    let (started_at, resolved_at) = reader.ends(is_planned, &status);
    let resolved = reader.is_over(&status, resolved_at);
    let updates = reader.updates();
    let services = reader.services(&updates);
    let (severity, level) = reader.severity(&impact);
    let impacts = impact::windows(&reader.changes(&updates, started_at), resolved_at, resolved);
    let instants = reader.instants(&updates);
    let sections = reader.sections(&updates, is_planned);
    let mut tags = Vec::new();
    if is_planned {
        reader.findings.push(Finding::hint("IMP-14", "Planned maintenance: tagged `maintenance`."));
        tags.push("maintenance".to_owned());
    }
    let messages = reader.messages(updates, started_at, &title);
    reader.note_writing();
    ImportedIncident {
        file: key,
        title,
        severity_text: Some(impact.clone()).filter(|text| !text.is_empty()),
        severity,
        impact: level,
        started_at,
        resolved_at,
        resolved,
        services,
        undeclared_services: Vec::new(),
        messages,
        tags,
        findings: reader.findings,
        raw: text.to_owned(),
        extra: Extra {
            status: open_status(&status),
            instants,
            is_without_impact: !impacts.is_empty() || matches!(impact.as_str(), "none" | "maintenance"),
            impacts,
            is_published: true,
            sections,
            ..Extra::default()
        },
    }
}

fn is_maintenance(status: &str, impact: &str) -> bool {
    impact == "maintenance" || matches!(status, "scheduled" | "in_progress" | "verifying" | "completed")
}

/// The state of an incident that is not over.
fn open_status(status: &str) -> Option<IncidentStatus> {
    match status {
        "scheduled" => Some(IncidentStatus::Declared),
        "identified" => Some(IncidentStatus::Identified),
        "monitoring" | "verifying" => Some(IncidentStatus::Monitoring),
        _ => None,
    }
}

/// An update of an incident.
struct Update {
    status: String,
    body: String,
    time: Option<ImportedTime>,
    components: Vec<(String, String)>,
}

struct Reader<'a> {
    page: &'a Page,
    value: Value,
    notes: Vec<(String, TimeNote)>,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn new(page: &'a Page, text: &str) -> Self {
        let mut findings = Vec::new();
        let value = serde_json::from_str(text).unwrap_or(Value::Null);
        if !value.is_object() {
            findings.push(Finding::warning("IMP-03", "The entry of the list is no object."));
        }
        Self { page, value, notes: Vec::new(), findings }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    fn title(&mut self) -> String {
        let given = self.text("name").unwrap_or_default().to_owned();
        let (title, is_changed) = fit_line(&given, Title::MAX);
        if title.is_empty() {
            self.findings.push(Finding::warning("IMP-03", "The incident has no name."));
            return "Untitled incident".to_owned();
        }
        if is_changed {
            let message =
                format!("The name was fitted to one line of {} characters: {}.", Title::MAX, quote(&title));
            self.findings.push(Finding::hint("IMP-15", message));
        }
        title
    }

    /// Page and id, which stay the same whatever the file is called.
    fn key(&mut self, title: &str) -> String {
        let given: Option<String> = self.text("id").map(|id| id.chars().take(100).collect());
        let id = given.unwrap_or_else(|| {
            let created = self.text("created_at").unwrap_or_default().to_owned();
            let message = "The incident has no id; its name and time of creation stand in.";
            self.findings.push(Finding::hint("IMP-02", message));
            format!("{created} {title}")
        });
        fit_line(&format!("{}/{id}", self.page.id), 300).0
    }

    /// A time of the incident itself.
    fn time(&mut self, name: &str) -> Option<ImportedTime> {
        let value = self.value.get(name).cloned().unwrap_or_default();
        self.read_time(name, &value)
    }

    fn read_time(&mut self, name: &str, value: &Value) -> Option<ImportedTime> {
        let text = match value {
            Value::Null => return None,
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        if let Some(read) = time::read(&text, self.page.zone) {
            self.notes.extend(read.notes.iter().map(|note| (format!("`{name}`"), *note)));
            let precision = match read.time.precision {
                Precision::Minute => Precision::Exact,
                other => other,
            };
            return Some(ImportedTime { precision, ..read.time });
        }
        let message = format!("`{name}` is {}, which is not a time.", quote(&text));
        self.findings.push(Finding::warning("IMP-03", message));
        None
    }

    fn ends(&mut self, is_planned: bool, status: &str) -> (Option<ImportedTime>, Option<ImportedTime>) {
        let planned = if is_planned { self.time("scheduled_for") } else { None };
        let started = planned.or_else(|| self.time("started_at"));
        let start = started.or_else(|| {
            let created = self.time("created_at");
            let words = if created.is_some() { "; its creation stands in" } else { "" };
            self.findings
                .push(Finding::hint("IMP-02", format!("The page does not say when it began{words}.")));
            created
        });
        let end = self.time("resolved_at");
        match (start, end) {
            (Some(start), Some(end)) if end.at < start.at => self.findings.push(Finding::warning(
                "IMP-05",
                "The end comes before the start; both were kept as given, without an impact window and durations.",
            )),
            (Some(start), Some(end)) if end.at == start.at => self.findings.push(Finding::hint(
                "IMP-06",
                "The incident ends in the instant in which it starts: its length is zero.",
            )),
            (_, None) if is_ended(status) => self.findings.push(Finding::hint(
                "IMP-02",
                "The page says that it is over, but not when; durations are not computed.",
            )),
            _ => {}
        }
        (start, end)
    }

    fn is_over(&mut self, status: &str, resolved_at: Option<ImportedTime>) -> bool {
        let known = ["investigating", "identified", "monitoring", "scheduled", "in_progress", "verifying"];
        if is_ended(status) {
            return true;
        }
        if !known.contains(&status) {
            let message = format!(
                "The status {} is not known; read as {}.",
                quote(status),
                if resolved_at.is_some() { "over" } else { "open" }
            );
            self.findings.push(Finding::hint("IMP-15", message));
            return resolved_at.is_some();
        }
        if resolved_at.is_some() {
            let message =
                format!("`resolved_at` is set, but the status is {}; both were kept.", quote(status));
            self.findings.push(Finding::warning("IMP-04", message));
        }
        false
    }

    /// Updates, oldest first; the page lists them newest first.
    fn updates(&mut self) -> Vec<Update> {
        let list = self.value.get("incident_updates").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut updates: Vec<Update> = Vec::with_capacity(list.len());
        for value in list.iter().rev() {
            let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let shown = value.get("display_at").filter(|at| !at.is_null());
            let time = match shown {
                Some(at) => self.read_time("display_at", at),
                None => self.read_time("created_at", value.get("created_at").unwrap_or(&Value::Null)),
            };
            let components = impact::affected(value);
            updates.push(Update { status: text("status"), body: text("body"), time, components });
        }
        let times: Vec<_> = updates.iter().filter_map(|update| update.time).map(|time| time.at).collect();
        if !times.is_sorted() {
            if !times.iter().rev().is_sorted() {
                let message =
                    "The updates do not follow one another; they were put in the order of their times.";
                self.findings.push(Finding::hint("IMP-12", message));
            }
            updates.sort_by_key(|update| update.time.map(|time| time.at));
        }
        updates
    }

    /// Components, each once, in the page's order.
    fn services(&mut self, updates: &[Update]) -> Vec<String> {
        let list = self.value.get("components").and_then(Value::as_array);
        let own = list.into_iter().flatten().filter(|one| one.get("group") != Some(&Value::Bool(true)));
        let own = own.filter_map(|one| one.get("name").and_then(Value::as_str)).map(str::to_owned);
        let told = updates.iter().flat_map(|update| &update.components).map(|(name, _)| name.clone());
        let mut found: Vec<String> = Vec::new();
        for name in own.chain(told) {
            let (name, _) = fit_line(&name, Name::MAX);
            if !name.is_empty() && !found.contains(&name) {
                found.push(name);
            }
        }
        if found.is_empty() {
            self.findings.push(Finding::warning("IMP-13", "The incident names no component."));
        }
        found
    }

    /// Changes of components, oldest first. The first ones count from the start of the incident.
    fn changes(&mut self, updates: &[Update], start: Option<ImportedTime>) -> Vec<Change> {
        let mut changes = Vec::new();
        let first = updates.iter().position(|update| !update.components.is_empty());
        for (at, update) in updates.iter().enumerate() {
            let early =
                start.filter(|start| Some(at) == first && update.time.is_none_or(|time| start.at < time.at));
            let Some(time) = early.or(update.time) else { continue };
            for (name, status) in &update.components {
                match impact::level(status) {
                    Ok(level) => {
                        changes.push(Change { at: time, component: fit_line(name, Name::MAX).0, level });
                    }
                    Err(()) if status.is_empty() => {}
                    Err(()) => {
                        let message = format!("The component status {} is not known.", quote(status));
                        self.findings.push(Finding::hint("IMP-15", message));
                    }
                }
            }
        }
        changes
    }

    fn severity(&mut self, impact: &str) -> (Severity, ImpactLevel) {
        match impact {
            "critical" => (Severity::Sev1, ImpactLevel::MajorOutage),
            "major" => (Severity::Sev2, ImpactLevel::PartialOutage),
            "minor" => (Severity::Sev3, ImpactLevel::DegradedPerformance),
            "none" | "maintenance" => (Severity::Sev4, ImpactLevel::DegradedPerformance),
            other => {
                let message = format!("The impact is {}, which is not known; read as `minor`.", quote(other));
                self.findings.push(Finding::hint("IMP-15", message));
                (Severity::Sev3, ImpactLevel::DegradedPerformance)
            }
        }
    }

    fn instants(&mut self, updates: &[Update]) -> Vec<(InstantName, ImportedTime)> {
        let identified = updates.iter().find(|one| one.status == "identified").and_then(|one| one.time);
        let declared = self.time("created_at");
        let mitigated = self.time("monitoring_at");
        [
            (InstantName::Declared, declared),
            (InstantName::Identified, identified),
            (InstantName::Mitigated, mitigated),
        ]
        .into_iter()
        .filter_map(|(name, time)| Some((name, time?)))
        .collect()
    }

    fn sections(&self, updates: &[Update], is_planned: bool) -> Vec<ImportedSection> {
        let section = |heading: &str, body: &str| ImportedSection {
            heading: Some(heading.to_owned()),
            body: fit_block(body, Markdown::MAX).0,
        };
        let mut sections = Vec::new();
        let plan = (self.text("scheduled_for"), self.text("scheduled_until"));
        if let (true, (Some(from), Some(to))) = (is_planned, plan) {
            sections.push(section("Schedule", &format!("{from} to {to}")));
        }
        let updates = updates.iter().filter(|one| one.status == "postmortem").map(|one| one.body.as_str());
        let mut told: Vec<&str> = self.text("postmortem_body").into_iter().chain(updates).collect();
        told.retain(|body| !body.trim().is_empty());
        told.dedup();
        sections.extend(told.into_iter().map(|body| section("Postmortem", body)));
        sections
    }

    fn messages(
        &mut self,
        updates: Vec<Update>,
        start: Option<ImportedTime>,
        title: &str,
    ) -> Vec<ImportedMessage> {
        let mut is_first = true;
        let mut messages = Vec::with_capacity(updates.len());
        for update in updates {
            let status = update.status.replace('_', " ");
            let text = if update.body.trim().is_empty() { &status } else { &update.body };
            let (body, is_changed) = fit_block(if text.trim().is_empty() { title } else { text }, Body::MAX);
            if is_changed {
                let message = "An update was over-long or held control characters; the source text keeps it.";
                self.findings.push(Finding::hint("IMP-15", message));
            }
            let kind = match update.status.as_str() {
                _ if std::mem::take(&mut is_first) => MessageKind::Initial,
                "resolved" | "completed" | "postmortem" => MessageKind::Final,
                _ => MessageKind::Update,
            };
            let (time, basis) = match (update.time, start) {
                (Some(time), _) => (Some(time), TimeBasis::Stated),
                (None, Some(start)) => {
                    let lowered = ImportedTime { precision: Precision::Approximate, ..start };
                    self.findings
                        .push(Finding::hint("IMP-11", "An update has no time; it was placed at the start."));
                    (Some(lowered), TimeBasis::Start)
                }
                (None, None) => (None, TimeBasis::Unknown),
            };
            let mut letters = status.chars();
            let label: String =
                letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
            let label = Some(fit_line(&label, 60).0).filter(|label| !label.is_empty());
            messages.push(ImportedMessage { label, kind, body, time, basis });
        }
        messages
    }

    /// IMP-07, IMP-11, IMP-16: how times were written, one finding for each kind.
    fn note_writing(&mut self) {
        let kinds = [
            (TimeNote::NoOffset, "IMP-07", format!("without a UTC offset; read as {}", self.page.zone)),
            (TimeNote::NegativeZero, "IMP-16", "with the offset `-00:00`; read as UTC".to_owned()),
            (TimeNote::LongFraction, "IMP-16", "finer than a microsecond; the rest was cut off".to_owned()),
            (TimeNote::DateOnly, "IMP-11", "as a date alone; only the day is known".to_owned()),
            (TimeNote::ClockChange, "IMP-11", "as a time that clocks showed twice or never".to_owned()),
        ];
        for (kind, rule, words) in kinds {
            let mut fields: Vec<String> =
                self.notes.iter().filter(|(_, note)| *note == kind).map(|(field, _)| field.clone()).collect();
            fields.sort_unstable();
            fields.dedup();
            if !fields.is_empty() {
                let verb = if fields.len() > 1 { "are" } else { "is" };
                self.findings
                    .push(Finding::hint(rule, format!("{} {verb} written {words}.", listed(&fields))));
            }
        }
    }
}

fn is_ended(status: &str) -> bool {
    matches!(status, "resolved" | "postmortem" | "completed")
}
