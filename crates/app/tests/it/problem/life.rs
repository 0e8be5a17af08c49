//! A problem is opened, changed and moved through its life.

use app::Error;
use app::problem::{AcceptProblemRisk, ChangeProblemStatus, OpenProblem, SetWorkaround, UpdateProblem};
use domain::identity::Permission;
use domain::problem::{ProblemStatus, WorkaroundEffect};

use super::{edit, opening, rule, step, workshop};

#[tokio::test]
async fn who_may_do_what_with_a_problem() {
    let shop = workshop().await;
    let app = shop.app();
    let problem = shop.open("Slow search", &[]).await;
    for (actor, reads, writes, accepts) in [
        (&shop.petra, true, true, true),
        (&shop.stage.meena, true, true, false),
        (&shop.stage.oliver, true, true, false),
        (&shop.stage.victor, true, false, false),
        (&shop.stage.ada, true, false, false),
        (&shop.carl, false, false, false),
    ] {
        assert_eq!(app.problem(actor, problem.id).await.is_ok(), reads);
        assert_eq!(app.problem_history(actor, problem.id, None, 10).await.is_ok(), reads);
        assert_eq!(app.open_problem(actor, opening("Another one", &[])).await.is_ok(), writes);
        let now = shop.problem(&problem).await;
        let renamed = UpdateProblem { title: Some("Slow search".to_owned()), ..edit(&now) };
        assert_eq!(app.update_problem(actor, renamed).await.is_ok(), writes);
        let now = shop.problem(&problem).await;
        let close = app.change_problem_status(actor, step(&now, ProblemStatus::Closed)).await;
        let refused = matches!(&close, Err(Error::Forbidden { permission: Permission::ProblemClose }));
        assert_eq!(refused, !accepts, "{close:?}");
        let risk = AcceptProblemRisk {
            id: now.id,
            version: 0,
            rationale: "Rare.".to_owned(),
            approver_id: shop.petra.principal.user().unwrap(),
            review_at: app.now() + chrono::Duration::days(30),
        };
        let accepted = app.accept_problem_risk(actor, risk).await;
        assert_eq!(matches!(accepted, Err(Error::Forbidden { .. })), !accepts, "{accepted:?}");
    }
}

#[tokio::test]
async fn a_repeated_opening_makes_one_problem_and_leaves_one_trace() {
    let shop = workshop().await;
    let app = shop.app();
    let incident = shop.stage.declare("Search is slow").await;
    let keyed = OpenProblem {
        idempotency_key: Some("k1".to_owned()),
        tags: vec!["Search".to_owned()],
        ..opening("Slow search", &[incident.id])
    };
    let first = app.open_problem(&shop.stage.oliver, keyed.clone()).await.unwrap().problem;
    assert_eq!((first.incident_count, first.status), (1, ProblemStatus::Identified));
    assert_eq!(first.services, [shop.stage.shop], "those of the incident");
    assert_eq!(app.open_problem(&shop.stage.oliver, keyed.clone()).await.unwrap().problem, first);
    assert_eq!(shop.problem(&first).await, first, "kept as answered");
    let other = OpenProblem { title: "Something else".to_owned(), ..keyed };
    assert!(matches!(app.open_problem(&shop.stage.oliver, other).await, Err(Error::Conflict { .. })));
    assert_eq!(shop.traces("problem.opened", "problem.opened").await, (1, 1));
    assert_eq!(app.problem_by_reference(&shop.petra, "prb-1").await.unwrap().id, first.id);
    assert!(matches!(app.problem_by_reference(&shop.petra, "PRB-9").await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_stale_change_is_refused_and_names_the_version() {
    let shop = workshop().await;
    let app = shop.app();
    let problem = shop.open("Slow search", &[]).await;
    let owner = shop.petra.principal.user();
    let change = UpdateProblem {
        owner_id: owner,
        description: Some("Since the *last* release.".to_owned()),
        ..edit(&problem)
    };
    let changed = app.update_problem(&shop.petra, change.clone()).await.unwrap().problem;
    assert_eq!((changed.version, changed.owner), (2, owner));
    let again = app.update_problem(&shop.petra, change).await;
    assert!(matches!(again, Err(Error::Conflict { current_version: Some(2), .. })), "{again:?}");
    let without = UpdateProblem { remove_owner: true, ..edit(&changed) };
    assert_eq!(app.update_problem(&shop.petra, without).await.unwrap().problem.owner, None);
    assert_eq!(shop.traces("problem.updated", "problem.updated").await, (2, 2));
}

#[tokio::test]
async fn a_workaround_is_recorded_at_any_stage_and_tested_before_now() {
    let shop = workshop().await;
    let app = shop.app();
    let problem = shop.open("Slow search", &[]).await;
    let workaround = |version, seconds| SetWorkaround {
        id: problem.id,
        version,
        steps: "Restart the index.".to_owned(),
        effect: WorkaroundEffect::Reduces,
        limits: "Below 100 requests a second.".to_owned(),
        last_tested_at: app.now() + chrono::Duration::seconds(seconds),
    };
    let ahead = app.set_workaround(&shop.petra, workaround(1, 60)).await;
    assert!(matches!(ahead, Err(Error::Invalid { ref field, .. }) if field == "lastTestedAt"), "{ahead:?}");
    let set = app.set_workaround(&shop.petra, workaround(1, -60)).await.unwrap().problem;
    assert_eq!(set.workaround.as_ref().map(|one| one.effect), Some(WorkaroundEffect::Reduces));
    let stale = app.remove_workaround(&shop.petra, problem.id, 1).await;
    assert!(matches!(stale, Err(Error::Conflict { .. })));
    assert_eq!(app.remove_workaround(&shop.petra, problem.id, 2).await.unwrap().problem.workaround, None);
    assert!(matches!(app.remove_workaround(&shop.petra, problem.id, 3).await, Err(Error::Invalid { .. })));
    assert_eq!(shop.problem(&set).await.version, 3);
}

#[tokio::test]
async fn gates_refuse_with_their_rule_and_save_nothing() {
    let shop = workshop().await;
    let app = shop.app();
    let problem = shop.open("Slow search", &[]).await;
    let skip = app.change_problem_status(&shop.petra, step(&problem, ProblemStatus::Measuring)).await;
    assert_eq!(rule(&skip), Some(""), "no such step");
    let started = app.change_problem_status(&shop.petra, step(&problem, ProblemStatus::InAnalysis)).await;
    let problem = started.unwrap().problem;
    let confirmed =
        app.change_problem_status(&shop.petra, step(&problem, ProblemStatus::RootCauseConfirmed)).await;
    assert_eq!(rule(&confirmed), Some("VOC-04"));
    assert_eq!(shop.problem(&problem).await, problem);
    assert_eq!(shop.traces("problem.status_changed", "problem.status_changed").await, (1, 1));
}

#[tokio::test]
async fn a_problem_that_is_lived_with_is_opened_again_with_a_reason_only() {
    let shop = workshop().await;
    let app = shop.app();
    let problem = shop.open("Slow search", &[]).await;
    let risk = |days| AcceptProblemRisk {
        id: problem.id,
        version: 1,
        rationale: "Rare.".to_owned(),
        approver_id: shop.petra.principal.user().unwrap(),
        review_at: app.now() + chrono::Duration::days(days),
    };
    assert!(app.accept_problem_risk(&shop.petra, risk(-1)).await.is_err());
    let accepted = app.accept_problem_risk(&shop.petra, risk(30)).await.unwrap().problem;
    assert_eq!(accepted.status, ProblemStatus::AcceptedRisk);
    assert_eq!(shop.problem(&accepted).await, accepted);
    let silent = step(&accepted, ProblemStatus::InAnalysis);
    assert!(app.change_problem_status(&shop.petra, silent.clone()).await.is_err());
    let told = ChangeProblemStatus { reason: Some("New traces.".to_owned()), ..silent };
    let opened = app.change_problem_status(&shop.petra, told).await.unwrap().problem;
    assert_eq!((opened.status, opened.accepted_risk.is_some()), (ProblemStatus::InAnalysis, false));
    assert_eq!(shop.problem(&opened).await, opened);
    let history = app.problem_history(&shop.stage.victor, problem.id, None, 2).await.unwrap();
    assert!(history.has_next);
    assert_eq!(
        history.items.iter().map(|event| (event.from_status, event.to_status)).collect::<Vec<_>>(),
        [
            (Some(ProblemStatus::AcceptedRisk), Some(ProblemStatus::InAnalysis)),
            (Some(ProblemStatus::Identified), Some(ProblemStatus::AcceptedRisk)),
        ]
    );
    let rest =
        app.problem_history(&shop.stage.victor, problem.id, Some(history.items[1].seq), 2).await.unwrap();
    assert_eq!((rest.items.len(), rest.has_next), (1, false));
}
