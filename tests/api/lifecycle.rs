//! The life of an incident: steps, instants, severity, windows, roles.

use serde_json::{Value, json};
use tests::story::{
    self, INCIDENT, Incident, assert_instant, assign, declare, read, rules, service, status, try_declare,
};
use tests::{Server, Who, time};

on_both! {
    async fn an_incident_is_told_from_declaration_to_closing(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Responder).await;
        let [impact, detected] = [60, 50].map(time::minutes_ago);
        let fields = json!({
            "severity": "SEV2", "serviceIds": [shop, shop], "impactStartedAt": impact, "impactLevel": "PARTIAL_OUTAGE",
            "detectedAt": detected, "detectionSource": "MONITORING", "leadId": client.user_id, "tags": ["Sale", "sale"],
            "firstEntry": { "body": "Alert fired", "kind": "ALERT", "happenedAt": detected },
        });
        let answer = try_declare(&client, "Shop is slow", fields).await;
        let mut incident = Incident::of(&answer, "declareIncident");
        let declared = answer.at("/declareIncident/incident");
        assert_eq!((declared["status"].as_str(), incident.version), (Some("DECLARED"), 1));
        assert!(time::same(declared["startedAt"].as_str().unwrap(), &impact));
        assert_instant(&declared["instants"], "IMPACT_START", &impact);
        assert_instant(&declared["instants"], "DETECTED", &detected);
        let detection = declared["instants"].as_array().unwrap().iter().find(|i| i["name"] == "DETECTED").unwrap();
        assert_eq!((detection["source"].as_str(), detection["precision"].as_str()), (Some("ALERT"), Some("MINUTE")));
        assert!(declared["impactWindows"][0]["endedAt"].is_null());
        assert_eq!(declared["impactWindows"][0]["services"], json!([{ "id": shop }]));

        let steps = [("INVESTIGATING", 45), ("IDENTIFIED", 40), ("MITIGATED", 30), ("MONITORING", 28), ("RESOLVED", 20), ("CLOSED", 5)];
        for (number, (to, minutes)) in steps.into_iter().enumerate() {
            let at = time::minutes_ago(minutes);
            let answer = status(&client, &mut incident, to, json!({ "at": at })).await;
            let after = answer.at("/changeIncidentStatus/incident");
            assert_eq!(after["status"], to);
            assert_eq!(incident.version, i64::try_from(number).unwrap() + 2, "every step is one version");
            let stamp = match to { "INVESTIGATING" => "ACKNOWLEDGED", "RESOLVED" => "RESTORED", "MONITORING" => "MITIGATED", other => other };
            let expected = if to == "MONITORING" { time::minutes_ago(30) } else { at };
            assert_instant(&after["instants"], stamp, &expected);
        }
        let after = read(&client, &incident.id, "tags endedAt impactWindows { endedAt } durations { timeToDetectSeconds
            timeToAcknowledgeSeconds timeToMitigateSeconds timeToRestoreSeconds elapsedSeconds degradedSeconds }").await;
        assert_eq!(after.at("/incident/tags"), &json!(["sale"]));
        let durations = after.at("/incident/durations");
        assert_eq!(durations["timeToDetectSeconds"], 600);
        assert_eq!(durations["timeToAcknowledgeSeconds"], 300);
        assert_eq!(durations["timeToMitigateSeconds"], 1800);
        assert_eq!(durations["timeToRestoreSeconds"], 2400);
        assert_eq!((&durations["elapsedSeconds"], &durations["degradedSeconds"]), (&json!(2400), &json!(2400)));
        assert!(time::same(&after.text("/incident/impactWindows/0/endedAt"), &time::minutes_ago(20)));

        let told = read(&client, &incident.id, "timeline(first: 50, orderBy: HAPPENED_AT_ASC, kinds: [STATUS]) { nodes { fromStatus toStatus } }").await;
        let told: Vec<&Value> = told.list("/incident/timeline/nodes").iter().map(|node| &node["toStatus"]).collect();
        assert_eq!(json!(told), json!(["INVESTIGATING", "IDENTIFIED", "MITIGATED", "MONITORING", "RESOLVED", "CLOSED", "DECLARED"]),
            "every step wrote its entry where it happened; the declaration was written last of all by the clock");
    }

    async fn a_step_back_needs_a_reason_and_takes_its_stamps_along(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let mut incident = declare(&client, "Comes back", json!({})).await;
        for to in ["INVESTIGATING", "MITIGATED", "MONITORING"] {
            status(&client, &mut incident, to, json!({})).await.ok();
        }
        let refused = status(&client, &mut incident, "INVESTIGATING", json!({})).await;
        assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("reason")));
        let blank = status(&client, &mut incident, "INVESTIGATING", json!({ "reason": " \n" })).await;
        assert_eq!(blank.code(), "BAD_USER_INPUT");
        let back = status(&client, &mut incident, "INVESTIGATING", json!({ "reason": "503s return" })).await;
        assert!(story::instant(back.at("/changeIncidentStatus/incident/instants"), "MITIGATED").is_none());
        status(&client, &mut incident, "RESOLVED", json!({})).await.ok();
        assert!(read(&client, &incident.id, "endedAt").await.at("/incident/endedAt").is_string());
        let reopened = status(&client, &mut incident, "INVESTIGATING", json!({ "reason": "and again" })).await;
        assert!(reopened.at("/changeIncidentStatus/incident/endedAt").is_null(), "a reopened incident has not ended");
        let told = read(&client, &incident.id, "timeline(first: 50, kinds: [STATUS]) { nodes { body } }").await;
        let bodies = told.texts("/incident/timeline/nodes", "body");
        assert!(bodies.contains(&"503s return".to_owned()) && bodies.contains(&"and again".to_owned()), "{bodies:?}");
    }

    async fn steps_that_the_lifecycle_does_not_have_are_refused_and_change_nothing(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let walks: &[(&[&str], &[&str])] = &[
            (&[], &["DECLARED", "CLOSED"]),
            (&["INVESTIGATING"], &["INVESTIGATING", "DECLARED", "CANCELLED", "CLOSED"]),
            (&["RESOLVED"], &["IDENTIFIED", "MONITORING", "CANCELLED", "RESOLVED"]),
            (&["RESOLVED", "CLOSED"], &["RESOLVED", "CANCELLED", "MITIGATED"]),
            (&["CANCELLED"], &["INVESTIGATING", "RESOLVED", "CLOSED", "DECLARED"]),
        ];
        for (path, refused) in walks {
            let mut incident = declare(&client, "Walk", json!({})).await;
            for to in *path {
                status(&client, &mut incident, to, json!({})).await.ok();
            }
            let before = read(&client, &incident.id, "status version updatedAt timeline(first: 100) { nodes { id } }").await;
            for to in *refused {
                let answer = status(&client, &mut incident, to, json!({ "reason": "because" })).await;
                assert_eq!(answer.code(), "RULE_VIOLATION", "{path:?} then {to}");
            }
            let after = read(&client, &incident.id, "status version updatedAt timeline(first: 100) { nodes { id } }").await;
            assert_eq!(before.json["data"], after.json["data"], "{path:?}");
        }
    }

    async fn clk_03_instants_keep_their_order_unless_a_reason_overrides(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let fields = json!({ "impactStartedAt": time::minutes_ago(60), "impactLevel": "MAJOR_OUTAGE" });
        let incident = declare(&client, "Order", fields).await;
        let set = async |version: i64, name: &str, at: String, more: Value| {
            let input = story::merge(json!({ "id": incident.id, "version": version, "name": name, "at": at }), more);
            client.mutate("setIncidentInstant", "SetIncidentInstantInput", INCIDENT, input).await
        };
        let early = set(1, "DETECTED", time::minutes_ago(90), json!({})).await;
        assert_eq!((early.code().as_str(), early.fact("rule")), ("RULE_VIOLATION", &json!("CLK-03")));
        let future = set(1, "DETECTED", time::millis_ahead(60_000), json!({})).await;
        assert_eq!((future.code().as_str(), future.fact("field")), ("BAD_USER_INPUT", &json!("at")));
        let start = set(1, "IMPACT_START", time::minutes_ago(70), json!({})).await;
        assert_eq!((start.code().as_str(), start.fact("rule")), ("RULE_VIOLATION", &json!("CLK-04")));
        let fields = json!({ "reason": "The provider's clock", "precision": "APPROXIMATE", "source": "ALERT" });
        let kept = set(1, "DETECTED", time::minutes_ago(90), fields).await;
        let kept = kept.at("/setIncidentInstant/incident");
        assert_eq!(kept["version"], 2);
        assert!(rules(&kept["findings"]).contains(&"CLK-03"), "what was overridden stays visible: {kept}");
        let assembled = set(2, "ASSEMBLED", time::minutes_ago(5), json!({})).await;
        assert_instant(assembled.at("/setIncidentInstant/incident/instants"), "ASSEMBLED", &time::minutes_ago(5));
    }

    async fn severity_changes_write_their_entry(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Grows", json!({ "severity": "SEV3" })).await;
        let change = async |version: i64, to: &str, reason: Option<&str>| {
            let input = json!({ "id": incident.id, "version": version, "severity": to, "reason": reason });
            client.mutate("changeIncidentSeverity", "ChangeIncidentSeverityInput", INCIDENT, input).await
        };
        let answer = change(1, "SEV1", Some("All customers")).await;
        assert_eq!(answer.text("/changeIncidentSeverity/incident/severity"), "SEV1");
        assert_eq!(answer.int("/changeIncidentSeverity/incident/version"), 2);
        assert_eq!(change(2, "SEV1", None).await.code(), "BAD_USER_INPUT");
        let told = read(&client, &incident.id, "timeline(first: 5, kinds: [SEVERITY]) { nodes { body fromSeverity toSeverity } }").await;
        let expected = json!([{ "body": "All customers", "fromSeverity": "SEV3", "toSeverity": "SEV1" }]);
        assert_eq!(told.at("/incident/timeline/nodes"), &expected);
    }

    async fn clk_04_elapsed_and_degraded_follow_the_windows(server: &Server) {
        let (shop, search) = (service(server, "Shop").await, service(server, "Search").await);
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Two spells", json!({ "serviceIds": [shop] })).await;
        let add = async |version: i64, start: i64, end: Option<i64>, services: Value| {
            let input = json!({ "incidentId": incident.id, "version": version, "startedAt": time::minutes_ago(start),
                "endedAt": end.map(time::minutes_ago), "level": "MAJOR_OUTAGE", "serviceIds": services });
            client.mutate("addImpactWindow", "AddImpactWindowInput", &format!("impactWindow {{ id }} {INCIDENT}"), input).await
        };
        let first = add(1, 100, Some(70), json!([shop])).await;
        assert_eq!(first.int("/addImpactWindow/incident/version"), 2);
        add(2, 80, Some(60), json!([])).await.ok();
        add(3, 30, Some(10), json!([shop])).await.ok();
        let backwards = add(4, 10, Some(20), json!([shop])).await;
        assert_eq!((backwards.code().as_str(), backwards.fact("rule")), ("RULE_VIOLATION", &json!("CLK-04")));
        let foreign = add(4, 20, None, json!([search])).await;
        assert_eq!((foreign.code().as_str(), foreign.fact("field")), ("BAD_USER_INPUT", &json!("serviceIds")));
        assert_eq!(add(4, -600, None, json!([shop])).await.code(), "BAD_USER_INPUT");
        let durations = "startedAt version impactWindows { id } durations { elapsedSeconds degradedSeconds }";
        let after = read(&client, &incident.id, durations).await;
        assert_eq!(after.int("/incident/durations/elapsedSeconds"), 90 * 60);
        assert_eq!(after.int("/incident/durations/degradedSeconds"), (40 + 20) * 60, "an overlap counts once");
        assert!(time::same(&after.text("/incident/startedAt"), &time::minutes_ago(100)));

        let window = first.text("/addImpactWindow/impactWindow/id");
        let input = json!({ "id": window, "incidentVersion": 4, "startedAt": time::minutes_ago(120) });
        let moved = client.mutate("updateImpactWindow", "UpdateImpactWindowInput", &format!("impactWindow {{ startedAt }} {INCIDENT}"), input).await;
        assert_eq!(moved.int("/updateImpactWindow/incident/version"), 5);
        assert!(time::same(&moved.text("/updateImpactWindow/incident/startedAt"), &time::minutes_ago(120)));
        assert_instant(moved.at("/updateImpactWindow/incident/instants"), "IMPACT_START", &time::minutes_ago(120));
    }

    async fn roles_are_handed_over_with_their_history(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let other = server.sign_in(Who::Other).await;
        let incident = declare(&client, "Hands", json!({ "leadId": client.user_id })).await;
        let at = time::text(time::now());
        let handed = assign(&client, &incident, "INCIDENT_LEAD", &other.user_id, json!({ "at": at })).await;
        assert_eq!(handed.text("/assignResponder/incident/responders/0/user/id"), other.user_id);
        assert_eq!(handed.int("/assignResponder/incident/version"), 1, "roles are records of their own");
        assert_eq!(assign(&client, &incident, "INCIDENT_LEAD", &other.user_id, json!({})).await.code(), "RULE_VIOLATION");
        let early = assign(&client, &incident, "INCIDENT_LEAD", &client.user_id, json!({ "at": time::minutes_ago(500) })).await;
        assert_eq!(early.code(), "RULE_VIOLATION", "nobody hands over what they did not hold yet");
        assign(&client, &incident, "SCRIBE", &other.user_id, json!({})).await.ok();
        let after = read(&client, &incident.id, "lead { id } responderHistory { role user { id } since until } findings { rule }
            timeline(first: 20, kinds: [ROLE]) { nodes { body } }").await;
        assert_eq!(after.text("/incident/lead/id"), other.user_id);
        let history = after.list("/incident/responderHistory");
        assert_eq!(history.iter().filter(|holder| holder["role"] == "INCIDENT_LEAD").count(), 2);
        let ended = history.iter().find(|holder| holder["user"]["id"] == json!(client.user_id)).unwrap();
        assert!(time::same(ended["until"].as_str().unwrap(), &at));
        assert!(rules(after.at("/incident/findings")).contains(&"ROL-02"));
        assert_eq!(after.list("/incident/timeline/nodes").len(), 3);
        let release = async |role: &str| {
            let input = json!({ "incidentId": incident.id, "role": role });
            client.mutate("releaseResponder", "ReleaseResponderInput", INCIDENT, input).await
        };
        release("INCIDENT_LEAD").await.ok();
        assert_eq!(release("INCIDENT_LEAD").await.code(), "RULE_VIOLATION");
        assert!(read(&client, &incident.id, "lead { id }").await.at("/incident/lead").is_null());
    }

    async fn findings_name_their_rule(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let fields = json!({ "severity": "SEV1", "detectionSource": "CUSTOMER", "impactStartedAt": time::minutes_ago(90),
            "impactLevel": "MAJOR_OUTAGE", "detectedAt": time::minutes_ago(60) });
        let incident = declare(&client, "Customers told us", fields).await;
        let input = json!({ "id": incident.id, "version": 1, "name": "DECLARED", "at": time::minutes_ago(20) });
        let answer = client.mutate("setIncidentInstant", "SetIncidentInstantInput", INCIDENT, input).await;
        let findings = answer.at("/setIncidentInstant/incident/findings");
        let named = rules(findings);
        assert_eq!(named.iter().filter(|rule| **rule == "ROL-01").count(), 2, "lead and communications lead: {findings}");
        assert!(named.contains(&"CLK-06") && named.contains(&"COM-03"), "{findings}");
        let levels: Vec<&str> = findings.as_array().unwrap().iter().map(|one| one["level"].as_str().unwrap()).collect();
        assert!(levels.windows(2).all(|pair| pair[0] == pair[1] || pair[1] == "HINT"), "strongest first: {levels:?}");
        assign(&client, &incident, "INCIDENT_LEAD", &client.user_id, json!({})).await.ok();
        let after = read(&client, &incident.id, "findings { rule message }").await;
        assert_eq!(rules(after.at("/incident/findings")).iter().filter(|rule| **rule == "ROL-01").count(), 1);
    }

    async fn own_fields_are_changed_together_and_alone(server: &Server) {
        let (shop, search) = (service(server, "Shop").await, service(server, "Search").await);
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Old", json!({ "serviceIds": [shop], "summary": "s", "tags": ["a"] })).await;
        let input = json!({ "id": incident.id, "version": 1, "title": "New", "serviceIds": [search] });
        let selection = "incident { version title summary tags services { name } }";
        let answer = client.mutate("updateIncident", "UpdateIncidentInput", selection, input).await;
        let expected = json!({ "version": 2, "title": "New", "summary": "s", "tags": ["a"], "services": [{ "name": "Search" }] });
        assert_eq!(answer.at("/updateIncident/incident"), &expected, "what is left out stays");
    }
}
