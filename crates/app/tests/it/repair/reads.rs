//! Boards, counts, findings and reports.

use app::Error;
use app::repair::{
    CreateRepairItem, RepairCounts, RepairItemFilter, RepairItemOrder, RepairListQuery, ReportKey, place,
};
use chrono::Duration;
use domain::rca::Lens;
use domain::repair::report::RepairReportGroup;
use domain::repair::{RepairItemStatus, RepairStrength};

use super::{shed, to};

#[tokio::test]
async fn boards_page_and_count_what_is_due() {
    let shed = shed().await;
    let (app, petra) = (shed.app(), shed.petra());
    let mut items = Vec::new();
    for title in ["Split the index", "Cache searches", "Add an alert"] {
        items.push(shed.propose(shed.corrective(title)).await);
    }
    let committed = shed.step(&items[0], RepairItemStatus::Committed).await.unwrap().item;
    let query = RepairListQuery { size: 2, ..RepairListQuery::default() };
    let page = app.repair_items(petra, &query).await.unwrap();
    assert_eq!((page.items.len(), page.has_next, page.items[0].id), (2, true, committed.id));
    let after = Some(place(RepairItemOrder::DueAtAsc, &page.items[1]));
    let rest = app.repair_items(petra, &RepairListQuery { after, ..query }).await.unwrap();
    assert_eq!((rest.items.len(), rest.has_next), (1, false));
    shed.later(11);
    let overdue = RepairItemFilter { is_overdue: Some(true), ..RepairItemFilter::default() };
    assert_eq!(app.count_repair_items(petra, &overdue).await.unwrap(), 1);
    let id = shed.bench.problem.id;
    assert_eq!(app.overdue_repair_counts(petra, &[id]).await.unwrap()[&id], 1);
    let open = RepairItemFilter { is_open: Some(true), ..RepairItemFilter::default() };
    let pages = app.repair_items_of_problems(petra, &[id], &open, None, 2).await.unwrap();
    assert_eq!((pages[&id].items.len(), pages[&id].has_next), (2, true));
    let counts = app.count_repair_items_of_problems(petra, &[id], &open).await.unwrap();
    assert_eq!(counts[&id], u64::try_from(shed.problem().await.open_repair_count).unwrap());
    let root = shed.root.id;
    let pages = app.repair_items_of_causes(petra, &[root, shed.factor.id], None, 9).await.unwrap();
    assert_eq!((pages[&root].items.len(), pages.contains_key(&shed.factor.id)), (3, false));
    assert_eq!(app.count_repair_items_of_causes(petra, &[root]).await.unwrap()[&root], 3);
    let mine = app.repair_counts(shed.oliver()).await.unwrap();
    let wanted = RepairCounts { overdue: 1, proposed: 2, open: 3, ..RepairCounts::default() };
    assert_eq!((mine, app.repair_counts(petra).await.unwrap()), (wanted, RepairCounts::default()));
    let long = RepairItemFilter { text: Some("x".repeat(201)), ..RepairItemFilter::default() };
    assert!(matches!(app.count_repair_items(petra, &long).await, Err(Error::Invalid { .. })));
    assert!(matches!(app.repair_item_by_reference(petra, "REP-99").await, Err(Error::NotFound)));
    let findings = app.repair_findings(petra, &[shed.item(&committed).await]).await.unwrap();
    assert!(findings[&committed.id].iter().any(|finding| finding.rule.as_str() == "ACT-12"));
}

#[tokio::test]
async fn many_items_of_one_problem_are_a_hint() {
    let shed = shed().await;
    for place in 0..11 {
        shed.propose(shed.corrective(&format!("Split part {place} of the index"))).await;
    }
    let id = shed.bench.problem.id;
    let findings = shed.app().repair_findings_of_problem(shed.petra(), &[id]).await.unwrap();
    assert_eq!(findings[&id].iter().map(|one| one.rule.as_str()).collect::<Vec<_>>(), ["ACT-11"]);
}

#[tokio::test]
async fn reports_count_by_team_and_lens_and_never_by_person() {
    let shed = shed().await;
    let (app, petra) = (shed.app(), shed.petra());
    let weak =
        CreateRepairItem { strength: Some(RepairStrength::Weak), ..shed.corrective("Train everybody") };
    shed.finished(weak).await;
    let lonely = CreateRepairItem {
        team_id: None,
        lens: Lens::Process,
        ..shed.corrective("Review the shards each month")
    };
    shed.propose(lonely).await;
    shed.later(40);
    let report = app.repair_report(petra, RepairReportGroup::Team).await.unwrap();
    let labels: Vec<&str> = report.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels, ["Search", "No team"]);
    assert_eq!(report.rows[0].key, ReportKey::Team(shed.team));
    let search = &report.rows[0].tally;
    assert_eq!(
        (search.open, search.done, search.done_within_policy, search.strengths),
        (1, 1, 1, [0, 0, 1, 0])
    );
    assert_eq!((report.total.open, report.total.ages), (2, [0, 0, 2, 0, 0]));
    let lenses = app.repair_report(petra, RepairReportGroup::Lens).await.unwrap();
    let labels: Vec<&str> = lenses.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels, ["Process", "Technical"]);
    let services = app.repair_report(petra, RepairReportGroup::Service).await.unwrap();
    assert_eq!(services.rows[0].label, "No service");
    assert_eq!(report.csv.lines().count(), 4, "{}", report.csv);
    assert!(report.csv.starts_with("group,open,overdue,"), "{}", report.csv);
    assert!(!report.csv.to_lowercase().contains("oliver"));
    assert_eq!(report.as_of, app.now());
    let early = app.now() - Duration::days(41);
    assert!(app.repair_item_by_reference(petra, "REP-1").await.unwrap().created_at > early);
}

#[tokio::test]
async fn an_event_names_the_item_that_it_is_about() {
    let shed = shed().await;
    let app = shed.app();
    let mut events = app.events().subscribe();
    let item = shed.propose(shed.corrective("Split the index")).await;
    app.change_repair_item_status(shed.oliver(), to(&item, RepairItemStatus::Committed)).await.unwrap();
    let happening = loop {
        let happening = events.recv().await.unwrap();
        if happening.event.kind == "repair.status_changed" {
            break happening;
        }
    };
    let found = app.repair_item_of_event(shed.petra(), &happening).await.unwrap().unwrap();
    assert_eq!(*found, shed.item(&item).await);
}
