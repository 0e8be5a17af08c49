//! Reports: open ones by age and strength, done ones by policy and effect.

use super::*;
use crate::repair::report::{Counted, Tally};

fn counted(status: RepairItemStatus, age_days: i64) -> Counted {
    Counted {
        status,
        strength: None,
        created_at: at(NOW) - chrono::Duration::days(age_days),
        policy_due_at: None,
        due_at: None,
        done_at: None,
        result: None,
    }
}

fn tally(items: &[Counted]) -> Tally {
    Tally::of(items, at(NOW))
}

#[test]
fn nothing_counted_has_no_shares() {
    let none = tally(&[]);
    assert_eq!(none, Tally::default());
    assert_eq!(
        (none.share_within_policy(), none.share_effective(), none.median_age_days),
        (None, None, None)
    );
}

#[test]
fn open_items_count_by_age_and_strength() {
    let ages = [0, 9, 10, 29, 30, 89, 90, 364, 365, 4_000];
    let items: Vec<Counted> = ages.iter().map(|days| counted(S::Committed, *days)).collect();
    let found = tally(&items);
    assert_eq!((found.open, found.ages), (10, [2; 5]), "a class holds its lower bound and not its upper one");
    for (days, median) in [(vec![3], 3.0), (vec![1, 2, 9], 2.0), (vec![1, 2, 3, 9], 2.5)] {
        let items: Vec<Counted> = days.iter().map(|days| counted(S::Proposed, *days)).collect();
        assert_eq!(tally(&items).median_age_days, Some(median), "{days:?}");
    }
    assert_eq!(tally(&[counted(S::Proposed, -3)]).ages[0], 1, "a clock that went back");
    let strengths = [
        Some(RepairStrength::Strong),
        Some(RepairStrength::Intermediate),
        Some(RepairStrength::Intermediate),
        Some(RepairStrength::Weak),
        None,
    ];
    let items: Vec<Counted> = strengths
        .iter()
        .map(|strength| Counted { strength: *strength, ..counted(S::InProgress, 1) })
        .collect();
    assert_eq!(tally(&items).strengths, [1, 2, 1, 1]);
}

#[test]
fn states_are_counted_where_they_belong() {
    let late = |status| Counted { due_at: Some(at("2026-11-24T11:59")), ..counted(status, 20) };
    for (status, open, overdue, done, not_doing) in [
        (S::Proposed, 1, 0, 0, 0),
        (S::Committed, 1, 1, 0, 0),
        (S::InProgress, 1, 1, 0, 0),
        (S::Done, 1, 0, 1, 0),
        (S::Effective, 0, 0, 1, 0),
        (S::Reopened, 1, 1, 0, 0),
        (S::NotDoing, 0, 0, 0, 1),
    ] {
        let found = tally(&[late(status)]);
        assert_eq!(
            (found.open, found.overdue, found.done, found.not_doing),
            (open, overdue, done, not_doing),
            "{status}"
        );
    }
    let due_now = Counted { due_at: Some(at(NOW)), ..counted(S::Committed, 20) };
    assert_eq!(tally(&[due_now]).overdue, 0);
}

#[test]
fn what_nobody_measured_does_not_work_and_what_failed_is_not_forgotten() {
    let done = |status, done: Option<&str>, result| Counted {
        policy_due_at: Some(at("2026-11-20T12:00")),
        done_at: done.map(at),
        result,
        ..counted(status, 30)
    };
    let found = tally(&[
        done(S::Effective, Some("2026-11-20T12:00"), Some(Effectiveness::Effective)),
        done(S::Done, Some("2026-11-20T12:01"), Some(Effectiveness::Partial)),
        done(S::Done, Some("2026-11-19T12:00"), Some(Effectiveness::Inconclusive)),
        done(S::Reopened, None, Some(Effectiveness::Ineffective)),
        done(S::Reopened, None, Some(Effectiveness::Effective)),
        done(S::NotDoing, None, Some(Effectiveness::Ineffective)),
        done(S::NotDoing, None, None),
    ]);
    assert_eq!((found.done, found.done_within_policy, found.measured, found.effective), (6, 2, 5, 1));
    assert_eq!(found.not_doing, 2);
    assert_eq!(found.share_effective(), Some(1.0 / 6.0), "one that failed and was given up still counts");
}
