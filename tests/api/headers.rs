//! The rest of the table of A14 (`edge` has the other half): pages and data of the portal, feeds, calls of trackers, and what they
//! refuse.

use reqwest::Method;
use serde_json::json;
use tests::{Answer, Backend, Server};

#[tokio::test]
async fn what_needs_no_account_carries_the_security_headers_too() {
    let server = Server::start(Backend::Sqlite).await;
    let shop = tests::portal::service(&server, "Checkout", json!({})).await;
    let page = tests::portal::until(&server, "/status", |page| page.contains("Checkout")).await;
    let linked = page
        .body
        .split(['"', '\''])
        .filter(|part| part.starts_with("/status/") || part.starts_with("/assets/"));
    let mut paths: Vec<String> = linked.map(str::to_owned).collect();
    assert!(paths.iter().any(|path| path.contains(".css")), "the page has a style sheet: {paths:?}");
    paths.extend([
        "/status/history?q=x".to_owned(),
        "/status/nowhere".to_owned(),
        "/status/rca".to_owned(),
        "/status/rca/RCA-0".to_owned(),
        "/status/incidents/INC-0".to_owned(),
        "/status/maintenance/MNT-0".to_owned(),
        format!("/status/services/{shop}.atom"),
        format!("/status/badge/{shop}.svg"),
        "/history.atom".to_owned(),
        "/history.rss".to_owned(),
        "/api/v2/summary.json".to_owned(),
        "/api/v2/nowhere.json".to_owned(),
        "/calendar/x.ics".to_owned(),
        format!("/calendar/{}.ics", "a".repeat(43)),
        "/hooks/trackers/x".to_owned(),
        "/auth/logout".to_owned(),
    ]);
    for path in paths {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::OPTIONS] {
            let what = format!("{method} {path}");
            let request = server.http().request(method, format!("{}{path}", server.url));
            let answer = Answer::read(request.send().await.expect("an answer")).await;
            let header = |name: &str| {
                answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
            };
            assert!(answer.status < 500, "{what}: {}", answer.status);
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(header(name), value, "{what}");
            }
            // Pages with forms tell their own site where a form came from, and nobody else.
            let has_form =
                ["/status/subscribe", "/status/sign-in", "/status/account"].contains(&path.as_str());
            let referrer = header("referrer-policy");
            assert!(
                referrer == "no-referrer" || (has_form && referrer == "same-origin"),
                "{what}: {referrer}"
            );
            let policy = header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") || policy.contains("default-src 'self'"),
                "{what}: {policy}"
            );
            assert!(
                policy.contains("base-uri 'none'") && policy.contains("frame-ancestors 'none'"),
                "{what}: {policy}"
            );
            assert!(
                !policy.contains("'unsafe-eval'") && !policy.contains("unsafe-inline"),
                "{what}: {policy}"
            );
            assert!(header("permissions-policy").contains("camera=()"), "{what}");
            assert!(!header("x-request-id").is_empty() && header("server").is_empty(), "{what}");
            let may_set = has_form && path != "/status/subscribe";
            assert!(may_set || answer.headers.get("set-cookie").is_none(), "{what}: nobody signed in");
        }
    }
}
