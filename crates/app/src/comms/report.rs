//! The report of promises kept, late and broken, by audience and kind; never by person.

use std::fmt::Write;

use chrono::Duration;
use domain::comms::Audience;
use domain::comms::promise::{PromiseKind, Tally};
use domain::identity::Actor;
use domain::time::{Instant, seconds_between};
use store::comms::promise as promises;

use crate::incident::instant_opt;
use crate::{App, Error, Result};

/// What is reported when nobody says since when.
const DAYS: i64 = 90;
/// The longest time of a report.
const MAX_DAYS: i64 = 5 * 366;

/// What became of the promises that were made within a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseReport {
    /// Made at or after.
    pub from: Instant,
    /// Made before.
    pub to: Instant,
    /// A row for each audience and kind, in the same order always.
    pub rows: Vec<PromiseReportRow>,
    /// The same, as CSV with a header.
    pub csv: String,
}

/// A row of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseReportRow {
    /// To whom.
    pub audience: Audience,
    /// What was promised.
    pub kind: PromiseKind,
    /// What became of them.
    pub tally: Tally,
}

impl App {
    /// What became of the promises, about the incidents that the actor sees, that were made within a time; the last 90 days by
    /// itself.
    ///
    /// Errors: the time ends before it begins, or is longer than five years.
    pub async fn promise_report(
        &self,
        actor: &Actor,
        from: Option<Instant>,
        to: Option<Instant>,
    ) -> Result<PromiseReport> {
        let scope = self.incident_scope(actor)?;
        let to = instant_opt("to", to)?.unwrap_or_else(|| self.now());
        let from = match instant_opt("from", from)? {
            Some(from) => from,
            None => to.checked_sub_signed(Duration::days(DAYS)).unwrap_or(to),
        };
        if from > to {
            return Err(Error::invalid("from", "must not be after to"));
        }
        if to - from > Duration::days(MAX_DAYS) {
            return Err(Error::invalid("from", "must be at most five years before to"));
        }
        let made = promises::made_between(self.store(), &scope, from, to).await?;
        let mut rows = Vec::new();
        for audience in [Audience::External, Audience::Internal] {
            for kind in PromiseKind::ALL.iter().copied() {
                let mine = made.iter().filter(|one| (one.audience, one.kind) == (audience, kind));
                let lateness = mine.map(|one| {
                    (one.outcome, one.kept_at.and_then(|kept_at| seconds_between(one.due_at, kept_at)))
                });
                rows.push(PromiseReportRow { audience, kind, tally: Tally::of(lateness) });
            }
        }
        Ok(PromiseReport { from, to, csv: csv(&rows), rows })
    }
}

fn csv(rows: &[PromiseReportRow]) -> String {
    let mut out = String::from("audience,kind,made,kept,late,broken,open,median_lateness_seconds\r\n");
    for PromiseReportRow { audience, kind, tally } in rows {
        let Tally { made, kept, late, broken, open, median_lateness } = tally;
        let median = median_lateness.map(|seconds| seconds.to_string()).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = write!(out, "{audience},{kind},{made},{kept},{late},{broken},{open},{median}\r\n");
    }
    out
}
