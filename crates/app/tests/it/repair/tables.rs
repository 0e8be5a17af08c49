//! Items in and out as a table.

use app::Error;
use app::integration::CreateTracker;
use app::repair::{
    CreateRepairItem, ImportOutcome, ImportRepairItems, LinkRepairItemIssue, RepairItemFilter,
};
use domain::identity::Permission;
use domain::repair::{RepairItemStatus, RepairStrength, TrackerProvider};

use super::{Shed, edit, shed};

const HEADER: &str =
    "reference,problem,title,kind,lens,owner,team,doneCondition,causes,dueOn,dueReason,status\n";

fn table(lines: &[&str]) -> String {
    [HEADER, &lines.join("\n")].concat()
}

async fn import(shed: &Shed, csv: &str, dry_run: bool) -> ImportOutcome {
    let command = ImportRepairItems { csv: csv.to_owned(), dry_run, idempotency_key: None };
    shed.app().import_repair_items(shed.petra(), command).await.unwrap()
}

/// Lines, columns and rules of what is wrong.
fn wrong(outcome: &ImportOutcome) -> Vec<(u32, &str, Option<&str>)> {
    let problems = outcome.problems.iter();
    problems.map(|one| (one.line, one.column.as_deref().unwrap_or_default(), one.rule.as_deref())).collect()
}

#[tokio::test]
async fn a_dry_run_tells_all_that_is_wrong_and_saves_nothing() {
    let shed = shed().await;
    let csv = table(&[
        ",PRB-1,Split the index,corrective,TECHNICAL,oliver@trips.example,search,Four shards,The index has one shard,,,",
        ",PRB-7,Of no problem,CORRECTIVE,TECHNICAL,,,,,,,",
        ",PRB-1,Of nobody,CORRECTIVE,TECHNICAL,nobody@trips.example,Nowhere,,,,,",
        ",PRB-1,Of no kind,MIRACLE,TECHNICAL,,,,,,,",
        ",PRB-1,Of no cause,CORRECTIVE,TECHNICAL,,,,Something else,,,",
        ",PRB-1,Too late,CORRECTIVE,TECHNICAL,,,,The index has one shard,2029-01-01,,",
        ",PRB-1,No day,CORRECTIVE,TECHNICAL,,,,,soon,,",
        "REP-9,PRB-1,Of no reference,CORRECTIVE,TECHNICAL,,,,,,,",
        ",PRB-1,Moved,CORRECTIVE,TECHNICAL,,,,,,,DONE",
        ",PRB-1,,CORRECTIVE,TECHNICAL,,,,,,,",
    ]);
    for dry_run in [true, false] {
        let outcome = import(&shed, &csv, dry_run).await;
        assert_eq!(
            wrong(&outcome),
            [
                (3, "problem", None),
                (4, "owner", None),
                (4, "team", None),
                (5, "kind", None),
                (6, "causes", None),
                (7, "dueOn", Some("ACT-03")),
                (8, "dueOn", None),
                (9, "reference", None),
                (10, "status", None),
                (11, "title", None),
            ],
            "{outcome:?}"
        );
        assert_eq!((outcome.is_saved, outcome.created), (false, 1));
    }
    assert_eq!(shed.problem().await.open_repair_count, 0);
    assert_eq!(shed.bench.shop.traces("repair.imported", "repair.proposed").await, (0, 0));
}

#[tokio::test]
async fn a_sound_table_proposes_and_changes_items() {
    let shed = shed().await;
    let app = shed.app();
    let kept = shed.propose(shed.corrective("Split the index")).await;
    let csv = table(&[
        ",PRB-1,Cache searches,corrective,TECHNICAL,oliver@trips.example,search,It is cached,The index has one shard,,,",
        "rep-1,PRB-1,Split the index in four,,,,,,,,,",
    ]);
    let dry = import(&shed, &csv, true).await;
    assert_eq!((dry.is_saved, dry.created, dry.updated, dry.problems.len()), (false, 1, 1, 0), "{dry:?}");
    assert_eq!(shed.item(&kept).await, kept);
    let command =
        ImportRepairItems { csv: csv.clone(), dry_run: false, idempotency_key: Some("k".to_owned()) };
    let denied = app.import_repair_items(shed.oliver(), command.clone()).await;
    assert!(matches!(denied, Err(Error::Forbidden { permission: Permission::RepairImport })));
    let outcome = app.import_repair_items(shed.petra(), command.clone()).await.unwrap();
    let wanted = ImportOutcome { is_saved: true, created: 1, updated: 1, ..ImportOutcome::default() };
    assert_eq!(outcome, wanted);
    assert_eq!(app.import_repair_items(shed.petra(), command).await.unwrap(), wanted, "repeated");
    let changed = shed.item(&kept).await;
    assert_eq!((changed.title.as_str(), changed.version), ("Split the index in four", 2));
    assert_eq!((changed.owner, changed.causes), (kept.owner, kept.causes), "an empty field says nothing");
    let new = app.repair_item_by_reference(shed.petra(), "REP-2").await.unwrap();
    assert_eq!((new.status, new.owner), (RepairItemStatus::Proposed, shed.oliver().principal.user()));
    assert_eq!((new.team, new.causes.as_slice()), (Some(shed.team), &[shed.root.id][..]));
    assert_eq!(shed.problem().await.open_repair_count, 2);
    let shop = &shed.bench.shop;
    assert_eq!(shop.traces("repair.imported", "repair.proposed").await, (1, 2));
    assert_eq!(shop.traces("repair.updated", "repair.updated").await, (1, 1));
}

#[tokio::test]
async fn what_is_exported_is_read_back_as_unchanged() {
    let shed = shed().await;
    let app = shed.app();
    let late = app.now() + chrono::Duration::days(30);
    let with_all = CreateRepairItem {
        cause_ids: vec![shed.root.id, shed.factor.id],
        description: Some("=SUM(A1:A9)\n\nand \"more\"".to_owned()),
        strength: Some(RepairStrength::Strong),
        due_at: Some(late),
        due_reason: Some("Disks come in a month.".to_owned()),
        ..shed.corrective("Split the index")
    };
    let item = app.create_repair_item(shed.petra(), with_all).await.unwrap().item;
    shed.step(&item, RepairItemStatus::Committed).await.unwrap();
    shed.finished(shed.corrective("Cache searches")).await;
    let export = app.export_repair_items(shed.petra(), &RepairItemFilter::default()).await.unwrap();
    assert_eq!((export.count, export.is_complete), (2, true));
    let outcome = import(&shed, &export.csv, false).await;
    let wanted = ImportOutcome { is_saved: true, unchanged: 2, ..ImportOutcome::default() };
    assert_eq!(outcome, wanted);
    let stale = app.update_repair_item(shed.petra(), edit(&item)).await;
    assert!(
        matches!(stale, Err(Error::Conflict { current_version: Some(2), .. })),
        "committing alone changed it"
    );
    let renamed = export.csv.replace("Split the index", "Split it");
    assert_eq!(import(&shed, &renamed, true).await.updated, 1);
    let none = RepairItemFilter { is_open: Some(false), ..RepairItemFilter::default() };
    let empty = app.export_repair_items(shed.petra(), &none).await.unwrap();
    assert_eq!((empty.count, empty.csv.lines().count()), (0, 1), "the header alone");
    let twice = table(&["REP-1,PRB-1,A,,,,,,,,,", "REP-1,PRB-1,B,,,,,,,,,"]);
    assert_eq!(wrong(&import(&shed, &twice, false).await), [(3, "reference", None)]);
}

#[tokio::test]
async fn an_issue_is_one_whatever_the_case_it_is_written_in() {
    let shed = shed().await;
    let app = shed.app();
    let tracker = CreateTracker {
        name: "Code".to_owned(),
        provider: TrackerProvider::GitHub,
        base_url: None,
        api_url: None,
        token: None,
        idempotency_key: None,
    };
    app.create_tracker(&shed.bench.shop.stage.ada, tracker).await.unwrap();
    let taken = shed.propose(shed.corrective("Split the index")).await;
    let link = LinkRepairItemIssue {
        id: taken.id,
        version: taken.version,
        url: "https://github.com/trips/search/issues/7".to_owned(),
    };
    app.link_repair_item_issue(shed.oliver(), link).await.unwrap();
    let csv = "problem,title,kind,lens,trackerUrl\n\
        PRB-1,Of its own,CORRECTIVE,TECHNICAL,https://github.com/trips/search/issues/8\n\
        PRB-1,Of none,CORRECTIVE,TECHNICAL,\n\
        PRB-1,Of the one above,CORRECTIVE,TECHNICAL,https://github.com/Trips/SEARCH/issues/8\n\
        PRB-1,Of another item,CORRECTIVE,TECHNICAL,https://github.com/TRIPS/search/issues/7\n";
    for dry_run in [true, false] {
        let outcome = import(&shed, csv, dry_run).await;
        assert_eq!(wrong(&outcome), [(4, "trackerUrl", None), (5, "trackerUrl", None)], "{outcome:?}");
    }
    let lines: Vec<&str> = csv.lines().collect();
    let outcome = import(&shed, &lines[..3].join("\n"), false).await;
    assert_eq!((outcome.is_saved, outcome.created), (true, 2), "{outcome:?}");
}
