//! Fishbone: `FB-01` to `FB-06`.

use super::*;
use FindingLevel::{Error, Hint, Warning};

fn case() -> Case {
    Case::new(RcaMethod::Fishbone)
}

#[test]
fn fb_01_the_head_says_what_is_wrong() {
    let mut case = case();
    assert_eq!(case.level("FB-01"), None);
    case.analysis.rca.statement.what = Markdown::default();
    assert_eq!(case.level("FB-01"), Some(Error));
}

#[test]
fn fb_02_several_categories_are_looked_at() {
    for (bones, speaks) in [
        (&[][..], false),
        (&["code", "change", "process"], true),
        (&["code", "change", "process", "load"], false),
        (&["code", "code", "code", "code", "code", "code", "code", "change", "process", "load"], false),
        (
            &["code", "code", "code", "code", "code", "code", "code", "code", "change", "process", "load"],
            true,
        ),
    ] {
        let mut case = case();
        for bone in bones {
            case.on_bone(bone, "a cause");
        }
        assert_eq!(case.level("FB-02") == Some(Warning), speaks, "{bones:?}");
    }
}

#[test]
fn fb_03_each_cause_has_its_place() {
    let mut case = case();
    let top = case.on_bone("code", "level 1");
    let lost = case.on_bone("gone", "on a category that is no more");
    let loose = case.cause("on none");
    let linked = case.cause("linked to the problem, on none");
    case.group(None, GroupOperator::And, &[linked]);
    let mut above = top;
    let mut levels = vec![top];
    for level in 2..=5 {
        let next = case.cause(&format!("level {level}"));
        case.group(Some(above), GroupOperator::And, &[next]);
        levels.push(next);
        above = next;
    }
    let expected: Vec<(FindingLevel, String)> =
        [lost, loose, linked, levels[4]].iter().map(|id| (Error, id.to_string())).collect();
    assert_eq!(case.says("FB-03"), expected);
    case.decide(loose, CauseVerdict::Refuted);
    assert_eq!(case.says("FB-03").len(), 3, "what is refuted needs no place");
}

#[test]
fn fb_04_a_root_cause_is_validated() {
    let mut case = case();
    let a = case.on_bone("code", "a");
    case.decide(a, CauseVerdict::Validated);
    case.get(a).confirm(day("2026-11-26")).unwrap();
    assert_eq!(case.says("FB-04"), []);
    case.get(a).verdict = CauseVerdict::Potential;
    assert_eq!(case.says("FB-04"), [(Error, a.to_string())]);
}

#[test]
fn fb_05_the_category_of_people_states_conditions() {
    for (bone, text, speaks) in [
        ("staffing", "The developer forgot the index", true),
        ("staffing", "Human error", true),
        ("staffing", "No second reviewer after 18:00", false),
        ("code", "The developer forgot the index", false),
    ] {
        let mut case = case();
        case.on_bone(bone, text);
        assert_eq!(case.level("FB-05") == Some(Warning), speaks, "{text}");
        let sub = case.on_bone(bone, "Coverage at night");
        case.get(sub).bone = None;
        let top = case.analysis.graph.causes[0].id;
        case.group(Some(top), GroupOperator::And, &[sub]);
        case.get(sub).text = short(text);
        assert_eq!(case.says("FB-05").len() == 2, speaks, "sub-causes follow: {text}");
    }
}

#[test]
fn fb_06_the_map_follows_when_every_leaf_has_its_verdict() {
    let mut case = case();
    let [a, b] = ["a", "b"].map(|text| case.on_bone("code", text));
    assert_eq!(case.level("FB-06"), None);
    case.decide(a, CauseVerdict::Validated);
    assert_eq!(case.level("FB-06"), None);
    case.decide(b, CauseVerdict::Refuted);
    assert_eq!(case.level("FB-06"), Some(Hint));
    assert_eq!(case.step_of("FB-06"), Some(RcaStep::Validate));
}
