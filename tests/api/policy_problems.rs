//! The rows of the policy table for problems and root cause analysis.

use domain::identity::Permission;
use serde_json::{Value, json};
use tests::analysis::{self, cause, change, evidence, read_rca};
use tests::story::merge;
use tests::{Client, time};

use crate::policy_table::{Needs, Row, mutation, query};

/// Records that the requests of these rows name.
pub struct Problems {
    pub problem: String,
    pub reference: String,
    pub rca: String,
    pub rca_reference: String,
    pub cause: String,
    pub group: String,
    pub evidence: String,
    pub barrier: String,
    pub difference: String,
    /// A problem without an analysis.
    pub fresh: String,
    /// An incident that is linked to no problem.
    pub incident: String,
    pub user: String,
}

impl Problems {
    /// Makes the records.
    pub async fn make(manager: &Client, linked: &str, incident: &str) -> Self {
        let problem = analysis::open(manager, "Known", json!({ "incidentIds": [linked] })).await;
        let fresh = analysis::open(manager, "Fresh", json!({})).await;
        let rca = analysis::start(manager, &problem, "CAUSE_MAP").await;
        let found = cause(manager, &rca, "A cause", json!({})).await;
        let evidence = evidence(manager, &found).await;
        let row = json!({ "rcaId": rca, "defence": "a", "expectedEffect": "b", "state": "ABSENT" });
        change(manager, "saveBarrier", "SaveBarrierInput", row).await.ok();
        let row = json!({ "rcaId": rca, "aspect": "a", "before": "b", "after": "c" });
        change(manager, "saveDifference", "SaveDifferenceInput", row).await.ok();
        let read =
            read_rca(manager, &rca, "reference groups { id } barriers { id } differences { id }").await;
        Self {
            problem: problem.id,
            reference: problem.reference,
            rca_reference: read.text("/rca/reference"),
            cause: found,
            group: read.text("/rca/groups/0/id"),
            evidence,
            barrier: read.text("/rca/barriers/0/id"),
            difference: read.text("/rca/differences/0/id"),
            rca,
            fresh: fresh.id,
            incident: incident.to_owned(),
            user: manager.user_id.clone(),
        }
    }
}

/// Every root field of problems and analyses.
pub fn rows(of: &Problems) -> Vec<Row> {
    let mut rows = reads(of);
    rows.extend(problems(of));
    rows.extend(analyses(of));
    rows.extend(causes(of));
    rows.extend(links(of));
    rows
}

fn stream(field: &'static str, document: &str, variables: Value) -> Row {
    let needs = Needs::May(Permission::ProblemRead);
    Row { root: "Subscription", field, needs, document: document.to_owned(), variables }
}

fn reads(of: &Problems) -> Vec<Row> {
    let needs = Needs::May(Permission::ProblemRead);
    let by_reference = |field: &str| format!("query($r: String!) {{ {field}(reference: $r) {{ id }} }}");
    vec![
        query("problems", needs, "{ problems(first: 1) { nodes { id } } }", json!({})),
        query("problem", needs, "query($id: ID!) { problem(id: $id) { id } }", json!({ "id": of.problem })),
        query("problemByReference", needs, &by_reference("problemByReference"), json!({ "r": of.reference })),
        query("rca", needs, "query($id: ID!) { rca(id: $id) { id } }", json!({ "id": of.rca })),
        query("rcaByReference", needs, &by_reference("rcaByReference"), json!({ "r": of.rca_reference })),
        query("suggestions", needs, "{ suggestions(title: \"x\") { problems { tags } } }", json!({})),
        stream("problemChanged", "subscription { problemChanged { cursor } }", json!({})),
        stream(
            "rcaChanged",
            "subscription($id: ID!) { rcaChanged(id: $id) { cursor } }",
            json!({ "id": of.rca }),
        ),
    ]
}

fn problems(of: &Problems) -> Vec<Row> {
    use Needs::May;
    // A version that cannot be: allowed callers meet a conflict and change nothing for the next.
    let target = |more: Value| merge(json!({ "id": of.problem, "version": 99 }), more);
    let risk = json!({ "rationale": "x", "approverId": of.user, "reviewAt": time::millis_ahead(86_400_000) });
    let workaround =
        json!({ "steps": "x", "effect": "REMOVES", "limits": "y", "lastTestedAt": time::minutes_ago(1) });
    let both = json!({ "problemId": of.problem, "incidentId": of.incident });
    vec![
        mutation("openProblem", "OpenProblemInput", May(Permission::ProblemOpen), json!({ "title": "x" })),
        mutation(
            "updateProblem",
            "UpdateProblemInput",
            May(Permission::ProblemUpdate),
            target(json!({ "title": "x" })),
        ),
        mutation(
            "changeProblemStatus",
            "ChangeProblemStatusInput",
            May(Permission::ProblemChangeStatus),
            target(json!({ "status": "KNOWN_ERROR" })),
        ),
        mutation(
            "acceptProblemRisk",
            "AcceptProblemRiskInput",
            May(Permission::ProblemAcceptRisk),
            target(risk),
        ),
        mutation("setWorkaround", "SetWorkaroundInput", May(Permission::ProblemUpdate), target(workaround)),
        mutation(
            "removeWorkaround",
            "RemoveWorkaroundInput",
            May(Permission::ProblemUpdate),
            target(json!({})),
        ),
        mutation(
            "linkProblemIncident",
            "LinkProblemIncidentInput",
            May(Permission::ProblemLink),
            both.clone(),
        ),
        mutation("unlinkProblemIncident", "UnlinkProblemIncidentInput", May(Permission::ProblemLink), both),
    ]
}

fn analyses(of: &Problems) -> Vec<Row> {
    let draft = Needs::May(Permission::RcaDraft);
    let target = |id: &str, more: Value| merge(json!({ "id": id, "version": 99 }), more);
    let within = |more: Value| merge(json!({ "rcaId": of.rca }), more);
    vec![
        mutation("startRca", "StartRcaInput", draft, json!({ "problemId": of.fresh, "method": "FIVE_WHYS" })),
        mutation("updateRca", "UpdateRcaInput", draft, target(&of.rca, json!({ "what": "x" }))),
        mutation(
            "changeRcaStatus",
            "ChangeRcaStatusInput",
            Needs::May(Permission::RcaReview),
            target(&of.rca, json!({ "status": "REVIEWED" })),
        ),
        mutation(
            "setRcaAnswer",
            "SetRcaAnswerInput",
            draft,
            within(json!({ "key": "SHORT_CHAIN", "reason": "x" })),
        ),
        mutation(
            "dismissFinding",
            "DismissFindingInput",
            draft,
            within(json!({ "rule": "RCS-99", "reason": "x" })),
        ),
        mutation("restoreFinding", "RestoreFindingInput", draft, within(json!({ "rule": "RCS-99" }))),
        mutation(
            "saveBarrier",
            "SaveBarrierInput",
            draft,
            within(json!({ "defence": "a", "expectedEffect": "b", "state": "WORKED" })),
        ),
        mutation("removeBarrier", "RemoveRowInput", draft, target(&of.barrier, json!({}))),
        mutation(
            "saveDifference",
            "SaveDifferenceInput",
            draft,
            within(json!({ "aspect": "a", "before": "b", "after": "c" })),
        ),
        mutation("removeDifference", "RemoveRowInput", draft, target(&of.difference, json!({}))),
    ]
}

fn causes(of: &Problems) -> Vec<Row> {
    let draft = Needs::May(Permission::RcaDraft);
    let target = |more: Value| merge(json!({ "id": of.cause, "version": 99 }), more);
    let risk = json!({ "rationale": "x", "approverId": of.user, "reviewAt": time::millis_ahead(86_400_000) });
    vec![
        mutation("addCause", "AddCauseInput", draft, json!({ "rcaId": of.rca, "text": "x" })),
        mutation("updateCause", "UpdateCauseInput", draft, target(json!({ "text": "x" }))),
        mutation("removeCause", "CauseVersionInput", draft, target(json!({}))),
        mutation("restoreCause", "CauseVersionInput", draft, target(json!({}))),
        mutation(
            "validateCause",
            "ValidateCauseInput",
            draft,
            target(json!({ "verdict": "UNRESOLVED", "reason": "x" })),
        ),
        mutation(
            "confirmRootCause",
            "ConfirmRootCauseInput",
            Needs::May(Permission::RootCauseConfirm),
            target(json!({})),
        ),
        mutation(
            "acceptRootCauseRisk",
            "AcceptRootCauseRiskInput",
            Needs::May(Permission::ProblemAcceptRisk),
            target(risk),
        ),
    ]
}

fn links(of: &Problems) -> Vec<Row> {
    let draft = Needs::May(Permission::RcaDraft);
    let pair = json!({ "groupId": of.group, "causeId": of.cause });
    vec![
        mutation(
            "linkCause",
            "LinkCauseInput",
            draft,
            json!({ "rcaId": of.rca, "causeId": of.cause, "effectId": of.cause }),
        ),
        mutation("moveCause", "MoveCauseInput", draft, json!({ "causeId": of.cause, "bone": "nowhere" })),
        mutation("updateCauseGroup", "UpdateCauseGroupInput", draft, json!({ "id": of.group })),
        mutation("confirmTherefore", "ConfirmThereforeInput", draft, pair.clone()),
        mutation("unlinkCause", "UnlinkCauseInput", draft, pair),
        mutation(
            "addEvidence",
            "AddEvidenceInput",
            draft,
            json!({ "causeId": of.cause, "kind": "LOG", "title": "x" }),
        ),
        mutation("removeEvidence", "RemoveEvidenceInput", draft, json!({ "id": of.evidence })),
    ]
}
