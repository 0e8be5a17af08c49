//! The floor's answers: the same JSON as the product's, from rows.
//! It must not know HTTP or SQL.

use chrono::{DateTime, Utc};
use domain::id::{IncidentId, ProblemId, RcaId, ServiceId, TimelineEntryId, UserId};
use serde::Serialize;
use uuid::Uuid;

use super::sql::{self, ENTRIES, Entry, Head};

/// Rows of a list's page.
const PAGE: usize = 50;

#[derive(Serialize)]
pub struct List {
    data: ListData,
}

#[derive(Serialize)]
struct ListData {
    incidents: Page<Incident>,
}

#[derive(Serialize)]
pub struct Board {
    data: BoardData,
}

#[derive(Serialize)]
struct BoardData {
    problems: Page<Problem>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem {
    id: String,
    reference: String,
    title: String,
    status: String,
    updated_at: DateTime<Utc>,
    owner: Option<Named>,
    incident_count: i32,
    rca: Option<Rca>,
    #[serde(skip)]
    key: Uuid,
}

#[derive(Serialize)]
struct Rca {
    id: String,
    status: String,
}

#[derive(Serialize)]
pub struct Detail {
    data: DetailData,
}

#[derive(Serialize)]
struct DetailData {
    incident: WithTimeline,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    nodes: Vec<T>,
    page_info: PageInfo,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Serialize)]
struct Named {
    id: String,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Incident {
    id: String,
    reference: String,
    title: String,
    status: String,
    severity: String,
    started_at: DateTime<Utc>,
    services: Vec<Named>,
    lead: Option<Named>,
    #[serde(skip)]
    key: Uuid,
}

#[derive(Serialize)]
struct WithTimeline {
    #[serde(flatten)]
    incident: Incident,
    timeline: Page<TimelineEntry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TimelineEntry {
    id: String,
    happened_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    kind: String,
    body: String,
    author: Author,
}

#[derive(Serialize)]
struct Author {
    id: Option<String>,
    name: String,
}

fn cursor(at: DateTime<Utc>, id: Uuid) -> String {
    format!("{:x}{}", at.timestamp_micros(), id.simple())
}

/// Rows of the same incident follow each other.
fn incidents(rows: Vec<Head>) -> Vec<Incident> {
    let mut incidents: Vec<Incident> = Vec::with_capacity(PAGE + 1);
    for (number, key, title, status, severity, started_at, lead, lead_name, service, service_name) in rows {
        if incidents.last().is_none_or(|last| last.key != key) {
            incidents.push(Incident {
                id: IncidentId::new(key).to_string(),
                reference: format!("INC-{number}"),
                title,
                status,
                severity,
                started_at,
                services: Vec::new(),
                lead: lead.zip(lead_name).map(|(id, name)| Named { id: UserId::new(id).to_string(), name }),
                key,
            });
        }
        if let (Some(last), Some((id, name))) = (incidents.last_mut(), service.zip(service_name)) {
            last.services.push(Named { id: ServiceId::new(id).to_string(), name });
        }
    }
    incidents
}

/// The list's answer.
pub fn list(rows: Vec<Head>) -> List {
    let mut nodes = incidents(rows);
    let has_next_page = nodes.len() > PAGE;
    nodes.truncate(PAGE);
    let end_cursor = nodes.last().map(|last| cursor(last.started_at, last.key));
    List { data: ListData { incidents: Page { nodes, page_info: PageInfo { has_next_page, end_cursor } } } }
}

/// The board's answer.
pub fn board(rows: Vec<sql::Problem>) -> Board {
    let problem = |row: sql::Problem| {
        let (number, key, title, status, updated_at, owner, owner_name, incident_count, rca, rca_status) =
            row;
        Problem {
            id: ProblemId::new(key).to_string(),
            reference: format!("PRB-{number}"),
            title,
            status,
            updated_at,
            owner: owner.zip(owner_name).map(|(id, name)| Named { id: UserId::new(id).to_string(), name }),
            incident_count,
            rca: rca.zip(rca_status).map(|(id, status)| Rca { id: RcaId::new(id).to_string(), status }),
            key,
        }
    };
    let mut nodes: Vec<Problem> = rows.into_iter().map(problem).collect();
    let has_next_page = nodes.len() > PAGE;
    nodes.truncate(PAGE);
    let end_cursor = nodes.last().map(|last| cursor(last.updated_at, last.key));
    Board { data: BoardData { problems: Page { nodes, page_info: PageInfo { has_next_page, end_cursor } } } }
}

/// The people behind the entries, each once.
pub fn authors(entries: &[Entry]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = entries.iter().filter_map(|entry| author(entry).map(UserId::uuid)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn author(entry: &Entry) -> Option<UserId> {
    entry.6.parse().ok()
}

/// The detail's answer; `None` when there is no such incident.
pub fn detail(head: Vec<Head>, mut entries: Vec<Entry>, names: &[(Uuid, String)]) -> Option<Detail> {
    let incident = incidents(head).pop()?;
    let has_next_page = entries.len() > ENTRIES;
    entries.truncate(ENTRIES);
    let end_cursor = entries.last().map(|last| cursor(last.1, last.0));
    let nodes = entries
        .into_iter()
        .map(|entry| {
            let id = author(&entry);
            let name = id.and_then(|id| names.iter().find(|(other, _)| *other == id.uuid()));
            TimelineEntry {
                id: TimelineEntryId::new(entry.0).to_string(),
                happened_at: entry.1,
                recorded_at: entry.2,
                kind: entry.3,
                body: entry.4,
                author: Author {
                    id: id.map(|id| id.to_string()),
                    name: name.map_or_else(|| entry.6.clone(), |(_, name)| name.clone()),
                },
            }
        })
        .collect();
    let timeline = Page { nodes, page_info: PageInfo { has_next_page, end_cursor } };
    Some(Detail { data: DetailData { incident: WithTimeline { incident, timeline } } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: i64, service: u128) -> Head {
        let key = Uuid::from_u128(u128::try_from(number).unwrap());
        let name = |text: &str| Some(text.to_owned());
        let at = DateTime::from_timestamp(number, 0).unwrap();
        let texts = ["Slow pages".to_owned(), "CLOSED".to_owned(), "SEV2".to_owned()];
        let [title, status, severity] = texts;
        let service = Some(Uuid::from_u128(service));
        (number, key, title, status, severity, at, None, None, service, name("Checkout"))
    }

    #[test]
    fn rows_of_one_incident_become_one_node_with_all_services() {
        let answer = serde_json::to_value(list(vec![row(2, 1), row(2, 2), row(1, 1)])).unwrap();
        let nodes = answer["data"]["incidents"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 2);
        assert_eq!(nodes[0]["reference"], "INC-2");
        assert_eq!(nodes[0]["services"].as_array().unwrap().len(), 2);
        assert_eq!(nodes[0]["lead"], serde_json::Value::Null);
        assert_eq!(answer["data"]["incidents"]["pageInfo"]["hasNextPage"], false);
    }

    #[test]
    fn the_fifty_first_only_says_that_there_is_more() {
        let rows = (1..=51).rev().map(|number| row(number, 1)).collect();
        let answer = serde_json::to_value(list(rows)).unwrap();
        assert_eq!(answer["data"]["incidents"]["nodes"].as_array().unwrap().len(), 50);
        assert_eq!(answer["data"]["incidents"]["pageInfo"]["hasNextPage"], true);
    }
}
