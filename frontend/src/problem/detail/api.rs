//! What the page of one problem reads, mapped once. It must not know screens.

use crate::{
    model::{
        DateTime, Finding, ImpactLevel, IncidentLinkKind, Named, Page, ProblemStatus, PublicationAudience,
        RcaMethod, RcaStage, RcaStatus, RcaStep, ReopenReason, WorkaroundEffect,
    },
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
    operations,
    problem::api::{Alike, Line, Row, map_alike, map_finding, map_line, map_row},
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use super::operations;
    use crate::model::{
        AuthorKind, FindingLevel, ImpactLevel, IncidentLinkKind, IncidentStatus, ProblemStatus,
        PublicationAudience, RcaMethod, RcaStage, RcaStatus, RcaStep, ReopenReason, Severity,
        WorkaroundEffect,
    };

    operations! {
        ProblemDetail "src/problem/operations/problem_detail.graphql",
        ProblemHistory "src/problem/operations/problem_history.graphql",
        ProblemReference "src/rca/operations/problem_reference.graphql",
    }
}
use documents::{
    ProblemDetail, ProblemHistory, ProblemReference, problem_detail, problem_history, problem_reference,
};

/// What helps until it is resolved.
#[derive(Clone, PartialEq)]
pub struct Workaround {
    pub steps: String,
    pub steps_html: String,
    pub effect: WorkaroundEffect,
    pub limits: String,
    pub limits_html: String,
    pub last_tested_at: DateTime,
}

/// That it is lived with.
#[derive(Clone, PartialEq)]
pub struct Risk {
    pub rationale_html: String,
    pub approver: Named,
    pub review_at: DateTime,
    pub decided_at: DateTime,
}

/// That it was opened again, the last time it was.
#[derive(Clone, PartialEq)]
pub struct Reopening {
    pub at: DateTime,
    pub reason: ReopenReason,
    pub note_html: String,
    /// Which incident came back, and as which one.
    pub earlier: Option<String>,
    pub again: Option<String>,
}

/// One of the six steps and what is missing for it.
#[derive(Clone, PartialEq)]
pub struct Gate {
    pub step: RcaStep,
    pub is_passed: bool,
    /// Without those that were set aside.
    pub findings: Vec<Finding>,
}

/// The analysis as far as the problem shows it.
#[derive(Clone, PartialEq)]
pub struct Analysis {
    pub reference: String,
    pub method: RcaMethod,
    pub status: RcaStatus,
    pub gates: Vec<Gate>,
    /// The newest version that went out and was not withdrawn.
    pub published: Option<(RcaStage, PublicationAudience)>,
}

/// A window of impact of one of its incidents.
#[derive(Clone, PartialEq)]
pub struct Window {
    pub started_at: DateTime,
    pub ended_at: Option<DateTime>,
    pub level: ImpactLevel,
}

/// One of its incidents.
#[derive(Clone, PartialEq)]
pub struct Linked {
    pub line: Line,
    pub ended_at: Option<DateTime>,
    pub windows: Vec<Window>,
    /// The earlier incident of which this one is a recurrence.
    pub recurrence_of: Option<String>,
}

/// The whole problem as the page shows it.
#[derive(Clone, PartialEq)]
pub struct Detail {
    pub row: Row,
    /// Who stands up for it; is told when its repair items stay overdue.
    pub sponsor: Option<Named>,
    pub description: String,
    pub description_html: String,
    pub workaround: Option<Workaround>,
    pub risk: Option<Risk>,
    pub reopening: Option<Reopening>,
    pub analysis: Option<Analysis>,
    /// Seconds in which at least one window was open.
    pub degraded_seconds: i64,
    pub findings: Vec<Finding>,
    pub opened_by: String,
    /// Newest first.
    pub incidents: Vec<Linked>,
    /// Whether there are more incidents than are shown.
    pub has_more: bool,
    pub alike: Alike,
}

/// One problem by its `PRB-n`.
pub async fn detail(reference: String) -> Result<Detail, ApiError> {
    let data = ask::<ProblemDetail>(problem_detail::Variables { reference }).await?;
    read(&data, "problemByReference", map_detail)
}

/// The `PRB-n` of an id.
pub async fn reference_of(id: String) -> Result<String, ApiError> {
    let data = ask::<ProblemReference>(problem_reference::Variables { id }).await?;
    read(&data, "problem", |node| node.text("reference"))
}

fn some<'a, T>(n: Node<'a>, map: fn(Node<'a>) -> T) -> Option<T> {
    (!n.is_null()).then(|| map(n))
}

fn map_detail(n: Node<'_>) -> Detail {
    let incidents = n.get("incidents");
    Detail {
        row: map_row(n),
        sponsor: some(n.get("sponsor"), Node::named),
        description: n.text("description"),
        description_html: n.text("descriptionHtml"),
        workaround: some(n.get("workaroundText"), map_workaround),
        risk: some(n.get("risk"), |r| Risk {
            rationale_html: r.text("rationaleHtml"),
            approver: r.get("approver").named(),
            review_at: r.at("reviewAt"),
            decided_at: r.at("decidedAt"),
        }),
        reopening: some(n.get("again"), |r| Reopening {
            at: r.at("at"),
            reason: r.word("reason", ReopenReason::parse, ReopenReason::NewEvidence),
            note_html: r.text("noteHtml"),
            earlier: r.get("earlierIncident").maybe_text("reference"),
            again: r.get("againIncident").maybe_text("reference"),
        }),
        analysis: some(n.get("analysis"), |a| Analysis {
            reference: a.text("reference"),
            method: a.word("method", RcaMethod::parse, RcaMethod::FiveWhys),
            status: a.word("status", RcaStatus::parse, RcaStatus::Draft),
            gates: a.list("steps", map_gate),
            published: a.list("publications", map_published).into_iter().flatten().next(),
        }),
        degraded_seconds: n.get("totalImpact").number("degradedSeconds"),
        findings: n.list("findings", map_finding),
        opened_by: n.get("openedBy").text("name"),
        has_more: incidents.next().is_some(),
        incidents: incidents.list("nodes", map_linked),
        alike: map_alike(n.get("similar")),
    }
}

fn map_workaround(w: Node<'_>) -> Workaround {
    Workaround {
        steps: w.text("steps"),
        steps_html: w.text("stepsHtml"),
        effect: w.word("effect", WorkaroundEffect::parse, WorkaroundEffect::Reduces),
        limits: w.text("limits"),
        limits_html: w.text("limitsHtml"),
        last_tested_at: w.at("lastTestedAt"),
    }
}

/// Stage and readers of a version; nothing when it was withdrawn.
fn map_published(p: Node<'_>) -> Option<(RcaStage, PublicationAudience)> {
    p.maybe_at("withdrawnAt")
        .is_none()
        .then(|| {
            p.maybe_word("stage", RcaStage::parse).zip(p.maybe_word("audience", PublicationAudience::parse))
        })
        .flatten()
}

fn map_gate(g: Node<'_>) -> Gate {
    let findings = g.list("findings", |f| (f.get("dismissal").is_null(), map_finding(f)));
    Gate {
        step: g.word("step", RcaStep::parse, RcaStep::Define),
        is_passed: g.flag("passed"),
        findings: findings.into_iter().filter(|(open, _)| *open).map(|(_, f)| f).collect(),
    }
}

fn map_linked(i: Node<'_>) -> Linked {
    let links = i.list("links", |l| {
        let kind = l.word("kind", IncidentLinkKind::parse, IncidentLinkKind::SameProblem);
        let is_earlier = kind == IncidentLinkKind::RecurrenceOf && l.flag("isOutgoing");
        (is_earlier, l.get("incident").text("reference"))
    });
    Linked {
        line: map_line(i),
        ended_at: i.maybe_at("endedAt"),
        windows: i.list("impactWindows", |w| Window {
            started_at: w.at("startedAt"),
            ended_at: w.maybe_at("endedAt"),
            level: w.word("level", ImpactLevel::parse, ImpactLevel::DegradedPerformance),
        }),
        recurrence_of: links.into_iter().find(|(is_earlier, _)| *is_earlier).map(|(_, reference)| reference),
    }
}

/// One thing that happened to it.
#[derive(Clone, PartialEq)]
pub struct Happening {
    pub id: String,
    pub at: DateTime,
    pub words: String,
    pub by: String,
}

/// One page of its history, newest first.
pub async fn history(id: String, after: Option<String>) -> Result<Page<Happening>, ApiError> {
    let data = ask::<ProblemHistory>(problem_history::Variables { id, first: Some(25), after }).await?;
    read(&data, "problem", |p| {
        let history = p.get("history");
        Page { rows: history.list("nodes", map_happening), next: history.next() }
    })
}

fn map_happening(e: Node<'_>) -> Happening {
    let status = |field| e.maybe_word(field, ProblemStatus::parse).map(ProblemStatus::label);
    let change = e.text("change").to_ascii_lowercase();
    let kind = change.strip_prefix("problem.").unwrap_or(&change);
    let words = match (kind, status("fromStatus"), status("toStatus")) {
        ("opened", ..) => "Opened".to_owned(),
        ("reopened", ..) => "Opened again".to_owned(),
        ("updated", ..) => "Edited".to_owned(),
        ("incidents_changed", ..) => "Incidents linked or unlinked".to_owned(),
        ("workaround_changed", ..) => "Workaround recorded or withdrawn".to_owned(),
        ("rca_changed", ..) => "The analysis went on".to_owned(),
        (_, Some(from), Some(to)) => format!("{from} → {to}"),
        (_, None, Some(to)) => format!("Now {}", to.to_ascii_lowercase()),
        (other, ..) => other.replace('_', " "),
    };
    Happening { id: e.text("id"), at: e.at("at"), words, by: e.get("by").text("name") }
}
