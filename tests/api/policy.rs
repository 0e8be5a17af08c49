//! The policy table of the product, seen from outside: every root field, every role (R8).

use std::collections::BTreeSet;
use std::time::Duration;

use domain::identity::policy::{Condition, Permission, Role, Subject, rule};
use serde_json::json;
use tests::story::{assign, declare};
use tests::stream;
use tests::{Answer, Backend, Client, Server, Who};

use crate::policy_table::{Fixture, Needs, Row, everyone, rows};

#[tokio::test]
async fn the_table_names_every_root_field_and_no_other() {
    let server = Server::start(Backend::Sqlite).await;
    let fixture = Fixture::make(&server).await;
    let client = server.sign_in(Who::Viewer).await;
    let answer = client.ask("{ __schema { types { name fields { name } } queryType { name } mutationType { name } subscriptionType { name } } }", json!({})).await;
    let mut served = BTreeSet::new();
    for root in ["queryType", "mutationType", "subscriptionType"] {
        let name = answer.text(&format!("/__schema/{root}/name"));
        let kind = answer.list("/__schema/types").iter().find(|kind| kind["name"] == json!(name)).unwrap();
        for field in kind["fields"].as_array().unwrap() {
            served.insert(format!("{name}.{}", field["name"].as_str().unwrap()));
        }
    }
    let table: BTreeSet<String> =
        rows(&fixture).iter().map(|row| format!("{}.{}", row.root, row.field)).collect();
    assert_eq!(table, served, "each root field has its row in policy_table.rs");
}

/// How a request is answered: a subscription over server-sent events, everything else by POST.
pub async fn ask(server: &Server, client: &Client, row: &Row) -> (u16, Vec<String>) {
    if row.root != "Subscription" {
        let answer = client.ask(&row.document, row.variables.clone()).await;
        return (answer.status, answer.codes());
    }
    let response = stream::ask(server, client, &row.document, row.variables.clone()).await;
    if !response.status().is_success() {
        let answer = Answer::read(response).await;
        return (answer.status, answer.codes());
    }
    // A refused subscription says so in its first event; an accepted one stays silent.
    let first = stream::Stream::of(response).next(Duration::from_millis(300)).await;
    let codes = first.map_or_else(Vec::new, |sent| {
        let errors = sent.data["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|error| error["extensions"]["code"].as_str().map(str::to_owned)).collect()
    });
    (200, codes)
}

#[tokio::test]
async fn each_role_gets_the_answer_of_the_table_on_each_root_field() {
    let server = Server::start(Backend::Sqlite).await;
    let fixture = Fixture::make(&server).await;
    let clients = everyone(&server).await;
    let mut checked = 0;
    for row in rows(&fixture) {
        for (role, client) in &clients {
            let (_, codes) = ask(&server, client, &row).await;
            let refused = codes.iter().any(|code| code == "FORBIDDEN");
            let expected = match row.needs {
                Needs::Nothing | Needs::SignIn => false,
                Needs::May(permission) => rule(Subject::Role(*role), permission) != Condition::Always,
            };
            assert_eq!(refused, expected, "{role} at {}: {codes:?}", row.field);
            for code in &codes {
                // The one sign-in of the table carries a wrong password.
                let known = ["FORBIDDEN", "CONFLICT", "RULE_VIOLATION", "NOT_FOUND", "BAD_USER_INPUT"]
                    .contains(&code.as_str())
                    || row.field == "signIn";
                assert!(known, "{role} at {}: {code}", row.field);
            }
            checked += 1;
        }
    }
    assert_eq!(checked, rows(&fixture).len() * 5);
}

#[tokio::test]
async fn nobody_may_do_anything_but_show_a_credential() {
    let server = Server::start(Backend::Sqlite).await;
    let fixture = Fixture::make(&server).await;
    let before = server.database.traces().await;
    for row in rows(&fixture) {
        if row.needs == Needs::Nothing {
            continue;
        }
        for client in
            [server.anonymous(), server.bearer("not-a-token"), server.bearer("cmk_x_y"), server.bearer("")]
        {
            let (_, codes) = ask(&server, &client, &row).await;
            assert_eq!(codes, ["UNAUTHENTICATED"], "{} with {:?}", row.field, client.token);
        }
    }
    assert_eq!(server.database.traces().await, before);
}

#[tokio::test]
async fn a_refusal_names_the_permission_that_is_missing() {
    let server = Server::start(Backend::Sqlite).await;
    let fixture = Fixture::make(&server).await;
    let viewer = server.sign_in(Who::Viewer).await;
    for row in rows(&fixture) {
        let Needs::May(permission) = row.needs else { continue };
        if row.root == "Subscription" || rule(Subject::Role(Role::Viewer), permission) == Condition::Always {
            continue;
        }
        let answer = viewer.ask(&row.document, row.variables.clone()).await;
        assert_eq!(
            (answer.code().as_str(), answer.fact("permission")),
            ("FORBIDDEN", &json!(permission.as_str())),
            "{}",
            row.field
        );
    }
}

#[tokio::test]
async fn the_viewer_is_told_what_the_table_says() {
    let server = Server::start(Backend::Sqlite).await;
    for (role, client) in everyone(&server).await {
        let answer = client.ask("{ viewer { roles permissions } }", json!({})).await;
        assert_eq!(answer.at("/viewer/roles"), &json!([role.as_str()]));
        let told: BTreeSet<&str> =
            answer.list("/viewer/permissions").iter().filter_map(|one| one.as_str()).collect();
        let table: BTreeSet<&str> = Permission::ALL
            .iter()
            .filter(|permission| rule(Subject::Role(role), **permission) != Condition::Never)
            .map(|permission| permission.as_str())
            .collect();
        assert_eq!(told, table, "{role}");
    }
}

#[tokio::test]
async fn conditions_of_the_table_hold_on_own_records() {
    let server = Server::start(Backend::Sqlite).await;
    let (admin, responder, viewer) = (
        server.sign_in(Who::Admin).await,
        server.sign_in(Who::Responder).await,
        server.sign_in(Who::Viewer).await,
    );

    // Member: whoever holds a role may invite.
    let incident = declare(&responder, "Own", json!({})).await;
    let manager = server.sign_in(Who::Manager).await;
    assign(&manager, &incident, "SCRIBE", &responder.user_id, json!({})).await.ok();
    let input = json!({ "incidentId": incident.id, "userId": viewer.user_id });
    responder.mutate("addIncidentMember", "IncidentMemberInput", "incident { id }", input).await.ok();

    // Oneself: an administrator may join, not bring others.
    let input = json!({ "incidentId": incident.id, "userId": admin.user_id });
    admin.mutate("addIncidentMember", "IncidentMemberInput", "incident { id }", input).await.ok();

    // Same team: a responder manages what the own team owns.
    let team = admin
        .mutate("createTeam", "CreateTeamInput", "team { id }", json!({ "name": "Owners" }))
        .await
        .text("/createTeam/team/id");
    let input = json!({ "name": "Ours", "ownerTeamId": team });
    let service = admin
        .mutate("createService", "CreateServiceInput", "service { id }", input)
        .await
        .text("/createService/service/id");
    let rename = async |version: i64| {
        let input = json!({ "id": service, "version": version, "description": "Kept by its team" });
        responder.mutate("updateService", "UpdateServiceInput", "service { version }", input).await
    };
    assert_eq!(rename(1).await.code(), "FORBIDDEN");
    let input = json!({ "id": responder.user_id, "version": 1, "teamIds": [team] });
    admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
    assert_eq!(rename(1).await.int("/updateService/service/version"), 2);
}
