//! What the stories of problems and their analysis have in common.

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::story::merge;

/// A problem as the stories refer to it.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Global id.
    pub id: String,
    /// `PRB-n`.
    pub reference: String,
    /// Version of its own fields.
    pub version: i64,
}

/// What stories select of a problem.
pub const PROBLEM: &str = "problem { id reference title status isOpen version nextStatuses incidentCount recurrenceCount \
     worstSeverity stepsPassed rca { id status } } findings { rule level message }";

/// What stories select of a changed analysis.
pub const RCA: &str = "rca { id reference method status version } findings { rule level message }";

/// What stories select of a changed cause.
pub const CAUSE: &str = "cause { id text verdict verdictReason isRootCause version rca { id } } rca { id version } \
     findings { rule level message }";

impl Problem {
    /// Reads the problem of a payload.
    pub fn of(answer: &Answer, mutation: &str) -> Self {
        Self {
            id: answer.text(&format!("/{mutation}/problem/id")),
            reference: answer.text(&format!("/{mutation}/problem/reference")),
            version: answer.int(&format!("/{mutation}/problem/version")),
        }
    }

    /// Takes over the version that somebody else's change left.
    pub async fn refresh(&mut self, client: &Client) {
        self.version = read(client, &self.id, "version").await.int("/problem/version");
    }
}

/// Opens a problem with these fields on top of a title.
pub async fn open(client: &Client, title: &str, fields: Value) -> Problem {
    let input = merge(json!({ "title": title }), fields);
    Problem::of(&client.mutate("openProblem", "OpenProblemInput", PROBLEM, input).await, "openProblem")
}

/// Reads one problem by id with this selection.
pub async fn read(client: &Client, id: &str, selection: &str) -> Answer {
    let query = format!("query($id: ID!) {{ problem(id: $id) {{ {selection} }} }}");
    client.ask(&query, json!({ "id": id })).await
}

/// Moves a problem on and keeps its version in step.
pub async fn status(client: &Client, problem: &mut Problem, to: &str, fields: Value) -> Answer {
    let input = merge(json!({ "id": problem.id, "version": problem.version, "status": to }), fields);
    let answer = client.mutate("changeProblemStatus", "ChangeProblemStatusInput", PROBLEM, input).await;
    if answer.codes().is_empty() {
        *problem = Problem::of(&answer, "changeProblemStatus");
    }
    answer
}

/// Links an incident to a problem.
pub async fn link(client: &Client, problem: &str, incident: &str) -> Answer {
    let input = json!({ "problemId": problem, "incidentId": incident });
    client.mutate("linkProblemIncident", "LinkProblemIncidentInput", PROBLEM, input).await
}

/// Starts the analysis of a problem; its id.
pub async fn start(client: &Client, problem: &Problem, method: &str) -> String {
    let input = json!({ "problemId": problem.id, "method": method });
    client.mutate("startRca", "StartRcaInput", RCA, input).await.text("/startRca/rca/id")
}

/// Reads one analysis by id with this selection.
pub async fn read_rca(client: &Client, id: &str, selection: &str) -> Answer {
    let query = format!("query($id: ID!) {{ rca(id: $id) {{ {selection} }} }}");
    client.ask(&query, json!({ "id": id })).await
}

/// Changes an analysis, whatever comes of it.
pub async fn change(client: &Client, mutation: &str, kind: &str, input: Value) -> Answer {
    client.mutate(mutation, kind, RCA, input).await
}

/// Changes a cause, whatever comes of it.
pub async fn change_cause(client: &Client, mutation: &str, kind: &str, input: Value) -> Answer {
    client.mutate(mutation, kind, CAUSE, input).await
}

/// Adds a cause with these fields on top of a text; its id. Without more it explains the problem itself.
pub async fn cause(client: &Client, rca: &str, text: &str, fields: Value) -> String {
    let input = merge(json!({ "rcaId": rca, "text": text }), fields);
    change_cause(client, "addCause", "AddCauseInput", input).await.text("/addCause/cause/id")
}

/// Attaches a metric to a cause; the id of the evidence.
pub async fn evidence(client: &Client, cause: &str) -> String {
    let input = json!({ "causeId": cause, "kind": "METRIC", "title": "Connections over time" });
    let answer = client.mutate("addEvidence", "AddEvidenceInput", "evidence { id }", input).await;
    answer.text("/addEvidence/evidence/id")
}

/// Records a verdict on a cause at this version.
pub async fn verdict(client: &Client, cause: &str, version: i64, verdict: &str) -> Answer {
    let input =
        json!({ "id": cause, "version": version, "verdict": verdict, "reason": "Seen in the series." });
    change_cause(client, "validateCause", "ValidateCauseInput", input).await
}

/// The steps of an analysis by their passed mark, and the rules of each that are not set aside.
pub async fn steps(client: &Client, rca: &str) -> Vec<(String, bool, Vec<String>)> {
    let answer = read_rca(client, rca, "steps { step passed findings { rule dismissal { reason } } }").await;
    let step = |step: &Value| {
        let open = step["findings"].as_array().into_iter().flatten().filter(|one| one["dismissal"].is_null());
        let rules = open.map(|one| one["rule"].as_str().unwrap_or_default().to_owned()).collect();
        (step["step"].as_str().unwrap_or_default().to_owned(), step["passed"] == true, rules)
    };
    answer.list("/rca/steps").iter().map(step).collect()
}

/// Says what happened in all its parts, so that step 1 is passed.
pub async fn define(client: &Client, rca: &str) {
    let version = read_rca(client, rca, "version").await.int("/rca/version");
    let input = json!({ "id": rca, "version": version, "what": "Checkout was slow for buyers.", "where": "The shop, in all regions.",
        "when": "On Friday from 18:00 to 19:10.", "howMuch": "One buyer in five gave up.", "scope": "Checkout; search was well." });
    change(client, "updateRca", "UpdateRcaInput", input).await.ok();
}

/// A fishbone with one validated cause, confirmed as a root cause, and one that was refuted; its id and version.
pub async fn root_cause(drafter: &Client, manager: &Client, rca: &str) -> (String, i64) {
    let on = |bone: &str, lens: &str| json!({ "isUnlinked": true, "bone": bone, "lens": lens });
    let pool =
        cause(drafter, rca, "The pool held twenty connections for all regions", on("capacity", "TECHNICAL"))
            .await;
    let review =
        cause(drafter, rca, "The review list has no question about limits", on("process", "PROCESS")).await;
    let budget =
        cause(drafter, rca, "Load tests had no owner since spring", on("organization", "ORGANIZATIONAL"))
            .await;
    for (one, word) in [(&pool, "VALIDATED"), (&review, "VALIDATED"), (&budget, "REFUTED")] {
        evidence(drafter, one).await;
        verdict(drafter, one, 1, word).await.ok();
    }
    let input = json!({ "id": pool, "version": 2 });
    let answer = change_cause(manager, "confirmRootCause", "ConfirmRootCauseInput", input).await;
    assert_eq!(answer.at("/confirmRootCause/cause/isRootCause"), &json!(true));
    (pool, answer.int("/confirmRootCause/cause/version"))
}
