//! Five Whys: `W5-01` to `W5-13`.

use super::*;
use FindingLevel::{Error, Hint, Warning};

/// A chain of so many answers below the problem; each question takes up its answer.
fn chain(case: &mut Case, length: usize) -> Vec<CauseId> {
    const WORDS: [&str; 7] = ["queries", "review", "planning", "budget", "goals", "strategy", "market"];
    let mut answers: Vec<CauseId> = Vec::new();
    for (at, word) in WORDS.into_iter().enumerate().take(length) {
        let above = at.checked_sub(1).map_or("search", |above| WORDS[above]);
        let answer = format!("The {word} left no room");
        answers.push(case.why(answers.last().copied(), &format!("Why did {above} matter?"), &answer));
    }
    answers
}

fn case() -> Case {
    Case::new(RcaMethod::FiveWhys)
}

#[test]
fn w5_01_the_first_why_restates_the_problem() {
    let mut none = case();
    none.cause("a");
    assert_eq!(none.says("W5-01"), [(Error, String::new())], "there is no first why");
    for (question, speaks) in [
        ("Why was search slow?", false),
        ("Why was the shop down?", false),
        ("Why is the coffee cold?", true),
    ] {
        let mut case = case();
        case.why(None, question, "The database was at its limit");
        assert_eq!(case.level("W5-01") == Some(Error), speaks, "{question}");
    }
}

#[test]
fn w5_02_a_why_hangs_on_an_answer_of_the_chain() {
    let mut case = case();
    let answers = chain(&mut case, 3);
    let loose = case.cause("The cache was cold");
    case.why(Some(loose), "Why was the cache cold?", "It was restarted");
    let group = case.last_group().id;
    assert_eq!(case.says("W5-02"), [(Error, group.to_string())]);
    case.group(Some(answers[0]), GroupOperator::And, &[loose]);
    assert_eq!(case.says("W5-02"), []);
}

#[test]
fn w5_03_a_why_takes_up_its_answer() {
    let mut case = case();
    let first = case.why(None, "Why was search slow?", "The database hit its limits");
    case.why(Some(first), "Why is the coffee cold?", "The machine was off");
    let group = case.last_group().id;
    assert_eq!(case.says("W5-03"), [(Warning, group.to_string())]);
    case.last_group().question = Some(short("Why did the database hit a limit?"));
    assert_eq!(case.says("W5-03"), []);
}

#[test]
fn w5_04_three_whys_are_the_least_and_five_are_enough() {
    for (length, level, reasoned) in [
        (1, Some(Error), Some(Error)),
        (2, Some(Error), Some(Error)),
        (3, Some(Warning), None),
        (4, Some(Warning), None),
        (5, None, None),
        (7, None, None),
    ] {
        let mut case = case();
        chain(&mut case, length);
        assert_eq!(case.level("W5-04"), level, "{length}");
        case.answer(AnswerKey::ShortChain);
        assert_eq!(case.level("W5-04"), reasoned, "{length} with a reason");
    }
    let mut refuted = case();
    let answers = chain(&mut refuted, 5);
    refuted.decide(answers[2], CauseVerdict::Refuted);
    assert_eq!(refuted.level("W5-04"), Some(Error), "a chain ends where an answer is refuted");
}

#[test]
fn w5_05_only_why_is_asked_in_a_chain() {
    for (question, speaks) in
        [(Some("Why was search slow?"), false), (Some("What made search slow?"), true), (None, true)]
    {
        let mut case = case();
        case.why(None, "Why?", "a");
        case.last_group().question = question.map(short);
        assert_eq!(case.says("W5-05").len() == 1, speaks, "{question:?}");
    }
    let mut other = case();
    let a = other.on_bone("code", "Queries fetch whole tables");
    let b = other.cause("No pagination");
    chain(&mut other, 5);
    other.group(Some(a), GroupOperator::And, &[b]);
    assert_eq!(other.says("W5-05"), [], "what a fishbone grouped is no part of the chain");
    let check = rules::check_question;
    assert_eq!(check(RcaMethod::FiveWhys, &short("Who did it?")), Err(RcaError::NotAWhy));
    assert_eq!(check(RcaMethod::FiveWhys, &short("Why did it?")), Ok(()));
    assert_eq!(check(RcaMethod::CauseMap, &short("How did it?")), Ok(()));
    assert_eq!(RcaError::NotAWhy.rule(), Some("W5-05"));
}

#[test]
fn w5_06_and_w5_12_answers_blame_nobody() {
    let mut case = case();
    case.names = vec!["Johnny Junior".to_owned()];
    let a = case.why(None, "Why was search slow?", "Johnny wrote bad code");
    assert_eq!(case.says("W5-06"), [(Warning, a.to_string())]);
    assert_eq!(case.says("W5-12"), [(Warning, a.to_string())]);
    case.get(a).text = short("The change fetched whole tables; review has no query-plan check");
    assert_eq!((case.says("W5-06"), case.says("W5-12")), (Vec::new(), Vec::new()));
}

#[test]
fn w5_07_the_last_answer_has_evidence_and_others_are_assumed_without() {
    let mut case = case();
    let answers = chain(&mut case, 3);
    let [first, second, last] = [0, 1, 2].map(|at: usize| answers[at].to_string());
    let expected = [(Hint, first.clone()), (Hint, second.clone()), (Error, last)];
    let mut said = case.says("W5-07");
    said.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(said, expected);
    case.show(answers[2], EvidenceKind::Document);
    assert_eq!(case.subjects("W5-07"), [first, second]);
    case.show(answers[0], EvidenceKind::Metric);
    assert_eq!(case.subjects("W5-07"), [answers[1].to_string()]);
    // A branch that could not be decided needs none beside one that was.
    let branch = case.why(Some(answers[0]), "Why the queries?", "The vendor does not say");
    assert!(case.subjects("W5-07").contains(&branch.to_string()));
    case.decide(branch, CauseVerdict::Unresolved);
    assert!(!case.subjects("W5-07").contains(&branch.to_string()));
}

#[test]
fn w5_08_the_last_answer_is_about_a_process_or_the_organization() {
    for (lens, reasoned, stops, speaks) in [
        (None, false, false, true),
        (Some(Lens::Technical), false, false, true),
        (Some(Lens::Technical), true, false, false),
        (Some(Lens::Technical), false, true, false),
        (Some(Lens::Process), false, false, false),
        (Some(Lens::Organizational), false, false, false),
    ] {
        let mut case = case();
        let answers = chain(&mut case, 3);
        case.get(answers[2]).lens = lens;
        case.get(answers[2]).stop_reason = stops.then_some(StopReason::OutsideControl);
        if reasoned {
            case.answer(AnswerKey::TechnicalEnd);
        }
        assert_eq!(case.level("W5-08") == Some(Warning), speaks, "{lens:?} {reasoned} {stops}");
    }
}

#[test]
fn w5_09_something_is_decided_about_the_last_answer() {
    let mut case = case();
    let answers = chain(&mut case, 3);
    let last = answers[2];
    assert_eq!(case.says("W5-09"), [(Error, last.to_string())]);
    assert_eq!(case.step_of("W5-09"), Some(RcaStep::Solutions));
    case.decide(last, CauseVerdict::Validated);
    case.get(last).confirm(day("2026-11-26")).unwrap();
    assert_eq!(case.subjects("W5-09"), [last.to_string()]);
    case.get(last).accept_risk(risk(), day("2026-11-26")).unwrap();
    assert_eq!(case.says("W5-09"), []);
    let side = case.why(Some(answers[0]), "Why the queries?", "The sale began early");
    assert_eq!(case.subjects("W5-09"), [side.to_string()]);
    case.get(side).stop_reason = Some(StopReason::DesiredState);
    assert_eq!(case.says("W5-09"), [], "a branch that is said to stop needs no decision");
}

#[test]
fn w5_09_a_repair_item_is_what_is_done_about_the_last_answer() {
    for state in SolutionState::ALL.iter().copied() {
        let mut case = case();
        let answers = chain(&mut case, 3);
        case.solution(state, &answers[..2]);
        assert_eq!(case.subjects("W5-09"), [answers[2].to_string()], "it acts on other answers");
        case.solution(state, &answers[2..]);
        assert_eq!(case.says("W5-09").is_empty(), state != SolutionState::Declined, "{state}");
    }
}

#[test]
fn w5_10_every_link_is_read_upward() {
    let mut case = case();
    let answers = chain(&mut case, 3);
    assert_eq!(case.subjects("W5-10").len(), 3);
    for (group, answer) in case.analysis.graph.groups.iter_mut().zip(&answers) {
        group.confirm_therefore(*answer, READER, day("2026-11-26")).unwrap();
    }
    assert_eq!(case.says("W5-10"), []);
    let more = case.cause("The cache was cold");
    case.analysis.graph.groups[0].links.push(CauseLink {
        cause: more,
        position: 1,
        created_by: READER,
        therefore: None,
    });
    assert_eq!(case.says("W5-10"), [(Warning, case.analysis.graph.groups[0].id.to_string())]);
    case.decide(more, CauseVerdict::Refuted);
    assert_eq!(case.says("W5-10"), [], "a refuted answer is not read");
}

#[test]
fn w5_11_an_answer_that_stood_above_is_a_loop() {
    let mut case = case();
    let answers = chain(&mut case, 4);
    assert_eq!(case.says("W5-11"), []);
    case.get(answers[3]).text = short("The query left no room");
    assert_eq!(case.says("W5-11"), [(Warning, answers[3].to_string())]);
}

#[test]
fn w5_13_a_single_chain_is_little_for_a_severe_problem() {
    for (severity, loose, branches, speaks) in [
        (Severity::Sev3, 0, false, false),
        (Severity::Sev3, 1, false, false),
        (Severity::Sev3, 2, false, true),
        (Severity::Sev2, 0, false, true),
        (Severity::Sev1, 2, true, false),
    ] {
        let mut case = case();
        case.incident(severity, None);
        let answers = chain(&mut case, 5);
        for n in 0..loose {
            case.cause(&format!("candidate {n}"));
        }
        if branches {
            case.why(Some(answers[1]), "Why the review?", "Reviews took place at night");
        }
        assert_eq!(case.level("W5-13") == Some(Hint), speaks, "{severity} {loose} {branches}");
    }
}

#[test]
fn rules_of_whys_are_silent_in_other_methods() {
    for method in [RcaMethod::Fishbone, RcaMethod::CauseMap, RcaMethod::Enhanced] {
        let mut case = Case::new(method);
        case.why(None, "What happened?", "Human error");
        let said: Vec<String> = case
            .steps()
            .iter()
            .flat_map(|step| &step.findings)
            .map(|found| found.finding.rule.to_string())
            .collect();
        assert!(said.iter().all(|rule| !rule.starts_with("W5")), "{method}: {said:?}");
    }
}
