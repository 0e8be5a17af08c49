//! Clocks, wishes and exceptions (`ACT-03`).

use super::*;
use crate::repair::due::{DueRequest, clock};

fn request(due: &str, reason: bool, approver: bool) -> DueRequest {
    DueRequest {
        due_at: at(due),
        reason: reason.then(|| body("The vendor delivers in January.")),
        approver: approver.then_some(APPROVER),
    }
}

fn ask(item: &mut RepairItem, request: DueRequest, causes: &[LinkedCause]) -> Result<(), RepairError> {
    item.ask_due(request, &policy(), causes, at(NOW))
}

fn over(days: i64, missing: &'static str) -> Result<(), RepairError> {
    Err(RepairError::OverPolicy { days, missing })
}

#[test]
fn act_03_days_are_counted_from_the_confirmation() {
    use RepairKind::{Corrective, Preventive};
    let later = linked(2, Some("2026-11-22T12:00"));
    let gone = LinkedCause { is_gone: true, ..linked(3, Some("2026-11-23T12:00")) };
    for (kind, horizon, causes, from, basis, due) in [
        (Corrective, None, vec![root()], CONFIRMED, ClockBasis::RootCauseConfirmed, "2026-11-30T12:00"),
        (
            Corrective,
            None,
            vec![later, root(), gone],
            "2026-11-22T12:00",
            ClockBasis::RootCauseConfirmed,
            "2026-12-02T12:00",
        ),
        (Preventive, None, vec![root()], CONFIRMED, ClockBasis::RootCauseConfirmed, "2027-02-18T12:00"),
        (
            Preventive,
            Some(RepairHorizon::Long),
            vec![root(), factor()],
            CONFIRMED,
            ClockBasis::RootCauseConfirmed,
            "2027-11-20T12:00",
        ),
        (Preventive, None, vec![factor()], NOW, ClockBasis::Committed, "2027-02-22T12:00"),
    ] {
        let mut item = proposed_with(RepairFields { horizon, ..fields(kind) });
        assert_eq!((item.clock, item.due_at), (None, None), "an idea has no clock");
        go_with(&mut item, S::Committed, &causes, NOW).unwrap();
        let clock = item.clock.unwrap();
        assert_eq!((clock.counted_from, clock.basis), (at(from), basis), "{kind}");
        assert_eq!((item.due_at, clock.policy_due_at()), (Some(at(due)), at(due)), "{kind}");
        assert_eq!((item.is_over_policy(), &item.exception), (false, &None));
        assert_eq!(item.committed_at, Some(at(NOW)));
    }
}

#[test]
fn days_are_of_24_hours() {
    let clock = DueClock { counted_from: at("2026-03-28T12:00"), basis: ClockBasis::Committed, days: 10 };
    assert_eq!(clock.policy_due_at() - clock.counted_from, chrono::Duration::hours(240));
}

#[test]
fn a_clock_counts_from_the_later_of_confirmation_and_reopening() {
    let mut item = in_status(S::Reopened);
    decline(&mut item, "2026-12-02T12:00").unwrap();
    go(&mut item, S::Proposed, "2026-12-02T12:00").unwrap();
    for (confirmed, basis) in
        [(CONFIRMED, ClockBasis::Reopened), ("2026-12-03T12:00", ClockBasis::RootCauseConfirmed)]
    {
        let found = clock(&item, &policy(), &[linked(0, Some(confirmed))], at("2026-12-04T12:00"));
        assert_eq!(found.basis, basis, "{confirmed}");
    }
}

#[test]
fn act_03_a_wish_is_judged_at_once_where_the_policy_date_is_known() {
    // By policy 30 November, 12:00.
    for (causes, wish, expected) in [
        (vec![root()], request("2026-11-30T12:00", false, false), Ok(())),
        (vec![root()], request("2026-11-28T12:00", false, false), Ok(())),
        (vec![root()], request("2026-11-30T12:01", false, false), over(1, "reason")),
        (vec![root()], request("2026-12-01T12:00", true, false), over(1, "approver")),
        (vec![root()], request("2026-12-02T12:00", false, true), over(2, "reason")),
        (vec![root()], request("2026-12-02T12:01", true, true), Ok(())),
        (vec![factor()], request("2027-12-02T12:00", false, false), Ok(())),
        (vec![], request("2027-12-02T12:00", false, false), Ok(())),
        (vec![], request(NOW, false, false), Err(RepairError::InPast { field: "dueAt" })),
    ] {
        let mut item = proposed(RepairKind::Corrective);
        let due = wish.due_at;
        let result = ask(&mut item, wish, &causes);
        assert_eq!(result, expected, "{due}");
        assert_eq!(item.due_at, expected.is_ok().then_some(due));
        assert!(!item.is_over_policy(), "an idea has no clock to be over");
        if let Err(refused) = result {
            let rule = matches!(refused, RepairError::OverPolicy { .. }).then_some("ACT-03");
            assert_eq!((refused.rule(), &item.exception), (rule, &None));
        }
    }
}

#[test]
fn act_03_a_wish_is_judged_again_at_the_commitment() {
    for (wish, passes, due, excepted) in [
        (request("2026-11-26T12:00", false, false), Ok(()), "2026-11-26T12:00", false),
        (request("2026-11-26T12:00", true, true), Ok(()), "2026-11-26T12:00", true),
        (request("2026-11-30T12:00", true, true), Ok(()), "2026-11-30T12:00", false),
        (request("2026-12-03T12:00", false, false), over(3, "reason"), "", false),
        (request("2026-12-03T12:00", true, false), over(3, "approver"), "", false),
        (request("2026-12-03T12:00", true, true), Ok(()), "2026-12-03T12:00", true),
    ] {
        let mut item = proposed(RepairKind::Corrective);
        ask(&mut item, wish.clone(), &[factor()]).unwrap();
        let wished = item.clone();
        let result = go(&mut item, S::Committed, NOW);
        assert_eq!(result, passes, "{wish:?}");
        if passes.is_err() {
            assert_eq!(item, wished, "a refused step leaves no trace");
            ask(
                &mut item,
                DueRequest { reason: Some(body("x")), approver: Some(APPROVER), ..wish },
                &[root()],
            )
            .unwrap();
            assert_eq!(go(&mut item, S::Committed, NOW), Ok(()), "reason and approver can be added");
            continue;
        }
        assert_eq!((item.due_at, item.exception.is_some()), (Some(at(due)), excepted), "{wish:?}");
        assert_eq!(item.is_over_policy(), due > "2026-11-30T12:00");
    }
}

#[test]
fn a_wish_that_has_passed_is_void() {
    let mut item = proposed(RepairKind::Corrective);
    ask(&mut item, request("2026-11-25T12:00", true, false), &[root()]).unwrap();
    go(&mut item, S::Committed, "2026-11-25T12:00").unwrap();
    assert_eq!((item.due_at, &item.exception), (Some(at("2026-11-30T12:00")), &None));
}

#[test]
fn postponing_needs_a_reason_and_beyond_the_policy_an_approver() {
    // Due on 28 November by wish, on 30 November by policy.
    for (asked, expected) in [
        (request("2026-11-29T12:00", false, false), Err(RepairError::ReasonNeeded)),
        (request("2026-11-29T12:00", true, false), Ok(())),
        (request("2026-11-26T12:00", false, false), Ok(())),
        (request("2026-12-04T12:00", true, false), over(4, "approver")),
        (request("2026-12-04T12:00", false, false), over(4, "reason")),
        (request("2026-12-04T12:00", true, true), Ok(())),
        (request("2026-11-24T11:00", true, true), Err(RepairError::InPast { field: "dueAt" })),
        (request("2026-11-28T12:00", false, false), Err(RepairError::ReasonNeeded)),
    ] {
        let mut item = proposed(RepairKind::Corrective);
        ask(&mut item, request("2026-11-28T12:00", false, false), &[root()]).unwrap();
        go(&mut item, S::Committed, NOW).unwrap();
        let due = asked.due_at;
        let has_reason = asked.reason.is_some();
        assert_eq!(ask(&mut item, asked, &[root()]), expected, "{due} {has_reason}");
        if expected.is_ok() {
            assert_eq!((item.due_at, item.exception.is_some()), (Some(due), has_reason));
            let is_over = due > at("2026-11-30T12:00");
            assert_eq!(item.is_over_policy(), is_over);
            let approver = item.exception.and_then(|exception| exception.approver);
            assert_eq!(approver, is_over.then_some(APPROVER), "an approver counts beyond the policy only");
        }
    }
}

#[test]
fn an_exception_shrinks_under_its_own_approval_and_ends_at_the_policy() {
    let mut item = committed(RepairKind::Corrective);
    ask(&mut item, request("2026-12-20T12:00", true, true), &[root()]).unwrap();
    let same = ask(&mut item, request("2026-12-20T12:00", true, true), &[root()]);
    assert_eq!(same, Err(RepairError::Unchanged { field: "dueAt" }));
    assert_eq!(ask(&mut item, request("2026-12-30T12:00", true, false), &[root()]), over(30, "approver"));
    ask(&mut item, request("2026-12-10T12:00", false, false), &[root()]).unwrap();
    let kept = item.exception.clone().unwrap();
    assert_eq!((kept.approver, item.is_over_policy()), (Some(APPROVER), true));
    ask(&mut item, request("2026-11-30T12:00", false, false), &[root()]).unwrap();
    assert_eq!((&item.exception, item.is_over_policy()), (&None, false));
}

#[test]
fn what_has_no_clock_has_no_due_date_to_change() {
    for status in S::ALL.iter().copied() {
        let mut item = in_status(status);
        let result = item.ask_due(request("2027-03-01T12:00", true, true), &policy(), &[root()], at(NOW));
        let expected = match status {
            S::Done | S::Effective | S::NotDoing => Err(RepairError::NoClock { status }),
            _ => Ok(()),
        };
        assert_eq!(result, expected, "{status}");
    }
}

#[test]
fn a_clock_follows_causes_forward_alone() {
    let later = |date: &str| [root(), linked(2, Some(date))];
    let follow = |item: &mut RepairItem, causes: &[LinkedCause]| item.follow_causes(&policy(), causes);
    let mut item = committed(RepairKind::Corrective);
    for (causes, moves, due) in [
        (vec![root()], false, "2026-11-30T12:00"),
        (vec![], false, "2026-11-30T12:00"),
        (vec![linked(2, Some("2026-11-19T12:00"))], false, "2026-11-30T12:00"),
        (later("2026-11-25T12:00").to_vec(), true, "2026-12-05T12:00"),
        (vec![root()], false, "2026-12-05T12:00"),
    ] {
        assert_eq!(follow(&mut item, &causes), moves, "{causes:?}");
        assert_eq!(item.due_at, Some(at(due)), "{causes:?}");
    }
    let mut mere = proposed(RepairKind::Preventive);
    go_with(&mut mere, S::Committed, &[factor()], NOW).unwrap();
    assert!(follow(&mut mere, &later("2026-11-25T12:00")));
    assert_eq!(mere.clock.unwrap().basis, ClockBasis::RootCauseConfirmed);

    let mut asked = committed(RepairKind::Corrective);
    ask(&mut asked, request("2026-12-04T12:00", true, true), &[root()]).unwrap();
    for mut fixed in [asked, in_status(S::Reopened), in_status(S::Done), in_status(S::Proposed)] {
        let before = fixed.clone();
        assert!(!follow(&mut fixed, &later("2026-12-20T12:00")), "{}", fixed.status);
        assert_eq!(fixed, before);
    }
}

#[test]
fn overdue_is_what_runs_past_its_date() {
    for status in S::ALL.iter().copied() {
        let mut item = in_status(status);
        item.due_at = Some(at("2027-06-01T12:00"));
        assert!(!item.is_overdue(at("2027-06-01T12:00")), "{status}");
        assert_eq!(item.is_overdue(at("2027-06-01T12:01")), status.has_running_clock(), "{status}");
    }
}
