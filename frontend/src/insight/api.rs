//! The operations of the reports, and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, RepairReportGroup},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{model::RepairReportGroup, operations};

    operations! {
        RepairReport "src/insight/operations/repair_report.graphql",
        RepairReportCsv "src/insight/operations/repair_report_csv.graphql",
    }
}
use documents::{RepairReport, RepairReportCsv, repair_report, repair_report_csv};

/// The report at an instant.
#[derive(Clone, PartialEq)]
pub struct Report {
    pub as_of: DateTime,
    pub total: Tally,
    pub rows: Vec<Tally>,
}

/// One row.
#[derive(Clone, PartialEq)]
pub struct Tally {
    /// Of the service or team; none for what belongs to none, and for lenses.
    pub id: Option<String>,
    pub label: String,
    pub open: i64,
    pub overdue: i64,
    /// First and last day of each class, and how many are in it.
    pub ages: Vec<(i64, Option<i64>, i64)>,
    pub median_age: Option<f64>,
    /// Strong, medium, weak, not rated.
    pub strengths: [i64; 4],
    pub done: i64,
    pub within: (i64, Option<f64>),
    pub measured: i64,
    pub effective: (i64, Option<f64>),
    pub not_doing: i64,
}

fn map_tally(n: Node<'_>) -> Tally {
    Tally {
        id: n.maybe_text("id"),
        label: n.text("label"),
        open: n.number("open"),
        overdue: n.number("overdue"),
        ages: n.list("ages", |age| (age.number("fromDays"), age.maybe_number("toDays"), age.number("count"))),
        median_age: n.maybe_share("medianAgeDays"),
        strengths: ["strong", "intermediate", "weak", "unrated"].map(|field| n.number(field)),
        done: n.number("done"),
        within: (n.number("doneWithinPolicy"), n.maybe_share("shareWithinPolicy")),
        measured: n.number("measured"),
        effective: (n.number("effective"), n.maybe_share("shareEffective")),
        not_doing: n.number("notDoing"),
    }
}

pub async fn report(group_by: RepairReportGroup) -> Result<Report, ApiError> {
    let data = ask::<RepairReport>(repair_report::Variables { group_by }).await?;
    read(&data, "repairReport", |report| Report {
        as_of: report.at("asOf"),
        total: map_tally(report.get("total")),
        rows: report.list("rows", map_tally),
    })
}

/// The same as CSV.
pub async fn csv(group_by: RepairReportGroup) -> Result<String, ApiError> {
    let data = ask::<RepairReportCsv>(repair_report_csv::Variables { group_by }).await?;
    read(&data, "repairReport", |report| report.text("csv"))
}
