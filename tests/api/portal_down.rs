//! R15: the portal answers while the database is gone, and after a start without it; always with the time of what it shows.

use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tests::portal::{get, service, until};
use tests::story::{declare, update};
use tests::{Backend, Server, Who, command, time};

#[tokio::test]
async fn the_portal_survives_a_start_without_its_database() {
    let mut server = Server::start(Backend::Sqlite).await;
    service(&server, "Checkout", json!({})).await;
    let client = server.sign_in(Who::Responder).await;
    let incident = declare(&client, "Inside", json!({})).await;
    update(
        &client,
        &incident,
        "EXTERNAL",
        json!({ "body": "We know of it.", "eta": time::millis_ahead(900_000) }),
    )
    .await
    .ok();
    let before = until(&server, "/status", |page| page.contains("We know of it.")).await;
    let kept = server.database.dir.path().join("portal.json");
    for _ in 0..100 {
        if std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("We know of it.")) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.kill();

    // The same folder, and a database that nobody answers for.
    let mut child = command::bare(server.database.dir.path())
        .arg("serve")
        .envs(server.database.env())
        .env("COALMINE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .env("COALMINE_LISTEN", server.address.to_string())
        .env("COALMINE_PUBLIC_URL", &server.url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..200 {
        if server.http().get(format!("{}/livez", server.url)).send().await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(get(&server, "/readyz").await.status, 503);
    for path in [
        "/status",
        "/status/history",
        "/api/v2/summary.json",
        "/history.atom",
        "/history.rss",
        "/status/badge.svg",
    ]
    .repeat(20)
    {
        let answer = get(&server, path).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    let page = get(&server, "/status").await;
    assert!(page.body.contains("We know of it.") && page.body.contains("As of"), "{}", page.body);
    let (kept, shown) = (as_of(&before.body).unwrap(), as_of(&page.body).unwrap());
    let age = time::parse(&shown) - time::parse(&kept);
    assert!(age >= chrono::Duration::zero() && age < chrono::Duration::seconds(60), "{kept} {shown}");
    let story = get(&server, &format!("/status/incidents/{}", incident.reference)).await;
    assert_eq!(story.status, 200);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn the_portal_survives_its_database_going_away() {
    let server = Server::start(Backend::Postgres).await;
    service(&server, "Checkout", json!({})).await;
    let client = server.sign_in(Who::Responder).await;
    let incident = declare(&client, "Inside", json!({})).await;
    let promise = json!({ "body": "We know of it.", "eta": time::millis_ahead(900_000) });
    update(&client, &incident, "EXTERNAL", promise).await.ok();
    until(&server, "/status", |page| page.contains("We know of it.")).await;
    server.database.shut().await;
    for _ in 0..100 {
        if get(&server, "/readyz").await.status == 503 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(get(&server, "/readyz").await.status, 503);
    let first = as_of(&get(&server, "/status").await.body).expect("a time");
    let incident = format!("/status/incidents/{}", incident.reference);
    let mut slow = 0;
    for path in
        ["/status", "/status/history", incident.as_str(), "/api/v2/summary.json", "/history.atom"].repeat(40)
    {
        let started = tokio::time::Instant::now();
        let answer = get(&server, path).await;
        slow += usize::from(started.elapsed() > Duration::from_millis(50));
        assert_eq!(answer.status, 200, "{path}");
    }
    assert!(slow <= 2, "{slow} of 200 took longer than 50 ms");
    // Past the time at which a portal with its database would be newer.
    tokio::time::sleep(Duration::from_secs(16)).await;
    let page = get(&server, "/status").await;
    assert!(page.body.contains("We know of it."), "{}", page.body);
    assert_eq!(as_of(&page.body).as_deref(), Some(first.as_str()), "it says how old it is");
}

/// The time that a page names as its own, to the second.
fn as_of(page: &str) -> Option<String> {
    let rest = page.split("As of").nth(1)?;
    let time = rest.split("datetime=\"").nth(1)?;
    time.split('"').next().map(str::to_owned)
}

#[tokio::test]
async fn a_portal_that_never_knew_anything_says_so() {
    let folder = tests::database::Database::empty();
    let address = tests::server::free_address();
    let mut child = command::bare(folder.dir.path())
        .arg("serve")
        .envs(folder.env())
        .env("COALMINE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .env("COALMINE_LISTEN", address.to_string())
        .env("COALMINE_PUBLIC_URL", format!("http://{address}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut page = None;
    for _ in 0..200 {
        if let Ok(answer) = http.get(format!("http://{address}/status")).send().await {
            page = Some(answer);
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let page = page.expect("the program answers");
    assert_eq!(page.status(), 503);
    let text = page.text().await.unwrap();
    assert!(text.contains("Status unknown") && !text.contains("operational"), "{text}");
    child.kill().unwrap();
    child.wait().unwrap();
}
