//! The audit log over the API, its seals, and what `coalmine doctor` finds in it (R11, A18).

use std::time::Duration;

use serde_json::{Value, json};
use tests::story::{declare, entry, service};
use tests::{Answer, Backend, Client, Server, Who};

const LOG: &str = "query($first: Int = 100, $after: String, $filter: AuditLogFilter) {
    auditLog(first: $first, after: $after, filter: $filter) {
        nodes { id at actor { id kind name } action subjectKind subjectId subjectName facts requestId isSealed }
        pageInfo { hasNextPage hasPreviousPage endCursor }
    }
}";

async fn log(client: &Client, filter: Value) -> Answer {
    client.ask(LOG, json!({ "first": 100, "filter": filter })).await
}

async fn actions(client: &Client, filter: Value) -> Vec<String> {
    log(client, filter).await.texts("/auditLog/nodes", "action")
}

/// Waits until every row is sealed; gives the head of the chain.
async fn sealed(client: &Client) -> String {
    for _ in 0..40 {
        let chain =
            client.ask("{ auditChain { sealedThrough sealedAt pendingCount head } }", json!({})).await;
        if chain.int("/auditChain/pendingCount") == 0 {
            assert!(chain.int("/auditChain/sealedThrough") > 0);
            assert!(chain.at("/auditChain/sealedAt").is_string());
            return chain.text("/auditChain/head");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("rows wait for their seal for more than two seconds");
}

on_both! {
    async fn every_change_stands_in_the_log_with_who_what_and_which_request(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        let shop = service(server, "Shop").await;
        let incident = declare(&manager, "Shop is slow", json!({ "serviceIds": [shop] })).await;
        let noted = entry(&manager, &incident, "seen", json!({})).await.ok();
        let request = noted.headers["x-request-id"].to_str().unwrap();
        let by_request = log(&admin, json!({ "requestId": request })).await;
        assert_eq!(by_request.list("/auditLog/nodes").len(), 1);
        let row = by_request.at("/auditLog/nodes/0");
        assert_eq!(row["action"], "timeline.entry_added");
        assert_eq!(row["actor"], json!({ "id": manager.user_id, "kind": "USER", "name": Who::Manager.name() }));
        assert_eq!((&row["subjectKind"], &row["subjectId"]), (&json!("incident"), &json!(incident.id)));
        assert_eq!(row["subjectName"], incident.reference);
        let facts: Value = serde_json::from_str(row["facts"].as_str().unwrap()).unwrap();
        assert_eq!(facts["kind"], "NOTE");

        let of_incident = actions(&admin, json!({ "subjectId": incident.id })).await;
        assert_eq!(of_incident, ["timeline.entry_added", "incident.declared"], "newest first");
        assert_eq!(actions(&admin, json!({ "subjectId": incident.id, "action": "incident." })).await, ["incident.declared"]);
        assert_eq!(actions(&admin, json!({ "action": "incident" })).await, Vec::<String>::new());
        let by_manager = actions(&admin, json!({ "actorId": manager.user_id })).await;
        assert_eq!(by_manager, ["timeline.entry_added", "incident.declared"]);
        let services = log(&admin, json!({ "action": "service.created" })).await;
        assert_eq!(services.text("/auditLog/nodes/0/subjectName"), "Shop");
        let people = log(&admin, json!({ "actorId": "cli", "action": "user.created" })).await;
        assert_eq!(people.list("/auditLog/nodes").len(), Who::ALL.len());
        assert_eq!(people.text("/auditLog/nodes/0/actor/kind"), "SYSTEM");
        let at = by_request.text("/auditLog/nodes/0/at");
        assert!(actions(&admin, json!({ "since": at })).await.contains(&"timeline.entry_added".to_owned()));
        assert!(!actions(&admin, json!({ "until": at })).await.contains(&"timeline.entry_added".to_owned()));
    }

    async fn pages_go_through_the_whole_log_once(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        for number in 0..5 {
            declare(&manager, &format!("Incident {number}"), json!({})).await;
        }
        let whole = log(&admin, json!({})).await.texts("/auditLog/nodes", "id");
        let (mut after, mut seen) = (Value::Null, Vec::new());
        loop {
            let page = admin.ask(LOG, json!({ "first": 3, "after": after })).await;
            seen.extend(page.texts("/auditLog/nodes", "id"));
            assert_eq!(page.at("/auditLog/pageInfo/hasPreviousPage"), &json!(!after.is_null()));
            if page.at("/auditLog/pageInfo/hasNextPage") == false {
                break;
            }
            after = page.at("/auditLog/pageInfo/endCursor").clone();
        }
        assert_eq!(seen, whole);
        let total = admin.ask("{ auditLog(first: 1) { totalCount } }", json!({})).await;
        assert_eq!(total.int("/auditLog/totalCount"), i64::try_from(whole.len()).unwrap());
        let bad = [
            json!({ "first": 0 }), json!({ "first": 101 }), json!({ "after": "zz" }),
            json!({ "filter": { "actorId": "nobody" } }), json!({ "filter": { "action": "" } }),
            json!({ "filter": { "requestId": "x".repeat(101) } }), json!({ "filter": { "subjectId": "a\nb" } }),
        ];
        for variables in bad {
            assert_eq!(admin.ask(LOG, variables.clone()).await.code(), "BAD_USER_INPUT", "{variables}");
        }
    }

    async fn the_log_says_nothing_of_what_a_private_incident_is_about(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        let title = "canary-lilac-harbour";
        let private = declare(&manager, title, json!({ "isPrivate": true, "summary": title })).await;
        entry(&manager, &private, title, json!({})).await.ok();
        let change = json!({ "id": private.id, "version": 1, "title": format!("{title} again"), "tags": ["canary-tag"] });
        manager.mutate("updateIncident", "UpdateIncidentInput", "incident { id }", change).await.ok();
        let rows = log(&admin, json!({ "subjectId": private.id })).await;
        assert_eq!(rows.list("/auditLog/nodes").len(), 3);
        assert_eq!(rows.at("/auditLog/nodes/0/subjectName"), &Value::Null);
        assert!(!rows.body.contains("canary"), "{}", rows.body);
    }

    async fn rows_are_sealed_within_a_second_and_the_doctor_checks_the_chain(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        for number in 0..5 {
            declare(&manager, &format!("Incident {number}"), json!({})).await;
        }
        let head = sealed(&admin).await;
        assert!(server.metric("coalmine_audit_unsealed").await < 0.5);
        assert!(log(&admin, json!({})).await.list("/auditLog/nodes").iter().all(|row| row["isSealed"] == true));
        let report = server.database.healthy(&[]);
        assert!(report.contains("audit chain holds") && report.contains(&head), "{report}");
        declare(&manager, "One more", json!({})).await;
        sealed(&admin).await;
        let report = server.database.healthy(&["--head", &head]);
        assert!(report.contains("goes on from the noted head"), "{report}");

        let victim = log(&admin, json!({ "action": "incident.declared" })).await.text("/auditLog/nodes/2/id");
        let disarm = if server.database.url.starts_with("postgres") {
            "ALTER TABLE audit_log DISABLE TRIGGER ALL"
        } else {
            "DROP TRIGGER audit_log_no_update"
        };
        let change = "UPDATE audit_log SET facts = '{\"severity\":\"SEV4\"}' WHERE action = 'incident.declared'
            AND seq = (SELECT max(seq) FROM audit_log WHERE action = 'incident.declared') - 2";
        server.database.execute(&[disarm, change]).await;
        let report = server.database.run(&["doctor"], "");
        assert_eq!(report.code, 1);
        assert!(report.out.contains("FAIL  audit chain") && report.out.contains(&victim), "{}", report.out);
    }
}

#[tokio::test]
async fn a_log_that_was_cut_off_or_written_anew_shows_against_a_noted_head() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    declare(&admin, "Known", json!({})).await;
    let head = sealed(&admin).await;
    let (hash, position) = head.split_once('@').unwrap();
    let position: i64 = position.parse().unwrap();
    let doctor = |noted: String| server.database.run(&["doctor", "--head", &noted], "");
    let cut = doctor(format!("{hash}@{}", position + 2));
    assert!(cut.code == 1 && cut.out.contains("rows at its end were removed"), "{}", cut.out);
    let anew = doctor(format!("{}@{position}", "0".repeat(64)));
    assert!(anew.code == 1 && anew.out.contains("written anew"), "{}", anew.out);
    let noise = doctor("noise".to_owned());
    assert!(noise.code == 1 && noise.err.contains("HASH@POSITION"), "{}", noise.err);
}

#[tokio::test]
async fn two_servers_seal_one_chain_under_fifty_writers() {
    let first = Server::start(Backend::Postgres).await;
    let second = Server::over(tests::database::Database::beside(&first.database), &[]).await;
    let (here, there) = (first.sign_in(Who::Manager).await, second.sign_in(Who::Manager).await);
    let mut tasks = Vec::new();
    for writer in 0..50 {
        let client = if writer % 2 == 0 { here.clone() } else { there.clone() };
        tasks.push(tokio::spawn(async move {
            for number in 0..4 {
                declare(&client, &format!("Incident {writer}.{number}"), json!({})).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    sealed(&first.sign_in(Who::Admin).await).await;
    let report = first.database.healthy(&[]);
    assert!(report.contains("audit chain holds") && !report.contains("wait for their seal"), "{report}");
    let forks = "SELECT count(*) - count(DISTINCT audit_seq) FROM audit_seal";
    assert_eq!(first.database.number(forks).await, 0);
}

#[tokio::test]
async fn a_row_that_was_committed_late_counts_as_waiting_until_it_is_sealed() {
    let server = Server::start(Backend::Postgres).await;
    let admin = server.sign_in(Who::Admin).await;
    let seq = server.database.number("SELECT nextval('audit_log_seq_seq')").await;
    declare(&admin, "Committed before", json!({})).await;
    sealed(&admin).await;
    // Another process is at it for three seconds, so that nobody seals.
    let lock = ["SELECT pg_advisory_lock(7145001); SELECT pg_sleep(3)"];
    let late = format!(
        "INSERT INTO audit_log (seq, id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts)
            VALUES ({seq}, gen_random_uuid(), date_trunc('milliseconds', now()), 'SYSTEM', 'cli', 'service.created', 'service', 'svc_1', '{{}}')"
    );
    let look = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        server.database.execute(&[&late]).await;
        let chain = admin.ask("{ auditChain { pendingCount } }", json!({})).await;
        assert_eq!(chain.int("/auditChain/pendingCount"), 1);
        let report = server.database.healthy(&[]);
        assert!(report.contains("1 audit rows wait"), "{report}");
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert!(server.metric("coalmine_audit_unsealed").await > 0.5);
    };
    tokio::join!(server.database.execute(&lock), look);
    sealed(&admin).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert!(server.metric("coalmine_audit_unsealed").await < 0.5);
    let report = server.database.healthy(&[]);
    assert!(report.contains("audit chain holds") && !report.contains("wait for their seal"), "{report}");
}
