//! Postmortems in Markdown and pages of a status service, brought in by the command line: sections,
//! people and actions are kept, an interrupted import goes on, lists find what has findings.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tests::story::{find, read, rules};
use tests::{Backend, Server, Who, command, time};

const SHOP: &str = "# 2024-03-05, Shop is down\n\n## Summary\n\nNobody could *buy*.\n\n## Responders\n\n- Scribe: the office\n\n\
## Timeline\n\nAll times in CET\n\n### 2024-03-05 07:00\n\nPages fail.\n\n### 2024-03-05 17:14pm\n\nA node is replaced.\n\n\
### 2024-03-05 08:00\n\nIncident resolved.\n\n## Action items\n\n- [ ] Add an alert\n- [x] Add a graph\n";
const MAIL: &str = "---\ntitle: Mail is late\n---\n\n- **Key events**\n  - First detected: 2024-04-01 10:00\n  \
- Incident declared: 2024-04-01 10:10\n  - Repaired: 2024-04-01 11:00\n  - Resolved: 2024-04-01 12:00\n\n\
- **Time to repair**: 0h 45m\n\n- **Review actions**:\n  - Look earlier\n";
const README: &str = "# Our log\n\n[a](a.md), [b](b.md), [c](c.md)\n";
const PAGE: &str = r#"{"page": {"id": "shop", "time_zone": "Etc/UTC"}, "incidents": [
  {"id": "i2", "name": "Move of the database", "status": "completed", "impact": "maintenance",
   "created_at": "2024-05-01T08:00:00Z", "started_at": "2024-05-02T08:00:00Z", "resolved_at": "2024-05-02T09:00:00Z",
   "components": [{"name": "Shop"}], "incident_updates": []},
  {"id": "i1", "name": "Checkout fails", "status": "resolved", "impact": "major",
   "created_at": "2024-03-05T07:10:00Z", "started_at": "2024-03-05T07:00:00Z", "resolved_at": "2024-03-05T08:30:00Z",
   "components": [{"name": "Checkout"}], "incident_updates": [
    {"status": "resolved", "body": "All is **well**.", "display_at": "2024-03-05T08:30:00Z",
     "affected_components": [{"name": "Checkout", "old_status": "major_outage", "new_status": "operational"}]},
    {"status": "investigating", "body": "We look.", "display_at": "2024-03-05T07:10:00Z",
     "affected_components": [{"name": "Checkout", "old_status": "operational", "new_status": "major_outage"}]}]}]}"#;

fn history(dir: &Path) {
    std::fs::create_dir_all(dir.join("2024")).unwrap();
    std::fs::write(dir.join("README.md"), README).unwrap();
    std::fs::write(dir.join("LICENSE"), "free").unwrap();
    std::fs::write(dir.join("2024/2024-03-05-shop.md"), SHOP).unwrap();
    std::fs::write(dir.join("2024/2024-04-01-mail.html.md.erb"), MAIL).unwrap();
}

fn import(server: &Server, format: &str, path: &Path) -> Value {
    let printed = server.database.run(&["import", format, &path.display().to_string(), "--json"], "").ok();
    serde_json::from_str(printed.trim()).unwrap_or_else(|error| panic!("one JSON object: {error}\n{printed}"))
}

fn counts(report: &Value) -> [i64; 5] {
    ["files", "created", "updated", "unchanged", "skipped"]
        .map(|name| report[name].as_i64().unwrap_or_else(|| panic!("{name} in {report}")))
}

const SELECTION: &str = "title summary severity status startedAt endedAt tags services { name }
    instants { name at precision source } impactWindows { startedAt endedAt level services { name } }
    durations { elapsedSeconds } findings { rule message }
    importedFrom { format file importedAt sections { heading body bodyHtml } participants { role text }
        actions { text textHtml isDone group } }
    timeline(first: 20, orderBy: HAPPENED_AT_ASC) { nodes { body precision } }
    statusUpdates(first: 20, orderBy: PUBLISHED_AT_ASC) { nodes { body audience publishedAt isFinal } }";

on_both! {
    async fn reports_come_in_with_sections_people_and_actions(server: &Server) {
        let dir = tempfile::tempdir().unwrap();
        history(dir.path());
        let report = import(server, "markdown", dir.path());
        assert_eq!(counts(&report), [2, 2, 0, 0, 1], "{report}");
        assert_eq!(report["skippedFiles"][0]["file"], "README.md");
        let client = server.sign_in(Who::Viewer).await;
        let shop = find(&client, json!({ "text": "shop" })).await;
        let shop = read(&client, &shop[0], SELECTION).await;
        let shop = shop.at("/incident");
        assert_eq!((&shop["title"], &shop["summary"]), (&json!("2024-03-05, Shop is down"), &json!("Nobody could *buy*.")));
        assert!(time::same(shop["startedAt"].as_str().unwrap(), "2024-03-05T06:00:00Z"));
        assert!(time::same(shop["endedAt"].as_str().unwrap(), "2024-03-05T07:00:00Z"));
        assert_eq!(shop["durations"]["elapsedSeconds"], 3600);
        let source = &shop["importedFrom"];
        assert_eq!((&source["format"], &source["file"]), (&json!("markdown"), &json!("2024/2024-03-05-shop.md")));
        let headings: Vec<&str> =
            source["sections"].as_array().unwrap().iter().map(|one| one["heading"].as_str().unwrap()).collect();
        assert_eq!(headings, ["Summary", "Responders", "Timeline", "Action items"]);
        assert!(source["sections"][0]["bodyHtml"].as_str().unwrap().contains("<em>buy</em>"));
        assert_eq!(source["participants"], json!([{ "role": "Scribe", "text": "the office" }]));
        let done: Vec<&Value> = source["actions"].as_array().unwrap().iter().map(|one| &one["isDone"]).collect();
        assert_eq!(done, [&json!(false), &json!(true)]);
        assert!(rules(&shop["findings"]).contains(&"IMP-03"), "{shop}");
        let broken = shop["timeline"]["nodes"].as_array().unwrap().iter().find(|node| node["precision"] == "DAY").unwrap();
        assert!(broken["body"].as_str().unwrap().starts_with("**2024-03-05 17:14pm**"), "{broken}");

        let mail = find(&client, json!({ "text": "mail" })).await;
        let mail = read(&client, &mail[0], SELECTION).await;
        let mail = mail.at("/incident");
        assert!(rules(&mail["findings"]).contains(&"IMP-09"), "{mail}");
        assert!(time::same(mail["startedAt"].as_str().unwrap(), "2024-04-01T09:00:00Z"), "read in London");
        let names: Vec<&str> = mail["instants"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["IMPACT_START", "DETECTED", "DECLARED", "RESTORED", "CLOSED"]);

        assert_eq!(counts(&import(server, "markdown", dir.path())), [2, 0, 0, 2, 1]);
        let path = dir.path().join("2024/2024-03-05-shop.md");
        std::fs::write(&path, SHOP.replace("- [x] Add a graph\n", "")).unwrap();
        let report = import(server, "markdown", dir.path());
        assert_eq!(counts(&report), [2, 0, 1, 1, 1]);
        assert_eq!(report["updatedFiles"], json!(["2024/2024-03-05-shop.md"]));
        let shop = find(&client, json!({ "text": "shop" })).await;
        assert_eq!(shop.len(), 1);
        let shop = read(&client, &shop[0], SELECTION).await;
        assert_eq!(shop.at("/incident")["importedFrom"]["actions"].as_array().map(Vec::len), Some(1));
    }

    async fn a_page_comes_in_with_updates_and_stretches_of_impact(server: &Server) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("incidents.json");
        std::fs::write(&file, PAGE).unwrap();
        assert_eq!(counts(&import(server, "statuspage", &file)), [2, 2, 0, 0, 0]);
        let client = server.sign_in(Who::Viewer).await;
        let checkout = find(&client, json!({ "text": "checkout" })).await;
        let checkout = read(&client, &checkout[0], SELECTION).await;
        let checkout = checkout.at("/incident");
        assert_eq!((&checkout["severity"], &checkout["importedFrom"]["file"]), (&json!("SEV2"), &json!("shop/i1")));
        assert_eq!(checkout["impactWindows"][0]["level"], "MAJOR_OUTAGE");
        assert_eq!(checkout["durations"]["elapsedSeconds"], 5400);
        let updates = checkout["statusUpdates"]["nodes"].as_array().unwrap();
        assert_eq!(updates.len(), 2);
        assert_eq!((&updates[1]["audience"], &updates[1]["isFinal"]), (&json!("EXTERNAL"), &json!(true)));
        assert_eq!(checkout["timeline"]["nodes"].as_array().map(Vec::len), Some(2));
        assert_eq!(find(&client, json!({ "tag": "maintenance" })).await.len(), 1);

        assert_eq!(counts(&import(server, "statuspage", &file)), [2, 0, 0, 2, 0]);
        std::fs::write(&file, PAGE.replace("We look.", "We look again.")).unwrap();
        assert_eq!(counts(&import(server, "statuspage", &file)), [2, 0, 1, 1, 0]);

        let with = find(&client, json!({ "hasImportFindings": true })).await;
        let without = find(&client, json!({ "hasImportFindings": false })).await;
        assert_eq!((with.len(), without.len()), (1, 1));
        assert_eq!(find(&client, json!({ "importedFormat": "statuspage" })).await.len(), 2);
        assert!(find(&client, json!({ "importedFormat": "markdown" })).await.is_empty());
    }

    async fn an_import_that_was_killed_goes_on_where_it_stopped(server: &Server) {
        const FILES: i64 = 600;
        let dir = tempfile::tempdir().unwrap();
        for number in 0..FILES {
            let text = SHOP.replace("Shop is down", &format!("Shop {number} is down"));
            std::fs::write(dir.path().join(format!("2024-03-05-shop-{number:04}.md")), text).unwrap();
        }
        let path = dir.path().display().to_string();
        let mut child = command::bare(server.database.dir.path())
            .args(["import", "markdown", &path, "--json"])
            .envs(server.database.env())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let there = async || server.database.number("SELECT count(*) FROM incident").await;
        for _ in 0..2_000 {
            if there().await > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let before = there().await;
        assert!(before > 0 && before < FILES, "killed in the middle: {before}");
        let report = import(server, "markdown", dir.path());
        assert_eq!(counts(&report), [FILES, FILES - before, 0, before, 0]);
        assert_eq!(there().await, FILES);
        let lone = "SELECT count(*) FROM incident WHERE id NOT IN (SELECT incident_id FROM incident_source)
            OR id NOT IN (SELECT incident_id FROM timeline_entry) OR import_finding_count IS NULL";
        assert_eq!(server.database.number(lone).await, 0, "no half records");
    }
}

#[tokio::test]
async fn people_see_what_was_skipped_and_wrong_orders_say_what_is_wrong() {
    let server = Server::start(Backend::Sqlite).await;
    let dir = tempfile::tempdir().unwrap();
    history(dir.path());
    let path = dir.path().display().to_string();
    let text = server
        .database
        .run(&["import", "markdown", &path, "--source", "ours", "--zone", "Europe/Paris"], "")
        .ok();
    assert!(text.contains("README.md  skipped: ") && text.contains("ours/2024/2024-03-05-shop.md"), "{text}");
    assert!(text.trim_end().ends_with("findings") && text.contains("2 files: 2 created"), "{text}");
    let client = server.sign_in(Who::Viewer).await;
    let mail = find(&client, json!({ "text": "mail" })).await;
    let mail = read(&client, &mail[0], "startedAt").await;
    assert!(time::same(&mail.text("/incident/startedAt"), "2024-04-01T08:00:00Z"), "read in Paris");
    let broken = dir.path().join("broken.json");
    std::fs::write(&broken, "{\"incidents\": [").unwrap();
    let broken = broken.display().to_string();
    for words in [
        vec!["import", "markdown", "/no/such/folder"],
        vec!["import", "markdown", path.as_str(), "--zone", "Nowhere"],
        vec!["import", "statuspage", path.as_str()],
        vec!["import", "statuspage", broken.as_str()],
    ] {
        let refused = server.database.run(&words, "");
        assert_ne!(refused.code, 0, "{words:?}");
        assert!(!refused.err.is_empty() && !refused.err.contains("panicked"), "{words:?}: {}", refused.err);
    }
}
