//! Links, circles, removal, and reading upward.

use super::*;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

#[test]
fn cm_01_a_link_that_would_close_a_circle_is_refused() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b, c] = ["a", "b", "c"].map(|text| case.cause(text));
    case.group(None, GroupOperator::And, &[a]);
    case.group(Some(a), GroupOperator::And, &[b]);
    case.group(Some(b), GroupOperator::And, &[c]);
    let graph = &case.analysis.graph;
    let foreign = CauseId::new(uuid(77));
    for (cause, effect, answer) in [
        (a, Some(c), Err(RcaError::Cycle)),
        (a, Some(b), Err(RcaError::Cycle)),
        (a, Some(a), Err(RcaError::Cycle)),
        (c, Some(a), Ok(())),
        (c, None, Ok(())),
        (b, Some(a), Err(RcaError::LinkExists)),
        (a, None, Err(RcaError::LinkExists)),
        (foreign, Some(a), Err(RcaError::OtherRca)),
        (a, Some(foreign), Err(RcaError::OtherRca)),
    ] {
        assert_eq!(graph.check_link(cause, effect), answer, "{cause} {effect:?}");
    }
    assert_eq!(RcaError::Cycle.rule(), Some("CM-01"));
}

#[test]
fn a_removed_cause_takes_no_links_and_still_counts_for_circles() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b, c] = ["a", "b", "c"].map(|text| case.cause(text));
    case.group(Some(a), GroupOperator::And, &[b]);
    case.group(Some(b), GroupOperator::And, &[c]);
    case.get(b).removed_at = Some(day("2026-11-25"));
    let graph = &case.analysis.graph;
    assert_eq!(graph.check_link(b, None), Err(RcaError::CauseRemoved));
    assert_eq!(graph.check_link(c, Some(b)), Err(RcaError::CauseRemoved));
    assert_eq!(graph.check_link(a, Some(c)), Err(RcaError::Cycle), "b may come back");
    assert_eq!(RcaError::CauseRemoved.rule(), Some("CM-04"));
    let present = graph.present();
    assert_eq!(present.causes.iter().map(|cause| cause.id).collect::<Vec<_>>(), [a, c]);
    assert!(present.groups.is_empty(), "one has no cause left, the other no effect");
}

#[test]
fn whatever_is_linked_with_a_check_is_acyclic() {
    for seed in 0..50 {
        let mut numbers = Numbers(seed);
        let mut case = Case::new(RcaMethod::CauseMap);
        let causes: Vec<CauseId> = (0..12).map(|n| case.cause(&format!("cause {n}"))).collect();
        let mut refused = 0;
        for _ in 0..60 {
            let (cause, effect) = (causes[numbers.below(12)], causes[numbers.below(12)]);
            match case.analysis.graph.check_link(cause, Some(effect)) {
                Ok(()) => {
                    case.group(Some(effect), GroupOperator::And, &[cause]);
                }
                Err(RcaError::Cycle) => refused += 1,
                Err(other) => assert_eq!(other, RcaError::LinkExists),
            }
        }
        assert!(refused > 0, "seed {seed} never came to a circle");
        // Every cause can be taken away after all that it explains: there is no circle.
        let mut links: Vec<(CauseId, CauseId)> = case
            .analysis
            .graph
            .groups
            .iter()
            .flat_map(|group| group.links.iter().map(|link| (link.cause, group.effect.unwrap())))
            .collect();
        let mut left = causes;
        while let Some(at) = left.iter().position(|cause| links.iter().all(|(from, _)| from != cause)) {
            let gone = left.remove(at);
            links.retain(|(_, effect)| *effect != gone);
        }
        assert!(left.is_empty(), "seed {seed}: {left:?}");
    }
}

#[test]
fn what_something_hangs_on_is_not_removed() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let [a, b] = ["a", "b"].map(|text| case.cause(text));
    case.group(Some(a), GroupOperator::And, &[b]);
    case.group(Some(a), GroupOperator::Or, &[b]);
    assert_eq!(case.analysis.graph.check_removal(a), Err(RcaError::CauseHasCauses { count: 1 }));
    assert_eq!(case.analysis.graph.check_removal(b), Ok(()));
    case.decide(b, CauseVerdict::Validated);
    case.get(b).confirm(day("2026-11-26")).unwrap();
    assert_eq!(case.analysis.graph.check_removal(b), Err(RcaError::CauseIsRoot));
    case.get(b).decide(CauseVerdict::Unresolved, markdown("?"), 0).unwrap();
    case.get(b).removed_at = Some(day("2026-11-27"));
    assert_eq!(case.analysis.graph.check_removal(b), Err(RcaError::CauseRemoved));
    assert_eq!(case.analysis.graph.check_removal(a), Ok(()));
}

#[test]
fn w5_10_somebody_other_than_the_author_reads_a_link_upward_once() {
    let mut case = Case::new(RcaMethod::FiveWhys);
    let a = case.why(None, "Why was it slow?", "a");
    let group = case.last_group();
    assert_eq!(group.confirm_therefore(a, AUTHOR, day("2026-11-26")), Err(RcaError::OwnTherefore));
    assert_eq!(
        group.confirm_therefore(CauseId::new(uuid(77)), READER, day("2026-11-26")),
        Err(RcaError::NoSuchLink)
    );
    group.confirm_therefore(a, READER, day("2026-11-26")).unwrap();
    let other = Principal::User(UserId::new(uuid(3)));
    group.confirm_therefore(a, other, day("2026-11-27")).unwrap();
    assert_eq!(group.links[0].therefore, Some((READER, day("2026-11-26"))), "the first one stays");
}

#[test]
fn verdicts_stand_on_evidence_and_root_causes_on_verdicts() {
    let mut case = Case::new(RcaMethod::CauseMap);
    let id = case.cause("No query-plan check in review");
    let cause = case.get(id);
    for verdict in [CauseVerdict::Validated, CauseVerdict::Refuted] {
        let refused = cause.decide(verdict, Markdown::default(), 0).unwrap_err();
        assert_eq!(
            (refused.rule(), &refused),
            (Some("RCS-05"), &RcaError::VerdictWithoutEvidence { verdict })
        );
    }
    assert_eq!(cause.confirm(day("2026-11-26")).unwrap_err().rule(), Some("RCS-05"));
    assert_eq!(cause.accept_risk(risk(), day("2026-11-26")), Err(RcaError::NoRootCause));
    cause.decide(CauseVerdict::Validated, Markdown::default(), 1).unwrap();
    for (kind, rule) in [(CauseKind::HumanAction, "RCS-10"), (CauseKind::ProcedureDeviation, "RCS-11")] {
        cause.kind = kind;
        assert_eq!(cause.confirm(day("2026-11-26")).unwrap_err().rule(), Some(rule));
    }
    cause.kind = CauseKind::Condition;
    cause.is_hypothetical = true;
    assert_eq!(cause.confirm(day("2026-11-26")), Err(RcaError::HypotheticalRoot));
    cause.is_hypothetical = false;
    cause.confirm(day("2026-11-26")).unwrap();
    assert_eq!(cause.confirm(day("2026-11-26")), Err(RcaError::Unchanged { field: "isRootCause" }));
    assert_eq!(cause.accept_risk(risk(), day("2027-03-01")), Err(RcaError::ReviewInPast));
    cause.accept_risk(risk(), day("2026-11-26")).unwrap();
    assert_eq!(cause.check_withdrawal(1), Ok(()));
    assert_eq!(cause.check_withdrawal(0), Err(RcaError::EvidenceInUse { verdict: CauseVerdict::Validated }));
    cause.kind = CauseKind::HumanAction;
    assert_eq!(cause.check_root().unwrap_err().rule(), Some("RCS-10"), "an edit does not make it one");
    cause.decide(CauseVerdict::Unresolved, Markdown::default(), 1).unwrap();
    assert_eq!((cause.is_root_cause(), &cause.risk), (false, &None));
    assert_eq!(cause.check_root(), Ok(()));
}
