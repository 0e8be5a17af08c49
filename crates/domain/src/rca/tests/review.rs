//! The review of an analysis, and findings that are set aside.

use super::*;
use crate::rca::rules::check_dismissal;

/// A map that passes steps 1 and 2, with one open verdict.
fn drafted() -> (Case, CauseId) {
    let mut case = Case::new(RcaMethod::CauseMap);
    case.analysis.rca.goals = vec![Goal { kind: GoalKind::Customer, text: short("Customers can book") }];
    let a = case.cause("Two workers of fixed size served the whole sale");
    case.group(None, GroupOperator::And, &[a]);
    case.get(a).stop_reason = Some(StopReason::MoreEffortThanWorth);
    (case, a)
}

#[test]
fn a_review_needs_its_steps_and_another_person() {
    use RcaStatus::{Draft, InReview, Published, Reviewed};
    let (mut case, a) = drafted();
    let go = |case: &mut Case, to, by| {
        let steps = case.steps();
        case.analysis.rca.change_status(to, &steps, by)
    };
    for to in [Draft, Reviewed, Published] {
        assert_eq!(go(&mut case, to, AUTHOR), Err(RcaError::Transition { from: Draft, to }));
    }
    let statement = std::mem::take(&mut case.analysis.rca.statement);
    let refused = go(&mut case, InReview, AUTHOR).unwrap_err();
    assert_eq!(refused.rule(), Some("RCS-01"));
    assert!(refused.to_string().contains("what, where, when, how much and scope"), "{refused}");
    case.analysis.rca.statement = statement;
    go(&mut case, InReview, AUTHOR).unwrap();
    assert_eq!(case.analysis.rca.submitted_by, Some(AUTHOR));

    let refused = go(&mut case, Reviewed, READER).unwrap_err();
    assert_eq!(refused.rule(), Some("RCS-05"), "{refused}");
    assert_eq!(go(&mut case, Reviewed, AUTHOR), Err(RcaError::OwnReview));
    case.decide(a, CauseVerdict::Validated);
    assert_eq!(go(&mut case, Reviewed, AUTHOR), Err(RcaError::OwnReview));
    go(&mut case, Reviewed, READER).unwrap();
    go(&mut case, Draft, READER).unwrap();
    assert_eq!((case.analysis.rca.status, case.analysis.rca.submitted_by), (Draft, None));
}

#[test]
fn a_refusal_lists_what_is_missing_and_is_not_endless() {
    let mut case = Case::new(RcaMethod::Fishbone);
    for n in 0..9 {
        case.cause(&format!("cause {n}"));
    }
    let steps = case.steps();
    let refused = case.analysis.rca.change_status(RcaStatus::InReview, &steps, AUTHOR).unwrap_err();
    let text = refused.to_string();
    assert!(text.starts_with("IN_REVIEW has to wait: FB-03 “cause 0” sits on no category."), "{text}");
    assert!(text.ends_with("And 5 more."), "{text}");
}

#[test]
fn warnings_and_hints_are_set_aside_and_errors_are_not() {
    let (mut case, a) = drafted();
    let steps = case.steps();
    assert_eq!(check_dismissal(&steps, "RCS-03", ""), Ok(()));
    for (rule, subject) in [("RCS-05", a.to_string()), ("RCS-03", a.to_string()), ("RCS-99", String::new())] {
        assert_eq!(check_dismissal(&steps, rule, &subject), Err(RcaError::NotDismissible), "{rule}");
    }
    for (rule, subject) in [("RCS-03", String::new()), ("RCS-05", a.to_string())] {
        case.analysis.dismissals.push(Dismissal {
            rule: crate::finding::RuleId::stored(rule.to_owned()),
            subject,
            reason: short("It is a small thing."),
            by: AUTHOR,
            at: case.now,
        });
    }
    let steps = case.steps();
    let last = steps[1].findings.last().unwrap();
    assert_eq!(
        (last.finding.rule.as_str(), last.dismissed.is_some()),
        ("RCS-03", true),
        "those set aside come last"
    );
    let verdict = steps[2].findings.iter().find(|found| found.finding.rule.as_str() == "RCS-05").unwrap();
    assert_eq!((verdict.dismissed.is_some(), steps[2].passed), (false, false));
    let outcome = rules::outcome(&case.analysis, &steps);
    assert!(outcome.open.iter().all(|finding| finding.rule.as_str() != "RCS-03"));
    assert!(outcome.open.is_sorted_by_key(|finding| finding.level), "strongest first");
}
