//! Who may do what with an item, repeated and stale requests, and the policy that is pinned.

use app::Error;
use app::repair::{
    AddRepairNote, CreateRepairItem, LinkRepairItemIssue, UpdateRepairItem, UpdateRepairPolicy,
};
use domain::identity::{Actor, Permission};
use domain::rca::RcaMethod;
use domain::repair::{RepairItemStatus, TrackerProvider};

use super::{edit, shed, to};
use crate::rca::bench;

fn denied<T: std::fmt::Debug>(result: &app::Result<T>, permission: Permission) {
    assert!(matches!(result, Err(Error::Forbidden { permission: one }) if *one == permission), "{result:?}");
}

#[tokio::test]
async fn responders_work_on_what_they_or_their_team_own() {
    let shed = shed().await;
    let app = shed.app();
    let stage = &shed.bench.shop.stage;
    let item = shed.propose(shed.corrective("Split the index")).await;
    denied(&app.create_repair_item(&stage.victor, shed.corrective("No")).await, Permission::RepairPropose);
    // An idea may be put better by whoever may propose; a commitment is the owner's.
    let better = UpdateRepairItem { title: Some("Split the index in four".to_owned()), ..edit(&item) };
    let item = app.update_repair_item(&stage.dave, better).await.unwrap().item;
    let commit = to(&item, RepairItemStatus::Committed);
    denied(&app.change_repair_item_status(&stage.dave, commit.clone()).await, Permission::RepairWork);
    denied(&app.change_repair_item_status(&stage.victor, commit.clone()).await, Permission::RepairWork);
    assert!(!app.may_work_on(&stage.dave, &item));
    let in_team = Actor { teams: vec![shed.team], ..stage.dave.clone() };
    assert!(app.may_work_on(&in_team, &item));
    let item = app.change_repair_item_status(&in_team, commit).await.unwrap().item;
    let worse = UpdateRepairItem { title: Some("Split it".to_owned()), ..edit(&item) };
    denied(&app.update_repair_item(&stage.dave, worse.clone()).await, Permission::RepairWork);
    app.update_repair_item(shed.oliver(), worse).await.unwrap();
    let note = AddRepairNote { item_id: item.id, body: "Half done.".to_owned(), idempotency_key: None };
    denied(&app.add_repair_note(&stage.dave, note.clone()).await, Permission::RepairWork);
    app.add_repair_note(shed.petra(), note).await.unwrap();
    let carl = &shed.bench.shop.carl;
    denied(&app.repair_item(carl, item.id).await, Permission::RepairRead);
    assert!(app.repair_item(&stage.victor, item.id).await.is_ok());
}

#[tokio::test]
async fn requests_are_repeated_without_harm_and_stale_ones_refused() {
    let shed = shed().await;
    let app = shed.app();
    let keyed =
        CreateRepairItem { idempotency_key: Some("k1".to_owned()), ..shed.corrective("Split the index") };
    let first = shed.propose(keyed.clone()).await;
    assert_eq!(shed.propose(keyed.clone()).await, first);
    let other = CreateRepairItem { title: "Something else".to_owned(), ..keyed };
    assert!(matches!(app.create_repair_item(shed.oliver(), other).await, Err(Error::Conflict { .. })));
    let note = AddRepairNote {
        item_id: first.id,
        body: "Half *done*.".to_owned(),
        idempotency_key: Some("k2".to_owned()),
    };
    let noted = app.add_repair_note(shed.oliver(), note.clone()).await.unwrap().note;
    assert_eq!(app.add_repair_note(shed.oliver(), note).await.unwrap().note, noted);
    assert_eq!(app.count_repair_notes(shed.petra(), &[first.id]).await.unwrap()[&first.id], 1);
    assert_eq!(shed.item(&first).await.version, 1, "a note leaves the version");
    assert_eq!(shed.bench.shop.traces("repair.proposed", "repair.noted").await, (1, 1));
    let changed = shed.step(&first, RepairItemStatus::Committed).await.unwrap().item;
    let stale = shed.step(&first, RepairItemStatus::Committed).await;
    assert!(matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })), "{stale:?}");
    assert_eq!(shed.item(&first).await, changed);
}

#[tokio::test]
async fn causes_are_of_the_problem_s_analysis() {
    let shed = shed().await;
    let app = shed.app();
    let elsewhere = bench(RcaMethod::FiveWhys).await.top("Of another world").await;
    let foreign = CreateRepairItem { cause_ids: vec![elsewhere.id], ..shed.corrective("Split the index") };
    let refused = app.create_repair_item(shed.oliver(), foreign).await;
    assert!(matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "causeIds"), "{refused:?}");
    let item = shed.propose(shed.corrective("Split the index")).await;
    let change = UpdateRepairItem { cause_ids: Some(vec![elsewhere.id]), ..edit(&item) };
    let refused = app.update_repair_item(shed.oliver(), change).await;
    assert!(matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "causeIds"), "{refused:?}");
    let unknown = domain::id::UserId::new(app.uuid());
    let nobody = CreateRepairItem { owner_id: Some(unknown), ..shed.corrective("Split the index") };
    let refused = app.create_repair_item(shed.oliver(), nobody).await;
    assert!(matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "ownerId"), "{refused:?}");
}

#[tokio::test]
async fn an_item_keeps_the_policy_it_was_made_under() {
    let shed = shed().await;
    let app = shed.app();
    let old = shed.propose(shed.corrective("Split the index")).await;
    let change = UpdateRepairPolicy {
        version: 1,
        short_days: Some(20),
        note: Some("Ten days were *too few*.".to_owned()),
        ..UpdateRepairPolicy::default()
    };
    denied(&app.update_repair_policy(shed.petra(), change.clone()).await, Permission::RepairPolicyManage);
    let ada = &shed.bench.shop.stage.ada;
    let policy = app.update_repair_policy(ada, change.clone()).await.unwrap().policy;
    assert_eq!((policy.version, policy.short_days, policy.medium_days), (2, 20, 90));
    let stale = app.update_repair_policy(ada, change.clone()).await;
    assert!(matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })));
    let unfit = UpdateRepairPolicy { version: 2, short_days: Some(0), ..UpdateRepairPolicy::default() };
    let refused = app.update_repair_policy(ada, unfit).await;
    assert!(matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "shortDays"), "{refused:?}");
    let new = shed.propose(shed.corrective("Split it again")).await;
    assert_eq!((old.policy_version, new.policy_version), (1, 2));
    for (item, days) in [(old, 10), (new, 20)] {
        let committed = shed.step(&item, RepairItemStatus::Committed).await.unwrap().item;
        assert_eq!(committed.clock.map(|clock| clock.days), Some(days));
    }
    assert_eq!(app.repair_policy(shed.petra()).await.unwrap(), policy);
    assert_eq!(app.all_repair_policies(shed.petra()).await.unwrap().len(), 2);
    assert_eq!(shed.bench.shop.traces("repair.policy_changed", "").await.0, 1);
}

#[tokio::test]
async fn an_issue_is_linked_by_its_address() {
    let shed = shed().await;
    let app = shed.app();
    let item = shed.propose(shed.corrective("Split the index")).await;
    let link = |item: &super::RepairItem, url: &str| LinkRepairItemIssue {
        id: item.id,
        version: item.version,
        url: url.to_owned(),
    };
    let refused = app.link_repair_item_issue(shed.oliver(), link(&item, "https://trips.example/12")).await;
    assert!(matches!(refused, Err(Error::Invalid { ref field, .. }) if field == "url"), "{refused:?}");
    let url = "https://github.com/trips/search/issues/12";
    let linked = app.link_repair_item_issue(shed.oliver(), link(&item, url)).await.unwrap().item;
    let issue = linked.tracker.clone().unwrap();
    assert_eq!((issue.provider, issue.key.as_str()), (TrackerProvider::GitHub, "trips/search#12"));
    assert_eq!(shed.item(&item).await, linked);
    let twice = app.link_repair_item_issue(shed.oliver(), link(&linked, url)).await;
    assert!(matches!(twice, Err(Error::Invalid { ref field, .. }) if field == "url"), "{twice:?}");
    let bare = app.unlink_repair_item_issue(shed.oliver(), linked.id, linked.version).await.unwrap().item;
    assert_eq!(bare.tracker, None);
    assert!(app.unlink_repair_item_issue(shed.oliver(), bare.id, bare.version).await.is_err());
    assert_eq!(shed.notes(&bare).await, ["TRACKER", "TRACKER"]);
    assert_eq!(shed.bench.shop.traces("repair.issue_linked", "repair.tracker_changed").await, (1, 2));
}
