//! The status JSON, read by a program that nobody here wrote and that reads status pages at any address.
//! Run by `cargo xtask test --long`, which installs that program and names it in `COALMINE_STATUS_READER`.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::process::Command;

use serde_json::json;
use tests::portal::{entitle, schedule, service, until};
use tests::story::{declare, update};
use tests::{Backend, Server, Who, time};

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_status_pages_understands_ours_unchanged() {
    let program = std::env::var_os("COALMINE_STATUS_READER").expect(
        "COALMINE_STATUS_READER must name a reader of status pages; `cargo xtask test --long` installs it",
    );
    let server = Server::start(Backend::Sqlite).await;
    let shop = service(&server, "Checkout", json!({ "group": "Shop" })).await;
    service(&server, "Search", json!({ "group": "Shop" })).await;
    let client = server.sign_in(Who::Responder).await;
    let fields = json!({ "serviceIds": [shop], "impactStartedAt": time::minutes_ago(20), "impactLevel": "MAJOR_OUTAGE" });
    let incident = declare(&client, "Inside", fields).await;
    entitle(&client, &incident, "Payments fail").await.ok();
    let promise = json!({ "body": "Payments fail at the moment.", "eta": time::millis_ahead(900_000) });
    update(&client, &incident, "EXTERNAL", promise).await.ok();
    schedule(&client, "New disks", &[&shop], json!({})).await.ok();
    until(&server, "/api/v2/summary.json", |text| {
        text.contains("New disks") && text.contains("Payments fail")
    })
    .await;

    let folder = tempfile::tempdir().unwrap();
    let (services, told) = (folder.path().join("services.json"), folder.path().join("told.prom"));
    let page = json!({ "ours": { "name": "Ours", "url": format!("{}/api/v2/summary.json", server.url) } });
    std::fs::write(&services, page.to_string()).unwrap();
    let (at, out) = (folder.path().to_path_buf(), told.clone());
    let printed = tokio::task::spawn_blocking(move || {
        let mut reader = Command::new(program);
        reader.current_dir(at).env("RUN_MODE", "once").env("SERVICES_JSON_PATH", services);
        reader.env("METRICS_TEXTFILE_PATH", out).env("NO_PROXY", "127.0.0.1").output().unwrap()
    });
    let printed = printed.await.unwrap();
    let log = String::from_utf8_lossy(&printed.stderr).into_owned();
    let told = std::fs::read_to_string(&told).unwrap_or_else(|error| panic!("{error}: {log}"));
    let line = |parts: &[&str]| {
        told.lines().find(|line| parts.iter().all(|part| line.contains(part))).map(str::to_owned)
    };
    let value = |parts: &[&str]| {
        line(parts)
            .and_then(|line| Some(line.rsplit_once(' ')?.1.to_owned()))
            .unwrap_or_else(|| panic!("no {parts:?} in {told}\n{log}"))
    };
    assert_eq!(value(&["statuspage_probe_check{"]), "1.0", "{log}");
    assert_eq!(value(&["statuspage_service_status{"]), "0.0");
    assert_eq!(value(&["statuspage_component_status{", "\"Checkout\""]), "0.0");
    assert_eq!(value(&["statuspage_component_status{", "\"Search\""]), "1.0");
    let known = line(&["statuspage_incident_info{", "Payments fail"]);
    assert!(known.is_some_and(|line| line.contains("critical")), "{told}");
    let link = format!("{}/status/incidents/{}", server.url, incident.reference);
    assert!(told.contains(&link), "no {link} in {told}");
}
