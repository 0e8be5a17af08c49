//! Enhanced analysis: `ER-01`, `ER-02`, on top of the rules of the map.

use super::*;
use crate::id::BarrierId;
use FindingLevel::Error;

fn barrier(state: BarrierState, evidence: &str) -> Barrier {
    Barrier {
        id: BarrierId::new(uuid(600)),
        rca: RcaId::new(uuid(7)),
        defence: short("Load test before the sale"),
        expected_effect: short("Shows the limit of the database"),
        state,
        evidence: markdown(evidence),
        created_at: day("2026-11-24"),
        version: 1,
    }
}

#[test]
fn er_01_defences_are_listed_with_those_that_worked_and_what_shows_it() {
    use BarrierState::{Absent, Worked};
    for (rows, step) in [
        (vec![], Some(RcaStep::PotentialCauses)),
        (vec![barrier(Absent, "No test in the plan")], Some(RcaStep::PotentialCauses)),
        (vec![barrier(Absent, "No test in the plan"), barrier(Worked, "")], Some(RcaStep::Validate)),
        (vec![barrier(Absent, "No test in the plan"), barrier(Worked, "Alert of 08:35")], None),
    ] {
        let mut case = Case::new(RcaMethod::Enhanced);
        case.analysis.barriers = rows;
        assert_eq!((case.level("ER-01"), case.step_of("ER-01")), (step.map(|_| Error), step));
    }
}

#[test]
fn er_02_it_is_said_why_it_occurred_and_why_it_escaped() {
    let mut case = Case::new(RcaMethod::Enhanced);
    let [a, b] = ["a", "b"].map(|text| case.cause(text));
    assert_eq!(case.level("ER-02"), Some(Error));
    case.get(a).path = Some(CausePath::Occurrence);
    assert_eq!(case.level("ER-02"), Some(Error));
    case.get(b).path = Some(CausePath::Escape);
    assert_eq!(case.level("ER-02"), None);
    case.decide(b, CauseVerdict::Refuted);
    assert_eq!(case.level("ER-02"), Some(Error));
    case.answer(AnswerKey::NoEscapeCause);
    assert_eq!(case.level("ER-02"), None);
    assert_eq!(case.says("CM-01").len(), 2, "the rules of the map apply: no goal, and a leads nowhere");
    case.analysis.rca.method = RcaMethod::CauseMap;
    case.analysis.answers.clear();
    assert_eq!((case.level("ER-01"), case.level("ER-02")), (None, None));
}
