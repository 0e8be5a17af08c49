//! The goals: which figure of a run belongs to which, and whether it is met.
//! It must not measure. Multiples of other products are measured elsewhere.

use crate::report::{Checked, Fanout, Kind, Report, Row, Side, Workload};

/// A goal that this run says something about.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub name: String,
    pub value: f64,
    /// None where only an aim is set.
    pub must: Option<Limit>,
    /// None where the must is all that is asked.
    pub aim: Option<Limit>,
}

/// How a figure has to lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

use Limit::{AtLeast, AtMost};

impl Limit {
    fn holds(self, value: f64) -> bool {
        match self {
            AtLeast(limit) => value >= limit,
            AtMost(limit) => value <= limit,
        }
    }

    fn text(self) -> String {
        match self {
            AtLeast(limit) => format!("≥ {limit}"),
            AtMost(limit) => format!("≤ {limit}"),
        }
    }
}

impl Verdict {
    fn new(name: String, value: f64, must: impl Into<Option<Limit>>, aim: Option<Limit>) -> Self {
        Self { name, value, must: must.into(), aim }
    }

    /// Whether the must holds.
    pub fn is_met(&self) -> bool {
        self.must.is_none_or(|must| must.holds(self.value))
    }

    fn line(&self) -> String {
        let cells = |limit: Option<Limit>, no: &str| match limit {
            Some(limit) => format!("{} | {}", limit.text(), if limit.holds(self.value) { "yes" } else { no }),
            None => " | ".to_owned(),
        };
        format!(
            "| {} | {:.2} | {} | {} |\n",
            self.name,
            self.value,
            cells(self.must, "**no**"),
            cells(self.aim, "no")
        )
    }
}

/// All goals that the run has figures for.
pub fn verdicts(report: &Report) -> Vec<Verdict> {
    let mut all = Vec::new();
    for row in report.rows.iter().filter(|row| row.side == Side::Product) {
        all.extend(of_floor(report, row));
        if !is_of_growth(report, row) {
            all.extend(statements(row));
            all.extend(latency(row));
            all.extend(memory(row));
            all.extend(weight(row));
        }
    }
    for fanout in report.fanouts.iter().filter(|fanout| fanout.side == Side::Product) {
        all.extend(fan_out(report, fanout));
    }
    for cold in &report.cold {
        let name = format!("W5, {}: first answer after a start, ms", cold.database.name());
        all.push(Verdict::new(name, cold.median_ms, AtMost(20.0), None));
    }
    all.extend(answers_read(report));
    all.extend(growth(report));
    all
}

/// Whether a row is there for how figures grow with the table: one of several sizes, and not the one that was
/// measured beside a floor. The other goals are for that one.
fn is_of_growth(report: &Report, row: &Row) -> bool {
    let same = || report.rows.iter().filter(|other| other.database == row.database);
    same().any(|other| other.incidents != row.incidents)
        && !same().any(|other| other.incidents == row.incidents && other.side == Side::Floor)
}

fn named(row: &Row, what: &str) -> String {
    format!("{}, {}, c={}: {what}", row.workload.name(), row.database.name(), row.connections)
}

fn of_floor(report: &Report, row: &Row) -> Option<Verdict> {
    let floor = report.floor_of(row).filter(|_| row.connections == 32)?;
    if row.workload == Workload::W5 {
        // Twenty thousand a second, or seven tenths of the bare route's, whichever is lower.
        let must = (20_000.0_f64).min(floor.requests_per_second * 0.7);
        return Some(Verdict::new(named(row, "req/s"), row.requests_per_second, AtLeast(must.round()), None));
    }
    let (must, aim) = match (row.workload, row.database) {
        (Workload::W1, Kind::Postgres) | (Workload::W4, Kind::Sqlite) => (0.5, Some(0.9)),
        (Workload::W3, Kind::Postgres) => (0.5, Some(1.0)),
        (Workload::W1, Kind::Sqlite) | (Workload::W2, Kind::Postgres) => (0.5, None),
        (Workload::W4, Kind::Postgres) => (0.4, Some(0.7)),
        _ => return None,
    };
    let ratio = row.requests_per_second / floor.requests_per_second;
    Some(Verdict::new(named(row, "req/s of the floor's"), ratio, AtLeast(must), aim.map(AtLeast)))
}

fn statements(row: &Row) -> Option<Verdict> {
    let statements = row.statements.filter(|_| row.connections == 32)?;
    let (must, aim) = match row.workload {
        Workload::W1 | Workload::W3 => (2.0, None),
        Workload::W2 => (6.0, Some(4.0)),
        Workload::W2C => (10.0, None),
        Workload::W5 => (0.0, None),
        _ => return None,
    };
    // The count is of the whole process: a stray statement of a poll is no statement of a request.
    let rounded = (statements * 10.0).round() / 10.0;
    Some(Verdict::new(named(row, "SQL statements"), rounded, AtMost(must), aim.map(AtMost)))
}

fn latency(row: &Row) -> Vec<Verdict> {
    let mut all = Vec::new();
    match (row.connections, row.workload) {
        (1, Workload::W1) => {
            all.push(Verdict::new(named(row, "p50 ms"), row.p50_ms, AtMost(1.0), Some(AtMost(0.6))));
        }
        (1, Workload::W2) => {
            all.push(Verdict::new(named(row, "p50 ms"), row.p50_ms, AtMost(2.0), Some(AtMost(1.2))));
        }
        (256, _) => {
            let ratio = row.p99_ms / row.p50_ms;
            all.push(Verdict::new(named(row, "p99 / p50"), ratio, AtMost(5.0), Some(AtMost(3.0))));
            all.push(Verdict::new(named(row, "p99 ms"), row.p99_ms, AtMost(500.0), None));
        }
        _ => {}
    }
    all
}

/// The page as it is sent, in KiB.
fn weight(row: &Row) -> Option<Verdict> {
    let is_page = row.workload == Workload::W5 && row.connections == 32;
    let kib = u32::try_from(row.bytes).map_or(f64::MAX, f64::from) / 1024.0;
    is_page.then(|| Verdict::new(named(row, "page KiB"), kib, AtMost(30.0), Some(AtMost(14.0))))
}

fn memory(row: &Row) -> Option<Verdict> {
    if row.connections != 256 {
        return None;
    }
    let must = if row.database == Kind::Postgres { 80.0 } else { 150.0 };
    Some(Verdict::new(named(row, "peak MB"), row.resident_mb, AtMost(must), Some(AtMost(50.0))))
}

fn fan_out(report: &Report, fanout: &Fanout) -> Vec<Verdict> {
    let name = |what: &str| format!("W6, {}: {what}", fanout.database.name());
    let lost = u32::try_from(fanout.lost).map_or(f64::MAX, f64::from);
    let mut all = vec![
        Verdict::new(name("last of 1,000 ms"), fanout.last_ms, AtMost(100.0), None),
        Verdict::new(name("lost"), lost, AtMost(0.0), None),
        Verdict::new(name("peak MB"), fanout.resident_mb, AtMost(200.0), None),
    ];
    let floor =
        report.fanouts.iter().find(|floor| floor.side == Side::Floor && floor.database == fanout.database);
    if let Some(floor) = floor {
        let ratio = fanout.last_ms / floor.last_ms;
        all.push(Verdict::new(name("last, times the floor's"), ratio, None, Some(AtMost(2.0))));
    }
    all
}

/// What came back in the passes that read every answer, all of a database together.
fn answers_read(report: &Report) -> Vec<Verdict> {
    let mut all = Vec::new();
    for database in [Kind::Sqlite, Kind::Postgres] {
        let checks = || report.checks.iter().filter(|check| check.database == database);
        if checks().next().is_none() {
            continue;
        }
        let mut none = |what: &str, of: fn(&Checked) -> u64| {
            let sum = u32::try_from(checks().map(of).sum::<u64>()).map_or(f64::MAX, f64::from);
            all.push(Verdict::new(format!("{}, all read: {what}", database.name()), sum, AtMost(0.0), None));
        };
        none("wrong answers", |check| check.wrong);
        none("no answer", |check| check.unanswered);
        none("'database is locked'", |check| check.locked);
        none("503 without Retry-After", |check| check.shed - check.with_retry_after);
    }
    all
}

/// The same page at the fewest and the most incidents.
fn growth(report: &Report) -> Vec<Verdict> {
    let mut all = Vec::new();
    let products = || report.rows.iter().filter(|row| row.side == Side::Product);
    for small in products().filter(|row| matches!(row.workload, Workload::W1 | Workload::W2 | Workload::W3)) {
        let family = || {
            products().filter(|row| {
                (row.database, row.workload, row.connections)
                    == (small.database, small.workload, small.connections)
            })
        };
        let fewest = family().map(|row| row.incidents).min();
        let Some(large) = family().max_by_key(|row| row.incidents) else { continue };
        if Some(small.incidents) != fewest || large.incidents == small.incidents {
            continue;
        }
        let what = format!("from {} to {} incidents, times", small.incidents, large.incidents);
        let goal = |figure: &str, value: f64| {
            Verdict::new(named(small, &format!("{figure} {what}")), value, AtMost(2.0), Some(AtMost(1.4)))
        };
        all.push(goal("p50", large.p50_ms / small.p50_ms));
        all.push(goal("CPU", large.cpu() / small.cpu()));
    }
    all
}

/// The goals as a Markdown table.
pub fn table(verdicts: &[Verdict]) -> String {
    let mut text = String::from("\n| goal | here | must | met | aim | met |\n|---|---|---|---|---|---|\n");
    for verdict in verdicts {
        text.push_str(&verdict.line());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::row;

    fn find<'a>(all: &'a [Verdict], part: &str) -> &'a Verdict {
        all.iter().find(|verdict| verdict.name.contains(part)).unwrap()
    }

    #[test]
    fn a_ratio_to_the_floor_is_judged_by_its_own_row() {
        let rows = vec![row(Workload::W4, Side::Floor, 1000.0), row(Workload::W4, Side::Product, 600.0)];
        let all = verdicts(&Report { rows, ..Report::default() });
        let verdict = find(&all, "of the floor's");
        assert!(verdict.is_met());
        assert_eq!((verdict.must, verdict.aim), (Some(AtLeast(0.5)), Some(AtLeast(0.9))));
        assert!(verdict.line().ends_with("| ≥ 0.5 | yes | ≥ 0.9 | no |\n"), "{}", verdict.line());
    }

    #[test]
    fn a_missed_must_is_loud() {
        let rows = vec![row(Workload::W1, Side::Floor, 1000.0), row(Workload::W1, Side::Product, 400.0)];
        let all = verdicts(&Report { rows, ..Report::default() });
        assert!(!find(&all, "of the floor's").is_met());
        assert!(table(&all).contains("**no**"));
    }

    #[test]
    fn sizes_that_are_there_for_growth_are_not_judged_by_themselves() {
        let slow = |incidents| Row {
            incidents,
            p50_ms: 5.0,
            connections: 1,
            ..row(Workload::W1, Side::Product, 1.0)
        };
        let named = |rows: Vec<Row>| {
            let all = verdicts(&Report { rows, ..Report::default() });
            all.iter().filter(|verdict| verdict.name.ends_with(": p50 ms")).count()
        };
        assert_eq!(named(vec![slow(10)]), 1, "a run without a floor");
        assert_eq!(named(vec![slow(10), slow(1000)]), 0);
        let floor = Row { incidents: 20, ..row(Workload::W1, Side::Floor, 1.0) };
        assert_eq!(named(vec![floor, slow(20), slow(10), slow(1000)]), 1);
    }

    #[test]
    fn growth_compares_the_fewest_with_the_most() {
        let rows = [(10, 2.0), (100, 3.0), (1000, 5.0)].map(|(incidents, p50_ms)| Row {
            incidents,
            p50_ms,
            ..row(Workload::W2, Side::Product, 1.0)
        });
        let all = growth(&Report { rows: rows.to_vec(), ..Report::default() });
        assert_eq!(all.len(), 2);
        assert!((all[0].value - 2.5).abs() < 1e-9 && !all[0].is_met());
        assert!(all[0].name.contains("from 10 to 1000"), "{}", all[0].name);
    }
}
