//! A page that lists reports by quarter: which time zone they are in, where each is filed, and which
//! means were printed.
//!
//! It must not read the reports.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use domain::finding::Finding;

use super::doc::{self, Doc};
use super::report::StatedMinutes;
use super::zone::{self, Zone};
use super::{stated, title};
use crate::text::{decode, quote};

/// What index pages say about the reports beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The zone that the reports' times are in.
    pub zone: Option<Tz>,
    /// Quarters with their reports, in the order of the page.
    pub quarters: Vec<Quarter>,
}

/// A quarter as an index files it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quarter {
    /// The heading as written.
    pub name: String,
    /// The first day, and the first day after.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Names of its reports, without folder and ending.
    pub reports: Vec<String>,
    /// The mean time to repair that was printed, in minutes.
    pub mean_repair: Option<i64>,
    /// The mean time to resolve that was printed, in minutes.
    pub mean_resolve: Option<i64>,
    /// Stated minutes of the reports that were read.
    repair: Vec<i64>,
    resolve: Vec<i64>,
}

impl Quarter {
    /// The floor of the mean of the stated times to repair that were read, in minutes.
    pub fn computed_repair(&self) -> Option<i64> {
        mean(&self.repair)
    }

    /// The floor of the mean of the stated times to resolve that were read, in minutes.
    pub fn computed_resolve(&self) -> Option<i64> {
        mean(&self.resolve)
    }
}

fn mean(minutes: &[i64]) -> Option<i64> {
    let count = i64::try_from(minutes.len()).ok().filter(|count| *count > 0)?;
    Some(minutes.iter().sum::<i64>().div_euclid(count))
}

/// Reads an index page. Always answers; a page that is no index says nothing.
pub fn read_index(bytes: &[u8]) -> Index {
    let text = decode(bytes);
    let doc = Doc::parse(&text.lines);
    let mut index = Index::default();
    for line in text.lines.lines().filter(|line| line.to_lowercase().contains("zone")) {
        let found = zone::all_in(line).into_iter().find_map(|named| match named.zone {
            Zone::Place(zone) => Some(zone),
            Zone::Fixed(_) => None,
        });
        index.zone = index.zone.or(found);
    }
    for section in &doc.sections {
        let Some(span) = section.heading.as_deref().and_then(quarter_span) else { continue };
        let mut quarter = Quarter {
            name: section.heading.clone().unwrap_or_default(),
            span: Some(span),
            reports: links(&section.body),
            ..Quarter::default()
        };
        for one in doc::labelled_lines(&section.body) {
            let label = one.label.to_lowercase();
            if label.contains("time to repair") {
                quarter.mean_repair = stated::read(&one.value).minutes;
            } else if label.contains("time to resolve") {
                quarter.mean_resolve = stated::read(&one.value).minutes;
            }
        }
        index.quarters.push(quarter);
    }
    index
}

/// `Q3 2024 (July-September)`: the first day, and the first day after.
fn quarter_span(heading: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut words = heading.split_whitespace();
    let quarter: u32 =
        words.next()?.strip_prefix(['Q', 'q'])?.parse().ok().filter(|q| (1..=4).contains(q))?;
    let year: i32 = words.next()?.parse().ok().filter(|year| (1970..2200).contains(year))?;
    let from = NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1)?;
    Some((from, from.checked_add_months(chrono::Months::new(3))?))
}

/// The last parts of the addresses that a text links to, if they are no web addresses.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let local = targets.filter(|target| !target.contains("://"));
    local.map(|target| title::stem(target.trim_end_matches('/')).to_owned()).collect()
}

impl Index {
    /// Adds what another page says.
    pub fn extend(&mut self, other: Self) {
        self.zone = self.zone.or(other.zone);
        self.quarters.extend(other.quarters);
    }

    /// IMP-04: a report that is filed under another quarter than its day's.
    pub(super) fn misfiled(&self, file: &str, day: NaiveDateTime) -> Option<Finding> {
        let stem = title::stem(file);
        let quarter = self.quarters.iter().find(|quarter| quarter.reports.iter().any(|name| name == stem))?;
        let (from, to) = quarter.span?;
        let is_outside = day.date() < from || day.date() >= to;
        is_outside.then(|| {
            let message = format!(
                "The report is of {}, but the index files it under {}.",
                day.date(),
                quote(&quarter.name)
            );
            Finding::warning("IMP-04", message)
        })
    }

    /// Counts a report's stated durations for the means of its quarter.
    pub fn observe(&mut self, file: &str, stated: StatedMinutes) {
        let stem = title::stem(file);
        let filed = self.quarters.iter_mut().find(|quarter| quarter.reports.iter().any(|name| name == stem));
        if let Some(quarter) = filed {
            quarter.repair.extend(stated.repair);
            quarter.resolve.extend(stated.resolve);
        }
    }

    /// IMP-09: printed means that differ from those of the reports. Only of quarters whose reports
    /// were all read.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for quarter in self.quarters.iter().filter(|quarter| quarter.repair.len() == quarter.reports.len()) {
            for (what, printed, computed) in [
                ("time to repair", quarter.mean_repair, quarter.computed_repair()),
                ("time to resolve", quarter.mean_resolve, quarter.computed_resolve()),
            ] {
                if let (Some(printed), Some(computed)) = (printed, computed)
                    && printed != computed
                {
                    let message = format!(
                        "The mean {what} of {} is printed as {}, but the reports give {}.",
                        quote(&quarter.name),
                        stated::shown(printed),
                        stated::shown(computed)
                    );
                    findings.push(Finding::warning("IMP-09", message));
                }
            }
        }
        findings
    }
}
