//! What the guard lets through and what not. Everything is decided before validation: the schema
//! here counts the resolvers that ran.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{EmptySubscription, Object, Request, Response, Schema, Variables};

use super::Limits;

#[derive(Clone, Default)]
struct Calls(Arc<AtomicUsize>);

struct Node(Calls);

#[Object]
impl Node {
    pub async fn id(&self) -> i32 {
        1
    }

    async fn child(&self) -> Node {
        Node(self.0.clone())
    }

    async fn list(&self, filter: Option<Vec<i32>>) -> usize {
        filter.map_or(0, |filter| filter.len())
    }
}

struct Query(Calls);

#[Object]
impl Query {
    async fn node(&self) -> Node {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        Node(self.0.clone())
    }
}

struct Mutation(Calls);

#[Object]
impl Mutation {
    async fn sign_in(&self) -> bool {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        true
    }

    async fn other(&self) -> bool {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        true
    }
}

/// The code of the first error, and how many resolvers ran.
async fn run(request: impl Into<Request>) -> (Option<String>, usize) {
    let calls = Calls::default();
    let schema = Schema::build(Query(calls.clone()), Mutation(calls.clone()), EmptySubscription).finish();
    let (mut request, limits) = (request.into(), Limits::default());
    let checked = super::read(&request.query, &limits)
        .and_then(|checked| super::admit(&checked, &request, &limits).map(|()| checked));
    let response = match checked {
        Ok(checked) => {
            request.set_parsed_query(checked.document);
            schema.execute(request).await
        }
        Err(error) => Response::from_errors(vec![error]),
    };
    let code = response.errors.first().map(|error| {
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code")).cloned();
        code.map_or_else(|| format!("uncoded: {}", error.message), |code| code.to_string().replace('"', ""))
    });
    (code, calls.0.load(Ordering::Relaxed))
}

async fn refused(text: impl Into<String>) {
    let text = text.into();
    let start: String = text.chars().take(80).collect();
    assert_eq!(run(text).await, (Some("QUERY_TOO_COMPLEX".to_owned()), 0), "{start}");
}

async fn passes(text: impl Into<String>) {
    let text = text.into();
    let start: String = text.chars().take(80).collect();
    assert_eq!(run(text).await.0, None, "{start}");
}

fn bomb(levels: usize, fan: usize) -> String {
    let mut text = "query { node { ...f0 } }".to_owned();
    for level in 0..levels {
        let spreads = format!("...f{} ", level + 1).repeat(fan);
        let _ = write!(text, " fragment f{level} on Node {{ {spreads} }}");
    }
    let _ = write!(text, " fragment f{levels} on Node {{ id }}");
    text
}

#[tokio::test]
async fn fragment_bombs_are_refused() {
    for levels in 11..=30 {
        for fan in 2..=8 {
            refused(bomb(levels, fan)).await;
        }
    }
    passes(bomb(3, 3)).await;
}

#[tokio::test]
async fn bombs_in_unused_fragments_are_refused_too() {
    refused(bomb(20, 3).replace("query { node { ...f0 } }", "query { node { id } }")).await;
}

#[tokio::test]
async fn cycles_are_refused() {
    refused("{ node { ...a } } fragment a on Node { ...a }").await;
    refused("{ node { ...a } } fragment a on Node { child { ...b } } fragment b on Node { ...a }").await;
    refused("{ node { id } } fragment a on Node { ...b } fragment b on Node { child { ...a } }").await;
}

#[tokio::test]
async fn deep_documents_are_refused() {
    for deep in [13, 63, 64, 200_000] {
        refused(format!("{{ node {} {{ id }} {} }}", "{ child ".repeat(deep), "}".repeat(deep))).await;
        refused(format!("{{ node {{ list(filter: {}{}) }} }}", "[".repeat(deep + 60), "]".repeat(deep + 60)))
            .await;
        let objects = format!("{}1{}", "{a:".repeat(deep + 60), "}".repeat(deep + 60));
        refused(format!("{{ node {{ list(filter: {objects}) }} }}")).await;
        let kind = format!("{}Int{}", "[".repeat(deep + 60), "]".repeat(deep + 60));
        refused(format!("query ($a: {kind}) {{ node {{ id }} }}")).await;
    }
    passes(format!("{{ node {} {{ id }} {} }}", "{ child ".repeat(10), "}".repeat(10))).await;
    let spread: String = (0..12).fold("{ node { ...f0 } }".to_owned(), |mut text, level| {
        let _ = write!(text, " fragment f{level} on Node {{ child {{ ...f{} }} }}", level + 1);
        text
    });
    refused(spread + " fragment f12 on Node { id }").await;
}

#[tokio::test]
async fn aliases_and_root_fields_are_counted_with_fragments_expanded() {
    let aliases = |n: usize| (0..n).fold(String::new(), |text, i| format!("{text} a{i}: id"));
    passes(format!("{{ node {{ {} }} }}", aliases(30))).await;
    refused(format!("{{ node {{ {} }} }}", aliases(31))).await;
    refused(format!("{{ node {{ ...f child {{ ...f }} }} }} fragment f on Node {{ {} }}", aliases(16))).await;
    let roots = |n: usize| (0..n).fold(String::new(), |text, i| format!("{text} a{i}: node {{ id }}"));
    passes(format!("{{ {} }}", roots(20))).await;
    refused(format!("{{ {} }}", roots(21))).await;
    refused(format!("{{ ...f b: node {{ id }} }} fragment f on Query {{ {} }}", roots(20))).await;
}

#[tokio::test]
async fn directives_are_counted_at_every_place() {
    let many = "@include(if: true) ".repeat(51);
    refused(format!("{{ node {many} {{ id }} }}")).await;
    refused(format!("{{ node {{ ... {many} {{ id }} }} }}")).await;
    refused(format!("{{ node {{ ...f {many} }} }} fragment f on Node {{ id }}")).await;
    refused(format!("query {many} {{ node {{ id }} }}")).await;
    passes("{ node @include(if: true) { id @skip(if: false) } }").await;
}

#[tokio::test]
async fn counts_of_the_document_are_limited() {
    refused(format!("{{ node {{ {} }} }}", "id ".repeat(2001))).await;
    refused(format!("{{ node {{ id }} }} #{}", "x".repeat(16 * 1024))).await;
    refused((0..11).fold(String::new(), |text, i| format!("{text} query q{i} {{ node {{ id }} }}"))).await;
    let fragments = (0..51).fold(String::new(), |text, i| format!("{text} fragment f{i} on Node {{ id }}"));
    refused(format!("{{ node {{ id }} }}{fragments}")).await;
    let declared = (0..101).fold(String::new(), |text, i| format!("{text} $v{i}: Int"));
    refused(format!("query ({declared}) {{ node {{ id }} }}")).await;
    let sent: serde_json::Map<_, _> = (0..101).map(|i| (format!("v{i}"), 1.into())).collect();
    let request = Request::new("{ node { id } }").variables(Variables::from_json(sent.into()));
    assert_eq!(run(request).await, (Some("QUERY_TOO_COMPLEX".to_owned()), 0));
}

#[tokio::test]
async fn signing_in_is_alone_in_its_operation() {
    passes("mutation { signIn }").await;
    passes("mutation { other second: other }").await;
    refused("mutation { a: signIn b: signIn }").await;
    refused("mutation { signIn other }").await;
    refused("mutation { ...f signIn } fragment f on Mutation { signIn }").await;
    refused("mutation { ... on Mutation { signIn } other }").await;
    let guesses = (0..500).fold(String::new(), |text, i| format!("{text} a{i}: signIn"));
    refused(format!("mutation {{ {guesses} }}")).await;
}

#[tokio::test]
async fn introspection_alone_may_go_deeper() {
    let kinds = |n: usize| format!("{}name{}", "ofType { ".repeat(n), " }".repeat(n));
    passes(format!("{{ __schema {{ types {{ fields {{ type {{ {} }} }} }} }} }}", kinds(9))).await;
    refused(format!("{{ node {{ id }} __schema {{ types {{ fields {{ type {{ {} }} }} }} }} }}", kinds(9)))
        .await;
    refused(format!("{{ __schema {{ types {{ fields {{ type {{ {} }} }} }} }} }}", kinds(17))).await;
}

#[tokio::test]
async fn the_schema_is_for_callers_who_may_read_it() {
    for text in [
        "{ __schema { queryType { name } } }",
        "{ node { id } ...f } fragment f on Query { a: __type(name: \"Node\") { name } }",
    ] {
        passes(text).await;
        let (code, calls) = run(Request::new(text).disable_introspection()).await;
        assert_eq!((code.as_deref(), calls), (Some("UNAUTHENTICATED"), 0), "{text}");
    }
    assert_eq!(run(Request::new("{ __typename node { id } }").disable_introspection()).await.0, None);
}

#[tokio::test]
async fn syntax_errors_are_coded_and_echo_nothing() {
    for text in ["", "{", "secret-word {", "{ node(\u{0} }", "\"\"\"", "\"open"] {
        let (code, calls) = run(text).await;
        assert_eq!((code.as_deref(), calls), (Some("GRAPHQL_PARSE_FAILED"), 0), "{text:?}");
    }
    let error = super::read("{ node { id } } secret-word", &Limits::default()).err().unwrap();
    assert!(!error.message.contains("secret"), "{}", error.message);
}

#[test]
fn text_inside_strings_and_comments_is_one_token_or_none() {
    let count = |text| super::tokens::count(text, usize::MAX);
    assert_eq!(count("{ a(b: \"{[( @ \\\" x\") } # {{{ @").tokens, 8);
    assert_eq!(count("\"\"\" { \\\"\"\" @ \"\"\" a").tokens, 2);
    assert_eq!(count("...f -1.5 $x").tokens, 7);
    assert_eq!(count("\"{{{\" {").nesting, 1);
}
