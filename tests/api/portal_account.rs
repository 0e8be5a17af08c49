//! A customer's own account at the portal, by plain forms: who gets in, what holds her there, and what ends it (A3 to A6, A9, A16).

use serde_json::json;
use tests::customer::{Visitor, customer, form_token, person};
use tests::portal::{service, until};
use tests::server::PASSWORD;
use tests::{Answer, Backend, Server, Who};

use crate::sessions::try_sign_in;

const CARRIE: &str = "carrie@northwind.example";
/// Another customer and what she alone uses.
const CANARY: &str = "quicksandfreight";

async fn count(server: &Server, sql: &str) -> i64 {
    server.database.number(sql).await
}

async fn tokens(server: &Server) -> i64 {
    count(server, "SELECT CAST(count(*) AS BIGINT) FROM portal_token").await
}

/// A customer with Carrie, once the portal shows its service.
async fn northwind(server: &Server) -> String {
    let shop = service(server, "Checkout", json!({ "group": "Shop" })).await;
    let id = customer(server, "Northwind", &[&shop]).await;
    person(server, &id, CARRIE, "Carrie").await;
    until(server, "/status", |page| page.contains("Checkout")).await;
    id
}

fn leads_to(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default())
}

fn cookie_line<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let lines = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    let own = format!("{name}=");
    lines.into_iter().find(|line| line.starts_with(&own)).unwrap_or_default()
}

on_both! {
    async fn a_customer_signs_in_sees_her_services_and_signs_out(server: &Server) {
        northwind(server).await;
        let mut carrie = Visitor::new(server);
        assert_eq!(leads_to(&carrie.get("/status/account").await), (303, "/status/sign-in"));
        let form = carrie.get("/status/sign-in").await;
        assert_eq!((form.status, form.headers["cache-control"].as_bytes()), (200, &b"no-store"[..]));
        let policy = form.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self'"), "{policy}");
        let line = cookie_line(&form, "portal-form");
        assert!(line.contains("HttpOnly") && line.contains("SameSite=Strict"), "{line}");

        let answer = carrie.sign_in("Carrie@Northwind.example", PASSWORD).await;
        assert_eq!(leads_to(&answer), (303, "/status/account"));
        let line = cookie_line(&answer, "portal");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
            assert!(line.contains(part), "{line}");
        }
        assert!(!line.contains("Secure") && !line.contains("Domain"), "http on the loopback: {line}");
        let token = carrie.cookie("portal").unwrap().to_owned();
        assert!(token.len() == 64, "256 bits");
        let digits = if server.database.url.starts_with("postgres") { "encode(hash, 'hex')" } else { "lower(hex(hash))" };
        let sql = format!("SELECT CAST(count(*) AS BIGINT) FROM portal_token WHERE {digits} LIKE '%{token}%'");
        assert_eq!((tokens(server).await, count(server, &sql).await), (1, 0), "kept as a hash");

        let page = carrie.get("/status/account").await;
        assert_eq!((page.status, page.headers["cache-control"].as_bytes()), (200, &b"no-store"[..]));
        for part in ["Carrie", "Northwind", "Checkout", "Operational", "No analysis was shared with you yet"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert_eq!(leads_to(&carrie.get("/status/sign-in").await), (303, "/status/account"), "she is signed in already");
        // Public pages are the same for everybody.
        let (own, public) = (carrie.get("/status/history").await, Visitor::new(server).get("/status/history").await);
        assert_eq!((own.body, own.headers["cache-control"].as_bytes()), (public.body, &b"public, max-age=5, stale-if-error=86400"[..]));

        let sent = form_token(&page);
        let out = carrie.post("/status/sign-out", &[("form_token", &sent)], &[]).await;
        assert_eq!(leads_to(&out), (303, "/status/sign-in"));
        assert!(cookie_line(&out, "portal").contains("Max-Age=0"));
        assert_eq!(carrie.cookie("portal"), None);
        carrie.cookies.push(("portal".to_owned(), token));
        assert_eq!(leads_to(&carrie.get("/status/account").await), (303, "/status/sign-in"), "the token is of no more use");
        let ended = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = 'session.signed_out'";
        assert_eq!(count(server, ended).await, 1);
    }

    async fn what_does_not_fit_is_refused_alike_and_people_inside_are_told_only_with_their_password(server: &Server) {
        northwind(server).await;
        let mut visitor = Visitor::new(server);
        let mut bodies = Vec::new();
        for (email, password) in [
            (CARRIE, "not the password"),
            ("nobody@northwind.example", "not the password"),
            (Who::Viewer.email(), "not the password"),
            ("", ""),
            ("no address", PASSWORD),
            (CARRIE, ""),
        ] {
            let answer = visitor.sign_in(email, password).await;
            assert_eq!(answer.status, 400, "{email}");
            assert!(answer.body.contains("The address or the password is not right."), "{}", answer.body);
            assert!(!answer.body.contains("not the password"), "a password is not sent back");
            bodies.push(answer.body.replace(&format!("value=\"{email}\""), "value=\"\""));
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        let inside = visitor.sign_in(Who::Viewer.email(), PASSWORD).await;
        assert_eq!(inside.status, 403);
        assert!(inside.body.contains("Only customers sign in here"), "{}", inside.body);
        assert_eq!((visitor.cookie("portal"), tokens(server).await), (None, 0));
        let escaped = visitor.sign_in("\"><script>alert(1)</script>@x.example", "x").await;
        assert!(!escaped.body.contains("<script>alert"), "{}", escaped.body);
        assert_eq!(leads_to(&visitor.sign_in(CARRIE, PASSWORD).await), (303, "/status/account"), "she is not locked out");
    }

    async fn a_form_of_another_page_does_nothing(server: &Server) {
        northwind(server).await;
        let mut carrie = Visitor::new(server);
        let good = form_token(&carrie.get("/status/sign-in").await);
        let fields = |token: &'static str| [("email", CARRIE), ("password", PASSWORD), ("form_token", token)];
        let zeros = "0000000000000000000000000000000000000000000000000000000000000000";
        for forged in ["", "null", zeros] {
            assert_eq!(carrie.post("/status/sign-in", &fields(forged), &[]).await.status, 403, "{forged}");
        }
        assert_eq!(carrie.post("/status/sign-in", &[("email", CARRIE), ("password", PASSWORD)], &[]).await.status, 403);
        let own = [("email", CARRIE), ("password", PASSWORD), ("form_token", good.as_str())];
        let foreign = [("origin", "https://evil.example")];
        let sites = [("sec-fetch-site", "cross-site")];
        for headers in [&foreign, &sites, &[("origin", "null")]] {
            assert_eq!(carrie.post("/status/sign-in", &own, headers).await.status, 403, "{headers:?}");
        }
        // A token of another browser's form.
        let mut other = Visitor::new(server);
        let theirs = form_token(&other.get("/status/sign-in").await);
        let mixed = [("email", CARRIE), ("password", PASSWORD), ("form_token", theirs.as_str())];
        assert_eq!(carrie.post("/status/sign-in", &mixed, &[]).await.status, 403);
        assert_eq!(Visitor::new(server).post("/status/sign-in", &own, &[]).await.status, 403, "without the cookie");
        let tried = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action LIKE 'session.sign_in%'";
        assert_eq!((tokens(server).await, count(server, tried).await), (0, 0), "nothing was done");
        // What browsers send from our own page, with and without a referrer.
        let page = [("origin", server.url.as_str()), ("sec-fetch-site", "same-origin")];
        assert_eq!(leads_to(&carrie.post("/status/sign-in", &own, &page).await), (303, "/status/account"));

        let page = carrie.get("/status/account").await;
        let token = form_token(&page);
        for (sent, headers) in [
            ("", vec![]),
            (zeros, vec![]),
            (good.as_str(), vec![]),
            (token.as_str(), vec![("origin", "https://evil.example")]),
            (token.as_str(), vec![("sec-fetch-site", "same-site")]),
        ] {
            assert_eq!(carrie.post("/status/sign-out", &[("form_token", sent)], &headers).await.status, 403, "{sent} {headers:?}");
        }
        assert_eq!(carrie.get("/status/account").await.status, 200, "she is signed in still");
        assert_eq!(carrie.get("/status/sign-out").await.status, 405, "no link signs her out");
        let null = [("origin", "null"), ("sec-fetch-site", "same-origin")];
        assert_eq!(leads_to(&carrie.post("/status/sign-out", &[("form_token", &token)], &null).await), (303, "/status/sign-in"));
    }

    async fn whatever_ends_a_session_ends_it_at_the_portal(server: &Server) {
        let id = northwind(server).await;
        let admin = server.sign_in(Who::Admin).await;
        let user = admin.ask("query($id: ID!) { customer(id: $id) { users { id version } } }", json!({ "id": id })).await;
        let user = user.text("/customer/users/0/id");
        let mut carrie = Visitor::new(server);
        let held = async |carrie: &mut Visitor<'_>| carrie.get("/status/account").await.status == 200;

        carrie.sign_in(CARRIE, PASSWORD).await;
        assert!(held(&mut carrie).await);
        let seen = admin.ask("query($id: ID) { sessions(userId: $id) { id endedAt } }", json!({ "id": user })).await;
        let open: Vec<_> = seen.list("/sessions").iter().filter(|one| one["endedAt"].is_null()).collect();
        assert_eq!(open.len(), 2, "a session like any other: {}", seen.body);
        admin.mutate("endSessions", "EndSessionsInput", "endedSessionCount", json!({ "userId": user })).await.ok();
        assert!(!held(&mut carrie).await, "an administrator ended it");

        carrie.sign_in(CARRIE, PASSWORD).await;
        let api = try_sign_in(server, CARRIE, PASSWORD).await.text("/signIn/accessToken");
        server.keep_secret(&api);
        let chosen = "nine-brass-lanterns-drift-away";
        let input = json!({ "currentPassword": PASSWORD, "newPassword": chosen });
        server.bearer(&api).mutate("changePassword", "ChangePasswordInput", "viewer { id }", input).await.ok();
        assert!(!held(&mut carrie).await, "the password is another one");

        carrie.sign_in(CARRIE, chosen).await;
        assert!(held(&mut carrie).await);
        let input = json!({ "id": user, "version": 1, "isDisabled": true });
        admin.mutate("updateUser", "UpdateUserInput", "user { isDisabled }", input).await.ok();
        assert!(!held(&mut carrie).await, "disabled");
        assert_eq!(carrie.sign_in(CARRIE, chosen).await.status, 400);
    }

    async fn an_account_shows_nothing_of_another_customer(server: &Server) {
        northwind(server).await;
        let hidden = service(server, CANARY, json!({ "isPublic": false })).await;
        let own = customer(server, "Own", &[&hidden]).await;
        person(server, &own, "olive@own.example", "Olive").await;
        let other = customer(server, &format!("{CANARY} GmbH"), &[]).await;
        // Once this is shown, the rest would be too.
        service(server, "Beacon", json!({})).await;
        person(server, &other, "quin@quick.example", &format!("Quin {CANARY}")).await;
        tests::portal::until(server, "/status", |page| page.contains("Beacon")).await;
        for email in [CARRIE, "olive@own.example"] {
            let mut visitor = Visitor::new(server);
            visitor.sign_in(email, PASSWORD).await;
            let page = visitor.get("/status/account").await;
            assert_eq!(page.status, 200);
            assert!(!page.body.contains(CANARY), "{email}: {}", page.body);
            assert!(!page.body.contains("svc_") && !page.body.contains("cus_"), "no ids of the inside");
        }
    }
}

#[tokio::test]
async fn guessing_at_the_portal_is_limited_as_at_the_api() {
    let settings =
        [("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_LIMITS__REQUESTS_PER_MINUTE", "100000")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    northwind(&server).await;
    let mut guesser = Visitor::new(&server);
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(guesser.sign_in(CARRIE, "not the password").await);
    }
    let limited = answers.iter().find(|answer| answer.status == 429).expect("guessing ends");
    assert!(
        limited.headers.contains_key("retry-after") && limited.body.contains("Please wait"),
        "{}",
        limited.body
    );
    let tried = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = 'session.sign_in_failed'";
    assert!(count(&server, tried).await < 8, "what is limited is not tried");
    assert_eq!(
        try_sign_in(&server, CARRIE, PASSWORD).await.code(),
        "RATE_LIMITED",
        "one budget for both doors"
    );
}

#[tokio::test]
async fn without_a_portal_there_is_no_door() {
    let server = Server::start(Backend::Sqlite).await;
    northwind(&server).await;
    let admin = server.sign_in(Who::Admin).await;
    let version = admin.ask("{ portalSettings { version } }", json!({})).await.int("/portalSettings/version");
    let input = json!({ "version": version, "isEnabled": false });
    admin.mutate("updatePortalSettings", "UpdatePortalSettingsInput", "portal { version }", input).await.ok();
    until(&server, "/status/account", |body| body.contains("NOT_FOUND")).await;
    let mut visitor = Visitor::new(&server);
    for path in ["/status/sign-in", "/status/account", "/status/sign-out"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
}
