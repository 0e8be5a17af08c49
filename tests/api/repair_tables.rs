//! Repair items as tables: out and in again, reports that never name a person, and the policy with its versions.

use serde_json::{Value, json};
use tests::analysis;
use tests::repair::{self, Ground, finish, measure, propose, sound, status};
use tests::story::merge;
use tests::{Answer, Client, Server, Who, time};

const IMPORTED: &str =
    "isSaved created updated unchanged problems { line column message rule } findings { rule }";

async fn import(client: &Client, csv: &str, more: Value) -> Answer {
    let input = merge(json!({ "csv": csv }), more);
    client.mutate("importRepairItems", "ImportRepairItemsInput", IMPORTED, input).await
}

async fn export(client: &Client, filter: Value) -> Answer {
    let query = "query($f: RepairItemFilter) { exportRepairItems(filter: $f) { csv count isComplete } }";
    client.ask(query, json!({ "f": filter })).await
}

/// What an import came to: saved, made, changed, as they were.
fn outcome(answer: &Answer) -> (bool, i64, i64, i64) {
    let count = |name: &str| answer.int(&format!("/importRepairItems/{name}"));
    (
        answer.at("/importRepairItems/isSaved") == &json!(true),
        count("created"),
        count("updated"),
        count("unchanged"),
    )
}

async fn total(client: &Client) -> i64 {
    client.ask("{ repairItems { totalCount } }", json!({})).await.int("/repairItems/totalCount")
}

on_both! {
    async fn what_is_exported_can_be_imported_again(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let manager = server.sign_in(Who::Problems).await;
        let awkward = json!({ "title": "=SUM(A1) is a \"title\", too", "description": "Two lines,\nand a | bar.", "strength": "STRONG", "purpose": "DETECT" });
        sound(&manager, &ground, &manager.user_id, awkward).await;
        let preventive = json!({ "kind": "PREVENTIVE", "target": "DESIGN", "horizon": "LONG", "causeIds": [] });
        sound(&manager, &ground, &manager.user_id, preventive).await;
        let mut done = sound(&manager, &ground, &manager.user_id, json!({ "title": "Automate the size of the pool" })).await;
        finish(&manager, &mut done).await;
        let answer = export(&manager, json!({})).await;
        let csv = answer.text("/exportRepairItems/csv");
        assert_eq!((answer.int("/exportRepairItems/count"), answer.at("/exportRepairItems/isComplete")), (3, &json!(true)));
        let header = csv.lines().next().unwrap();
        for column in ["reference", "problem", "title", "kind", "lens", "doneCondition", "causes"] {
            assert!(header.split(',').any(|name| name == column), "{column} of {header}");
        }
        let some = export(&manager, json!({ "kind": ["PREVENTIVE"] })).await;
        assert_eq!(some.int("/exportRepairItems/count"), 1);

        let version = repair::read(&manager, &done.id, "version").await.int("/repairItem/version");
        let again = import(&manager, &csv, json!({ "dryRun": false })).await;
        assert_eq!(again.list("/importRepairItems/problems"), &Vec::<Value>::new(), "{}", again.body);
        assert_eq!((outcome(&again).1, outcome(&again).2, outcome(&again).3), (0, 0, 3), "it says nothing new: {}", again.body);
        assert_eq!(repair::read(&manager, &done.id, "version").await.int("/repairItem/version"), version);

        let renamed = csv.replace("Automate the size of the pool", "Automate the size of each pool");
        let dry = import(&manager, &renamed, json!({})).await;
        assert_eq!(outcome(&dry), (false, 0, 1, 2), "nothing is saved unless somebody says so: {}", dry.body);
        assert_eq!(repair::read(&manager, &done.id, "version").await.int("/repairItem/version"), version);
        let saved = import(&manager, &renamed, json!({ "dryRun": false, "idempotencyKey": "table-1" })).await;
        assert_eq!(outcome(&saved), (true, 0, 1, 2), "{}", saved.body);
        assert_eq!(repair::read(&manager, &done.id, "title").await.text("/repairItem/title"), "Automate the size of each pool");
        let repeated = import(&manager, &renamed, json!({ "dryRun": false, "idempotencyKey": "table-1" })).await;
        assert_eq!(outcome(&repeated), (true, 0, 1, 2), "the same key has the same answer: {}", repeated.body);
        let other = import(&manager, &csv, json!({ "dryRun": false, "idempotencyKey": "table-1" })).await;
        assert_eq!(other.code(), "CONFLICT");

        // Rows without a reference are new.
        let problem = &ground.problem.reference;
        let new = format!("problem,title,kind,lens\n{problem},Add an alert,PREVENTIVE,PROCESS\n{problem},Rehearse the restore,PREVENTIVE,ORGANIZATIONAL\n");
        let made = import(&manager, &new, json!({ "dryRun": false })).await;
        assert_eq!(outcome(&made), (true, 2, 0, 0), "{}", made.body);
        assert_eq!(total(&manager).await, 5);
    }

    async fn an_import_names_every_line_that_is_wrong_and_saves_nothing(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let manager = server.sign_in(Who::Problems).await;
        let problem = &ground.problem.reference;
        let csv = format!("problem,title,kind,lens,owner,strength\n\
            {problem},Add an alert,PREVENTIVE,PROCESS,,STRONG\n\
            {problem},,PREVENTIVE,PROCESS,,\n\
            PRB-999,Add an alert,PREVENTIVE,PROCESS,,\n\
            {problem},Add an alert,WHATEVER,PROCESS,,\n\
            {problem},Add an alert,CORRECTIVE,SPIRITUAL,,\n\
            {problem},Add an alert,CORRECTIVE,PROCESS,nobody@mine.example,\n\
            {problem},Add an alert,CORRECTIVE,PROCESS,,HEROIC\n");
        for dry_run in [true, false] {
            let answer = import(&manager, &csv, json!({ "dryRun": dry_run })).await;
            let problems = answer.list("/importRepairItems/problems");
            let found: Vec<(i64, &str)> = problems.iter().map(|one| (one["line"].as_i64().unwrap(), one["column"].as_str().unwrap_or_default())).collect();
            assert_eq!(found, [(3, "title"), (4, "problem"), (5, "kind"), (6, "lens"), (7, "owner"), (8, "strength")], "{}", answer.body);
            assert!(problems.iter().all(|one| !one["message"].as_str().unwrap().is_empty()));
            assert_eq!(answer.at("/importRepairItems/isSaved"), &json!(false));
        }
        assert_eq!(total(&manager).await, 0, "all or nothing");
        for unreadable in ["", "title,kind,lens\nx,CORRECTIVE,PROCESS\n", "problem,title,kind,lens,colour\n"] {
            let answer = import(&manager, unreadable, json!({ "dryRun": false })).await;
            let is_refused = answer.codes() == ["BAD_USER_INPUT"]
                || answer.codes().is_empty() && !answer.list("/importRepairItems/problems").is_empty();
            assert!(is_refused, "{unreadable:?}: {}", answer.body);
        }
    }

    async fn act_12_reports_count_by_service_lens_and_team_and_never_by_person(server: &Server) {
        let shop = tests::story::service(server, "Shop").await;
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (manager, owner) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        let version = analysis::read(&manager, &ground.problem.id, "version").await.int("/problem/version");
        let input = json!({ "id": ground.problem.id, "version": version, "serviceIds": [shop], "sponsorId": owner.user_id });
        manager.mutate("updateProblem", "UpdateProblemInput", "problem { sponsor { id } }", input).await.ok();
        let mut done = sound(&manager, &ground, &owner.user_id, json!({ "strength": "STRONG" })).await;
        finish(&manager, &mut done).await;
        measure(&manager, &mut done, "EFFECTIVE", json!({})).await.ok();
        let mut open = sound(&manager, &ground, &owner.user_id, json!({ "strength": "WEAK", "lens": "PROCESS" })).await;
        status(&manager, &mut open, "COMMITTED", json!({})).await.ok();
        let idea = merge(ground.sound(&owner.user_id), json!({ "teamId": null }));
        let mut declined = propose(&manager, idea).await;
        status(&manager, &mut declined, "NOT_DOING", json!({ "note": "Too dear." })).await.ok();
        let row = "id label open overdue ages { fromDays toDays count } medianAgeDays strong intermediate weak unrated done doneWithinPolicy
            shareWithinPolicy measured effective shareEffective notDoing";
        let mut seen = Vec::new();
        for group in ["SERVICE", "LENS", "TEAM"] {
            let query = format!("{{ repairReport(groupBy: {group}) {{ asOf groupBy total {{ {row} }} rows {{ {row} }} csv }} }}");
            let report = manager.ask(&query, json!({})).await;
            let total = report.at("/repairReport/total");
            assert_eq!((&total["open"], &total["done"], &total["measured"], &total["effective"], &total["notDoing"]), (&json!(1), &json!(1), &json!(1), &json!(1), &json!(1)), "{total}");
            assert_eq!((&total["shareWithinPolicy"], &total["shareEffective"], &total["weak"]), (&json!(1.0), &json!(1.0), &json!(1)));
            assert_eq!(total["ages"].as_array().unwrap().len(), 5);
            assert_eq!(total["ages"][0], json!({ "fromDays": 0, "toDays": 10, "count": 1 }));
            seen.push(report.texts("/repairReport/rows", "label"));
            assert!(report.text("/repairReport/csv").lines().count() > report.list("/repairReport/rows").len(), "a line for each row");
            for person in Who::ALL {
                let hidden = [person.name(), person.email()];
                assert!(!hidden.iter().any(|one| report.body.contains(one)) && !report.body.contains("usr_"), "{group}: {}", report.body);
            }
        }
        assert_eq!(seen[0], ["Shop"]);
        assert!(seen[1].len() == 2 && seen[2].iter().any(|label| label.starts_with("Team of")), "{seen:?}");
        let kinds = manager.ask("{ __type(name: \"RepairReportRow\") { fields { name type { name ofType { name } } } } }", json!({})).await;
        assert!(!kinds.body.contains("User") && !kinds.body.contains("Author"), "{}", kinds.body);
    }

    async fn a_new_policy_counts_for_items_to_come(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await);
        let mut old = sound(&manager, &ground, &manager.user_id, json!({})).await;
        let update = async |input: Value| admin.mutate("updateRepairPolicy", "UpdateRepairPolicyInput", "policy { version shortDays mediumDays note createdBy { name } }", input).await;
        for (more, field) in [(json!({ "shortDays": 0 }), "shortDays"), (json!({ "longDays": 1827 }), "longDays"), (json!({ "correctiveCheckDays": -1 }), "correctiveCheckDays")] {
            let refused = update(merge(json!({ "version": 1 }), more)).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{}", refused.body);
        }
        assert!(!update(json!({ "version": 1 })).await.codes().is_empty(), "nothing to change");
        assert!(!update(json!({ "version": 1, "shortDays": 400 })).await.codes().is_empty(), "horizons grow");
        let made = update(json!({ "version": 1, "shortDays": 14, "note": "Two sprints." })).await;
        assert_eq!(made.at("/updateRepairPolicy/policy"), &json!({ "version": 2, "shortDays": 14, "mediumDays": 90, "note": "Two sprints.", "createdBy": { "name": Who::Admin.name() } }));
        let new = sound(&manager, &ground, &manager.user_id, json!({})).await;
        let policy = async |id: &str| repair::read(&manager, id, "duePolicy { version days }").await.at("/repairItem/duePolicy").clone();
        assert_eq!((policy(&old.id).await, policy(&new.id).await), (json!({ "version": 1, "days": 10 }), json!({ "version": 2, "days": 14 })));
        status(&manager, &mut old, "COMMITTED", json!({})).await.ok();
        assert_eq!(policy(&old.id).await, json!({ "version": 1, "days": 10 }), "it keeps the version it was made under");
        let all = manager.ask("{ repairPolicies { version } repairPolicy { version shortDays } }", json!({})).await;
        assert_eq!(all.at("/repairPolicies"), &json!([{ "version": 2 }, { "version": 1 }]));
        assert_eq!(all.at("/repairPolicy"), &json!({ "version": 2, "shortDays": 14 }));
        assert!(time::parse(&manager.ask("{ repairReport { asOf } }", json!({})).await.text("/repairReport/asOf")) <= time::now());
    }
}
