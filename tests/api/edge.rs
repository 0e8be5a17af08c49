//! The edge: what every answer carries, what is refused before GraphQL, how slow peers are treated.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Answer, Backend, Server, Who, raw};

async fn post(
    server: &Server,
    token: Option<&str>,
    headers: &[(&str, &str)],
    body: impl Into<reqwest::Body>,
) -> Answer {
    let mut request = server.http().post(format!("{}/graphql", server.url)).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    Answer::read(request.send().await.expect("an answer")).await
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn every_route_carries_the_security_headers_and_a_request_id() {
    let server = Server::start(Backend::Sqlite).await;
    let mut ids = std::collections::HashSet::new();
    let mut check = |what: &str, answer: &Answer| {
        let header = |name: &str| {
            answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
        let policy = header("content-security-policy");
        for part in [
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "'wasm-unsafe-eval'",
        ] {
            assert!(policy.contains(part), "{what}: {part} in {policy}");
        }
        assert!(!policy.contains("'unsafe-eval'") && !policy.contains("unsafe-inline"), "{what}: {policy}");
        assert!(answer.headers.get("strict-transport-security").is_none(), "plain http promises nothing");
        assert!(
            !header("x-request-id").is_empty() && ids.insert(header("x-request-id")),
            "{what}: an id of its own"
        );
        assert!(answer.headers.get("server").is_none(), "{what}");
    };
    let paths = [
        "/",
        "/incidents",
        "/incidents/INC-1",
        "/livez",
        "/readyz",
        "/metrics",
        "/graphql",
        "/graphql/ws",
        "/auth/refresh",
        "/assets/none.js",
        "/assets/../Cargo.toml",
        "/none.txt",
        "/%00",
        "/..%2f..%2fetc%2fpasswd",
        "/.git/config",
    ];
    for path in paths {
        for method in [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::OPTIONS,
            Method::TRACE,
        ] {
            let request = server.http().request(method.clone(), format!("{}{path}", server.url));
            let answer = Answer::read(request.send().await.expect("an answer")).await;
            assert!(answer.status < 500, "{method} {path}: {}", answer.status);
            check(&format!("{method} {path}"), &answer);
        }
    }
    let signed_in = server.sign_in(Who::Viewer).await;
    check("a good answer", &signed_in.ask("{ viewer { name } }", json!({})).await);
    check("a refusal", &signed_in.ask("{ nothing }", json!({})).await);
}

#[tokio::test]
async fn https_in_front_asks_browsers_to_stay_there() {
    let server = Server::with(Backend::Sqlite, &[("COALMINE_PUBLIC_URL", "https://mine.example")]).await;
    let answer = Answer::read(server.http().get(format!("{}/livez", server.url)).send().await.unwrap()).await;
    assert!(answer.headers["strict-transport-security"].to_str().unwrap().contains("max-age="));
}

#[tokio::test]
async fn health_and_metrics_answer() {
    let server = Server::start(Backend::Sqlite).await;
    for path in ["/livez", "/readyz"] {
        assert_eq!(
            server.http().get(format!("{}{path}", server.url)).send().await.unwrap().status(),
            200,
            "{path}"
        );
    }
    assert!(server.metric("coalmine_http_requests_total").await >= 2.0);
    let before = server.metric("coalmine_http_requests_total").await;
    server.anonymous().ask("{ viewer { name } }", json!({})).await;
    assert!(server.metric("coalmine_http_requests_total").await >= before + 1.0);
    assert!(server.metric("coalmine_panics_total").await < 0.5);
    // A proxy on this machine speaks for somebody else.
    let forwarded = server
        .http()
        .get(format!("{}/metrics", server.url))
        .header("x-forwarded-for", "203.0.113.9")
        .send()
        .await
        .unwrap();
    assert_eq!(forwarded.status(), 404);
}

#[tokio::test]
async fn only_post_of_json_is_taken() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let token = client.token.as_deref();
    let query = json!({ "query": "{ viewer { name } }" }).to_string();
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::HEAD] {
        let request = server
            .http()
            .request(method.clone(), format!("{}/graphql?query=%7Bviewer%7Bname%7D%7D", server.url));
        let answer = request.bearer_auth(token.unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), 405, "{method}");
        assert_eq!(answer.headers()["allow"], "POST");
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "",
    ] {
        let answer = post(&server, token, &[("content-type", kind)], query.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (415, "BAD_USER_INPUT"), "{kind}");
    }
    let answer = post(&server, token, &[JSON, ("accept", "text/html")], query.clone()).await;
    assert_eq!(answer.status, 406);
    for (accept, kind) in
        [("application/json", "application/json"), ("*/*", "application/graphql-response+json")]
    {
        let answer = post(&server, token, &[JSON, ("accept", accept)], query.clone()).await;
        assert_eq!(answer.status, 200);
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with(kind));
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_with_a_code_and_no_text_of_ours() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let token = client.token.as_deref();
    let good = json!({ "query": "{ viewer { name } }" });
    let batch: Vec<_> = std::iter::repeat_n(good.clone(), 10).collect();
    let table: Vec<(String, &str)> = vec![
        (String::new(), "GRAPHQL_PARSE_FAILED"),
        ("{".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("{\"query\": \"{ viewer".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("nonsense".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("[".repeat(100_000), "GRAPHQL_PARSE_FAILED"),
        ("[]".to_owned(), "BAD_USER_INPUT"),
        (json!(batch).to_string(), "BAD_USER_INPUT"),
        ("1".to_owned(), "BAD_USER_INPUT"),
        ("{}".to_owned(), "BAD_USER_INPUT"),
        (json!({ "query": 1 }).to_string(), "BAD_USER_INPUT"),
        (json!({ "query": "{ viewer { name } }", "variables": [] }).to_string(), "BAD_USER_INPUT"),
        (json!({ "query": "{ viewer { name " }).to_string(), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ viewer { secretword } }" }).to_string(), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!({ "query": "{ viewer { name } }", "operationName": "Other" }).to_string(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (json!({ "query": "" }).to_string(), "GRAPHQL_PARSE_FAILED"),
        (
            json!({ "query": "query A { viewer { name } } query B { viewer { name } }" }).to_string(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (json!({ "query": "fragment F on Viewer { name }" }).to_string(), "GRAPHQL_PARSE_FAILED"),
    ];
    for (body, code) in table {
        let shown = body.chars().take(60).collect::<String>();
        let answer = post(&server, token, &[JSON], body).await;
        let found = answer.code();
        let close = found == code || (found.starts_with("GRAPHQL_") && code.starts_with("GRAPHQL_"));
        assert!(answer.status == 400 && close, "{shown}: {} {}", answer.status, answer.body);
        for leak in
            ["line:", "at line", "serde", "expected value", "Error(", "EOF", " --> ", "InvalidRequest"]
        {
            assert!(!answer.body.contains(leak), "{shown}: {}", answer.body);
        }
    }
    let not_utf8: Vec<u8> = b"{\"query\":\"{ viewer { name } } #\xff\"}".to_vec();
    assert_eq!(post(&server, token, &[JSON], not_utf8).await.code(), "GRAPHQL_PARSE_FAILED");
    let suggestion = client.ask("{ viewer { nam } }", json!({})).await;
    assert!(!suggestion.body.contains("Did you mean"), "no help in guessing the schema: {}", suggestion.body);
}

#[tokio::test]
async fn a_wrong_token_is_refused_before_the_document_is_looked_at() {
    let server = Server::start(Backend::Sqlite).await;
    for authorization in ["Bearer", "Bearer ", "Bearer x", "Basic dXNlcjpwYXNz", "bearer null", "x", ""] {
        let headers = [JSON, ("authorization", authorization)];
        let answer = post(&server, None, &headers, json!({ "query": "{ nonsense" }).to_string()).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (401, vec!["UNAUTHENTICATED".to_owned()]),
            "{authorization:?}"
        );
        assert!(answer.headers.contains_key("www-authenticate"));
    }
    let client = server.sign_in(Who::Viewer).await;
    let twice = server
        .http()
        .post(format!("{}/graphql", server.url))
        .bearer_auth(client.token.as_deref().unwrap())
        .header("authorization", "Bearer x");
    let answer =
        Answer::read(twice.json(&json!({ "query": "{ viewer { name } }" })).send().await.unwrap()).await;
    assert_eq!(answer.status, 401, "one credential at a time");
}

#[tokio::test]
async fn bodies_over_the_limit_are_refused_announced_or_not() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let big = format!(
        "{{\"query\":\"{{ viewer {{ name }} }}\",\"extensions\":{{\"x\":\"{}\"}}}}",
        "x".repeat(300 * 1024)
    );
    let answer = post(&server, client.token.as_deref(), &[JSON], big.clone()).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "BAD_USER_INPUT"));
    // Chunked: the length shows only while reading.
    let parts = futures_util::stream::iter(
        big.into_bytes().chunks(4096).map(|part| Ok::<_, std::io::Error>(part.to_vec())).collect::<Vec<_>>(),
    );
    let answer = post(&server, client.token.as_deref(), &[JSON], reqwest::Body::wrap_stream(parts)).await;
    assert_eq!(answer.status, 413);
    let announced = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{";
    let (took, said) =
        raw::until_closed(&server, announced.as_bytes(), Duration::from_secs(8)).await.expect("closed");
    assert!(said.starts_with("HTTP/1.1 413") && took < Duration::from_secs(5), "{said}");
}

#[tokio::test]
async fn half_a_header_and_half_a_body_do_not_hold_a_connection() {
    let settings =
        [("COALMINE_LIMITS__HEADER_READ_SECONDS", "1"), ("COALMINE_LIMITS__BODY_READ_SECONDS", "1")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    let head = raw::until_closed(&server, b"POST /graphql HTTP/1.1\r\nhost: x\r\n", Duration::from_secs(6));
    let body = raw::until_closed(&server, b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{\"query\"", Duration::from_secs(6));
    let idle = raw::until_closed(&server, b"", Duration::from_secs(6));
    let nonsense = raw::until_closed(
        &server,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03nonsense\r\n\r\n",
        Duration::from_secs(6),
    );
    let (head, body, idle, nonsense) = tokio::join!(head, body, idle, nonsense);
    for (what, closed) in [
        ("half a header", &head),
        ("half a body", &body),
        ("an idle connection", &idle),
        ("no HTTP", &nonsense),
    ] {
        let (took, _) = closed.as_ref().unwrap_or_else(|| panic!("{what} was still open"));
        assert!(*took < Duration::from_secs(5), "{what}: {took:?}");
    }
    assert!(body.unwrap().1.contains("408"), "a body that does not come is told so");
    server.anonymous().ask("{ viewer { name } }", json!({})).await;
}

#[tokio::test]
async fn a_client_that_leaves_half_way_through_leaves_no_trace() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let before = server.database.traces().await;
    let body = json!({ "query": "mutation { declareIncident(input: { title: \"half\", severity: SEV1, serviceIds: [] }) { incident { id } } }" }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        client.token.unwrap(),
        body.len()
    );
    for cut in [body.len() - 1, body.len() / 2, 0] {
        let text = format!("{head}{}", &body[..cut]);
        let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, text.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(stream);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.database.traces().await, before);
}

#[tokio::test]
async fn limits_by_caller_are_told_in_headers_and_kept() {
    let settings = [("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_LIMITS__REQUESTS_PER_MINUTE", "10")];
    let server = Server::with(Backend::Sqlite, &settings).await;
    let (one, two) = (server.sign_in(Who::Viewer).await, server.sign_in(Who::Responder).await);
    let first = one.ask("{ viewer { name } }", json!({})).await;
    assert!(first.headers.keys().any(|name| name.as_str().starts_with("ratelimit")), "{:?}", first.headers);
    let mut refused = 0;
    for _ in 0..20 {
        let answer = one.ask("{ viewer { name } }", json!({})).await;
        if answer.status == 429 {
            assert_eq!(answer.code(), "RATE_LIMITED");
            assert!(answer.headers.contains_key("retry-after"));
            refused += 1;
        }
    }
    assert!(refused >= 9, "{refused}");
    two.ask("{ viewer { name } }", json!({})).await.ok();
}

#[tokio::test]
async fn only_subscriptions_run_as_event_streams() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let body = json!({
        "query": "mutation($input: DeclareIncidentInput!) { declareIncident(input: $input) { incident { id } } }",
        "variables": { "input": { "title": "By stream", "severity": "SEV3", "serviceIds": [] } }
    })
    .to_string();
    let before = server.database.traces().await;
    let stream = [JSON, ("accept", "text/event-stream")];
    let refused = post(&server, client.token.as_deref(), &stream, body.clone()).await;
    assert_eq!((refused.status, refused.code().as_str()), (406, "BAD_USER_INPUT"), "{}", refused.body);
    // Naming an operation that is not there does not turn it into something else.
    let mut named: serde_json::Value = serde_json::from_str(&body).unwrap();
    named["operationName"] = json!("NotThere");
    let named = post(&server, client.token.as_deref(), &stream, named.to_string()).await;
    assert!(named.body.contains("GRAPHQL_VALIDATION_FAILED"), "{} {}", named.status, named.body);
    assert_eq!(server.database.traces().await, before);
    let either = [JSON, ("accept", "text/event-stream, application/json")];
    let answer = post(&server, client.token.as_deref(), &either, body).await;
    assert!(answer.at("/declareIncident/incident/id").is_string());
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("application/json"));
    let unkeyed = "SELECT count(*) FROM audit_log WHERE action = 'incident.declared' AND request_id IS NULL";
    assert_eq!(server.database.number(unkeyed).await, 0);
}

#[tokio::test]
async fn a_made_up_operation_name_is_not_logged() {
    let server = Server::start(Backend::Sqlite).await;
    server.keep_secret("MadeUpByAStranger");
    let body = json!({ "query": "{ __typename }", "operationName": "MadeUpByAStranger" }).to_string();
    let answer = post(&server, None, &[JSON], body).await;
    assert!(!answer.codes().is_empty(), "{}", answer.body);
    assert!(server.log_text().contains("answered"));
}
