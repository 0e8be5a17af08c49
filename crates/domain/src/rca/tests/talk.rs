//! The talk's first outage from end to end: its chain of five whys, and a graph as large as one gets.

use super::*;
use crate::rca::rules::{outcome, steps_passed};

/// The talk's example: each question with its answer, and the lens of the answer.
const CHAIN: [(&str, &str, Lens); 5] = [
    (
        "Why did the performance degrade during high-demand periods?",
        "The database queries consumed excessive resources, causing the Azure SQL Database to hit its resource limits.",
        Lens::Technical,
    ),
    (
        "Why were the database queries consuming excessive resources?",
        "The queries were inefficient, fetching large datasets without pagination and lacking proper indexing.",
        Lens::Technical,
    ),
    (
        "Why were the queries not optimized?",
        "Query performance was not a focus during development, as the inefficiencies were less noticeable during normal traffic.",
        Lens::Process,
    ),
    (
        "Why was query performance not prioritized during development?",
        "Sufficient time and resources not allocated for the development teams to learn and implement tools and processes, to identify and address potential database bottlenecks proactively.",
        Lens::Process,
    ),
    (
        "Why were the tools, processes, or awareness lacking?",
        "Organization was focused on speed of delivery for features. There was no formalized culture of continuous improvement or dedicated effort to build performance into the development lifecycle.",
        Lens::Organizational,
    ),
];

fn talk() -> (Case, Vec<CauseId>) {
    let mut case = Case::new(RcaMethod::FiveWhys);
    case.analysis.rca.statement.what = markdown("System performance degraded during high-demand period");
    case.names = vec!["Taylor Tech Lead".to_owned(), "Olivia Ops".to_owned()];
    case.incident(Severity::Sev1, Some("2026-11-23"));
    let mut answers: Vec<CauseId> = Vec::new();
    for (question, answer, lens) in CHAIN {
        let id = case.why(answers.last().copied(), question, answer);
        case.get(id).lens = Some(lens);
        answers.push(id);
    }
    (case, answers)
}

fn open(case: &Case) -> Vec<String> {
    let steps = case.steps();
    let errors = steps
        .iter()
        .flat_map(|step| &step.findings)
        .filter(|found| found.finding.level == FindingLevel::Error);
    errors.map(|found| found.finding.rule.to_string()).collect()
}

#[test]
fn the_talks_chain_passes_with_evidence_and_a_repair_item() {
    let (mut case, answers) = talk();
    let whys = |case: &Case| {
        let mut rules: Vec<String> = case
            .steps()
            .iter()
            .flat_map(|step| &step.findings)
            .filter(|found| found.finding.level < FindingLevel::Hint)
            .map(|found| found.finding.rule.to_string())
            .filter(|rule| rule.starts_with("W5") && rule != "W5-10")
            .collect();
        rules.dedup();
        rules
    };
    assert_eq!(whys(&case), ["W5-07", "W5-09"]);
    case.show(answers[4], EvidenceKind::Document);
    assert_eq!(whys(&case), ["W5-09"], "W5-01 to W5-08 are met");
    case.solution(SolutionState::Idea, &answers[4..]);
    assert_eq!(whys(&case), Vec::<String>::new(), "W5-01 to W5-09 are met");
    assert_eq!(steps_passed(&case.steps()), 2);

    for answer in &answers {
        case.decide(*answer, CauseVerdict::Validated);
    }
    assert_eq!(open(&case), ["RCS-06"], "no root cause is confirmed");
    case.get(answers[4]).confirm(day("2026-11-26")).unwrap();
    assert_eq!(open(&case), ["RCS-06"], "nobody has committed to the idea");
    for (state, left, passed) in [
        (SolutionState::Chosen, &["RCS-06", "RCS-07"][..], 4),
        (SolutionState::Done, &["RCS-07"], 5),
        (SolutionState::Effective, &[], 6),
    ] {
        case.solutions[0].state = state;
        assert_eq!(open(&case), left, "{state}");
        let steps = case.steps();
        let result = outcome(&case.analysis, &steps);
        assert_eq!((result.root_causes, result.steps_passed), (1, passed), "{state}");
    }

    for (at, answer) in answers.iter().enumerate() {
        case.analysis.graph.groups[at].confirm_therefore(*answer, READER, day("2026-11-26")).unwrap();
    }
    let left: Vec<String> = case
        .steps()
        .iter()
        .flat_map(|step| &step.findings)
        .map(|found| found.finding.rule.to_string())
        .collect();
    assert_eq!(left, ["W5-13"], "a single chain for SEV1 suggests a map");
}

#[test]
fn the_talks_chain_passes_with_a_risk_that_is_accepted() {
    let (mut case, answers) = talk();
    case.show(answers[4], EvidenceKind::Document);
    for answer in &answers {
        case.decide(*answer, CauseVerdict::Validated);
    }
    case.get(answers[4]).confirm(day("2026-11-26")).unwrap();
    assert_eq!(open(&case), ["RCS-06", "W5-09"]);
    case.get(answers[4]).accept_risk(risk(), day("2026-11-26")).unwrap();
    assert_eq!(open(&case), Vec::<String>::new());
    assert_eq!(steps_passed(&case.steps()), 6);
}

#[test]
fn a_developer_to_blame_ends_no_chain() {
    let (mut case, answers) = talk();
    case.get(answers[4]).text = short("Johnny Junior Developer wrote bad code");
    assert_eq!(case.subjects("W5-12"), [answers[4].to_string()]);
    assert!(case.subjects("W5-06").contains(&answers[4].to_string()));
}

#[test]
fn a_method_can_change_at_any_time_and_loses_nothing() {
    let (mut case, _) = talk();
    let before = case.analysis.graph.clone();
    let whys = case.steps();
    for method in [RcaMethod::Fishbone, RcaMethod::CauseMap, RcaMethod::Enhanced] {
        case.analysis.rca.method = method;
        assert_ne!(case.steps(), whys, "{method}");
    }
    case.analysis.rca.method = RcaMethod::FiveWhys;
    assert_eq!((case.steps(), case.analysis.graph), (whys, before));
}

#[test]
fn the_largest_graph_is_judged_whatever_its_shape() {
    // A single chain, and layers in which every cause explains two effects.
    for width in [1, 10] {
        let mut case = Case::new(RcaMethod::FiveWhys);
        let mut above: Vec<CauseId> = Vec::new();
        for layer in 0..limits::CAUSES / width {
            let causes: Vec<CauseId> =
                (0..width).map(|n| case.cause(&format!("The layer {layer} has the condition {n}"))).collect();
            if above.is_empty() {
                case.group(None, GroupOperator::And, &causes);
            }
            for (at, effect) in above.iter().enumerate() {
                let mut pair = vec![causes[at], causes[(at + 1) % width]];
                pair.dedup();
                case.group(Some(*effect), GroupOperator::And, &pair);
            }
            above = causes;
        }
        for method in RcaMethod::ALL.iter().copied() {
            case.analysis.rca.method = method;
            assert_eq!(case.subjects("RCS-05").len(), limits::CAUSES, "{method} {width}");
        }
    }
}
