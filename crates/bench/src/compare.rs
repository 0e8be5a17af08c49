//! This run beside an earlier one: ratios, row by row.
//! It must not judge; two runs on a busy machine differ by themselves.

use crate::report::{Report, Side};

/// Lines of `now / before` for every measurement that both runs have.
pub fn lines(before: &Report, now: &Report) -> Vec<String> {
    let mut lines = vec![format!("ratios to the run of {} (below 1: less than then)", before.at)];
    for row in &now.rows {
        let Some(old) = before.rows.iter().find(|old| old.same(row)) else { continue };
        lines.push(format!(
            "{:<10} {:>8} {:<3} {:<7} {:>4}  req/s {:>5}  p50 {:>5}  p99 {:>5}  CPU {:>5}  memory {:>5}",
            row.database.name(),
            row.incidents,
            row.workload.name(),
            row.side.name(),
            row.connections,
            ratio(row.requests_per_second, old.requests_per_second),
            ratio(row.p50_ms, old.p50_ms),
            ratio(row.p99_ms, old.p99_ms),
            ratio(row.cpu(), old.cpu()),
            ratio(row.resident_mb, old.resident_mb),
        ));
    }
    for fanout in &now.fanouts {
        let same = |old: &&crate::report::Fanout| {
            (old.database, old.side, old.subscribers) == (fanout.database, fanout.side, fanout.subscribers)
        };
        let Some(old) = before.fanouts.iter().find(same) else { continue };
        lines.push(format!(
            "{:<10} {:>8} W6  {:<7} {:>4}  last {:>6}  CPU {:>5}",
            fanout.database.name(),
            "",
            fanout.side.name(),
            fanout.subscribers,
            ratio(fanout.last_ms, old.last_ms),
            ratio(fanout.server_cpu_ms + fanout.database_cpu_ms, old.server_cpu_ms + old.database_cpu_ms),
        ));
    }
    if now.rows.iter().any(|row| row.side == Side::Floor) {
        lines.push("the floor's rows say how much of it is the machine".to_owned());
    }
    lines
}

/// A ratio as text; nothing to divide by is a dash.
fn ratio(now: f64, before: f64) -> String {
    if before > 0.0 { format!("{:.2}", now / before) } else { "-".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Workload;
    use crate::report::tests::row;

    #[test]
    fn only_what_both_runs_have_is_compared() {
        let before = Report { rows: vec![row(Workload::W1, Side::Product, 100.0)], ..Report::default() };
        let rows = vec![row(Workload::W1, Side::Product, 150.0), row(Workload::W2, Side::Product, 1.0)];
        let lines = lines(&before, &Report { rows, ..Report::default() });
        assert_eq!(lines.len(), 2);
        assert!(lines[1].contains("req/s  1.50") && lines[1].contains("CPU  1.00"), "{lines:?}");
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        assert_eq!(ratio(1.0, 0.0), "-");
    }
}
