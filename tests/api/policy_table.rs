//! The table that names every root field of the API: who may use it, and a request that tries.

use domain::identity::{Permission, Role};
use serde_json::{Value, json};
use tests::story::{self, Incident, declare, entry, link, read, service};
use tests::{Client, Server, Who, time};

use crate::policy_comms::{self, Comms};
use crate::policy_customers::{self, Customers};
use crate::policy_portal::{self, PortalRecords};
use crate::policy_problems::{self, Problems};
use crate::policy_publications;
use crate::policy_repairs::{self, Repairs};

/// What a root field asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the door itself.
    Nothing,
    /// Any person or key.
    SignIn,
    /// This permission, on a record that the caller has no relation to.
    May(Permission),
}

/// A row of the table.
pub struct Row {
    /// `Query`, `Mutation` or `Subscription`.
    pub root: &'static str,
    /// The root field.
    pub field: &'static str,
    /// What it asks of its caller.
    pub needs: Needs,
    /// A document that uses it.
    pub document: String,
    /// Its variables.
    pub variables: Value,
}

/// Records that the requests of the table name.
pub struct Fixture {
    pub incident: Incident,
    pub other: Incident,
    pub entry: String,
    pub window: String,
    pub relation: String,
    pub service: String,
    pub user: String,
    /// Somebody who was invited and whom no client stands for.
    pub guest: String,
    pub key: String,
    pub comms: Comms,
    pub problems: Problems,
    pub repairs: Repairs,
    pub portal: PortalRecords,
    pub customers: Customers,
}

impl Fixture {
    /// Makes the records; nobody but the incident manager has a relation to them.
    pub async fn make(server: &Server) -> Self {
        let manager = server.sign_in(Who::Manager).await;
        let service = service(server, "Shop").await;
        let fields = json!({ "serviceIds": [service], "impactStartedAt": time::minutes_ago(30), "impactLevel": "MAJOR_OUTAGE" });
        let incident = declare(&manager, "Known", fields).await;
        let other = declare(&manager, "Other", json!({})).await;
        let entry =
            entry(&manager, &incident, "noted", json!({})).await.text("/addTimelineEntry/timelineEntry/id");
        let relation =
            link(&manager, &incident, &other, "SAME_PROBLEM").await.text("/linkIncidents/incidentLink/id");
        let window =
            read(&manager, &incident.id, "impactWindows { id }").await.text("/incident/impactWindows/0/id");
        let admin = server.sign_in(Who::Admin).await;
        let input = json!({ "name": "Bot", "role": "VIEWER", "expiresAt": time::millis_ahead(86_400_000) });
        let key = admin
            .mutate("createApiKey", "CreateApiKeyInput", "apiKey { id }", input)
            .await
            .text("/createApiKey/apiKey/id");
        let input = json!({ "email": "guest@mine.example", "name": "The Guest", "roles": ["VIEWER"] });
        let invited = admin.mutate("inviteUser", "InviteUserInput", "user { id }", input).await;
        let guest = invited.text("/inviteUser/user/id");
        let comms = Comms::make(&manager, &incident).await;
        let problems = Problems::make(&manager, &incident.id, &other.id).await;
        let repairs = Repairs::make(server).await;
        let portal = PortalRecords::make(server, &service).await;
        let customers = Customers::make(server, &service).await;
        Self {
            incident,
            other,
            entry,
            window,
            relation,
            service,
            user: manager.user_id,
            guest,
            key,
            comms,
            problems,
            repairs,
            portal,
            customers,
        }
    }
}

pub fn query(field: &'static str, needs: Needs, document: &str, variables: Value) -> Row {
    Row { root: "Query", field, needs, document: document.to_owned(), variables }
}

pub fn mutation(field: &'static str, kind: &str, needs: Needs, input: Value) -> Row {
    let document = format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ __typename }} }}");
    Row {
        root: "Mutation",
        field,
        needs,
        document,
        variables: Value::Object([("input".to_owned(), input)].into_iter().collect()),
    }
}

/// Every root field.
pub fn rows(of: &Fixture) -> Vec<Row> {
    let mut rows = reads(of);
    rows.extend(administration(of));
    rows.extend(accounts(of));
    rows.extend(incidents(of));
    rows.extend(incident_parts(of));
    rows.extend(policy_comms::rows(&of.comms));
    rows.extend(policy_problems::rows(&of.problems));
    rows.extend(policy_repairs::rows(&of.repairs));
    rows.extend(policy_portal::rows(&of.portal));
    rows.extend(policy_publications::rows(&of.problems.rca));
    rows.extend(policy_customers::rows(&of.customers));
    rows.push(Row {
        root: "Subscription",
        field: "incidentChanged",
        needs: Needs::May(Permission::IncidentRead),
        document: "subscription { incidentChanged { cursor } }".to_owned(),
        variables: json!({}),
    });
    rows
}

fn reads(of: &Fixture) -> Vec<Row> {
    use Needs::{May, Nothing, SignIn};
    let by_id = |field: &str| format!("query($id: ID!) {{ {field}(id: $id) {{ id }} }}");
    let list = |field: &str| format!("{{ {field}(first: 1) {{ nodes {{ id }} }} }}");
    let incident = json!({ "id": of.incident.id });
    let by_reference = "query($r: String!) { incidentByReference(reference: $r) { id } }";
    vec![
        query("viewer", SignIn, "{ viewer { name } }", json!({})),
        query("node", May(Permission::IncidentRead), &by_id("node"), incident.clone()),
        query(
            "nodes",
            May(Permission::IncidentRead),
            "query($id: ID!) { nodes(ids: [$id]) { id } }",
            incident.clone(),
        ),
        query("incidents", May(Permission::IncidentRead), &list("incidents"), json!({})),
        query("incident", May(Permission::IncidentRead), &by_id("incident"), incident),
        query(
            "incidentByReference",
            May(Permission::IncidentRead),
            by_reference,
            json!({ "r": of.incident.reference }),
        ),
        query("services", May(Permission::ServiceRead), &list("services"), json!({})),
        query("service", May(Permission::ServiceRead), &by_id("service"), json!({ "id": of.service })),
        query("users", May(Permission::UserRead), &list("users"), json!({})),
        query("user", May(Permission::UserRead), &by_id("user"), json!({ "id": of.user })),
        query(
            "sessions",
            May(Permission::SessionManage),
            "query($id: ID) { sessions(userId: $id) { id } }",
            json!({ "id": of.guest }),
        ),
        query(
            "oneTimeLink",
            Nothing,
            "query($token: String!) { oneTimeLink(token: $token) { kind } }",
            json!({ "token": "no such token" }),
        ),
        query("teams", May(Permission::TeamRead), &list("teams"), json!({})),
        query("apiKeys", May(Permission::ApiKeyRead), &list("apiKeys"), json!({})),
        query("auditLog", May(Permission::AuditRead), &list("auditLog"), json!({})),
        query("auditChain", May(Permission::AuditRead), "{ auditChain { sealedThrough } }", json!({})),
        query("recentChanges", May(Permission::IncidentRead), &list("recentChanges"), json!({})),
        query("settings", May(Permission::SettingsRead), "{ settings { version } }", json!({})),
        query("renderMarkdown", SignIn, "{ renderMarkdown(body: \"x\") }", json!({})),
        query(
            "checkWording",
            May(Permission::WordingCheck),
            "{ checkWording(text: \"x\", zone: ANALYSIS) { rule } }",
            json!({}),
        ),
    ]
}

fn administration(of: &Fixture) -> Vec<Row> {
    use Needs::{May, Nothing};
    let key = json!({ "name": "New", "role": "VIEWER", "expiresAt": time::millis_ahead(86_400_000) });
    vec![
        mutation(
            "signIn",
            "SignInInput",
            Nothing,
            json!({ "email": "nobody@mine.example", "password": "a wrong one" }),
        ),
        mutation(
            "updateUser",
            "UpdateUserInput",
            May(Permission::UserManage),
            json!({ "id": of.user, "version": 99, "name": "X" }),
        ),
        mutation("createTeam", "CreateTeamInput", May(Permission::TeamManage), json!({ "name": "Team" })),
        mutation("createApiKey", "CreateApiKeyInput", May(Permission::ApiKeyManage), key),
        mutation("revokeApiKey", "RevokeApiKeyInput", May(Permission::ApiKeyManage), json!({ "id": of.key })),
        mutation(
            "updateSettings",
            "UpdateSettingsInput",
            May(Permission::SettingsManage),
            json!({ "version": 99, "organisationName": "X" }),
        ),
        mutation(
            "createService",
            "CreateServiceInput",
            May(Permission::ServiceManage),
            json!({ "name": "Service" }),
        ),
        mutation(
            "updateService",
            "UpdateServiceInput",
            May(Permission::ServiceManage),
            json!({ "id": of.service, "version": 99, "name": "X" }),
        ),
    ]
}

fn accounts(of: &Fixture) -> Vec<Row> {
    use Needs::{May, Nothing, SignIn};
    let guest = || json!({ "userId": of.guest });
    let passwords = json!({ "currentPassword": "a wrong one", "newPassword": "nine brass lanterns drift" });
    vec![
        mutation(
            "redeemOneTimeLink",
            "RedeemOneTimeLinkInput",
            Nothing,
            json!({ "token": "no such token", "password": "nine brass lanterns drift" }),
        ),
        mutation("changePassword", "ChangePasswordInput", SignIn, passwords),
        mutation(
            "inviteUser",
            "InviteUserInput",
            May(Permission::UserManage),
            json!({ "email": "x@mine.example", "name": "X", "roles": ["VIEWER"] }),
        ),
        mutation("renewInvitation", "RenewInvitationInput", May(Permission::UserManage), guest()),
        mutation(
            "startPasswordReset",
            "StartPasswordResetInput",
            May(Permission::UserResetPassword),
            guest(),
        ),
        // Another person's session is not found by whoever may not end it.
        mutation("endSession", "EndSessionInput", SignIn, json!({ "id": "ses_01hzzzzzzzf2bvaj1yyyyyyyyy" })),
        mutation("endSessions", "EndSessionsInput", May(Permission::SessionManage), guest()),
    ]
}

fn incidents(of: &Fixture) -> Vec<Row> {
    use Needs::May;
    // A version that cannot be: allowed callers meet a conflict and change nothing for the next.
    let target = |more: Value| story::merge(json!({ "id": of.incident.id, "version": 99 }), more);
    let person = json!({ "incidentId": of.incident.id, "userId": of.user });
    let declaration = json!({ "title": "x", "severity": "SEV4", "serviceIds": [] });
    vec![
        mutation("declareIncident", "DeclareIncidentInput", May(Permission::IncidentDeclare), declaration),
        mutation(
            "updateIncident",
            "UpdateIncidentInput",
            May(Permission::IncidentUpdate),
            target(json!({ "title": "x" })),
        ),
        mutation(
            "changeIncidentStatus",
            "ChangeIncidentStatusInput",
            May(Permission::IncidentChangeStatus),
            target(json!({ "status": "IDENTIFIED" })),
        ),
        mutation(
            "changeIncidentSeverity",
            "ChangeIncidentSeverityInput",
            May(Permission::IncidentChangeSeverity),
            target(json!({ "severity": "SEV1" })),
        ),
        mutation(
            "setIncidentInstant",
            "SetIncidentInstantInput",
            May(Permission::IncidentUpdate),
            target(json!({ "name": "ASSEMBLED", "at": time::minutes_ago(1) })),
        ),
        mutation(
            "addIncidentMember",
            "IncidentMemberInput",
            May(Permission::IncidentManageMembers),
            person.clone(),
        ),
        mutation(
            "removeIncidentMember",
            "IncidentMemberInput",
            May(Permission::IncidentManageMembers),
            person,
        ),
        mutation(
            "linkIncidents",
            "LinkIncidentsInput",
            May(Permission::IncidentLink),
            json!({ "fromId": of.incident.id, "toId": of.other.id, "kind": "SAME_PROBLEM" }),
        ),
        mutation(
            "unlinkIncidents",
            "UnlinkIncidentsInput",
            May(Permission::IncidentLink),
            json!({ "id": of.relation }),
        ),
    ]
}

fn incident_parts(of: &Fixture) -> Vec<Row> {
    use Needs::May;
    let at = |more: Value| story::merge(json!({ "incidentId": of.incident.id }), more);
    let window = json!({ "version": 99, "startedAt": time::minutes_ago(1), "level": "MAJOR_OUTAGE", "serviceIds": [] });
    let update = json!({ "audience": "INTERNAL", "body": "x", "eta": time::millis_ahead(900_000) });
    vec![
        mutation("addImpactWindow", "AddImpactWindowInput", May(Permission::IncidentUpdate), at(window)),
        mutation(
            "updateImpactWindow",
            "UpdateImpactWindowInput",
            May(Permission::IncidentUpdate),
            json!({ "id": of.window, "incidentVersion": 99, "level": "PARTIAL_OUTAGE" }),
        ),
        mutation(
            "assignResponder",
            "AssignResponderInput",
            May(Permission::IncidentAssignRole),
            at(json!({ "role": "SCRIBE", "userId": of.user })),
        ),
        mutation(
            "releaseResponder",
            "ReleaseResponderInput",
            May(Permission::IncidentAssignRole),
            at(json!({ "role": "OPERATIONS" })),
        ),
        mutation(
            "addTimelineEntry",
            "AddTimelineEntryInput",
            May(Permission::TimelineAdd),
            at(json!({ "body": "x" })),
        ),
        mutation(
            "pinTimelineEntry",
            "PinTimelineEntryInput",
            May(Permission::TimelinePin),
            json!({ "id": of.entry, "isPinned": true }),
        ),
        mutation(
            "publishStatusUpdate",
            "PublishStatusUpdateInput",
            May(Permission::StatusUpdatePublish),
            at(update),
        ),
    ]
}

/// Someone of each role that can sign in, and the client of that person.
pub async fn everyone(server: &Server) -> Vec<(Role, Client)> {
    let mut clients = Vec::new();
    for who in Who::ALL {
        if who != Who::Other {
            clients.push((who.role(), server.sign_in(who).await));
        }
    }
    clients
}
