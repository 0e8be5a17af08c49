//! What the rules say about items, one and all of them.

use super::*;
use crate::incident::Severity;
use crate::repair::rules::{MANY_ITEMS, findings, set_findings};
use crate::repair::wording::judge;
use FindingLevel::{Error, Hint, Warning};

fn whole_plan() -> EffectivenessPlan {
    EffectivenessPlan {
        metric: short("p95 of search, seconds"),
        baseline: short("8"),
        target: short("below 1"),
        check_at: None,
    }
}

#[test]
fn a_whole_item_leaves_nothing_to_say() {
    for status in [S::Proposed, S::Committed, S::InProgress, S::Reopened] {
        let mut item = in_status(status);
        item.plan = whole_plan();
        assert_eq!(findings(&item, &[root()], at("2026-11-24T12:01")), [], "{status}");
    }
}

#[test]
fn an_idea_is_told_what_its_commitment_will_need() {
    let empty = RepairFields {
        owner: None,
        causes: Vec::new(),
        title: Title::parse("Better monitoring").unwrap(),
        ..fields(RepairKind::Corrective)
    };
    let item = proposed_with(empty);
    let found = findings(&item, &[], at(NOW));
    assert_eq!(said(&found), [("ACT-01", Error), ("ACT-04", Error), ("ACT-05", Warning)]);
    let mut preventive = proposed(RepairKind::Preventive);
    preventive.target = None;
    assert_eq!(said(&findings(&preventive, &[], at(NOW))), [("ACT-02", Error), ("ACT-02", Error)]);
    for status in [S::Effective, S::NotDoing] {
        let mut ended = in_status(status);
        ended.owner = None;
        ended.plan = EffectivenessPlan { check_at: Some(at(NOW)), ..whole_plan() };
        assert_eq!(findings(&ended, &[], at("2027-06-01T12:00")), [], "{status}");
    }
}

#[test]
fn time_that_runs_out_is_told() {
    let mut item = committed(RepairKind::Corrective);
    item.plan = whole_plan();
    assert_eq!(findings(&item, &[root()], at("2026-11-30T12:00")), []);
    let late = findings(&item, &[root()], at("2026-12-02T15:00"));
    assert_eq!(said(&late), [("ACT-12", Warning)]);
    assert!(late[0].message.starts_with("It was due on 30 Nov 2026, 2 d 3 h ago."), "{}", late[0].message);
    item.due_at = Some(at("2026-12-20T12:00"));
    let over = findings(&item, &[root()], at("2026-12-02T15:00"));
    assert_eq!(said(&over), [("ACT-03", Hint)]);
    assert_eq!(over[0].message, "Over policy: due on 20 Dec 2026, and the policy gives until 30 Nov 2026.");
}

#[test]
fn act_10_done_is_not_effective() {
    let mut item = done(RepairKind::Corrective);
    let gaps = findings(&item, &[root()], at("2026-12-01T12:00"));
    assert_eq!(said(&gaps), [("ACT-10", Warning)]);
    assert_eq!(
        gaps[0].message,
        "To tell whether it works, its plan still needs metric, baseline and target."
    );
    assert_eq!(said(&findings(&committed(RepairKind::Corrective), &[root()], at(NOW))), [("ACT-10", Hint)]);
    item.plan = EffectivenessPlan { check_at: item.plan.check_at, ..whole_plan() };
    assert_eq!(findings(&item, &[root()], at("2026-12-01T12:00")), []);
    let due = findings(&item, &[root()], at("2026-12-26T12:00"));
    assert_eq!(said(&due), [("ACT-10", Warning)]);
    assert!(due[0].message.contains("26 Dec 2026"), "{}", due[0].message);
    effect::measured(&mut item, Effectiveness::Effective, "2026-12-26T12:00").unwrap();
    item.plan.baseline = None;
    assert_eq!(said(&findings(&item, &[root()], at("2026-12-27T12:00"))), [("ACT-10", Warning)]);
}

#[test]
fn act_05_a_title_says_what_will_be_there() {
    for (title, speaks) in [
        ("Add alerting for all cases where this service returns > 1 % errors", false),
        ("Better alerting", true),
        ("Alerts on the queue", true),
        ("Fix", true),
        ("Fix the search query", false),
    ] {
        assert_eq!(said(&judge(title, "")) == [("ACT-05", Warning)], speaks, "{title}");
    }
}

#[test]
fn act_06_an_open_verb_wants_an_end() {
    for title in [
        "Investigate monitoring",
        "Look into slow queries",
        "Improve alerting",
        "Ensure backups work",
        "Consider a second node",
        "Monitor the queue",
        "Review the runbook",
        "Be more careful with deploys",
        "Remind everybody of the runbook",
        "Retrain the on-call team",
    ] {
        let found = judge(title, "It is done.");
        assert_eq!(said(&found), [("ACT-06", Warning)], "{title}");
        let example = found[0].message.rsplit('“').next().unwrap().trim_end_matches("”.");
        assert_eq!(judge(example, ""), [], "what is proposed passes: {example}");
    }
    for (title, done_condition) in [
        ("Investigate slow queries within 2 days, output: list of query plans", ""),
        ("Investigate slow queries", "Time box: 2 days. A list of the ten slowest with their plans."),
        ("Investigate slow queries by 12 December", "A decision on pagination is written down."),
    ] {
        assert_eq!(judge(title, done_condition), [], "{title}");
    }
}

#[test]
fn act_09_a_sev1_wants_something_that_detects_or_mitigates() {
    let item = |purpose| {
        let mut item = proposed(RepairKind::Corrective);
        item.purpose = purpose;
        item
    };
    let prevents = || item(Some(RepairPurpose::Prevent));
    let mut declined = item(Some(RepairPurpose::Detect));
    declined.status = S::NotDoing;
    for (items, worst, speaks) in [
        (vec![], Some(Severity::Sev1), false),
        (vec![prevents()], Some(Severity::Sev1), true),
        (vec![prevents(), item(None)], Some(Severity::Sev1), true),
        (vec![prevents()], Some(Severity::Sev2), false),
        (vec![prevents()], None, false),
        (vec![prevents(), item(Some(RepairPurpose::Detect))], Some(Severity::Sev1), false),
        (vec![prevents(), item(Some(RepairPurpose::Mitigate))], Some(Severity::Sev1), false),
        (vec![prevents(), declined], Some(Severity::Sev1), true),
    ] {
        let expected: &[(&str, FindingLevel)] = if speaks { &[("ACT-09", Warning)] } else { &[] };
        assert_eq!(said(&set_findings(&items, worst)), expected, "{worst:?} {}", items.len());
    }
}

#[test]
fn act_11_many_items_want_to_be_fewer() {
    let mut items = vec![proposed(RepairKind::Corrective); MANY_ITEMS];
    assert_eq!(set_findings(&items, None), []);
    let mut declined = proposed(RepairKind::Corrective);
    declined.status = S::NotDoing;
    items.push(declined);
    assert_eq!(set_findings(&items, None), [], "a decision not to act is no item to do");
    items.push(proposed(RepairKind::Corrective));
    assert_eq!(said(&set_findings(&items, None)), [("ACT-11", Hint)]);
}
