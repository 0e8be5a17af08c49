//! What the stories of the status portal have in common.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::server::{Server, Who};
use crate::story::{Incident, merge};

/// How far the portal may be behind.
const BEHIND: Duration = Duration::from_secs(5);

/// Reads an address of the portal as anybody does.
pub async fn get(server: &Server, path: &str) -> Answer {
    let answer = server.http().get(format!("{}{path}", server.url)).send().await.expect("an answer");
    Answer::read(answer).await
}

/// Reads an address until its text says something, at most as long as the portal may be behind.
pub async fn until(server: &Server, path: &str, says: impl Fn(&str) -> bool) -> Answer {
    let started = tokio::time::Instant::now();
    loop {
        let answer = get(server, path).await;
        if says(&answer.body) {
            return answer;
        }
        assert!(started.elapsed() < BEHIND, "{path} after {BEHIND:?}: {} {}", answer.status, answer.body);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Every address of this site that links lead to, from the first page on, with what stands there.
pub async fn crawl(server: &Server) -> Vec<(String, Answer)> {
    let mut waiting = vec!["/status".to_owned()];
    let mut read: Vec<(String, Answer)> = Vec::new();
    while let Some(path) = waiting.pop() {
        if read.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let answer = get(server, &path).await;
        let own = answer.body.replace(&server.url, "").replace("&amp;", "&");
        waiting.extend(own.split(['"', '\'', '<', '>', ' ']).filter(|part| is_own(part)).map(str::to_owned));
        read.push((path, answer));
        assert!(read.len() < 500, "the links never end");
    }
    read
}

/// Whether a text is an address of the portal; a place in a page is none of its own.
fn is_own(text: &str) -> bool {
    let begins = ["/status", "/api/v2/", "/history."];
    begins.iter().any(|begin| text.starts_with(begin)) && !text.contains('#')
}

/// Makes a service with a place on the portal.
pub async fn service(server: &Server, name: &str, place: Value) -> String {
    let admin = server.sign_in(Who::Admin).await;
    let input = merge(json!({ "name": name, "isPublic": true }), place);
    let made = admin.mutate("createService", "CreateServiceInput", "service { id }", input).await;
    made.text("/createService/service/id")
}

/// Gives an incident a title for the public.
pub async fn entitle(client: &Client, incident: &Incident, title: &str) -> Answer {
    let input = json!({ "id": incident.id, "version": incident.version, "publicTitle": title });
    let selection = "incident { id version publicTitle isPublic }";
    client.mutate("updateIncident", "UpdateIncidentInput", selection, input).await
}

/// Announces work.
pub async fn schedule(client: &Client, title: &str, services: &[&str], fields: Value) -> Answer {
    let input = json!({ "title": title, "body": "We replace a **disk**.", "serviceIds": services,
        "startsAt": crate::time::millis_ahead(3_600_000), "endsAt": crate::time::millis_ahead(7_200_000) });
    let selection = "maintenance { id reference status version }";
    client.mutate("scheduleMaintenance", "ScheduleMaintenanceInput", selection, merge(input, fields)).await
}
