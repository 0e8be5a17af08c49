//! The rows of the policy table for repair items, notifications, calendars and connections to other programs.

use domain::identity::Permission;
use serde_json::{Value, json};
use tests::repair::{Ground, Item, finish, sound};
use tests::story::merge;
use tests::{Client, Server, Who, time};

use crate::policy_table::{Needs, Row, mutation, query};

/// Records that the requests of these rows name; nobody whom a client stands for but the problem manager is related to them.
pub struct Repairs {
    /// An idea.
    pub idea: Item,
    /// One that is done.
    pub done: Item,
    pub ground: Ground,
    pub webhook: String,
    pub delivery: String,
    pub tracker: String,
}

impl Repairs {
    /// Makes the records.
    pub async fn make(server: &Server) -> Self {
        let manager = server.sign_in(Who::Problems).await;
        let ground = Ground::lay(server, "Has items").await;
        let idea = sound(&manager, &ground, &manager.user_id, json!({})).await;
        let mut done = sound(&manager, &ground, &manager.user_id, json!({})).await;
        finish(&manager, &mut done).await;
        let admin = server.sign_in(Who::Admin).await;
        let (webhook, delivery) = webhook(&admin).await;
        let input = json!({ "name": "Issues", "provider": "GITHUB" });
        let tracker = admin.mutate("createTracker", "CreateTrackerInput", "tracker { id }", input).await;
        Self { idea, done, ground, webhook, delivery, tracker: tracker.text("/createTracker/tracker/id") }
    }
}

/// An endpoint at an address that answers nobody, and what is on its way there.
async fn webhook(admin: &Client) -> (String, String) {
    let input = json!({ "name": "Nowhere", "url": "https://hooks.invalid/in", "topics": ["PROBLEM"] });
    let made = admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id }", input).await;
    let webhook = made.text("/createWebhook/webhook/id");
    let test = "mutation($id: ID!) { testWebhook(id: $id) { delivery { id } } }";
    let sent = admin.ask(test, json!({ "id": webhook })).await;
    (webhook, sent.text("/testWebhook/delivery/id"))
}

/// Every root field of these capabilities.
pub fn rows(of: &Repairs) -> Vec<Row> {
    let mut rows = reads(of);
    rows.extend(items(of));
    rows.extend(own());
    rows.extend(connections(of));
    rows
}

fn reads(of: &Repairs) -> Vec<Row> {
    let needs = Needs::May(Permission::RepairRead);
    let seen = Needs::May(Permission::IntegrationRead);
    let by_id = |field: &str| format!("query($id: ID!) {{ {field}(id: $id) {{ id }} }}");
    vec![
        query("repairItems", needs, "{ repairItems(first: 1) { nodes { id } } }", json!({})),
        query("repairItem", needs, &by_id("repairItem"), json!({ "id": of.idea.id })),
        query(
            "repairItemByReference",
            needs,
            "query($r: String!) { repairItemByReference(reference: $r) { id } }",
            json!({ "r": of.idea.reference }),
        ),
        query("repairPolicy", needs, "{ repairPolicy { version } }", json!({})),
        query("repairPolicies", needs, "{ repairPolicies { version } }", json!({})),
        query("repairReport", needs, "{ repairReport { asOf } }", json!({})),
        query("exportRepairItems", needs, "{ exportRepairItems { count } }", json!({})),
        query("webhooks", seen, "{ webhooks { id } }", json!({})),
        query("webhook", seen, &by_id("webhook"), json!({ "id": of.webhook })),
        query("trackers", seen, "{ trackers { id } }", json!({})),
        Row {
            root: "Subscription",
            field: "repairItemChanged",
            needs,
            document: "subscription { repairItemChanged { cursor } }".to_owned(),
            variables: json!({}),
        },
    ]
}

fn items(of: &Repairs) -> Vec<Row> {
    use Needs::May;
    let work = May(Permission::RepairWork);
    // A version that cannot be: allowed callers meet a conflict and change nothing for the next.
    let target = |item: &Item, more: Value| merge(json!({ "id": item.id, "version": 99 }), more);
    let new =
        json!({ "problemId": of.ground.problem.id, "title": "x", "kind": "CORRECTIVE", "lens": "PROCESS" });
    let later = time::millis_ahead(86_400_000);
    vec![
        mutation("createRepairItem", "CreateRepairItemInput", May(Permission::RepairPropose), new),
        mutation(
            "updateRepairItem",
            "UpdateRepairItemInput",
            May(Permission::RepairPropose),
            target(&of.idea, json!({ "title": "x" })),
        ),
        mutation(
            "changeRepairItemStatus",
            "ChangeRepairItemStatusInput",
            work,
            target(&of.idea, json!({ "status": "COMMITTED" })),
        ),
        mutation(
            "postponeRepairItem",
            "PostponeRepairItemInput",
            work,
            target(&of.idea, json!({ "dueAt": later, "reason": "x" })),
        ),
        mutation(
            "addRepairNote",
            "AddRepairNoteInput",
            work,
            json!({ "repairItemId": of.done.id, "body": "x" }),
        ),
        mutation(
            "recordEffectiveness",
            "RecordEffectivenessInput",
            work,
            target(&of.done, json!({ "result": "PARTIAL", "metric": "x" })),
        ),
        mutation(
            "linkRepairItemIssue",
            "LinkRepairItemIssueInput",
            work,
            target(&of.idea, json!({ "url": "https://github.com/mine/shaft/issues/7" })),
        ),
        mutation("unlinkRepairItemIssue", "UnlinkRepairItemIssueInput", work, target(&of.idea, json!({}))),
        mutation(
            "updateRepairPolicy",
            "UpdateRepairPolicyInput",
            May(Permission::RepairPolicyManage),
            json!({ "version": 99, "shortDays": 9 }),
        ),
        mutation(
            "importRepairItems",
            "ImportRepairItemsInput",
            May(Permission::RepairImport),
            json!({ "csv": "title\n" }),
        ),
    ]
}

/// What belongs to whoever asks, whatever the role.
fn own() -> Vec<Row> {
    let plain = |field: &'static str| Row {
        root: "Mutation",
        field,
        needs: Needs::SignIn,
        document: format!("mutation {{ {field} {{ __typename }} }}"),
        variables: json!({}),
    };
    let read = json!({ "upTo": time::minutes_ago(1) });
    vec![
        mutation("markNotificationsRead", "MarkNotificationsReadInput", Needs::SignIn, read),
        plain("createCalendarFeed"),
        plain("revokeCalendarFeed"),
    ]
}

fn connections(of: &Repairs) -> Vec<Row> {
    let manage = Needs::May(Permission::IntegrationManage);
    let target = |id: &str, more: Value| merge(json!({ "id": id, "version": 99 }), more);
    let by_id = |field: &'static str, id: &str| Row {
        root: "Mutation",
        field,
        needs: manage,
        document: format!("mutation($id: ID!) {{ {field}(id: $id) {{ __typename }} }}"),
        variables: json!({ "id": id }),
    };
    let endpoint = json!({ "name": "New", "url": "https://hooks.invalid/new", "topics": ["REPAIR"] });
    vec![
        mutation("createWebhook", "CreateWebhookInput", manage, endpoint),
        mutation("updateWebhook", "UpdateWebhookInput", manage, target(&of.webhook, json!({ "name": "x" }))),
        by_id("rotateWebhookSecret", &of.webhook),
        by_id("testWebhook", &of.webhook),
        by_id("replayDelivery", &of.delivery),
        by_id("removeWebhook", &of.webhook),
        mutation(
            "createTracker",
            "CreateTrackerInput",
            manage,
            json!({ "name": "New", "provider": "GITLAB" }),
        ),
        mutation("updateTracker", "UpdateTrackerInput", manage, target(&of.tracker, json!({ "name": "x" }))),
        by_id("removeTracker", &of.tracker),
    ]
}
