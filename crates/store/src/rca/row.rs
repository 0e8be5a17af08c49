//! Rows of `rca`, `cause` and `evidence` to and from domain types.

use domain::id::{CauseGroupId, CauseId, EvidenceId, ProblemId, RcaId, TimelineEntryId, UserId};
use domain::identity::Principal;
use domain::rca::{
    Bone, Cause, CauseKind, CausePath, CauseVerdict, Evidence, EvidenceKind, EvidenceSubject, Goal, GoalKind,
    Lens, ProblemStatement, Rca, RcaMethod, RcaStatus, StopReason,
};
use domain::text::{Markdown, Name, ShortText, WebUrl};
use sea_orm::{NotSet, Set};
use serde_json::{Value, json};

use super::entity::{cause, evidence, rca};
use super::risk;
use crate::StoreError;
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};

/// Who did something, from its two columns.
pub(super) fn principal(
    table: &'static str,
    column: &'static str,
    of: impl std::fmt::Display,
    kind: &str,
    id: &str,
) -> Result<Principal, StoreError> {
    word(principal_from(kind, id), table, column, of, id)
}

/// As [`principal`], where nobody may have done it yet.
pub(super) fn principal_opt(
    table: &'static str,
    column: &'static str,
    of: impl std::fmt::Display,
    columns: (Option<&String>, Option<&String>),
) -> Result<Option<Principal>, StoreError> {
    match columns {
        (Some(kind), Some(id)) => principal(table, column, of, kind, id).map(Some),
        _ => Ok(None),
    }
}

/// An analysis's own fields, from its row.
pub(super) fn rca(row: &rca::Model) -> Result<Rca, StoreError> {
    const TABLE: &str = "rca";
    let id = RcaId::new(row.id);
    let markdown = |column, value: &str| text(Markdown::parse(value), TABLE, column, id);
    Ok(Rca {
        id,
        number: row.number,
        problem: ProblemId::new(row.problem_id),
        method: word(RcaMethod::parse(&row.method), TABLE, "method", id, &row.method)?,
        status: word(RcaStatus::parse(&row.status), TABLE, "status", id, &row.status)?,
        statement: ProblemStatement {
            what: markdown("statement_what", &row.statement_what)?,
            place: markdown("statement_place", &row.statement_place)?,
            time: markdown("statement_time", &row.statement_time)?,
            extent: markdown("statement_extent", &row.statement_extent)?,
            scope: markdown("statement_scope", &row.statement_scope)?,
        },
        goals: goals(&row.goals).map_err(|problem| corrupt("goals", id, problem))?,
        bones: bones(&row.bones).map_err(|problem| corrupt("bones", id, problem))?,
        submitted_by: principal_opt(
            TABLE,
            "submitted_by_id",
            id,
            (row.submitted_by_kind.as_ref(), row.submitted_by_id.as_ref()),
        )?,
        started_by: principal(TABLE, "started_by_id", id, &row.started_by_kind, &row.started_by_id)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}

fn corrupt(column: &'static str, id: RcaId, problem: String) -> StoreError {
    StoreError::Corrupt { table: "rca", column, id: id.to_string(), problem }
}

/// Goals and categories are short lists that are always read and written with their analysis: JSON, since nobody searches
/// in them.
fn goals(json: &str) -> Result<Vec<Goal>, String> {
    items(json)?
        .iter()
        .map(|item| {
            let kind = item["kind"].as_str().and_then(GoalKind::parse).ok_or("unknown kind of goal")?;
            let text = ShortText::parse(item["text"].as_str().unwrap_or_default());
            Ok(Goal { kind, text: text.map_err(|error| error.to_string())? })
        })
        .collect()
}

fn bones(json: &str) -> Result<Vec<Bone>, String> {
    items(json)?
        .iter()
        .map(|item| {
            let lens = item["lens"].as_str().and_then(Lens::parse).ok_or("unknown lens")?;
            let name = Name::parse(item["name"].as_str().unwrap_or_default());
            let key = item["key"].as_str().ok_or("a category without a key")?.to_owned();
            Ok(Bone { key, name: name.map_err(|error| error.to_string())?, lens })
        })
        .collect()
}

fn items(json: &str) -> Result<Vec<Value>, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// The row of an analysis; its number is left to the database.
pub(super) fn active_rca(one: &Rca) -> rca::ActiveModel {
    let (started_by_kind, started_by_id) = principal_columns(one.started_by);
    let submitted = one.submitted_by.map(principal_columns);
    let goals: Vec<Value> = one
        .goals
        .iter()
        .map(|goal| json!({ "kind": goal.kind.as_str(), "text": goal.text.as_str() }))
        .collect();
    let bones: Vec<Value> = one
        .bones
        .iter()
        .map(|bone| json!({ "key": bone.key, "name": bone.name.as_str(), "lens": bone.lens.as_str() }))
        .collect();
    rca::ActiveModel {
        id: Set(one.id.uuid()),
        number: NotSet,
        problem_id: Set(one.problem.uuid()),
        method: Set(one.method.as_str().to_owned()),
        status: Set(one.status.as_str().to_owned()),
        statement_what: Set(one.statement.what.as_str().to_owned()),
        statement_place: Set(one.statement.place.as_str().to_owned()),
        statement_time: Set(one.statement.time.as_str().to_owned()),
        statement_extent: Set(one.statement.extent.as_str().to_owned()),
        statement_scope: Set(one.statement.scope.as_str().to_owned()),
        goals: Set(Value::from(goals).to_string()),
        bones: Set(Value::from(bones).to_string()),
        submitted_by_kind: Set(submitted.as_ref().map(|(kind, _)| kind.clone())),
        submitted_by_id: Set(submitted.map(|(_, id)| id)),
        started_by_kind: Set(started_by_kind),
        started_by_id: Set(started_by_id),
        created_at: Set(one.created_at),
        updated_at: Set(one.updated_at),
        version: Set(one.version),
    }
}

/// A cause, from its row.
pub(super) fn cause(row: &cause::Model) -> Result<Cause, StoreError> {
    const TABLE: &str = "cause";
    let id = CauseId::new(row.id);
    let risk = risk::Columns {
        rationale: row.risk_rationale.clone(),
        approver_id: row.risk_approver_id,
        review_at: row.risk_review_at,
        decided_at: row.risk_decided_at,
    };
    Ok(Cause {
        id,
        rca: RcaId::new(row.rca_id),
        text: text(ShortText::parse(&row.text), TABLE, "text", id)?,
        kind: word(CauseKind::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        lens: vocabulary(row.lens.as_deref(), Lens::parse, "lens", id)?,
        bone: row.bone.clone(),
        verdict: word(CauseVerdict::parse(&row.verdict), TABLE, "verdict", id, &row.verdict)?,
        verdict_reason: text(Markdown::parse(&row.verdict_reason), TABLE, "verdict_reason", id)?,
        confirmed_at: row.confirmed_at,
        path: vocabulary(row.path.as_deref(), CausePath::parse, "path", id)?,
        occurred_at: row.occurred_at,
        is_hypothetical: row.is_hypothetical,
        stop_reason: vocabulary(row.stop_reason.as_deref(), StopReason::parse, "stop_reason", id)?,
        risk: risk::decision(TABLE, id, &risk)?,
        created_by: principal(TABLE, "created_by_id", id, &row.created_by_kind, &row.created_by_id)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        removed_at: row.removed_at,
        version: row.version,
    })
}

fn vocabulary<T>(
    value: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
    column: &'static str,
    id: CauseId,
) -> Result<Option<T>, StoreError> {
    value.map(|value| word(parse(value), "cause", column, id, value)).transpose()
}

/// The row of a cause.
pub(super) fn active_cause(one: &Cause) -> cause::ActiveModel {
    let (created_by_kind, created_by_id) = principal_columns(one.created_by);
    let risk = one.risk.as_ref();
    cause::ActiveModel {
        id: Set(one.id.uuid()),
        rca_id: Set(one.rca.uuid()),
        text: Set(one.text.as_str().to_owned()),
        kind: Set(one.kind.as_str().to_owned()),
        lens: Set(one.lens.map(|lens| lens.as_str().to_owned())),
        bone: Set(one.bone.clone()),
        verdict: Set(one.verdict.as_str().to_owned()),
        verdict_reason: Set(one.verdict_reason.as_str().to_owned()),
        confirmed_at: Set(one.confirmed_at),
        path: Set(one.path.map(|path| path.as_str().to_owned())),
        occurred_at: Set(one.occurred_at),
        is_hypothetical: Set(one.is_hypothetical),
        stop_reason: Set(one.stop_reason.map(|reason| reason.as_str().to_owned())),
        risk_rationale: Set(risk.map(|risk| risk.rationale.as_str().to_owned())),
        risk_approver_id: Set(risk.map(|risk| UserId::uuid(risk.approver))),
        risk_review_at: Set(risk.map(|risk| risk.review_at)),
        risk_decided_at: Set(risk.map(|risk| risk.decided_at)),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        created_at: Set(one.created_at),
        updated_at: Set(one.updated_at),
        removed_at: Set(one.removed_at),
        version: Set(one.version),
    }
}

/// A piece of evidence, from its row.
pub(super) fn evidence(row: &evidence::Model) -> Result<Evidence, StoreError> {
    const TABLE: &str = "evidence";
    let id = EvidenceId::new(row.id);
    let subject = match (row.cause_id, row.group_id) {
        (Some(cause), None) => EvidenceSubject::Cause(CauseId::new(cause)),
        (None, Some(group)) => EvidenceSubject::Group(CauseGroupId::new(group)),
        _ => {
            return Err(StoreError::Corrupt {
                table: TABLE,
                column: "cause_id",
                id: id.to_string(),
                problem: "belongs to neither a cause nor a group, or to both".to_owned(),
            });
        }
    };
    Ok(Evidence {
        id,
        rca: RcaId::new(row.rca_id),
        subject,
        kind: word(EvidenceKind::parse(&row.kind), TABLE, "kind", id, &row.kind)?,
        title: text(ShortText::parse(&row.title), TABLE, "title", id)?,
        url: row.url.as_deref().map(|url| text(WebUrl::parse(url), TABLE, "url", id)).transpose()?,
        summary: text(Markdown::parse(&row.summary), TABLE, "summary", id)?,
        refuted_by: text(Markdown::parse(&row.refuted_by), TABLE, "refuted_by", id)?,
        timeline_entry: row.timeline_entry_id.map(TimelineEntryId::new),
        captured_at: row.captured_at,
        captured_by: principal(TABLE, "captured_by_id", id, &row.captured_by_kind, &row.captured_by_id)?,
        created_at: row.created_at,
    })
}

/// The row of a piece of evidence.
pub(super) fn active_evidence(one: &Evidence) -> evidence::ActiveModel {
    let (captured_by_kind, captured_by_id) = principal_columns(one.captured_by);
    let (cause_id, group_id) = match one.subject {
        EvidenceSubject::Cause(cause) => (Some(cause.uuid()), None),
        EvidenceSubject::Group(group) => (None, Some(group.uuid())),
    };
    evidence::ActiveModel {
        id: Set(one.id.uuid()),
        rca_id: Set(one.rca.uuid()),
        cause_id: Set(cause_id),
        group_id: Set(group_id),
        kind: Set(one.kind.as_str().to_owned()),
        title: Set(one.title.as_str().to_owned()),
        url: Set(one.url.as_ref().map(|url| url.as_str().to_owned())),
        summary: Set(one.summary.as_str().to_owned()),
        refuted_by: Set(one.refuted_by.as_str().to_owned()),
        timeline_entry_id: Set(one.timeline_entry.map(TimelineEntryId::uuid)),
        captured_at: Set(one.captured_at),
        captured_by_kind: Set(captured_by_kind),
        captured_by_id: Set(captured_by_id),
        created_at: Set(one.created_at),
    }
}
