//! The organisation's settings: read by everybody inside, changed by administrators, followed by rules.

use serde_json::{Value, json};
use tests::database::Database;
use tests::story::{declare, read, update};
use tests::{Answer, Backend, Client, Server, Who, time};

const SETTINGS: &str = "organisationName timeZone version thresholds { lateGraceMinutes } severities { severity \
    label criteria rolesWithinMinutes firstUpdateMinutes internalUpdateMinutes externalUpdateMinutes }";

async fn settings(client: &Client) -> Value {
    client.ask(&format!("{{ settings {{ {SETTINGS} }} }}"), json!({})).await.at("/settings").clone()
}

async fn change(client: &Client, input: Value) -> Answer {
    let selection = format!("settings {{ {SETTINGS} }}");
    client.mutate("updateSettings", "UpdateSettingsInput", &selection, input).await
}

fn rules(incident: &Answer) -> Vec<String> {
    incident.texts("/incident/findings", "rule")
}

on_both! {
    async fn an_administrator_changes_what_everybody_reads(server: &Server) {
        let (admin, viewer) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Viewer).await);
        let fresh = settings(&viewer).await;
        assert_eq!((&fresh["version"], &fresh["timeZone"]), (&json!(1), &json!("UTC")));
        assert_eq!(fresh["severities"][0]["rolesWithinMinutes"], json!(15));
        assert_eq!(fresh["severities"][3]["externalUpdateMinutes"], Value::Null);
        let input = json!({ "version": 1, "organisationName": "Trips", "timeZone": "Europe/Berlin",
            "thresholds": { "lateGraceMinutes": 2 },
            "severities": [{ "severity": "SEV1", "label": "Critical", "firstUpdateMinutes": 10, "internalUpdateMinutes": null }] });
        let changed = change(&admin, input.clone()).await.at("/updateSettings/settings").clone();
        assert_eq!(changed, settings(&viewer).await);
        assert_eq!((&changed["organisationName"], &changed["version"]), (&json!("Trips"), &json!(2)));
        let first = &changed["severities"][0];
        assert_eq!((&first["label"], &first["firstUpdateMinutes"], &first["rolesWithinMinutes"]), (&json!("Critical"), &json!(10), &json!(15)));
        assert_eq!((&first["internalUpdateMinutes"], &first["externalUpdateMinutes"]), (&Value::Null, &json!(30)));
        // Based on what is no more.
        let stale = change(&admin, input).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(2)));
        // The same again changes nothing and leaves nothing.
        let traces = server.database.traces().await;
        assert_eq!(change(&admin, json!({ "version": 2, "organisationName": "Trips" })).await.int("/updateSettings/settings/version"), 2);
        assert_eq!(server.database.traces().await, traces);
        let audit = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = 'settings.updated' \
            AND facts LIKE '%\"before\"%Coalmine%' AND facts LIKE '%\"after\"%' AND request_id IS NOT NULL";
        assert_eq!(server.database.number(audit).await, 1);
    }

    async fn bad_settings_are_refused_with_their_field(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let table = [
            (json!({ "organisationName": " " }), "organisationName"),
            (json!({ "organisationName": "x".repeat(101) }), "organisationName"),
            (json!({ "timeZone": "Middle/Earth" }), "timeZone"),
            (json!({ "timeZone": "" }), "timeZone"),
            (json!({ "thresholds": { "lateGraceMinutes": -1 } }), "thresholds.lateGraceMinutes"),
            (json!({ "thresholds": { "lateGraceMinutes": 1441 } }), "thresholds.lateGraceMinutes"),
            (json!({ "severities": [{ "severity": "SEV1", "label": "sev2" }] }), "severities.label"),
            (json!({ "severities": [{ "severity": "SEV1", "rolesWithinMinutes": 0 }] }), "severities.rolesWithinMinutes"),
            (json!({ "severities": [{ "severity": "SEV1", "firstUpdateMinutes": 10081 }] }), "severities.firstUpdateMinutes"),
            (json!({ "severities": [{ "severity": "SEV1" }, { "severity": "SEV1" }] }), "severities"),
        ];
        let traces = server.database.traces().await;
        for (fields, field) in table {
            let answer = change(&admin, tests::story::merge(json!({ "version": 1 }), fields.clone())).await;
            assert_eq!((answer.code().as_str(), answer.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{fields}");
        }
        assert_eq!(server.database.traces().await, traces);
        assert_eq!(settings(&admin).await["version"], json!(1));
    }

    async fn rules_follow_the_settings_at_once(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        let fields = json!({ "severity": "SEV1", "detectedAt": time::minutes_ago(12) });
        let incident = declare(&manager, "Slow", fields).await;
        let findings = async || rules(&read(&manager, &incident.id, "findings { rule }").await);
        assert!(!findings().await.contains(&"COM-03".to_owned()), "15 minutes are not over");
        let strict = json!({ "version": 1, "severities": [{ "severity": "SEV1", "firstUpdateMinutes": 10 }] });
        change(&admin, strict).await.ok();
        assert!(findings().await.contains(&"COM-03".to_owned()), "10 minutes are");
        update(&manager, &incident, "EXTERNAL", json!({ "nextUpdateAt": time::millis_ahead(40 * 60_000) })).await.ok();
        assert!(findings().await.contains(&"COM-04".to_owned()), "40 minutes are more than 30");
        let loose = json!({ "version": 2, "severities": [{ "severity": "SEV1", "externalUpdateMinutes": 60 }] });
        change(&admin, loose).await.ok();
        assert!(!findings().await.contains(&"COM-04".to_owned()));
    }

    async fn a_grace_lets_a_late_promise_pass_everywhere(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        let incident = declare(&manager, "Slow", json!({})).await;
        update(&manager, &incident, "INTERNAL", json!({ "nextUpdateAt": time::millis_ahead(300) })).await.ok();
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let late = async || {
            let one = read(&manager, &incident.id, "promises { isLate } findings { rule } statusUpdates { nodes { isLate } }").await;
            let list = manager.ask("{ incidents(filter: { isLate: true }) { nodes { id } } }", json!({})).await;
            let flags = [
                one.at("/incident/promises/0/isLate") == &json!(true),
                one.at("/incident/statusUpdates/nodes/0/isLate") == &json!(true),
                rules(&one).contains(&"COM-02".to_owned()),
                list.list("/incidents/nodes").len() == 1,
            ];
            assert!(flags.iter().all(|flag| *flag == flags[0]), "all say the same: {flags:?}");
            flags[0]
        };
        assert!(late().await);
        change(&admin, json!({ "version": 1, "thresholds": { "lateGraceMinutes": 5 } })).await.ok();
        assert!(!late().await);
    }
}

#[tokio::test]
async fn another_process_follows_the_settings() {
    let first = Server::start(Backend::Postgres).await;
    // Tokens are of one address: both processes go by the first one's.
    let url = first.url.clone();
    let second = Server::over(Database::beside(&first.database), &[("COALMINE_PUBLIC_URL", &url)]).await;
    let admin = first.sign_in(Who::Admin).await;
    let beside = second.bearer(admin.token.as_deref().unwrap());
    change(&admin, json!({ "version": 1, "organisationName": "Trips" })).await.ok();
    for _ in 0..100 {
        // The session reaches the second process in the same way as the settings.
        let answer = beside.ask("{ settings { organisationName } }", json!({})).await;
        if answer.json.pointer("/data/settings/organisationName") == Some(&json!("Trips")) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the second process did not follow");
}
