//! What changed lately: newest first, for whoever may see it.

use serde_json::{Value, json};
use tests::story::{assign, declare, entry, status, update};
use tests::{Answer, Client, Server, Who, time};

const CHANGES: &str = "query Changes($since: DateTime, $first: Int!, $after: String) {
  recentChanges(since: $since, first: $first, after: $after) {
    newestAt pageInfo { hasNextPage endCursor }
    nodes { id at kind toStatus toSeverity responderRole audience actor { kind name } incident { id reference title } }
  }
}";

async fn changes(client: &Client, variables: Value) -> Answer {
    let variables = tests::story::merge(json!({ "first": 100 }), variables);
    client.ask(CHANGES, variables).await
}

fn kinds(answer: &Answer) -> Vec<String> {
    answer.texts("/recentChanges/nodes", "kind")
}

on_both! {
    async fn changes_are_told_with_who_and_what(server: &Server) {
        let manager = server.sign_in(Who::Manager).await;
        let viewer = server.sign_in(Who::Viewer).await;
        assert!(kinds(&changes(&viewer, json!({})).await).is_empty());
        let mut incident = declare(&manager, "Slow", json!({})).await;
        status(&manager, &mut incident, "INVESTIGATING", json!({})).await.ok();
        entry(&manager, &incident, "looked", json!({})).await.ok();
        assign(&manager, &incident, "SCRIBE", &manager.user_id, json!({})).await.ok();
        update(&manager, &incident, "EXTERNAL", json!({ "eta": time::millis_ahead(900_000) })).await.ok();
        let told = changes(&viewer, json!({})).await;
        assert_eq!(
            kinds(&told),
            ["STATUS_UPDATE_PUBLISHED", "ROLE_CHANGED", "TIMELINE_ADDED", "STATUS_CHANGED", "DECLARED"]
        );
        let nodes = told.list("/recentChanges/nodes");
        assert_eq!(nodes[0]["audience"], "EXTERNAL");
        assert_eq!(nodes[1]["responderRole"], "SCRIBE");
        assert_eq!(nodes[3]["toStatus"], "INVESTIGATING");
        assert_eq!(told.at("/recentChanges/newestAt"), &nodes[0]["at"]);
        for node in nodes {
            assert_eq!(node["actor"]["name"], Who::Manager.name());
            assert_eq!(node["incident"]["reference"], json!(incident.reference));
        }
        // A page at a time, without gap or repeat.
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = changes(&viewer, json!({ "first": 2, "after": after })).await;
            seen.extend(page.texts("/recentChanges/nodes", "id"));
            if page.at("/recentChanges/pageInfo/hasNextPage") == &json!(false) {
                break;
            }
            after = page.at("/recentChanges/pageInfo/endCursor").clone();
        }
        assert_eq!(seen, told.texts("/recentChanges/nodes", "id"));
        assert!(kinds(&changes(&viewer, json!({ "since": time::millis_ahead(60_000) })).await).is_empty());
        let since = nodes[2]["at"].clone();
        assert_eq!(kinds(&changes(&viewer, json!({ "since": since })).await).len(), 3);
        for (variables, field) in [(json!({ "first": 0 }), "first"), (json!({ "after": "zz" }), "after")] {
            let refused = changes(&viewer, variables).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)));
        }
    }

    async fn changes_of_what_you_may_not_see_do_not_exist(server: &Server) {
        let responder = server.sign_in(Who::Responder).await;
        let open = declare(&responder, "Open", json!({})).await;
        let secret = declare(&responder, "Secret", json!({ "isPrivate": true })).await;
        entry(&responder, &secret, "hidden", json!({})).await.ok();
        for (who, expected) in
            [(Who::Responder, 3), (Who::Manager, 3), (Who::Other, 1), (Who::Viewer, 1), (Who::Admin, 1)]
        {
            let client = server.sign_in(who).await;
            let told = changes(&client, json!({})).await;
            assert_eq!(kinds(&told).len(), expected, "{who:?}: {}", told.body);
            if expected == 1 {
                assert!(!told.body.contains(&secret.id) && told.body.contains(&open.id), "{who:?}");
            }
        }
    }
}
