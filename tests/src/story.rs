//! What the stories of the tests have in common: services, incidents, entries.

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::server::{Server, Who};
use crate::time;

/// An incident as the stories refer to it.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Global id.
    pub id: String,
    /// `INC-n`.
    pub reference: String,
    /// Version of its own fields.
    pub version: i64,
}

/// What stories select of an incident.
pub const INCIDENT: &str = "incident { id reference status severity version startedAt endedAt \
     instants { name at source precision } impactWindows { id startedAt endedAt level services { id } } \
     responders { role user { id } since until } findings { rule level message } }";

impl Incident {
    /// Reads the incident of a payload.
    pub fn of(answer: &Answer, mutation: &str) -> Self {
        Self {
            id: answer.text(&format!("/{mutation}/incident/id")),
            reference: answer.text(&format!("/{mutation}/incident/reference")),
            version: answer.int(&format!("/{mutation}/incident/version")),
        }
    }
}

/// Makes a service.
pub async fn service(server: &Server, name: &str) -> String {
    let admin = server.sign_in(Who::Admin).await;
    let answer =
        admin.mutate("createService", "CreateServiceInput", "service { id }", json!({ "name": name })).await;
    answer.text("/createService/service/id")
}

/// Declares an incident with these fields on top of a title and a severity.
pub async fn declare(client: &Client, title: &str, fields: Value) -> Incident {
    Incident::of(&try_declare(client, title, fields).await, "declareIncident")
}

/// Declares, whatever comes of it.
pub async fn try_declare(client: &Client, title: &str, fields: Value) -> Answer {
    let input = merge(json!({ "title": title, "severity": "SEV3", "serviceIds": [] }), fields);
    client.mutate("declareIncident", "DeclareIncidentInput", INCIDENT, input).await
}

/// Moves an incident on and keeps its version in step.
pub async fn status(client: &Client, incident: &mut Incident, to: &str, fields: Value) -> Answer {
    let input = merge(json!({ "id": incident.id, "version": incident.version, "status": to }), fields);
    let answer = client.mutate("changeIncidentStatus", "ChangeIncidentStatusInput", INCIDENT, input).await;
    if answer.codes().is_empty() {
        *incident = Incident::of(&answer, "changeIncidentStatus");
    }
    answer
}

/// Appends an entry.
pub async fn entry(client: &Client, incident: &Incident, body: &str, fields: Value) -> Answer {
    let input = merge(json!({ "incidentId": incident.id, "body": body }), fields);
    client
        .mutate("addTimelineEntry", "AddTimelineEntryInput", &format!("timelineEntry {{ {ENTRY} }}"), input)
        .await
}

/// Everything of an entry.
pub const ENTRY: &str = "id kind body bodyHtml happenedAt recordedAt precision author { id kind name } authorRole \
     result approvalAskedAt approvalGivenAt waitingSeconds isCustomerEscalation links { label url } \
     corrects correctedBy isPinned fromStatus toStatus fromSeverity toSeverity";

/// Publishes an update.
pub async fn update(client: &Client, incident: &Incident, audience: &str, fields: Value) -> Answer {
    let input = merge(
        json!({ "incidentId": incident.id, "audience": audience, "body": "We are looking into it." }),
        fields,
    );
    let selection = "statusUpdate { id audience body bodyHtml publishedAt nextUpdateAt eta isLate isFinal author { name } } findings { rule }";
    client.mutate("publishStatusUpdate", "PublishStatusUpdateInput", selection, input).await
}

/// Gives a role.
pub async fn assign(client: &Client, incident: &Incident, role: &str, user: &str, fields: Value) -> Answer {
    let input = merge(json!({ "incidentId": incident.id, "role": role, "userId": user }), fields);
    client.mutate("assignResponder", "AssignResponderInput", INCIDENT, input).await
}

/// Relates two incidents.
pub async fn link(client: &Client, from: &Incident, to: &Incident, kind: &str) -> Answer {
    let selection = "incidentLink { id kind isOutgoing incident { id reference } }";
    let input = json!({ "fromId": from.id, "toId": to.id, "kind": kind });
    client.mutate("linkIncidents", "LinkIncidentsInput", selection, input).await
}

/// Reads one incident by id with this selection.
pub async fn read(client: &Client, id: &str, selection: &str) -> Answer {
    let query = format!("query($id: ID!) {{ incident(id: $id) {{ {selection} }} }}");
    client.ask(&query, json!({ "id": id })).await
}

/// Ids of the incidents that a filter finds, as a set in the order of the answer.
pub async fn find(client: &Client, filter: Value) -> Vec<String> {
    let query = "query($filter: IncidentFilter) { incidents(first: 100, filter: $filter) { nodes { id } totalCount } }";
    let answer = client.ask(query, json!({ "filter": filter })).await;
    let found = answer.texts("/incidents/nodes", "id");
    assert_eq!(answer.int("/incidents/totalCount"), i64::try_from(found.len()).expect("a small number"));
    found
}

/// An instant that a payload's incident carries under this name.
pub fn instant(instants: &Value, name: &str) -> Option<String> {
    let found = instants.as_array()?.iter().find(|instant| instant["name"] == name)?;
    found["at"].as_str().map(str::to_owned)
}

/// The instant under this name is this one.
pub fn assert_instant(instants: &Value, name: &str, at: &str) {
    let found = instant(instants, name).unwrap_or_else(|| panic!("no {name} in {instants}"));
    assert!(time::same(&found, at), "{name} is {found}, not {at}");
}

/// Rules of the findings in a list of findings.
pub fn rules(findings: &Value) -> Vec<&str> {
    findings.as_array().into_iter().flatten().filter_map(|finding| finding["rule"].as_str()).collect()
}

/// Fields of the second on top of the first.
pub fn merge(mut base: Value, more: Value) -> Value {
    if let (Some(base), Value::Object(more)) = (base.as_object_mut(), more) {
        base.extend(more);
    }
    base
}

/// That many pieces of a document in a row.
pub fn numbered(count: usize, each: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        text.push_str(&each(number));
    }
    text
}
