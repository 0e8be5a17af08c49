//! Proposing and changing what was said.

use super::*;

#[test]
fn a_proposal_is_an_idea_without_a_clock() {
    let causes = vec![factor().id, root().id, factor().id];
    let item = proposed_with(RepairFields { causes, ..fields(RepairKind::Preventive) });
    assert_eq!(item.causes, [root().id, factor().id], "each once");
    assert_eq!((item.status, item.clock, item.due_at, item.version), (S::Proposed, None, None, 1));
    assert_eq!(item.horizon, RepairHorizon::Medium);
}

#[test]
fn a_change_names_what_differs() {
    let mut item = proposed(RepairKind::Corrective);
    let same = item.fields();
    assert_eq!(item.apply(same, &[root()], &policy()), Ok(vec![]));
    let other = RepairFields {
        title: Title::parse("Stop releases without an index").unwrap(),
        description: markdown("More."),
        kind: RepairKind::Preventive,
        lens: Lens::Technical,
        horizon: Some(RepairHorizon::Long),
        target: Some(RepairTarget::System),
        strength: Some(RepairStrength::Strong),
        purpose: Some(RepairPurpose::Detect),
        owner: None,
        team: None,
        done_condition: Markdown::default(),
        causes: vec![],
        plan: EffectivenessPlan { metric: short("errors a day"), ..EffectivenessPlan::default() },
    };
    let changed = item.apply(other.clone(), &[], &policy()).unwrap();
    assert_eq!(
        changed,
        [
            "title",
            "description",
            "kind",
            "lens",
            "horizon",
            "target",
            "strength",
            "purpose",
            "ownerId",
            "teamId",
            "doneCondition",
            "causeIds",
            "plan",
        ]
    );
    assert_eq!(item.fields(), other);
}

#[test]
fn another_kind_brings_its_own_horizon() {
    use RepairHorizon::{Long, Medium, Short};
    use RepairKind::{Corrective, Preventive};
    for (from, to, asked, expected) in [
        ((Corrective, Short), Preventive, None, Ok(Medium)),
        ((Preventive, Medium), Corrective, None, Ok(Short)),
        ((Preventive, Long), Corrective, None, Ok(Short)),
        ((Preventive, Long), Preventive, None, Ok(Long)),
        ((Preventive, Medium), Preventive, Some(Long), Ok(Long)),
        ((Preventive, Short), Preventive, None, Ok(Short)),
        ((Corrective, Short), Corrective, Some(Long), Err("horizon")),
        ((Preventive, Medium), Corrective, Some(Long), Err("horizon")),
    ] {
        let mut item = proposed_with(RepairFields { horizon: Some(from.1), ..fields(from.0) });
        let mut fields = item.fields();
        fields.kind = to;
        fields.horizon = asked.or(fields.horizon);
        let result = item.apply(fields, &[root()], &policy());
        assert_eq!(
            result.as_ref().err().and_then(RepairError::field),
            expected.err(),
            "{from:?} {to} {asked:?}"
        );
        if let Ok(horizon) = expected {
            assert_eq!(item.horizon, horizon, "{from:?} {to} {asked:?}");
        }
    }
}

#[test]
fn act_03_no_change_moves_a_clock_that_was_started() {
    let refused = |field| Err(RepairError::ClockFixed { field });
    for (kind, to, asked, expected) in [
        (RepairKind::Preventive, RepairKind::Preventive, Some(RepairHorizon::Long), refused("horizon")),
        (RepairKind::Preventive, RepairKind::Corrective, None, refused("kind")),
        (RepairKind::Corrective, RepairKind::Preventive, None, Ok(vec!["kind", "target"])),
        (RepairKind::Corrective, RepairKind::Corrective, Some(RepairHorizon::Long), refused("horizon")),
    ] {
        let mut item = committed(kind);
        let before = item.clone();
        let mut fields = item.fields();
        fields.kind = to;
        fields.horizon = asked.or(fields.horizon);
        fields.target = Some(RepairTarget::Process);
        let result = item.apply(fields, &[root()], &policy());
        assert_eq!(result, expected, "{kind} {to} {asked:?}");
        assert_eq!((item.clock, item.due_at, item.horizon), (before.clock, before.due_at, before.horizon));
    }
}

#[test]
fn what_a_commitment_needed_stays() {
    type Change = fn(&mut RepairFields);
    let takes: [(Change, &str); 5] = [
        (|fields| fields.owner = None, "ACT-04"),
        (|fields| fields.team = None, "ACT-04"),
        (|fields| fields.done_condition = Markdown::default(), "ACT-04"),
        (|fields| fields.causes = Vec::new(), "ACT-02"),
        (|fields| fields.target = None, "ACT-02"),
    ];
    for (take, rule) in takes {
        for (status, is_kept) in [(S::Proposed, false), (S::Committed, true), (S::Done, false)] {
            let mut item = match status {
                S::Proposed => proposed(RepairKind::Preventive),
                S::Committed => committed(RepairKind::Preventive),
                _ => done(RepairKind::Preventive),
            };
            let before = item.clone();
            let mut fields = item.fields();
            take(&mut fields);
            let causes: Vec<LinkedCause> = if fields.causes.is_empty() { vec![] } else { vec![root()] };
            let result = item.apply(fields, &causes, &policy());
            assert_eq!(
                result.as_ref().err().and_then(RepairError::rule),
                is_kept.then_some(rule),
                "{status}"
            );
            assert!(!is_kept || item == before, "a refused change leaves no trace");
        }
    }
    // The analysis took the root cause away; that keeps nobody from changing the title.
    let mut item = committed(RepairKind::Corrective);
    let mut fields = item.fields();
    fields.title = Title::parse("Stop releases without an index").unwrap();
    fields.owner = Some(APPROVER);
    assert_eq!(item.apply(fields, &[factor()], &policy()), Ok(vec!["title", "ownerId"]));
}

#[test]
fn a_cause_that_was_confirmed_later_moves_the_due_date() {
    let mut item = committed(RepairKind::Corrective);
    let later = linked(2, Some("2026-11-23T12:00"));
    let mut fields = item.fields();
    fields.causes = vec![later.id, root().id];
    assert_eq!(item.apply(fields, &[root(), later], &policy()), Ok(vec!["causeIds", "dueAt"]));
    assert_eq!(item.due_at, Some(at("2026-12-03T12:00")));
}
