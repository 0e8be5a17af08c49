//! Announced work: a record of its own, public at once, told from impact in the figures (AVL-05).

use serde_json::{Value, json};
use tests::portal::{get, schedule, service, until};
use tests::{Client, Server, Who, time};

const SELECTION: &str = "maintenance { id reference title status version updates { status body author { name } } services { name } }";

async fn step(client: &Client, id: &str, version: i64, to: &str) -> tests::Answer {
    let input = json!({ "id": id, "version": version, "status": to, "body": format!("Now {to}.") });
    client.mutate("changeMaintenanceStatus", "ChangeMaintenanceStatusInput", SELECTION, input).await
}

on_both! {
    async fn work_is_announced_done_and_told(server: &Server) {
        let shop = service(server, "Checkout", json!({ "monitoredSince": time::minutes_ago(60 * 24) })).await;
        let client = server.sign_in(Who::Responder).await;
        let made = schedule(&client, "New disks", &[&shop], json!({ "idempotencyKey": "one" })).await;
        let (id, reference) = (made.text("/scheduleMaintenance/maintenance/id"), made.text("/scheduleMaintenance/maintenance/reference"));
        assert_eq!(reference, "MNT-1");
        let page = until(server, "/status", |page| page.contains("New disks")).await;
        assert!(page.body.contains("All systems operational"), "it lies ahead");
        let story = get(server, "/status/maintenance/MNT-1").await;
        assert!(story.status == 200 && story.body.contains("We replace a <strong>disk</strong>."), "{}", story.body);
        let upcoming = get(server, "/api/v2/scheduled-maintenances/upcoming.json").await;
        assert_eq!(upcoming.json.pointer("/scheduled_maintenances/0/name"), Some(&json!("New disks")));

        assert_eq!(step(&client, &id, 1, "COMPLETED").await.code(), "RULE_VIOLATION", "it has not begun");
        assert_eq!(step(&client, &id, 7, "IN_PROGRESS").await.code(), "CONFLICT");
        step(&client, &id, 1, "IN_PROGRESS").await.ok();
        until(server, "/status", |page| page.contains("Checkout: under maintenance")).await;
        let input = json!({ "maintenanceId": id, "body": "Half of it is done.", "idempotencyKey": "two" });
        for _ in 0..2 {
            client.mutate("addMaintenanceUpdate", "AddMaintenanceUpdateInput", SELECTION, input.clone()).await.ok();
        }
        let done = step(&client, &id, 2, "COMPLETED").await;
        let said: Vec<&Value> = done.list("/changeMaintenanceStatus/maintenance/updates").iter().map(|one| &one["body"]).collect();
        assert_eq!(said, ["We replace a **disk**.", "Now IN_PROGRESS.", "Half of it is done.", "Now COMPLETED."]);
        until(server, "/status/history", |page| page.contains("New disks")).await;
        let input = json!({ "id": id, "version": 3, "title": "Too late" });
        assert_eq!(client.mutate("updateMaintenance", "UpdateMaintenanceInput", SELECTION, input).await.code(), "RULE_VIOLATION");
        let list = client.ask("{ maintenances(status: [COMPLETED]) { totalCount nodes { reference } } }", json!({})).await;
        assert_eq!((list.int("/maintenances/totalCount"), list.text("/maintenances/nodes/0/reference").as_str()), (1, "MNT-1"));
        let node = client.ask("query($id: ID!) { node(id: $id) { ... on Maintenance { reference } } }", json!({ "id": id })).await;
        assert_eq!(node.text("/node/reference"), "MNT-1");
    }

    async fn cancelled_work_is_told_where_it_was_announced(server: &Server) {
        let shop = service(server, "Checkout", json!({ "monitoredSince": time::minutes_ago(60 * 24) })).await;
        let client = server.sign_in(Who::Responder).await;
        let made = schedule(&client, "New disks", &[&shop], json!({})).await;
        let id = made.text("/scheduleMaintenance/maintenance/id");
        let before = until(server, "/history.atom", |feed| feed.contains("New disks")).await;
        let tag = before.body.split("<id>").find(|part| part.contains("maintenance/")).unwrap().split('<').next().unwrap().to_owned();
        until(server, "/status", |page| page.contains("New disks")).await;
        let input = json!({ "id": id, "version": 1, "status": "CANCELLED", "body": "The disks hold." });
        client.mutate("changeMaintenanceStatus", "ChangeMaintenanceStatusInput", SELECTION, input).await.ok();

        let own = format!("/status/services/{shop}.atom");
        for path in ["/status/maintenance/MNT-1", "/history.atom", "/history.rss", own.as_str()] {
            let told = until(server, path, |page| page.contains("The disks hold.")).await;
            assert!(told.status == 200 && told.body.contains("Cancelled"), "{path}: {} {}", told.status, told.body);
        }
        assert!(get(server, "/history.atom").await.body.contains(&tag), "the entry keeps its id: {tag}");
        let history = get(server, "/status/history").await;
        assert!(history.body.contains("New disks") && history.body.contains("· Cancelled"), "{}", history.body);
        let status = get(server, "/status").await;
        assert!(!status.body.contains("The disks hold."), "nothing lies ahead: {}", status.body);
        for path in ["/api/v2/summary.json", "/api/v2/scheduled-maintenances.json", "/api/v2/scheduled-maintenances/upcoming.json"] {
            assert_eq!(get(server, path).await.json["scheduled_maintenances"], json!([]), "{path}");
        }
        let public = server.anonymous().ask("{ publicStatus { maintenances { status } services { uptime { percentWithMaintenance } } } }", json!({})).await;
        assert_eq!(public.at("/publicStatus/maintenances"), &json!([{ "status": "CANCELLED" }]));
        assert_eq!(public.at("/publicStatus/services/0/uptime/percentWithMaintenance"), &json!("100"));
    }

    async fn work_that_was_moved_says_so_and_another_title_does_not(server: &Server) {
        let shop = service(server, "Checkout", json!({})).await;
        let client = server.sign_in(Who::Responder).await;
        let id = schedule(&client, "New disks", &[&shop], json!({})).await.text("/scheduleMaintenance/maintenance/id");
        let change = |version: i64, fields: Value| {
            let input = tests::story::merge(json!({ "id": id, "version": version }), fields);
            let client = client.clone();
            async move { client.mutate("updateMaintenance", "UpdateMaintenanceInput", SELECTION, input).await }
        };
        let said = |answer: &tests::Answer| -> Vec<String> { answer.texts("/updateMaintenance/maintenance/updates", "body") };
        let first = "We replace a **disk**.";
        assert_eq!(said(&change(1, json!({ "title": "Newer disks" })).await), [first]);
        let times = json!({ "startsAt": "2031-03-04T22:00:00Z", "endsAt": "2031-03-05T01:00:00Z" });
        let moved = "Moved to 4 Mar 2031, 22:00 – 5 Mar 2031, 01:00 UTC.";
        assert_eq!(said(&change(2, times.clone()).await), [first, moved]);
        assert_eq!(said(&change(3, times).await), [first, moved], "the same times are no move");
        let later = change(3, json!({ "endsAt": "2031-03-04T23:30:00Z" })).await;
        let shorter = "Moved to 4 Mar 2031, 22:00 – 23:30 UTC.";
        assert_eq!(said(&later), [first, moved, shorter]);
        assert_eq!(later.at("/updateMaintenance/maintenance/updates/2/status"), &json!("SCHEDULED"));
        assert_eq!(change(4, json!({ "endsAt": "2031-03-04T21:00:00Z" })).await.code(), "BAD_USER_INPUT");
        for path in ["/status/maintenance/MNT-1", "/history.atom", "/history.rss"] {
            until(server, path, |page| page.contains(shorter)).await;
        }
        let noticed = server.database.number("SELECT count(*) FROM notice").await;
        assert_eq!(noticed, 3, "subscribers hear of both moves");
    }

    async fn works_announced_at_once_have_numbers_of_their_own(server: &Server) {
        let shop = service(server, "Checkout", json!({})).await;
        let client = server.sign_in(Who::Responder).await;
        let all = (0..20).map(|n| {
            let (client, shop) = (client.clone(), shop.clone());
            async move { schedule(&client, &format!("Disk {n}"), &[&shop], json!({})).await }
        });
        let answers = futures_util::future::join_all(all).await;
        let mut references: Vec<String> =
            answers.into_iter().map(|answer| answer.ok().text("/scheduleMaintenance/maintenance/reference")).collect();
        references.sort_by_key(|reference| (reference.len(), reference.clone()));
        assert_eq!(references, (1..=20).map(|n| format!("MNT-{n}")).collect::<Vec<_>>());
    }

    async fn work_that_makes_no_sense_is_refused(server: &Server) {
        let shop = service(server, "Checkout", json!({})).await;
        let client = server.sign_in(Who::Manager).await;
        for (fields, field) in [
            (json!({ "serviceIds": [] }), "serviceIds"),
            (json!({ "endsAt": time::millis_ahead(1_800_000) }), "endsAt"),
            (json!({ "startsAt": time::minutes_ago(20), "endsAt": time::minutes_ago(10) }), "endsAt"),
            (json!({ "title": " " }), "title"),
            (json!({ "body": "" }), "body"),
        ] {
            let refused = schedule(&client, "Disks", &[&shop], fields.clone()).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{fields}");
        }
        let first = schedule(&client, "Disks", &[&shop], json!({ "idempotencyKey": "k" })).await;
        assert!(first.codes().is_empty());
        let other = schedule(&client, "Other", &[&shop], json!({ "idempotencyKey": "k" })).await;
        assert_eq!(other.code(), "CONFLICT");
    }
}
