//! The query guard: what a document may ask for at once (G1 to G4).

use std::fmt::Write as _;

use serde_json::{Value, json};
use tests::story::numbered;
use tests::{Answer, Backend, Client, Server, Who};

/// Refused, and before any SQL statement.
async fn refused(server: &Server, client: &Client, what: &str, document: &str) -> Answer {
    let before = server.metric("coalmine_sql_statements_total").await;
    let answer = client.ask(document, json!({})).await;
    assert_eq!(
        answer.codes(),
        ["QUERY_TOO_COMPLEX"],
        "{what}: {} {}",
        answer.status,
        answer.body.chars().take(300).collect::<String>()
    );
    assert_eq!(answer.status, 400, "{what}");
    assert!(answer.json["data"].is_null(), "{what}");
    let after = server.metric("coalmine_sql_statements_total").await;
    assert!((after - before).abs() < 0.5, "{what} reached the database");
    answer
}

/// Fragments that spread the next one `fan` times, `n` deep.
fn bomb(n: usize, fan: usize) -> String {
    let mut text = String::from("{ ...F0 }");
    for level in 0..n {
        let _ =
            write!(text, " fragment F{level} on Query {{ {} }}", format!("...F{} ", level + 1).repeat(fan));
    }
    let _ = write!(text, " fragment F{n} on Query {{ viewer {{ name }} }}");
    text
}

#[tokio::test]
async fn fragment_bombs_and_circles_are_refused_while_others_are_served() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    for (n, fan) in [(10, 3), (12, 8), (20, 2), (25, 4), (30, 2), (30, 8), (45, 2)] {
        refused(&server, &client, &format!("bomb {n} x {fan}"), &bomb(n, fan)).await;
    }
    let circle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A viewer { name } }";
    refused(&server, &client, "a circle", circle).await;
    refused(&server, &client, "a circle of one", "{ viewer { name } } fragment A on Query { ...A }").await;
    for (open, close) in [("{ viewer ", "}"), ("{ a(x: [", "])}"), ("{ a(x: {x:", "})}")] {
        let deep = format!("{}x{}", open.repeat(5000), close.repeat(5000));
        let answer = client.ask(&deep, json!({})).await;
        assert!(
            ["QUERY_TOO_COMPLEX", "GRAPHQL_PARSE_FAILED"].contains(&answer.code().as_str()),
            "{}",
            answer.body
        );
    }
    // A modest document with fragments runs.
    client.ask(&bomb(5, 1), json!({})).await.ok();
}

#[tokio::test]
async fn each_limit_holds_at_its_figure_and_not_before() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let aliases =
        |count: usize| format!("{{ viewer {{ {} }} }}", numbered(count, |n| format!("a{n}: name ")));
    let roots = |count: usize| {
        format!("{{ {} }}", numbered(count, |n| format!("a{n}: renderMarkdown(body: \"x\") ")))
    };
    let fragments = |count: usize| {
        let list = numbered(count, |n| format!(" fragment F{n} on Viewer {{ name }}"));
        let spreads = numbered(count, |n| format!("...F{n} "));
        format!("{{ viewer {{ {spreads} }} }}{list}")
    };
    let table: Vec<(&str, String, String)> = vec![
        ("aliases", aliases(30), aliases(31)),
        ("root fields", roots(20), roots(21)),
        ("fragments", fragments(50), fragments(51)),
    ];
    for (what, good, bad) in table {
        let answer = client.ask(&good, json!({})).await;
        assert!(answer.codes().is_empty(), "{what}: {}", answer.body);
        let answer = refused(&server, &client, what, &bad).await;
        assert_eq!(answer.fact("limit"), what);
    }
    let long = format!("{{ viewer {{ name }} }} # {}", "x".repeat(17 * 1024));
    refused(&server, &client, "bytes of text", &long).await;
    refused(&server, &client, "2,000 tokens", &format!("{{ viewer {{ {} }} }}", "name ".repeat(2000))).await;
    let operations = numbered(11, |n| format!("query Q{n} {{ viewer {{ name }} }} "));
    refused(&server, &client, "10 operations", &operations).await;
    let variables = numbered(101, |n| format!("$v{n}: Int "));
    refused(&server, &client, "100 variables", &format!("query({variables}) {{ viewer {{ name }} }}")).await;
    let costly =
        "{ incidents(first: 100) { nodes { timeline(first: 100) { nodes { id body author { name } } } } } }";
    refused(&server, &client, "100 timelines of 100", costly).await;
}

#[tokio::test]
async fn directives_count_at_every_place_they_can_stand() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let many = |count: usize| "@include(if: true) ".repeat(count);
    for (place, document) in [
        ("a field", format!("{{ viewer {{ name {} }} }}", many(51))),
        ("an inline fragment", format!("{{ viewer {{ ... {} {{ name }} }} }}", many(51))),
        ("a spread", format!("{{ viewer {{ ...F {} }} }} fragment F on Viewer {{ name }}", many(51))),
        ("an operation", format!("query Q {} {{ viewer {{ name }} }}", "@x ".repeat(51))),
    ] {
        refused(&server, &client, place, &document).await;
    }
    client.ask("{ viewer { name @include(if: true) email @skip(if: false) } }", json!({})).await.ok();
}

#[tokio::test]
async fn depth_is_bounded_also_through_relations_that_come_back() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let nested = |depth: usize| {
        // incidents, nodes, then pairs of links and incident, then one leaf.
        let pairs = (depth - 3) / 2;
        let leaf = if (depth - 3).is_multiple_of(2) { "id" } else { "services { id }" };
        format!(
            "{{ incidents(first: 1) {{ nodes {{ {}{leaf}{} }} }} }}",
            "links { incident { ".repeat(pairs),
            "} } ".repeat(pairs)
        )
    };
    for depth in [13, 14, 21] {
        let answer = refused(&server, &client, &format!("depth {depth}"), &nested(depth)).await;
        assert_eq!(answer.fact("limit"), "fields inside each other");
    }
    let answer = client.ask(&nested(5), json!({})).await;
    assert!(answer.codes().is_empty(), "{}", answer.body);
}

/// What tools send to learn a schema.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
  types { ...FullType } directives { name description isRepeatable locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL
  fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

#[tokio::test]
async fn introspection_is_for_those_who_signed_in() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let answer = client.ask(INTROSPECTION, json!({})).await;
    assert!(
        answer.list("/__schema/types").len() > 50,
        "{}",
        answer.body.chars().take(300).collect::<String>()
    );
    for document in [
        INTROSPECTION,
        "{ __schema { queryType { name } } }",
        "{ __type(name: \"Incident\") { fields { name } } }",
    ] {
        let answer = server.anonymous().ask(document, json!({})).await;
        assert!(!answer.body.contains("Incident") && !answer.body.contains("\"name\""), "{}", answer.body);
    }
    let hidden = server.anonymous().ask("{ incidentss { id } }", json!({})).await;
    assert!(
        !hidden.body.contains("Did you mean") && !hidden.body.contains("incidentByReference"),
        "{}",
        hidden.body
    );
}

#[tokio::test]
async fn guesses_of_passwords_cannot_be_batched() {
    let server = Server::start(Backend::Sqlite).await;
    let guess = |n: usize| {
        format!(
            "a{n}: signIn(input: {{ email: \"admin@mine.example\", password: \"guess number {n}\" }}) {{ accessToken }} "
        )
    };
    for count in [2, 20, 500] {
        let document = format!("mutation {{ {} }}", numbered(count, guess));
        let answer = server.anonymous().ask(&document, json!({})).await;
        assert_eq!(answer.codes(), ["QUERY_TOO_COMPLEX"], "{count}: {}", answer.body);
    }
    let hidden = format!("mutation {{ ...A {} }} fragment A on Mutation {{ {} }}", guess(1), guess(2));
    assert_eq!(server.anonymous().ask(&hidden, json!({})).await.code(), "QUERY_TOO_COMPLEX");
    let rows = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action LIKE '%sign_in%'";
    assert_eq!(server.database.number(rows).await, 0, "no password was looked at");
    let one = server.anonymous().ask(&format!("mutation {{ {} }}", guess(1)), json!({})).await;
    assert_eq!(one.code(), "UNAUTHENTICATED");
    assert!(server.database.number(rows).await >= 1, "the count above would see a try");
    let batch =
        Value::Array((0..10).map(|n| json!({ "query": format!("mutation {{ {} }}", guess(n)) })).collect());
    let answer = server.http().post(format!("{}/graphql", server.url)).json(&batch).send().await.unwrap();
    assert_eq!(answer.status(), 400);
}
