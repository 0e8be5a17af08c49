//! Whether it works (`ACT-10`).

use super::*;
use crate::repair::effect::Measurement;

fn measurement(result: Effectiveness) -> Measurement {
    Measurement {
        result,
        metric: short("p95 of search, seconds"),
        baseline: short("8"),
        target: short("below 1"),
        observed: short("0.7"),
        measured_at: None,
        note: Markdown::default(),
    }
}

/// Records a whole measurement.
pub(super) fn measured(item: &mut RepairItem, result: Effectiveness, now: &str) -> Result<(), RepairError> {
    item.measure(measurement(result), &policy(), AUTHOR, at(now))
}

const CHECKED: &str = "2026-12-26T12:00";

#[test]
fn a_measurement_ends_an_item_or_opens_it_again() {
    for (result, status) in [
        (Effectiveness::Effective, S::Effective),
        (Effectiveness::Partial, S::Done),
        (Effectiveness::Ineffective, S::Reopened),
        (Effectiveness::Inconclusive, S::Done),
    ] {
        let mut item = done(RepairKind::Corrective);
        assert_eq!(measured(&mut item, result, CHECKED), Ok(()));
        assert_eq!(item.status, status, "{result}");
        let check = item.effectiveness.clone().unwrap();
        assert_eq!((check.result, check.measured_at, check.recorded_by), (result, at(CHECKED), AUTHOR));
        assert_eq!(item.plan.missing(), if status == S::Reopened { vec!["check date"] } else { vec![] });
        assert_eq!(item.done_at.is_some(), status.is_done(), "{result}");
        let reopened = item.reopening.map(|reopening| (reopening.at, reopening.reason));
        assert_eq!(
            reopened,
            (status == S::Reopened).then(|| (at(CHECKED), RepairReopenReason::Ineffective)),
            "{result}"
        );
    }
}

#[test]
fn act_10_only_a_done_item_is_measured() {
    for status in S::ALL.iter().copied() {
        let mut item = in_status(status);
        let before = item.clone();
        let result = measured(&mut item, Effectiveness::Effective, "2027-01-15T12:00");
        if status == S::Done {
            assert_eq!(result, Ok(()));
        } else {
            assert_eq!((result, &item), (Err(RepairError::NotDone { status }), &before));
        }
    }
}

#[test]
fn act_10_a_measurement_is_whole_and_of_its_time() {
    // Done on 26 November, 12:00.
    let base = || measurement(Effectiveness::Effective);
    let timed = |measured: &str| Measurement { measured_at: Some(at(measured)), ..base() };
    let missing = |field| Err(RepairError::MeasurementIncomplete { field });
    for (measurement, expected) in [
        (timed("2026-11-26T12:00"), Ok(())),
        (timed("2026-11-26T11:59"), Err(RepairError::MeasuredTooEarly)),
        (timed("2026-12-26T12:01"), Err(RepairError::InFuture { field: "measuredAt" })),
        (Measurement { metric: None, ..base() }, missing("metric")),
        (Measurement { target: None, ..base() }, missing("target")),
        (Measurement { observed: None, ..base() }, missing("observed")),
        (Measurement { observed: None, result: Effectiveness::Inconclusive, ..base() }, Ok(())),
        (Measurement { baseline: None, ..base() }, Ok(())),
    ] {
        let mut item = done(RepairKind::Corrective);
        item.done_at = Some(at("2026-11-26T12:00") + chrono::Duration::seconds(40));
        let before = item.clone();
        let words = format!("{measurement:?}");
        let result = item.measure(measurement, &policy(), AUTHOR, at(CHECKED));
        assert_eq!(result, expected, "{words}");
        assert!(expected.is_ok() || item == before, "a refused measurement leaves no trace");
    }
}

#[test]
fn plan_and_measurement_complete_each_other() {
    let mut item = done(RepairKind::Corrective);
    item.plan.metric = short("errors a day");
    item.plan.target = short("none");
    let brought =
        Measurement { metric: None, target: short("below 2"), ..measurement(Effectiveness::Partial) };
    item.measure(brought, &policy(), AUTHOR, at(CHECKED)).unwrap();
    let check = item.effectiveness.clone().unwrap();
    assert_eq!(Some(check.metric), short("errors a day"));
    assert_eq!((Some(check.target), item.plan.target.clone()), (short("below 2"), short("below 2")));
    assert_eq!(item.plan.baseline, short("8"));
}

#[test]
fn a_check_is_due_until_somebody_tells() {
    let mut item = done(RepairKind::Corrective);
    assert!(!item.is_check_due(at("2026-12-26T11:59")));
    assert!(item.is_check_due(at(CHECKED)));
    measured(&mut item, Effectiveness::Inconclusive, CHECKED).unwrap();
    assert_eq!(item.plan.check_at, Some(at("2027-01-25T12:00")), "measured again after as many days");
    assert!(!item.is_check_due(at(CHECKED)) && item.is_check_due(at("2027-01-25T12:00")));
    measured(&mut item, Effectiveness::Partial, "2027-01-25T12:00").unwrap();
    assert!(!item.is_check_due(at("2027-06-01T12:00")));
    assert!(!in_status(S::Committed).is_check_due(at("2027-06-01T12:00")));
}
