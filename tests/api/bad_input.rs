//! Bad input: a coded error that names the field, and no trace in the database.

use serde_json::{Value, json};
use tests::client::Answer;
use tests::story::{self, declare, entry, read, service};
use tests::{Backend, Client, Server, Who, time};

const NOTHING: &str = "01hzzzzzzzf2bvaj1yyyyyyyyy";

struct Case {
    what: String,
    mutation: &'static str,
    kind: &'static str,
    input: Value,
    codes: &'static [&'static str],
    field: Option<&'static str>,
}

fn case(
    what: &str,
    mutation: &'static str,
    kind: &'static str,
    input: Value,
    codes: &'static [&'static str],
    field: Option<&'static str>,
) -> Case {
    Case { what: what.to_owned(), mutation, kind, input, codes, field }
}

const BAD: &[&str] = &["BAD_USER_INPUT"];
const GONE: &[&str] = &["NOT_FOUND"];
const GONE_OR_BAD: &[&str] = &["NOT_FOUND", "BAD_USER_INPUT"];
const RULE: &[&str] = &["RULE_VIOLATION"];
/// A value that the schema itself does not take.
const SCHEMA: &[&str] = &["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"];

fn declarations(base: &Value) -> Vec<Case> {
    let declare = |what: &str, more: Value, codes, field| {
        case(what, "declareIncident", "DeclareIncidentInput", story::merge(base.clone(), more), codes, field)
    };
    let mut cases = vec![
        declare("unknown service", json!({ "serviceIds": [format!("svc_{NOTHING}")] }), GONE_OR_BAD, None),
        declare(
            "id of another kind",
            json!({ "serviceIds": [format!("usr_{NOTHING}")] }),
            BAD,
            Some("serviceIds"),
        ),
        declare("no id at all", json!({ "serviceIds": ["1"] }), BAD, Some("serviceIds")),
        declare("empty id", json!({ "serviceIds": [""] }), BAD, Some("serviceIds")),
        declare(
            "101 ids",
            json!({ "serviceIds": vec![format!("svc_{NOTHING}"); 101] }),
            BAD,
            Some("serviceIds"),
        ),
        declare("unknown lead", json!({ "leadId": format!("usr_{NOTHING}") }), GONE_OR_BAD, None),
        declare("empty title", json!({ "title": "" }), BAD, Some("title")),
        declare("blank title", json!({ "title": " \t " }), BAD, Some("title")),
        declare("title of 201", json!({ "title": "x".repeat(201) }), BAD, Some("title")),
        declare("title over two lines", json!({ "title": "a\nb" }), BAD, Some("title")),
        declare("summary of 65537", json!({ "summary": "x".repeat(65537) }), BAD, Some("summary")),
        declare("tag of 51", json!({ "tags": ["x".repeat(51)] }), BAD, Some("tags")),
        declare("empty tag", json!({ "tags": [""] }), BAD, Some("tags")),
        declare(
            "impact in the future",
            json!({ "impactStartedAt": time::millis_ahead(90_000), "impactLevel": "MAJOR_OUTAGE" }),
            BAD,
            None,
        ),
        declare("detection in the future", json!({ "detectedAt": time::millis_ahead(90_000) }), BAD, None),
        declare(
            "detection before impact",
            json!({ "impactStartedAt": time::minutes_ago(10), "impactLevel": "MAJOR_OUTAGE", "detectedAt": time::minutes_ago(20) }),
            RULE,
            None,
        ),
        declare("first entry empty", json!({ "firstEntry": { "body": "" } }), BAD, None),
        declare(
            "first entry in the future",
            json!({ "firstEntry": { "body": "x", "happenedAt": time::millis_ahead(90_000) } }),
            BAD,
            None,
        ),
        declare("unknown severity", json!({ "severity": "SEV9" }), SCHEMA, None),
        declare("severity in small letters", json!({ "severity": "sev1" }), SCHEMA, None),
        declare("severity of wrong type", json!({ "severity": 1 }), SCHEMA, None),
        declare("severity null", json!({ "severity": null }), SCHEMA, None),
        declare("unknown field", json!({ "isAdmin": true }), SCHEMA, None),
        declare("no instant", json!({ "detectedAt": "yesterday" }), SCHEMA, None),
        declare("instant without offset", json!({ "detectedAt": "2026-01-01T10:00:00" }), SCHEMA, None),
        declare("title of wrong type", json!({ "title": ["x"] }), SCHEMA, None),
    ];
    for control in ["\u{0}", "\u{1b}[31m", "\u{7}", "\u{202e}", "\u{2028}"] {
        cases.push(declare(
            &format!("control {control:?} in title"),
            json!({ "title": format!("a{control}b") }),
            BAD,
            Some("title"),
        ));
        cases.push(declare(
            &format!("control {control:?} in summary"),
            json!({ "summary": format!("a{control}b") }),
            BAD,
            Some("summary"),
        ));
    }
    cases
}

fn changes(incident: &story::Incident, user: &str) -> Vec<Case> {
    let mut cases = words(incident, user);
    cases.extend(steps(&incident.id, user));
    cases
}

/// Entries and updates.
fn words(incident: &story::Incident, user: &str) -> Vec<Case> {
    let id = &incident.id;
    let entry = |what: &str, more: Value, codes, field| {
        case(
            what,
            "addTimelineEntry",
            "AddTimelineEntryInput",
            story::merge(json!({ "incidentId": id, "body": "x" }), more),
            codes,
            field,
        )
    };
    let update = |what: &str, more: Value, codes, field| {
        let base = json!({ "incidentId": id, "audience": "INTERNAL", "body": "x", "eta": time::millis_ahead(900_000) });
        case(what, "publishStatusUpdate", "PublishStatusUpdateInput", story::merge(base, more), codes, field)
    };
    let link = |url: &str| json!({ "links": [{ "label": "x", "url": url }] });
    vec![
        entry("empty body", json!({ "body": "" }), BAD, Some("body")),
        entry("body of 65537", json!({ "body": "x".repeat(65537) }), BAD, Some("body")),
        entry("control in body", json!({ "body": "a\u{0}b" }), BAD, Some("body")),
        entry("unknown incident", json!({ "incidentId": format!("inc_{NOTHING}") }), GONE, None),
        entry("incident of another kind", json!({ "incidentId": user }), BAD, Some("incidentId")),
        entry("unknown correction", json!({ "corrects": format!("tle_{NOTHING}") }), GONE_OR_BAD, None),
        entry("correction of another kind", json!({ "corrects": id }), BAD, Some("corrects")),
        entry("script as link", link("javascript:alert(1)"), BAD, None),
        entry("data as link", link("data:text/html,x"), BAD, None),
        entry("user in link", link("https://a@b.example/"), BAD, None),
        entry("link of 1025", link(&format!("https://a.example/{}", "x".repeat(1024))), BAD, None),
        entry(
            "link without label",
            json!({ "links": [{ "label": "", "url": "https://a.example" }] }),
            BAD,
            None,
        ),
        entry("unknown kind", json!({ "kind": "RUMOUR" }), SCHEMA, None),
        entry("unknown result", json!({ "kind": "ACTION", "result": "MAYBE" }), SCHEMA, None),
        update("empty update", json!({ "body": " " }), BAD, Some("body")),
        update("unknown audience", json!({ "audience": "EVERYONE" }), SCHEMA, None),
        update("no promise", json!({ "eta": null }), RULE, None),
    ]
}

/// Everything else that changes an incident.
fn steps(id: &str, user: &str) -> Vec<Case> {
    vec![
        case(
            "status in the future",
            "changeIncidentStatus",
            "ChangeIncidentStatusInput",
            json!({ "id": id, "version": 1, "status": "INVESTIGATING", "at": time::millis_ahead(90_000) }),
            BAD,
            Some("at"),
        ),
        case(
            "unknown status",
            "changeIncidentStatus",
            "ChangeIncidentStatusInput",
            json!({ "id": id, "version": 1, "status": "DONE" }),
            SCHEMA,
            None,
        ),
        case(
            "version as text",
            "changeIncidentStatus",
            "ChangeIncidentStatusInput",
            json!({ "id": id, "version": "1", "status": "INVESTIGATING" }),
            SCHEMA,
            None,
        ),
        case(
            "version beyond 32 bits",
            "changeIncidentStatus",
            "ChangeIncidentStatusInput",
            json!({ "id": id, "version": 4_294_967_296_i64, "status": "INVESTIGATING" }),
            SCHEMA,
            None,
        ),
        case(
            "unknown person",
            "assignResponder",
            "AssignResponderInput",
            json!({ "incidentId": id, "role": "SCRIBE", "userId": format!("usr_{NOTHING}") }),
            GONE_OR_BAD,
            None,
        ),
        case(
            "person of another kind",
            "assignResponder",
            "AssignResponderInput",
            json!({ "incidentId": id, "role": "SCRIBE", "userId": id }),
            BAD,
            Some("userId"),
        ),
        case(
            "role in the future",
            "assignResponder",
            "AssignResponderInput",
            json!({ "incidentId": id, "role": "SCRIBE", "userId": user, "at": time::millis_ahead(90_000) }),
            BAD,
            Some("at"),
        ),
        case(
            "title of 201 later",
            "updateIncident",
            "UpdateIncidentInput",
            json!({ "id": id, "version": 1, "title": "x".repeat(201) }),
            BAD,
            Some("title"),
        ),
        case(
            "title null",
            "updateIncident",
            "UpdateIncidentInput",
            json!({ "id": id, "version": 1, "title": "" }),
            BAD,
            Some("title"),
        ),
        case(
            "window from nowhere",
            "updateImpactWindow",
            "UpdateImpactWindowInput",
            json!({ "id": format!("imp_{NOTHING}"), "incidentVersion": 1 }),
            GONE,
            None,
        ),
        case(
            "link to nothing",
            "linkIncidents",
            "LinkIncidentsInput",
            json!({ "fromId": id, "toId": format!("inc_{NOTHING}"), "kind": "DUPLICATE_OF" }),
            GONE,
            None,
        ),
    ]
}

fn of_administration(service: &str) -> Vec<Case> {
    let user = |what: &str, more: Value, field| {
        let base = json!({ "email": "new@mine.example", "name": "New", "roles": ["VIEWER"] });
        case(what, "inviteUser", "InviteUserInput", story::merge(base, more), BAD, field)
    };
    let key = |what: &str, more: Value, field| {
        let base = json!({ "name": "Bot", "role": "VIEWER", "expiresAt": time::millis_ahead(86_400_000) });
        case(what, "createApiKey", "CreateApiKeyInput", story::merge(base, more), BAD, field)
    };
    let make = |what: &str, more: Value, field| {
        case(
            what,
            "createService",
            "CreateServiceInput",
            story::merge(json!({ "name": "S" }), more),
            BAD,
            field,
        )
    };
    vec![
        user("no address", json!({ "email": "new" }), Some("email")),
        user("no roles", json!({ "roles": [] }), Some("roles")),
        user("customer inside", json!({ "roles": ["CUSTOMER"] }), Some("roles")),
        user("name of 101", json!({ "name": "x".repeat(101) }), Some("name")),
        user("team of another kind", json!({ "teamIds": [service] }), Some("teamIds")),
        key("ended before it began", json!({ "expiresAt": time::minutes_ago(1) }), Some("expiresAt")),
        key(
            "longer than a year",
            json!({ "expiresAt": time::millis_ahead(400 * 86_400_000) }),
            Some("expiresAt"),
        ),
        key("customer key", json!({ "role": "CUSTOMER" }), Some("role")),
        key("empty key name", json!({ "name": "" }), Some("name")),
        make("empty name", json!({ "name": " " }), Some("name")),
        make("script as logs", json!({ "logsUrl": "javascript:1" }), Some("logsUrl")),
        make("file as runbook", json!({ "runbookUrl": "file:///etc/passwd" }), Some("runbookUrl")),
        case("empty team", "createTeam", "CreateTeamInput", json!({ "name": "" }), BAD, Some("name")),
    ]
}

async fn run(client: &Client, case: &Case) -> Answer {
    client.mutate(case.mutation, case.kind, "__typename", case.input.clone()).await
}

async fn refuse_all(server: &Server, client: &Client, cases: Vec<Case>) {
    let before = server.database.traces().await;
    for case in cases {
        let answer = run(client, &case).await;
        let code = answer.code();
        assert!(case.codes.contains(&code.as_str()), "{}: {code} in {}", case.what, answer.body);
        if let Some(field) = case.field {
            assert_eq!(answer.fact("field"), &json!(field), "{}: {}", case.what, answer.body);
        }
        assert!(answer.status < 500, "{}: {}", case.what, answer.status);
        assert_eq!(server.database.traces().await, before, "{} left a trace", case.what);
    }
}

on_both! {
    async fn every_bad_value_has_a_coded_error_and_leaves_no_trace(server: &Server) {
        let shop = service(server, "Shop").await;
        let client = server.sign_in(Who::Manager).await;
        let base = json!({ "title": "x", "severity": "SEV3", "serviceIds": [shop] });
        let incident = declare(&client, "Target", json!({ "serviceIds": [shop] })).await;
        let admin = server.sign_in(Who::Admin).await;
        refuse_all(server, &client, declarations(&base)).await;
        refuse_all(server, &client, changes(&incident, &client.user_id)).await;
        refuse_all(server, &admin, of_administration(&shop)).await;
        assert_eq!(read(&client, &incident.id, "version timeline(first: 1) { totalCount }").await.int("/incident/timeline/totalCount"), 1);
    }
}

#[tokio::test]
async fn pages_hold_1_to_100_records_on_every_list() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Admin).await;
    let incident = declare(&client, "A", json!({})).await;
    let inside = |list: &str, first: &str| {
        format!("{{ incident(id: \"{}\") {{ {list}(first: {first}) {{ nodes {{ id }} }} }} }}", incident.id)
    };
    for first in
        ["0", "101", "-1", "2147483648", "-2147483649", "9223372036854775808", "1.5", "\"5\"", "null"]
    {
        for list in ["incidents", "services", "users", "teams", "apiKeys", "timeline", "statusUpdates"] {
            let query = match list {
                "timeline" | "statusUpdates" => inside(list, first),
                _ => format!("{{ {list}(first: {first}) {{ nodes {{ id }} }} }}"),
            };
            let answer = client.ask(&query, json!({})).await;
            if first == "null" && answer.codes().is_empty() {
                continue;
            }
            let code = answer.code();
            assert!(
                ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "QUERY_TOO_COMPLEX"]
                    .contains(&code.as_str()),
                "{list} {first}: {}",
                answer.body
            );
            if ["0", "101", "-1"].contains(&first) {
                assert_eq!(
                    (code.as_str(), answer.fact("field")),
                    ("BAD_USER_INPUT", &json!("first")),
                    "{list} {first}: {}",
                    answer.body
                );
            }
        }
    }
    for (first, expected) in [(1, 1), (100, 1)] {
        assert_eq!(
            client
                .ask(&format!("{{ incidents(first: {first}) {{ nodes {{ id }} }} }}"), json!({}))
                .await
                .list("/incidents/nodes")
                .len(),
            expected
        );
    }
    for after in ["", "zz", "00", "ffffffff", &"61".repeat(3000)] {
        for list in ["incidents", "services", "users", "teams"] {
            let query = format!("query($after: String) {{ {list}(after: $after) {{ nodes {{ id }} }} }}");
            let answer = client.ask(&query, json!({ "after": after })).await;
            assert_eq!(
                (answer.code().as_str(), answer.fact("field")),
                ("BAD_USER_INPUT", &json!("after")),
                "{list} {after}: {}",
                answer.body
            );
        }
    }
    let many: Vec<&str> = vec![&incident.id; 101];
    let answer = client.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": many })).await;
    assert_eq!(answer.code(), "BAD_USER_INPUT");
}

#[tokio::test]
async fn ids_of_every_wrong_shape_are_refused_alike() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let incident = declare(&client, "A", json!({})).await;
    let entry = entry(&client, &incident, "x", json!({})).await.text("/addTimelineEntry/timelineEntry/id");
    for id in [
        "",
        "0",
        "null",
        "inc_",
        "inc_zzz",
        "_",
        "' OR 1=1",
        "inc_00000000000000000000000000\u{0}",
        entry.as_str(),
        client.user_id.as_str(),
    ] {
        let answer = client.ask("query($id: ID!) { incident(id: $id) { id } }", json!({ "id": id })).await;
        assert!(["BAD_USER_INPUT", "NOT_FOUND"].contains(&answer.code().as_str()), "{id}: {}", answer.body);
    }
    for reference in ["", "INC-", "INC-0", "INC--1", "INC-1e3", "PRB-1", "INC-99999999999999999999", "1"] {
        let answer = client
            .ask(
                "query($r: String!) { incidentByReference(reference: $r) { id } }",
                json!({ "r": reference }),
            )
            .await;
        assert!(
            ["BAD_USER_INPUT", "NOT_FOUND"].contains(&answer.code().as_str()),
            "{reference}: {}",
            answer.body
        );
    }
}
