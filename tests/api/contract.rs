//! The documents that other programs send, run against the real program, and what Relay promises.

use serde_json::json;
use tests::analysis;
use tests::repair::{Ground, propose};
use tests::socket::Socket;
use tests::story::{assert_instant, declare, entry, merge, service};
use tests::{Backend, Client, Server, Who, time};

const SIGN_IN: &str = include_str!("../contract/sign-in.graphql");
const INCIDENTS: &str = include_str!("../contract/incidents.graphql");
const PROBLEMS: &str = include_str!("../contract/problems.graphql");
const REPAIRS: &str = include_str!("../contract/repair-items.graphql");

on_both! {
    async fn the_documents_of_signing_in_run(server: &Server) {
        let input = json!({ "email": Who::Responder.email(), "password": tests::server::PASSWORD });
        let answer = server.anonymous().operation(SIGN_IN, "SignIn", json!({ "input": input })).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.text("/signIn/viewer/name"), Who::Responder.name());
        assert_eq!(answer.at("/signIn/viewer/roles"), &json!(["RESPONDER"]));
        let left = time::parse(&answer.text("/signIn/expiresAt")) - time::now();
        assert!((290..=301).contains(&left.num_seconds()), "an access token lives five minutes: {left}");
        let viewer = server.bearer(&answer.text("/signIn/accessToken"));
        let answer = viewer.operation(SIGN_IN, "Viewer", json!({})).await;
        assert_eq!(answer.text("/viewer/email"), Who::Responder.email());
        assert!(answer.list("/viewer/permissions").contains(&json!("TIMELINE_ADD")));
    }

    async fn the_documents_of_incidents_run(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Responder).await;
        let id = declared_by_document(&client, &shop).await;
        let version = written_by_documents(&client, &id).await;

        let list = client.operation(INCIDENTS, "IncidentList", json!({ "status": ["INVESTIGATING"], "severity": ["SEV2"] })).await;
        assert_eq!(list.text("/incidents/nodes/0/id"), id);
        assert_eq!(list.text("/incidents/nodes/0/services/0/name"), "Shop");
        assert_eq!(list.text("/incidents/nodes/0/lead/name"), Who::Responder.name());
        assert_eq!(list.at("/incidents/pageInfo/hasNextPage"), &json!(false));
        let other = client.operation(INCIDENTS, "IncidentList", json!({ "status": ["CLOSED"], "severity": ["SEV2"] })).await;
        assert!(other.list("/incidents/nodes").is_empty());
        // Variables that are left out do not filter.
        assert_eq!(client.operation(INCIDENTS, "IncidentList", json!({})).await.list("/incidents/nodes").len(), 1);

        let detail = client.operation(INCIDENTS, "IncidentDetail", json!({ "id": id })).await;
        assert_eq!(detail.text("/incident/summaryHtml").trim(), "<p>Slow for <strong>everyone</strong></p>");
        assert_eq!(detail.int("/incident/version"), version);
        assert_eq!(detail.int("/incident/durations/timeToDetectSeconds"), 600);
        assert_eq!(detail.text("/incident/impactWindows/0/level"), "PARTIAL_OUTAGE");
        assert_eq!(detail.text("/incident/responders/0/role"), "INCIDENT_LEAD");
        assert_eq!(detail.text("/incident/statusUpdates/nodes/0/audience"), "EXTERNAL");
        assert_eq!(detail.at("/incident/statusUpdates/nodes/0/isLate"), &json!(false));
        let bodies = detail.texts("/incident/timeline/nodes", "body");
        assert!(bodies.iter().any(|body| body == "Queries pile up"), "{bodies:?}");
        assert!(bodies.iter().any(|body| body == "More nodes"), "{bodies:?}");

        let reference = detail.text("/incident/reference");
        let found = client.operation(INCIDENTS, "IncidentByReference", json!({ "reference": reference })).await;
        assert_eq!(found.text("/incidentByReference/id"), id);
    }

    async fn the_documents_of_problems_run(server: &Server) {
        let (client, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let incident = declare(&client, "Checkout slow", json!({})).await;
        let input = json!({ "title": "Checkout slows down", "incidentIds": [incident.id], "idempotencyKey": "contract-2" });
        let opened = client.operation(PROBLEMS, "OpenProblem", json!({ "input": input })).await;
        assert_eq!((opened.text("/openProblem/problem/status").as_str(), opened.int("/openProblem/problem/version")), ("IDENTIFIED", 1));
        assert_eq!(opened.texts("/openProblem/problem/incidents/nodes", "reference"), std::slice::from_ref(&incident.reference));
        let problem = opened.text("/openProblem/problem/id");
        let input = json!({ "problemId": problem, "method": "FIVE_WHYS" });
        let started = client.operation(PROBLEMS, "StartRca", json!({ "input": input })).await;
        assert_eq!((started.text("/startRca/rca/method").as_str(), started.text("/startRca/rca/status").as_str()), ("FIVE_WHYS", "DRAFT"));
        let rca = started.text("/startRca/rca/id");

        let input = json!({ "rcaId": rca, "text": "The pool was too small", "lens": "TECHNICAL", "question": "Why did checkout slow down?" });
        let added = client.operation(PROBLEMS, "AddCause", json!({ "input": input })).await;
        let cause = added.text("/addCause/cause/id");
        assert!(tests::story::rules(added.at("/addCause/findings")).contains(&"RCS-01"), "{}", added.body);
        let input = json!({ "causeId": cause, "kind": "METRIC", "title": "Connections", "url": "https://graphs.example/7" });
        let evidence = client.operation(PROBLEMS, "AddEvidence", json!({ "input": input })).await;
        assert_eq!(evidence.text("/addEvidence/evidence/url"), "https://graphs.example/7");
        let input = json!({ "id": cause, "version": 1, "verdict": "VALIDATED", "reason": "It stood at its limit." });
        let validated = client.operation(PROBLEMS, "ValidateCause", json!({ "input": input })).await;
        let input = json!({ "id": cause, "version": validated.int("/validateCause/cause/version") });
        let confirmed = manager.operation(PROBLEMS, "ConfirmRootCause", json!({ "input": input })).await;
        assert!(confirmed.at("/confirmRootCause/cause/isRootCause") == &json!(true));
        assert!(time::parse(&confirmed.text("/confirmRootCause/cause/confirmedAt")) <= time::now());

        let graph = client.operation(PROBLEMS, "RcaGraph", json!({ "id": rca })).await;
        assert_eq!(graph.texts("/rca/causes/nodes", "verdict"), ["VALIDATED"]);
        assert_eq!(graph.text("/rca/causes/nodes/0/evidence/nodes/0/title"), "Connections");
        assert_eq!(graph.at("/rca/groups/0/causeIds"), &json!([cause]));
        assert_eq!((graph.at("/rca/groups/0/effectId"), graph.text("/rca/groups/0/operator").as_str()), (&json!(null), "AND"));
        assert_eq!(graph.text("/rca/groups/0/question"), "Why did checkout slow down?");
        let steps = graph.texts("/rca/steps", "step");
        assert_eq!(steps, ["DEFINE", "POTENTIAL_CAUSES", "VALIDATE", "SOLUTIONS", "IMPLEMENT", "MEASURE"]);

        let board = client.operation(PROBLEMS, "ProblemBoard", json!({ "status": ["ROOT_CAUSE_CONFIRMED"] })).await;
        assert_eq!((board.text("/problems/nodes/0/id"), board.int("/problems/nodes/0/incidentCount")), (problem, 1));
        assert_eq!(board.text("/problems/nodes/0/rca/id"), rca);
        let other = client.operation(PROBLEMS, "ProblemBoard", json!({ "status": ["CLOSED"] })).await;
        assert!(other.list("/problems/nodes").is_empty());
        assert_eq!(client.operation(PROBLEMS, "ProblemBoard", json!({})).await.list("/problems/nodes").len(), 1);
        let seen = client.operation(PROBLEMS, "IncidentProblems", json!({ "id": incident.id })).await;
        assert_eq!(seen.text("/incident/problems/nodes/0/rca/causes/nodes/0/text"), "The pool was too small");
        assert!(seen.at("/incident/problems/nodes/0/workaround").is_null());
    }

    async fn the_documents_of_repair_items_run(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down").await;
        let (client, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let incident = declare(&client, "Checkout slow", json!({ "leadId": client.user_id })).await;
        entry(&client, &incident, "Queries pile up", json!({})).await.ok();
        analysis::link(&client, &ground.problem.id, &incident.id).await.ok();
        let input = merge(ground.sound(&manager.user_id), json!({ "idempotencyKey": "contract-3" }));
        let created = client.operation(REPAIRS, "CreateRepairItem", json!({ "input": input })).await;
        let made = created.at("/createRepairItem/repairItem");
        assert_eq!((&made["status"], &made["duePolicy"]), (&json!("PROPOSED"), &json!({ "version": 1, "days": 10, "countedFrom": null })));
        let (id, mut version) = (made["id"].as_str().unwrap().to_owned(), 1);
        for to in ["COMMITTED", "IN_PROGRESS", "DONE"] {
            let input = json!({ "id": id, "version": version, "status": to });
            let moved = manager.operation(REPAIRS, "ChangeRepairItemStatus", json!({ "input": input })).await;
            let after = moved.at("/changeRepairItemStatus/repairItem");
            assert_eq!((&after["status"], after["doneAt"].is_null()), (&json!(to), to != "DONE"));
            version = moved.int("/changeRepairItemStatus/repairItem/version");
        }

        let mine = manager.operation(REPAIRS, "MyRepairItems", json!({})).await;
        assert_eq!(mine.text("/viewer/repairItems/nodes/0/id"), id);
        assert_eq!(mine.text("/viewer/repairItems/nodes/0/causes/nodes/0/id"), ground.cause);
        assert_eq!(mine.text("/viewer/repairItems/nodes/0/problem/reference"), ground.problem.reference);
        assert!(client.operation(REPAIRS, "MyRepairItems", json!({})).await.list("/viewer/repairItems/nodes").is_empty());
        let board = client.operation(REPAIRS, "ProblemBoardWithRepairs", json!({})).await;
        let counts = |name: &str| board.int(&format!("/problems/nodes/0/{name}"));
        assert_eq!((counts("openRepairItemCount"), counts("overdueRepairItemCount"), counts("incidentCount")), (1, 0, 1));
        let chain = client.operation(REPAIRS, "IncidentChain", json!({ "id": incident.id })).await;
        assert_eq!(chain.text("/incident/problems/nodes/0/repairItems/nodes/0/owner/name"), Who::Problems.name());
        assert_eq!(chain.text("/incident/problems/nodes/0/repairItems/nodes/0/status"), "DONE");
        assert_eq!(chain.list("/incident/problems/nodes/0/rca/causes/nodes").len(), 3);

        let input = json!({ "id": id, "version": version, "result": "EFFECTIVE", "metric": "Refused connections a day", "observed": "0" });
        let measured = manager.operation(REPAIRS, "RecordEffectiveness", json!({ "input": input })).await;
        let after = measured.at("/recordEffectiveness/repairItem");
        assert_eq!((&after["status"], &after["effectiveness"]["target"]), (&json!("EFFECTIVE"), &json!("0")), "the target comes from the plan");
        assert!(time::parse(after["effectiveness"]["measuredAt"].as_str().unwrap()) <= time::now());
        assert!(manager.operation(REPAIRS, "MyRepairItems", json!({})).await.list("/viewer/repairItems/nodes").is_empty(), "it is open no more");
    }

    async fn the_stream_of_the_contract_runs(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let token = client.token.clone().unwrap();
        let mut socket = Socket::signed_in(server, &token).await;
        let payload = json!({ "query": INCIDENTS, "operationName": "IncidentChanged", "variables": {} });
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let incident = declare(&client, "Seen at once", json!({})).await;
        let change = socket.change().await;
        assert_eq!(change["change"], "DECLARED");
        assert_eq!(change["incidentId"], json!(incident.id));
        assert_eq!(change["incident"]["reference"], json!(incident.reference));
        assert!(!change["cursor"].as_str().unwrap().is_empty());
    }

    async fn every_global_id_leads_back_to_its_record(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Manager).await;
        let incident = declare(&client, "A", json!({ "serviceIds": [shop] })).await;
        let entry = entry(&client, &incident, "noted", json!({})).await.text("/addTimelineEntry/timelineEntry/id");
        let problem = analysis::open(&client, "P", json!({ "incidentIds": [incident.id] })).await;
        let rca = analysis::start(&client, &problem, "FISHBONE").await;
        let cause = analysis::cause(&client, &rca, "A cause", json!({})).await;
        let evidence = analysis::evidence(&client, &cause).await;
        let item = propose(&client, json!({ "problemId": problem.id, "title": "Add an alert", "kind": "PREVENTIVE", "lens": "PROCESS" })).await;
        let ids = json!([incident.id, entry, shop, client.user_id, problem.id, rca, cause, evidence, item.id]);
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let answer = client.ask(query, json!({ "ids": ids })).await;
        assert_eq!(answer.texts("/nodes", "__typename"), ["Incident", "TimelineEntry", "Service", "User", "Problem", "Rca", "Cause", "Evidence", "RepairItem"]);
        assert_eq!(json!(answer.texts("/nodes", "id")), ids);
        for id in ids.as_array().unwrap() {
            let answer = client.ask("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(answer.at("/node/id"), id);
        }
    }
}

async fn declared_by_document(client: &Client, shop: &str) -> String {
    let started = time::minutes_ago(60);
    let input = json!({
        "title": "Shop is slow", "summary": "Slow for **everyone**", "severity": "SEV2", "serviceIds": [shop],
        "impactStartedAt": started, "impactLevel": "PARTIAL_OUTAGE", "detectedAt": time::minutes_ago(50),
        "detectionSource": "MONITORING", "leadId": client.user_id, "tags": ["sale"],
        "firstEntry": { "body": "Queries pile up", "kind": "ALERT", "happenedAt": time::minutes_ago(50) },
        "idempotencyKey": "contract-1",
    });
    let answer = client.operation(INCIDENTS, "DeclareIncident", json!({ "input": input })).await;
    assert_eq!(answer.text("/declareIncident/incident/status"), "DECLARED");
    assert_eq!(answer.int("/declareIncident/incident/version"), 1);
    assert!(answer.text("/declareIncident/incident/reference").starts_with("INC-"));
    answer.text("/declareIncident/incident/id")
}

async fn written_by_documents(client: &Client, id: &str) -> i64 {
    let input = json!({ "incidentId": id, "body": "More nodes", "kind": "ACTION", "happenedAt": time::minutes_ago(20) });
    let answer = client.operation(INCIDENTS, "AddTimelineEntry", json!({ "input": input })).await;
    assert_eq!(answer.text("/addTimelineEntry/timelineEntry/kind"), "ACTION");

    let at = time::minutes_ago(40);
    let input = json!({ "id": id, "version": 1, "status": "INVESTIGATING", "at": at });
    let answer = client.operation(INCIDENTS, "ChangeIncidentStatus", json!({ "input": input })).await;
    assert_instant(answer.at("/changeIncidentStatus/incident/instants"), "ACKNOWLEDGED", &at);

    let next = time::millis_ahead(3_600_000);
    let input =
        json!({ "incidentId": id, "audience": "EXTERNAL", "body": "We are on it.", "nextUpdateAt": next });
    let update = client.operation(INCIDENTS, "PublishStatusUpdate", json!({ "input": input })).await;
    assert!(time::same(&update.text("/publishStatusUpdate/statusUpdate/nextUpdateAt"), &next));
    assert!(update.at("/publishStatusUpdate/statusUpdate/eta").is_null());
    answer.int("/changeIncidentStatus/incident/version")
}

#[tokio::test]
async fn the_committed_schema_is_the_one_the_program_prints_and_serves() {
    let database = tests::database::Database::empty();
    let printed = database.run(&["schema"], "").ok();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    let committed = std::fs::read_to_string(path).expect("schema.graphql is committed");
    assert_eq!(printed.trim(), committed.trim(), "schema.graphql is stale");
    assert!(!database.dir.path().join("coalmine.db").exists(), "printing the schema touches no database");
}

#[tokio::test]
async fn every_type_field_argument_and_value_of_the_api_is_described() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let query = "{ __schema { types { name kind description
        fields { name description args { name description } }
        inputFields { name description } enumValues { name description } } } }";
    let answer = client.ask(query, json!({})).await;
    let mut missing = Vec::new();
    for kind in answer.list("/__schema/types") {
        let name = kind["name"].as_str().unwrap();
        // Introspection and built-in scalars are the specification's own.
        if name.starts_with("__")
            || kind["kind"] == "SCALAR" && ["ID", "Int", "Float", "String", "Boolean"].contains(&name)
        {
            continue;
        }
        if kind["description"].as_str().unwrap_or_default().is_empty() {
            missing.push(name.to_owned());
        }
        for list in ["fields", "inputFields", "enumValues"] {
            for item in kind[list].as_array().into_iter().flatten() {
                if item["description"].as_str().unwrap_or_default().is_empty() {
                    missing.push(format!("{name}.{}", item["name"].as_str().unwrap()));
                }
                for argument in item["args"].as_array().into_iter().flatten() {
                    if argument["description"].as_str().unwrap_or_default().is_empty() {
                        missing.push(format!(
                            "{name}.{}({})",
                            item["name"].as_str().unwrap(),
                            argument["name"].as_str().unwrap()
                        ));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "without a description: {missing:#?}");
}

#[tokio::test]
async fn a_look_up_that_finds_nothing_is_null_with_not_found_and_without_the_id() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let incident = "inc_01hzzzzzzzf2bvaj1yyyyyyyyy";
    for (field, id) in [
        ("incident", incident),
        ("node", incident),
        ("problem", "prb_01hzzzzzzzf2bvaj1yyyyyyyyy"),
        ("rca", "rca_01hzzzzzzzf2bvaj1yyyyyyyyy"),
        ("node", "cau_01hzzzzzzzf2bvaj1yyyyyyyyy"),
        ("repairItem", "rep_01hzzzzzzzf2bvaj1yyyyyyyyy"),
        ("node", "rep_01hzzzzzzzf2bvaj1yyyyyyyyy"),
        ("node", "ntf_01hzzzzzzzf2bvaj1yyyyyyyyy"),
        ("service", "svc_01hzzzzzzzf2bvaj1yyyyyyyyy"),
        ("user", "usr_01hzzzzzzzf2bvaj1yyyyyyyyy"),
    ] {
        let answer = client
            .ask(&format!("query($id: ID!) {{ {field}(id: $id) {{ id }} }}"), json!({ "id": id }))
            .await;
        assert_eq!(answer.codes(), ["NOT_FOUND"], "{field}: {}", answer.body);
        assert!(answer.json["data"][field].is_null());
        assert!(!answer.body.contains(id), "{}", answer.body);
    }
    let query = "{ incidentByReference(reference: \"INC-999\") { id } }";
    let answer = client.ask(query, json!({})).await;
    assert_eq!(answer.codes(), ["NOT_FOUND"]);
    assert!(!answer.body.contains("999"));
    let answer =
        client.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [incident] })).await;
    assert!(answer.json["data"]["nodes"][0].is_null(), "{}", answer.body);
}
