//! From an idea to a done item: gates, clocks, exceptions, decisions not to act.

use app::Error;
use app::rca::Patch;
use app::repair::{ChangeRepairItemStatus, CreateRepairItem, PostponeRepairItem, UpdateRepairItem};
use chrono::Duration;
use domain::repair::{ClockBasis, RepairItemStatus, RepairKind, RepairTarget};

use super::{edit, postponed, shed, to};
use crate::problem::rule;

#[tokio::test]
async fn an_idea_has_no_clock_and_a_commitment_starts_it() {
    let shed = shed().await;
    let bare = CreateRepairItem { owner_id: None, ..shed.corrective("Split the index into four shards") };
    let answer = shed.app().create_repair_item(shed.oliver(), bare).await.unwrap();
    let item = answer.item;
    assert_eq!((item.status, item.clock, item.due_at), (RepairItemStatus::Proposed, None, None));
    assert_eq!((item.owner, item.reference().as_str()), (None, "REP-1"), "who records it does not own it");
    assert!(answer.findings.iter().any(|finding| finding.rule.as_str() == "ACT-04"));
    assert_eq!(shed.item(&item).await, item);
    assert_eq!(shed.problem().await.open_repair_count, 1);
    let early =
        shed.app().change_repair_item_status(shed.petra(), to(&item, RepairItemStatus::Committed)).await;
    assert_eq!(rule(&early), Some("ACT-04"), "{early:?}");
    let owned =
        UpdateRepairItem { owner_id: Patch::Set(shed.oliver().principal.user().unwrap()), ..edit(&item) };
    let item = shed.app().update_repair_item(shed.oliver(), owned).await.unwrap().item;
    shed.later(3);
    let committed = shed.step(&item, RepairItemStatus::Committed).await.unwrap().item;
    let clock = committed.clock.unwrap();
    assert_eq!(
        (Some(clock.counted_from), clock.basis),
        (shed.root.confirmed_at, ClockBasis::RootCauseConfirmed)
    );
    assert_eq!(committed.due_at, shed.root.confirmed_at.map(|at| at + Duration::days(10)));
    assert!(committed.next_reminder_at.is_some_and(|at| at < committed.due_at.unwrap()));
    assert_eq!((committed.version, committed.committed_at), (3, Some(shed.app().now())));
    assert_eq!(shed.item(&committed).await, committed);
    let done = shed.step(&committed, RepairItemStatus::Done).await.unwrap().item;
    assert_eq!((done.done_at, done.next_reminder_at), (Some(shed.app().now()), None));
    assert_eq!(done.plan.check_at, Some(shed.app().now() + Duration::days(30)));
    assert_eq!(shed.problem().await.open_repair_count, 1, "it waits for its check");
    assert_eq!(shed.notes(&done).await, ["STATUS", "STATUS"]);
    let shop = &shed.bench.shop;
    assert_eq!(shop.traces("repair.proposed", "repair.proposed").await, (1, 1));
    assert_eq!(shop.traces("repair.updated", "repair.updated").await, (1, 1));
    assert_eq!(shop.traces("repair.status_changed", "repair.status_changed").await, (2, 2));
    assert_eq!(shop.traces("", "problem.repairs_changed").await.1, 3, "proposed, committed to, done");
    let back = shed.step(&done, RepairItemStatus::Effective).await;
    assert!(matches!(back, Err(Error::Rule { .. })), "a measurement alone says that it works");
}

#[tokio::test]
async fn what_a_commitment_needs_cannot_be_taken_away() {
    let shed = shed().await;
    let item = shed.propose(shed.corrective("Split the index")).await;
    let item = shed.step(&item, RepairItemStatus::Committed).await.unwrap().item;
    for (change, wanted) in [
        (UpdateRepairItem { team_id: Patch::Remove, ..edit(&item) }, "ACT-04"),
        (UpdateRepairItem { cause_ids: Some(vec![shed.factor.id]), ..edit(&item) }, "ACT-01"),
        (UpdateRepairItem { cause_ids: Some(Vec::new()), ..edit(&item) }, "ACT-01"),
    ] {
        let refused = shed.app().update_repair_item(shed.oliver(), change).await;
        assert_eq!(rule(&refused), Some(wanted), "{refused:?}");
    }
    assert_eq!(shed.item(&item).await, item);
}

#[tokio::test]
async fn a_preventive_item_acts_on_a_factor_and_counts_from_its_commitment() {
    let shed = shed().await;
    let preventive = CreateRepairItem {
        kind: RepairKind::Preventive,
        cause_ids: vec![shed.factor.id],
        ..shed.corrective("Cache searches at the edge")
    };
    let item = shed.propose(preventive).await;
    shed.later(2);
    assert_eq!(
        rule(&shed.step(&item, RepairItemStatus::Committed).await),
        Some("ACT-02"),
        "what does it change"
    );
    let aimed = UpdateRepairItem { target: Patch::Set(RepairTarget::Design), ..edit(&item) };
    let item = shed.app().update_repair_item(shed.oliver(), aimed).await.unwrap().item;
    let item = shed.step(&item, RepairItemStatus::Committed).await.unwrap().item;
    let (clock, now) = (item.clock.unwrap(), shed.app().now());
    assert_eq!((clock.counted_from, clock.basis, clock.days), (now, ClockBasis::Committed, 90));
    // The factor turns out to be a root cause: days count from its confirmation.
    shed.later(5);
    let version = shed.bench.now().await.graph.cause(shed.factor.id).unwrap().version;
    shed.app().confirm_root_cause(shed.petra(), shed.factor.id, version).await.unwrap();
    let moved = shed.item(&item).await;
    let now = shed.app().now();
    assert_eq!((moved.due_at, moved.version), (Some(now + Duration::days(90)), item.version + 1));
    assert_eq!(moved.clock.map(|clock| clock.basis), Some(ClockBasis::RootCauseConfirmed));
    assert!(moved.next_reminder_at > item.next_reminder_at);
    assert_eq!(shed.notes(&moved).await, ["DUE", "STATUS"]);
    assert_eq!(shed.bench.shop.traces("repair.due_changed", "repair.due_changed").await, (1, 1));
}

#[tokio::test]
async fn days_count_from_the_latest_confirmation() {
    let shed = shed().await;
    shed.later(4);
    let version = shed.bench.now().await.graph.cause(shed.factor.id).unwrap().version;
    let second = shed.app().confirm_root_cause(shed.petra(), shed.factor.id, version).await.unwrap().cause;
    let both = CreateRepairItem {
        cause_ids: vec![shed.root.id, shed.factor.id],
        ..shed.corrective("Split and cache")
    };
    let item = shed.propose(both).await;
    shed.later(1);
    let item = shed.step(&item, RepairItemStatus::Committed).await.unwrap().item;
    assert_eq!(item.due_at, second.confirmed_at.map(|at| at + Duration::days(10)));
    assert!(second.confirmed_at > shed.root.confirmed_at);
}

#[tokio::test]
async fn a_date_beyond_the_policy_needs_reason_and_approver_and_stays_visible() {
    let shed = shed().await;
    let app = shed.app();
    let late = Some(app.now() + Duration::days(40));
    let wish = CreateRepairItem { due_at: late, ..shed.corrective("Split the index") };
    let refused = app.create_repair_item(shed.oliver(), wish.clone()).await;
    assert_eq!(rule(&refused), Some("ACT-03"), "no reason");
    let reasoned = CreateRepairItem { due_reason: Some("Disks come in a month.".to_owned()), ..wish };
    assert_eq!(
        rule(&app.create_repair_item(shed.oliver(), reasoned.clone()).await),
        Some("ACT-03"),
        "no approver"
    );
    let unfit = CreateRepairItem {
        due_approver_id: shed.bench.shop.stage.victor.principal.user(),
        ..reasoned.clone()
    };
    let refused = app.create_repair_item(shed.oliver(), unfit).await;
    assert!(
        matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "dueApproverId"),
        "{refused:?}"
    );
    assert_eq!(shed.problem().await.open_repair_count, 0, "nothing was kept");
    let approver = shed.petra().principal.user();
    let approved = CreateRepairItem { due_approver_id: approver, ..reasoned };
    let item = app.create_repair_item(shed.oliver(), approved).await.unwrap().item;
    let committed = shed.step(&item, RepairItemStatus::Committed).await.unwrap();
    let item = committed.item;
    assert!(item.is_over_policy());
    assert_eq!((item.due_at, item.exception.clone().unwrap().approver), (late, approver));
    assert!(
        committed.findings.iter().any(|finding| finding.rule.as_str() == "ACT-03"),
        "{:?}",
        committed.findings
    );
    assert_eq!(shed.item(&item).await, item);
    shed.bench.shop.stage.world.clock.advance(1);
    let soon = postponed(&item, app.now() + Duration::days(60), "Later still.");
    assert_eq!(rule(&app.postpone_repair_item(shed.oliver(), soon.clone()).await), Some("ACT-03"));
    let named = PostponeRepairItem { approver_id: approver, ..soon };
    let item = app.postpone_repair_item(shed.oliver(), named).await.unwrap().item;
    assert_eq!(item.due_at, Some(app.now() + Duration::days(60)));
    // Who may approve needs to name nobody.
    shed.bench.shop.stage.world.clock.advance(1);
    let again = postponed(&item, app.now() + Duration::days(61), "One more day.");
    let item = app.postpone_repair_item(shed.petra(), again).await.unwrap().item;
    assert_eq!(item.exception.unwrap().approver, approver);
    let item = app.repair_item_by_reference(shed.petra(), "rep-1").await.unwrap();
    assert_eq!(shed.notes(&item).await, ["DUE", "DUE", "STATUS"]);
    let past = postponed(&item, app.now(), "Yesterday.");
    assert!(app.postpone_repair_item(shed.petra(), past).await.is_err());
}

#[tokio::test]
async fn the_decision_not_to_act_is_a_record() {
    let shed = shed().await;
    let app = shed.app();
    let item = shed.propose(shed.corrective("Rewrite the search")).await;
    let decline = to(&item, RepairItemStatus::NotDoing);
    assert_eq!(rule(&app.change_repair_item_status(shed.oliver(), decline.clone()).await), Some("ACT-11"));
    let reasoned =
        ChangeRepairItemStatus { note: Some("It costs more than it saves.".to_owned()), ..decline };
    let refused = app.change_repair_item_status(shed.oliver(), reasoned.clone()).await;
    assert_eq!(rule(&refused), Some("ACT-11"), "nobody approves");
    let approver = shed.petra().principal.user();
    let approved = ChangeRepairItemStatus { approver_id: approver, ..reasoned };
    let item = app.change_repair_item_status(shed.oliver(), approved).await.unwrap().item;
    let decision = item.not_doing.clone().unwrap();
    assert_eq!((Some(decision.approver), decision.decided_at), (approver, app.now()));
    assert_eq!(shed.item(&item).await, item);
    assert_eq!(shed.problem().await.open_repair_count, 0);
    let back = shed.step(&item, RepairItemStatus::Proposed).await.unwrap().item;
    assert_eq!((back.not_doing, shed.problem().await.open_repair_count), (None, 1));
}
