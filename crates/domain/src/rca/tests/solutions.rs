//! Steps 4 to 6: `RCS-06`, `ACT-08`, `ACT-01`, `ACT-02`, `RCS-07`, and a root cause that is opened again.

use super::*;
use crate::finding::Finding;
use FindingLevel::{Error, Hint, Warning};

fn passed(case: &Case) -> Vec<bool> {
    case.steps()[3..].iter().map(|step| step.passed).collect()
}

#[test]
fn rcs_06_a_root_cause_has_a_solution_that_somebody_committed_to() {
    for (state, counts) in [
        (SolutionState::Idea, false),
        (SolutionState::Chosen, true),
        (SolutionState::Done, true),
        (SolutionState::Partial, true),
        (SolutionState::Effective, true),
        (SolutionState::Declined, false),
    ] {
        let mut case = Case::new(RcaMethod::CauseMap);
        let root = case.root("Queries fetch whole tables");
        let other = case.cause("a factor");
        case.solution(state, &[other]);
        assert_eq!(case.says("RCS-06")[0], (Error, root.to_string()), "{state}: it acts on another cause");
        case.solution(state, &[other, root]);
        assert_eq!(passed(&case)[0], counts, "{state}");
    }
}

#[test]
fn rcs_06_says_what_to_do_next() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let root = case.root("Queries fetch whole tables");
    assert_eq!(
        case.messages(RcaStep::Solutions),
        [
            "Nothing is decided about the root cause “Queries fetch whole tables”. Propose a repair item and commit to it, \
             or decide to live with it until a date."
        ]
    );
    for _ in 0..2 {
        case.solution(SolutionState::Idea, &[root]);
    }
    assert_eq!(
        case.messages(RcaStep::Solutions),
        [
            "REP-1 and REP-2 are ideas for the root cause “Queries fetch whole tables”. Commit to it, or decide to live with \
             the cause until a date."
        ]
    );
    for _ in 0..5 {
        case.solution(SolutionState::Idea, &[root]);
    }
    let many = case.messages(RcaStep::Solutions).remove(0);
    assert!(many.starts_with("REP-1, REP-2, REP-3, REP-4, REP-5 and 2 more are ideas"), "{many}");
}

#[test]
fn act_08_weak_actions_alone_are_little() {
    for (weak, strong, level) in [(1, 0, Some(Warning)), (3, 0, Some(Warning)), (1, 1, None), (0, 1, None)] {
        let mut case = Case::new(RcaMethod::CauseMap);
        let root = case.root("a");
        for n in 0..weak + strong {
            case.solution(SolutionState::Chosen, &[root]).is_weak = n < weak;
        }
        // Neither an idea nor what is decided against makes it stronger.
        case.solution(SolutionState::Idea, &[root]);
        case.solution(SolutionState::Declined, &[root]);
        assert_eq!(case.level("ACT-08"), level, "{weak} {strong}");
        if level.is_some() {
            assert_eq!(
                (case.step_of("ACT-08"), case.subjects("ACT-08")),
                (Some(RcaStep::Solutions), vec![root.to_string()])
            );
        }
        assert!(passed(&case)[0], "a warning blocks nothing");
    }
}

#[test]
fn step_5_waits_until_what_was_chosen_is_done() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [root, factor] = [case.root("a"), case.cause("b")];
    case.solution(SolutionState::Chosen, &[factor, root]);
    case.solution(SolutionState::Chosen, &[root]);
    case.solution(SolutionState::Chosen, &[factor]);
    let said = case.steps()[4].findings.iter().map(|found| found.subject.clone()).collect::<Vec<_>>();
    assert_eq!(said, [root.to_string(), factor.to_string()]);
    assert_eq!(
        case.messages(RcaStep::Implement),
        ["REP-1 and REP-2 are not done yet.", "REP-3 is not done yet."]
    );
    for at in 0..3 {
        assert!(!passed(&case)[1]);
        case.solutions[at].state = SolutionState::Done;
    }
    assert_eq!(passed(&case), [true, true, false]);
}

#[test]
fn act_01_and_act_02_are_told_by_step_5() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let root = case.root("a");
    case.solution(SolutionState::Done, &[root]).errors =
        vec![Finding::error("ACT-02", "Say what it changes.")];
    case.solution(SolutionState::Idea, &[root]).errors = vec![Finding::error("ACT-01", "Link a root cause.")];
    assert_eq!(case.says("ACT-02"), [(Error, root.to_string())]);
    assert_eq!(case.messages(RcaStep::Implement), ["REP-1: Say what it changes."]);
    assert_eq!(case.says("ACT-01"), [], "an idea blocks nothing");
    // All its causes are gone: nothing but the item itself can be mended.
    case.solution(SolutionState::Done, &[CauseId::new(uuid(77))]).errors =
        vec![Finding::error("ACT-01", "Link a root cause.")];
    assert_eq!(case.says("ACT-01"), [(Error, String::new())]);
}

#[test]
fn rcs_07_a_solution_is_measured_by_a_whole_plan() {
    for (state, missing, said) in [
        (SolutionState::Effective, vec![], vec![]),
        (
            SolutionState::Effective,
            vec!["baseline"],
            vec![(Error, "REP-1 has no baseline yet. Measure whether it works.")],
        ),
        (SolutionState::Done, vec![], vec![(Error, "REP-1 has no result yet. Measure whether it works.")]),
        (
            SolutionState::Done,
            vec!["metric", "target"],
            vec![(Error, "REP-1 has no metric, target and result yet. Measure whether it works.")],
        ),
        (
            SolutionState::Partial,
            vec![],
            vec![(
                Warning,
                "REP-1 helps in part: better than before, and short of the target. Is that enough?",
            )],
        ),
        (SolutionState::Declined, vec!["metric"], vec![]),
    ] {
        let mut case = Case::new(RcaMethod::CauseMap);
        let root = case.root("a");
        case.solution(state, &[root]).missing = missing;
        case.solution(SolutionState::Effective, &[root]);
        let step = case.steps().remove(5);
        let found: Vec<(FindingLevel, &str)> =
            step.findings.iter().map(|found| (found.finding.level, found.finding.message.as_str())).collect();
        assert_eq!(found, said, "{state}");
        assert!(step.findings.iter().all(|found| found.subject == root.to_string()));
        assert_eq!(step.passed, said.iter().all(|(level, _)| *level != Error), "{state}");
    }
}

#[test]
fn a_root_cause_that_is_lived_with_needs_nothing_and_what_is_done_about_it_counts() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let root = case.root("a");
    case.get(root).accept_risk(risk(), day("2026-11-26")).unwrap();
    assert_eq!(passed(&case), [true, true, true]);
    case.now = day("2027-03-02");
    assert_eq!(case.says("RCS-06"), [(Warning, root.to_string())], "the review is due");
    case.solution(SolutionState::Chosen, &[root]);
    assert_eq!(case.messages(RcaStep::Solutions), Vec::<String>::new(), "something is done about it by now");
    assert_eq!(passed(&case), [true, false, false]);
}

#[test]
fn what_comes_after_waits_for_every_root_cause() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b] = ["a", "b"].map(|text| case.root(text));
    case.solution(SolutionState::Chosen, &[a]);
    assert_eq!(case.says("RCS-06"), [(Error, b.to_string()), (Hint, String::new())]);
    case.solution(SolutionState::Effective, &[b]);
    assert_eq!(case.says("RCS-06"), [(Error, a.to_string())]);
    assert_eq!(passed(&case), [true, false, false]);
}

#[test]
fn soft_findings_of_many_solutions_are_named_once_each() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b] = ["a", "b"].map(|text| case.root(text));
    for _ in 0..3 {
        case.solution(SolutionState::Partial, &[a, b]).is_weak = true;
    }
    case.solution(SolutionState::Partial, &[b]).is_weak = true;
    for rule in ["RCS-07", "ACT-08"] {
        let mut subjects = case.subjects(rule);
        let all = subjects.len();
        subjects.sort_unstable();
        subjects.dedup();
        assert_eq!((all, subjects.len()), (2, 2), "{rule}: a dismissal names rule and subject");
    }
}

#[test]
fn act_10_a_root_cause_without_a_remedy_is_a_candidate_again() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let root = case.root("a");
    case.get(root).accept_risk(risk(), day("2026-11-26")).unwrap();
    case.solution(SolutionState::Done, &[root]);
    assert!(passed(&case)[0]);
    let now = day("2026-12-26");
    assert!(case.get(root).reopen(markdown("REP-1 showed no effect."), now));
    let cause = case.get(root).clone();
    assert_eq!((cause.verdict, cause.confirmed_at, &cause.risk), (CauseVerdict::Potential, None, &None));
    assert_eq!(
        (cause.verdict_reason.as_str(), cause.version, cause.updated_at),
        ("REP-1 showed no effect.", 2, now)
    );
    assert_eq!(case.subjects("RCS-05"), [root.to_string()], "its validation starts over");
    assert_eq!(case.says("RCS-06")[0], (Error, String::new()), "there is no root cause");
    assert!(!case.get(root).reopen(Markdown::default(), now), "it is none any more");
    assert_eq!(*case.get(root), cause, "and so it stays");
    case.decide(root, CauseVerdict::Validated);
    assert_eq!(case.get(root).confirm(day("2026-12-27")), Ok(()), "its evidence stayed");
}
