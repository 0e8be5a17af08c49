//! Trackers of issues: their calls are taken when they are signed and new, and never cause an error; states travel both ways
//! without going round in circles.

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::Sha256;
use tests::outbox::HURRY;
use tests::repair::{Ground, Item, read, sound, status};
use tests::sink::SETTINGS;
use tests::{Backend, Client, Server, Sink, Who, time};

/// A connection as the stories use it.
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) hook: String,
    pub(crate) secret: String,
}

pub(crate) async fn connect(server: &Server, admin: &Client, fields: Value) -> Connection {
    let input = tests::story::merge(json!({ "name": "Code", "provider": "GITHUB" }), fields);
    let answer = admin
        .mutate("createTracker", "CreateTrackerInput", "tracker { id hookUrl hasToken } secret", input)
        .await;
    let secret = answer.text("/createTracker/secret");
    server.keep_secret(&secret);
    let (id, hook) =
        (answer.text("/createTracker/tracker/id"), answer.text("/createTracker/tracker/hookUrl"));
    Connection { id, hook, secret }
}

pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    let digits: Vec<String> = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={}", digits.concat())
}

fn issue(state: &str, reason: Option<&str>, updated: &str) -> Vec<u8> {
    json!({
        "action": if state == "closed" { "closed" } else { "reopened" },
        "issue": { "id": 1, "number": 12, "title": "Size the pool", "state": state, "state_reason": reason,
            "html_url": "https://github.com/mine/shop/issues/12", "updated_at": updated },
        "repository": { "full_name": "mine/shop" },
    })
    .to_string()
    .into_bytes()
}

pub(crate) async fn call(
    server: &Server,
    hook: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> (StatusCode, String) {
    let mut request = server.http().post(hook).body(body).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    (answer.status(), answer.text().await.unwrap().replace(&id, "ID"))
}

/// A call as GitHub makes it.
async fn tell(server: &Server, to: &Connection, delivery: &str, body: Vec<u8>) -> StatusCode {
    let signed = signature(&to.secret, &body);
    let headers = [
        ("x-github-event", "issues"),
        ("x-github-delivery", delivery),
        ("x-hub-signature-256", signed.as_str()),
    ];
    call(server, &to.hook, &headers, body).await.0
}

async fn linked(server: &Server, client: &Client, owner: &str) -> Item {
    linked_to(server, client, owner, "https://github.com/Mine/Shop/issues/12").await
}

/// An item that somebody committed to, linked to the issue at an address.
pub(crate) async fn linked_to(server: &Server, client: &Client, owner: &str, url: &str) -> Item {
    let ground = Ground::lay(server, "Checkout slows down at peak").await;
    let mut item = sound(client, &ground, owner, json!({})).await;
    status(client, &mut item, "COMMITTED", json!({})).await.ok();
    let input = json!({ "id": item.id, "version": item.version, "url": url });
    let answer = client
        .mutate(
            "linkRepairItemIssue",
            "LinkRepairItemIssueInput",
            "repairItem { id reference version }",
            input,
        )
        .await;
    item.follow(&answer, "linkRepairItemIssue");
    item
}

on_both! {
    async fn an_issue_moves_its_item_once(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await);
        let owner = server.sign_in(Who::Responder).await;
        let to = connect(server, &admin, json!({})).await;
        let item = linked(server, &manager, &owner.user_id).await;
        let done = issue("closed", Some("completed"), "2026-11-28T10:00:00Z");
        assert_eq!(tell(server, &to, "d-1", done.clone()).await, StatusCode::ACCEPTED);
        let selection = "status version tracker { state title isInStep syncedAt } notes { nodes { kind author { kind name } } }";
        let moved = read(&manager, &item.id, selection).await;
        assert_eq!((moved.text("/repairItem/status").as_str(), moved.text("/repairItem/tracker/state").as_str()), ("DONE", "DONE"));
        assert_eq!((moved.at("/repairItem/tracker/isInStep"), moved.text("/repairItem/tracker/title").as_str()), (&json!(true), "Size the pool"));
        assert_eq!(moved.text("/repairItem/notes/nodes/0/author/kind"), "SYSTEM");

        // The same call again, the same body under another id, a call about nothing: taken, and without effect.
        let traces = server.database.traces().await;
        assert_eq!(tell(server, &to, "d-1", done.clone()).await, StatusCode::ACCEPTED);
        assert_eq!(tell(server, &to, "d-2", done).await, StatusCode::ACCEPTED);
        assert_eq!(tell(server, &to, "d-3", b"{\"zen\":\"Keep it simple\"}".to_vec()).await, StatusCode::ACCEPTED);
        assert_eq!(tell(server, &to, "d-4", b"no JSON".to_vec()).await, StatusCode::ACCEPTED);
        assert_eq!(server.database.traces().await, traces);
        assert_eq!(read(&manager, &item.id, "version").await.int("/repairItem/version"), moved.int("/repairItem/version"));

        // Only a person can decide not to act: the owner is told.
        let dropped = issue("closed", Some("not_planned"), "2026-11-28T11:00:00Z");
        assert_eq!(tell(server, &to, "d-5", dropped).await, StatusCode::ACCEPTED);
        let now = read(&manager, &item.id, "status tracker { state isInStep }").await;
        assert_eq!((now.text("/repairItem/status").as_str(), now.at("/repairItem/tracker/isInStep")), ("DONE", &json!(false)));
        let inbox = owner.ask("{ viewer { notifications(first: 1) { nodes { kind } } } }", json!({})).await;
        assert_eq!(inbox.text("/viewer/notifications/nodes/0/kind"), "TRACKER_DISAGREES");
        let heard = admin.ask("{ trackers { heardAt } }", json!({})).await;
        assert!(heard.at("/trackers/0/heardAt").is_string());
    }

    async fn a_call_that_was_overtaken_undoes_nothing(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await);
        let to = connect(server, &admin, json!({})).await;
        let item = linked(server, &manager, &manager.user_id).await;
        let heard = async |delivery: &str, state: &str, at: &str| {
            let reason = (state == "closed").then_some("completed");
            assert_eq!(tell(server, &to, delivery, issue(state, reason, at)).await, StatusCode::ACCEPTED);
            let now = read(&manager, &item.id, "tracker { state }").await;
            now.text("/repairItem/tracker/state")
        };
        let (first, second, third) = (time::minutes_ago(30), time::minutes_ago(20), time::minutes_ago(10));
        assert_eq!(heard("d-1", "closed", &first).await, "DONE");
        // Closed at last; that it was open in between comes late, and so does the first once more under another id.
        assert_eq!(heard("d-3", "closed", &third).await, "DONE");
        let traces = server.database.traces().await;
        assert_eq!(heard("d-2", "open", &second).await, "DONE");
        assert_eq!(server.database.traces().await, traces, "taken, and without effect");
        assert_eq!(heard("d-4", "open", &third).await, "OPEN", "within the same second");
        // A clock that runs far ahead is not believed for long.
        assert_eq!(heard("d-5", "closed", &time::millis_ahead(3_600_000)).await, "DONE");
        assert_eq!(heard("d-6", "open", &time::minutes_ago(5)).await, "OPEN");
    }

    async fn forged_calls_are_refused_alike_and_leave_nothing(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await);
        let to = connect(server, &admin, json!({})).await;
        let item = linked(server, &manager, &manager.user_id).await;
        let body = issue("closed", Some("completed"), "2026-11-28T10:00:00Z");
        let signed = signature(&to.secret, &body);
        let rows = async || {
            server.database.traces().await + server.database.number("SELECT count(*) FROM inbound_call").await
        };
        let before = rows().await;
        let statements = server.metric("coalmine_sql_statements_total").await;
        let refused = call(server, &to.hook, &[("x-hub-signature-256", "sha256=00")], body.clone()).await;
        assert_eq!(refused.0, StatusCode::UNAUTHORIZED);
        let unknown = to.hook.replace(&to.id, "trk_01h455vb4pex5vsknk084sn02q");
        assert_eq!(call(server, &unknown, &[("x-hub-signature-256", &signed)], body.clone()).await, refused);
        let malformed = to.hook.replace(&to.id, "nonsense");
        assert_eq!(call(server, &malformed, &[("x-hub-signature-256", &signed)], body.clone()).await, refused);
        // Bits flip in the body and in the signature.
        for bit in 0..1000_usize {
            let (mut bent, mut sign) = (body.clone(), signed.clone().into_bytes());
            if bit % 2 == 0 {
                let at = (bit * 7919) % (bent.len() * 8);
                bent[at / 8] ^= 1 << (at % 8);
            } else {
                let at = 7 + bit % 64;
                sign[at] = if sign[at] == b'0' { b'1' } else { b'0' };
            }
            let sign = String::from_utf8(sign).unwrap();
            let answer = call(server, &to.hook, &[("x-hub-signature-256", &sign), ("x-github-event", "issues")], bent).await;
            assert_eq!(answer, refused, "{bit}");
        }
        // Headers that nobody sends.
        let long = "x".repeat(9000);
        for garbage in ["", "sha256=", "sha256", "sha1=00", "=", "v1,AAAA", "sha256=é", "\t", &long, &"0".repeat(71)] {
            for name in ["x-hub-signature-256", "x-hub-signature", "x-gitlab-token", "webhook-signature", "x-github-delivery"] {
                let Ok(value) = reqwest::header::HeaderValue::from_bytes(garbage.as_bytes()) else { continue };
                let request = server.http().post(&to.hook).header(name, value).body(body.clone());
                assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{name}: {garbage}");
            }
        }
        let more = server.metric("coalmine_sql_statements_total").await - statements;
        assert!(more < 0.5, "{more} statements instead of none");
        assert_eq!(rows().await, before);
        assert_eq!(read(&manager, &item.id, "status").await.text("/repairItem/status"), "COMMITTED");
        // Other methods, and more than a tracker sends.
        assert_eq!(server.http().get(&to.hook).send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(call(server, &to.hook, &[], vec![b'x'; 300 * 1024]).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        // Off is like unknown.
        let input = json!({ "id": to.id, "version": 1, "isEnabled": false });
        admin.mutate("updateTracker", "UpdateTrackerInput", "tracker { isEnabled }", input).await.ok();
        assert_eq!(tell(server, &to, "d-1", body).await, StatusCode::UNAUTHORIZED);
    }
}

/// States travel to the tracker, which calls back, and nothing goes round.
async fn there_and_back(backend: Backend) {
    let sink = Sink::start().await;
    let server = Server::with(backend, &SETTINGS).await;
    let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await);
    let token = "ghp_4f2d8c1a9b7e6f5d3c2b1a0987654321";
    server.keep_secret(token);
    let api = sink.url();
    let to = connect(&server, &admin, json!({ "apiUrl": api, "token": token })).await;
    let mut item = linked(&server, &manager, &manager.user_id).await;
    status(&manager, &mut item, "DONE", json!({})).await.ok();
    let calls = sink.wait_for(1).await;
    assert_eq!(calls[0].header("authorization"), format!("Bearer {token}"));
    assert_eq!(calls[0].json(), json!({ "state": "closed", "state_reason": "completed" }));
    let body = issue("closed", Some("completed"), "2026-11-28T10:00:00Z");
    assert_eq!(tell(&server, &to, "d-1", body).await, StatusCode::ACCEPTED);
    // Somebody opens it there: the item follows, and tells nothing back.
    let body = issue("open", None, "2026-11-28T11:00:00Z");
    assert_eq!(tell(&server, &to, "d-2", body).await, StatusCode::ACCEPTED);
    let now = read(&manager, &item.id, "status tracker { state isInStep }").await;
    assert_eq!(now.text("/repairItem/status"), "IN_PROGRESS");
    server.database.execute(&[HURRY]).await;
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(sink.calls().len(), 1, "{:#?}", sink.calls());
    // The token stays with its address.
    let input = json!({ "id": to.id, "version": 1, "apiUrl": "https://elsewhere.example" });
    let refused = admin.mutate("updateTracker", "UpdateTrackerInput", "tracker { apiUrl }", input).await;
    assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("token")));
    let listed = admin.ask("{ trackers { name hasToken apiUrl } }", json!({})).await;
    assert!(
        listed.at("/trackers/0/hasToken") == &json!(true) && !listed.body.contains(token),
        "{}",
        listed.body
    );
}

#[tokio::test]
async fn states_travel_both_ways_on_sqlite() {
    there_and_back(Backend::Sqlite).await;
}

#[tokio::test]
async fn states_travel_both_ways_on_postgres() {
    there_and_back(Backend::Postgres).await;
}
