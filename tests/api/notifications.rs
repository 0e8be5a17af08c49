//! What people are told: one's own inbox and nobody else's, and connections by their global ids.

use serde_json::{Value, json};
use tests::repair::{Ground, sound, status, update};
use tests::{Server, Who, time};

const INBOX: &str = "{ viewer { unreadNotificationCount notifications { nodes { id kind reference title subjectId stage at readAt } totalCount } } }";

on_both! {
    async fn an_item_that_is_given_to_somebody_is_told_to_that_person_alone(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (manager, owner, other) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await, server.sign_in(Who::Other).await);
        let mut item = sound(&manager, &ground, &owner.user_id, json!({})).await;
        status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        let inbox = owner.ask(INBOX, json!({})).await;
        let told = inbox.list("/viewer/notifications/nodes");
        let assigned = told.iter().find(|one| one["kind"] == "REPAIR_ASSIGNED").unwrap_or_else(|| panic!("{}", inbox.body));
        assert_eq!((&assigned["reference"], &assigned["subjectId"], &assigned["readAt"]), (&json!(item.reference), &json!(item.id), &Value::Null));
        assert!(time::parse(assigned["at"].as_str().unwrap()) <= time::now());
        let count = inbox.int("/viewer/unreadNotificationCount");
        assert_eq!((count, inbox.int("/viewer/notifications/totalCount")), (i64::try_from(told.len()).unwrap(), count));
        assert_eq!(other.ask(INBOX, json!({})).await.int("/viewer/notifications/totalCount"), 0);

        let id = assigned["id"].clone();
        let node = "query($id: ID!) { node(id: $id) { id ... on Notification { kind } } }";
        assert_eq!(owner.ask(node, json!({ "id": id })).await.text("/node/kind"), "REPAIR_ASSIGNED");
        for stranger in [&other, &manager, &server.sign_in(Who::Admin).await] {
            let (theirs, none) = (stranger.ask(node, json!({ "id": id })).await, stranger.ask(node, json!({ "id": "ntf_01hzzzzzzzf2bvaj1yyyyyyyyy" })).await);
            assert_eq!((theirs.codes(), theirs.without_request_id()), (vec!["NOT_FOUND".to_owned()], none.without_request_id()));
            let nodes = stranger.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [id] })).await;
            assert_eq!(nodes.at("/nodes"), &json!([null]));
            let mark = json!({ "ids": [id] });
            stranger.mutate("markNotificationsRead", "MarkNotificationsReadInput", "unreadCount", mark).await.ok();
        }
        assert_eq!(owner.ask(INBOX, json!({})).await.int("/viewer/unreadNotificationCount"), count, "nobody reads for somebody else");
        let mark = async |input: Value| owner.mutate("markNotificationsRead", "MarkNotificationsReadInput", "unreadCount", input).await;
        assert_eq!(mark(json!({ "ids": [id] })).await.int("/markNotificationsRead/unreadCount"), count - 1);
        assert_eq!(mark(json!({ "upTo": time::millis_ahead(1_000) })).await.int("/markNotificationsRead/unreadCount"), 0);
        assert_eq!(mark(json!({})).await.code(), "BAD_USER_INPUT");
        let unread = owner.ask("{ viewer { notifications(isUnread: true) { nodes { id } totalCount } } }", json!({})).await;
        assert_eq!(unread.at("/viewer/notifications"), &json!({ "nodes": [], "totalCount": 0 }));

        // One's own doing is no news to oneself.
        update(&manager, &mut item, json!({ "ownerId": manager.user_id })).await.ok();
        assert_eq!(manager.ask(INBOX, json!({})).await.int("/viewer/notifications/totalCount"), 0);
    }

    async fn a_key_has_neither_inbox_nor_calendar_nor_items(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let input = json!({ "name": "Board", "role": "PROBLEM_MANAGER", "expiresAt": time::millis_ahead(86_400_000) });
        let made = admin.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await;
        let key = server.bearer(&made.text("/createApiKey/secret"));
        let seen = key.ask("{ viewer { repairItems { nodes { id } totalCount } repairCounts { open } unreadNotificationCount calendarFeed { id } } }", json!({})).await;
        assert_eq!(seen.at("/viewer"), &json!({ "repairItems": { "nodes": [], "totalCount": 0 }, "repairCounts": { "open": 0 },
            "unreadNotificationCount": 0, "calendarFeed": null }));
        for (document, permission) in [
            ("{ viewer { notifications { nodes { id } } } }", "NOTIFICATION_READ"),
            ("mutation { markNotificationsRead(input: { upTo: \"2026-01-01T00:00:00Z\" }) { unreadCount } }", "NOTIFICATION_READ"),
            ("mutation { createCalendarFeed { url } }", "CALENDAR_MANAGE"), ("mutation { revokeCalendarFeed { id } }", "CALENDAR_MANAGE"),
        ] {
            let refused = key.ask(document, json!({})).await;
            assert_eq!((refused.code().as_str(), refused.fact("permission")), ("FORBIDDEN", &json!(permission)), "{document}: {}", refused.body);
        }
    }

    async fn connections_are_nodes_for_whoever_may_see_them(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await);
        let hook = json!({ "name": "Board", "url": "https://hooks.invalid/in", "topics": ["REPAIR", "INCIDENT", "REPAIR"] });
        let hook = admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id topics state version }", hook).await;
        assert_eq!(hook.at("/createWebhook/webhook/topics"), &json!(["INCIDENT", "REPAIR"]), "each once, in the order of the words");
        let tracker = json!({ "name": "Issues", "provider": "GITLAB", "baseUrl": "https://git.mine.example" });
        let tracker = admin.mutate("createTracker", "CreateTrackerInput", "tracker { id apiUrl hasToken isEnabled hookUrl }", tracker).await;
        let (hook_id, tracker_id) = (hook.text("/createWebhook/webhook/id"), tracker.text("/createTracker/tracker/id"));
        assert!(tracker.text("/createTracker/tracker/hookUrl").ends_with(&format!("/hooks/trackers/{tracker_id}")));
        assert!(tracker.text("/createTracker/tracker/apiUrl").starts_with("https://git.mine.example/"));
        for (id, kind) in [(&hook_id, "Webhook"), (&tracker_id, "Tracker")] {
            let node = "query($id: ID!) { node(id: $id) { __typename id } }";
            assert_eq!(admin.ask(node, json!({ "id": id })).await.at("/node"), &json!({ "__typename": kind, "id": id }));
            assert_eq!(manager.ask(node, json!({ "id": id })).await.code(), "FORBIDDEN", "{kind}");
        }
        for (input, field) in [
            (json!({ "name": " ", "url": "https://hooks.invalid/in", "topics": ["RCA"] }), "name"),
            (json!({ "name": "x", "url": "hooks", "topics": ["RCA"] }), "url"), (json!({ "name": "x", "url": "https://hooks.invalid/in", "topics": [] }), "topics"),
        ] {
            let refused = admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id }", input).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{}", refused.body);
        }
        let refused = admin.mutate("createTracker", "CreateTrackerInput", "tracker { id }", json!({ "name": "Jira", "provider": "JIRA" })).await;
        assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("baseUrl")), "{}", refused.body);
        let off = json!({ "id": hook_id, "version": 1, "isActive": false });
        let off = admin.mutate("updateWebhook", "UpdateWebhookInput", "webhook { state version } secret", off).await;
        assert_eq!(off.at("/updateWebhook"), &json!({ "webhook": { "state": "OFF", "version": 2 }, "secret": null }));
        let gone = admin.ask("mutation($id: ID!) { removeWebhook(id: $id) { id } }", json!({ "id": hook_id })).await;
        assert_eq!(gone.text("/removeWebhook/id"), hook_id);
        assert_eq!(admin.ask("query($id: ID!) { webhook(id: $id) { id } }", json!({ "id": hook_id })).await.code(), "NOT_FOUND");
        let gone = admin.ask("mutation($id: ID!) { removeTracker(id: $id) { id } }", json!({ "id": tracker_id })).await;
        assert_eq!(gone.text("/removeTracker/id"), tracker_id);
        assert_eq!(admin.ask("{ webhooks { id } trackers { id } }", json!({})).await.json["data"], json!({ "webhooks": [], "trackers": [] }));
    }
}
