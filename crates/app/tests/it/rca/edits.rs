//! An analysis's own fields, its tables, answers, and findings that are set aside.

use app::Error;
use app::rca::{
    AddCause, BoneText, FindingName, GoalText, SaveBarrier, SaveDifference, SetRcaAnswer, StartRca, UpdateRca,
};
use domain::problem::ProblemStatus;
use domain::rca::{AnswerKey, BarrierState, GoalKind, Lens, RcaMethod};

use super::{Bench, bench};
use crate::problem::rule;

fn edit(bench: &Bench, version: i32) -> UpdateRca {
    UpdateRca {
        id: bench.rca,
        version,
        method: None,
        what: None,
        place: None,
        time: None,
        extent: None,
        scope: None,
        goals: None,
        bones: None,
    }
}

fn bone(key: &str) -> BoneText {
    BoneText { key: key.to_owned(), name: "Something".to_owned(), lens: Lens::Process }
}

#[tokio::test]
async fn a_problem_has_one_analysis_and_follows_it() {
    let bench = bench(RcaMethod::FiveWhys).await;
    let problem = bench.problem().await;
    assert_eq!((problem.status, problem.version), (ProblemStatus::InAnalysis, 2));
    assert_eq!(problem.rca.map(|rca| rca.id), Some(bench.rca));
    let again = StartRca { problem_id: problem.id, method: RcaMethod::CauseMap };
    assert!(bench.app().start_rca(&bench.shop.petra, again).await.is_err());
    let denied = StartRca { problem_id: problem.id, method: RcaMethod::CauseMap };
    let denied = bench.app().start_rca(&bench.shop.stage.victor, denied).await;
    assert!(matches!(denied, Err(Error::Forbidden { .. })));
    assert_eq!(bench.shop.traces("rca.started", "rca.started").await, (1, 1));
    assert_eq!(bench.shop.traces("problem.status_changed", "problem.rca_changed").await, (1, 1));
}

#[tokio::test]
async fn own_fields_change_under_their_version() {
    let bench = bench(RcaMethod::FiveWhys).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let goal = GoalText { kind: GoalKind::Customer, text: "Find a trip within a second".to_owned() };
    let change = UpdateRca {
        method: Some(RcaMethod::Fishbone),
        what: Some("Search answers after 9 s.".to_owned()),
        goals: Some(vec![goal.clone()]),
        bones: Some(vec![bone("a-1"), bone("b")]),
        ..edit(&bench, 1)
    };
    let changed = app.update_rca(oliver, change.clone()).await.unwrap();
    bench.is_kept(&changed).await;
    assert_eq!((changed.analysis.rca.version, changed.analysis.rca.bones.len()), (2, 2));
    let stale = app.update_rca(oliver, change).await;
    assert!(matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })), "{stale:?}");
    bench.add(AddCause { bone: Some("b".to_owned()), ..bench.cause("A happens") }).await;
    let without = UpdateRca { bones: Some(vec![bone("a-1")]), ..edit(&bench, 2) };
    assert_eq!(rule(&app.update_rca(oliver, without).await), Some("FB-03"), "a cause sits on it");
    for wrong in [vec![bone("A")], vec![bone("a"), bone("a")], vec![bone("")]] {
        let refused = app.update_rca(oliver, UpdateRca { bones: Some(wrong), ..edit(&bench, 2) }).await;
        assert!(matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "bones"));
    }
    let many = UpdateRca { goals: Some(vec![goal; 11]), ..edit(&bench, 2) };
    assert!(app.update_rca(oliver, many).await.is_err());
    assert_eq!(bench.now().await.rca.goals.len(), 1);
}

#[tokio::test]
async fn answers_are_given_once_for_each_key_and_withdrawn() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let answer = |reason: Option<&str>| SetRcaAnswer {
        rca_id: bench.rca,
        key: AnswerKey::NoProcessCause,
        reason: reason.map(str::to_owned),
    };
    app.set_rca_answer(oliver, answer(Some("None was found."))).await.unwrap();
    let given = app.set_rca_answer(oliver, answer(Some("The process held."))).await.unwrap();
    bench.is_kept(&given).await;
    assert_eq!(given.analysis.answers.len(), 1);
    let withdrawn = app.set_rca_answer(oliver, answer(None)).await.unwrap();
    bench.is_kept(&withdrawn).await;
    assert!(withdrawn.analysis.answers.is_empty());
}

#[tokio::test]
async fn warnings_are_set_aside_with_a_reason_and_errors_are_not() {
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    bench.top("The index has one shard").await;
    let name = |rule: &str| FindingName { rca_id: bench.rca, rule: rule.to_owned(), subject: String::new() };
    let speaks = |answer: &app::rca::RcaAnswer| {
        answer.findings.iter().any(|finding| finding.rule.as_str() == "RCS-03")
    };
    assert!(app.dismiss_finding(oliver, name("RCS-01"), "Later.").await.is_err(), "an error");
    assert!(app.dismiss_finding(oliver, name("XYZ-01"), "Later.").await.is_err(), "no such finding");
    let dismissed = app.dismiss_finding(oliver, name("RCS-03"), "There is no other.").await.unwrap();
    bench.is_kept(&dismissed).await;
    assert!(!speaks(&dismissed));
    let kept = dismissed.report.steps.iter().flat_map(|step| &step.findings);
    assert!(kept.filter_map(|one| one.dismissed.as_ref()).any(|one| one.by == oliver.principal));
    let restored = app.restore_finding(oliver, name("RCS-03")).await.unwrap();
    bench.is_kept(&restored).await;
    assert!(speaks(&restored));
    assert!(app.restore_finding(oliver, name("RCS-03")).await.is_err());
    assert_eq!(bench.shop.traces("rca.finding_dismissed", "rca.finding_dismissed").await, (1, 2));
}

#[tokio::test]
async fn rows_of_both_tables_are_added_changed_and_removed() {
    let bench = bench(RcaMethod::Enhanced).await;
    let (app, oliver) = (bench.app(), &bench.shop.stage.oliver);
    let barrier = |row, key: Option<&str>| SaveBarrier {
        rca_id: bench.rca,
        row,
        defence: "Load test".to_owned(),
        expected_effect: "Finds slow queries".to_owned(),
        state: BarrierState::Absent,
        evidence: None,
        idempotency_key: key.map(str::to_owned),
    };
    app.save_barrier(oliver, barrier(None, Some("k"))).await.unwrap();
    let added = app.save_barrier(oliver, barrier(None, Some("k"))).await.unwrap();
    bench.is_kept(&added).await;
    let [row] = added.analysis.barriers.as_slice() else { panic!("{added:?}") };
    let changed = SaveBarrier { state: BarrierState::Worked, ..barrier(Some((row.id, 1)), None) };
    let saved = app.save_barrier(oliver, changed.clone()).await.unwrap();
    bench.is_kept(&saved).await;
    assert_eq!(
        (saved.analysis.barriers[0].state, saved.analysis.barriers[0].version),
        (BarrierState::Worked, 2)
    );
    assert!(matches!(app.save_barrier(oliver, changed).await, Err(Error::Conflict { .. })));
    assert!(matches!(app.remove_barrier(oliver, row.id, 1).await, Err(Error::Conflict { .. })));
    assert!(app.remove_barrier(oliver, row.id, 2).await.unwrap().analysis.barriers.is_empty());

    let difference = |row| SaveDifference {
        rca_id: bench.rca,
        row,
        aspect: "Data".to_owned(),
        before: "1 million trips".to_owned(),
        after: "9 million trips".to_owned(),
        relevance: None,
        idempotency_key: None,
    };
    let added = app.save_difference(oliver, difference(None)).await.unwrap();
    let id = added.analysis.differences[0].id;
    let saved = app.save_difference(oliver, difference(Some((id, 1)))).await.unwrap();
    bench.is_kept(&saved).await;
    let left = app.remove_difference(oliver, id, 2).await.unwrap();
    bench.is_kept(&left).await;
    assert!(left.analysis.differences.is_empty());
    assert!(matches!(app.remove_difference(oliver, id, 2).await, Err(Error::NotFound)));
}
