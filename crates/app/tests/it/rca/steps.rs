//! From a draft to a closed problem: the gates of the review and of the problem's life.

use app::rca::{AcceptRootCauseRisk, AddCause, ChangeRcaStatus, SetRcaAnswer, UpdateRca};
use domain::problem::ProblemStatus;
use domain::rca::{AnswerKey, RcaMethod, RcaStatus};

use super::{Bench, bench};
use crate::problem::{rule, step};

fn review(bench: &Bench, version: i32, status: RcaStatus) -> ChangeRcaStatus {
    ChangeRcaStatus { id: bench.rca, version, status }
}

/// States the problem, so that step 1 passes.
pub async fn state(bench: &Bench) {
    let text = |text: &str| Some(text.to_owned());
    let command = UpdateRca {
        id: bench.rca,
        version: 1,
        method: None,
        what: text("Search answers after 9 s."),
        place: text("The search page."),
        time: text("Since Monday."),
        extent: text("One search in five."),
        scope: text("Not the map."),
        goals: None,
        bones: None,
    };
    bench.app().update_rca(&bench.shop.stage.oliver, command).await.unwrap();
}

#[tokio::test]
async fn six_passed_steps_close_a_problem() {
    let bench = bench(RcaMethod::Fishbone).await;
    let (app, shop) = (bench.app(), &bench.shop);
    let oliver = &shop.stage.oliver;
    let early = app.change_rca_status(oliver, review(&bench, 1, RcaStatus::InReview)).await;
    assert_eq!(rule(&early), Some("RCS-01"));
    state(&bench).await;
    let root = bench
        .add(AddCause { bone: Some("capacity".to_owned()), ..bench.cause("The index has one shard") })
        .await;
    for key in [AnswerKey::NoProcessCause, AnswerKey::NoOrganizationalCause] {
        let answer = SetRcaAnswer { rca_id: bench.rca, key, reason: Some("None was found.".to_owned()) };
        app.set_rca_answer(oliver, answer).await.unwrap();
    }
    let confirmed = bench.confirm(&root).await;
    let submitted = app.change_rca_status(oliver, review(&bench, 2, RcaStatus::InReview)).await.unwrap();
    bench.is_kept(&submitted).await;
    let own = app.change_rca_status(oliver, review(&bench, 3, RcaStatus::Reviewed)).await;
    assert!(matches!(own, Err(app::Error::Forbidden { .. })), "{own:?}");
    let reviewed = app.change_rca_status(&shop.stage.meena, review(&bench, 3, RcaStatus::Reviewed)).await;
    let status = reviewed.unwrap().analysis.rca.status;
    assert_eq!(bench.problem().await.rca.map(|rca| rca.status), Some(status));

    for to in [ProblemStatus::KnownError, ProblemStatus::FixInProgress, ProblemStatus::Measuring] {
        let now = bench.problem().await;
        app.change_problem_status(&shop.petra, step(&now, to)).await.unwrap();
    }
    let now = bench.problem().await;
    let waits = app.change_problem_status(&shop.petra, step(&now, ProblemStatus::Closed)).await;
    assert_eq!(rule(&waits), Some("RCS-06"), "nothing is decided about the root cause");
    assert_eq!(bench.problem().await, now);
    let risk = AcceptRootCauseRisk {
        id: root.id,
        version: confirmed.cause.version,
        rationale: "Rare.".to_owned(),
        approver_id: shop.petra.principal.user().unwrap(),
        review_at: app.now() + chrono::Duration::days(90),
    };
    let denied = app.accept_root_cause_risk(oliver, risk.clone()).await;
    assert!(matches!(denied, Err(app::Error::Forbidden { .. })));
    let decided = app.accept_root_cause_risk(&shop.petra, risk).await.unwrap();
    bench.is_kept(&decided.rca).await;
    let now = bench.problem().await;
    assert_eq!(now.rca.map(|rca| rca.steps_passed), Some(6), "{:?}", decided.rca.findings);
    let closed = app.change_problem_status(&shop.petra, step(&now, ProblemStatus::Closed)).await.unwrap();
    assert_eq!(closed.problem.closed_at, Some(app.now()));
    assert_eq!(bench.problem().await, closed.problem);
}

#[tokio::test]
async fn two_parallel_writers_of_one_analysis_do_not_lose_a_cause_or_close_a_circle() {
    use app::rca::{LinkCause, Target};
    let bench = bench(RcaMethod::CauseMap).await;
    let (app, shop) = (bench.app(), &bench.shop);
    let (a, b) = tokio::join!(bench.top("A happens"), bench.top("B happens"));
    let link = |cause, effect| LinkCause {
        rca_id: bench.rca,
        cause_id: cause,
        target: Target::Effect(Some(effect)),
        position: None,
    };
    let one = app.link_cause(&shop.stage.oliver, link(a.id, b.id));
    let other = app.link_cause(&shop.petra, link(b.id, a.id));
    let (one, other) = tokio::join!(one, other);
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(bench.now().await.graph.causes.len(), 2);
}
