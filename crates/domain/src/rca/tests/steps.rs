//! The six steps: `RCS-01` to `RCS-11`, `EVD-01`, and the helper that suggests a method.

use super::*;
use crate::rca::rules::{outcome, steps_passed, suggest_methods};
use FindingLevel::{Error, Hint, Warning};

#[test]
fn rcs_01_a_statement_has_five_parts() {
    let mut case = Case::new(RcaMethod::CauseMap);
    assert_eq!(case.level("RCS-01"), None);
    case.analysis.rca.statement.scope = Markdown::default();
    case.analysis.rca.statement.extent = markdown(" ");
    let steps = case.steps();
    assert_eq!(
        steps[0].findings[0].finding.message,
        "The problem statement does not say yet: how much and scope."
    );
    assert_eq!((steps[0].passed, case.level("RCS-01")), (false, Some(Error)));
}

#[test]
fn rcs_02_a_statement_names_no_cause() {
    let mut case = Case::new(RcaMethod::CauseMap);
    assert_eq!(case.level("RCS-02"), None);
    case.analysis.rca.statement.what = markdown("Search is slow because of the database");
    assert_eq!(case.level("RCS-02"), Some(Warning));
    assert!(case.steps()[0].passed, "a warning blocks nothing");
}

#[test]
fn rcs_08_an_analysis_begins_within_five_working_days() {
    // Begun on Tuesday, 24 November.
    for (restored, speaks) in
        [("2026-11-17", false), ("2026-11-16", true), ("2026-11-15", true), ("2026-11-25", false)]
    {
        let mut case = Case::new(RcaMethod::CauseMap);
        case.incident(Severity::Sev3, Some("2026-11-24"));
        case.incident(Severity::Sev3, Some(restored));
        assert_eq!(case.level("RCS-08") == Some(Warning), speaks, "{restored}");
    }
    let mut unknown = Case::new(RcaMethod::CauseMap);
    unknown.incident(Severity::Sev3, None);
    assert_eq!(unknown.level("RCS-08"), None);
}

#[test]
fn rcs_03_candidates_are_several_and_none_leaves_nothing_to_do() {
    for (severity, causes, level) in [
        (None, 0, Some(Error)),
        (None, 1, Some(Warning)),
        (None, 2, None),
        (Some(Severity::Sev3), 2, None),
        (Some(Severity::Sev2), 2, Some(Warning)),
        (Some(Severity::Sev1), 3, None),
    ] {
        let mut case = Case::new(RcaMethod::CauseMap);
        if let Some(severity) = severity {
            case.incident(Severity::Sev4, None);
            case.incident(severity, None);
        }
        for n in 0..causes {
            case.cause(&format!("cause {n}"));
        }
        assert_eq!(case.level("RCS-03"), level, "{severity:?} {causes}");
    }
}

#[test]
fn a_removed_cause_is_no_candidate() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let a = case.cause("a");
    case.get(a).removed_at = Some(case.now);
    assert_eq!(case.level("RCS-03"), Some(Error));
    assert_eq!(case.subjects("RCS-05"), [String::new()]);
}

#[test]
fn rcs_04_and_rcs_09_look_through_three_lenses() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b] = ["a", "b"].map(|text| case.cause(text));
    assert_eq!((case.level("RCS-04"), case.level("RCS-09")), (Some(Hint), Some(Warning)));
    case.get(a).lens = Some(Lens::Technical);
    case.get(b).bone = Some("process".to_owned());
    assert_eq!(case.level("RCS-04"), None, "a category has a lens");
    let message = |case: &Case| {
        let steps = case.steps();
        let found = steps[1].findings.iter().find(|found| found.finding.rule.as_str() == "RCS-09");
        found.map(|found| found.finding.message.clone()).unwrap_or_default()
    };
    assert!(
        message(&case).starts_with("What management system should have prevented it? Name"),
        "{}",
        message(&case)
    );
    case.answer(AnswerKey::NoOrganizationalCause);
    assert_eq!(case.level("RCS-09"), None, "none found, with a reason, is an answer");
    case.decide(b, CauseVerdict::Refuted);
    assert!(message(&case).starts_with("What process gaps"), "what is refuted answers nothing");
}

#[test]
fn rcs_11_what_somebody_did_has_a_cause() {
    for kind in CauseKind::ALL.iter().copied() {
        let mut case = Case::new(RcaMethod::CauseMap);
        let [a, b] = ["The scheduler was set to 90 %", "b"].map(|text| case.cause(text));
        case.get(a).kind = kind;
        let expected = if kind.may_be_root() { Vec::new() } else { vec![(Error, a.to_string())] };
        assert_eq!(case.says("RCS-11"), expected, "{kind}");
        case.group(Some(a), GroupOperator::And, &[b]);
        assert_eq!(case.says("RCS-11"), [], "{kind}");
        case.decide(b, CauseVerdict::Refuted);
        assert_eq!(case.says("RCS-11"), expected, "a refuted cause explains nothing: {kind}");
        case.decide(a, CauseVerdict::Refuted);
        assert_eq!(case.says("RCS-11"), [], "{kind}");
    }
}

#[test]
fn rcs_05_every_candidate_has_a_verdict_and_evidence_for_it() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|text| case.cause(text));
    case.decide(a, CauseVerdict::Validated);
    case.decide(b, CauseVerdict::Refuted);
    case.decide(c, CauseVerdict::Unresolved);
    assert_eq!(case.says("RCS-05"), [(Error, d.to_string())]);
    assert_eq!(case.step_of("RCS-05"), Some(RcaStep::Validate));
    case.decide(d, CauseVerdict::Unresolved);
    assert!(case.steps()[2].passed);
    case.analysis.evidence.remove(1);
    assert_eq!(case.subjects("RCS-05"), [b.to_string()]);
}

#[test]
fn evd_01_an_interview_alone_is_little_for_a_technical_cause() {
    for (lens, kinds, speaks) in [
        (Some(Lens::Technical), &[EvidenceKind::Interview, EvidenceKind::Interview][..], true),
        (Some(Lens::Technical), &[EvidenceKind::Interview, EvidenceKind::Log], false),
        (Some(Lens::Technical), &[], false),
        (Some(Lens::Process), &[EvidenceKind::Interview], false),
        (None, &[EvidenceKind::Interview], false),
    ] {
        let mut case = Case::new(RcaMethod::CauseMap);
        let a = case.cause("a");
        case.get(a).lens = lens;
        for kind in kinds {
            case.show(a, *kind);
        }
        assert_eq!(case.level("EVD-01") == Some(Warning), speaks, "{lens:?} {kinds:?}");
    }
}

#[test]
fn rcs_06_something_is_decided_about_every_root_cause() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b] = ["a", "b"].map(|text| case.cause(text));
    assert_eq!(case.says("RCS-06")[0], (Error, String::new()), "no root cause yet");
    for id in [a, b] {
        case.decide(id, CauseVerdict::Validated);
        case.get(id).confirm(day("2026-11-26")).unwrap();
    }
    case.get(a).accept_risk(risk(), day("2026-11-26")).unwrap();
    assert_eq!(case.says("RCS-06"), [(Error, b.to_string()), (Hint, String::new())]);
    let passed = |case: &Case| case.steps().iter().map(|step| step.passed).collect::<Vec<_>>();
    assert_eq!(passed(&case)[3..], [false, false, false], "what nobody chose is neither made nor measured");
    case.get(b).accept_risk(risk(), day("2026-11-26")).unwrap();
    assert_eq!(passed(&case)[3..], [true, true, true]);
    assert_eq!((case.says("RCS-06"), case.says("RCS-07")), (Vec::new(), Vec::new()));
    case.now = day("2027-03-02");
    assert_eq!(case.subjects("RCS-06"), [a.to_string(), b.to_string()], "the review is due");
    assert!(case.steps()[3].passed);
}

#[test]
fn rcs_10_what_was_stored_as_a_root_cause_and_is_none_is_told() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let a = case.cause("a");
    case.decide(a, CauseVerdict::Validated);
    case.get(a).confirm(day("2026-11-26")).unwrap();
    case.get(a).kind = CauseKind::HumanAction;
    assert_eq!(case.says("RCS-10"), [(Error, a.to_string())]);
}

#[test]
fn steps_count_without_a_gap() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let steps = case.steps();
    assert_eq!(steps.iter().map(|step| step.step).collect::<Vec<_>>(), RcaStep::ALL);
    assert_eq!((steps_passed(&steps), steps.iter().filter(|step| step.passed).count()), (1, 1));
    case.analysis.rca.goals = vec![Goal { kind: GoalKind::Cost, text: short("No refunds") }];
    let a = case.cause("a");
    case.group(None, GroupOperator::And, &[a]);
    case.get(a).stop_reason = Some(StopReason::OutsideControl);
    assert_eq!(steps_passed(&case.steps()), 2);
    case.decide(a, CauseVerdict::Validated);
    let steps = case.steps();
    let result = outcome(&case.analysis, &steps);
    assert_eq!((result.exists, result.root_causes, result.steps_passed), (true, 0, 3));
    case.get(a).confirm(day("2026-11-26")).unwrap();
    case.get(a).accept_risk(risk(), day("2026-11-26")).unwrap();
    let steps = case.steps();
    let result = outcome(&case.analysis, &steps);
    assert_eq!((result.root_causes, result.steps_passed), (1, 6));
}

#[test]
fn a_finding_is_named_by_rule_and_subject_alone() {
    for method in RcaMethod::ALL.iter().copied() {
        let mut case = Case::new(method);
        case.analysis.rca.statement = ProblemStatement::default();
        case.incident(Severity::Sev1, Some("2026-10-01"));
        let a = case.why(None, "What happened?", "Johnny wrote bad code");
        let b = case.why(Some(a), "Why is the coffee cold?", "Johnny wrote bad code");
        case.get(a).kind = CauseKind::HumanAction;
        case.cause("loose");
        case.show(b, EvidenceKind::Interview);
        let found: Vec<RcaFinding> = case.steps().into_iter().flat_map(|step| step.findings).collect();
        let soft = |found: &&RcaFinding| found.finding.level != Error;
        let mut names: Vec<(String, String)> = found
            .iter()
            .filter(soft)
            .map(|found| (found.finding.rule.to_string(), found.subject.clone()))
            .collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{method}: {names:?}");
        for found in found {
            let message = &found.finding.message;
            assert!(message.ends_with(['.', '?']) && message.chars().count() < 260, "{message}");
        }
    }
}

#[test]
fn a_method_is_suggested_by_what_is_known() {
    let first = |case: &Case| suggest_methods(&case.analysis, &case.facts())[0].0;
    let mut case = Case::new(RcaMethod::FiveWhys);
    assert_eq!(first(&case), RcaMethod::FiveWhys, "simple");
    case.incident(Severity::Sev2, None);
    assert_eq!(first(&case), RcaMethod::CauseMap, "severe");
    for n in 0..6 {
        case.cause(&format!("cause {n}"));
    }
    assert_eq!(first(&case), RcaMethod::Fishbone, "many factors");
    let ids: Vec<CauseId> = case.analysis.graph.causes.iter().map(|cause| cause.id).collect();
    case.group(Some(ids[0]), GroupOperator::And, &ids[1..3]);
    assert_eq!(first(&case), RcaMethod::CauseMap, "causes that interact");
    let mut again = Case::new(RcaMethod::FiveWhys);
    again.incident(Severity::Sev3, None);
    again.incidents[0].is_recurrence = true;
    assert_eq!(first(&again), RcaMethod::Enhanced, "it came back");
    for (method, reason) in suggest_methods(&case.analysis, &case.facts()) {
        assert!(reason.ends_with('.'), "{method} {reason}");
    }
}
