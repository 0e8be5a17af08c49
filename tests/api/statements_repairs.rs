//! How many SQL statements repair items cost: pinned, and independent of how much there is (G2, G5).

use serde_json::{Value, json};
use tests::analysis;
use tests::repair::{Ground, Item, finish, sound, status};
use tests::story::{declare, entry, service};
use tests::{Backend, Client, Server, Who};

use crate::statements::cost;

const REPAIRS: &str = include_str!("../contract/repair-items.graphql");

/// A problem of an incident with that many items in all states that a board shows; the incident.
async fn problem_with_items(server: &Server, client: &Client, number: usize, items: usize) -> String {
    let shop = service(server, &format!("Shop {number}")).await;
    let fields = json!({ "serviceIds": [shop], "leadId": client.user_id });
    let incident = declare(client, &format!("Incident {number}"), fields).await;
    entry(client, &incident, "noted", json!({})).await.ok();
    let ground = Ground::lay(server, &format!("Problem {number}")).await;
    analysis::link(client, &ground.problem.id, &incident.id).await.ok();
    for at in 0..items {
        let mut item: Item = sound(client, &ground, &client.user_id, json!({})).await;
        match at % 3 {
            0 => {
                status(client, &mut item, "COMMITTED", json!({})).await.ok();
            }
            1 => finish(client, &mut item).await,
            _ => {}
        }
    }
    incident.id
}

on_both! {
    async fn boards_lists_and_chains_keep_their_budget_however_much_there_is(server: &Server) {
        let client = server.sign_in(Who::Problems).await;
        let measure = async |incident: &str| {
            let mine = cost(server, &client, REPAIRS, Some("MyRepairItems"), json!({})).await;
            let board = cost(server, &client, REPAIRS, Some("ProblemBoardWithRepairs"), json!({})).await;
            let chain = cost(server, &client, REPAIRS, Some("IncidentChain"), json!({ "id": incident })).await;
            (mine, board, chain)
        };
        let incident = problem_with_items(server, &client, 0, 3).await;
        let few = measure(&incident).await;
        let incident = problem_with_items(server, &client, 1, 12).await;
        for number in 2..6 {
            problem_with_items(server, &client, number, 6).await;
        }
        let many = measure(&incident).await;
        assert_eq!(few, many, "the cost does not grow with the rows");
        let (mine, board, chain) = many;
        assert!((1..=3).contains(&mine), "MyRepairItems: {mine}");
        assert!((1..=2).contains(&board), "ProblemBoardWithRepairs: {board}");
        assert!((1..=7).contains(&chain), "IncidentChain: {chain}");
        let viewer = server.sign_in(Who::Viewer).await;
        assert_eq!(cost(server, &viewer, REPAIRS, Some("ProblemBoardWithRepairs"), json!({})).await, board);
    }
}

#[tokio::test]
async fn every_list_of_items_is_pinned_and_does_not_grow() {
    let server = Server::start(Backend::Sqlite).await;
    let (client, admin) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Admin).await);
    let table: &[(&str, i64)] = &[
        (
            "{ repairItems(first: 100) { nodes { id title dueAt isOverdue owner { name } team { name } } } }",
            1,
        ),
        ("{ repairItems(first: 100) { nodes { id } totalCount } }", 2),
        (
            "{ repairItems(first: 50) { nodes { id problem { reference } owner { name } causes(first: 5) { nodes { text } totalCount } } } }",
            3,
        ),
        ("{ repairItems(first: 50) { nodes { id causes(first: 5) { nodes { rca { reference } } } } } }", 3),
        (
            "{ repairItems(first: 50) { nodes { id duePolicy { days policyDueAt } dueException { reason } } } }",
            2,
        ),
        (
            "{ repairItems(first: 50) { nodes { id notes(first: 3) { nodes { body author { name } } totalCount } } } }",
            3,
        ),
        ("{ repairItems(first: 50) { nodes { id findings { rule } canWork tracker { isInStep } } } }", 4),
        ("{ repairItems(first: 10, filter: { isOpen: true, text: \"pool\" }) { nodes { id } } }", 1),
        (
            "{ problems(first: 50) { nodes { id openRepairItemCount overdueRepairItemCount sponsor { name } } } }",
            2,
        ),
        ("{ problems(first: 20) { nodes { id repairItems(first: 3) { nodes { title } totalCount } } } }", 3),
        ("{ problems(first: 20) { nodes { id repairFindings { rule } } } }", 3),
        (
            "{ problems(first: 5) { nodes { rca { causes(first: 5) { nodes { repairItems(first: 2) { nodes { title } totalCount } } } } } } }",
            5,
        ),
        ("{ viewer { repairCounts { open overdue } unreadNotificationCount } }", 2),
        (
            "{ viewer { notifications(first: 50) { nodes { title dueAt } totalCount } calendarFeed { usedAt } } }",
            3,
        ),
        ("{ repairPolicy { shortDays createdBy { name } } }", 1),
        ("{ repairReport(groupBy: TEAM) { rows { label open } } }", 4),
        ("{ exportRepairItems { count } }", 5),
        (
            "{ webhooks { name deliveries(first: 10) { nodes { event lastAttempts { error } } totalCount } } trackers { name } }",
            6,
        ),
    ];
    let measure = async || {
        let mut costs = Vec::new();
        for (document, _) in table {
            let asker = if document.contains("webhooks") { &admin } else { &client };
            costs.push(cost(&server, asker, document, None, json!({})).await);
        }
        costs
    };
    problem_with_items(&server, &client, 0, 3).await;
    connect(&admin, 0).await;
    let few = measure().await;
    for number in 1..6 {
        problem_with_items(&server, &client, number, 5).await;
        connect(&admin, number).await;
    }
    let many = measure().await;
    for (((document, limit), few), many) in table.iter().zip(few).zip(many) {
        assert!(many <= *limit, "{document} costs {many}, allowed {limit}");
        assert!(many <= few.max(*limit), "{document} grew from {few} to {many}");
    }
}

/// An endpoint with something on its way, which waits for nobody.
async fn connect(admin: &Client, number: usize) {
    let input =
        json!({ "name": format!("Nowhere {number}"), "url": "https://hooks.invalid/in", "topics": ["RCA"] });
    let made = admin.mutate("createWebhook", "CreateWebhookInput", "webhook { id }", input).await;
    let id: Value = made.at("/createWebhook/webhook/id").clone();
    admin
        .ask("mutation($id: ID!) { testWebhook(id: $id) { delivery { id } } }", json!({ "id": id }))
        .await
        .ok();
}
