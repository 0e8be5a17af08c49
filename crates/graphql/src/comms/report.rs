//! The report of promises, as the API shows it: by audience and kind, never by person.

use app::comms as a;
use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};

use super::enums::PromiseKind;
use crate::incident::enums::Audience;

/// What became of the promises that were made within a time.
#[derive(Clone, Debug, SimpleObject)]
pub struct PromiseReport {
    /// Made at or after.
    from: DateTime<Utc>,
    /// Made before.
    to: DateTime<Utc>,
    /// A row for each audience and kind, in the same order always.
    rows: Vec<PromiseReportRow>,
    /// The same, as CSV with a header.
    csv: String,
}

/// What became of the promises of one kind to one audience.
#[derive(Clone, Debug, SimpleObject)]
pub struct PromiseReportRow {
    /// To whom.
    audience: Audience,
    /// What was promised.
    kind: PromiseKind,
    /// How many were made.
    made: u32,
    /// Kept in time.
    kept: u32,
    /// Kept too late.
    late: u32,
    /// Not kept.
    broken: u32,
    /// Not settled yet.
    open: u32,
    /// Median of how late the late ones came, in whole seconds; null where none was late.
    median_lateness_seconds: Option<i64>,
}

impl From<a::PromiseReport> for PromiseReport {
    fn from(report: a::PromiseReport) -> Self {
        Self {
            from: report.from,
            to: report.to,
            rows: report.rows.into_iter().map(PromiseReportRow::from).collect(),
            csv: report.csv,
        }
    }
}

impl From<a::PromiseReportRow> for PromiseReportRow {
    fn from(row: a::PromiseReportRow) -> Self {
        Self {
            audience: row.audience.into(),
            kind: row.kind.into(),
            made: row.tally.made,
            kept: row.tally.kept,
            late: row.tally.late,
            broken: row.tally.broken,
            open: row.tally.open,
            median_lateness_seconds: row.tally.median_lateness,
        }
    }
}
