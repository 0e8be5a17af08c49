//! The timeline: append-only, back-dated, corrected by later entries, with facts by kind.

use serde_json::{Value, json};
use tests::story::{declare, entry, read};
use tests::{Server, Who, time};

on_both! {
    async fn a_back_dated_entry_keeps_both_times_and_changes_no_version(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "A", json!({})).await;
        let at = time::minutes_ago(30);
        let answer = entry(&client, &incident, "Pool was full", json!({ "happenedAt": at })).await;
        let written = answer.at("/addTimelineEntry/timelineEntry");
        assert!(time::same(written["happenedAt"].as_str().unwrap(), &at));
        let recorded = time::parse(written["recordedAt"].as_str().unwrap());
        assert!((time::now() - recorded).num_seconds().abs() < 10);
        assert_eq!((written["kind"].as_str(), written["precision"].as_str()), (Some("NOTE"), Some("MINUTE")));
        assert_eq!(written["author"], json!({ "id": client.user_id, "kind": "USER", "name": Who::Responder.name() }));
        let future = entry(&client, &incident, "x", json!({ "happenedAt": time::millis_ahead(120_000) })).await;
        assert_eq!((future.code().as_str(), future.fact("field")), ("BAD_USER_INPUT", &json!("happenedAt")));
        assert_eq!(read(&client, &incident.id, "version").await.int("/incident/version"), 1);
    }

    async fn a_correction_is_a_new_entry_that_points_to_the_old_one(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let (incident, other) = (declare(&client, "A", json!({})).await, declare(&client, "B", json!({})).await);
        let old = entry(&client, &incident, "At 10:20", json!({})).await.text("/addTimelineEntry/timelineEntry/id");
        let new = entry(&client, &incident, "At 10:25", json!({ "corrects": old })).await;
        assert_eq!(new.text("/addTimelineEntry/timelineEntry/corrects"), old);
        let new = new.text("/addTimelineEntry/timelineEntry/id");
        let told = read(&client, &incident.id, "timeline(first: 20, kinds: [NOTE]) { nodes { id body correctedBy } }").await;
        let kept = told.list("/incident/timeline/nodes").iter().find(|node| node["id"] == json!(old)).unwrap().clone();
        assert_eq!((&kept["body"], &kept["correctedBy"]), (&json!("At 10:20"), &json!(new)), "the old text stays");
        for (where_to, id) in [(&incident, &old), (&other, &new)] {
            let refused = entry(&client, where_to, "again", json!({ "corrects": id })).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("corrects")));
        }
        let unknown = json!({ "corrects": "tle_01hzzzzzzzf2bvaj1yyyyyyyyy" });
        assert!(["NOT_FOUND", "BAD_USER_INPUT"].contains(&entry(&client, &incident, "x", unknown).await.code().as_str()));
    }

    async fn entries_carry_what_their_kind_needs(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "A", json!({ "leadId": client.user_id })).await;
        let links = json!([{ "label": "Dashboard", "url": "https://dash.example/1" }]);
        let action = json!({ "kind": "ACTION", "result": "NO_EFFECT", "links": links });
        let action = entry(&client, &incident, "Scaled up", action).await;
        let action = action.at("/addTimelineEntry/timelineEntry");
        assert_eq!((&action["result"], &action["links"]), (&json!("NO_EFFECT"), &links));
        assert_eq!(action["authorRole"], "INCIDENT_LEAD");
        let decision = json!({ "kind": "DECISION", "happenedAt": time::minutes_ago(30),
            "approvalAskedAt": time::minutes_ago(60), "approvalGivenAt": time::minutes_ago(30) });
        let decision = entry(&client, &incident, "Scale", decision).await;
        assert_eq!(decision.int("/addTimelineEntry/timelineEntry/waitingSeconds"), 1800);
        let escalation = json!({ "kind": "COMMUNICATION", "isCustomerEscalation": true });
        let escalation = entry(&client, &incident, "Customer asks", escalation).await;
        assert_eq!(escalation.at("/addTimelineEntry/timelineEntry/isCustomerEscalation"), &json!(true));
        for kind in ["ALERT", "CHANGE", "MILESTONE", "NOTE"] {
            let answer = entry(&client, &incident, "told", json!({ "kind": kind })).await;
            assert_eq!(answer.text("/addTimelineEntry/timelineEntry/kind"), kind);
        }
    }

    async fn facts_of_another_kind_are_refused_by_name(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "A", json!({})).await;
        let past = |minutes| json!(time::minutes_ago(minutes));
        let table: Vec<(Value, &str)> = vec![
            (json!({ "kind": "NOTE", "result": "WORKED" }), "result"),
            (json!({ "kind": "ACTION", "approvalAskedAt": past(5) }), "approvalAskedAt"),
            (json!({ "kind": "ALERT", "approvalGivenAt": past(5) }), "approvalGivenAt"),
            (json!({ "kind": "CHANGE", "isCustomerEscalation": true }), "isCustomerEscalation"),
            (json!({ "kind": "STATUS" }), "kind"),
            (json!({ "kind": "SEVERITY" }), "kind"),
            (json!({ "kind": "ROLE" }), "kind"),
            (json!({ "kind": "DECISION", "approvalAskedAt": past(5), "approvalGivenAt": past(9) }), "approvalGivenAt"),
            (json!({ "kind": "DECISION", "approvalAskedAt": time::millis_ahead(90_000) }), "approvalAskedAt"),
        ];
        let before = server.database.traces().await;
        for (fields, field) in table {
            let refused = entry(&client, &incident, "x", fields.clone()).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{fields}");
        }
        assert_eq!(server.database.traces().await, before);
    }

    async fn pinning_is_shown_and_taken_back(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "A", json!({})).await;
        let id = entry(&client, &incident, "Key finding", json!({})).await.text("/addTimelineEntry/timelineEntry/id");
        for pinned in [true, true, false] {
            let input = json!({ "id": id, "isPinned": pinned });
            let answer = client.mutate("pinTimelineEntry", "PinTimelineEntryInput", "timelineEntry { isPinned }", input).await;
            assert_eq!(answer.at("/pinTimelineEntry/timelineEntry/isPinned"), &json!(pinned));
            let told = read(&client, &incident.id, "timeline(first: 9, kinds: [NOTE]) { nodes { isPinned } }").await;
            assert_eq!(told.at("/incident/timeline/nodes/0/isPinned"), &json!(pinned));
        }
    }

    async fn a_timeline_is_paged_without_repeats_or_gaps_in_both_orders(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Long", json!({})).await;
        for number in 0..23 {
            // Three at each instant, so that the order needs more than the time.
            let at = time::minutes_ago(100 - number / 3);
            entry(&client, &incident, &format!("n{number}"), json!({ "happenedAt": at })).await.ok();
        }
        let mut orders = Vec::new();
        for order in ["HAPPENED_AT_ASC", "HAPPENED_AT_DESC"] {
            let (mut ids, mut after) = (Vec::new(), Value::Null);
            loop {
                let query = format!("query($id: ID!, $after: String) {{ incident(id: $id) {{
                    timeline(first: 5, after: $after, orderBy: {order}, kinds: [NOTE]) {{
                        nodes {{ id }} totalCount pageInfo {{ hasNextPage endCursor }} }} }} }}");
                let page = client.ask(&query, json!({ "id": incident.id, "after": after })).await;
                assert_eq!(page.int("/incident/timeline/totalCount"), 23);
                ids.extend(page.texts("/incident/timeline/nodes", "id"));
                if page.at("/incident/timeline/pageInfo/hasNextPage") == &json!(false) {
                    break;
                }
                after = page.at("/incident/timeline/pageInfo/endCursor").clone();
            }
            assert_eq!(ids.len(), 23, "{order}");
            orders.push(ids);
        }
        let mut backwards = orders.pop().unwrap();
        backwards.reverse();
        assert_eq!(orders.pop().unwrap(), backwards);
    }

    async fn text_is_rendered_and_sanitized(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "A", json!({})).await;
        let evil = "**bold** <script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> <svg/onload=alert(1)>";
        let answer = entry(&client, &incident, evil, json!({})).await;
        let html = answer.text("/addTimelineEntry/timelineEntry/bodyHtml");
        assert!(html.contains("<strong>bold</strong>"), "{html}");
        for bad in ["<script", "javascript:", "<img", "<svg", "<a href=\"javascript"] {
            assert!(!html.to_lowercase().contains(bad), "{bad} in {html}");
        }
        assert_eq!(answer.text("/addTimelineEntry/timelineEntry/body"), evil, "what was written is kept as it was");
        let preview = client.ask("query($b: String!) { renderMarkdown(body: $b) }", json!({ "b": evil })).await;
        assert_eq!(preview.text("/renderMarkdown"), html);
    }
}
