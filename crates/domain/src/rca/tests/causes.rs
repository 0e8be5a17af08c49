//! Cause map: `CM-01` to `CM-07`.

use super::*;
use FindingLevel::{Error, Warning};

fn case() -> Case {
    let mut case = Case::new(RcaMethod::CauseMap);
    case.analysis.rca.goals = vec![Goal { kind: GoalKind::Customer, text: short("Customers can book") }];
    case
}

#[test]
fn cm_01_a_map_starts_from_goals_and_every_cause_reaches_them() {
    let mut case = case();
    let [a, b, c, bone] = ["a", "b", "c", "bone"].map(|text| case.cause(text));
    case.group(None, GroupOperator::And, &[a]);
    case.group(Some(c), GroupOperator::And, &[b]);
    case.get(bone).bone = Some("code".to_owned());
    assert_eq!(case.says("CM-01"), [(Error, b.to_string()), (Error, c.to_string())]);
    case.group(Some(a), GroupOperator::And, &[c]);
    assert_eq!(case.says("CM-01"), []);
    case.analysis.rca.goals.clear();
    assert_eq!(case.says("CM-01"), [(Error, String::new())]);
}

#[test]
fn cm_02_a_group_joins_at_least_two() {
    let mut alone = case();
    let [a, b, c] = ["a", "b", "c"].map(|text| alone.cause(text));
    let first = alone.group(None, GroupOperator::And, &[a]);
    assert_eq!(alone.says("CM-02"), [], "one cause is a plain link");
    let second = alone.group(None, GroupOperator::And, &[b, c]);
    assert_eq!(alone.says("CM-02"), [(Error, first.to_string())], "beside others it is no AND");
    alone.analysis.graph.groups.retain(|group| group.id != second);
    alone.last_group().operator = GroupOperator::Or;
    assert_eq!(alone.says("CM-02"), [(Error, first.to_string())]);
    assert_eq!(alone.step_of("CM-02"), Some(RcaStep::PotentialCauses));
}

#[test]
fn cm_02_alternatives_are_decided() {
    use CauseVerdict::{Potential, Refuted, Unresolved, Validated};
    for (verdicts, either_suffices, speaks) in [
        ([Potential, Validated], false, false),
        ([Refuted, Validated], false, false),
        ([Refuted, Refuted], false, true),
        ([Unresolved, Refuted], false, true),
        ([Unresolved, Validated], false, true),
        ([Validated, Validated], false, true),
        ([Validated, Validated], true, false),
        ([Unresolved, Validated], true, false),
        ([Refuted, Refuted], true, true),
    ] {
        let mut case = case();
        let causes = ["a", "b"].map(|text| case.cause(text));
        case.group(None, GroupOperator::Or, &causes);
        case.last_group().either_suffices = either_suffices;
        for (cause, verdict) in causes.into_iter().zip(verdicts) {
            case.decide(cause, verdict);
        }
        assert_eq!(case.level("CM-02") == Some(Error), speaks, "{verdicts:?} {either_suffices}");
        if speaks {
            assert_eq!(case.step_of("CM-02"), Some(RcaStep::Validate));
        }
    }
}

#[test]
fn cm_03_an_effect_has_an_action_and_a_condition() {
    use CauseKind::{Action, Condition, HumanAction};
    for (kinds, operator, speaks) in [
        (&[Condition][..], GroupOperator::And, true),
        (&[Condition, Condition], GroupOperator::And, true),
        (&[Action, HumanAction], GroupOperator::And, true),
        (&[Action, Condition], GroupOperator::And, false),
        (&[HumanAction, Condition], GroupOperator::And, false),
        (&[Condition, Condition], GroupOperator::Or, false),
    ] {
        let mut case = case();
        let causes: Vec<CauseId> = kinds
            .iter()
            .map(|kind| {
                let id = case.cause("a");
                case.get(id).kind = *kind;
                id
            })
            .collect();
        let group = case.group(None, operator, &causes);
        let expected = if speaks { vec![(Warning, group.to_string())] } else { Vec::new() };
        assert_eq!(case.says("CM-03"), expected, "{kinds:?} {operator}");
    }
}

#[test]
fn cm_04_what_is_validated_has_evidence_and_the_rest_is_a_question() {
    let mut case = case();
    let a = case.cause("a");
    assert_eq!(case.says("CM-04"), [], "shown with a question mark");
    case.decide(a, CauseVerdict::Validated);
    assert_eq!(case.says("CM-04"), []);
    case.analysis.evidence.clear();
    assert_eq!(case.says("CM-04"), [(Error, a.to_string())]);
}

#[test]
fn cm_05_a_cause_comes_before_its_effect() {
    for (cause, effect, speaks) in [
        (Some("2026-11-22"), Some("2026-11-23"), false),
        (Some("2026-11-23"), Some("2026-11-23"), false),
        (Some("2026-11-24"), Some("2026-11-23"), true),
        (Some("2026-11-24"), None, false),
        (None, Some("2026-11-23"), false),
    ] {
        let mut case = case();
        let [a, b] = ["a", "b"].map(|text| case.cause(text));
        case.group(Some(a), GroupOperator::And, &[b]);
        case.get(a).occurred_at = effect.map(day);
        case.get(b).occurred_at = cause.map(day);
        let expected = if speaks { vec![(Warning, b.to_string())] } else { Vec::new() };
        assert_eq!(case.says("CM-05"), expected, "{cause:?} {effect:?}");
    }
}

#[test]
fn cm_06_the_map_says_why_it_ends() {
    let mut case = case();
    let [a, b] = ["a", "b"].map(|text| case.cause(text));
    case.group(None, GroupOperator::And, &[a]);
    case.group(Some(a), GroupOperator::And, &[b]);
    assert_eq!(case.says("CM-06"), [(Error, b.to_string())]);
    case.get(b).stop_reason = Some(StopReason::Unknown);
    assert_eq!(case.says("CM-06"), []);
    case.decide(b, CauseVerdict::Refuted);
    assert_eq!(case.says("CM-06"), [(Error, a.to_string())], "what is refuted goes no further");
}

#[test]
fn cm_07_what_did_not_happen_is_off_the_map() {
    let mut case = case();
    let a = case.cause("a");
    case.get(a).is_hypothetical = true;
    assert_eq!(
        (case.says("CM-07"), case.says("CM-01")),
        (Vec::new(), Vec::new()),
        "kept, and linked to nothing"
    );
    case.group(None, GroupOperator::And, &[a]);
    assert_eq!(case.says("CM-07"), [(Error, a.to_string())]);
}
