//! The requests: W1 the list, W2 the detail, W4 the declaration.

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::server::Server;

/// A request that is measured.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Workload {
    /// Incident list: 50 newest of a status and severity, with service and lead.
    #[value(name = "W1")]
    List,
    /// Incident detail: 20 timeline entries with their authors.
    #[value(name = "W2")]
    Detail,
    /// Write: declare an incident with one timeline entry.
    #[value(name = "W4")]
    Declare,
}

const LIST: &str = "query($status: [IncidentStatus!], $severity: [Severity!]) {
  incidents(first: 50, filter: {status: $status, severity: $severity}, orderBy: STARTED_AT_DESC) {
    nodes { id reference title status severity startedAt services { id name } lead { id name } }
    pageInfo { hasNextPage endCursor } } }";

const DETAIL: &str = "query($id: ID!) { incident(id: $id) {
    id reference title status severity startedAt services { id name } lead { id name }
    timeline(first: 20) { nodes { id happenedAt recordedAt kind body author { id name } } pageInfo { hasNextPage } } } }";

const DECLARE: &str = "mutation($input: DeclareIncidentInput!) {
  declareIncident(input: $input) { incident { id reference status version } } }";

const ENTRY: &str = "mutation($input: AddTimelineEntryInput!) {
  addTimelineEntry(input: $input) { timelineEntry { id } } }";

const SERVICE: &str =
    "mutation($input: CreateServiceInput!) { createService(input: $input) { service { id } } }";

/// Ids of what was declared before measuring.
#[derive(Clone)]
pub struct Data {
    services: Vec<String>,
    incidents: Vec<String>,
}

impl Data {
    /// Declares incidents with ten entries each.
    pub async fn fill(server: &Server, incidents: usize) -> Result<Self> {
        let mut data = Self { services: Vec::new(), incidents: Vec::new() };
        for n in 0..30 {
            let input = json!({ "name": format!("Service {n}") });
            let made = server.ask(&json!({ "query": SERVICE, "variables": { "input": input } })).await?;
            data.services.push(text(&made["createService"]["service"]["id"])?);
        }
        for n in 0..incidents {
            let made = server.ask(&Workload::Declare.request(&data, n)).await?;
            let id = text(&made["declareIncident"]["incident"]["id"])?;
            for entry in 0..9 {
                let input = json!({ "incidentId": id, "body": format!("Entry {entry} of incident {n}.") });
                server.ask(&json!({ "query": ENTRY, "variables": { "input": input } })).await?;
            }
            data.incidents.push(id);
        }
        Ok(data)
    }
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("an id is missing in the answer")?.to_owned())
}

impl Workload {
    /// All of them.
    pub const ALL: &[Self] = &[Self::List, Self::Detail, Self::Declare];

    /// Its name in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "W1",
            Self::Detail => "W2",
            Self::Declare => "W4",
        }
    }

    /// The request of a turn.
    pub fn request(self, data: &Data, turn: usize) -> Value {
        let severity = ["SEV1", "SEV2", "SEV3", "SEV4"][turn % 4];
        match self {
            Self::List => {
                json!({ "query": LIST, "variables": { "status": ["DECLARED"], "severity": [severity] } })
            }
            Self::Detail => {
                let id = data.incidents.get(turn % data.incidents.len().max(1));
                json!({ "query": DETAIL, "variables": { "id": id } })
            }
            Self::Declare => {
                let service = data.services.get(turn % data.services.len().max(1));
                json!({ "query": DECLARE, "variables": { "input": {
                    "title": format!("Something is slow, turn {turn}"), "severity": severity,
                    "serviceIds": [service], "firstEntry": { "body": "Users report slow pages." } } } })
            }
        }
    }
}
