//! Sessions: refresh tokens rotate, reuse ends the family, rights end at once (A3 to A9).

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::server::{PASSWORD, SIGN_IN};
use tests::{Answer, Backend, Server, Who};

/// The refresh token that an answer sets, and its attributes.
pub fn cookie(answer: &Answer) -> Option<(String, String)> {
    let text = answer.headers.get("set-cookie")?.to_str().ok()?;
    let (pair, attributes) = text.split_once(';')?;
    Some((pair.strip_prefix("refresh=")?.to_owned(), attributes.to_owned()))
}

/// Signs in and gives the refresh token.
pub async fn sign_in_cookie(server: &Server, who: Who) -> String {
    let (token, _) =
        cookie(&try_sign_in(server, who.email(), PASSWORD).await).expect("signing in sets the cookie");
    server.keep_secret(&token);
    token
}

pub async fn try_sign_in(server: &Server, email: &str, password: &str) -> Answer {
    server.anonymous().ask(SIGN_IN, json!({ "input": { "email": email, "password": password } })).await
}

async fn post(server: &Server, path: &str, token: &str) -> Answer {
    let request = server.http().post(format!("{}{path}", server.url)).header("x-coalmine-client", "web");
    Answer::read(request.header("cookie", format!("refresh={token}")).send().await.expect("an answer")).await
}

pub async fn refresh(server: &Server, token: &str) -> Result<(String, String), u16> {
    let answer = post(server, "/auth/refresh", token).await;
    if answer.status != 200 {
        return Err(answer.status);
    }
    let access = answer.json["accessToken"].as_str().expect("an access token").to_owned();
    Ok((cookie(&answer).expect("the cookie is replaced").0, access))
}

pub async fn works(server: &Server, access: &str) -> bool {
    server.bearer(access).ask("{ viewer { name } }", json!({})).await.codes().is_empty()
}

on_both! {
    async fn a_refresh_token_is_used_once_and_gives_the_next(server: &Server) {
        let first = try_sign_in(server, Who::Responder.email(), PASSWORD).await;
        let (mut token, attributes) = cookie(&first).unwrap();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(attributes.contains(part), "{attributes}");
        }
        assert!(!attributes.contains("Secure") && !attributes.contains("Domain"), "http on the loopback: {attributes}");
        let mut seen = HashSet::from([token.clone()]);
        for _ in 0..5 {
            let (next, access) = refresh(server, &token).await.unwrap();
            assert!(works(server, &access).await);
            assert!(seen.insert(next.clone()), "every token is a new one");
            token = next;
        }
        assert_eq!(first.json.to_string().matches(&token).count(), 0);
    }

    async fn reuse_of_a_spent_token_ends_the_whole_family(server: &Server) {
        let first = sign_in_cookie(server, Who::Responder).await;
        let (second, _) = refresh(server, &first).await.unwrap();
        let (third, access) = refresh(server, &second).await.unwrap();
        assert!(works(server, &access).await);
        // The first token's child was used: nobody lost an answer here.
        assert_eq!(refresh(server, &first).await, Err(401));
        assert!(!works(server, &access).await, "the session is over at the next request");
        assert_eq!(refresh(server, &third).await, Err(401));
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action LIKE '%reused%'";
        assert_eq!(server.database.number(rows).await, 1);
        // Another sign-in of the same person lives on.
        server.sign_in(Who::Responder).await.ask("{ viewer { name } }", json!({})).await.ok();
    }

    async fn a_lost_answer_may_be_asked_for_again(server: &Server) {
        let first = sign_in_cookie(server, Who::Responder).await;
        let (lost, _) = refresh(server, &first).await.unwrap();
        let (again, access) = refresh(server, &first).await.expect("the child is unused and young");
        assert_ne!(lost, again);
        assert!(works(server, &access).await);
        refresh(server, &again).await.unwrap();
        assert_eq!(refresh(server, &lost).await, Err(401), "the lost child was revoked");
    }

    async fn signing_out_ends_the_session_at_once(server: &Server) {
        let token = sign_in_cookie(server, Who::Responder).await;
        let (token, access) = refresh(server, &token).await.unwrap();
        let elsewhere = server.sign_in(Who::Responder).await;
        let out = post(server, "/auth/logout", &token).await;
        assert_eq!(out.status, 204);
        assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert!(!works(server, &access).await);
        assert_eq!(refresh(server, &token).await, Err(401));
        elsewhere.ask("{ viewer { name } }", json!({})).await.ok();
        assert_eq!(post(server, "/auth/logout", &token).await.status, 204, "twice is fine");
    }

    async fn a_role_taken_away_counts_at_the_next_request(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let responder = server.sign_in(Who::Responder).await;
        let update = async |version: i64, more: Value| {
            let input = tests::story::merge(json!({ "id": responder.user_id, "version": version }), more);
            admin.mutate("updateUser", "UpdateUserInput", "user { version roles isDisabled }", input).await
        };
        for round in 0..10 {
            tests::story::declare(&responder, "While responder", json!({})).await;
            let down = update(1 + round * 2, json!({ "roles": ["VIEWER"] })).await;
            assert_eq!(down.at("/updateUser/user/roles"), &json!(["VIEWER"]));
            let query = "mutation { addTimelineEntry(input: { incidentId: \"inc_01hzzzzzzzf2bvaj1yyyyyyyyy\", body: \"x\" }) { findings { rule } } }";
            assert_eq!(responder.ask(query, json!({})).await.code(), "FORBIDDEN", "round {round}");
            update(2 + round * 2, json!({ "roles": ["RESPONDER"] })).await.ok();
        }
    }

    async fn a_disabled_person_is_out_at_once_and_cannot_come_back(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let viewer = server.sign_in(Who::Viewer).await;
        let token = sign_in_cookie(server, Who::Viewer).await;
        let input = json!({ "id": viewer.user_id, "version": 1, "isDisabled": true });
        admin.mutate("updateUser", "UpdateUserInput", "user { isDisabled }", input).await.ok();
        assert!(viewer.ask("{ viewer { name } }", json!({})).await.is_unauthenticated());
        assert_eq!(refresh(server, &token).await, Err(401));
        let again = try_sign_in(server, Who::Viewer.email(), PASSWORD).await;
        let wrong = try_sign_in(server, Who::Viewer.email(), "something else entirely").await;
        assert_eq!(again.without_request_id(), wrong.without_request_id(), "the answer does not tell that the person exists");
        let input = json!({ "id": viewer.user_id, "version": 2, "isDisabled": false });
        admin.mutate("updateUser", "UpdateUserInput", "user { isDisabled }", input).await.ok();
        assert!(viewer.ask("{ viewer { name } }", json!({})).await.is_unauthenticated(), "old sessions stay ended");
        server.sign_in(Who::Viewer).await;
    }

    async fn the_last_administrator_cannot_be_taken_away(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        for change in [json!({ "isDisabled": true }), json!({ "roles": ["VIEWER"] })] {
            let input = tests::story::merge(json!({ "id": admin.user_id, "version": 1 }), change);
            let answer = admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await;
            assert_eq!(answer.code(), "RULE_VIOLATION", "{}", answer.body);
        }
        admin.ask("{ users { nodes { id } } }", json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_hundred_tabs_that_refresh_at_once_stay_signed_in() {
    let server = Server::start(Backend::Sqlite).await;
    let tabs = join_all((0..100).map(|_| sign_in_cookie(&server, Who::Responder))).await;
    let tokens = join_all(tabs.iter().map(|token| refresh(&server, token))).await;
    assert!(tokens.iter().all(Result::is_ok), "own cookies: {tokens:?}");
    // One browser: the tabs share one cookie and all send the same token.
    let shared = sign_in_cookie(&server, Who::Viewer).await;
    let answers = join_all((0..100).map(|_| refresh(&server, &shared))).await;
    let refused = answers.iter().filter(|answer| answer.is_err()).count();
    assert_eq!(refused, 0, "no tab is logged out: {:?}", answers.iter().find(|answer| answer.is_err()));
    let alive = join_all(answers.iter().flatten().map(|(_, access)| works(&server, access))).await;
    assert!(alive.into_iter().all(|alive| alive));
}

#[tokio::test]
async fn nothing_that_is_no_token_refreshes() {
    let server = Server::start(Backend::Sqlite).await;
    let real = sign_in_cookie(&server, Who::Responder).await;
    let access = server.sign_in(Who::Responder).await.token.unwrap();
    let before = server.database.traces().await;
    for token in [
        "",
        "0",
        "null",
        "undefined",
        "x",
        "%",
        &"a".repeat(43),
        &real[..real.len() - 1],
        &access,
        &format!("{real}x"),
    ] {
        assert_eq!(refresh(&server, token).await, Err(401), "{token}");
    }
    let none = server
        .http()
        .post(format!("{}/auth/refresh", server.url))
        .header("x-coalmine-client", "web")
        .send()
        .await
        .unwrap();
    assert_eq!(none.status(), 401);
    let two = server
        .http()
        .post(format!("{}/auth/refresh", server.url))
        .header("x-coalmine-client", "web")
        .header("cookie", format!("refresh={real}; refresh={real}"));
    assert_eq!(two.send().await.unwrap().status(), 401, "two cookies of one name: one was planted");
    assert_eq!(server.database.traces().await, before);
    refresh(&server, &real).await.unwrap();
}

#[tokio::test]
async fn empty_and_wrong_credentials_get_one_answer() {
    let server = Server::start(Backend::Sqlite).await;
    let mut answers = HashSet::new();
    for (email, password) in [
        (Who::Admin.email(), "wrong password, long enough"),
        (Who::Admin.email(), ""),
        ("", ""),
        ("", PASSWORD),
        ("nobody@mine.example", PASSWORD),
        ("nobody@mine.example", ""),
        ("not an address", "x"),
        (Who::Admin.email(), "0"),
        ("%", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ] {
        let answer = try_sign_in(&server, email, password).await;
        assert_eq!(answer.codes(), ["UNAUTHENTICATED"], "{email} {password}: {}", answer.body);
        assert!(!answer.headers.contains_key("set-cookie"));
        answers.insert(answer.without_request_id());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let long = try_sign_in(&server, Who::Admin.email(), &"x".repeat(5000)).await;
    assert!(["UNAUTHENTICATED", "BAD_USER_INPUT"].contains(&long.code().as_str()));
    for input in [
        json!({}),
        json!({ "email": null, "password": null }),
        json!({ "email": [], "password": {} }),
        json!({ "email": 0, "password": 0 }),
    ] {
        let answer = server.anonymous().ask(SIGN_IN, json!({ "input": input })).await;
        assert!(!answer.codes().is_empty() && answer.json["data"]["signIn"].is_null(), "{}", answer.body);
    }
}

#[tokio::test]
async fn guesses_are_limited_by_account_and_address() {
    let server = Server::with(
        Backend::Sqlite,
        &[("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_LIMITS__REQUESTS_PER_MINUTE", "100000")],
    )
    .await;
    let rows = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action LIKE '%sign_in_failed%'";
    let mut limited = 0;
    for number in 0..60 {
        let email = if number % 2 == 0 {
            Who::Admin.email().to_owned()
        } else {
            format!("person{number}@mine.example")
        };
        let answer = try_sign_in(&server, &email, &format!("guess number {number}")).await;
        match answer.code().as_str() {
            "RATE_LIMITED" => {
                assert_eq!(answer.status, 429);
                assert!(
                    answer.headers.contains_key("retry-after")
                        && answer.fact("retryAfterSeconds").as_u64() >= Some(1)
                );
                limited += 1;
            }
            code => assert_eq!(code, "UNAUTHENTICATED"),
        }
    }
    let evaluated = server.database.number(rows).await;
    assert!(evaluated <= 11 && limited >= 49, "evaluated {evaluated}, limited {limited}");
    // A header cannot make another address of this one.
    let spoofed = server.http().post(format!("{}/graphql", server.url)).header("x-forwarded-for", "203.0.113.77")
        .json(&json!({ "query": SIGN_IN, "variables": { "input": { "email": Who::Viewer.email(), "password": PASSWORD } } }));
    assert_eq!(spoofed.send().await.unwrap().status(), 429);
}

#[tokio::test]
async fn a_trusted_proxy_speaks_for_its_clients_counted_from_the_right() {
    let settings =
        [("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_TRUSTED_PROXIES", "[\"127.0.0.0/8\"]")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    let from = async |forwarded: &str, number: usize| {
        let input = json!({ "email": format!("p{number}@mine.example"), "password": "guess" });
        let request =
            server.http().post(format!("{}/graphql", server.url)).header("x-forwarded-for", forwarded);
        request
            .json(&json!({ "query": SIGN_IN, "variables": { "input": input } }))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    let mut limited = 0;
    for number in 0..20 {
        // The left end is whatever the client wrote.
        limited += usize::from(from(&format!("198.51.100.{number}, 203.0.113.5"), number).await == 429);
    }
    assert!(limited >= 9, "{limited}");
    assert_ne!(
        from("198.51.100.1, 203.0.113.6", 99).await,
        429,
        "another client of the proxy is not limited"
    );
}

#[tokio::test]
async fn a_flood_of_sign_ins_takes_no_place_from_others() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let answered = AtomicUsize::new(0);
    let flood = join_all((0..200).map(|number| {
        let (server, answered) = (&server, &answered);
        async move {
            let code = try_sign_in(server, &format!("p{number}@mine.example"), "guess").await.code();
            answered.fetch_add(1, Ordering::Relaxed);
            code
        }
    }));
    let calm = async {
        while answered.load(Ordering::Relaxed) < 10 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for _ in 0..3 {
            client.ask("{ viewer { name } }", json!({})).await.ok();
        }
        answered.load(Ordering::Relaxed)
    };
    let (codes, before) = tokio::join!(flood, calm);
    let known = ["UNAUTHENTICATED", "RATE_LIMITED", "UNAVAILABLE"];
    assert!(codes.iter().all(|code| known.contains(&code.as_str())), "{codes:?}");
    assert!(before < 60, "whoever is signed in does not wait for the flood: {before} were answered first");
}

#[tokio::test]
async fn the_first_administrator_comes_from_the_command_line_alone() {
    let database = tests::database::Database::empty();
    database.run(&["migrate"], "").ok();
    let server = Server::over(database, &[]).await;
    let anyone = try_sign_in(&server, "admin@mine.example", "admin").await;
    assert_eq!(anyone.code(), "UNAUTHENTICATED", "there is no default account");
    let input = json!({ "email": "me@mine.example", "name": "Me", "roles": ["ADMIN"] });
    let answer = server.anonymous().mutate("inviteUser", "InviteUserInput", "user { id }", input).await;
    assert_eq!(answer.code(), "UNAUTHENTICATED");
    assert_eq!(server.database.number("SELECT CAST(count(*) AS BIGINT) FROM app_user").await, 0);
    let words = ["user", "create", "--email", "me@mine.example", "--name", "Me", "--role", "ADMIN"];
    for weak in ["short", "password1234", "coalmine coalmine"] {
        assert_ne!(server.database.run(&words, &format!("{weak}\n")).code, 0, "{weak}");
    }
    server.database.run(&words, &format!("{PASSWORD}\n")).ok();
    assert_ne!(server.database.run(&words, &format!("{PASSWORD}\n")).code, 0, "an address is taken once");
    // The running program hears of it by its events.
    for _ in 0..50 {
        if try_sign_in(&server, "me@mine.example", PASSWORD).await.codes().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the administrator cannot sign in");
}
