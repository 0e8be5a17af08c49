//! The rows of the policy table for the status portal and announced work.

use domain::identity::Permission;
use serde_json::{Value, json};
use tests::portal::schedule;
use tests::{Server, Who, time};

use crate::policy_table::{Needs, Row, mutation, query};

/// Records that the requests of these rows name.
pub struct PortalRecords {
    service: String,
    work: String,
}

impl PortalRecords {
    /// Makes the records.
    pub async fn make(server: &Server, service: &str) -> Self {
        let manager = server.sign_in(Who::Manager).await;
        let made = schedule(&manager, "Disks", &[service], json!({})).await;
        Self { service: service.to_owned(), work: made.text("/scheduleMaintenance/maintenance/id") }
    }
}

/// Every root field of the capability.
pub fn rows(of: &PortalRecords) -> Vec<Row> {
    let (read, manage) = (Needs::May(Permission::PortalRead), Needs::May(Permission::MaintenanceManage));
    // A version that cannot be: allowed callers meet a conflict and change nothing for the next.
    let of_work = |more: Value| tests::story::merge(json!({ "id": of.work, "version": 99 }), more);
    let work = json!({ "title": "More disks", "body": "x", "serviceIds": [of.service],
        "startsAt": time::millis_ahead(60_000), "endsAt": time::millis_ahead(120_000) });
    let by_id = "query($id: ID!) { maintenance(id: $id) { id } }";
    let portal = Needs::May(Permission::PortalManage);
    let list = "{ subscribers(first: 1) { nodes { id address } } }";
    let endpoint = json!({ "channel": "WEBHOOK", "address": "https://hooks.invalid/in", "serviceIds": [] });
    let remove = Row {
        root: "Mutation",
        field: "removeSubscriber",
        needs: portal,
        document: "mutation($id: ID!) { removeSubscriber(id: $id) { __typename } }".to_owned(),
        variables: json!({ "id": "sub_01h455vb4pex5vsknk084sn02q" }),
    };
    vec![
        query("subscribers", portal, list, json!({})),
        mutation("addSubscriber", "AddSubscriberInput", portal, endpoint),
        remove,
        query("publicStatus", Needs::Nothing, "{ publicStatus { overall } }", json!({})),
        query("maintenances", read, "{ maintenances(first: 1) { nodes { id } } }", json!({})),
        query("maintenance", read, by_id, json!({ "id": of.work })),
        query("portalSettings", read, "{ portalSettings { version } }", json!({})),
        mutation("scheduleMaintenance", "ScheduleMaintenanceInput", manage, work),
        mutation("updateMaintenance", "UpdateMaintenanceInput", manage, of_work(json!({ "title": "x" }))),
        mutation(
            "changeMaintenanceStatus",
            "ChangeMaintenanceStatusInput",
            manage,
            of_work(json!({ "status": "IN_PROGRESS", "body": "x" })),
        ),
        mutation(
            "addMaintenanceUpdate",
            "AddMaintenanceUpdateInput",
            manage,
            json!({ "maintenanceId": of.work, "body": "x" }),
        ),
        mutation("updatePortalSettings", "UpdatePortalSettingsInput", portal, json!({ "version": 99 })),
    ]
}
