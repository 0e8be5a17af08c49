//! What boards, lists and pickers read of problems, and the view structs it is mapped to, once. It must not know screens.
//! The page of one problem has its own.

use core::{future::Future, pin::Pin};

use serde_json::Value;

use crate::{
    model::{
        DateTime, Finding, FindingLevel, IncidentStatus, Named, Page, ProblemChangeKind, ProblemOrder,
        ProblemStatus, Severity, WorkaroundEffect,
    },
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
    operations,
    ui::{group::Record, palette::Found, pick::Choice},
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use super::operations;
    use crate::model::{
        FindingLevel, IncidentStatus, ProblemChangeKind, ProblemOrder, ProblemStatus, Severity,
        WorkaroundEffect,
    };

    operations! {
        ProblemList "src/problem/operations/problem_list.graphql",
        ProblemCounts "src/problem/operations/problem_counts.graphql",
        ProblemPreview "src/problem/operations/problem_preview.graphql",
        ProblemChanged "src/problem/operations/problem_changed.graphql",
        ProblemSuggestions "src/problem/operations/problem_suggestions.graphql",
        FindProblem "src/problem/operations/find_problem.graphql",
        FindProblems "src/problem/operations/find_problems.graphql",
    }
}
use documents::{
    FindProblem, FindProblems, ProblemCounts, ProblemList, ProblemPreview, ProblemSuggestions, find_problem,
    find_problems, problem_counts, problem_list, problem_preview, problem_suggestions,
};
pub use documents::{ProblemChanged, problem_changed};
pub use problem_list::ProblemFilter;

/// How many a picker offers.
const MOST: i64 = 8;

/// One card of the board, one line of the list.
#[derive(Clone, PartialEq)]
pub struct Row {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub status: ProblemStatus,
    pub version: i64,
    /// The worst of its incidents.
    pub severity: Option<Severity>,
    pub incidents: i64,
    pub recurrences: i64,
    /// Of the six steps of its analysis, without a gap from the first.
    pub steps: i64,
    /// Its repair items that somebody still has to do something about.
    pub open_repairs: i64,
    /// Those of them whose due date has passed.
    pub overdue_repairs: i64,
    pub tags: Vec<String>,
    /// Where it may go from here, gates aside.
    pub next: Vec<ProblemStatus>,
    pub created_at: DateTime,
    pub updated_at: DateTime,
    pub closed_at: Option<DateTime>,
    pub owner: Option<Named>,
    pub services: Vec<Named>,
    pub workaround: Option<WorkaroundEffect>,
    /// `RCA-n`, once it is being analysed.
    pub rca: Option<String>,
    /// Until when it is lived with.
    pub review_at: Option<DateTime>,
    /// When it was opened again.
    pub reopened_at: Option<DateTime>,
}

impl Record for Row {
    fn id(&self) -> &str {
        &self.id
    }

    fn version(&self) -> i64 {
        self.version
    }
}

pub fn map_row(n: Node<'_>) -> Row {
    let rca = n.get("rca");
    Row {
        id: n.text("id"),
        reference: n.text("reference"),
        title: n.text("title"),
        status: n.word("status", ProblemStatus::parse, ProblemStatus::Identified),
        version: n.number("version"),
        severity: n.maybe_word("worstSeverity", Severity::parse),
        incidents: n.number("incidentCount"),
        recurrences: n.number("recurrenceCount"),
        steps: n.number("stepsPassed"),
        open_repairs: n.number("openRepairItemCount"),
        overdue_repairs: n.number("overdueRepairItemCount"),
        tags: n.list("tags", Node::own_text),
        next: n.list("nextStatuses", |s| ProblemStatus::parse(&s.own_text())).into_iter().flatten().collect(),
        created_at: n.at("createdAt"),
        updated_at: n.at("updatedAt"),
        closed_at: n.maybe_at("closedAt"),
        owner: (!n.get("owner").is_null()).then(|| n.get("owner").named()),
        services: n.list("services", Node::named),
        workaround: n.get("workaround").maybe_word("effect", WorkaroundEffect::parse),
        rca: rca.maybe_text("reference"),
        review_at: n.get("acceptedRisk").maybe_at("reviewAt"),
        reopened_at: n.get("reopening").maybe_at("at"),
    }
}

/// One page of problems.
pub async fn list(
    filter: ProblemFilter,
    order: ProblemOrder,
    first: i64,
    after: Option<String>,
) -> Result<Page<Row>, ApiError> {
    let variables = problem_list::Variables { first: Some(first), after, filter: Some(filter), order };
    let data = ask::<ProblemList>(variables).await?;
    read(&data, "problems", |p| Page { rows: p.list("nodes", map_row), next: p.next() })
}

/// A filter that lets everything through.
pub const fn no_filter() -> ProblemFilter {
    ProblemFilter {
        status: None,
        is_open: None,
        service_ids: None,
        owner_ids: None,
        severity: None,
        tag: None,
        text: None,
        has_workaround: None,
    }
}

/// How many are closed and how many are lived with, under the same filter as the board.
pub async fn counts(filter: ProblemFilter) -> Result<(i64, i64), ApiError> {
    let of = |status| {
        let ProblemFilter { service_ids, owner_ids, severity, tag, text, has_workaround, .. } =
            filter.clone();
        Some(problem_counts::ProblemFilter {
            status: Some(vec![status]),
            is_open: None,
            service_ids,
            owner_ids,
            severity,
            tag,
            text,
            has_workaround,
        })
    };
    let variables = problem_counts::Variables {
        closed: of(ProblemStatus::Closed),
        accepted: of(ProblemStatus::AcceptedRisk),
    };
    let data = ask::<ProblemCounts>(variables).await?;
    let count = |field| read(&data, field, |c| c.number("totalCount"));
    Ok((count("closed")?, count("accepted")?))
}

/// What one event of the subscription says: cursor, change, id, and the problem as it is now.
pub fn read_event(data: &Value) -> Result<(String, ProblemChangeKind, String, Option<Row>), ApiError> {
    read(data, "problemChanged", |e| {
        let problem = e.get("problem");
        (
            e.text("cursor"),
            e.word("change", ProblemChangeKind::parse, ProblemChangeKind::Resync),
            e.text("problemId"),
            (!problem.is_null()).then(|| map_row(problem)),
        )
    })
}

/// An incident in one line.
#[derive(Clone, PartialEq)]
pub struct Line {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub severity: Severity,
    pub status: IncidentStatus,
    pub started_at: DateTime,
}

pub fn map_line(i: Node<'_>) -> Line {
    Line {
        id: i.text("id"),
        reference: i.text("reference"),
        title: i.text("title"),
        severity: i.word("severity", Severity::parse, Severity::Sev4),
        status: i.word("status", IncidentStatus::parse, IncidentStatus::Declared),
        started_at: i.at("startedAt"),
    }
}

pub fn map_finding(f: Node<'_>) -> Finding {
    Finding {
        rule: f.text("rule"),
        level: f.word("level", FindingLevel::parse, FindingLevel::Hint),
        message: f.text("message"),
    }
}

/// What the pane beside the list shows beyond the row.
#[derive(Clone, PartialEq)]
pub struct Preview {
    pub row: Row,
    pub description_html: String,
    /// Steps of the workaround, and when somebody last saw it work.
    pub workaround: Option<(String, DateTime)>,
    pub findings: Vec<Finding>,
    pub incidents: Vec<Line>,
}

pub async fn preview(id: String) -> Result<Preview, ApiError> {
    let data = ask::<ProblemPreview>(problem_preview::Variables { id }).await?;
    read(&data, "problem", |p| {
        let w = p.get("workaroundSteps");
        Preview {
            row: map_row(p),
            description_html: p.text("descriptionHtml"),
            workaround: (!w.is_null()).then(|| (w.text("stepsHtml"), w.at("lastTestedAt"))),
            findings: p.list("findings", map_finding),
            incidents: p.get("incidents").list("nodes", map_line),
        }
    })
}

/// A problem in one line.
#[derive(Clone, PartialEq)]
pub struct Known {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub status: ProblemStatus,
    pub workaround: Option<WorkaroundEffect>,
}

pub fn map_known(p: Node<'_>) -> Known {
    Known {
        id: p.text("id"),
        reference: p.text("reference"),
        title: p.text("title"),
        status: p.word("status", ProblemStatus::parse, ProblemStatus::Identified),
        workaround: p.get("workaround").maybe_word("effect", WorkaroundEffect::parse),
    }
}

/// Records that look alike, each with what they share in words.
#[derive(Clone, PartialEq, Default)]
pub struct Alike {
    pub problems: Vec<(Known, String)>,
    pub incidents: Vec<(Line, String)>,
}

impl Alike {
    pub fn len(&self) -> usize {
        self.problems.len() + self.incidents.len()
    }
}

/// `Checkout · payments · timeout`: services, tags, words.
fn shared(n: Node<'_>) -> String {
    let mut parts = n.list("services", |s| s.text("name"));
    parts.extend(n.list("tags", Node::own_text));
    parts.extend(n.list("words", Node::own_text));
    parts.join(" · ")
}

pub fn map_alike(n: Node<'_>) -> Alike {
    Alike {
        problems: n.list("problems", |s| (map_known(s.get("problem")), shared(s))),
        incidents: n.list("incidents", |s| (map_line(s.get("incident")), shared(s))),
    }
}

/// Problems and incidents that look like what is being written.
pub async fn suggestions(title: String, text: String, services: Vec<String>) -> Result<Alike, ApiError> {
    let variables = problem_suggestions::Variables {
        title,
        text: (!text.trim().is_empty()).then_some(text),
        service_ids: (!services.is_empty()).then_some(services),
        tags: None,
    };
    let data = ask::<ProblemSuggestions>(variables).await?;
    read(&data, "suggestions", map_alike)
}

async fn by_words(text: String) -> Vec<Known> {
    let filter = find_problems::ProblemFilter {
        status: None,
        is_open: None,
        service_ids: None,
        owner_ids: None,
        severity: None,
        tag: None,
        text: Some(text),
        has_workaround: None,
    };
    let data =
        ask::<FindProblems>(find_problems::Variables { filter: Some(filter), first: Some(MOST) }).await;
    // A failed search leaves the list empty; the next letter tries again.
    let found = data.and_then(|data| read(&data, "problems", |p| p.list("nodes", map_known)));
    found.unwrap_or_default()
}

/// Problems for a picker: by `PRB-n` exactly, else by words.
pub fn find(text: String) -> Pin<Box<dyn Future<Output = Vec<Choice>>>> {
    Box::pin(async move {
        let upper = text.to_ascii_uppercase();
        let found = if upper.starts_with("PRB-") {
            let data = ask::<FindProblem>(find_problem::Variables { reference: upper }).await;
            let found = data.and_then(|data| read(&data, "problemByReference", map_known));
            found.ok().into_iter().collect()
        } else {
            by_words(text).await
        };
        found.into_iter().map(|p| Choice { id: p.id, reference: p.reference, title: p.title }).collect()
    })
}

/// The palette's search among problems.
pub async fn places(text: String) -> Vec<Found> {
    let place = |p: Known| Found {
        label: p.title,
        note: format!("{} · {}", p.reference, p.status.label()),
        path: format!("/problems/{}", p.reference),
    };
    by_words(text).await.into_iter().map(place).collect()
}
