//! Seeing and ending sessions, and changing the password (A8, A9).

use std::time::Duration;

use serde_json::{Value, json};
use tests::server::{PASSWORD, SIGN_IN};
use tests::socket::Socket;
use tests::{Answer, Backend, Client, Server, Who, time};

use crate::sessions::{refresh, sign_in_cookie, try_sign_in, works};

const CHOSEN: &str = "nine-brass-lanterns-drift-away";
const LIST: &str = "query($id: ID) {
  sessions(userId: $id) { id createdAt lastUsedAt expiresAt address userAgent isCurrent endedAt endReason }
}";

async fn list(client: &Client, user: Value) -> Answer {
    client.ask(LIST, json!({ "id": user })).await
}

async fn change(client: &Client, current: &str, new: &str) -> Answer {
    let input = json!({ "currentPassword": current, "newPassword": new });
    client.mutate("changePassword", "ChangePasswordInput", "viewer { id } endedSessionCount", input).await
}

async fn end(client: &Client, id: &Value) -> Answer {
    client.mutate("endSession", "EndSessionInput", "session { id endReason }", json!({ "id": id })).await
}

fn in_force(answer: &Answer) -> Vec<&Value> {
    answer.list("/sessions").iter().filter(|session| session["endedAt"].is_null()).collect()
}

on_both! {
    async fn a_person_sees_and_ends_the_own_sessions_and_nobody_elses(server: &Server) {
        let here = server.sign_in(Who::Viewer).await;
        let request = server.http().post(format!("{}/graphql", server.url)).header("user-agent", "Harbour/1.0")
            .json(&json!({ "query": SIGN_IN, "variables": { "input": { "email": Who::Viewer.email(), "password": PASSWORD } } }));
        let elsewhere = Answer::read(request.send().await.unwrap()).await.text("/signIn/accessToken");
        let seen = list(&here, Value::Null).await;
        let live = in_force(&seen);
        assert_eq!(live.len(), 2);
        let other = live.iter().find(|session| session["isCurrent"] == false).unwrap();
        assert_eq!((&other["userAgent"], &other["address"]), (&json!("Harbour/1.0"), &json!("127.0.0.1")));
        let stranger = server.sign_in(Who::Responder).await;
        let foreign = end(&stranger, &other["id"]).await;
        let unknown = end(&stranger, &json!("ses_01hzzzzzzzf2bvaj1yyyyyyyyy")).await;
        assert_eq!(foreign.code(), "NOT_FOUND");
        assert_eq!(foreign.without_request_id(), unknown.without_request_id(), "hidden answers as unknown");
        assert_eq!(list(&stranger, json!(here.user_id)).await.code(), "FORBIDDEN");
        let ended = end(&here, &other["id"]).await;
        assert_eq!(ended.at("/endSession/session/endReason"), "SIGNED_OUT");
        assert!(!works(server, &elsewhere).await, "the next request is refused");
        end(&here, &other["id"]).await.ok();
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = 'session.ended'";
        assert_eq!(server.database.number(rows).await, 1, "ending it again changes nothing");
        let admin = server.sign_in(Who::Admin).await;
        let seen = list(&admin, json!(here.user_id)).await;
        assert_eq!((in_force(&seen).len(), seen.list("/sessions").len()), (1, 2));
        let own = in_force(&seen)[0]["id"].clone();
        assert_eq!(end(&admin, &own).await.at("/endSession/session/endReason"), "ENDED_BY_ADMIN");
        assert!(here.ask("{ viewer { name } }", json!({})).await.is_unauthenticated());
    }

    async fn signing_out_everywhere_ends_every_session_and_its_streams(server: &Server) {
        let (one, two) = (server.sign_in(Who::Viewer).await, server.sign_in(Who::Viewer).await);
        let other = server.sign_in(Who::Responder).await;
        let token = sign_in_cookie(server, Who::Viewer).await;
        let mut socket = Socket::signed_in(server, two.token.as_deref().unwrap()).await;
        socket.subscribe("all", json!({})).await;
        let refused = other.mutate("endSessions", "EndSessionsInput", "endedSessionCount", json!({ "userId": one.user_id })).await;
        assert_eq!(refused.fact("permission"), "SESSION_MANAGE");
        let out = one.mutate("endSessions", "EndSessionsInput", "endedSessionCount", json!({})).await;
        assert_eq!(out.int("/endSessions/endedSessionCount"), 3);
        assert_eq!(socket.close_code(Duration::from_secs(2)).await, Some(4401), "sockets close within a second or two");
        for client in [&one, &two] {
            assert!(client.ask("{ viewer { name } }", json!({})).await.is_unauthenticated());
        }
        assert_eq!(refresh(server, &token).await, Err(401));
        other.ask("{ viewer { name } }", json!({})).await.ok();
        let admin = server.sign_in(Who::Admin).await;
        let input = json!({ "userId": other.user_id });
        admin.mutate("endSessions", "EndSessionsInput", "endedSessionCount", input).await.ok();
        assert!(other.ask("{ viewer { name } }", json!({})).await.is_unauthenticated());
        admin.ask("{ viewer { name } }", json!({})).await.ok();
    }

    async fn a_changed_password_ends_the_other_sessions(server: &Server) {
        let (here, elsewhere) = (server.sign_in(Who::Viewer).await, server.sign_in(Who::Viewer).await);
        let wrong = change(&here, "not the present one", CHOSEN).await;
        assert_eq!((wrong.code().as_str(), wrong.fact("field")), ("BAD_USER_INPUT", &json!("currentPassword")));
        for bad in ["short", PASSWORD, "the viewer the viewer", "incident2026!"] {
            let refused = change(&here, PASSWORD, bad).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("newPassword")), "{bad}");
        }
        elsewhere.ask("{ viewer { name } }", json!({})).await.ok();
        let changed = change(&here, PASSWORD, CHOSEN).await;
        assert_eq!((changed.text("/changePassword/viewer/id"), changed.int("/changePassword/endedSessionCount")), (here.user_id.clone(), 1));
        here.ask("{ viewer { name } }", json!({})).await.ok();
        assert!(elsewhere.ask("{ viewer { name } }", json!({})).await.is_unauthenticated());
        assert_eq!(try_sign_in(server, Who::Viewer.email(), PASSWORD).await.code(), "UNAUTHENTICATED");
        try_sign_in(server, Who::Viewer.email(), CHOSEN).await.ok();
        for (action, rows) in [("password.changed", 1), ("password.change_refused", 1)] {
            let sql = format!("SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = '{action}'");
            assert_eq!(server.database.number(&sql).await, rows, "{action}");
        }
    }

    async fn who_was_robbed_of_a_token_is_told(server: &Server) {
        let first = sign_in_cookie(server, Who::Viewer).await;
        let (second, _) = refresh(server, &first).await.unwrap();
        refresh(server, &second).await.unwrap();
        assert_eq!(refresh(server, &first).await, Err(401));
        let document = SIGN_IN.replace("accessToken", "reusedSession { id endReason } accessToken");
        let input = json!({ "input": { "email": Who::Viewer.email(), "password": PASSWORD } });
        let told = server.anonymous().ask(&document, input.clone()).await;
        assert_eq!(told.at("/signIn/reusedSession/endReason"), "TOKEN_REUSED");
        let seen = list(&server.bearer(&told.text("/signIn/accessToken")), Value::Null).await;
        assert!(seen.list("/sessions").iter().any(|session| session["endReason"] == "TOKEN_REUSED"));
        let again = server.anonymous().ask(&document, input).await;
        assert!(again.at("/signIn/reusedSession").is_null(), "told once");
    }

    async fn a_disabled_person_is_out_at_once_and_the_keys_they_made_go_on(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let input = json!({ "email": "second@mine.example", "name": "Second", "roles": ["ADMIN"] });
        let invited = admin.mutate("inviteUser", "InviteUserInput", "user { id } link", input).await;
        let link = invited.text("/inviteUser/link");
        let token = link.split_once('#').unwrap().1;
        let redeem = "mutation($input: RedeemOneTimeLinkInput!) { redeemOneTimeLink(input: $input) { accessToken } }";
        let joined = server.anonymous().ask(redeem, json!({ "input": { "token": token, "password": CHOSEN } })).await;
        let second = server.bearer(&joined.text("/redeemOneTimeLink/accessToken"));
        let input = json!({ "name": "Bot", "role": "VIEWER", "expiresAt": time::millis_ahead(86_400_000) });
        let key = second.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await.text("/createApiKey/secret");
        let input = json!({ "id": invited.text("/inviteUser/user/id"), "version": 1, "isDisabled": true });
        let disabled = admin.mutate("updateUser", "UpdateUserInput", "user { status isDisabled }", input).await;
        assert_eq!(disabled.at("/updateUser/user/status"), "DISABLED");
        assert!(second.ask("{ viewer { name } }", json!({})).await.is_unauthenticated());
        server.bearer(&key).ask("{ incidents { nodes { id } } }", json!({})).await.ok();
    }
}

#[tokio::test]
async fn guesses_of_the_present_password_are_limited() {
    let settings =
        [("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_LIMITS__REQUESTS_PER_MINUTE", "100000")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    let viewer = server.sign_in(Who::Viewer).await;
    let mut limited = 0;
    for number in 0..40 {
        let answer = change(&viewer, &format!("guess number {number}"), CHOSEN).await;
        limited += usize::from(answer.code() == "RATE_LIMITED");
    }
    let rows = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = 'password.change_refused'";
    let evaluated = server.database.number(rows).await;
    assert!(evaluated <= 10 && limited >= 30, "evaluated {evaluated}, limited {limited}");
    let batch = "mutation { a: changePassword(input: { currentPassword: \"a\", newPassword: \"b\" }) { endedSessionCount }
        b: changePassword(input: { currentPassword: \"a\", newPassword: \"b\" }) { endedSessionCount } }";
    assert_eq!(viewer.ask(batch, json!({})).await.code(), "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn a_key_has_no_sessions_and_no_password() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let input = json!({ "name": "Bot", "role": "ADMIN", "expiresAt": time::millis_ahead(86_400_000) });
    let key =
        admin.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await.text("/createApiKey/secret");
    let bot = server.bearer(&key);
    assert_eq!(list(&bot, Value::Null).await.code(), "BAD_USER_INPUT");
    assert_eq!(list(&bot, json!(admin.user_id)).await.list("/sessions").len(), 1);
    assert!(change(&bot, PASSWORD, CHOSEN).await.is_unauthenticated());
}
