//! Joining and getting back in by one-time link: once, for one person, for a while (A3, A4, A6, A7).

use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::server::PASSWORD;
use tests::story::merge;
use tests::{Answer, Backend, Client, Server, Who};

use crate::sessions::{cookie, refresh, try_sign_in};

const CHOSEN: &str = "nine-brass-lanterns-drift-away";
const LOOK: &str = "query($token: String!) { oneTimeLink(token: $token) { kind name email expiresAt } }";
const REDEEM: &str = "mutation($input: RedeemOneTimeLinkInput!) {
  redeemOneTimeLink(input: $input) { accessToken expiresAt viewer { id name roles } reusedSession { id } }
}";

/// The token of a link, which must not show up in the log.
fn token_of(server: &Server, link: &str) -> String {
    let (page, token) = link.split_once('#').expect("the token stands behind the #");
    assert_eq!(page, format!("{}/welcome", server.url));
    server.keep_secret(token);
    token.to_owned()
}

async fn invite(server: &Server, admin: &Client, more: Value) -> (String, String) {
    let base = json!({ "email": "guest@mine.example", "name": "The Guest", "roles": ["VIEWER"] });
    let selection = "user { id status } link expiresAt";
    let answer = admin.mutate("inviteUser", "InviteUserInput", selection, merge(base, more)).await;
    assert_eq!(answer.text("/inviteUser/user/status"), "INVITED");
    (answer.text("/inviteUser/user/id"), token_of(server, &answer.text("/inviteUser/link")))
}

async fn reset(server: &Server, admin: &Client, user: &str) -> String {
    let input = json!({ "userId": user });
    let answer = admin.mutate("startPasswordReset", "StartPasswordResetInput", "link expiresAt", input).await;
    token_of(server, &answer.text("/startPasswordReset/link"))
}

async fn look(server: &Server, token: &str) -> Answer {
    server.anonymous().ask(LOOK, json!({ "token": token })).await
}

async fn redeem(server: &Server, token: &str, password: &str) -> Answer {
    server.anonymous().ask(REDEEM, json!({ "input": { "token": token, "password": password } })).await
}

fn is_refused(answer: &Answer) -> bool {
    answer.codes() == ["BAD_USER_INPUT"] && answer.fact("field") == "token"
}

async fn status(admin: &Client, user: &str) -> String {
    admin
        .ask("query($id: ID!) { user(id: $id) { status } }", json!({ "id": user }))
        .await
        .text("/user/status")
}

on_both! {
    async fn an_invited_person_joins_once_with_a_password_that_nobody_else_knows(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let (guest, token) = invite(server, &admin, json!({ "email": "Guest@Mine.example" })).await;
        for guess in ["", CHOSEN, "null"] {
            assert_eq!(try_sign_in(server, "guest@mine.example", guess).await.code(), "UNAUTHENTICATED");
        }
        let unknown = try_sign_in(server, "nobody@mine.example", CHOSEN).await;
        let invited = try_sign_in(server, "guest@mine.example", CHOSEN).await;
        assert_eq!(unknown.without_request_id(), invited.without_request_id(), "the answer does not tell");
        let seen = look(server, &token).await;
        assert_eq!(seen.at("/oneTimeLink/kind"), "INVITATION");
        assert_eq!(seen.at("/oneTimeLink/email"), "guest@mine.example");
        for weak in ["short", "guest@mine.example", "the guest the guest"] {
            let refused = redeem(server, &token, weak).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("password")));
        }
        let joined = redeem(server, &token, CHOSEN).await;
        assert_eq!(joined.text("/redeemOneTimeLink/viewer/id"), guest);
        let access = joined.text("/redeemOneTimeLink/accessToken");
        server.bearer(&access).ask("{ viewer { name } }", json!({})).await.ok();
        let (refresh_token, _) = cookie(&joined).expect("redeeming signs a browser in");
        refresh(server, &refresh_token).await.unwrap();
        assert_eq!(status(&admin, &guest).await, "ACTIVE");
        try_sign_in(server, "guest@mine.example", CHOSEN).await.ok();
        assert!(is_refused(&redeem(server, &token, CHOSEN).await) && look(server, &token).await.at("/oneTimeLink").is_null());
        for (action, rows) in [("user.invited", 1), ("invitation.redeemed", 1)] {
            let sql = format!("SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = '{action}' AND facts NOT LIKE '%{token}%'");
            assert_eq!(server.database.number(&sql).await, rows, "{action}");
        }
    }

    async fn an_invitation_is_made_once_per_idempotency_key_and_its_link_shown_once(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let input = json!({ "email": "guest@mine.example", "name": "The Guest", "roles": ["VIEWER"], "idempotencyKey": "g" });
        let selection = "user { id } link expiresAt";
        let first = admin.mutate("inviteUser", "InviteUserInput", selection, input.clone()).await;
        let again = admin.mutate("inviteUser", "InviteUserInput", selection, input.clone()).await;
        for pointer in ["/inviteUser/user/id", "/inviteUser/expiresAt"] {
            assert_eq!(first.text(pointer), again.text(pointer));
        }
        assert!(again.at("/inviteUser/link").is_null());
        assert!(!look(server, &token_of(server, &first.text("/inviteUser/link"))).await.at("/oneTimeLink").is_null());
        let other = merge(input, json!({ "name": "Another" }));
        assert_eq!(admin.mutate("inviteUser", "InviteUserInput", selection, other).await.code(), "CONFLICT");
        let taken = json!({ "email": "GUEST@mine.example", "name": "Another", "roles": ["VIEWER"] });
        assert_eq!(admin.mutate("inviteUser", "InviteUserInput", selection, taken).await.fact("field"), "email");
    }

    async fn a_renewed_invitation_ends_the_one_before(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let (guest, first) = invite(server, &admin, json!({})).await;
        let input = json!({ "userId": guest });
        let renewed = admin.mutate("renewInvitation", "RenewInvitationInput", "user { id } link", input.clone()).await;
        let second = token_of(server, &renewed.text("/renewInvitation/link"));
        assert!(is_refused(&redeem(server, &first, CHOSEN).await));
        let refused = admin.mutate("startPasswordReset", "StartPasswordResetInput", "link", input.clone()).await;
        assert_eq!(refused.code(), "RULE_VIOLATION", "nobody resets what was never set");
        redeem(server, &second, CHOSEN).await.ok();
        let refused = admin.mutate("renewInvitation", "RenewInvitationInput", "link", input).await;
        assert_eq!(refused.code(), "RULE_VIOLATION", "nobody joins twice");
    }

    async fn a_reset_sets_another_password_and_ends_every_session(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let viewer = server.sign_in(Who::Viewer).await;
        let token = reset(server, &admin, &viewer.user_id).await;
        assert_eq!(look(server, &token).await.at("/oneTimeLink/kind"), "PASSWORD_RESET");
        viewer.ask("{ viewer { name } }", json!({})).await.ok();
        let back = redeem(server, &token, CHOSEN).await.text("/redeemOneTimeLink/accessToken");
        assert!(viewer.ask("{ viewer { name } }", json!({})).await.is_unauthenticated());
        server.bearer(&back).ask("{ viewer { name } }", json!({})).await.ok();
        assert_eq!(try_sign_in(server, Who::Viewer.email(), PASSWORD).await.code(), "UNAUTHENTICATED");
        try_sign_in(server, Who::Viewer.email(), CHOSEN).await.ok();
        assert!(is_refused(&redeem(server, &token, PASSWORD).await));
    }

    async fn of_parallel_redemptions_one_wins(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let (guest, token) = invite(server, &admin, json!({})).await;
        let answers = join_all((0..12).map(|_| redeem(server, &token, CHOSEN))).await;
        assert_eq!(answers.iter().filter(|answer| answer.codes().is_empty()).count(), 1);
        assert_eq!(answers.iter().filter(|answer| is_refused(answer)).count(), 11);
        let sql = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = 'invitation.redeemed'";
        assert_eq!(server.database.number(sql).await, 1);
        let sessions = admin.ask("query($id: ID) { sessions(userId: $id) { id } }", json!({ "id": guest })).await;
        assert_eq!(sessions.list("/sessions").len(), 1);
    }

    async fn what_is_no_open_link_has_one_answer_and_changes_nothing(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let viewer = server.sign_in(Who::Viewer).await;
        let (_, used) = invite(server, &admin, json!({})).await;
        redeem(server, &used, CHOSEN).await.ok();
        let late = reset(server, &admin, &viewer.user_id).await;
        let sql = "UPDATE one_time_link SET expires_at = created_at WHERE used_at IS NULL RETURNING CAST(1 AS BIGINT)";
        server.database.number(sql).await;
        let (gone, open) = invite(server, &admin, json!({ "email": "gone@mine.example" })).await;
        let input = json!({ "id": gone, "version": 1, "isDisabled": true });
        admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
        let (other, replaced) = invite(server, &admin, json!({ "email": "other@mine2.example" })).await;
        let renewed = admin.mutate("renewInvitation", "RenewInvitationInput", "link", json!({ "userId": other })).await;
        let real = token_of(server, &renewed.text("/renewInvitation/link"));
        let before = server.database.traces().await;
        let mut answers = HashSet::new();
        for token in [
            "", "0", "null", "undefined", "%", "' OR 1=1 --", "🕳", &"0".repeat(64), &"f".repeat(64), &"x".repeat(1000),
            &real[1..], &real[..63], &format!("{real}0"), &format!(" {real}"), &real.to_uppercase(),
            &used, &late, &open, &replaced, &other,
        ] {
            assert!(look(server, token).await.at("/oneTimeLink").is_null(), "{token}");
            for password in [CHOSEN, "short"] {
                let answer = redeem(server, token, password).await;
                assert!(is_refused(&answer), "{token}: {}", answer.body);
                assert!(!answer.headers.contains_key("set-cookie"));
                answers.insert(answer.without_request_id());
            }
        }
        assert_eq!(answers.len(), 1, "{answers:?}");
        for input in [
            json!({}), json!({ "token": null, "password": CHOSEN }), json!({ "password": CHOSEN }), json!({ "token": real }),
            json!({ "token": real, "password": null }), json!({ "token": 0, "password": CHOSEN }), json!({ "token": [real], "password": 1 }),
            json!({ "token": {}, "password": CHOSEN }), json!({ "token": true, "password": CHOSEN }),
        ] {
            let answer = server.anonymous().ask(REDEEM, json!({ "input": input })).await;
            assert!(!answer.codes().is_empty() && answer.json["data"]["redeemOneTimeLink"].is_null(), "{}", answer.body);
            assert!(!answer.body.contains(&real) && !answer.body.contains(CHOSEN), "{}", answer.body);
        }
        for token in [json!(null), json!(0), json!([]), json!({}), json!(false)] {
            let answer = server.anonymous().ask(LOOK, json!({ "token": token })).await;
            assert!(!answer.codes().is_empty(), "{}", answer.body);
        }
        assert_eq!(server.database.traces().await, before, "nothing changed");
        redeem(server, &real, CHOSEN).await.ok();
    }

    async fn of_many_first_administrators_made_at_once_one_stays(server: &Server) {
        // Its own database: the one of the tests has an administrator.
        let words = |n: usize| -> Vec<String> {
            ["user", "create", "--first", "--name", "The Admin", "--email"].map(str::to_owned).into_iter()
                .chain([format!("first{n}@mine.example")]).collect()
        };
        let refused = server.database.run(&words(99).iter().map(String::as_str).collect::<Vec<_>>(), &format!("{CHOSEN}\n"));
        assert!(refused.code != 0 && refused.err.contains("administrator already"), "{}", refused.err);
        // Roles of the template are taken away behind the program's back, so that the place is free.
        for sql in ["DELETE FROM first_admin RETURNING CAST(1 AS BIGINT)", "DELETE FROM user_role WHERE role = 'ADMIN' RETURNING CAST(1 AS BIGINT)"] {
            server.database.number(sql).await;
        }
        let made = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..20).map(|n| {
                let words = words(n);
                scope.spawn(move || {
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    server.database.run(&words, &format!("{CHOSEN}\n")).code
                })
            }).collect();
            runs.into_iter().map(|run| run.join().unwrap()).filter(|code| *code == 0).count()
        });
        assert_eq!(made, 1);
        let sql = "SELECT CAST(count(*) AS BIGINT) FROM user_role WHERE role = 'ADMIN'";
        assert_eq!(server.database.number(sql).await, 1);
        let sql = "SELECT CAST(count(*) AS BIGINT) FROM app_user WHERE email LIKE 'first%'";
        assert_eq!(server.database.number(sql).await, 1, "who came too late left no trace");
    }
}

#[tokio::test]
async fn the_command_line_lets_people_in_when_no_administrator_can() {
    let server = Server::start(Backend::Sqlite).await;
    let link_of = |printed: &str| {
        let link =
            printed.split_whitespace().find(|word| word.contains("/welcome#")).expect("a link").to_owned();
        let token = link.split_once('#').expect("a token").1.to_owned();
        server.keep_secret(&token);
        token
    };
    let words = ["user", "invite", "--email", "new@mine.example", "--name", "New", "--role", "RESPONDER"];
    let first = link_of(&server.database.run(&words, "").ok());
    let second =
        link_of(&server.database.run(&["user", "reset-link", "--email", "new@mine.example"], "").ok());
    assert!(is_refused(&redeem(&server, &first, CHOSEN).await), "the later link counts");
    redeem(&server, &second, CHOSEN).await.ok();
    let reset =
        link_of(&server.database.run(&["user", "reset-link", "--email", Who::Admin.email()], "").ok());
    redeem(&server, &reset, CHOSEN).await.ok();
    try_sign_in(&server, Who::Admin.email(), CHOSEN).await.ok();
    let unknown = server.database.run(&["user", "reset-link", "--email", "nobody@mine.example"], "");
    assert!(unknown.code != 0 && unknown.out.is_empty(), "{}", unknown.out);
}

#[tokio::test]
async fn a_key_starts_no_password_reset() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let input = json!({ "name": "Bot", "role": "ADMIN", "expiresAt": tests::time::millis_ahead(86_400_000) });
    let secret =
        admin.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await.text("/createApiKey/secret");
    let bot = server.bearer(&secret);
    let input = json!({ "userId": admin.user_id });
    let refused = bot.mutate("startPasswordReset", "StartPasswordResetInput", "link", input).await;
    assert_eq!(
        (refused.code().as_str(), refused.fact("permission")),
        ("FORBIDDEN", &json!("USER_RESET_PASSWORD"))
    );
}

#[tokio::test]
async fn guesses_of_tokens_are_limited_and_cannot_be_batched() {
    let settings =
        [("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_LIMITS__REQUESTS_PER_MINUTE", "100000")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    let admin = server.sign_in(Who::Admin).await;
    let (guest, token) = invite(&server, &admin, json!({})).await;
    for _ in 0..30 {
        assert!(
            !look(&server, &token).await.at("/oneTimeLink").is_null(),
            "whoever holds a link does not guess"
        );
    }
    let document = "{ a: oneTimeLink(token: \"x\") { kind } b: oneTimeLink(token: \"y\") { kind } }";
    assert_eq!(server.anonymous().ask(document, json!({})).await.code(), "QUERY_TOO_COMPLEX");
    let document = "mutation { a: redeemOneTimeLink(input: { token: \"x\", password: \"y\" }) { accessToken }
        b: redeemOneTimeLink(input: { token: \"x\", password: \"y\" }) { accessToken } }";
    assert_eq!(server.anonymous().ask(document, json!({})).await.code(), "QUERY_TOO_COMPLEX");
    let mut limited = 0;
    for number in 0..40 {
        let guess = format!("{number:064x}");
        let answer =
            if number % 2 == 0 { look(&server, &guess).await } else { redeem(&server, &guess, CHOSEN).await };
        if answer.codes() == ["RATE_LIMITED"] {
            assert!(answer.status == 429 && answer.headers.contains_key("retry-after"));
            limited += 1;
        }
    }
    assert_eq!(limited, 30, "ten an hour from one address");
    let renew = async || {
        let input = json!({ "userId": guest });
        admin.mutate("renewInvitation", "RenewInvitationInput", "link", input).await.codes()
    };
    assert_eq!((renew().await, renew().await), (vec![], vec![]));
    assert_eq!(renew().await, ["RATE_LIMITED"], "three an hour for one account");
}
