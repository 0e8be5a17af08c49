//! The list of incidents: every filter, text search, paging.

use std::collections::HashSet;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use tests::story::{assign, declare, find, service, status};
use tests::{Client, Server, Who, time};

on_both! {
    async fn each_filter_finds_what_it_should_and_nothing_else(server: &Server) {
        let (shop, search) = (service(server, "Shop").await, service(server, "Search").await);
        let (client, other) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Other).await);
        let window = |minutes| json!({ "impactStartedAt": time::minutes_ago(minutes), "impactLevel": "PARTIAL_OUTAGE" });
        let with = |base: Value, more: Value| tests::story::merge(base, more);
        let a = declare(&client, "Checkout fails", with(window(100), json!({ "severity": "SEV1", "serviceIds": [shop], "tags": ["Sale"] }))).await;
        let mut b = declare(&client, "Slow pages", with(window(200), json!({ "severity": "SEV2", "serviceIds": [shop, search], "leadId": client.user_id }))).await;
        let mut c = declare(&client, "Index stale", with(window(300), json!({ "severity": "SEV2", "serviceIds": [search], "leadId": other.user_id, "summary": "The zanzibar job stopped" }))).await;
        let mut d = declare(&client, "False alarm", with(window(400), json!({ "severity": "SEV4" }))).await;
        status(&client, &mut b, "INVESTIGATING", json!({})).await.ok();
        status(&client, &mut c, "RESOLVED", json!({})).await.ok();
        status(&client, &mut d, "CANCELLED", json!({})).await.ok();
        assign(&client, &a, "SCRIBE", &other.user_id, json!({})).await.ok();
        let (a, b, c, d) = (a.id, b.id, c.id, d.id);
        let table: Vec<(Value, Vec<&String>)> = vec![
            (json!({}), vec![&a, &b, &c, &d]),
            (json!({ "status": ["INVESTIGATING"] }), vec![&b]),
            (json!({ "status": ["RESOLVED", "CANCELLED"] }), vec![&c, &d]),
            (json!({ "status": ["MITIGATED"] }), vec![]),
            (json!({ "severity": ["SEV2"] }), vec![&b, &c]),
            (json!({ "severity": ["SEV1", "SEV4"] }), vec![&a, &d]),
            (json!({ "status": ["RESOLVED"], "severity": ["SEV2"] }), vec![&c]),
            (json!({ "status": ["RESOLVED"], "severity": ["SEV1"] }), vec![]),
            (json!({ "isOpen": true }), vec![&a, &b]),
            (json!({ "isOpen": false }), vec![&c, &d]),
            (json!({ "serviceIds": [shop] }), vec![&a, &b]),
            (json!({ "serviceIds": [shop, search] }), vec![&a, &b, &c]),
            (json!({ "leadIds": [client.user_id] }), vec![&b]),
            (json!({ "leadIds": [client.user_id, other.user_id] }), vec![&b, &c]),
            (json!({ "responder": { "userId": other.user_id } }), vec![&a, &c]),
            (json!({ "responder": { "userId": other.user_id, "role": "SCRIBE" } }), vec![&a]),
            (json!({ "startedFrom": time::minutes_ago(250) }), vec![&a, &b]),
            (json!({ "startedTo": time::minutes_ago(250) }), vec![&c, &d]),
            (json!({ "startedFrom": time::minutes_ago(350), "startedTo": time::minutes_ago(150) }), vec![&b, &c]),
            (json!({ "tag": "sale" }), vec![&a]),
            (json!({ "tag": "SALE" }), vec![&a]),
            (json!({ "tag": "sal" }), vec![]),
            (json!({ "text": "checkout" }), vec![&a]),
            (json!({ "text": "ZANZIBAR" }), vec![&c]),
            (json!({ "text": "slow pages" }), vec![&b]),
            (json!({ "text": "nowhere" }), vec![]),
            (json!({ "isLate": true }), vec![]),
            (json!({ "serviceIds": [shop], "isOpen": true, "text": "slow", "severity": ["SEV2"] }), vec![&b]),
        ];
        for (filter, expected) in table {
            assert_eq!(find(&client, filter.clone()).await.iter().collect::<Vec<_>>(), expected, "{filter}");
        }
    }

    async fn search_takes_any_text_as_text(server: &Server) {
        let client = server.sign_in(Who::Viewer).await;
        let plain = declare(&client, "100% of pool_a used, says O'Brien", json!({})).await.id;
        declare(&client, "Something else", json!({})).await;
        for text in ["pool_a", "100%", "o'brien", "pool"] {
            assert_eq!(find(&client, json!({ "text": text })).await, std::slice::from_ref(&plain), "{text}");
        }
        for text in [
            "%", "_", "*", "\"", "'", "\" OR 1=1", "' OR '1'='1", "x'; DROP TABLE incident; --", "NEAR(a b)", "a AND NOT", "(", "title:*", ":*",
            "a | b", "!", "\\", "-", "^x", "{x}", "<->", "& | !",
        ] {
            let query = "query($t: String) { incidents(first: 100, filter: { text: $t }) { nodes { id } } }";
            let answer = client.ask(query, json!({ "t": text })).await;
            assert!(answer.codes().is_empty(), "{text}: {}", answer.body);
            assert!(answer.list("/incidents/nodes").len() < 2, "{text} must not match everything: {}", answer.body);
        }
        assert_eq!(find(&client, json!({})).await.len(), 2);
    }

    async fn a_walk_through_120_incidents_has_no_repeats_and_no_gaps(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        stream::iter(0..120)
            .map(|number: i64| {
                let client = client.clone();
                // Four start at the same instant, so that the cursor needs more than the time.
                let fields = json!({ "impactStartedAt": time::minutes_ago(1000 - number / 4), "impactLevel": "DEGRADED_PERFORMANCE" });
                async move { Ok::<_, ()>(declare(&client, &format!("Number {number}"), fields).await) }
            })
            .buffer_unordered(6)
            .try_collect::<Vec<_>>()
            .await
            .unwrap();
        let down = walk(&client, "STARTED_AT_DESC", true).await;
        let mut up = walk(&client, "STARTED_AT_ASC", false).await;
        assert_eq!(down.len(), 120);
        assert_eq!(down.iter().collect::<HashSet<_>>().len(), 120);
        up.retain(|id| down.contains(id));
        up.reverse();
        assert_eq!(up, down);
        let counted = client.ask("{ incidents(first: 1) { totalCount pageInfo { hasPreviousPage hasNextPage startCursor endCursor } edges { cursor } } }", json!({})).await;
        assert!(counted.int("/incidents/totalCount") >= 120);
        assert_eq!(counted.at("/incidents/pageInfo/startCursor"), counted.at("/incidents/edges/0/cursor"));
    }
}

/// Ids in the order of the pages. With `disturb`, a new incident is declared during the walk: it
/// sorts before everything, so nothing may move.
async fn walk(client: &Client, order: &str, disturb: bool) -> Vec<String> {
    let (mut ids, mut after, mut pages) = (Vec::new(), Value::Null, 0);
    loop {
        let query = format!(
            "query($after: String) {{ incidents(first: 17, after: $after, orderBy: {order}) {{
            nodes {{ id startedAt }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = client.ask(&query, json!({ "after": after })).await;
        ids.extend(page.texts("/incidents/nodes", "id"));
        pages += 1;
        if disturb && pages == 2 {
            declare(client, "In between", json!({})).await;
        }
        if page.at("/incidents/pageInfo/hasNextPage") == &json!(false) {
            assert_eq!(pages, ids.len().div_ceil(17));
            return ids;
        }
        assert_eq!(page.list("/incidents/nodes").len(), 17);
        after = page.at("/incidents/pageInfo/endCursor").clone();
    }
}
