//! The report about promises and its view structs, once. It must not know screens.

use crate::{
    model::{Audience, DateTime, PromiseKind},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{Audience, PromiseKind},
        operations,
    };

    operations! {
        PromiseReport "src/insight/operations/promise_report.graphql",
        PromiseReportCsv "src/insight/operations/promise_report_csv.graphql",
    }
}
use documents::{PromiseReport, PromiseReportCsv, promise_report, promise_report_csv};

/// The report of a span.
#[derive(Clone, PartialEq)]
pub struct Report {
    pub from: DateTime,
    pub to: DateTime,
    pub rows: Vec<Tally>,
}

/// The promises of one kind to one audience.
#[derive(Clone, PartialEq)]
pub struct Tally {
    pub audience: Audience,
    pub kind: PromiseKind,
    pub made: i64,
    pub kept: i64,
    pub late: i64,
    pub broken: i64,
    pub open: i64,
    /// Seconds.
    pub median_lateness: Option<i64>,
}

fn map_tally(n: Node<'_>) -> Tally {
    Tally {
        audience: n.word("audience", Audience::parse, Audience::Internal),
        kind: n.word("kind", PromiseKind::parse, PromiseKind::Update),
        made: n.number("made"),
        kept: n.number("kept"),
        late: n.number("late"),
        broken: n.number("broken"),
        open: n.number("open"),
        median_lateness: n.maybe_number("medianLatenessSeconds"),
    }
}

pub async fn report(from: DateTime) -> Result<Report, ApiError> {
    let data = ask::<PromiseReport>(promise_report::Variables { from: Some(from) }).await?;
    read(&data, "promiseReport", |report| Report {
        from: report.at("from"),
        to: report.at("to"),
        rows: report.list("rows", map_tally),
    })
}

/// The same as CSV.
pub async fn csv(from: DateTime) -> Result<String, ApiError> {
    let data = ask::<PromiseReportCsv>(promise_report_csv::Variables { from: Some(from) }).await?;
    read(&data, "promiseReport", |report| report.text("csv"))
}
