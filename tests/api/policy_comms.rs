//! The rows of the policy table for communication: promises, corrections, estimates, drafts and templates.

use domain::identity::Permission;
use serde_json::json;
use tests::story::{Incident, update};
use tests::{Client, time};

use crate::policy_table::{Needs, Row, mutation, query};

/// Records that the requests of these rows name.
pub struct Comms {
    pub incident: String,
    pub update: String,
    pub draft: String,
}

impl Comms {
    /// Makes the records.
    pub async fn make(manager: &Client, incident: &Incident) -> Self {
        let promise = json!({ "nextUpdateAt": time::millis_ahead(3_600_000) });
        let told = update(manager, incident, "INTERNAL", promise).await;
        let input = json!({ "incidentId": incident.id, "audience": "INTERNAL", "body": "x" });
        let draft = manager.mutate("saveUpdateDraft", "SaveUpdateDraftInput", "draft { id }", input).await;
        Self {
            incident: incident.id.clone(),
            update: told.text("/publishStatusUpdate/statusUpdate/id"),
            draft: draft.text("/saveUpdateDraft/draft/id"),
        }
    }
}

/// Every root field of this capability.
pub fn rows(of: &Comms) -> Vec<Row> {
    use Needs::May;
    let read = May(Permission::IncidentRead);
    let rca = json!({ "incidentId": of.incident, "stage": "FINAL", "dueAt": time::millis_ahead(86_400_000) });
    let estimate = json!({ "incidentId": of.incident, "kind": "USERS", "value": 3, "source": "x" });
    let publish = May(Permission::StatusUpdatePublish);
    // A version that cannot be: allowed callers meet a conflict and change nothing for the next.
    let step = json!({ "id": of.draft, "version": 99 });
    let draft = json!({ "incidentId": of.incident, "audience": "INTERNAL", "body": "x" });
    let template = json!({ "severity": "SEV3", "audience": "INTERNAL", "body": "x", "version": 99 });
    vec![
        query("updateTemplates", May(Permission::SettingsRead), "{ updateTemplates { body } }", json!({})),
        mutation("saveUpdateDraft", "SaveUpdateDraftInput", publish, draft),
        mutation("requestUpdateApproval", "UpdateDraftInput", publish, step.clone()),
        mutation("publishUpdateDraft", "UpdateDraftInput", publish, step.clone()),
        mutation("discardUpdateDraft", "UpdateDraftInput", publish, step.clone()),
        mutation("approveUpdateDraft", "UpdateDraftInput", May(Permission::StatusUpdateApprove), step),
        mutation(
            "saveUpdateTemplate",
            "SaveUpdateTemplateInput",
            May(Permission::StatusUpdateApprove),
            template,
        ),
        query("promises", read, "{ promises(first: 1) { nodes { id } } }", json!({})),
        query("promiseReport", read, "{ promiseReport { csv } }", json!({})),
        mutation("promiseRca", "PromiseRcaInput", May(Permission::RcaPromise), rca),
        mutation(
            "correctStatusUpdate",
            "CorrectStatusUpdateInput",
            May(Permission::StatusUpdatePublish),
            json!({ "id": of.update, "body": "x" }),
        ),
        mutation("addImpactEstimate", "AddImpactEstimateInput", May(Permission::ImpactEstimate), estimate),
    ]
}
