//! Done is not effective: measurements, recurrences, and what they open again.

use app::Error;
use app::incident::LinkIncidents;
use app::repair::RecordEffectiveness;
use chrono::Duration;
use domain::incident::IncidentLinkKind;
use domain::problem::ProblemStatus;
use domain::rca::CauseVerdict;
use domain::repair::{ClockBasis, Effectiveness, RepairItemStatus, RepairReopenReason};

use super::{measured, shed};
use crate::problem::{rule, step};

#[tokio::test]
async fn the_six_steps_follow_what_is_done() {
    let shed = shed().await;
    let (app, petra) = (shed.app(), shed.petra());
    assert_eq!(shed.steps_passed().await, Some(3));
    let item = shed.propose(shed.corrective("Split the index into four shards")).await;
    assert_eq!(shed.steps_passed().await, Some(3), "an idea is no solution");
    let item = shed.step(&item, RepairItemStatus::Committed).await.unwrap().item;
    assert_eq!(shed.steps_passed().await, Some(4));
    let item = shed.step(&item, RepairItemStatus::Done).await.unwrap().item;
    assert_eq!(shed.steps_passed().await, Some(5), "whether it works is not known");
    for to in [ProblemStatus::KnownError, ProblemStatus::FixInProgress, ProblemStatus::Measuring] {
        let now = shed.problem().await;
        app.change_problem_status(petra, step(&now, to)).await.unwrap();
    }
    let now = shed.problem().await;
    let waits = app.change_problem_status(petra, step(&now, ProblemStatus::Closed)).await;
    assert_eq!(rule(&waits), Some("RCS-07"), "{waits:?}");
    shed.later(30);
    let answer = app
        .record_effectiveness(shed.oliver(), measured(&item, Effectiveness::Effective, "380"))
        .await
        .unwrap();
    assert_eq!(answer.item.status, RepairItemStatus::Effective);
    assert_eq!(shed.item(&item).await, answer.item);
    assert_eq!(shed.steps_passed().await, Some(6));
    let now = shed.problem().await;
    assert_eq!(now.open_repair_count, 0);
    app.change_problem_status(petra, step(&now, ProblemStatus::Closed)).await.unwrap();
    assert_eq!(shed.bench.shop.traces("repair.measured", "repair.measured").await, (1, 1));
    assert_eq!(shed.notes(&item).await, ["EFFECT", "STATUS", "STATUS"]);
}

#[tokio::test]
async fn what_shows_no_effect_opens_item_and_cause_and_moves_the_problem_back() {
    let shed = shed().await;
    let (app, petra) = (shed.app(), shed.petra());
    let item = shed.finished(shed.corrective("Split the index")).await;
    for to in [ProblemStatus::KnownError, ProblemStatus::FixInProgress, ProblemStatus::Measuring] {
        let now = shed.problem().await;
        app.change_problem_status(petra, step(&now, to)).await.unwrap();
    }
    shed.later(30);
    let answer = app
        .record_effectiveness(shed.oliver(), measured(&item, Effectiveness::Ineffective, "3900"))
        .await
        .unwrap();
    let (opened, now) = (answer.item, app.now());
    assert_eq!((opened.status, opened.done_at), (RepairItemStatus::Reopened, None));
    let reopening = opened.reopening.clone().unwrap();
    assert_eq!((reopening.at, reopening.reason), (now, RepairReopenReason::Ineffective));
    assert_eq!(opened.clock.map(|clock| clock.basis), Some(ClockBasis::Reopened));
    assert_eq!(opened.due_at, Some(now + Duration::days(10)));
    assert!(opened.next_reminder_at.is_some());
    assert_eq!(shed.item(&item).await, opened);
    let cause = shed.bench.now().await.graph.cause(shed.root.id).cloned().unwrap();
    assert_eq!((cause.confirmed_at, cause.verdict), (None, CauseVerdict::Potential));
    assert_eq!(
        cause.verdict_reason.as_str(),
        "REP-1 was done and showed no effect. p99 of search in ms: 3900; the target was 400."
    );
    assert_eq!(cause.version, shed.root.version + 1);
    let problem = shed.problem().await;
    assert_eq!((problem.status, problem.open_repair_count), (ProblemStatus::InAnalysis, 1));
    assert_eq!(problem.rca.map(|rca| rca.root_cause_count), Some(0));
    assert!(shed.steps_passed().await < Some(4));
    let shop = &shed.bench.shop;
    assert_eq!(shop.traces("rca.cause_reopened", "rca.cause_reopened").await, (1, 1));
    assert_eq!(shop.traces("repair.reopened", "repair.reopened").await, (1, 1));
    assert_eq!(shop.traces("repair.measured", "repair.measured").await, (1, 1));
}

#[tokio::test]
async fn partial_and_inconclusive_leave_it_done() {
    let shed = shed().await;
    let app = shed.app();
    let item = shed.finished(shed.corrective("Split the index")).await;
    let partial = measured(&item, Effectiveness::Partial, "900");
    let item = app.record_effectiveness(shed.oliver(), partial).await.unwrap().item;
    assert_eq!(item.status, RepairItemStatus::Done);
    assert_eq!(shed.steps_passed().await, Some(6), "better than before");
    let unknown = RecordEffectiveness { observed: None, ..measured(&item, Effectiveness::Inconclusive, "") };
    let item = app.record_effectiveness(shed.oliver(), unknown).await.unwrap().item;
    assert_eq!((item.status, shed.steps_passed().await), (RepairItemStatus::Done, Some(5)));
}

#[tokio::test]
async fn only_a_done_item_is_measured_and_with_all_parts() {
    let shed = shed().await;
    let app = shed.app();
    let item = shed.propose(shed.corrective("Split the index")).await;
    let early = app.record_effectiveness(shed.oliver(), measured(&item, Effectiveness::Effective, "1")).await;
    assert_eq!(rule(&early), Some("ACT-10"));
    let item = shed.finished(shed.corrective("Split it again")).await;
    let bare = RecordEffectiveness { observed: None, ..measured(&item, Effectiveness::Effective, "") };
    assert_eq!(rule(&app.record_effectiveness(shed.oliver(), bare).await), Some("ACT-10"));
    let before = RecordEffectiveness {
        measured_at: Some(app.now() - Duration::days(1)),
        ..measured(&item, Effectiveness::Effective, "1")
    };
    assert_eq!(rule(&app.record_effectiveness(shed.oliver(), before).await), Some("ACT-10"));
    let ahead = RecordEffectiveness {
        measured_at: Some(app.now() + Duration::days(1)),
        ..measured(&item, Effectiveness::Effective, "1")
    };
    let refused = app.record_effectiveness(shed.oliver(), ahead).await;
    assert!(matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "measuredAt"));
    assert_eq!(shed.item(&item).await, item);
}

#[tokio::test]
async fn a_recurrence_opens_finished_items_again() {
    let shed = shed().await;
    let (app, stage) = (shed.app(), &shed.bench.shop.stage);
    let (a, b) = (stage.declare("A").await, stage.declare("B").await);
    app.link_problem_incident(&stage.oliver, shed.bench.problem.id, a.id).await.unwrap();
    let done = shed.finished(shed.corrective("Split the index")).await;
    let idea = shed.propose(shed.corrective("Rewrite the search")).await;
    let effective = measured(&done, Effectiveness::Effective, "380");
    app.record_effectiveness(shed.oliver(), effective).await.unwrap();
    for to in [
        ProblemStatus::KnownError,
        ProblemStatus::FixInProgress,
        ProblemStatus::Measuring,
        ProblemStatus::Closed,
    ] {
        let now = shed.problem().await;
        app.change_problem_status(shed.petra(), step(&now, to)).await.unwrap();
    }
    shed.later(20);
    let kind = IncidentLinkKind::RecurrenceOf;
    let command = LinkIncidents { from_id: b.id, to_id: a.id, kind, idempotency_key: None };
    app.link_incidents(&stage.meena, command).await.unwrap();
    let opened = shed.item(&done).await;
    assert_eq!(opened.status, RepairItemStatus::Reopened);
    assert_eq!(opened.reopening.clone().unwrap().reason, RepairReopenReason::Recurrence);
    assert_eq!(opened.due_at, Some(app.now() + Duration::days(10)));
    assert!(opened.next_reminder_at.is_some());
    assert_eq!(shed.item(&idea).await, idea, "it was not finished");
    let problem = shed.problem().await;
    assert_eq!((problem.status, problem.open_repair_count), (ProblemStatus::InAnalysis, 2));
    assert_eq!(shed.steps_passed().await, Some(4), "what was done is to be done again");
    assert_eq!(shed.notes(&opened).await[0], "STATUS");
    assert_eq!(shed.bench.shop.traces("repair.reopened", "repair.reopened").await, (1, 1));
}
