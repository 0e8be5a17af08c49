//! Reports about repair items, as the API shows them: counted by service, lens or team, never by person (`ACT-12`).

use app::repair::{self as a, ReportKey};
use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use domain::repair::report::{AGE_DAYS, Tally};

use super::enums::RepairReportGroup;

/// How many items you own, by when something is to be done.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct RepairCounts {
    /// Due and not done.
    overdue: u32,
    /// Due within seven days.
    this_week: u32,
    /// Due later.
    later: u32,
    /// Ideas that nobody has committed to.
    proposed: u32,
    /// Done, and not shown to work.
    waiting_for_check: u32,
    /// Open in all.
    open: u32,
    /// Decided against.
    not_doing: u32,
}

impl From<a::RepairCounts> for RepairCounts {
    fn from(counts: a::RepairCounts) -> Self {
        Self {
            overdue: counts.overdue,
            this_week: counts.this_week,
            later: counts.later,
            proposed: counts.proposed,
            waiting_for_check: counts.waiting_for_check,
            open: counts.open,
            not_doing: counts.not_doing,
        }
    }
}

/// Repair items counted by service, lens or team; never by person (`ACT-12`).
#[derive(Clone, Debug, SimpleObject)]
pub struct RepairReport {
    /// When it was counted.
    as_of: DateTime<Utc>,
    /// What the rows stand for.
    group_by: RepairReportGroup,
    /// All items, each counted once.
    total: RepairReportRow,
    /// Rows, by name.
    rows: Vec<RepairReportRow>,
    /// The same, as CSV with a header.
    csv: String,
}

/// One row of a report about repair items.
#[derive(Clone, Debug, SimpleObject)]
pub struct RepairReportRow {
    /// Global id of the service or the team; null for a lens, for items of none, and for the total.
    id: Option<ID>,
    /// Its name.
    label: String,
    /// Items that are open.
    open: u32,
    /// Open items past their due date.
    overdue: u32,
    /// Open items by the days since they were recorded.
    ages: Vec<RepairAgeClass>,
    /// Median age of open items, in days; null where none is open.
    median_age_days: Option<f64>,
    /// Open items that are strong (`ACT-07`).
    strong: u32,
    /// Open items that are intermediate.
    intermediate: u32,
    /// Open items that are weak.
    weak: u32,
    /// Open items that nobody rated.
    unrated: u32,
    /// Items that were done.
    done: u32,
    /// Done items that were done by the policy's date.
    done_within_policy: u32,
    /// Share done within policy of all done, 0 to 1; null where none was done.
    share_within_policy: Option<f64>,
    /// Done items whose effect was measured.
    measured: u32,
    /// Measured items that work.
    effective: u32,
    /// Share shown to work of all done, 0 to 1: what nobody measured does not count as working; null where none was done.
    share_effective: Option<f64>,
    /// Decisions not to act (`ACT-11`).
    not_doing: u32,
}

/// Open items of an age.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct RepairAgeClass {
    /// Older than this many days; 0 for the youngest.
    from_days: i64,
    /// At most this many days; null for the oldest class.
    to_days: Option<i64>,
    /// How many.
    count: u32,
}

/// Repair items as a table.
#[derive(Clone, Debug, SimpleObject)]
pub struct RepairExport {
    /// The table, as CSV with a header; `importRepairItems` reads it.
    csv: String,
    /// How many items it holds.
    count: u32,
    /// Whether these are all that the filter finds.
    is_complete: bool,
}

impl From<a::RepairExport> for RepairExport {
    fn from(export: a::RepairExport) -> Self {
        Self { csv: export.csv, count: export.count, is_complete: export.is_complete }
    }
}

impl From<a::RepairReport> for RepairReport {
    fn from(report: a::RepairReport) -> Self {
        Self {
            as_of: report.as_of,
            group_by: report.group.into(),
            total: RepairReportRow::of(None, "All".to_owned(), &report.total),
            rows: report.rows.into_iter().map(RepairReportRow::from).collect(),
            csv: report.csv,
        }
    }
}

impl From<a::RepairReportRow> for RepairReportRow {
    fn from(row: a::RepairReportRow) -> Self {
        let id = match row.key {
            ReportKey::Service(id) => Some(id.to_string()),
            ReportKey::Team(id) => Some(id.to_string()),
            ReportKey::Lens(_) | ReportKey::None => None,
        };
        Self::of(id.map(ID::from), row.label, &row.tally)
    }
}

impl RepairReportRow {
    fn of(id: Option<ID>, label: String, tally: &Tally) -> Self {
        let [strong, intermediate, weak, unrated] = tally.strengths;
        Self {
            id,
            label,
            open: tally.open,
            overdue: tally.overdue,
            ages: RepairAgeClass::all(tally),
            median_age_days: tally.median_age_days,
            strong,
            intermediate,
            weak,
            unrated,
            done: tally.done,
            done_within_policy: tally.done_within_policy,
            share_within_policy: tally.share_within_policy(),
            measured: tally.measured,
            effective: tally.effective,
            share_effective: tally.share_effective(),
            not_doing: tally.not_doing,
        }
    }
}

impl RepairAgeClass {
    fn all(tally: &Tally) -> Vec<Self> {
        let from = std::iter::once(0).chain(AGE_DAYS);
        let to = AGE_DAYS.into_iter().map(Some).chain(std::iter::once(None));
        let class = |((from_days, to_days), count)| Self { from_days, to_days, count };
        from.zip(to).zip(tally.ages).map(class).collect()
    }
}
