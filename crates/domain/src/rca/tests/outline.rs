//! The outline of a graph.

use super::*;
use crate::rca::outline::outline;

fn rows(case: &Case, method: RcaMethod) -> Vec<(usize, String, String, bool)> {
    outline(&case.analysis.graph, &case.analysis.rca.bones, method)
        .into_iter()
        .map(|row| {
            let text = case.analysis.graph.cause(row.cause).unwrap().text.to_string();
            (row.depth, row.number, text, row.is_reference)
        })
        .collect()
}

fn row(depth: usize, number: &str, text: &str, is_reference: bool) -> (usize, String, String, bool) {
    (depth, number.to_owned(), text.to_owned(), is_reference)
}

/// a explains the problem with b; c explains a, and d both; e hangs in the air, with f beneath it.
fn case() -> Case {
    let mut case = Case::new(RcaMethod::FiveWhys);
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|text| case.cause(text));
    let [loose, beneath] = ["e", "f"].map(|text| case.cause(text));
    case.group(None, GroupOperator::And, &[a, b]);
    case.group(Some(a), GroupOperator::Or, &[c, d]);
    case.group(Some(b), GroupOperator::And, &[d]);
    case.group(Some(loose), GroupOperator::And, &[beneath]);
    case
}

#[test]
fn branches_of_whys_have_letters() {
    assert_eq!(
        rows(&case(), RcaMethod::FiveWhys),
        [
            row(1, "1", "a", false),
            row(2, "2", "c", false),
            row(2, "2b", "d", false),
            row(1, "1c", "b", false),
            row(2, "2c", "d", true),
            row(0, "", "e", false),
            row(1, "", "f", false),
        ]
    );
}

#[test]
fn a_map_is_numbered_by_place() {
    let mut case = case();
    let removed = case.analysis.graph.causes[5].id;
    case.get(removed).removed_at = Some(case.now);
    assert_eq!(
        rows(&case, RcaMethod::CauseMap),
        [
            row(1, "1", "a", false),
            row(2, "1.1", "c", false),
            row(2, "1.2", "d", false),
            row(1, "2", "b", false),
            row(2, "2.1", "d", true),
            row(0, "", "e", false),
        ]
    );
    let rows = outline(&case.analysis.graph, &[], RcaMethod::CauseMap);
    assert_eq!(rows[1].operator, Some(GroupOperator::Or));
    assert_eq!((rows[4].operator, rows[4].effect), (None, Some(rows[3].cause)));
}

#[test]
fn a_fishbone_goes_category_by_category() {
    let mut case = Case::new(RcaMethod::Fishbone);
    let late = case.on_bone("process", "No load test");
    let early = case.on_bone("code", "No pagination");
    let sub = case.cause("The list was short when it was written");
    case.group(Some(early), GroupOperator::And, &[sub]);
    let rows = outline(&case.analysis.graph, &case.analysis.rca.bones, RcaMethod::Fishbone);
    let shown: Vec<(CauseId, Option<&str>, &str)> =
        rows.iter().map(|row| (row.cause, row.bone.as_deref(), row.number.as_str())).collect();
    assert_eq!(shown, [(early, Some("code"), "1"), (sub, Some("code"), "1.1"), (late, Some("process"), "2")]);
    let whys = outline(&case.analysis.graph, &case.analysis.rca.bones, RcaMethod::FiveWhys);
    assert!(whys.iter().all(|row| row.bone.is_none() && row.number.is_empty()), "they answer no why");
}

#[test]
fn an_outline_ends_on_any_graph() {
    let mut deep = Case::new(RcaMethod::CauseMap);
    let mut above = None;
    for n in 0..limits::CAUSES {
        let cause = deep.cause(&format!("cause {n}"));
        deep.group(above, GroupOperator::And, &[cause]);
        above = Some(cause);
    }
    let rows = outline(&deep.analysis.graph, &[], RcaMethod::CauseMap);
    assert_eq!(rows.len(), limits::CAUSES);
    assert_eq!(rows[11].number, "1.1.1.1.1.1.1.1.1.1.1.1");
    assert_eq!(rows[999].number, "…1.1.1.1.1.1.1.1.1.1.1.1");

    let mut circle = Case::new(RcaMethod::CauseMap);
    let [a, b] = ["a", "b"].map(|text| circle.cause(text));
    circle.group(Some(a), GroupOperator::And, &[b]);
    circle.group(Some(b), GroupOperator::And, &[a]);
    assert_eq!(
        super::outline::rows(&circle, RcaMethod::CauseMap),
        [row(0, "", "a", false), row(1, "", "b", false), row(2, "", "a", true)]
    );
}

#[test]
fn many_branches_have_different_letters() {
    let mut case = Case::new(RcaMethod::FiveWhys);
    let causes: Vec<CauseId> = (0..60).map(|n| case.cause(&format!("cause {n}"))).collect();
    case.group(None, GroupOperator::And, &causes);
    let numbers: Vec<String> = rows(&case, RcaMethod::FiveWhys).into_iter().map(|row| row.1).collect();
    assert_eq!((numbers[0].as_str(), numbers[1].as_str(), numbers[25].as_str()), ("1", "1b", "1z"));
    assert_eq!(numbers[26], "1ba");
    let different: std::collections::HashSet<&String> = numbers.iter().collect();
    assert_eq!(different.len(), 60);
}
