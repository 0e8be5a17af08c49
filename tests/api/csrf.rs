//! Pages of other sites cannot make a browser act here (G11).

use std::fmt::Write as _;

use serde_json::json;
use tests::{Backend, Client, Server, Who};

const QUERY: &str = "mutation { declareIncident(input: { title: \"forged\", severity: SEV1, serviceIds: [] }) { incident { id } } }";

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

async fn declared(client: &Client) -> i64 {
    client.ask("{ incidents { totalCount } }", json!({})).await.int("/incidents/totalCount")
}

#[tokio::test]
async fn no_shape_that_a_form_can_send_runs_a_mutation_from_any_origin() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let token = client.token.clone().unwrap();
    let body = json!({ "query": QUERY }).to_string();
    let encoded: String = percent_encoded(QUERY);
    let multipart = format!(
        "--x\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{body}\r\n--x\r\ncontent-disposition: form-data; name=\"map\"\r\n\r\n{{}}\r\n--x--\r\n"
    );
    let shapes: Vec<(&str, Option<&str>, String)> = vec![
        ("text/plain", Some("text/plain"), body.clone()),
        ("no content type", None, body.clone()),
        ("JSON as form", Some("application/x-www-form-urlencoded"), body.clone()),
        ("form", Some("application/x-www-form-urlencoded"), format!("query={encoded}")),
        ("multipart", Some("multipart/form-data; boundary=x"), multipart),
        ("GET", Some("GET"), String::new()),
    ];
    let foreign = "https://evil.example";
    let origins = [None, Some(foreign), Some("null"), Some(server.url.as_str())];
    let mut tried = 0;
    for (what, kind, body) in &shapes {
        for origin in origins {
            let mut request = if *kind == Some("GET") {
                server.http().get(format!("{}/graphql?query={encoded}", server.url))
            } else {
                server.http().post(format!("{}/graphql", server.url)).body(body.clone())
            };
            if let Some(kind) = kind.filter(|kind| *kind != "GET") {
                request = request.header("content-type", kind);
            }
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            // Even with a credential that a browser would never attach by itself.
            let answer = request.bearer_auth(&token).send().await.unwrap();
            assert!(answer.status().is_client_error(), "{what} from {origin:?}: {}", answer.status());
            tried += 1;
        }
    }
    assert_eq!((tried, declared(&client).await), (24, 0));
    // The right shape runs from the own page and from programs, and nowhere else.
    let mut expected = 0;
    for origin in origins {
        let mut request = server
            .http()
            .post(format!("{}/graphql", server.url))
            .json(&json!({ "query": QUERY }))
            .bearer_auth(&token);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let is_own = origin.is_none() || origin == Some(server.url.as_str());
        let status = request.send().await.unwrap().status().as_u16();
        assert_eq!(status, if is_own { 200 } else { 403 }, "{origin:?}");
        expected += i64::from(is_own);
    }
    for site in ["cross-site", "same-site"] {
        let request = server
            .http()
            .post(format!("{}/graphql", server.url))
            .json(&json!({ "query": QUERY }))
            .bearer_auth(&token);
        assert_eq!(request.header("sec-fetch-site", site).send().await.unwrap().status(), 403, "{site}");
    }
    assert_eq!(declared(&client).await, expected);
}

#[tokio::test]
async fn the_cookie_is_honoured_only_with_the_header_and_from_the_own_page() {
    let server = Server::start(Backend::Sqlite).await;
    let cookie = crate::sessions::sign_in_cookie(&server, Who::Responder).await;
    let refresh = async |headers: &[(&str, &str)], method: reqwest::Method| {
        let mut request = server
            .http()
            .request(method, format!("{}/auth/refresh", server.url))
            .header("cookie", format!("refresh={cookie}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap().status().as_u16()
    };
    let client = ("x-coalmine-client", "web");
    let post = reqwest::Method::POST;
    assert_eq!(refresh(&[], post.clone()).await, 403, "no form can send the header");
    assert_eq!(refresh(&[client, ("origin", "https://evil.example")], post.clone()).await, 403);
    assert_eq!(refresh(&[client, ("origin", "null")], post.clone()).await, 403);
    assert_eq!(refresh(&[client, ("sec-fetch-site", "cross-site")], post.clone()).await, 403);
    assert_eq!(refresh(&[client], reqwest::Method::GET).await, 405);
    // None of these used the token up.
    assert_eq!(
        refresh(&[client, ("origin", &server.url), ("sec-fetch-site", "same-origin")], post).await,
        200
    );
}

#[tokio::test]
async fn the_api_ignores_cookies() {
    let server = Server::start(Backend::Sqlite).await;
    let cookie = crate::sessions::sign_in_cookie(&server, Who::Responder).await;
    let request = server
        .http()
        .post(format!("{}/graphql", server.url))
        .json(&json!({ "query": "{ viewer { name } }" }));
    let answer = request
        .header("cookie", format!("refresh={cookie}; __Host-refresh={cookie}"))
        .header("x-coalmine-client", "web")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
}
