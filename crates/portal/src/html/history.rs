//! What was: incidents and announced work by month, and what a search finds among them.

use askama::Template;
use chrono::Datelike;
use domain::portal::{MaintenanceWord, PublicIncident, PublicMaintenance, PublicUpdate};
use domain::time::Instant;

use super::frame::Frame;
use super::{impact_mark, render};
use crate::text::cleaned;
use crate::words::{Stamp, count, day, lasted};
use crate::{Portal, site};

/// The longest search that is read, in characters.
const QUERY_MAX: usize = 100;

/// One line.
pub(super) struct RowView {
    pub at: Instant,
    pub day: Stamp,
    pub path: String,
    pub title: String,
    pub mark: &'static str,
    pub impact: &'static str,
    /// How long it lasted, how it ended, how much was said.
    pub words: String,
    /// Where its analysis is.
    pub rca: Option<String>,
}

/// A month with its lines, newest first.
struct MonthView {
    /// `November 2026`.
    name: String,
    rows: Vec<RowView>,
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    frame: Frame,
    /// What the search found, in words; `None` without one.
    found: Option<String>,
    months: Vec<MonthView>,
    as_of: Stamp,
}

/// An incident as a line.
pub(super) fn incident_row(incident: &PublicIncident, now: Instant) -> RowView {
    let length = incident.restored_at.filter(|end| *end > incident.started_at);
    let length = length.map(|end| lasted(incident.started_at, end));
    let word = if incident.is_open() { incident.status.words() } else { "Resolved" };
    let words: Vec<String> =
        length.into_iter().chain([word.to_owned(), count(incident.updates.len(), "update")]).collect();
    RowView {
        at: incident.started_at,
        day: day_stamp(incident.started_at, now),
        path: site::incident(&incident.reference),
        title: incident.title.clone(),
        mark: impact_mark(incident.impact),
        impact: incident.impact.words(),
        words: words.join(" · "),
        rca: incident.rca.as_ref().map(|rca| site::fit(&rca.url).to_owned()),
    }
}

/// Announced work as a line.
pub(super) fn work_row(work: &PublicMaintenance, now: Instant) -> RowView {
    let planned = lasted(work.starts_at, work.ends_at);
    let words = match work.completed_at {
        Some(end) => format!("Announced for {planned}, done in {}", lasted(work.starts_at, end)),
        None => format!("Announced for {planned} · {}", work.status.words()),
    };
    // Work that was cancelled before its time stands where that was said: it is over, whenever it was to begin.
    let at = work.cancelled_at().map_or(work.starts_at, |said| said.min(work.starts_at));
    RowView {
        at,
        day: day_stamp(at, now),
        path: site::maintenance(&work.reference),
        title: work.title.clone(),
        mark: "mnt",
        impact: "Maintenance",
        words,
        rca: None,
    }
}

fn day_stamp(at: Instant, now: Instant) -> Stamp {
    Stamp { iso: at.date_naive().to_string(), text: day(at.date_naive(), now) }
}

impl Portal {
    /// What was, by month. `query` keeps what has all of its words in title, reference, services or updates.
    pub fn history_page(&self, query: &str, now: Instant) -> String {
        let query: String = cleaned(query.trim()).chars().take(QUERY_MAX).collect();
        let rows = self.rows(&query, now);
        let found = (!query.is_empty()).then(|| match rows.len() {
            0 => "Nothing was found.".to_owned(),
            1 => "1 entry was found.".to_owned(),
            many => format!("{many} entries were found."),
        });
        let frame = Frame { query, ..Frame::new(self, "History", "history") };
        let as_of = Stamp::whole(self.projection.as_of);
        render(&HistoryPage { frame, found, months: months(rows), as_of })
    }

    /// All that was and that a search keeps, newest first.
    fn rows(&self, query: &str, now: Instant) -> Vec<RowView> {
        let wanted: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let keeps = |text: String| {
            let text = text.to_lowercase();
            wanted.iter().all(|word| text.contains(word))
        };
        let incidents = self.projection.incidents.iter().filter(|one| keeps(incident_text(one)));
        let works = self.projection.maintenances.iter();
        let works = works.filter(|one| one.status != MaintenanceWord::Scheduled && keeps(work_text(one)));
        let mut rows: Vec<RowView> =
            incidents.map(|one| incident_row(one, now)).chain(works.map(|one| work_row(one, now))).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        rows
    }

    /// The newest lines of what is over, for the first page.
    pub(super) fn recent(&self, most: usize, now: Instant) -> Vec<RowView> {
        let over = self.projection.incidents.iter().filter(|one| !one.is_open());
        let works = self.projection.maintenances.iter().filter(|one| one.status.is_over());
        let mut rows: Vec<RowView> =
            over.map(|one| incident_row(one, now)).chain(works.map(|one| work_row(one, now))).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        rows.truncate(most);
        rows
    }
}

fn months(rows: Vec<RowView>) -> Vec<MonthView> {
    let mut months: Vec<MonthView> = Vec::new();
    let mut last = None;
    for row in rows {
        let key = (row.at.year(), row.at.month());
        if last != Some(key) {
            months.push(MonthView { name: row.at.format("%B %Y").to_string(), rows: Vec::new() });
            last = Some(key);
        }
        if let Some(month) = months.last_mut() {
            month.rows.push(row);
        }
    }
    months
}

fn incident_text(incident: &PublicIncident) -> String {
    let names = incident.services.iter().map(|service| service.name.as_str());
    text(&incident.reference, &incident.title, names, &incident.updates)
}

fn work_text(work: &PublicMaintenance) -> String {
    let names = work.services.iter().map(|service| service.name.as_str());
    text(&work.reference, &work.title, names, &work.updates)
}

fn text<'a, S>(
    reference: &'a str,
    title: &'a str,
    services: impl Iterator<Item = &'a str>,
    updates: &'a [PublicUpdate<S>],
) -> String {
    let bodies = updates.iter().map(|update| update.body_text.as_str());
    [reference, title].into_iter().chain(services).chain(bodies).collect::<Vec<_>>().join("\n")
}
