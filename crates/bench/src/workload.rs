//! The requests: what each workload asks, as bodies that product and floor both understand.
//! It must not know who answers.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::data::{Combination, Data};
use crate::page;
use crate::report::{Side, Workload};

/// Rows of a list's page.
const PAGE: i64 = 50;
/// Different bodies of a workload that writes.
const DECLARATIONS: usize = 500;

const LIST: &str = "query IncidentList($status: [IncidentStatus!], $severity: [Severity!], $after: String) { \
    incidents(first: 50, after: $after, filter: { status: $status, severity: $severity }, orderBy: STARTED_AT_DESC) { \
    nodes { id reference title status severity startedAt services { id name } lead { id name } } \
    pageInfo { hasNextPage endCursor } } }";

const DETAIL: &str = "query IncidentChain($id: ID!) { incident(id: $id) { \
    id reference title status severity startedAt services { id name } lead { id name } \
    timeline(first: 20, orderBy: HAPPENED_AT_DESC) { nodes { id happenedAt kind body author { id name } } } \
    problems(first: 10) { nodes { id reference title status \
    rca { id status causes(first: 50) { nodes { id text verdict isRootCause } } } \
    repairItems(first: 10) { nodes { id reference title kind status dueAt isOverdue owner { id name } } } } } } }";

const BOARD: &str = "query ProblemBoardWithRepairs($status: [ProblemStatus!], $after: String) { \
    problems(first: 50, after: $after, filter: { status: $status }, orderBy: UPDATED_AT_DESC) { \
    nodes { id reference title status owner { id name } incidentCount openRepairItemCount overdueRepairItemCount \
    rca { id status } } pageInfo { hasNextPage endCursor } } }";

const WIDEST: &str = "query IncidentDetail($id: ID!) { incident(id: $id) { \
    id reference title summary summaryHtml status severity version startedAt detectionSource \
    instants { name at source precision } \
    impactWindows { id startedAt endedAt level services { id name } } \
    durations { timeToDetectSeconds timeToAcknowledgeSeconds timeToMitigateSeconds timeToRestoreSeconds \
    elapsedSeconds degradedSeconds } \
    services { id name } lead { id name } responders { role user { id name } since } \
    timeline(first: 20, orderBy: HAPPENED_AT_DESC) { \
    nodes { id happenedAt recordedAt kind body bodyHtml author { id name } } pageInfo { hasNextPage endCursor } } \
    statusUpdates(first: 5, orderBy: PUBLISHED_AT_DESC) { \
    nodes { id audience body publishedAt nextUpdateAt eta isLate } } \
    findings { rule level message } } }";

const DECLARE: &str = "mutation DeclareIncident($input: DeclareIncidentInput!) { \
    declareIncident(input: $input) { incident { id reference status version } } }";

const ENTRY: &str = "mutation AddTimelineEntry($input: AddTimelineEntryInput!) { \
    addTimelineEntry(input: $input) { timelineEntry { id } } }";

/// What subscribers ask for.
pub const SUBSCRIPTION: &str = "subscription IncidentChanged($id: ID, $after: String) { \
    incidentChanged(id: $id, after: $after) { \
    cursor change incidentId incident { id reference status severity version } } }";

/// Bodies of requests; any of them may be sent at any time.
pub fn bodies(workload: Workload, data: &Data) -> Vec<String> {
    match workload {
        Workload::W1 => lists(&data.combinations).into_iter().map(list).collect(),
        Workload::W2 => data.sample.iter().map(|id| by_id(DETAIL, &id.to_string())).collect(),
        Workload::W2C => data.sample.iter().map(|id| by_id(WIDEST, &id.to_string())).collect(),
        Workload::W3 => boards(&data.boards).into_iter().map(board).collect(),
        Workload::W4 => (0..DECLARATIONS).map(|turn| declare(data, turn)).collect(),
        // Driven by a driver of its own, and made of others.
        Workload::W5 | Workload::W6 | Workload::W7 => Vec::new(),
    }
}

/// Where a workload is asked.
pub const fn path(workload: Workload, side: Side) -> &'static str {
    match (side, workload) {
        (side, Workload::W5) => page::path(side),
        (Side::Product, _) => "/graphql",
        (Side::Floor, Workload::W1) => "/w1",
        (Side::Floor, Workload::W2) => "/w2",
        (Side::Floor, Workload::W3) => "/w3",
        (Side::Floor, Workload::W4) => "/w4",
        (Side::Floor, _) => "/w6",
    }
}

/// Whether the floor answers it as well.
pub const fn has_floor(workload: Workload) -> bool {
    !matches!(workload, Workload::W2C)
}

/// The change that W6 tells subscribers of.
pub fn update(data: &Data, round: usize) -> String {
    let input = json!({
        "incidentId": data.sample.first().map(ToString::to_string),
        "body": format!("Error rate is back to normal, seen in round {round}."),
    });
    json!({ "query": ENTRY, "variables": { "input": input } }).to_string()
}

/// Lists with a full page; on little data the fullest.
fn lists(combinations: &[Combination]) -> Vec<&Combination> {
    let full: Vec<&Combination> = combinations.iter().filter(|one| one.count > PAGE).collect();
    if full.is_empty() { combinations.iter().take(1).collect() } else { full }
}

fn list(combination: &Combination) -> String {
    let variables = json!({ "status": [combination.status], "severity": [combination.severity] });
    json!({ "query": LIST, "variables": variables }).to_string()
}

/// Columns of the board with a full page; on little data the fullest.
fn boards(boards: &[(String, i64)]) -> Vec<&str> {
    let full: Vec<&str> =
        boards.iter().filter(|(_, count)| *count > PAGE).map(|(status, _)| status.as_str()).collect();
    if full.is_empty() { boards.iter().take(1).map(|(status, _)| status.as_str()).collect() } else { full }
}

fn board(status: &str) -> String {
    json!({ "query": BOARD, "variables": { "status": [status] } }).to_string()
}

fn by_id(document: &str, id: &str) -> String {
    json!({ "query": document, "variables": { "id": id } }).to_string()
}

fn declare(data: &Data, turn: usize) -> String {
    let severity = ["SEV1", "SEV2", "SEV3", "SEV4"][turn % 4];
    let service = data.services.get(turn % data.services.len().max(1)).map(ToString::to_string);
    let input = json!({
        "title": format!("Answers are slow in region {turn}"),
        "severity": severity,
        "serviceIds": [service],
        "firstEntry": { "body": format!("Support hears of slow pages, call {turn}.") },
    });
    json!({ "query": DECLARE, "variables": { "input": input } }).to_string()
}

/// Whether an answer is what was asked for, so that nobody measures an error.
pub fn check(workload: Workload, data: &Data, answer: &Value) -> Result<()> {
    match workload {
        Workload::W1 => {
            let fullest = data.combinations.first().map_or(0, |one| one.count);
            let nodes = answer["data"]["incidents"]["nodes"].as_array().map_or(0, Vec::len);
            let wanted = usize::try_from(fullest.min(PAGE))?;
            ensure!(nodes == wanted, "a list of {nodes} instead of {wanted}");
        }
        Workload::W2 | Workload::W2C => {
            let entries = answer["data"]["incident"]["timeline"]["nodes"].as_array().map_or(0, Vec::len);
            ensure!(entries > 0, "an incident without a timeline");
        }
        Workload::W3 => {
            let fullest = data.boards.first().map_or(0, |(_, count)| *count);
            let nodes = answer["data"]["problems"]["nodes"].as_array().map_or(0, Vec::len);
            let wanted = usize::try_from(fullest.min(PAGE))?;
            ensure!(nodes == wanted, "a board of {nodes} instead of {wanted}");
        }
        Workload::W4 => {
            let reference = answer["data"]["declareIncident"]["incident"]["reference"].as_str();
            ensure!(
                reference.is_some_and(|reference| reference.starts_with("INC-")),
                "no incident was declared"
            );
        }
        Workload::W5 | Workload::W6 | Workload::W7 => {}
    }
    Ok(())
}

/// Where two answers have other fields; `None` when they are alike. Lists are compared by their first value, and
/// null is like anything.
pub fn difference(one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let missing = one.keys().find(|key| !other.contains_key(*key));
            let added = other.keys().find(|key| !one.contains_key(*key));
            if let Some(key) = missing.or(added) {
                return Some(key.clone());
            }
            one.iter()
                .find_map(|(key, value)| difference(value, &other[key]).map(|inner| format!("{key}.{inner}")))
        }
        (Value::Array(one), Value::Array(other)) => difference(one.first()?, other.first()?),
        (Value::Null, _) | (_, Value::Null) => None,
        _ if std::mem::discriminant(one) == std::mem::discriminant(other) => None,
        _ => Some("(another type)".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_another_shape_are_told_apart() {
        let answer = |lead: Value| json!({ "data": { "nodes": [{ "lead": lead }] } });
        let named = answer(json!({ "id": "a" }));
        assert_eq!(difference(&named, &answer(json!({ "id": "b" }))), None);
        assert_eq!(difference(&named, &answer(Value::Null)), None);
        let more = answer(json!({ "id": "a", "name": "b" }));
        assert_eq!(difference(&named, &more).as_deref(), Some("data.nodes.lead.name"));
    }

    fn combination(status: &str, count: i64) -> Combination {
        Combination { status: status.to_owned(), severity: "SEV1".to_owned(), count }
    }

    #[test]
    fn only_full_pages_are_asked_for_where_there_are_any() {
        let many = [combination("CLOSED", 90), combination("RESOLVED", 51), combination("DECLARED", 50)];
        assert_eq!(lists(&many).len(), 2);
        let few = [combination("CLOSED", 9), combination("RESOLVED", 5)];
        assert_eq!(lists(&few), [&few[0]]);
    }

    #[test]
    fn a_board_with_less_than_a_page_is_asked_for_only_where_there_is_no_fuller_one() {
        let of = |counts: &[(&str, i64)]| -> Vec<(String, i64)> {
            counts.iter().map(|(status, count)| ((*status).to_owned(), *count)).collect()
        };
        assert_eq!(
            boards(&of(&[("IN_ANALYSIS", 90), ("CLOSED", 51), ("MEASURING", 50)])),
            ["IN_ANALYSIS", "CLOSED"]
        );
        assert_eq!(boards(&of(&[("IN_ANALYSIS", 9), ("CLOSED", 5)])), ["IN_ANALYSIS"]);
    }

    #[test]
    fn a_body_is_one_line() {
        let body = list(&combination("CLOSED", 90));
        assert_eq!(body.lines().count(), 1);
        let value: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(value["variables"]["status"][0], "CLOSED");
    }
}
