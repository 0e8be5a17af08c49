//! Status updates and their promises: COM-01, COM-02, COM-03.

use std::time::Duration;

use serde_json::json;
use tests::story::{declare, find, read, rules, status, update};
use tests::{Server, Who, time};

on_both! {
    async fn com_01_an_update_promises_the_next_or_an_end(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let mut incident = declare(&client, "A", json!({})).await;
        let without = update(&client, &incident, "EXTERNAL", json!({})).await;
        assert_eq!((without.code().as_str(), without.fact("rule")), ("RULE_VIOLATION", &json!("COM-01")));
        for field in ["nextUpdateAt", "eta"] {
            let past = update(&client, &incident, "INTERNAL", json!({ field: time::minutes_ago(1) })).await;
            assert_eq!((past.code().as_str(), past.fact("field")), ("BAD_USER_INPUT", &json!(field)));
            let at = time::millis_ahead(1_800_000);
            let kept = update(&client, &incident, "INTERNAL", json!({ field: at })).await;
            assert!(time::same(&kept.text(&format!("/publishStatusUpdate/statusUpdate/{field}")), &at));
            assert_eq!(kept.at("/publishStatusUpdate/statusUpdate/isFinal"), &json!(false));
        }
        assert_eq!(read(&client, &incident.id, "version").await.int("/incident/version"), 1);
        status(&client, &mut incident, "RESOLVED", json!({})).await.ok();
        let promise = update(&client, &incident, "EXTERNAL", json!({ "eta": time::millis_ahead(60_000) })).await;
        assert_eq!((promise.code().as_str(), promise.fact("rule")), ("RULE_VIOLATION", &json!("COM-01")));
        let last = update(&client, &incident, "EXTERNAL", json!({ "body": "Service is **restored**." })).await;
        assert_eq!(last.at("/publishStatusUpdate/statusUpdate/isFinal"), &json!(true));
        assert!(last.text("/publishStatusUpdate/statusUpdate/bodyHtml").contains("<strong>restored</strong>"));
    }

    async fn com_02_a_promise_that_passes_is_late_until_the_next_update_of_its_audience(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let mut incident = declare(&client, "Promised", json!({})).await;
        let quiet = declare(&client, "Quiet", json!({})).await;
        update(&client, &quiet, "EXTERNAL", json!({ "eta": time::millis_ahead(600_000) })).await.ok();
        update(&client, &incident, "EXTERNAL", json!({ "nextUpdateAt": time::millis_ahead(1000) })).await.ok();
        let selection = "promises { audience isLate } findings { rule } statusUpdates(first: 5, orderBy: PUBLISHED_AT_DESC) { nodes { isLate } }";
        let before = read(&client, &incident.id, selection).await;
        assert_eq!(before.at("/incident/promises"), &json!([{ "audience": "EXTERNAL", "isLate": false }]));
        assert!(find(&client, json!({ "isLate": true })).await.is_empty());
        tokio::time::sleep(Duration::from_millis(1300)).await;
        let late = read(&client, &incident.id, selection).await;
        assert_eq!(late.at("/incident/promises/0/isLate"), &json!(true));
        assert_eq!(late.at("/incident/statusUpdates/nodes/0/isLate"), &json!(true));
        assert!(rules(late.at("/incident/findings")).contains(&"COM-02"));
        assert_eq!(find(&client, json!({ "isLate": true })).await, [incident.id.clone()]);
        assert_eq!(find(&client, json!({ "isLate": false })).await, std::slice::from_ref(&quiet.id));

        // An update for another audience does not keep the promise.
        update(&client, &incident, "INTERNAL", json!({ "eta": time::millis_ahead(600_000) })).await.ok();
        assert_eq!(find(&client, json!({ "isLate": true })).await, [incident.id.clone()]);
        update(&client, &incident, "EXTERNAL", json!({ "nextUpdateAt": time::millis_ahead(1000) })).await.ok();
        let kept = read(&client, &incident.id, selection).await;
        assert!(!rules(kept.at("/incident/findings")).contains(&"COM-02"));
        assert!(kept.list("/incident/statusUpdates/nodes").iter().all(|node| node["isLate"] == false));
        tokio::time::sleep(Duration::from_millis(1300)).await;
        assert_eq!(find(&client, json!({ "isLate": true })).await.len(), 1);
        status(&client, &mut incident, "RESOLVED", json!({})).await.ok();
        assert_eq!(find(&client, json!({ "isLate": true })).await.len(), 1, "it is over, and customers were not told");
        let owed = read(&client, &incident.id, "promises { audience isLate }").await;
        assert_eq!(owed.at("/incident/promises"), &json!([{ "audience": "EXTERNAL", "isLate": true }]));
        update(&client, &incident, "EXTERNAL", json!({ "body": "Service is restored." })).await.ok();
        assert!(find(&client, json!({ "isLate": true })).await.is_empty(), "the last word settles it");
    }

    async fn com_03_the_first_word_to_customers_is_measured_from_detection(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let fields = |minutes| json!({ "severity": "SEV1", "impactStartedAt": time::minutes_ago(50),
            "impactLevel": "MAJOR_OUTAGE", "detectedAt": time::minutes_ago(minutes) });
        let (slow, quick) = (declare(&client, "Slow", fields(40)).await, declare(&client, "Quick", fields(5)).await);
        let com_03 = async |id: &str| {
            let answer = read(&client, id, "findings { rule }").await;
            rules(answer.at("/incident/findings")).contains(&"COM-03")
        };
        assert!(com_03(&slow.id).await && !com_03(&quick.id).await);
        let ahead = json!({ "eta": time::millis_ahead(600_000) });
        update(&client, &slow, "INTERNAL", ahead.clone()).await.ok();
        assert!(com_03(&slow.id).await, "customers heard nothing yet");
        update(&client, &slow, "EXTERNAL", ahead.clone()).await.ok();
        update(&client, &quick, "EXTERNAL", ahead).await.ok();
        assert!(com_03(&slow.id).await, "late stays late");
        assert!(!com_03(&quick.id).await);
        let answer = read(&client, &quick.id, "durations { timeToFirstCommunicationSeconds }").await;
        let seconds = answer.int("/incident/durations/timeToFirstCommunicationSeconds");
        assert!((300..900).contains(&seconds), "{seconds}");
    }

    async fn updates_are_told_in_the_timeline_and_listed_by_audience(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "A", json!({})).await;
        for audience in ["EXTERNAL", "INTERNAL", "EXTERNAL"] {
            update(&client, &incident, audience, json!({ "body": format!("For {audience}"), "eta": time::millis_ahead(600_000) })).await.ok();
        }
        let answer = read(&client, &incident.id, "all: statusUpdates(first: 10) { totalCount }
            external: statusUpdates(first: 10, audience: EXTERNAL, orderBy: PUBLISHED_AT_ASC) { nodes { audience } totalCount }
            timeline(first: 20, kinds: [COMMUNICATION]) { nodes { body isCustomerEscalation } }").await;
        assert_eq!((answer.int("/incident/all/totalCount"), answer.int("/incident/external/totalCount")), (3, 2));
        let bodies = answer.texts("/incident/timeline/nodes", "body");
        assert_eq!(bodies.iter().filter(|body| body.contains("For EXTERNAL")).count(), 2, "{bodies:?}");
    }
}
