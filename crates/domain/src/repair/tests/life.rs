//! The life of an item: steps, gates, and what each leaves behind.

use super::*;

#[test]
fn an_item_goes_only_where_its_life_leads() {
    let table: [(S, &[S]); 7] = [
        (S::Proposed, &[S::Committed, S::NotDoing]),
        (S::Committed, &[S::InProgress, S::Done, S::NotDoing]),
        (S::InProgress, &[S::Committed, S::Done, S::NotDoing]),
        (S::Done, &[S::InProgress]),
        (S::Effective, &[]),
        (S::Reopened, &[S::InProgress, S::Done, S::NotDoing]),
        (S::NotDoing, &[S::Proposed]),
    ];
    for (from, allowed) in table {
        assert_eq!(from.next(), allowed, "{from}");
        for to in S::ALL.iter().copied() {
            let mut item = in_status(from);
            let before = item.clone();
            let result = go(&mut item, to, "2026-12-27T12:00");
            if !allowed.contains(&to) {
                assert_eq!(
                    (result, &item),
                    (Err(RepairError::Transition { from, to }), &before),
                    "{from} {to}"
                );
            } else if to == S::NotDoing {
                let refused = RepairError::DecisionIncomplete { missing: "reason" };
                assert_eq!(refused.rule(), Some("ACT-11"));
                assert_eq!((result, &item), (Err(refused), &before), "{from} {to}");
            } else {
                assert_eq!((result, item.status), (Ok(()), to), "{from} {to}");
            }
        }
    }
}

#[test]
fn act_01_a_corrective_item_needs_a_confirmed_root_cause() {
    let gone = LinkedCause { is_gone: true, ..root() };
    for (causes, passes) in
        [(vec![], false), (vec![factor()], false), (vec![gone], false), (vec![factor(), root()], true)]
    {
        let mut item = proposed(RepairKind::Corrective);
        let before = item.clone();
        let result = go_with(&mut item, S::Committed, &causes, NOW);
        assert_eq!(result.is_ok(), passes, "{causes:?}");
        if let Err(refused) = result {
            assert_eq!((refused.rule(), &item), (Some("ACT-01"), &before));
            assert!(refused.to_string().starts_with("COMMITTED has to wait: ACT-01 "), "{refused}");
        }
    }
}

#[test]
fn act_02_a_preventive_item_needs_a_cause_and_says_what_it_changes() {
    let gone = LinkedCause { is_gone: true, ..factor() };
    for (causes, target, passes) in [
        (vec![], Some(RepairTarget::Design), false),
        (vec![gone], Some(RepairTarget::Design), false),
        (vec![factor()], None, false),
        (vec![factor()], Some(RepairTarget::System), true),
        (vec![root()], Some(RepairTarget::Process), true),
    ] {
        let mut item = proposed_with(RepairFields { target, ..fields(RepairKind::Preventive) });
        let result = go_with(&mut item, S::Committed, &causes, NOW);
        assert_eq!(result.is_ok(), passes, "{causes:?} {target:?}");
        assert!(passes || result.unwrap_err().rule() == Some("ACT-02"));
    }
}

#[test]
fn act_04_somebody_answers_for_it() {
    let whole = || fields(RepairKind::Corrective);
    for (fields, missing) in [
        (RepairFields { owner: None, ..whole() }, "owner"),
        (RepairFields { team: None, ..whole() }, "team"),
        (RepairFields { done_condition: markdown(" \n"), ..whole() }, "done condition"),
        (
            RepairFields { owner: None, team: None, done_condition: Markdown::default(), ..whole() },
            "owner, team and done condition",
        ),
    ] {
        let mut item = proposed_with(fields);
        let refused = go(&mut item, S::Committed, NOW).unwrap_err();
        assert_eq!(refused.rule(), Some("ACT-04"), "{refused}");
        assert!(refused.to_string().ends_with(&format!("It still needs {missing}.")), "{refused}");
    }
}

#[test]
fn a_gate_names_all_that_is_missing() {
    let mut item = proposed_with(RepairFields { owner: None, ..fields(RepairKind::Corrective) });
    let refused = go_with(&mut item, S::Committed, &[], NOW).unwrap_err().to_string();
    assert!(refused.contains("ACT-01") && refused.contains("ACT-04"), "{refused}");
}

#[test]
fn done_is_stamped_and_checked_later() {
    for (kind, check) in
        [(RepairKind::Corrective, "2026-12-26T12:00"), (RepairKind::Preventive, "2027-02-24T12:00")]
    {
        let item = done(kind);
        assert_eq!(
            (item.done_at, item.plan.check_at),
            (Some(at("2026-11-26T12:00")), Some(at(check))),
            "{kind}"
        );
    }
    // A check that somebody planned stays, if it lies ahead.
    for (planned, check) in
        [("2026-12-01T12:00", "2026-12-01T12:00"), ("2026-11-25T12:00", "2026-12-26T12:00")]
    {
        let mut item = committed(RepairKind::Corrective);
        item.plan.check_at = Some(at(planned));
        go(&mut item, S::Done, "2026-11-26T12:00").unwrap();
        assert_eq!(item.plan.check_at, Some(at(check)), "{planned}");
    }
}

#[test]
fn what_is_taken_up_again_is_not_done() {
    let mut item = done(RepairKind::Corrective);
    let due = item.due_at;
    go(&mut item, S::InProgress, "2026-11-27T12:00").unwrap();
    assert_eq!((item.done_at, item.plan.check_at, item.due_at), (None, None, due), "its clock goes on");
    let mut planned = done(RepairKind::Corrective);
    planned.plan.check_at = Some(at("2027-01-15T12:00"));
    go(&mut planned, S::InProgress, "2026-11-27T12:00").unwrap();
    assert_eq!(planned.plan.check_at, Some(at("2027-01-15T12:00")), "what somebody planned stays");
    let mut again = done(RepairKind::Corrective);
    effect::measured(&mut again, Effectiveness::Partial, "2026-11-27T12:00").unwrap();
    go(&mut again, S::InProgress, "2026-11-28T12:00").unwrap();
    assert!(again.effectiveness.is_some(), "the last measurement stays to be seen");
    go(&mut again, S::Done, "2026-11-29T12:00").unwrap();
    assert_eq!(again.effectiveness, None, "what is done anew is measured anew");
}

#[test]
fn a_step_back_keeps_the_clock() {
    let mut item = in_status(S::InProgress);
    let (clock, due) = (item.clock, item.due_at);
    go_with(&mut item, S::Committed, &[], "2026-11-28T12:00").unwrap();
    assert_eq!((item.clock, item.due_at), (clock, due));
}

#[test]
fn act_11_a_decision_not_to_act_is_kept_and_can_be_taken_back() {
    let mut item = committed(RepairKind::Corrective);
    decline(&mut item, "2026-11-25T12:00").unwrap();
    let decision = item.not_doing.clone().unwrap();
    assert_eq!((decision.approver, item.status.is_open()), (APPROVER, false));
    go(&mut item, S::Proposed, "2026-11-26T12:00").unwrap();
    assert_eq!((&item.not_doing, item.clock, item.due_at, &item.exception), (&None, None, None, &None));
    let first = item.committed_at;
    go_with(&mut item, S::Committed, &[linked(0, Some("2026-11-27T12:00"))], "2026-11-28T12:00").unwrap();
    assert_eq!(item.due_at, Some(at("2026-12-07T12:00")), "a new clock");
    assert_eq!(item.committed_at, first);
}

#[test]
fn only_what_is_finished_is_opened_again() {
    for status in S::ALL.iter().copied() {
        for reason in RepairReopenReason::ALL.iter().copied() {
            let mut item = in_status(status);
            let before = item.clone();
            let now = at("2027-01-10T12:00");
            assert_eq!(item.reopen(reason, &policy(), now), status.is_done(), "{status}");
            if !status.is_done() {
                assert_eq!(item, before, "{status}");
                continue;
            }
            let clock = DueClock { counted_from: now, basis: ClockBasis::Reopened, days: 10 };
            assert_eq!((item.status, item.clock), (S::Reopened, Some(clock)));
            assert_eq!(item.due_at, Some(at("2027-01-20T12:00")));
            assert_eq!((item.done_at, item.plan.check_at, &item.exception), (None, None, &None));
            assert_eq!(item.reopening, Some(RepairReopening { at: now, reason }));
        }
    }
}

#[test]
fn words_about_a_state_agree() {
    for status in S::ALL.iter().copied() {
        let by_hand = S::ALL.iter().any(|from| from.leads_to(status));
        assert_eq!(by_hand, !matches!(status, S::Effective | S::Reopened), "{status}");
        let is_standing = status.is_open() && status != S::Proposed && !status.is_done();
        assert_eq!(status.has_running_clock(), is_standing, "{status}");
    }
}
