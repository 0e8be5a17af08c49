//! The list of promises and the view structs it is mapped to, once. It must not know screens.

use crate::{
    model::{Audience, DateTime, Page, PromiseKind, PromiseOutcome, RcaStage},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
};

/// The operation. Its generated answer stays unused; see `net::tree`.
mod documents {
    use crate::{
        model::{Audience, PromiseKind, PromiseOutcome, RcaStage},
        operations,
    };

    operations! { PromiseList "src/promise/operations/promise_list.graphql" }
}
pub use documents::promise_list::PromiseFilter;
use documents::{PromiseList, promise_list};

/// How many are asked for at once.
const PAGE: i64 = 100;

/// A promise, free of what it is about.
#[derive(Clone, PartialEq)]
pub struct Promise {
    pub id: String,
    pub kind: PromiseKind,
    pub audience: Audience,
    /// Of a promised analysis.
    pub stage: Option<RcaStage>,
    pub due_at: DateTime,
    pub kept_at: Option<DateTime>,
    pub outcome: PromiseOutcome,
    /// Seconds that it was kept, or broken, after its time.
    pub lateness: Option<i64>,
    pub by: String,
}

/// A promise with its incident.
#[derive(Clone, PartialEq)]
pub struct Row {
    pub promise: Promise,
    pub reference: String,
    pub title: String,
}

pub fn map_promise(n: Node<'_>) -> Promise {
    Promise {
        id: n.text("id"),
        kind: n.word("kind", PromiseKind::parse, PromiseKind::Update),
        audience: n.word("audience", Audience::parse, Audience::Internal),
        stage: n.maybe_word("stage", RcaStage::parse),
        due_at: n.at("dueAt"),
        kept_at: n.maybe_at("keptAt"),
        outcome: n.word("outcome", PromiseOutcome::parse, PromiseOutcome::Open),
        lateness: n.maybe_number("latenessSeconds"),
        by: n.get("madeBy").text("name"),
    }
}

fn map_row(n: Node<'_>) -> Row {
    let incident = n.get("incident");
    Row { promise: map_promise(n), reference: incident.text("reference"), title: incident.text("title") }
}

/// One page, the first due first.
pub async fn list(filter: PromiseFilter, after: Option<String>) -> Result<Page<Row>, ApiError> {
    let variables = promise_list::Variables { first: PAGE, after, filter: Some(filter) };
    let data = ask::<PromiseList>(variables).await?;
    read(&data, "promises", |all| Page { rows: all.list("nodes", map_row), next: all.next() })
}
