//! Promises over HTTP: the overview, the clock of each, the report, and who is told that one is late.

use std::time::Duration;

use serde_json::{Value, json};
use tests::story::{assign, declare, status, update};
use tests::{Answer, Client, Server, Who, time};

const LIST: &str = "query($first: Int = 25, $after: String, $filter: PromiseFilter) { promises(first: $first, after: $after, filter: $filter) {
    nodes { id kind audience stage dueAt madeAt keptAt outcome isLate latenessSeconds madeBy { name } incident { id reference } }
    edges { cursor } pageInfo { hasNextPage endCursor } totalCount } }";

async fn list(client: &Client, filter: Value) -> Answer {
    client.ask(LIST, json!({ "filter": filter })).await
}

on_both! {
    async fn every_promise_is_on_one_list_with_its_clock(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let (mut first, second) = (declare(&client, "First", json!({})).await, declare(&client, "Second", json!({})).await);
        let (soon, later) = (time::millis_ahead(1_000), time::millis_ahead(1_800_000));
        update(&client, &first, "EXTERNAL", json!({ "nextUpdateAt": soon })).await.ok();
        update(&client, &second, "INTERNAL", json!({ "eta": later })).await.ok();
        let open = list(&client, json!({ "isOpen": true })).await;
        let nodes = open.list("/promises/nodes");
        assert_eq!((nodes.len(), open.int("/promises/totalCount")), (2, 2));
        assert_eq!((&nodes[0]["incident"]["id"], &nodes[1]["incident"]["id"]), (&json!(first.id), &json!(second.id)), "due first first");
        assert!(time::same(nodes[1]["dueAt"].as_str().unwrap(), &later), "an ETA is a promise too");
        for (field, value) in [("kind", json!("UPDATE")), ("audience", json!("EXTERNAL")), ("stage", Value::Null), ("outcome", json!("OPEN")),
            ("isLate", json!(false)), ("latenessSeconds", Value::Null), ("keptAt", Value::Null), ("madeBy", json!({ "name": Who::Responder.name() }))]
        {
            assert_eq!(nodes[0][field], value, "{field}");
        }
        let page = client.ask(LIST, json!({ "first": 1 })).await;
        assert_eq!(page.at("/promises/pageInfo/hasNextPage"), &json!(true));
        let rest = client.ask(LIST, json!({ "first": 1, "after": page.text("/promises/pageInfo/endCursor") })).await;
        assert_eq!(rest.at("/promises/nodes/0/id"), &nodes[1]["id"]);
        assert_eq!(rest.at("/promises/pageInfo/hasNextPage"), &json!(false));

        tokio::time::sleep(Duration::from_millis(1_300)).await;
        let late = list(&client, json!({ "isLate": true })).await;
        assert_eq!(late.texts("/promises/nodes", "id"), [nodes[0]["id"].as_str().unwrap()]);
        assert!(late.int("/promises/nodes/0/latenessSeconds") >= 0 && late.at("/promises/nodes/0/isLate") == &json!(true));
        assert_eq!(list(&client, json!({ "isLate": false, "audience": "EXTERNAL" })).await.int("/promises/totalCount"), 0);
        update(&client, &first, "EXTERNAL", json!({ "nextUpdateAt": time::millis_ahead(1_800_000) })).await.ok();
        status(&client, &mut first, "RESOLVED", json!({})).await.ok();
        let owed = list(&client, json!({ "isOpen": true, "audience": "EXTERNAL" })).await;
        assert_eq!(owed.texts("/promises/nodes", "outcome"), ["OPEN"], "it is over, and customers were not told");
        update(&client, &first, "EXTERNAL", json!({ "body": "It works again." })).await.ok();
        let settled = list(&client, json!({ "isOpen": false, "kind": "UPDATE" })).await;
        assert_eq!(settled.texts("/promises/nodes", "outcome"), ["LATE", "KEPT"]);
        assert!(settled.at("/promises/nodes/0/keptAt").is_string());

        let report = client.ask("{ promiseReport { from to rows { audience kind made kept late broken open medianLatenessSeconds } csv } }", json!({})).await;
        let rows = report.list("/promiseReport/rows");
        let of = |audience: &str| rows.iter().find(|row| row["audience"] == audience && row["kind"] == "UPDATE").unwrap();
        let external = of("EXTERNAL");
        assert_eq!((&external["made"], &external["kept"], &external["late"], &external["broken"]), (&json!(2), &json!(1), &json!(1), &json!(0)));
        assert!(external["medianLatenessSeconds"].is_i64(), "{external}");
        assert_eq!((&of("INTERNAL")["open"], &of("INTERNAL")["medianLatenessSeconds"]), (&json!(1), &Value::Null));
        assert!(report.text("/promiseReport/csv").starts_with("audience,kind,made,"));
        let turned = client.ask("query($from: DateTime, $to: DateTime) { promiseReport(from: $from, to: $to) { csv } }",
            json!({ "from": time::millis_ahead(0), "to": time::minutes_ago(5) })).await;
        assert_eq!((turned.code().as_str(), turned.fact("field")), ("BAD_USER_INPUT", &json!("from")));
    }

    async fn a_late_promise_reaches_whoever_leads(server: &Server) {
        let (client, other) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Other).await);
        let incident = declare(&client, "Late", json!({})).await;
        assign(&client, &incident, "COMMUNICATIONS_LEAD", &other.user_id, json!({})).await.ok();
        update(&client, &incident, "EXTERNAL", json!({ "nextUpdateAt": time::millis_ahead(500) })).await.ok();
        let inbox = "{ viewer { notifications { nodes { kind reference subjectId title dueAt stage } } } }";
        let mut told = Vec::new();
        for _ in 0..100 {
            told.clone_from(other.ask(inbox, json!({})).await.list("/viewer/notifications/nodes"));
            if !told.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!((&told[0]["kind"], &told[0]["subjectId"], &told[0]["stage"]), (&json!("PROMISE_LATE"), &json!(incident.id), &Value::Null));
        let manager = server.sign_in(Who::Manager).await;
        assert!(manager.ask(inbox, json!({})).await.list("/viewer/notifications/nodes").is_empty(), "managers come later");
    }
}
