//! The floor's answers: the same JSON as the product's, from rows.
//! It must not know HTTP or SQL.

use chrono::{DateTime, Utc};
use domain::id::{CauseId, IncidentId, ProblemId, RcaId, RepairItemId, ServiceId, TimelineEntryId, UserId};
use serde::Serialize;
use uuid::Uuid;

use super::sql::{self, ENTRIES, Entry, Head};

/// Rows of a list's page.
const PAGE: usize = 50;
/// Causes of an analysis that the chain shows.
const CAUSES: usize = 50;
/// Repair items of a problem that the chain shows.
const ITEMS: usize = 10;

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
    owner: Option<Named>,
    incident_count: i32,
    open_repair_item_count: i32,
    overdue_repair_item_count: i64,
    rca: Option<Rca>,
    #[serde(skip)]
    key: Uuid,
    #[serde(skip)]
    updated_at: DateTime<Utc>,
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
    incident: Chain,
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

/// A page of which nobody asks where it ends.
#[derive(Serialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Serialize)]
struct Chain {
    #[serde(flatten)]
    incident: Incident,
    timeline: Nodes<TimelineEntry>,
    problems: Nodes<Linked>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Linked {
    id: String,
    reference: String,
    title: String,
    status: String,
    rca: Option<Analysis>,
    repair_items: Nodes<RepairItem>,
}

#[derive(Serialize)]
struct Analysis {
    id: String,
    status: String,
    causes: Nodes<Cause>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cause {
    id: String,
    text: String,
    verdict: String,
    #[serde(rename = "isRootCause")]
    is_root: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RepairItem {
    id: String,
    reference: String,
    title: String,
    kind: String,
    status: String,
    due_at: Option<DateTime<Utc>>,
    is_overdue: bool,
    owner: Option<Named>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TimelineEntry {
    id: String,
    happened_at: DateTime<Utc>,
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
    let problem = |row: sql::Problem| Problem {
        id: ProblemId::new(row.id).to_string(),
        reference: format!("PRB-{}", row.number),
        title: row.title,
        status: row.status,
        owner: named(row.owner_id, row.owner_name),
        incident_count: row.incident_count,
        open_repair_item_count: row.open_repair_count,
        overdue_repair_item_count: row.overdue,
        rca: row
            .rca_id
            .zip(row.rca_status)
            .map(|(id, status)| Rca { id: RcaId::new(id).to_string(), status }),
        key: row.id,
        updated_at: row.updated_at,
    };
    let mut nodes: Vec<Problem> = rows.into_iter().map(problem).collect();
    let has_next_page = nodes.len() > PAGE;
    nodes.truncate(PAGE);
    let end_cursor = nodes.last().map(|last| cursor(last.updated_at, last.key));
    Board { data: BoardData { problems: Page { nodes, page_info: PageInfo { has_next_page, end_cursor } } } }
}

fn named(id: Option<Uuid>, name: Option<String>) -> Option<Named> {
    id.zip(name).map(|(id, name)| Named { id: UserId::new(id).to_string(), name })
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

/// The rows of an incident with the whole chain behind it.
pub struct Rows {
    pub head: Vec<Head>,
    pub entries: Vec<Entry>,
    pub names: Vec<(Uuid, String)>,
    pub problems: Vec<sql::Linked>,
    pub causes: Vec<sql::Cause>,
    pub items: Vec<sql::Item>,
}

/// The detail's answer; `None` when there is no such incident.
pub fn detail(rows: Rows, now: DateTime<Utc>) -> Option<Detail> {
    let Rows { head, mut entries, names, problems, causes, items } = rows;
    let incident = incidents(head).pop()?;
    entries.truncate(ENTRIES);
    let entry = |entry: Entry| {
        let id = author(&entry);
        let name = id.and_then(|id| names.iter().find(|(other, _)| *other == id.uuid()));
        TimelineEntry {
            id: TimelineEntryId::new(entry.0).to_string(),
            happened_at: entry.1,
            kind: entry.3,
            body: entry.4,
            author: Author {
                id: id.map(|id| id.to_string()),
                name: name.map_or_else(|| entry.6.clone(), |(_, name)| name.clone()),
            },
        }
    };
    let timeline = Nodes { nodes: entries.into_iter().map(entry).collect() };
    let linked = |problem: sql::Linked| {
        let of = causes.iter().filter(|cause| Some(cause.rca_id) == problem.rca_id).take(CAUSES);
        let causes = Nodes { nodes: of.map(cause).collect() };
        let of = items.iter().filter(|item| item.problem_id == problem.id).take(ITEMS);
        Linked {
            repair_items: Nodes { nodes: of.map(|row| item(row, now)).collect() },
            id: ProblemId::new(problem.id).to_string(),
            reference: format!("PRB-{}", problem.number),
            title: problem.title,
            status: problem.status,
            rca: problem.rca_id.zip(problem.rca_status).map(|(id, status)| Analysis {
                id: RcaId::new(id).to_string(),
                status,
                causes,
            }),
        }
    };
    let problems = Nodes { nodes: problems.into_iter().map(linked).collect() };
    Some(Detail { data: DetailData { incident: Chain { incident, timeline, problems } } })
}

fn cause(row: &sql::Cause) -> Cause {
    Cause {
        id: CauseId::new(row.id).to_string(),
        text: row.text.clone(),
        verdict: row.verdict.clone(),
        is_root: row.confirmed_at.is_some(),
    }
}

fn item(row: &sql::Item, now: DateTime<Utc>) -> RepairItem {
    let runs = matches!(row.status.as_str(), "COMMITTED" | "IN_PROGRESS" | "REOPENED");
    RepairItem {
        id: RepairItemId::new(row.id).to_string(),
        reference: format!("REP-{}", row.number),
        title: row.title.clone(),
        kind: row.kind.clone(),
        status: row.status.clone(),
        due_at: row.due_at,
        is_overdue: runs && row.due_at.is_some_and(|due| due < now),
        owner: named(row.owner_id, row.owner_name.clone()),
    }
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
