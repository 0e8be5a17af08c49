//! The workspace's reading operations, mapped once to the structs of `model`. It must not know screens.

use std::sync::Arc;

use graphql_client::GraphQLQuery;
use serde_json::Value;

use super::model::{
    AnswerView, BarrierView, BoneView, CauseView, DifferenceView, DismissalView, EvidenceView, FindingView,
    GoalView, GroupView, IncidentView, LinkView, ProblemView, Risk, Sheet, Statement, StepView,
};
use crate::{
    incident::estimate::map_estimate,
    model::{
        AnswerKey, BarrierState, CauseKind, CausePath, CauseVerdict, DateTime, EvidenceKind, FindingLevel,
        GoalKind, GroupOperator, Lens, Named, ProblemStatus, RcaChangeKind, RcaMethod, RcaPlace, RcaStatus,
        RcaStep, Severity, StopReason,
    },
    net::{
        ApiError, ask, decode,
        tree::{Node, read},
    },
    operations,
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use super::operations;
    use crate::model::{
        AnswerKey, BarrierState, CauseKind, CausePath, CauseVerdict, EstimateKind, EvidenceKind,
        FindingLevel, GoalKind, GroupOperator, Lens, ProblemStatus, RcaChangeKind, RcaMethod, RcaPlace,
        RcaStatus, RcaStep, Severity, StopReason, TimelineEntryKind,
    };

    operations! {
        RcaWorkspace "src/rca/operations/rca_workspace.graphql",
        RcaCauses "src/rca/operations/rca_causes.graphql",
        RcaHead "src/rca/operations/rca_head.graphql",
        CausesById "src/rca/operations/causes_by_id.graphql",
        EvidenceOf "src/rca/operations/evidence_of.graphql",
        ProblemReference "src/rca/operations/problem_reference.graphql",
        ProblemTimelines "src/rca/operations/problem_timelines.graphql",
        RcaChanged "src/rca/operations/rca_changed.graphql",
    }
}
pub use documents::rca_changed;
use documents::{
    CausesById, EvidenceOf, ProblemReference, ProblemTimelines, RcaCauses, RcaChanged, RcaHead, RcaWorkspace,
    causes_by_id, evidence_of, problem_reference, problem_timelines, rca_causes, rca_head, rca_workspace,
};

/// What the address names: the problem, its incidents, and its analysis if one was started.
#[derive(Clone)]
pub struct Opened {
    pub problem: ProblemView,
    pub incidents: Vec<IncidentView>,
    pub analysis: Option<(Sheet, Vec<Arc<CauseView>>)>,
}

/// A page of causes, and where the next one begins.
type Causes = (Vec<Arc<CauseView>>, Option<String>);

/// The workspace of `PRB-n`, with all causes.
pub async fn open(reference: String) -> Result<Opened, ApiError> {
    let data = ask::<RcaWorkspace>(rca_workspace::Variables { reference }).await?;
    let (mut opened, next) = read(&data, "problemByReference", |p| {
        let rca = p.get("rca");
        let (causes, next) = if rca.is_null() { (Vec::new(), None) } else { map_causes(rca.get("causes")) };
        let opened = Opened {
            problem: map_problem(p),
            incidents: p.get("incidents").list("nodes", map_incident),
            analysis: (!rca.is_null()).then(|| (map_sheet(rca), causes)),
        };
        (opened, next)
    })?;
    if let (Some((sheet, causes)), Some(next)) = (&mut opened.analysis, next) {
        causes.extend(rest(sheet.id.clone(), Some(next)).await?);
    }
    Ok(opened)
}

/// The causes from a cursor on, page by page until the last.
async fn rest(id: String, mut after: Option<String>) -> Result<Vec<Arc<CauseView>>, ApiError> {
    let mut all = Vec::new();
    loop {
        let data = ask::<RcaCauses>(rca_causes::Variables { id: id.clone(), after }).await?;
        let (page, next) = read(&data, "rca", |rca| map_causes(rca.get("causes")))?;
        all.extend(page);
        let Some(next) = next else { return Ok(all) };
        after = Some(next);
    }
}

/// All causes of an analysis.
pub async fn causes(id: String) -> Result<Vec<Arc<CauseView>>, ApiError> {
    rest(id, None).await
}

/// Everything of an analysis that is no cause.
pub async fn sheet(id: String) -> Result<Sheet, ApiError> {
    read(&ask::<RcaHead>(rca_head::Variables { id }).await?, "rca", map_sheet)
}

/// Some causes by their ids; those that were removed are not among the answers.
pub async fn some_causes(ids: Vec<String>) -> Result<Vec<Arc<CauseView>>, ApiError> {
    let data = ask::<CausesById>(causes_by_id::Variables { ids }).await?;
    present(&data, map_cause)
}

/// The evidence of some causes, by their ids.
pub async fn evidence(ids: Vec<String>) -> Result<Vec<(String, Vec<EvidenceView>)>, ApiError> {
    let data = ask::<EvidenceOf>(evidence_of::Variables { ids }).await?;
    present(&data, |c| (c.text("id"), c.get("evidence").list("nodes", map_evidence)))
}

/// The records of `nodes` that are there and are causes.
fn present<T>(data: &Value, map: fn(Node<'_>) -> T) -> Result<Vec<T>, ApiError> {
    let there = data["nodes"].as_array().into_iter().flatten().filter(|n| n["__typename"] == "Cause");
    let wrapped = serde_json::json!({ "nodes": { "rows": there.cloned().collect::<Vec<_>>() } });
    let bad = core::cell::Cell::new(false);
    let rows = Node::new(&wrapped, &bad).get("nodes").list("rows", map);
    if bad.get() { Err(ApiError::bad_answer(None)) } else { Ok(rows) }
}

/// The `PRB-n` of an id.
pub async fn reference_of(id: String) -> Result<String, ApiError> {
    let data = ask::<ProblemReference>(problem_reference::Variables { id }).await?;
    read(&data, "problem", |p| p.text("reference"))
}

/// An entry that may serve as evidence.
#[derive(Clone, PartialEq)]
pub struct EntryChoice {
    pub id: String,
    /// Which incident, when, and the beginning of its text.
    pub word: String,
}

/// The timelines of the problem's incidents, for picking an entry as evidence.
pub async fn timelines(problem: String) -> Result<Vec<EntryChoice>, ApiError> {
    let data = ask::<ProblemTimelines>(problem_timelines::Variables { id: problem }).await?;
    let incidents = read(&data, "problem", |p| {
        p.get("incidents").list("nodes", |i| {
            let entries =
                i.get("timeline").list("nodes", |e| (e.text("id"), e.at("happenedAt"), e.text("body")));
            (i.text("reference"), entries)
        })
    })?;
    let word = |reference: &str, at: DateTime, body: &str| {
        let short: String = body.chars().take(80).collect();
        format!("{reference} · {} · {short}", crate::ui::time::moment(at))
    };
    let choices = incidents.iter().flat_map(|(reference, entries)| {
        entries
            .iter()
            .map(move |(id, at, body)| EntryChoice { id: id.clone(), word: word(reference, *at, body) })
    });
    Ok(choices.collect())
}

/// What an event of the subscription says.
pub struct Changed {
    pub cursor: String,
    pub change: RcaChangeKind,
    pub rca: String,
    pub cause: Option<String>,
    /// Id and name of whose change it was.
    pub by: Option<Named>,
}

/// Reads an event; `None` when it is not understood.
pub fn changed(data: &Value) -> Option<Changed> {
    let data: <RcaChanged as GraphQLQuery>::ResponseData = decode(data).ok()?;
    let event = data.rca_changed;
    Some(Changed {
        cursor: event.cursor,
        change: event.change,
        rca: event.rca_id,
        cause: event.cause_id,
        by: event.by.map(|by| Named { id: by.id.unwrap_or_default(), name: by.name }),
    })
}

/// Coalmine itself has no id.
fn author(a: Node<'_>) -> Named {
    Named { id: a.maybe_text("id").unwrap_or_default(), name: a.text("name") }
}

fn map_problem(p: Node<'_>) -> ProblemView {
    ProblemView {
        id: p.text("id"),
        reference: p.text("reference"),
        title: p.text("title"),
        status: p.word("status", ProblemStatus::parse, ProblemStatus::Identified),
        version: p.number("version"),
    }
}

fn map_incident(i: Node<'_>) -> IncidentView {
    IncidentView {
        id: i.text("id"),
        reference: i.text("reference"),
        title: i.text("title"),
        severity: i.word("severity", Severity::parse, Severity::Sev4),
        estimates: i.list("impactEstimates", map_estimate),
    }
}

fn map_causes(c: Node<'_>) -> Causes {
    let page = c.get("pageInfo");
    let next = page.flag("hasNextPage").then(|| page.maybe_text("endCursor")).flatten();
    (c.list("nodes", map_cause), next)
}

fn map_cause(c: Node<'_>) -> Arc<CauseView> {
    let risk = c.get("risk");
    Arc::new(CauseView {
        id: c.text("id"),
        text: c.text("text"),
        kind: c.word("kind", CauseKind::parse, CauseKind::Condition),
        lens: c.maybe_word("lens", Lens::parse),
        bone: c.maybe_text("bone"),
        verdict: c.word("verdict", CauseVerdict::parse, CauseVerdict::Potential),
        verdict_reason: c.text("verdictReason"),
        verdict_reason_html: c.text("verdictReasonHtml"),
        is_root: c.flag("isRootCause"),
        confirmed_at: c.maybe_at("confirmedAt"),
        path: c.maybe_word("path", CausePath::parse),
        occurred_at: c.maybe_at("occurredAt"),
        is_hypothetical: c.flag("isHypothetical"),
        stop_reason: c.maybe_word("stopReason", StopReason::parse),
        risk: (!risk.is_null()).then(|| Risk {
            rationale_html: risk.text("rationaleHtml"),
            approver: risk.get("approver").named(),
            review_at: risk.at("reviewAt"),
            decided_at: risk.at("decidedAt"),
        }),
        created_by: author(c.get("createdBy")).id,
        version: c.number("version"),
        evidence_count: c.number("evidenceCount"),
        is_pending: false,
    })
}

fn map_sheet(r: Node<'_>) -> Sheet {
    let s = r.get("problemStatement");
    let submitted = r.get("submittedBy");
    Sheet {
        id: r.text("id"),
        reference: r.text("reference"),
        method: r.word("method", RcaMethod::parse, RcaMethod::FiveWhys),
        status: r.word("status", RcaStatus::parse, RcaStatus::Draft),
        version: r.number("version"),
        problem: map_problem(r.get("problem")),
        statement: Statement {
            what: s.text("what"),
            place: s.text("where"),
            time: s.text("when"),
            extent: s.text("howMuch"),
            scope: s.text("scope"),
        },
        goals: r.list("goals", |g| GoalView {
            kind: g.word("kind", GoalKind::parse, GoalKind::Customer),
            text: g.text("text"),
        }),
        bones: r.list("bones", |b| BoneView {
            key: b.text("key"),
            name: b.text("name"),
            lens: b.word("lens", Lens::parse, Lens::Technical),
        }),
        groups: r.list("groups", map_group),
        barriers: r.list("barriers", map_barrier),
        differences: r.list("differences", map_difference),
        answers: r.list("answers", |a| AnswerView {
            key: a.word("key", AnswerKey::parse, AnswerKey::ShortChain),
            reason: a.text("reason"),
            reason_html: a.text("reasonHtml"),
            by: a.get("by").text("name"),
            at: a.at("at"),
        }),
        steps: r.list("steps", |s| StepView {
            step: s.word("step", RcaStep::parse, RcaStep::Define),
            passed: s.flag("passed"),
            findings: s.list("findings", map_finding),
        }),
        suggested: r.list("suggestedMethods", |m| {
            (m.word("method", RcaMethod::parse, RcaMethod::FiveWhys), m.text("reason"))
        }),
        submitted_by: (!submitted.is_null()).then(|| author(submitted)),
        started_by: author(r.get("startedBy")),
    }
}

fn map_group(g: Node<'_>) -> GroupView {
    let evidence = |e: Node<'_>| {
        (e.text("id"), e.word("kind", EvidenceKind::parse, EvidenceKind::Document), e.text("title"))
    };
    GroupView {
        id: g.text("id"),
        effect: g.maybe_text("effectId"),
        question: g.maybe_text("question"),
        operator: g.word("operator", GroupOperator::parse, GroupOperator::And),
        either_suffices: g.flag("eitherSuffices"),
        links: g.list("links", |l| LinkView {
            cause: l.text("causeId"),
            therefore: l.get("thereforeBy").maybe_text("name").map(|name| (name, l.maybe_at("thereforeAt"))),
            can_confirm: l.flag("canConfirm"),
        }),
        evidence: g.list("evidence", evidence),
    }
}

fn map_barrier(b: Node<'_>) -> BarrierView {
    BarrierView {
        id: b.text("id"),
        defence: b.text("defence"),
        expected_effect: b.text("expectedEffect"),
        state: b.word("state", BarrierState::parse, BarrierState::Absent),
        evidence: b.text("evidence"),
        evidence_html: b.text("evidenceHtml"),
        version: b.number("version"),
    }
}

fn map_difference(d: Node<'_>) -> DifferenceView {
    DifferenceView {
        id: d.text("id"),
        aspect: d.text("aspect"),
        before: d.text("before"),
        after: d.text("after"),
        relevance: d.text("relevance"),
        relevance_html: d.text("relevanceHtml"),
        version: d.number("version"),
    }
}

fn map_finding(f: Node<'_>) -> FindingView {
    let d = f.get("dismissal");
    FindingView {
        rule: f.text("rule"),
        level: f.word("level", FindingLevel::parse, FindingLevel::Hint),
        message: sentence(f.text("message")),
        place: f.word("place", RcaPlace::parse, RcaPlace::Problem),
        subject: f.maybe_text("subjectId"),
        dismissal: (!d.is_null()).then(|| DismissalView {
            reason: d.text("reason"),
            by: d.get("by").text("name"),
            at: d.at("at"),
        }),
    }
}

/// The rules' messages begin small, as parts of a sentence.
fn sentence(mut message: String) -> String {
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    message
}

fn map_evidence(e: Node<'_>) -> EvidenceView {
    let entry = e.get("timelineEntry");
    EvidenceView {
        id: e.text("id"),
        kind: e.word("kind", EvidenceKind::parse, EvidenceKind::Document),
        title: e.text("title"),
        url: e.maybe_text("url"),
        summary_html: e.text("summaryHtml"),
        refuted_by_html: e.text("refutedByHtml"),
        captured_at: e.at("capturedAt"),
        captured_by: e.get("capturedBy").text("name"),
        entry: (!entry.is_null()).then(|| (entry.text("bodyHtml"), entry.at("happenedAt"))),
    }
}
