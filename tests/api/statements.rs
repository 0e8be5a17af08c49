//! How many SQL statements an operation costs: pinned, and independent of how much there is (G2, G5).

use serde_json::{Value, json};
use tests::analysis;
use tests::story::{assign, declare, entry, link, numbered, service, update};
use tests::{Backend, Client, Server, Who, time};

const INCIDENTS: &str = include_str!("../contract/incidents.graphql");
const PROBLEMS: &str = include_str!("../contract/problems.graphql");
const METRIC: &str = "coalmine_sql_statements_total";

/// Statements of one request, authentication included.
pub(crate) async fn cost(
    server: &Server,
    client: &Client,
    document: &str,
    operation: Option<&str>,
    variables: Value,
) -> i64 {
    // The first run may fill caches of the connection; what is pinned is the running cost.
    let mut counts = Vec::new();
    for _ in 0..2 {
        let before = server.metric(METRIC).await;
        let answer = match operation {
            Some(name) => client.operation(document, name, variables.clone()).await,
            None => client.ask(document, variables.clone()).await,
        };
        answer.ok();
        #[expect(clippy::cast_possible_truncation, reason = "a count of statements is a small whole number")]
        counts.push((server.metric(METRIC).await - before) as i64);
    }
    assert!(counts[1] <= counts[0], "a second run costs no more: {counts:?}");
    counts[0]
}

/// An incident with everything that a screen shows.
async fn full(server: &Server, client: &Client, number: i64, entries: i64) -> String {
    let shop = service(server, &format!("Shop {number}")).await;
    let fields = json!({ "severity": "SEV2", "serviceIds": [shop], "impactStartedAt": time::minutes_ago(90 + number),
        "impactLevel": "MAJOR_OUTAGE", "leadId": client.user_id, "tags": ["t"] });
    let incident = declare(client, &format!("Full {number}"), fields).await;
    for line in 0..entries {
        entry(client, &incident, &format!("line {line}"), json!({})).await.ok();
    }
    assign(client, &incident, "SCRIBE", &client.user_id, json!({})).await.ok();
    update(client, &incident, "EXTERNAL", json!({ "eta": time::millis_ahead(900_000) })).await.ok();
    incident.id
}

async fn plain(client: &Client, count: i64) {
    for number in 0..count {
        declare(client, &format!("More {number}"), json!({ "severity": "SEV2" })).await;
    }
}

on_both! {
    async fn list_and_detail_keep_their_budget_however_much_there_is(server: &Server) {
        let client = server.sign_in(Who::Manager).await;
        let list = json!({ "severity": ["SEV2"], "status": ["DECLARED"] });
        let few = full(server, &client, 0, 5).await;
        plain(&client, 2).await;
        let list_few = cost(server, &client, INCIDENTS, Some("IncidentList"), list.clone()).await;
        let detail_few = cost(server, &client, INCIDENTS, Some("IncidentDetail"), json!({ "id": few })).await;
        let many = full(server, &client, 1, 60).await;
        for number in 2..12 {
            full(server, &client, number, 0).await;
        }
        plain(&client, 47).await;
        let list_many = cost(server, &client, INCIDENTS, Some("IncidentList"), list.clone()).await;
        let detail_many = cost(server, &client, INCIDENTS, Some("IncidentDetail"), json!({ "id": many })).await;
        assert_eq!((list_few, detail_few), (list_many, detail_many), "the cost does not grow with the rows");
        assert!((1..=2).contains(&list_many), "IncidentList: {list_many}");
        assert!((1..=8).contains(&detail_many), "IncidentDetail: {detail_many}");
        for who in [Who::Viewer, Who::Responder, Who::Admin, Who::Problems] {
            let client = server.sign_in(who).await;
            assert!(cost(server, &client, INCIDENTS, Some("IncidentList"), list.clone()).await <= 2, "{who:?}");
            assert!(cost(server, &client, INCIDENTS, Some("IncidentDetail"), json!({ "id": many })).await <= 8, "{who:?}");
        }
    }
}

/// A problem of two incidents with an analysis of that many causes, each with evidence.
async fn analysed(client: &Client, number: usize, causes: usize) -> (String, String, String) {
    let mut incidents = Vec::new();
    for at in 0..2 {
        incidents.push(declare(client, &format!("Of {number} {at}"), json!({})).await.id);
    }
    let fields = json!({ "incidentIds": incidents, "ownerId": client.user_id, "tags": ["t"] });
    let problem = analysis::open(client, &format!("Problem {number}"), fields).await;
    let rca = analysis::start(client, &problem, "CAUSE_MAP").await;
    let mut effect = json!(null);
    for at in 0..causes {
        let found =
            analysis::cause(client, &rca, &format!("Cause {at}"), json!({ "effectId": effect })).await;
        analysis::evidence(client, &found).await;
        effect = json!(found);
    }
    (problem.id, rca, incidents.swap_remove(0))
}

on_both! {
    async fn problems_and_analyses_keep_their_budget_however_much_there_is(server: &Server) {
        let client = server.sign_in(Who::Manager).await;
        let detail = "query($id: ID!) { problem(id: $id) { title owner { name } services { name } incidents(first: 50) { nodes { title impactWindows { startedAt } } }
            totalImpact { degradedSeconds } findings { rule } rca { id method steps { step findings { rule } } } } }";
        let measure = async |problem: &str, rca: &str, incident: &str| {
            let board = cost(server, &client, PROBLEMS, Some("ProblemBoard"), json!({})).await;
            let graph = cost(server, &client, PROBLEMS, Some("RcaGraph"), json!({ "id": rca })).await;
            let seen = cost(server, &client, PROBLEMS, Some("IncidentProblems"), json!({ "id": incident })).await;
            (board, graph, seen, cost(server, &client, detail, None, json!({ "id": problem })).await)
        };
        let (problem, rca, incident) = analysed(&client, 0, 2).await;
        let few = measure(&problem, &rca, &incident).await;
        let (problem, rca, incident) = analysed(&client, 1, 12).await;
        for number in 2..8 {
            analysed(&client, number, 1).await;
        }
        let many = measure(&problem, &rca, &incident).await;
        assert_eq!(few, many, "the cost does not grow with the rows");
        let (board, graph, seen, detail) = many;
        assert!((1..=2).contains(&board), "ProblemBoard: {board}");
        assert!((1..=18).contains(&graph), "RcaGraph: {graph}");
        assert!((1..=4).contains(&seen), "IncidentProblems: {seen}");
        assert!((1..=20).contains(&detail), "the problem screen: {detail}");
    }
}

#[tokio::test]
async fn every_list_is_pinned_and_does_not_grow() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Manager).await;
    let admin = server.sign_in(Who::Admin).await;
    let target = declare(&client, "Target", json!({})).await;
    let table: &[(&str, i64)] = &[
        ("{ viewer { name permissions } }", 0),
        ("{ users(first: 100) { nodes { name roles teams { name } } totalCount } }", 0),
        ("{ teams(first: 100) { nodes { name } } }", 0),
        ("{ services(first: 100) { nodes { name ownerTeam { name } findings { rule } } totalCount } }", 0),
        ("{ settings { organisationName severities { label } } }", 0),
        (
            "{ recentChanges(first: 100) { nodes { at kind actor { name } incident { reference title } } } }",
            2,
        ),
        ("{ recentChanges(first: 50) { nodes { kind incident { services { name } lead { name } } } } }", 3),
        ("{ apiKeys(first: 100) { nodes { name role } } }", 1),
        ("{ sessions { id lastUsedAt endReason } }", 2),
        ("{ auditLog(first: 100) { nodes { action subjectName actor { name } facts isSealed } } }", 3),
        ("{ auditLog(first: 100) { nodes { id } totalCount } }", 4),
        ("{ auditChain { sealedThrough sealedAt pendingCount head } }", 4),
        ("{ incidents(first: 100) { nodes { id title } } }", 1),
        ("{ incidents(first: 100, filter: { text: \"full\" }) { nodes { id } } }", 1),
        ("{ incidents(first: 100) { nodes { id } totalCount } }", 2),
        ("{ incidents(first: 100) { nodes { id services { name } lead { name } tags } } }", 3),
        ("{ incidents(first: 100) { nodes { id responders { user { name } } promises { isLate } } } }", 2),
        (
            "{ incidents(first: 20) { nodes { id timeline(first: 3) { nodes { body author { name } } } } } }",
            2,
        ),
        (
            "{ incidents(first: 20) { nodes { id statusUpdates(first: 3) { nodes { body author { name } } } } } }",
            2,
        ),
        (
            "{ promises(first: 100) { nodes { id kind isLate madeBy { name } incident { reference title } } } }",
            2,
        ),
        ("{ promises(first: 100) { nodes { id } totalCount } }", 2),
        ("{ promiseReport { csv } }", 1),
        ("{ updateTemplates { body } }", 1),
        (
            "{ incidents(first: 20) { nodes { id rcaPromises { dueAt incident { title } } impactEstimates { value } } } }",
            4,
        ),
        (
            "{ incidents(first: 20) { nodes { id updateDrafts { body incident { title } } updateTemplate(audience: EXTERNAL) } } }",
            4,
        ),
        ("{ incidents(first: 20) { nodes { id links { incident { title } } } } }", 3),
        ("{ incidents(first: 20) { nodes { id findings { rule } durations { elapsedSeconds } } } }", 6),
        ("{ incidents(first: 20) { nodes { id members { name } importedFrom { file } } } }", 2),
        (
            "{ incidents(first: 20) { nodes { id problems(first: 3) { nodes { title rca { status } } } } } }",
            3,
        ),
        ("{ incidents(first: 20) { nodes { id knownErrors { title workaround { effect } } } } }", 4),
        (
            "{ problems(first: 100) { nodes { title owner { name } services { name } tags rca { status } } } }",
            1,
        ),
        ("{ problems(first: 100) { nodes { id } totalCount } }", 2),
        (
            "{ problems(first: 20) { nodes { id incidents(first: 3) { nodes { title services { name } } } } } }",
            4,
        ),
        ("{ problems(first: 20) { nodes { id totalImpact { degradedSeconds } findings { rule } } } }", 4),
        (
            "{ problems(first: 20) { nodes { id rca { method causes(first: 3) { nodes { text evidenceCount } } } } } }",
            4,
        ),
    ];
    let measure = async || {
        let mut costs = Vec::new();
        for (document, _) in table {
            let asker =
                if document.contains("apiKeys") || document.contains("audit") { &admin } else { &client };
            costs.push(cost(&server, asker, document, None, json!({})).await);
        }
        costs
    };
    full(&server, &client, 0, 2).await;
    analysed(&client, 0, 1).await;
    let few = measure().await;
    for number in 1..10 {
        full(&server, &client, number, 3).await;
    }
    for number in 1..6 {
        analysed(&client, number, 2).await;
    }
    plain(&client, 30).await;
    let first = tests::story::Incident { id: find_one(&client).await, reference: String::new(), version: 1 };
    link(&client, &first, &target, "SAME_PROBLEM").await.ok();
    let many = measure().await;
    for (((document, limit), few), many) in table.iter().zip(few).zip(many) {
        assert!(many <= *limit, "{document} costs {many}, allowed {limit}");
        assert!(many <= few.max(*limit), "{document} grew from {few} to {many}");
    }
}

async fn find_one(client: &Client) -> String {
    client.ask("{ incidents(first: 1) { nodes { id } } }", json!({})).await.text("/incidents/nodes/0/id")
}

#[tokio::test]
async fn counting_happens_only_when_it_is_asked_for() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    declare(&client, "A", json!({})).await;
    let without = cost(&server, &client, "{ incidents { nodes { id } } }", None, json!({})).await;
    let with = cost(&server, &client, "{ incidents { nodes { id } totalCount } }", None, json!({})).await;
    assert_eq!(with, without + 1);
    assert!(cost(&server, &client, "{ incidents { totalCount } }", None, json!({})).await <= 2);
}

#[tokio::test]
async fn thirty_aliases_of_one_list_cost_as_much_as_one() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Manager).await;
    let id = full(&server, &client, 0, 5).await;
    let aliases: String =
        numbered(30, |number| format!(" a{number}: timeline(first: 3) {{ nodes {{ id }} }}"));
    let document = format!("query($id: ID!) {{ incident(id: $id) {{ {aliases} }} }}");
    let spent = cost(&server, &client, &document, None, json!({ "id": id })).await;
    assert!(spent <= 2, "30 aliases cost {spent} statements");
    let roots: String =
        numbered(20, |number| format!(" a{number}: incidents(first: 3) {{ nodes {{ id }} }}"));
    let spent = cost(&server, &client, &format!("{{ {roots} }}"), None, json!({})).await;
    assert!(spent <= 20, "20 root fields cost {spent} statements");
}

#[tokio::test]
async fn declaring_costs_few_statements_and_not_more_with_age() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Responder).await;
    let measure = async |title: &str| {
        let before = server.metric(METRIC).await;
        let fields = json!({ "firstEntry": { "body": "x" }, "idempotencyKey": title });
        declare(&client, title, fields).await;
        server.metric(METRIC).await - before
    };
    let first = measure("first").await;
    plain(&client, 20).await;
    let later = measure("later").await;
    assert!((later - first).abs() < 0.5, "{first} then {later}");
    assert!(later <= 20.0, "declaring costs {later} statements");
}
