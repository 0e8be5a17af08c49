//! Corrections of updates, and estimates of impact: both are appended, neither changes what stands there.

use serde_json::{Value, json};
use tests::portal::{get, until};
use tests::story::{declare, read, status, update};
use tests::{Answer, Client, Server, Who, time};

async fn correct(client: &Client, id: &str, body: &str, key: Option<&str>) -> Answer {
    let selection =
        "statusUpdate { id audience body corrects correctedBy nextUpdateAt isFinal } findings { rule }";
    let input = json!({ "id": id, "body": body, "idempotencyKey": key });
    client.mutate("correctStatusUpdate", "CorrectStatusUpdateInput", selection, input).await
}

async fn estimate(client: &Client, incident: &str, fields: Value) -> Answer {
    let selection = "estimate { id kind value currency source note estimatedAt recordedAt author { name } } findings { rule }";
    let input = tests::story::merge(
        json!({ "incidentId": incident, "kind": "USERS", "value": 12000, "source": "Logs of the gateway" }),
        fields,
    );
    client.mutate("addImpactEstimate", "AddImpactEstimateInput", selection, input).await
}

on_both! {
    async fn a_correction_stands_beside_what_it_corrects_and_carries_the_promise_on(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Payments fail", json!({})).await;
        let next = time::millis_ahead(1_800_000);
        let wrong = update(&client, &incident, "EXTERNAL", json!({ "body": "Logins fail.", "nextUpdateAt": next })).await;
        let wrong = wrong.text("/publishStatusUpdate/statusUpdate/id");
        let right = correct(&client, &wrong, "Payments fail, not logins.", Some("once")).await;
        let of = |field: &str| right.at(&format!("/correctStatusUpdate/statusUpdate/{field}")).clone();
        assert_eq!((of("corrects"), of("correctedBy"), of("audience"), of("isFinal")), (json!(wrong), Value::Null, json!("EXTERNAL"), json!(false)));
        assert!(time::same(of("nextUpdateAt").as_str().unwrap(), &next));
        let again = correct(&client, &wrong, "Payments fail, not logins.", Some("once")).await;
        assert_eq!(again.at("/correctStatusUpdate/statusUpdate/id"), &of("id"), "a repeat is harmless");
        assert_eq!(correct(&client, &wrong, "Something else.", None).await.code(), "RULE_VIOLATION", "once");
        let right_id = of("id").as_str().unwrap().to_owned();
        let same = correct(&client, &right_id, "Payments fail, not logins.", None).await;
        assert_eq!((same.code().as_str(), same.fact("field")), ("BAD_USER_INPUT", &json!("body")));

        let seen = read(&client, &incident.id, "statusUpdates(first: 5, orderBy: PUBLISHED_AT_ASC) { nodes { id body corrects correctedBy correctedAt } }
            promises { dueAt } timeline(first: 20, kinds: [COMMUNICATION]) { nodes { body } }").await;
        let told = seen.list("/incident/statusUpdates/nodes");
        assert_eq!((told.len(), &told[0]["body"], &told[0]["correctedBy"]), (2, &json!("Logins fail."), &json!(right_id)));
        assert!(told[0]["correctedAt"].is_string() && told[1]["correctedAt"].is_null());
        assert!(time::same(seen.text("/incident/promises/0/dueAt").as_str(), &next), "the promise goes on");
        assert!(seen.texts("/incident/timeline/nodes", "body").iter().any(|body| body.contains("not logins")));
        let promises = client.ask("{ promises { nodes { outcome } } }", json!({})).await;
        assert_eq!(promises.texts("/promises/nodes", "outcome"), ["OPEN"], "a correction keeps nothing and promises nothing");
        let node = client.ask("query($id: ID!) { node(id: $id) { ... on StatusUpdate { correctedBy } } }", json!({ "id": wrong })).await;
        assert_eq!(node.at("/node/correctedBy"), &json!(right_id));

        let viewer = server.sign_in(Who::Viewer).await;
        assert_eq!(correct(&viewer, &right_id, "x", None).await.code(), "FORBIDDEN");
        let hidden = declare(&client, "Hidden", json!({ "isPrivate": true })).await;
        let hidden = update(&client, &hidden, "INTERNAL", json!({ "eta": next })).await.text("/publishStatusUpdate/statusUpdate/id");
        let other = server.sign_in(Who::Other).await;
        let (theirs, none) = (correct(&other, &hidden, "x", None).await, correct(&other, "upd_01hzzzzzzzf2bvaj1yyyyyyyyy", "x", None).await);
        assert_eq!((theirs.code(), theirs.without_request_id()), ("NOT_FOUND".to_owned(), none.without_request_id()));
    }

    async fn a_correction_shows_where_its_update_stood_and_moves_nothing_that_is_public(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let mut incident = declare(&client, "Payments fail", json!({})).await;
        let next = time::millis_ahead(1_800_000);
        let wrong = update(&client, &incident, "EXTERNAL", json!({ "body": "Logins fail.", "nextUpdateAt": next })).await;
        let wrong = wrong.text("/publishStatusUpdate/statusUpdate/id");
        // Nobody has told customers of it yet.
        status(&client, &mut incident, "RESOLVED", json!({})).await.ok();
        let right = correct(&client, &wrong, "Payments fail, not logins.", None).await.text("/correctStatusUpdate/statusUpdate/id");
        let open = until(server, "/api/v2/incidents/unresolved.json", |page| page.contains("not logins")).await;
        let shown = |answer: &Answer, field: &str| answer.json.pointer(&format!("/incidents/0/{field}")).cloned().unwrap_or_default();
        assert_eq!((shown(&open, "status"), shown(&open, "incident_updates/0/status")), (json!("investigating"), json!("investigating")));
        assert_eq!((shown(&open, "incident_updates/0/id"), shown(&open, "incident_updates/0/corrects")), (json!(right), json!(wrong)));
        assert_eq!(shown(&open, "incident_updates/1/corrects"), Value::Null);
        assert!(shown(&open, "incident_updates/0/nextUpdateAt").is_string(), "customers still wait for it");
        for path in ["/history.atom", "/history.rss"] {
            let feed = get(server, path).await;
            assert!(feed.body.contains("Correction") && feed.body.contains("Corrects the update of"), "{path}: {}", feed.body);
        }

        update(&client, &incident, "EXTERNAL", json!({ "body": "All payments work again." })).await.ok();
        correct(&client, &right, "Payments failed, not logins.", None).await.ok();
        let over = until(server, "/api/v2/incidents.json", |page| page.contains("Payments failed")).await;
        assert_eq!((shown(&over, "status"), shown(&over, "incident_updates/0/status")), (json!("resolved"), json!("investigating")));
        assert_eq!(shown(&over, "incident_updates/0/nextUpdateAt"), Value::Null, "nobody waits any more");
    }

    async fn of_many_corrections_at_once_one_stands(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Payments fail", json!({})).await;
        let wrong = update(&client, &incident, "EXTERNAL", json!({ "eta": time::millis_ahead(1_800_000) })).await;
        let wrong = wrong.text("/publishStatusUpdate/statusUpdate/id");
        let answers = futures_util::future::join_all((0..8).map(|writer| {
            let (client, wrong) = (client.clone(), wrong.clone());
            async move { correct(&client, &wrong, &format!("Text {writer}."), None).await }
        }))
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.codes().is_empty()).count(), 1);
        assert!(answers.iter().all(|answer| answer.codes().is_empty() || answer.code() == "RULE_VIOLATION"));
    }

    async fn an_impact_is_estimated_in_the_words_of_stakeholders(server: &Server) {
        let (client, viewer) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Viewer).await);
        let incident = declare(&client, "Payments fail", json!({})).await;
        let first = estimate(&client, &incident.id, json!({ "idempotencyKey": "once" })).await;
        let again = estimate(&client, &incident.id, json!({ "idempotencyKey": "once" })).await;
        assert_eq!(first.at("/addImpactEstimate/estimate/id"), again.at("/addImpactEstimate/estimate/id"));
        let at = time::minutes_ago(30);
        let money = json!({ "kind": "MONEY", "value": 1250.5, "currency": "EUR", "note": "Lost *orders*.", "estimatedAt": at });
        estimate(&client, &incident.id, money).await.ok();
        for (more, field) in [
            (json!({ "value": -1 }), "value"), (json!({ "value": 1.5 }), "value"), (json!({ "currency": "EUR" }), "currency"),
            (json!({ "kind": "MONEY" }), "currency"), (json!({ "kind": "MONEY", "currency": "euro" }), "currency"),
            (json!({ "source": " " }), "source"), (json!({ "estimatedAt": time::millis_ahead(60_000) }), "estimatedAt"),
        ] {
            let refused = estimate(&client, &incident.id, more.clone()).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{more}");
        }
        let seen = read(&viewer, &incident.id, "impactEstimates { kind value currency source note estimatedAt author { name } }").await;
        let all = seen.list("/incident/impactEstimates");
        assert_eq!((all.len(), &all[0]["value"], &all[0]["currency"]), (2, &json!(12000.0), &Value::Null));
        assert_eq!((&all[1]["value"], &all[1]["currency"], &all[1]["author"]["name"]), (&json!(1250.5), &json!("EUR"), &json!(Who::Problems.name())));
        assert!(time::same(all[1]["estimatedAt"].as_str().unwrap(), &at));
        assert_eq!(estimate(&viewer, &incident.id, json!({})).await.code(), "FORBIDDEN");
    }
}
