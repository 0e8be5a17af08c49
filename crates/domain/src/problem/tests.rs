//! Table tests of problems: their life, their rules, and likeness.

use super::rules::{check_workaround, findings, missing_problem};
use super::similar::{Features, likeness, words};
use super::status::{Outcome, ProblemStatus, StatusChange};
use super::*;
use crate::finding::{Finding, FindingLevel};
use crate::incident::{Declaration, ImpactLevel, ImpactWindow, Incident, IncidentStatus};
use ProblemStatus as S;

const AUTHOR: Principal = Principal::User(UserId::new(uuid::Uuid::from_u128(1)));

fn at(text: &str) -> Instant {
    format!("{text}:00Z").parse().unwrap()
}

const NOW: &str = "2026-11-28T12:00";

fn problem(status: ProblemStatus) -> Problem {
    let opening = Opening {
        id: ProblemId::new(uuid::Uuid::from_u128(10)),
        title: Title::parse("Search and booking fail during a sale").unwrap(),
        description: Markdown::default(),
        owner: None,
        sponsor: None,
        services: Vec::new(),
        tags: Vec::new(),
    };
    let mut problem = Problem::open(opening, AUTHOR, at("2026-11-02T12:00"));
    problem.status = status;
    problem
}

fn decision(review: &str) -> RiskDecision {
    RiskDecision {
        rationale: Body::parse("It is replaced in March.").unwrap(),
        approver: UserId::new(uuid::Uuid::from_u128(2)),
        review_at: at(review),
        decided_at: at(NOW),
    }
}

/// An analysis with root causes and nothing open.
fn done(root_causes: usize) -> Outcome {
    Outcome { exists: true, root_causes, steps_passed: 6, open: Vec::new() }
}

#[test]
fn a_problem_goes_only_where_its_life_leads() {
    let table: [(S, &[S]); 8] = [
        (S::Identified, &[S::InAnalysis]),
        (S::InAnalysis, &[S::RootCauseConfirmed]),
        (S::RootCauseConfirmed, &[S::InAnalysis, S::KnownError]),
        (S::KnownError, &[S::InAnalysis, S::FixInProgress]),
        (S::FixInProgress, &[S::InAnalysis, S::KnownError, S::Measuring]),
        (S::Measuring, &[S::InAnalysis, S::Closed]),
        (S::Closed, &[]),
        (S::AcceptedRisk, &[]),
    ];
    for (from, allowed) in table {
        for to in S::ALL.iter().copied() {
            let mut problem = problem(from);
            let result = problem.change_status(StatusChange::To(to), &done(1), at(NOW));
            if allowed.contains(&to) {
                assert_eq!((result, problem.status), (Ok(()), to), "{from} to {to}");
                assert_eq!(problem.closed_at, (to == S::Closed).then(|| at(NOW)), "{from} to {to}");
            } else {
                let ended = !from.is_open() && to == S::InAnalysis;
                let refused =
                    if ended { ProblemError::ReasonNeeded } else { ProblemError::Transition { from, to } };
                assert_eq!((result, problem.status), (Err(refused), from), "{from} to {to}");
            }
        }
        let mut next = allowed.to_vec();
        if from.is_open() {
            next.push(S::AcceptedRisk);
        } else {
            next.push(S::InAnalysis);
        }
        assert_eq!(from.next(), next, "{from}");
    }
}

#[test]
fn voc_04_what_rests_on_a_root_cause_needs_one() {
    for (from, to) in [
        (S::InAnalysis, S::RootCauseConfirmed),
        (S::RootCauseConfirmed, S::KnownError),
        (S::KnownError, S::FixInProgress),
        (S::FixInProgress, S::Measuring),
        (S::Measuring, S::Closed),
    ] {
        let mut problem = problem(from);
        let refused = problem.change_status(StatusChange::To(to), &done(0), at(NOW)).unwrap_err();
        assert_eq!((refused.rule(), &refused), (Some("VOC-04"), &ProblemError::NoRootCause { to }));
        assert_eq!(problem.status, from);
    }
}

#[test]
fn a_problem_closes_when_nothing_of_its_analysis_is_open() {
    let close = |outcome: &Outcome| {
        let mut problem = problem(S::Measuring);
        problem.change_status(StatusChange::To(S::Closed), outcome, at(NOW)).map(|()| problem.closed_at)
    };
    assert_eq!(close(&done(1)), Ok(Some(at(NOW))));
    let hint = Finding::hint("FB-06", "Go on in a map.");
    let warning = Finding::warning("W5-10", "Read it upward.");
    assert!(close(&Outcome { open: vec![warning, hint], ..done(1) }).is_ok(), "warnings block nothing");
    let refused = close(&Outcome::default()).unwrap_err();
    assert_eq!(refused.rule(), Some("RCS-05"), "{refused}");
    let open = vec![
        Finding::error("RCS-06", "Nothing is decided about “a”."),
        Finding::error("RCS-05", "“b” has no verdict."),
    ];
    let refused = close(&Outcome { open, ..done(1) }).unwrap_err();
    assert_eq!(refused.rule(), Some("RCS-06"));
    assert_eq!(
        refused.to_string(),
        "CLOSED has to wait: RCS-06 Nothing is decided about “a”. RCS-05 “b” has no verdict."
    );
    let open = vec![
        Finding::error("RCS-06", "REP-7 is not done yet."),
        Finding::error("RCS-07", "REP-7 has no result yet. Measure whether it works."),
    ];
    assert_eq!(
        close(&Outcome { open, ..done(1) }).unwrap_err().to_string(),
        "CLOSED has to wait: RCS-06 REP-7 is not done yet. RCS-07 REP-7 has no result yet. Measure whether it works."
    );
}

#[test]
fn a_risk_is_accepted_until_a_date_ahead() {
    for from in S::ALL.iter().copied() {
        let mut problem = problem(from);
        let change = StatusChange::AcceptRisk(decision("2027-03-01T00:00"));
        let result = problem.change_status(change, &Outcome::default(), at(NOW));
        if from == S::Closed {
            assert_eq!(result, Err(ProblemError::Transition { from, to: S::AcceptedRisk }));
        } else {
            assert_eq!((result, problem.status), (Ok(()), S::AcceptedRisk), "{from}");
            assert!(problem.accepted_risk.is_some());
        }
    }
    let change = StatusChange::AcceptRisk(decision(NOW));
    assert_eq!(
        problem(S::KnownError).change_status(change, &Outcome::default(), at(NOW)),
        Err(ProblemError::ReviewInPast)
    );
}

#[test]
fn what_ended_is_opened_again_with_a_reason_or_by_a_recurrence() {
    let note = |text: &str| StatusChange::Reopen(Markdown::parse(text).unwrap());
    let (earlier, again) =
        (IncidentId::new(uuid::Uuid::from_u128(20)), IncidentId::new(uuid::Uuid::from_u128(21)));
    for from in S::ALL.iter().copied() {
        let mut noted = problem(from);
        noted.closed_at = Some(at(NOW));
        noted.accepted_risk = Some(decision("2027-03-01T00:00"));
        let mut recurred = noted.clone();
        assert_eq!(recurred.recurred(earlier, again, at(NOW)), !from.is_open(), "{from}");
        let result = noted.change_status(note("A second node fails alike."), &Outcome::default(), at(NOW));
        if from.is_open() {
            assert_eq!((result, noted.status, recurred.status), (Err(ProblemError::NotEnded), from, from));
            continue;
        }
        assert_eq!(result, Ok(()));
        for problem in [&noted, &recurred] {
            assert_eq!(
                (problem.status, problem.closed_at, &problem.accepted_risk),
                (S::InAnalysis, None, &None)
            );
        }
        let reopening = noted.reopening.unwrap();
        assert_eq!((reopening.reason, reopening.recurrence), (ReopenReason::NewEvidence, None));
        let reopening = recurred.reopening.unwrap();
        assert_eq!(
            (reopening.reason, reopening.recurrence),
            (ReopenReason::Recurrence, Some((earlier, again)))
        );
        assert_eq!(
            problem(from).change_status(note(" "), &Outcome::default(), at(NOW)),
            Err(ProblemError::ReasonNeeded)
        );
    }
}

#[test]
fn a_problem_follows_its_analysis() {
    // status, root causes before and now, status after
    for (from, before, now, to) in [
        (S::Identified, 0, 0, S::InAnalysis),
        (S::Identified, 0, 1, S::RootCauseConfirmed),
        (S::InAnalysis, 0, 0, S::InAnalysis),
        (S::InAnalysis, 0, 1, S::RootCauseConfirmed),
        (S::InAnalysis, 1, 1, S::InAnalysis),
        (S::InAnalysis, 1, 2, S::RootCauseConfirmed),
        (S::RootCauseConfirmed, 1, 0, S::InAnalysis),
        (S::RootCauseConfirmed, 2, 1, S::RootCauseConfirmed),
        (S::KnownError, 1, 0, S::InAnalysis),
        (S::Measuring, 1, 0, S::InAnalysis),
        (S::Closed, 1, 0, S::Closed),
        (S::AcceptedRisk, 0, 1, S::AcceptedRisk),
    ] {
        let mut problem = problem(from);
        problem.rca = Some(RcaOutline {
            id: RcaId::new(uuid::Uuid::from_u128(30)),
            number: 1,
            status: RcaStatus::Draft,
            steps_passed: 0,
            root_cause_count: before,
        });
        let outcome = Outcome { steps_passed: 3, ..done(now) };
        assert_eq!(problem.follow(&outcome), from != to, "{from} {before} {now}");
        assert_eq!(problem.status, to, "{from} {before} {now}");
        let rca = problem.rca.unwrap();
        assert_eq!((usize::try_from(rca.root_cause_count).unwrap(), rca.steps_passed), (now, 3));
    }
    let mut alone = problem(S::Identified);
    assert!(!alone.follow(&Outcome::default()));
}

fn linked(restored: &str, is_private: bool) -> LinkedIncident {
    LinkedIncident {
        id: IncidentId::new(uuid::Uuid::from_u128(20)),
        severity: Severity::Sev2,
        is_private,
        started_at: at("2026-11-01T08:00"),
        restored_at: Some(at(restored)),
        is_recurrence: false,
    }
}

fn rules_of(problem: &Problem, incidents: &[LinkedIncident]) -> Vec<(String, FindingLevel)> {
    let findings = findings(problem, incidents, at(NOW));
    findings.into_iter().map(|finding| (finding.rule.to_string(), finding.level)).collect()
}

#[test]
fn rcs_08_an_analysis_that_has_not_begun_is_missed() {
    // Saturday, 28 November.
    for (restored, is_private, speaks) in [
        ("2026-11-20T15:00", false, false),
        ("2026-11-19T15:00", false, true),
        ("2026-11-19T15:00", true, false),
    ] {
        let said = rules_of(&problem(S::Identified), &[linked(restored, is_private)]);
        assert_eq!(said == [("RCS-08".to_owned(), FindingLevel::Warning)], speaks, "{restored} {is_private}");
    }
    assert_eq!(rules_of(&problem(S::AcceptedRisk), &[linked("2026-11-02T15:00", false)]), []);
    assert_eq!(rules_of(&problem(S::Identified), &[]), []);
}

#[test]
fn workarounds_and_risks_are_looked_at_again() {
    let mut known = problem(S::KnownError);
    assert_eq!(rules_of(&known, &[]), [("VOC-04".to_owned(), FindingLevel::Hint)]);
    let workaround = |tested: &str| Workaround {
        steps: Body::parse("Add a node.").unwrap(),
        effect: WorkaroundEffect::Reduces,
        limits: Body::parse("Up to four nodes.").unwrap(),
        last_tested_at: at(tested),
    };
    for (tested, said) in [
        ("2026-08-30T12:00", vec![]),
        ("2026-08-29T12:00", vec![("VOC-04".to_owned(), FindingLevel::Warning)]),
    ] {
        known.workaround = Some(workaround(tested));
        assert_eq!(rules_of(&known, &[]), said, "{tested}");
    }
    assert_eq!(check_workaround(&workaround(NOW), at(NOW)), Ok(()));
    let ahead = check_workaround(&workaround("2026-11-28T12:01"), at(NOW));
    assert_eq!(ahead, Err(ProblemError::InFuture { field: "lastTestedAt" }));

    let mut lived = problem(S::AcceptedRisk);
    lived.accepted_risk = Some(decision("2026-11-28T12:01"));
    assert_eq!(rules_of(&lived, &[]), []);
    lived.accepted_risk = Some(decision(NOW));
    assert_eq!(rules_of(&lived, &[]), [("RCS-06".to_owned(), FindingLevel::Warning)]);
}

fn incident(severity: Severity, restored: Option<&str>) -> Incident {
    let declaration = Declaration {
        id: IncidentId::new(uuid::Uuid::from_u128(100)),
        title: Title::parse("Shop is slow").unwrap(),
        summary: Markdown::default(),
        severity,
        services: Vec::new(),
        impact: None,
        detected_at: None,
        detection_source: None,
        lead: None,
        tags: Vec::new(),
        is_private: false,
    };
    let mut incident = Incident::declare(declaration, AUTHOR, at("2026-11-20T08:00")).unwrap().0;
    if let Some(restored) = restored {
        incident.change_status(IncidentStatus::Resolved, None, Some(at(restored)), at(NOW)).unwrap();
    }
    incident
}

#[test]
fn voc_05_a_bad_incident_gets_a_problem() {
    for (severity, restored, speaks) in [
        (Severity::Sev1, Some("2026-11-25T12:00"), true),
        (Severity::Sev2, Some("2026-11-25T12:00"), true),
        (Severity::Sev2, Some("2026-11-25T12:01"), false),
        (Severity::Sev3, Some("2026-11-25T12:00"), false),
        (Severity::Sev1, None, false),
    ] {
        let incident = incident(severity, restored);
        let said = missing_problem(&incident, at(NOW));
        assert_eq!(
            said.as_ref().map(|finding| finding.level) == Some(FindingLevel::Warning),
            speaks,
            "{severity}"
        );
        let all =
            crate::incident::rules::findings(&incident, at(NOW), &crate::organisation::Thresholds::default());
        assert_eq!(
            all.iter().any(|finding| finding.rule.as_str() == "VOC-05"),
            speaks,
            "{severity} {restored:?}"
        );
    }
    let mut linked = incident(Severity::Sev1, Some("2026-11-22T12:00"));
    linked.change_status(IncidentStatus::Closed, None, None, at("2026-11-23T12:00")).unwrap();
    assert!(missing_problem(&linked, at(NOW)).is_some());
    let mut planned = linked.clone();
    planned.set_tags(vec![Tag::parse("maintenance").unwrap()]);
    assert_eq!(missing_problem(&planned, at(NOW)), None);
    linked.problem_count = 1;
    assert_eq!(missing_problem(&linked, at(NOW)), None);
}

#[test]
fn clk_04_overlapping_windows_count_once() {
    let window = |from: &str, to: Option<&str>| ImpactWindow {
        id: crate::id::ImpactWindowId::new(uuid::Uuid::from_u128(1)),
        started_at: at(from),
        ended_at: to.map(at),
        level: ImpactLevel::MajorOutage,
        services: Vec::new(),
    };
    assert_eq!(TotalImpact::of(&[], at(NOW)), TotalImpact::default());
    let mut windows = vec![
        window("2026-11-23T14:00", Some("2026-11-23T15:25")),
        window("2026-11-23T08:00", Some("2026-11-23T11:15")),
        window("2026-11-23T09:00", Some("2026-11-23T11:00")),
    ];
    let total = TotalImpact::of(&windows, at(NOW));
    assert_eq!(total.degraded_seconds, 4 * 3_600 + 40 * 60, "the talk's 4 h 40");
    assert_eq!((total.first_at, total.last_at), (Some(at("2026-11-23T08:00")), Some(at("2026-11-23T15:25"))));
    windows.push(window("2026-11-28T11:00", None));
    let total = TotalImpact::of(&windows, at(NOW));
    assert_eq!((total.degraded_seconds, total.last_at), (5 * 3_600 + 40 * 60, None));
}

#[test]
fn words_that_say_something_are_kept() {
    assert_eq!(
        words("The shop is slow: SQL queries time out, queries of the shop!", 10),
        ["shop", "slow", "sql", "queries", "time"]
    );
    assert_eq!(words("one two three four", 2), ["one", "two"]);
    assert!(words("Incident: an issue with the service", 10).is_empty());
    assert_eq!(words("Überlast in Zürich", 10), ["überlast", "zürich"]);
}

#[test]
fn records_are_alike_that_share_two_things() {
    let service = ServiceId::new(uuid::Uuid::from_u128(5));
    let features = |services: &[ServiceId], tags: &[&str], text: &str| Features {
        services: services.to_vec(),
        tags: tags.iter().map(|tag| Tag::parse(tag).unwrap()).collect(),
        words: words(text, 20),
    };
    let new = features(&[service], &["sale"], "Search query slow");
    for (earlier, score) in [
        (features(&[], &[], "Search queries slow"), Some(6)),
        (features(&[service], &["sale"], "Payments"), Some(5)),
        (features(&[service], &[], "Payments"), None),
        (features(&[], &["sale"], "Slow payments"), Some(4)),
        (features(&[], &[], "Slow payments"), None),
        (Features::default(), None),
    ] {
        assert_eq!(likeness(&new, &earlier).map(|found| found.score), score, "{earlier:?}");
    }
    let found = likeness(&new, &features(&[service], &[], "Queries of search")).unwrap();
    assert_eq!((found.services, found.words), (vec![service], vec!["search".to_owned(), "query".to_owned()]));
}
