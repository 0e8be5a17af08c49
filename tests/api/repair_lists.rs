//! Repair items in lists: filters, orders, pages, from whichever record they hang on.

use serde_json::{Value, json};
use tests::analysis;
use tests::repair::{self, Ground, Item, sound, status};
use tests::story::merge;
use tests::{Server, Who, time};

const DAY: i64 = 86_400_000;

on_both! {
    async fn items_are_listed_filtered_and_paged(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (manager, other) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        let mut made: Vec<Item> = Vec::new();
        for (title, more) in [
            ("Add alerts for refused connections", json!({ "kind": "PREVENTIVE", "target": "SYSTEM", "strength": "INTERMEDIATE", "lens": "PROCESS", "ownerId": other.user_id })),
            ("Automate the size of the pool", json!({ "strength": "STRONG" })), ("Write the limit down", json!({ "strength": "WEAK", "causeIds": [] })),
        ] {
            made.push(sound(&manager, &ground, &manager.user_id, merge(json!({ "title": title }), more)).await);
        }
        for at in [0, 1] {
            status(&manager, &mut made[at], "COMMITTED", json!({})).await.ok();
        }
        let ids: Vec<&str> = made.iter().map(|item| item.id.as_str()).collect();
        let find = async |filter: Value| {
            let query = "query($f: RepairItemFilter) { repairItems(filter: $f, orderBy: CREATED_AT_DESC) { nodes { id } totalCount } }";
            let answer = manager.ask(query, json!({ "f": filter })).await;
            let found = answer.texts("/repairItems/nodes", "id");
            assert_eq!(answer.int("/repairItems/totalCount"), i64::try_from(found.len()).unwrap());
            found
        };
        for (filter, expected) in [
            (json!({}), vec![2, 1, 0]), (json!({ "status": ["PROPOSED"] }), vec![2]), (json!({ "kind": ["PREVENTIVE"] }), vec![0]),
            (json!({ "strength": ["STRONG", "WEAK"] }), vec![2, 1]), (json!({ "lens": ["PROCESS"] }), vec![0]),
            (json!({ "ownerIds": [other.user_id] }), vec![0]), (json!({ "teamIds": [ground.team] }), vec![2, 1, 0]),
            (json!({ "problemIds": [ground.problem.id], "isOpen": true }), vec![2, 1, 0]), (json!({ "isOverdue": true }), vec![]),
            (json!({ "isCheckDue": true }), vec![]), (json!({ "dueBefore": time::millis_ahead(DAY * 20) }), vec![1]),
            (json!({ "text": "POOL" }), vec![1]), (json!({ "text": made[2].reference }), vec![2]), (json!({ "serviceIds": ["svc_01hzzzzzzzf2bvaj1yyyyyyyyy"] }), vec![]),
        ] {
            let expected: Vec<&str> = expected.into_iter().map(|at| ids[at]).collect();
            assert_eq!(find(filter.clone()).await, expected, "{filter}");
        }
        // By due date, those without one last; a page at a time.
        for order in ["DUE_AT_ASC", "CREATED_AT_DESC", "UPDATED_AT_DESC"] {
            let query = format!("query($after: String) {{ repairItems(first: 1, after: $after, orderBy: {order}) {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}");
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            loop {
                let page = manager.ask(&query, json!({ "after": after })).await;
                seen.extend(page.texts("/repairItems/nodes", "id"));
                after = page.at("/repairItems/pageInfo/endCursor").clone();
                if page.at("/repairItems/pageInfo/hasNextPage") == &json!(false) {
                    break;
                }
            }
            let expected = if order == "CREATED_AT_DESC" { [2, 1, 0] } else { [1, 0, 2] };
            assert_eq!(seen, expected.map(|at| ids[at]), "{order}");
        }
        for bad in ["00", "zz"] {
            let refused = manager.ask("query($c: String) { repairItems(after: $c) { nodes { id } } }", json!({ "c": bad })).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("after")), "{}", refused.body);
        }
        let of_cause = analysis::read_rca(&manager, &ground.rca, "causes { nodes { id repairItems { nodes { id } totalCount } } }").await;
        let cause = of_cause.list("/rca/causes/nodes").iter().find(|one| one["id"] == json!(ground.cause)).unwrap();
        assert_eq!(cause["repairItems"], json!({ "nodes": [{ "id": ids[1] }, { "id": ids[0] }], "totalCount": 2 }));
        let seen = repair::read(&manager, ids[1], "causes(first: 1) { nodes { id } totalCount pageInfo { hasNextPage } }").await;
        assert_eq!(seen.at("/repairItem/causes"), &json!({ "nodes": [{ "id": ground.cause }], "totalCount": 1, "pageInfo": { "hasNextPage": false } }));
    }
}
