//! Many writers at once: versions, idempotency keys, references.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::story::{self, INCIDENT, declare, entry, read, service, status, try_declare};
use tests::{Server, Who, time};

on_both! {
    async fn a_stale_version_is_a_conflict_that_names_the_current_one(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Responder).await;
        let fields = json!({ "serviceIds": [shop], "impactStartedAt": time::minutes_ago(9), "impactLevel": "MAJOR_OUTAGE" });
        let mut incident = declare(&client, "A", fields).await;
        status(&client, &mut incident, "INVESTIGATING", json!({})).await.ok();
        let window = read(&client, &incident.id, "impactWindows { id }").await.text("/incident/impactWindows/0/id");
        let id = &incident.id;
        let table: Vec<(&str, &str, Value)> = vec![
            ("updateIncident", "UpdateIncidentInput", json!({ "id": id, "version": 1, "title": "x" })),
            ("changeIncidentStatus", "ChangeIncidentStatusInput", json!({ "id": id, "version": 1, "status": "IDENTIFIED" })),
            ("changeIncidentSeverity", "ChangeIncidentSeverityInput", json!({ "id": id, "version": 1, "severity": "SEV1" })),
            ("setIncidentInstant", "SetIncidentInstantInput", json!({ "id": id, "version": 1, "name": "ASSEMBLED", "at": time::minutes_ago(1) })),
            ("addImpactWindow", "AddImpactWindowInput", json!({ "incidentId": id, "version": 1, "startedAt": time::minutes_ago(1), "level": "MAJOR_OUTAGE", "serviceIds": [] })),
            ("updateImpactWindow", "UpdateImpactWindowInput", json!({ "id": window, "incidentVersion": 1, "level": "PARTIAL_OUTAGE" })),
        ];
        let before = server.database.traces().await;
        for (name, kind, input) in table {
            for version in [1, 3, 0, -1] {
                let field = if name == "updateImpactWindow" { "incidentVersion" } else { "version" };
                let input = story::merge(input.clone(), json!({ field: version }));
                let answer = client.mutate(name, kind, "incident { id }", input).await;
                assert_eq!((answer.code().as_str(), answer.fact("currentVersion")), ("CONFLICT", &json!(2)), "{name} {version}");
            }
        }
        let admin = server.sign_in(Who::Admin).await;
        let stale = admin.mutate("updateService", "UpdateServiceInput", "service { id }", json!({ "id": shop, "version": 7, "name": "x" })).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(1)));
        let viewer = server.sign_in(Who::Viewer).await.user_id;
        let after = server.database.traces().await;
        let stale = admin.mutate("updateUser", "UpdateUserInput", "user { id }", json!({ "id": viewer, "version": 7, "name": "x" })).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(1)));
        // Signing in writes audit rows of its own.
        assert!(after - before <= 2 * 3 && server.database.traces().await == after, "a conflict leaves no trace");
    }

    async fn of_twenty_writers_on_one_version_one_wins(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Contended", json!({})).await;
        for round in 1..=3 {
            let answers = join_all((0..20).map(|writer| {
                let input = json!({ "id": incident.id, "version": round, "title": format!("Round {round} writer {writer}") });
                let client = client.clone();
                async move { client.mutate("updateIncident", "UpdateIncidentInput", "incident { version title }", input).await }
            }))
            .await;
            let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.codes().is_empty());
            assert_eq!((won.len(), lost.len()), (1, 19), "round {round}");
            for answer in lost {
                assert_eq!((answer.code().as_str(), answer.fact("currentVersion")), ("CONFLICT", &json!(round + 1)));
            }
            let kept = read(&client, &incident.id, "version title").await;
            assert_eq!(kept.at("/incident"), won[0].at("/updateIncident/incident"));
        }
    }

    async fn one_key_is_one_effect_and_one_answer(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let fields = json!({ "idempotencyKey": "alert-4711", "summary": "same", "firstEntry": { "body": "first" } });
        let answers = join_all((0..20).map(|_| try_declare(&client, "Once", fields.clone()))).await;
        let bodies: HashSet<String> = answers.iter().map(|answer| answer.at("/declareIncident/incident/id").to_string()).collect();
        assert_eq!(bodies.len(), 1);
        let incident = tests::story::Incident::of(&answers[0], "declareIncident");
        assert_eq!(client.ask("{ incidents { totalCount } }", json!({})).await.int("/incidents/totalCount"), 1);
        let entries = read(&client, &incident.id, "timeline(first: 1) { totalCount }").await.int("/incident/timeline/totalCount");
        assert_eq!(entries, 2, "the declaration and the first entry");

        let other_body = try_declare(&client, "Twice", fields.clone()).await;
        assert_eq!((other_body.code().as_str(), other_body.fact("currentVersion")), ("CONFLICT", &Value::Null));
        let longer = story::merge(fields.clone(), json!({ "tags": ["x"] }));
        assert_eq!(try_declare(&client, "Once", longer).await.code(), "CONFLICT");
        // Keys are scoped by who asks and by what is asked for.
        let other = server.sign_in(Who::Other).await;
        assert_ne!(declare(&other, "Once", fields).await.id, incident.id);
        entry(&client, &incident, "note", json!({ "idempotencyKey": "alert-4711" })).await.ok();
        let twice = entry(&client, &incident, "note", json!({ "idempotencyKey": "alert-4711" })).await;
        twice.text("/addTimelineEntry/timelineEntry/id");
        let entries = read(&client, &incident.id, "timeline(first: 1) { totalCount }").await.int("/incident/timeline/totalCount");
        assert_eq!(entries, 3);
    }

    async fn a_key_must_be_printable_and_short(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        for key in [String::new(), "  ".to_owned(), "a\nb".to_owned(), "k".repeat(256)] {
            let answer = try_declare(&client, "A", json!({ "idempotencyKey": key })).await;
            assert_eq!((answer.code().as_str(), answer.fact("field")), ("BAD_USER_INPUT", &json!("idempotencyKey")));
        }
        assert_eq!(client.ask("{ incidents { totalCount } }", json!({})).await.int("/incidents/totalCount"), 0);
    }

    async fn references_of_parallel_declarations_are_unique_and_increasing(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let answers = join_all((0..20).map(|number| { let client = client.clone(); async move { declare(&client, &format!("P{number}"), json!({})).await } })).await;
        let numbers: HashSet<u64> = answers.iter().map(|incident| incident.reference.strip_prefix("INC-").unwrap().parse().unwrap()).collect();
        assert_eq!(numbers.len(), 20);
        let later = declare(&client, "Later", json!({})).await.reference;
        let later: u64 = later.strip_prefix("INC-").unwrap().parse().unwrap();
        assert!(numbers.iter().all(|number| *number < later));
    }

    async fn event_and_audit_row_are_there_with_the_answer(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let input = json!({ "title": "Kept", "severity": "SEV2", "serviceIds": [] });
        client.mutate("declareIncident", "DeclareIncidentInput", INCIDENT, input).await.ok();
        let rows = "SELECT CAST((SELECT count(*) FROM incident) * 100 + (SELECT count(*) FROM event WHERE capability = 'incident') AS BIGINT)";
        assert!(server.database.number(rows).await >= 101, "incident and outbox row are there before the answer");
        let audited = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE subject_kind = 'incident'";
        assert_eq!(server.database.number(audited).await, 1);
    }
}
