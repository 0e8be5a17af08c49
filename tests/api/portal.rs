//! The status portal: what becomes public, when, and that nothing else does (A16).

use serde_json::json;
use tests::portal::{crawl, entitle, get, service, until};
use tests::publication::Published;
use tests::story::{declare, entry, read, status, update};
use tests::{Backend, Server, Who, time};

const CUSTOMERS: &str = include_str!("../contract/customers.graphql");

/// The document that needs no account, alone: the other one is about what a customer's account shows.
fn for_everyone() -> &'static str {
    CUSTOMERS.split("# A customer's own account").next().unwrap_or_default()
}
/// A word that was never published.
const CANARY: &str = "greylagstrand";

/// Every address that the portal has, for this incident and this service.
fn addresses(reference: &str, id: &str, service: &str) -> Vec<String> {
    let mut all: Vec<String> = [
        "/status",
        "/status/history",
        "/status/badge.svg",
        "/history.atom",
        "/history.rss",
        "/api/v2/summary.json",
        "/api/v2/status.json",
        "/api/v2/components.json",
        "/api/v2/incidents.json",
        "/api/v2/incidents/unresolved.json",
        "/api/v2/scheduled-maintenances.json",
        "/api/v2/scheduled-maintenances/upcoming.json",
        "/api/v2/scheduled-maintenances/active.json",
    ]
    .map(str::to_owned)
    .into();
    all.extend([
        format!("/status/incidents/{reference}"),
        format!("/status/incidents/{id}"),
        format!("/status/history?q={CANARY}"),
        format!("/status/services/{service}.atom"),
        format!("/status/services/{service}.rss"),
        format!("/status/badge/{service}.svg"),
    ]);
    all
}

on_both! {
    async fn the_first_external_update_makes_an_incident_public(server: &Server) {
        let shop = service(server, "Checkout", json!({ "group": "Shop" })).await;
        let client = server.sign_in(Who::Responder).await;
        let fields = json!({ "serviceIds": [shop], "severity": "SEV2", "impactStartedAt": time::minutes_ago(40), "impactLevel": "PARTIAL_OUTAGE" });
        let mut incident = declare(&client, "The pool is too small", fields).await;
        update(&client, &incident, "INTERNAL", json!({ "eta": time::millis_ahead(900_000) })).await.ok();
        until(server, "/status", |page| page.contains("Checkout")).await;
        assert_eq!(get(server, &format!("/status/incidents/{}", incident.reference)).await.status, 404);
        let standing = read(&client, &incident.id, "publicTitle isPublic").await;
        assert_eq!((standing.at("/incident/publicTitle"), standing.at("/incident/isPublic")), (&json!(null), &json!(false)));

        let promise = json!({ "body": "Payments **fail** at times.", "nextUpdateAt": time::millis_ahead(3_600_000) });
        let said = update(&client, &incident, "EXTERNAL", promise).await.text("/publishStatusUpdate/statusUpdate/id");
        let page = until(server, "/status", |page| page.contains("Payments <strong>fail</strong> at times.")).await;
        assert!(page.body.contains("Checkout: partial outage") && page.body.contains("Partial outage: Checkout"), "{}", page.body);
        assert!(!page.body.contains("The pool is too small"), "the title of the inside stays inside");
        let story = get(server, &format!("/status/incidents/{}", incident.reference)).await;
        assert!(story.status == 200 && story.body.contains("Payments <strong>fail</strong>"), "{}", story.body);

        let named = entitle(&client, &incident, "Payments fail at times").await;
        assert_eq!((named.text("/updateIncident/incident/publicTitle").as_str(), named.at("/updateIncident/incident/isPublic")), ("Payments fail at times", &json!(true)));
        incident.version = named.int("/updateIncident/incident/version");
        for path in ["/status", "/history.atom", "/history.rss", "/api/v2/incidents/unresolved.json"] {
            until(server, path, |page| page.contains("Payments fail at times")).await;
        }
        let summary = get(server, "/api/v2/summary.json").await;
        assert_eq!(summary.json.pointer("/incidents/0/incident_updates/0/id"), Some(&json!(said)));
        assert!(summary.json["components"].as_array().unwrap().iter().any(|one| one["name"] == "Checkout" && one["status"] == "partial_outage"), "{}", summary.body);
        assert!(get(server, "/status/badge.svg").await.body.contains("partial outage"));

        // What happens inside is not told before somebody says it.
        status(&client, &mut incident, "RESOLVED", json!({})).await.ok();
        update(&client, &incident, "EXTERNAL", json!({ "body": "All payments work again." })).await.ok();
        let over = until(server, "/status", |page| page.contains("All systems operational")).await;
        assert!(over.body.contains("Payments fail at times"), "it stands in the history");
        let history = get(server, "/status/history?q=payments+work").await;
        assert!(history.body.contains("1 entry was found"), "{}", history.body);
    }

    async fn nothing_that_was_not_published_is_in_any_byte(server: &Server) {
        let shop = service(server, "Checkout", json!({ "description": CANARY })).await;
        let inside = tests::story::service(server, CANARY).await;
        let manager = server.sign_in(Who::Manager).await;
        let fields = json!({ "serviceIds": [shop, inside], "summary": CANARY, "tags": [CANARY], "leadId": manager.user_id,
            "impactStartedAt": time::minutes_ago(30), "impactLevel": "MAJOR_OUTAGE" });
        let incident = declare(&manager, CANARY, fields.clone()).await;
        entry(&manager, &incident, CANARY, json!({})).await.ok();
        update(&manager, &incident, "INTERNAL", json!({ "body": CANARY, "eta": time::millis_ahead(900_000) })).await.ok();
        let unsaid = declare(&manager, CANARY, fields.clone()).await;
        entitle(&manager, &unsaid, CANARY).await.ok();
        let hidden = declare(&manager, CANARY, tests::story::merge(fields, json!({ "isPrivate": true }))).await;
        entitle(&manager, &hidden, CANARY).await.ok();
        update(&manager, &hidden, "EXTERNAL", json!({ "body": CANARY, "eta": time::millis_ahead(900_000) })).await.ok();
        update(&manager, &incident, "EXTERNAL", json!({ "body": "Known words", "eta": time::millis_ahead(900_000) })).await.ok();
        until(server, "/status", |page| page.contains("Known words")).await;
        let names = [Who::Manager.name(), Who::Manager.email(), manager.user_id.as_str(), hidden.id.as_str(), unsaid.id.as_str(), inside.as_str()];
        for one in [&incident, &hidden, &unsaid] {
            for path in addresses(&one.reference, &one.id, &shop).into_iter().chain(["/status/subscribe".to_owned()]) {
                let answer = get(server, &path).await;
                let body = answer.body.replace(&format!("value=\"{CANARY}\""), "");
                assert!(!body.contains(CANARY), "{path}: {body}");
                for name in names {
                    assert!(!body.contains(name), "{path} holds {name}: {body}");
                }
                let is_own = path.contains(&one.reference) || path.contains(&one.id);
                assert_eq!(answer.status == 404, is_own && one.id != incident.id, "{path}: {}", answer.status);
            }
        }
        let linked = crawl(server).await;
        assert!(linked.iter().any(|(path, _)| path.contains(&incident.reference)), "the links lead to the incident");
        for (path, answer) in &linked {
            assert!(answer.status == 200 && !answer.body.contains(CANARY), "{path}: {} {}", answer.status, answer.body);
            assert!(names.iter().all(|name| !answer.body.contains(name)), "{path}: {}", answer.body);
        }
        let anonymous = server.anonymous().operation(for_everyone(), "PublicStatus", json!({})).await;
        assert!(!anonymous.body.contains(CANARY), "{}", anonymous.body);
        assert_eq!(anonymous.list("/publicStatus/incidents/nodes").len(), 1);
    }

    async fn what_is_corrected_after_the_last_word_is_shown(server: &Server) {
        let ground = Published::lay(server).await;
        let client = server.sign_in(Who::Responder).await;
        let page = format!("/status/incidents/{}", ground.incident.reference);
        until(server, &page, |page| page.contains("All payments work again.") && page.contains("Partial outage")).await;
        let entries = async || get(server, "/history.atom").await.body.matches("<entry>").count();
        let told = entries().await;
        let now = read(&client, &ground.incident.id, "version impactWindows { id }").await;
        let input = json!({ "id": now.text("/incident/impactWindows/0/id"), "incidentVersion": now.int("/incident/version"), "level": "MAJOR_OUTAGE",
            "startedAt": time::minutes_ago(240) });
        client.mutate("updateImpactWindow", "UpdateImpactWindowInput", "impactWindow { id }", input).await.ok();
        until(server, &page, |page| page.contains("Major outage") && !page.contains("Partial outage")).await;
        assert_eq!(entries().await, told, "nothing was said");
    }

    async fn an_incident_that_becomes_private_leaves_the_portal(server: &Server) {
        let manager = server.sign_in(Who::Manager).await;
        let incident = declare(&manager, "Seen", json!({})).await;
        update(&manager, &incident, "EXTERNAL", json!({ "body": "First words", "eta": time::millis_ahead(900_000) })).await.ok();
        until(server, "/status", |page| page.contains("First words")).await;
        let input = json!({ "id": incident.id, "version": incident.version, "isPrivate": true });
        let hidden = manager.mutate("updateIncident", "UpdateIncidentInput", "incident { isPublic version }", input).await;
        assert_eq!(hidden.at("/updateIncident/incident/isPublic"), &json!(false));
        until(server, "/status", |page| !page.contains("First words")).await;
        update(&manager, &incident, "EXTERNAL", json!({ "body": "Said in private", "eta": time::millis_ahead(900_000) })).await.ok();
        let input = json!({ "id": incident.id, "version": hidden.int("/updateIncident/incident/version"), "isPrivate": false });
        manager.mutate("updateIncident", "UpdateIncidentInput", "incident { isPublic }", input).await.ok();
        assert_eq!(get(server, &format!("/status/incidents/{}", incident.reference)).await.status, 404);
        update(&manager, &incident, "EXTERNAL", json!({ "body": "Second words", "eta": time::millis_ahead(900_000) })).await.ok();
        let again = until(server, "/status", |page| page.contains("Second words")).await;
        assert!(!again.body.contains("Said in private"), "{}", again.body);
    }

    async fn everyone_can_ask_the_api_without_signing_in(server: &Server) {
        let shop = service(server, "Checkout", json!({ "monitoredSince": time::minutes_ago(60 * 24 * 10) })).await;
        let client = server.sign_in(Who::Responder).await;
        let fields = json!({ "serviceIds": [shop], "impactStartedAt": time::minutes_ago(60), "impactLevel": "MAJOR_OUTAGE" });
        let mut incident = declare(&client, "Inside", fields).await;
        status(&client, &mut incident, "RESOLVED", json!({})).await.ok();
        update(&client, &incident, "EXTERNAL", json!({ "body": "It was an hour." })).await.ok();
        until(server, "/api/v2/incidents.json", |page| page.contains("It was an hour.")).await;
        let anonymous = server.anonymous();
        let answer = anonymous.operation(for_everyone(), "PublicStatus", json!({})).await;
        assert_eq!(answer.codes(), Vec::<String>::new(), "{}", answer.body);
        assert_eq!(answer.text("/publicStatus/overall"), "OPERATIONAL");
        assert_eq!(answer.text("/publicStatus/services/0/name"), "Checkout");
        let days = answer.list("/publicStatus/services/0/uptime/days");
        assert_eq!(days.len(), 90);
        assert!(days[..70].iter().all(|day| day["worst"].is_null()), "nothing was measured then (AVL-03)");
        let down: i64 = days.iter().map(|day| day["downtimeSeconds"].as_i64().unwrap()).sum();
        assert!((3590..=3610).contains(&down), "{down}");
        // Ten days of which one hour.
        let percent: f64 = answer.text("/publicStatus/services/0/uptime/percent").parse().unwrap();
        assert!((99.55..=99.60).contains(&percent), "{percent}");
        assert!(answer.text("/publicStatus/services/0/uptime/formula").contains("major outages count in full"));
        assert_eq!(answer.text("/publicStatus/incidents/nodes/0/reference"), incident.reference);
        assert_eq!(answer.text("/publicStatus/incidents/nodes/0/updates/0/body"), "It was an hour.");
        assert!(answer.at("/publicStatus/incidents/nodes/0/rca").is_null());
        let short = anonymous.ask("{ publicStatus { services { uptime(days: 2) { days { date } } } } }", json!({})).await;
        assert_eq!(short.list("/publicStatus/services/0/uptime/days").len(), 2);
        let long = anonymous.ask("{ publicStatus { services { uptime(days: 91) { percent } } } }", json!({})).await;
        assert_eq!(long.codes(), ["BAD_USER_INPUT"]);
    }
}

#[tokio::test]
async fn what_the_portal_sends_is_kept_for_a_moment_and_runs_nothing() {
    let server = Server::start(Backend::Sqlite).await;
    let shop = service(&server, "Checkout", json!({})).await;
    let first = until(&server, "/status", |page| page.contains("Checkout")).await;
    let header = |answer: &tests::Answer, name: &str| {
        answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    for path in addresses("INC-0", "inc_0", &shop) {
        let answer = get(&server, &path).await;
        assert_eq!(header(&answer, "cache-control"), "public, max-age=5, stale-if-error=86400", "{path}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        let is_data = !header(&answer, "content-type").starts_with("text/html");
        assert_eq!(header(&answer, "access-control-allow-origin") == "*", is_data, "{path}");
        let resource = if is_data { "cross-origin" } else { "same-origin" };
        assert_eq!(header(&answer, "cross-origin-resource-policy"), resource, "{path}");
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
    }
    let again = server.http().get(format!("{}/api/v2/status.json", server.url));
    let known = header(&get(&server, "/api/v2/status.json").await, "etag");
    assert_eq!(again.header("if-none-match", known).send().await.unwrap().status(), 304);
    let asset = first.body.split("href=\"").find_map(|rest| {
        rest.split('"')
            .next()
            .filter(|path| std::path::Path::new(path).extension().is_some_and(|end| end == "css"))
    });
    let asset = get(&server, asset.expect("a style sheet")).await;
    assert!(asset.status == 200 && header(&asset, "cache-control").contains("immutable"));
    for packing in ["br", "gzip"] {
        let packed = server.http().get(format!("{}/status", server.url)).header("accept-encoding", packing);
        let packed = packed.send().await.unwrap();
        assert_eq!(packed.headers()["content-encoding"], packing);
        let bytes = packed.bytes().await.unwrap().len();
        assert!(bytes < 30 * 1024, "{packing}: {bytes}");
    }
    for (method, path, status) in [
        (reqwest::Method::POST, "/status", 405),
        (reqwest::Method::OPTIONS, "/api/v2/summary.json", 204),
        (reqwest::Method::HEAD, "/status", 200),
        (reqwest::Method::GET, "/status/nowhere", 404),
        (reqwest::Method::GET, "/api/v2/nowhere.json", 404),
    ] {
        let answer =
            server.http().request(method.clone(), format!("{}{path}", server.url)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{method} {path}");
    }
}

#[tokio::test]
async fn a_hit_costs_no_statement() {
    let server = Server::start(Backend::Sqlite).await;
    let shop = service(&server, "Checkout", json!({})).await;
    until(&server, "/status", |page| page.contains("Checkout")).await;
    let before = server.metric("coalmine_sql_statements_total").await;
    for _ in 0..5 {
        for path in addresses("INC-0", "inc_0", &shop) {
            get(&server, &path).await;
        }
    }
    assert!((server.metric("coalmine_sql_statements_total").await - before).abs() < 0.5);
}

#[tokio::test]
async fn without_a_portal_its_addresses_lead_nowhere() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let selection =
        "portal { isEnabled accentColor partialImpact excludesMaintenance url version } findings { rule }";
    let change = async |input| {
        admin.mutate("updatePortalSettings", "UpdatePortalSettingsInput", selection, input).await
    };
    let wrong = change(json!({ "version": 1, "accentColor": "red" })).await;
    assert_eq!((wrong.code().as_str(), wrong.fact("field")), ("BAD_USER_INPUT", &json!("accentColor")));
    let set = change(json!({ "version": 1, "accentColor": "#1A5FB4", "partialImpact": "WEIGHTED", "excludesMaintenance": true })).await;
    assert_eq!(set.text("/updatePortalSettings/portal/accentColor"), "#1a5fb4");
    assert_eq!(change(json!({ "version": 1 })).await.code(), "CONFLICT");
    until(&server, "/status", |page| page.contains("#1a5fb4")).await;
    change(json!({ "version": 2, "isEnabled": false })).await.ok();
    until(&server, "/status", |page| page.contains("NOT_FOUND")).await;
    for path in ["/status/history", "/api/v2/summary.json", "/history.atom", "/status/badge.svg"] {
        assert_eq!(get(&server, path).await.status, 404, "{path}");
    }
    assert_eq!(
        server.anonymous().ask("{ publicStatus { overall } }", json!({})).await.codes(),
        ["NOT_FOUND"]
    );
}
