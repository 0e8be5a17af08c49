//! Customer organisations and their people: made by administrators, invited, and kept apart from everything inside (A16).

use domain::identity::policy::{Condition, Role, Subject, rule};
use serde_json::{Value, json};
use tests::customer::{customer, person};
use tests::story::{declare, merge, service};
use tests::{Answer, Backend, Client, Server, Who};

use crate::policy::ask;
use crate::policy_table::{Fixture, Needs, rows};
use crate::sessions::try_sign_in;
use crate::statements::cost;

const CUSTOMERS: &str = include_str!("../contract/customers.graphql");
const FIELDS: &str =
    "customer { id name version createdAt services { name } users { name status } } findings { rule }";
const LIST: &str = "query($first: Int!, $after: String, $search: String) {
  customers(first: $first, after: $after, search: $search) {
    nodes { id name services { name } users { email } } pageInfo { endCursor hasNextPage } totalCount
  }
}";

async fn create(client: &Client, input: Value) -> Answer {
    client.mutate("createCustomer", "CreateCustomerInput", FIELDS, input).await
}

async fn update(client: &Client, input: Value) -> Answer {
    client.mutate("updateCustomer", "UpdateCustomerInput", FIELDS, input).await
}

async fn invite(client: &Client, input: Value) -> Answer {
    let selection = "user { id status roles customer { name } teams { id } } link expiresAt";
    client.mutate("inviteCustomerUser", "InviteCustomerUserInput", selection, input).await
}

on_both! {
    async fn a_customer_is_made_changed_and_read(server: &Server) {
        let (shop, mail) = (service(server, "Shop").await, service(server, "Mail").await);
        let admin = server.sign_in(Who::Admin).await;
        let input = json!({ "name": " Northwind ", "serviceIds": [shop, mail, shop], "idempotencyKey": "c-1" });
        let made = create(&admin, input.clone()).await;
        assert_eq!(made.text("/createCustomer/customer/name"), "Northwind");
        assert_eq!(made.texts("/createCustomer/customer/services", "name"), ["Mail", "Shop"]);
        assert_eq!(made.int("/createCustomer/customer/version"), 1);
        let id = made.text("/createCustomer/customer/id");
        assert!(id.starts_with("cus_"), "{id}");
        let traces = server.database.traces().await;
        assert_eq!(create(&admin, input.clone()).await.text("/createCustomer/customer/id"), id, "the same again");
        assert_eq!(server.database.traces().await, traces);
        assert_eq!(create(&admin, merge(input, json!({ "name": "Other" }))).await.code(), "CONFLICT");
        for (input, field) in [
            (json!({ "name": "NORTHWIND", "serviceIds": [] }), "name"),
            (json!({ "name": " ", "serviceIds": [] }), "name"),
            (json!({ "name": "x".repeat(101), "serviceIds": [] }), "name"),
            (json!({ "name": "New", "serviceIds": ["svc_01hzzzzzzzf2bvaj1yyyyyyyyy"] }), "serviceIds"),
            (json!({ "name": "New", "serviceIds": [id] }), "serviceIds"),
        ] {
            let refused = create(&admin, input).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)));
        }

        let changed = update(&admin, json!({ "id": id, "version": 1, "serviceIds": [shop] })).await;
        assert_eq!(changed.texts("/updateCustomer/customer/services", "name"), ["Shop"]);
        assert_eq!((changed.int("/updateCustomer/customer/version"), changed.text("/updateCustomer/customer/name").as_str()), (2, "Northwind"));
        let traces = server.database.traces().await;
        for version in [1, 3, 0] {
            let stale = update(&admin, json!({ "id": id, "version": version, "name": "x" })).await;
            assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(2)));
        }
        let same = update(&admin, json!({ "id": id, "version": 2, "name": "Northwind", "serviceIds": [shop] })).await;
        assert_eq!(same.int("/updateCustomer/customer/version"), 2, "nothing changed");
        assert_eq!(server.database.traces().await, traces, "what is refused or changes nothing leaves no trace");
        let unknown = json!({ "id": "cus_01hzzzzzzzf2bvaj1yyyyyyyyy", "version": 1 });
        assert_eq!(update(&admin, unknown).await.code(), "NOT_FOUND");
        update(&admin, json!({ "id": id, "version": 2, "name": "Southwind" })).await.ok();

        // Everybody inside reads them, by id, as a node and in the list.
        let viewer = server.sign_in(Who::Viewer).await;
        let read = viewer.ask("query($id: ID!) { customer(id: $id) { name } node(id: $id) { id __typename } }", json!({ "id": id })).await;
        assert_eq!((read.text("/customer/name").as_str(), read.text("/node/__typename").as_str()), ("Southwind", "Customer"));
        for action in ["customer.created", "customer.updated"] {
            let sql = format!("SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action = '{action}'");
            assert!(server.database.number(&sql).await > 0, "{action}");
        }
    }

    async fn the_list_is_by_name_in_pages_and_costs_the_same_however_long(server: &Server) {
        let shop = service(server, "Shop").await;
        let admin = server.sign_in(Who::Admin).await;
        for name in ["beta", "Alpha"] {
            create(&admin, json!({ "name": name, "serviceIds": [shop] })).await.ok();
        }
        let all = json!({ "first": 100 });
        let few = cost(server, &admin, LIST, None, all.clone()).await;
        for number in 0..20 {
            let id = create(&admin, json!({ "name": format!("Gamma {number:02}"), "serviceIds": [shop] })).await.text("/createCustomer/customer/id");
            let input = json!({ "customerId": id, "email": format!("p{number}@gamma.example"), "name": "P" });
            invite(&admin, input).await.ok();
        }
        assert_eq!(cost(server, &admin, LIST, None, all).await, few, "the cost does not grow with the rows");
        assert_eq!(few, 0, "answered from the directory");
        let first = admin.ask(LIST, json!({ "first": 3 })).await;
        assert_eq!(first.texts("/customers/nodes", "name"), ["Alpha", "beta", "Gamma 00"]);
        assert_eq!((first.int("/customers/totalCount"), first.at("/customers/pageInfo/hasNextPage")), (22, &json!(true)));
        let after = first.text("/customers/pageInfo/endCursor");
        let next = admin.ask(LIST, json!({ "first": 2, "after": after })).await;
        assert_eq!(next.texts("/customers/nodes", "name"), ["Gamma 01", "Gamma 02"]);
        let found = admin.ask(LIST, json!({ "first": 100, "search": "PHA" })).await;
        assert_eq!(found.texts("/customers/nodes", "name"), ["Alpha"]);
    }

    async fn a_person_of_a_customer_joins_by_a_link_and_is_in_no_list_of_people(server: &Server) {
        let id = customer(server, "Northwind", &[]).await;
        let admin = server.sign_in(Who::Admin).await;
        let input = json!({ "customerId": id, "email": "Carrie@Northwind.example", "name": "Carrie", "idempotencyKey": "p-1" });
        let invited = invite(&admin, input.clone()).await;
        let user = invited.text("/inviteCustomerUser/user/id");
        assert_eq!(invited.at("/inviteCustomerUser/user/roles"), &json!(["CUSTOMER"]));
        assert_eq!(invited.text("/inviteCustomerUser/user/customer/name"), "Northwind");
        let again = invite(&admin, input.clone()).await;
        assert_eq!(invite(&admin, merge(input, json!({ "name": "Other" }))).await.code(), "CONFLICT");
        assert_eq!((again.text("/inviteCustomerUser/user/id"), again.at("/inviteCustomerUser/link")), (user.clone(), &json!(null)));
        for (input, field) in [
            (json!({ "customerId": id, "email": "carrie@northwind.example", "name": "C" }), "email"),
            (json!({ "customerId": id, "email": Who::Viewer.email(), "name": "C" }), "email"),
            (json!({ "customerId": id, "email": "no address", "name": "C" }), "email"),
            (json!({ "customerId": "cus_01hzzzzzzzf2bvaj1yyyyyyyyy", "email": "x@x.example", "name": "C" }), "customerId"),
        ] {
            let refused = invite(&admin, input).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)));
        }
        let bo = person(server, &id, "bo@northwind.example", "Bo Northwind").await;

        let list = admin.ask("{ users(first: 100) { nodes { name customer { id } } totalCount } }", json!({})).await;
        assert_eq!(list.int("/users/totalCount"), 6);
        assert!(!list.body.contains("Carrie") && !list.body.contains("Bo Northwind"), "{}", list.body);
        let found = admin.ask("{ users(first: 5, text: \"northwind\") { totalCount } }", json!({})).await;
        assert_eq!(found.int("/users/totalCount"), 0);
        let of = admin.ask("query($id: ID!) { customer(id: $id) { users { name status email } } }", json!({ "id": id })).await;
        assert_eq!(of.texts("/customer/users", "name"), ["Bo Northwind", "Carrie"]);
        assert_eq!(of.texts("/customer/users", "status"), ["ACTIVE", "INVITED"]);
        let seen = server.sign_in(Who::Viewer).await.ask("query($id: ID!) { customer(id: $id) { users { email } } }", json!({ "id": id })).await;
        assert_eq!(seen.texts("/customer/users", "email"), ["", ""], "addresses are for those who manage people");
        // Her name is no name of a person inside, for the check of wording either.
        let checked = admin.ask("{ checkWording(text: \"Bo Northwind pushed the wrong button\", zone: CAUSE) { rule } }", json!({})).await;
        let inside = admin.ask("{ checkWording(text: \"The Viewer pushed the wrong button\", zone: CAUSE) { rule } }", json!({})).await;
        assert!(inside.list("/checkWording").len() > checked.list("/checkWording").len(), "{} {}", inside.body, checked.body);

        // Nothing inside is given to her, and she gets no other role.
        let client = server.sign_in(Who::Manager).await;
        let incident = declare(&client, "Slow", json!({})).await;
        let input = json!({ "incidentId": incident.id, "role": "SCRIBE", "userId": bo.user_id });
        let refused = client.mutate("assignResponder", "AssignResponderInput", "incident { id }", input).await;
        assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("userId")));
        let input = json!({ "title": "Slow", "ownerId": bo.user_id });
        let refused = client.mutate("openProblem", "OpenProblemInput", "problem { id }", input).await;
        assert_eq!(refused.fact("field"), &json!("ownerId"));
        let team = admin.mutate("createTeam", "CreateTeamInput", "team { id }", json!({ "name": "Team" })).await.text("/createTeam/team/id");
        for (change, field) in [(json!({ "roles": ["VIEWER"] }), "roles"), (json!({ "roles": ["CUSTOMER", "ADMIN"] }), "roles"), (json!({ "teamIds": [team] }), "teamIds")] {
            let refused = admin.mutate("updateUser", "UpdateUserInput", "user { id }", merge(json!({ "id": bo.user_id, "version": 1 }), change)).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)));
        }
        let input = json!({ "id": server.sign_in(Who::Viewer).await.user_id, "version": 1, "roles": ["CUSTOMER"] });
        assert_eq!(admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.fact("field"), "roles");
    }

    async fn a_customer_sees_herself_and_her_organisation(server: &Server) {
        let id = customer(server, "Northwind", &[]).await;
        let other = customer(server, "Quicksand Freight", &[]).await;
        let carrie = person(server, &id, "carrie@northwind.example", "Carrie").await;
        person(server, &other, "quin@quicksand.example", "Quin Quicksand").await;
        assert!(CUSTOMERS.contains("viewer { customer { id name }"), "the contract");
        let me = carrie.ask("{ viewer { id name email roles permissions customer { id name } } }", json!({})).await;
        assert_eq!(me.at("/viewer/customer"), &json!({ "id": id, "name": "Northwind" }));
        assert_eq!(me.at("/viewer/permissions").as_array().unwrap().len(), 3, "{}", me.body);
        let inside = server.sign_in(Who::Admin).await.ask("{ viewer { customer { id } } }", json!({})).await;
        assert_eq!(inside.at("/viewer/customer"), &json!(null));
        for document in [
            "query($id: ID!) { customer(id: $id) { name } }",
            "query($id: ID!) { node(id: $id) { id } }",
            "query($id: ID!) { customers(search: $id) { totalCount } }",
        ] {
            let (own, foreign) = (carrie.ask(document, json!({ "id": id })).await, carrie.ask(document, json!({ "id": other })).await);
            assert_eq!(own.code(), "FORBIDDEN", "{document}");
            assert_eq!(own.without_request_id(), foreign.without_request_id(), "{document}");
            assert!(!foreign.body.contains("Quicksand"));
        }
        for field in ["repairItems { totalCount }", "notifications { totalCount }", "repairCounts { open }"] {
            let answer = carrie.ask(&format!("{{ viewer {{ {field} }} }}"), json!({})).await;
            assert!(answer.json["errors"].is_array(), "{field}: {}", answer.body);
        }
        // Her own sessions and password are hers, and nobody else's.
        assert_eq!(carrie.ask("{ sessions { isCurrent } }", json!({})).await.list("/sessions").len(), 1);
        let quin = server.sign_in(Who::Viewer).await.user_id;
        let foreign = carrie.ask("query($id: ID) { sessions(userId: $id) { id } }", json!({ "id": quin })).await;
        assert_eq!(foreign.code(), "FORBIDDEN");
        let input = json!({ "currentPassword": tests::server::PASSWORD, "newPassword": "nine-brass-lanterns-drift-away" });
        carrie.mutate("changePassword", "ChangePasswordInput", "viewer { id }", input).await.ok();
        try_sign_in(server, "carrie@northwind.example", "nine-brass-lanterns-drift-away").await.ok();
    }
}

#[tokio::test]
async fn a_customer_may_nothing_inside_whatever_she_asks_for() {
    let server = Server::start(Backend::Sqlite).await;
    let fixture = Fixture::make(&server).await;
    let id = customer(&server, "Northwind", &[]).await;
    let carrie = person(&server, &id, "carrie@northwind.example", "Carrie").await;
    let before = server.database.traces().await;
    let mut refused = 0;
    for row in rows(&fixture) {
        let Needs::May(permission) = row.needs else { continue };
        if rule(Subject::Role(Role::Customer), permission) == Condition::Always {
            continue;
        }
        let (_, codes) = ask(&server, &carrie, &row).await;
        assert!(!codes.is_empty(), "{} is answered", row.field);
        for code in codes {
            assert!(["FORBIDDEN", "NOT_FOUND"].contains(&code.as_str()), "{}: {code}", row.field);
        }
        refused += 1;
    }
    assert!(refused > 100, "{refused} root fields");
    assert_eq!(server.database.traces().await, before, "nothing was done");
}
