//! Many writers at repair items and connections: versions and idempotency keys (R9, R10).

use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::repair::{self, Ground, ITEM, finish, sound, try_propose};
use tests::story::merge;
use tests::{Server, Who, time};

/// How many notes an item has.
async fn notes(client: &tests::Client, id: &str) -> i64 {
    repair::read(client, id, "notes(first: 1) { totalCount }").await.int("/repairItem/notes/totalCount")
}

on_both! {
    async fn a_stale_version_is_a_conflict_on_every_change(server: &Server) {
        let ground = Ground::lay(server, "Contended").await;
        let (manager, admin) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Admin).await);
        let mut item = sound(&manager, &ground, &manager.user_id, json!({})).await;
        finish(&manager, &mut item).await;
        let id = &item.id;
        let table: Vec<(&str, &str, Value)> = vec![
            ("updateRepairItem", "UpdateRepairItemInput", json!({ "id": id, "title": "x" })),
            ("changeRepairItemStatus", "ChangeRepairItemStatusInput", json!({ "id": id, "status": "IN_PROGRESS" })),
            ("postponeRepairItem", "PostponeRepairItemInput", json!({ "id": id, "dueAt": time::millis_ahead(86_400_000), "reason": "x" })),
            ("recordEffectiveness", "RecordEffectivenessInput", json!({ "id": id, "result": "PARTIAL", "metric": "x", "target": "1", "observed": "2" })),
            ("linkRepairItemIssue", "LinkRepairItemIssueInput", json!({ "id": id, "url": "https://github.com/mine/shaft/issues/7" })),
            ("unlinkRepairItemIssue", "UnlinkRepairItemIssueInput", json!({ "id": id })),
        ];
        let before = server.database.traces().await;
        for (name, kind, input) in table {
            for version in [item.version - 1, item.version + 1, 0, -1] {
                let answer = manager.mutate(name, kind, "repairItem { id }", merge(input.clone(), json!({ "version": version }))).await;
                assert_eq!((answer.code().as_str(), answer.fact("currentVersion")), ("CONFLICT", &json!(item.version)), "{name} {version}: {}", answer.body);
            }
        }
        assert_eq!(server.database.traces().await, before, "a conflict leaves no trace");
        let policy = admin.mutate("updateRepairPolicy", "UpdateRepairPolicyInput", "policy { version }", json!({ "version": 1, "shortDays": 14 })).await;
        assert_eq!(policy.int("/updateRepairPolicy/policy/version"), 2);
        let stale = admin.mutate("updateRepairPolicy", "UpdateRepairPolicyInput", "policy { version }", json!({ "version": 1, "shortDays": 12 })).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(2)), "{}", stale.body);
        let hook = json!({ "name": "A", "url": "https://hooks.invalid/a", "topics": ["REPAIR"] });
        let hook = admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id version }", hook).await.text("/createWebhook/webhook/id");
        let stale = admin.mutate("updateWebhook", "UpdateWebhookInput", "webhook { id }", json!({ "id": hook, "version": 7, "name": "B" })).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(1)), "{}", stale.body);
        let tracker = admin.mutate("createTracker", "CreateTrackerInput", "tracker { id }", json!({ "name": "A", "provider": "GITHUB" })).await.text("/createTracker/tracker/id");
        let stale = admin.mutate("updateTracker", "UpdateTrackerInput", "tracker { id }", json!({ "id": tracker, "version": 7, "name": "B" })).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(1)), "{}", stale.body);
    }

    async fn of_twenty_writers_on_one_version_of_an_item_one_wins(server: &Server) {
        let ground = Ground::lay(server, "Contended").await;
        let manager = server.sign_in(Who::Problems).await;
        let item = sound(&manager, &ground, &manager.user_id, json!({})).await;
        for round in 1..=10 {
            let answers = join_all((0..20).map(|writer| {
                let input = json!({ "id": item.id, "version": round, "title": format!("Round {round} by writer {writer}") });
                let client = manager.clone();
                async move { client.mutate("updateRepairItem", "UpdateRepairItemInput", "repairItem { version title }", input).await }
            }))
            .await;
            let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.codes().is_empty());
            assert_eq!((won.len(), lost.len()), (1, 19), "round {round}: {:?}", lost.iter().map(|answer| answer.codes()).collect::<Vec<_>>());
            for answer in lost {
                assert_eq!((answer.code().as_str(), answer.fact("currentVersion")), ("CONFLICT", &json!(round + 1)));
            }
            let kept = repair::read(&manager, &item.id, "version title").await;
            assert_eq!(kept.at("/repairItem"), won[0].at("/updateRepairItem/repairItem"));
        }
    }

    async fn one_key_is_one_item_and_one_answer(server: &Server) {
        let ground = Ground::lay(server, "Proposed twice").await;
        let (manager, other) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Manager).await);
        let fields = merge(ground.sound(&manager.user_id), json!({ "idempotencyKey": "ticket-4711" }));
        let answers = join_all((0..100).map(|_| try_propose(&manager, fields.clone()))).await;
        let bodies: HashSet<String> = answers.iter().map(|answer| answer.at("/createRepairItem").to_string()).collect();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        assert_eq!(manager.ask("{ repairItems { totalCount } }", json!({})).await.int("/repairItems/totalCount"), 1);
        let changed = try_propose(&manager, merge(fields.clone(), json!({ "title": "Another title" }))).await;
        assert_eq!((changed.code().as_str(), changed.fact("currentVersion")), ("CONFLICT", &Value::Null));
        let id = answers[0].text("/createRepairItem/repairItem/id");
        // Keys are scoped by who asks and by what is asked for.
        let theirs = try_propose(&other, fields).await.text("/createRepairItem/repairItem/id");
        assert_ne!(theirs, id);
        let before = notes(&manager, &id).await;
        let note = |body: &str| json!({ "repairItemId": id, "body": body, "idempotencyKey": "ticket-4711" });
        let said = join_all((0..100).map(|_| manager.mutate("addRepairNote", "AddRepairNoteInput", "note { id body }", note("Seen")))).await;
        let bodies: HashSet<String> = said.iter().map(|answer| answer.at("/addRepairNote").to_string()).collect();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        assert_eq!(notes(&manager, &id).await, before + 1);
        assert_eq!(manager.mutate("addRepairNote", "AddRepairNoteInput", "note { id }", note("Heard")).await.code(), "CONFLICT");
    }

    async fn a_secret_is_shown_once_and_to_nobody_again(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let hook = json!({ "name": "A", "url": "https://hooks.invalid/a", "topics": ["REPAIR"], "idempotencyKey": "hook-1" });
        let make = async || admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id } secret", hook.clone()).await;
        let (first, again) = (make().await, make().await);
        assert!(first.text("/createWebhook/secret").starts_with("whsec_"));
        assert_eq!((again.at("/createWebhook/webhook"), again.at("/createWebhook/secret")), (first.at("/createWebhook/webhook"), &Value::Null));
        let tracker = json!({ "name": "A", "provider": "GITHUB", "token": "ghp_of_the_tests", "idempotencyKey": "tracker-1" });
        let make = async || admin.mutate("createTracker", "CreateTrackerInput", "tracker { id hasToken hookUrl } secret", tracker.clone()).await;
        let (first_tracker, again) = (make().await, make().await);
        assert!(!first_tracker.text("/createTracker/secret").is_empty());
        assert_eq!((again.at("/createTracker/tracker"), again.at("/createTracker/secret")), (first_tracker.at("/createTracker/tracker"), &Value::Null));
        assert_eq!(first_tracker.at("/createTracker/tracker/hasToken"), &json!(true));
        let rotate = "mutation($id: ID!) { rotateWebhookSecret(id: $id) { webhook { rotatesUntil } secret } }";
        let rotated = admin.ask(rotate, json!({ "id": first.text("/createWebhook/webhook/id") })).await;
        let feed = admin.ask("mutation { createCalendarFeed { feed { id } url } }", json!({})).await;
        let url = feed.text("/createCalendarFeed/url");
        let everything = admin.ask("{ webhooks { id name url topics state failingSince rotatesUntil version deliveries { nodes { body } } }
            trackers { id name baseUrl apiUrl hasToken hookUrl version } viewer { calendarFeed { id createdAt usedAt } }
            auditLog(first: 50) { nodes { action facts } } }", json!({})).await;
        let secrets = [first.text("/createWebhook/secret"), first_tracker.text("/createTracker/secret"), rotated.text("/rotateWebhookSecret/secret"),
            "ghp_of_the_tests".to_owned(), url.rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned()];
        for secret in secrets {
            assert!(!everything.body.contains(&secret) && !server.log_text().contains(&secret), "{secret}");
        }
        let revoked = admin.ask("mutation { revokeCalendarFeed { id } }", json!({})).await;
        assert_eq!(revoked.at("/revokeCalendarFeed/id"), feed.at("/createCalendarFeed/feed/id"));
        assert!(admin.ask("mutation { revokeCalendarFeed { id } }", json!({})).await.at("/revokeCalendarFeed/id").is_null());
    }

    async fn the_answer_to_a_repeat_is_the_item_as_it_was_made(server: &Server) {
        let ground = Ground::lay(server, "Proposed twice").await;
        let manager = server.sign_in(Who::Problems).await;
        let fields = merge(ground.sound(&manager.user_id), json!({ "idempotencyKey": "once" }));
        let mut item = repair::propose(&manager, fields.clone()).await;
        repair::status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        let again = manager.mutate("createRepairItem", "CreateRepairItemInput", ITEM, fields).await;
        assert_eq!(again.text("/createRepairItem/repairItem/id"), item.id);
        assert_eq!(manager.ask("{ repairItems { totalCount } }", json!({})).await.int("/repairItems/totalCount"), 1);
    }
}
