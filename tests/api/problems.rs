//! The life of a problem over HTTP: opened, linked, analysed, judged by its gates, lived with, opened again.

use serde_json::{Value, json};
use tests::analysis::{self, Problem, cause, define, root_cause, steps};
use tests::story::{self, Incident, declare, merge, rules, service};
use tests::{Backend, Client, Server, Who, time};

async fn recurrence(client: &Client, again: &Incident, earlier: &Incident) {
    story::link(client, again, earlier, "RECURRENCE_OF").await.ok();
}

on_both! {
    async fn a_problem_goes_from_its_incidents_to_a_root_cause_and_back(server: &Server) {
        let shop = service(server, "Shop").await;
        let (responder, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let first = declare(&responder, "Checkout slow", json!({ "severity": "SEV2", "serviceIds": [shop] })).await;
        let second = declare(&responder, "Checkout slow once more", json!({ "severity": "SEV3" })).await;

        // Opened of an incident, whose services it takes over; linked to another.
        let mut problem = analysis::open(&responder, "Checkout slows down at peak", json!({ "incidentIds": [first.id] })).await;
        assert!(problem.reference.starts_with("PRB-"));
        let linked = analysis::link(&responder, &problem.id, &second.id).await;
        assert_eq!(linked.int("/linkProblemIncident/problem/incidentCount"), 2);
        assert_eq!(linked.int("/linkProblemIncident/problem/version"), problem.version, "linking is no change of its own fields");
        let read = analysis::read(&responder, &problem.id, "status worstSeverity services { name } incidents { nodes { reference } totalCount }").await;
        assert_eq!((read.text("/problem/status").as_str(), read.text("/problem/worstSeverity").as_str()), ("IDENTIFIED", "SEV2"));
        assert_eq!(read.text("/problem/services/0/name"), "Shop");
        assert_eq!(read.texts("/problem/incidents/nodes", "reference"), [second.reference.clone(), first.reference.clone()]);
        assert_eq!(analysis::link(&responder, &problem.id, &second.id).await.code(), "RULE_VIOLATION", "linked once");

        // Starting the analysis moves it; a known error has to wait for a root cause.
        let rca = analysis::start(&responder, &problem, "FISHBONE").await;
        problem.refresh(&responder).await;
        let read = analysis::read(&responder, &problem.id, "status nextStatuses rca { id reference } stepsPassed").await;
        assert_eq!((read.text("/problem/status").as_str(), read.text("/problem/rca/id")), ("IN_ANALYSIS", rca.clone()));
        let refused = analysis::status(&responder, &mut problem, "ROOT_CAUSE_CONFIRMED", json!({})).await;
        assert_eq!((refused.code().as_str(), refused.fact("rule")), ("RULE_VIOLATION", &json!("VOC-04")), "{}", refused.body);

        define(&responder, &rca).await;
        let (root, root_version) = root_cause(&responder, &manager, &rca).await;
        problem.refresh(&responder).await;
        let read = analysis::read(&responder, &problem.id, "status").await;
        assert_eq!(read.text("/problem/status"), "ROOT_CAUSE_CONFIRMED", "the problem follows its analysis");
        let known = analysis::status(&responder, &mut problem, "KNOWN_ERROR", json!({})).await;
        assert_eq!(known.text("/changeProblemStatus/problem/status"), "KNOWN_ERROR");

        // The gate of closing names the rule and says what is missing.
        analysis::status(&responder, &mut problem, "FIX_IN_PROGRESS", json!({})).await.ok();
        analysis::status(&responder, &mut problem, "MEASURING", json!({})).await.ok();
        let refused = analysis::status(&manager, &mut problem, "CLOSED", json!({})).await;
        assert_eq!((refused.code().as_str(), refused.fact("rule")), ("RULE_VIOLATION", &json!("RCS-06")), "{}", refused.body);
        assert_eq!(analysis::status(&responder, &mut problem, "CLOSED", json!({})).await.fact("permission"), &json!("PROBLEM_CLOSE"));
        let decision = json!({ "id": root, "version": root_version, "rationale": "A larger pool costs more than it saves.",
            "approverId": manager.user_id, "reviewAt": time::millis_ahead(86_400_000 * 90) });
        let accepted = analysis::change_cause(&manager, "acceptRootCauseRisk", "AcceptRootCauseRiskInput", decision).await.ok();
        assert!(accepted.int("/acceptRootCauseRisk/cause/version") > root_version);
        let all = steps(&responder, &rca).await;
        assert!(all.iter().all(|(_, passed, _)| *passed), "{all:?}");
        let closed = analysis::status(&manager, &mut problem, "CLOSED", json!({})).await;
        assert_eq!(closed.text("/changeProblemStatus/problem/status"), "CLOSED");
        assert_eq!(closed.int("/changeProblemStatus/problem/stepsPassed"), 6);

        // It comes back: the problem opens again by itself, says why, and explains the new incident too.
        let third = declare(&responder, "Checkout slow a third time", json!({})).await;
        recurrence(&responder, &third, &first).await;
        let read = analysis::read(&responder, &problem.id, "status incidentCount recurrenceCount
            reopening { reason earlierIncident { id } againIncident { id } }
            history(first: 50) { nodes { change by { name } fromStatus toStatus } }").await;
        assert_eq!(read.text("/problem/status"), "IN_ANALYSIS");
        assert_eq!((read.int("/problem/incidentCount"), read.int("/problem/recurrenceCount")), (3, 1));
        assert_eq!(read.at("/problem/reopening"), &json!({ "reason": "RECURRENCE", "earlierIncident": { "id": first.id }, "againIncident": { "id": third.id } }));
        let history = read.texts("/problem/history/nodes", "change");
        for kind in ["problem.opened", "problem.incidents_changed", "problem.rca_changed", "problem.status_changed", "problem.reopened"] {
            assert!(history.iter().any(|one| one == kind), "{kind} of {history:?}");
        }
        assert_eq!(history.last().unwrap(), "problem.opened", "newest first");
    }

    async fn a_problem_is_lived_with_by_decision_and_opened_again_with_a_reason(server: &Server) {
        let (manager, responder) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        let mut problem = analysis::open(&manager, "Exports are late on the first of a month", json!({})).await;
        let accept = async |more: Value| {
            let input = merge(json!({ "id": problem.id, "version": problem.version, "rationale": "It hurts nobody.",
                "approverId": manager.user_id, "reviewAt": time::millis_ahead(86_400_000) }), more);
            manager.mutate("acceptProblemRisk", "AcceptProblemRiskInput", analysis::PROBLEM, input).await
        };
        for (more, code, field) in [
            (json!({ "rationale": " " }), "BAD_USER_INPUT", "rationale"),
            (json!({ "reviewAt": time::minutes_ago(5) }), "BAD_USER_INPUT", "reviewAt"),
            (json!({ "approverId": "usr_01hzzzzzzzf2bvaj1yyyyyyyyy" }), "BAD_USER_INPUT", "approverId"),
        ] {
            let refused = accept(more.clone()).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), (code, &json!(field)), "{more}: {}", refused.body);
        }
        problem = Problem::of(&accept(json!({})).await, "acceptProblemRisk");
        let read = analysis::read(&manager, &problem.id, "status isOpen acceptedRisk { rationale approver { name } reviewAt }").await;
        assert_eq!((read.text("/problem/status").as_str(), read.at("/problem/isOpen")), ("ACCEPTED_RISK", &json!(false)));
        assert_eq!(read.text("/problem/acceptedRisk/approver/name"), Who::Problems.name());

        let refused = analysis::status(&responder, &mut problem, "IN_ANALYSIS", json!({})).await;
        assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("reason")), "{}", refused.body);
        let refused = analysis::status(&responder, &mut problem, "KNOWN_ERROR", json!({ "reason": "x" })).await;
        assert_eq!(refused.code(), "RULE_VIOLATION", "only back into analysis");
        analysis::status(&responder, &mut problem, "IN_ANALYSIS", json!({ "reason": "A customer wrote **twice**." })).await.ok();
        let read = analysis::read(&manager, &problem.id, "status reopening { reason noteHtml againIncident { id } }").await;
        assert_eq!(read.text("/problem/reopening/reason"), "NEW_EVIDENCE");
        assert!(read.text("/problem/reopening/noteHtml").contains("<strong>twice</strong>"));
        assert!(read.at("/problem/reopening/againIncident").is_null());
    }

    async fn the_incident_shows_its_problems_and_the_known_errors_of_its_services(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Payment page times out", json!({ "serviceIds": [shop] })).await;
        let linked = analysis::open(&client, "Payment page times out at peak", json!({ "incidentIds": [incident.id] })).await;
        let known = analysis::open(&client, "Sessions are lost at midnight", json!({ "serviceIds": [shop] })).await;
        analysis::open(&client, "No workaround yet", json!({ "serviceIds": [shop] })).await;
        let input = json!({ "id": known.id, "version": 1, "steps": "Sign in again.", "effect": "REDUCES", "limits": "Carts are empty.",
            "lastTestedAt": time::minutes_ago(60) });
        let answer = client.mutate("setWorkaround", "SetWorkaroundInput", analysis::PROBLEM, input).await.ok();
        assert_eq!(answer.int("/setWorkaround/problem/version"), 2);
        let read = story::read(&client, &incident.id, "problems { nodes { id } totalCount } knownErrors { id workaround { effect stepsHtml } }
            findings { rule }").await;
        assert_eq!(read.texts("/incident/problems/nodes", "id"), [linked.id]);
        assert_eq!(read.int("/incident/problems/totalCount"), 1);
        assert_eq!(read.texts("/incident/knownErrors", "id"), std::slice::from_ref(&known.id));
        assert_eq!(read.text("/incident/knownErrors/0/workaround/effect"), "REDUCES");
        let input = json!({ "id": known.id, "version": 2 });
        client.mutate("removeWorkaround", "RemoveWorkaroundInput", analysis::PROBLEM, input).await.ok();
        let read = story::read(&client, &incident.id, "knownErrors { id }").await;
        assert!(read.list("/incident/knownErrors").is_empty());
    }

    async fn what_looks_alike_is_suggested_with_what_is_shared(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Responder).await;
        let fields = json!({ "serviceIds": [shop], "tags": ["database"] });
        let incident = declare(&client, "Connection pool of the shop is exhausted", fields.clone()).await;
        let problem = analysis::open(&client, "The connection pool is too small", fields).await;
        declare(&client, "Certificate of the portal ran out", json!({})).await;
        let query = "query($title: String!, $services: [ID!]) { suggestions(title: $title, serviceIds: $services, tags: [\"database\"]) {
            problems { problem { id } services { name } tags words } incidents { incident { id } words } } }";
        let found = client.ask(query, json!({ "title": "Pool exhausted again", "services": [shop] })).await;
        assert_eq!(found.text("/suggestions/problems/0/problem/id"), problem.id);
        assert_eq!(found.texts("/suggestions/problems/0/services", "name"), ["Shop"]);
        assert_eq!(found.at("/suggestions/problems/0/tags"), &json!(["database"]));
        assert!(found.at("/suggestions/problems/0/words").as_array().unwrap().contains(&json!("pool")), "{}", found.body);
        assert_eq!(found.list("/suggestions/incidents").len(), 1, "{}", found.body);
        assert_eq!(found.text("/suggestions/incidents/0/incident/id"), incident.id);
        let read = story::read(&client, &incident.id, "similar { problems { problem { id } } incidents { incident { id } } }").await;
        assert_eq!(read.text("/incident/similar/problems/0/problem/id"), problem.id);
        assert!(read.list("/incident/similar/incidents").is_empty(), "it is not like itself");
        let read = analysis::read(&client, &problem.id, "similar { incidents { incident { id } } }").await;
        assert_eq!(read.text("/problem/similar/incidents/0/incident/id"), incident.id);
    }

    async fn problems_are_listed_filtered_and_paged(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "A", json!({ "severity": "SEV1" })).await;
        let severe = analysis::open(&client, "Queue runs full", json!({ "incidentIds": [incident.id], "tags": ["queue"] })).await;
        let owned = analysis::open(&client, "Mails come twice", json!({ "serviceIds": [shop], "ownerId": client.user_id })).await;
        let plain = analysis::open(&client, "Search misses words", json!({ "description": "Umlauts of **names**." })).await;
        let find = async |filter: Value| {
            let query = "query($f: ProblemFilter) { problems(filter: $f, orderBy: CREATED_AT_ASC) { nodes { id } totalCount } }";
            let answer = client.ask(query, json!({ "f": filter })).await;
            let ids = answer.texts("/problems/nodes", "id");
            assert_eq!(answer.int("/problems/totalCount"), i64::try_from(ids.len()).unwrap(), "{filter}");
            ids
        };
        for (filter, expected) in [
            (json!({}), vec![&severe, &owned, &plain]),
            (json!({ "severity": ["SEV1", "SEV2"] }), vec![&severe]),
            (json!({ "tag": "queue" }), vec![&severe]),
            (json!({ "serviceIds": [shop] }), vec![&owned]),
            (json!({ "ownerIds": [client.user_id] }), vec![&owned]),
            (json!({ "text": "umlauts" }), vec![&plain]),
            (json!({ "text": severe.reference }), vec![&severe]),
            (json!({ "status": ["KNOWN_ERROR"] }), vec![]),
            (json!({ "isOpen": true, "hasWorkaround": false }), vec![&severe, &owned, &plain]),
            (json!({ "hasWorkaround": true }), vec![]),
        ] {
            let expected: Vec<&str> = expected.iter().map(|problem| problem.id.as_str()).collect();
            assert_eq!(find(filter.clone()).await, expected, "{filter}");
        }
        // What changed last comes first, and pages join without a gap.
        let input = json!({ "id": severe.id, "version": 1, "title": "Queue runs full at noon" });
        client.mutate("updateProblem", "UpdateProblemInput", analysis::PROBLEM, input).await.ok();
        let query = "query($a: String) { problems(first: 2, after: $a) { nodes { id } pageInfo { hasNextPage endCursor } } }";
        let page = client.ask(query, json!({})).await;
        let mut ids = page.texts("/problems/nodes", "id");
        assert_eq!((ids[0].as_str(), page.at("/problems/pageInfo/hasNextPage")), (severe.id.as_str(), &json!(true)));
        let next = client.ask(query, json!({ "a": page.text("/problems/pageInfo/endCursor") })).await;
        ids.extend(next.texts("/problems/nodes", "id"));
        assert_eq!(ids, [severe.id, plain.id, owned.id]);
    }
}

#[tokio::test]
async fn a_private_incident_is_in_no_answer_about_its_problem_for_a_stranger() {
    let server = Server::start(Backend::Sqlite).await;
    let (manager, stranger) = (server.sign_in(Who::Manager).await, server.sign_in(Who::Viewer).await);
    let hidden = declare(&manager, "quickthornberry", json!({ "isPrivate": true, "severity": "SEV1" })).await;
    let public = declare(&manager, "In the open", json!({ "severity": "SEV3" })).await;
    let fields = json!({ "incidentIds": [hidden.id, public.id] });
    let problem = analysis::open(&manager, "Both of them", fields).await;
    let rca = analysis::start(&manager, &problem, "CAUSE_MAP").await;
    let found = cause(&manager, &rca, "A cause", json!({})).await;
    let entry = story::entry(&manager, &hidden, "quickthornberry inside", json!({})).await;
    let input = json!({ "causeId": found, "kind": "TIMELINE_ENTRY", "title": "What was noted",
        "timelineEntryId": entry.text("/addTimelineEntry/timelineEntry/id") });
    manager.mutate("addEvidence", "AddEvidenceInput", "evidence { id }", input).await.ok();
    let again = declare(&manager, "quickthornberry again", json!({ "isPrivate": true })).await;
    recurrence(&manager, &again, &hidden).await;

    let everything = "title incidentCount recurrenceCount worstSeverity incidents { nodes { title reference } totalCount }
        totalImpact { degradedSeconds firstAt } findings { message } similar { incidents { incident { title } } }
        reopening { earlierIncident { title } againIncident { title } } history { nodes { change } }
        rca { causes { nodes { evidence { nodes { title timelineEntry { body } } } } } steps { findings { message } } }";
    let seen = analysis::read(&manager, &problem.id, everything).await;
    assert_eq!(seen.int("/problem/incidents/totalCount"), 3, "whoever may see them does");
    assert!(seen.body.contains("quickthornberry inside"));
    let seen = analysis::read(&stranger, &problem.id, everything).await.ok();
    assert!(
        !seen.body.contains("quickthornberry") && !seen.body.contains(&hidden.reference),
        "{}",
        seen.body
    );
    assert_eq!(seen.int("/problem/incidents/totalCount"), 1);
    assert_eq!(
        (seen.int("/problem/incidentCount"), seen.text("/problem/worstSeverity").as_str()),
        (1, "SEV3")
    );
    assert!(seen.at("/problem/rca/causes/nodes/0/evidence/nodes/0/timelineEntry").is_null());
    let query = "{ suggestions(title: \"quickthornberry\") { incidents { incident { title } } } }";
    assert!(stranger.ask(query, json!({})).await.list("/suggestions/incidents").is_empty());

    // Who may not see an incident cannot link it, and learns nothing by trying.
    let responder = server.sign_in(Who::Responder).await;
    let refused = analysis::link(&responder, &problem.id, &hidden.id).await;
    let unknown = analysis::link(&responder, &problem.id, "inc_01hzzzzzzzf2bvaj1yyyyyyyyy").await;
    assert_eq!(refused.codes(), ["NOT_FOUND"]);
    assert_eq!(refused.without_request_id(), unknown.without_request_id());

    // An incident that becomes public counts from then on.
    let version = story::read(&manager, &hidden.id, "version").await.int("/incident/version");
    let input = json!({ "id": hidden.id, "version": version, "isPrivate": false });
    manager.mutate("updateIncident", "UpdateIncidentInput", "incident { id }", input).await.ok();
    let seen = analysis::read(&stranger, &problem.id, "incidentCount worstSeverity").await;
    assert_eq!(
        (seen.int("/problem/incidentCount"), seen.text("/problem/worstSeverity").as_str()),
        (2, "SEV1")
    );
}

#[tokio::test]
async fn an_incident_of_a_high_severity_without_a_problem_is_told_of() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    // Ten days ago.
    let fields = json!({ "severity": "SEV1", "impactStartedAt": time::minutes_ago(14_400), "impactLevel": "MAJOR_OUTAGE" });
    let mut incident = declare(&client, "Severe", fields).await;
    for (to, minutes) in
        [("INVESTIGATING", 14_390), ("IDENTIFIED", 14_380), ("MITIGATED", 14_370), ("RESOLVED", 14_360)]
    {
        story::status(&client, &mut incident, to, json!({ "at": time::minutes_ago(minutes) })).await.ok();
    }
    let found = async || {
        let read = story::read(&client, &incident.id, "findings { rule }").await;
        rules(read.at("/incident/findings")).contains(&"VOC-05")
    };
    assert!(found().await);
    analysis::open(&client, "Its problem", json!({ "incidentIds": [incident.id] })).await;
    assert!(!found().await);
}
