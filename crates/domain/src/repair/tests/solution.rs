//! An item as the analysis sees it.

use super::*;
use crate::rca::SolutionState;

#[test]
fn states_tell_how_far_a_solution_is() {
    for (status, state) in [
        (S::Proposed, SolutionState::Idea),
        (S::Committed, SolutionState::Chosen),
        (S::InProgress, SolutionState::Chosen),
        (S::Done, SolutionState::Done),
        (S::Effective, SolutionState::Effective),
        (S::Reopened, SolutionState::Chosen),
        (S::NotDoing, SolutionState::Declined),
    ] {
        let item = in_status(status);
        let solution = item.as_solution(&[root()]);
        let counts = !matches!(status, S::Proposed | S::NotDoing);
        assert_eq!((solution.state, solution.counts()), (state, counts), "{status}");
        assert_eq!((solution.reference.as_str(), &solution.causes), ("REP-7", &vec![root().id]));
        assert!(!solution.missing.contains(&"check date"), "{status}");
    }
    for (result, state) in
        [(Effectiveness::Partial, SolutionState::Partial), (Effectiveness::Inconclusive, SolutionState::Done)]
    {
        let mut item = done(RepairKind::Corrective);
        effect::measured(&mut item, result, "2026-12-26T12:00").unwrap();
        assert_eq!(item.as_solution(&[root()]).state, state, "{result}");
        assert_eq!(item.as_solution(&[root()]).missing, Vec::<&str>::new());
    }
}

#[test]
fn gaps_are_handed_on() {
    let mut item = committed(RepairKind::Corrective);
    item.strength = Some(RepairStrength::Weak);
    let solution = item.as_solution(&[factor()]);
    assert!(solution.is_weak);
    assert_eq!(solution.missing, ["metric", "baseline", "target"]);
    assert_eq!(said(&solution.errors), [("ACT-01", FindingLevel::Error)]);
    item.owner = None;
    assert_eq!(item.as_solution(&[root()]).errors, [], "who answers for it is no matter of the analysis");
}
