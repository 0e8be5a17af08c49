//! Rows of `problem` to and from domain types.

use domain::id::{IncidentId, ProblemId, RcaId, ServiceId, UserId};
use domain::incident::Severity;
use domain::problem::{
    Problem, ProblemStatus, RcaOutline, ReopenReason, Reopening, Workaround, WorkaroundEffect,
};
use domain::rca::{RcaStatus, RiskDecision};
use domain::text::{Body, Markdown, Tag, Title};
use sea_orm::sea_query::Expr;
use sea_orm::{
    DbErr, FromQueryResult, Iterable, NotSet, QueryResult, QuerySelect, Select, SelectModel, Selector, Set,
};
use uuid::Uuid;

use super::entity::problem::{ActiveModel, Column, Entity, Model};
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::rca::risk;
use crate::{Backend, StoreError};

const TABLE: &str = "problem";

const SERVICES_SQLITE: &str = "(SELECT group_concat(hex(\"service_id\")) FROM \"problem_service\" \
     WHERE \"problem_id\" = \"problem\".\"id\")";
const SERVICES_POSTGRES: &str = "(SELECT string_agg(\"service_id\"::text, ',') FROM \"problem_service\" \
     WHERE \"problem_id\" = \"problem\".\"id\")";
/// A tag has no line breaks.
const TAGS_SQLITE: &str = "(SELECT group_concat(\"tag\", char(10)) FROM \"problem_tag\" \
     WHERE \"problem_id\" = \"problem\".\"id\")";
const TAGS_POSTGRES: &str = "(SELECT string_agg(\"tag\", chr(10)) FROM \"problem_tag\" \
     WHERE \"problem_id\" = \"problem\".\"id\")";

/// A row with the ids of services and the tags, each in one text: a page of whole problems is one statement.
pub(super) struct Row {
    model: Model,
    services: Option<String>,
    tags: Option<String>,
}

impl FromQueryResult for Row {
    /// By position: looking for a column by its name costs more than its value.
    fn from_query_result(row: &QueryResult, _prefix: &str) -> Result<Self, DbErr> {
        let mut place = 0..;
        macro_rules! next {
            () => {
                row.try_get_by_index(place.next().unwrap_or_default())?
            };
        }
        let model = Model {
            id: next!(),
            number: next!(),
            title: next!(),
            description: next!(),
            status: next!(),
            owner_id: next!(),
            workaround_steps: next!(),
            workaround_effect: next!(),
            workaround_limits: next!(),
            workaround_tested_at: next!(),
            risk_rationale: next!(),
            risk_approver_id: next!(),
            risk_review_at: next!(),
            risk_decided_at: next!(),
            reopened_at: next!(),
            reopen_reason: next!(),
            reopen_note: next!(),
            reopen_earlier_id: next!(),
            reopen_again_id: next!(),
            rca_id: next!(),
            rca_number: next!(),
            rca_status: next!(),
            steps_passed: next!(),
            root_cause_count: next!(),
            incident_count: next!(),
            recurrence_count: next!(),
            worst_severity: next!(),
            opened_by_kind: next!(),
            opened_by_id: next!(),
            created_at: next!(),
            updated_at: next!(),
            closed_at: next!(),
            version: next!(),
            sponsor_id: next!(),
            open_repair_count: next!(),
        };
        Ok(Self { model, services: next!(), tags: next!() })
    }
}

/// Reads rows for [`problem`].
pub(super) fn read(select: Select<Entity>, backend: Backend) -> Selector<SelectModel<Row>> {
    let (services, tags) = match backend {
        Backend::Sqlite => (SERVICES_SQLITE, TAGS_SQLITE),
        Backend::Postgres => (SERVICES_POSTGRES, TAGS_POSTGRES),
    };
    select
        .select_only()
        .columns(Column::iter())
        .expr_as(Expr::cust(services), "services")
        .expr_as(Expr::cust(tags), "tags")
        .into_model::<Row>()
}

/// A problem from its row.
pub(super) fn problem(row: Row) -> Result<Problem, StoreError> {
    let Row { model: row, services, tags } = row;
    let id = ProblemId::new(row.id);
    Ok(Problem {
        id,
        number: row.number,
        title: text(Title::parse(&row.title), TABLE, "title", id)?,
        description: text(Markdown::parse(&row.description), TABLE, "description", id)?,
        status: word(ProblemStatus::parse(&row.status), TABLE, "status", id, &row.status)?,
        owner: row.owner_id.map(UserId::new),
        sponsor: row.sponsor_id.map(UserId::new),
        services: service_ids(services.as_deref(), id)?,
        tags: tag_list(tags.as_deref(), id)?,
        workaround: workaround(&row)?,
        accepted_risk: risk::decision(TABLE, id, &risk_columns(&row))?,
        reopening: reopening(&row)?,
        rca: outline(&row)?,
        incident_count: row.incident_count,
        recurrence_count: row.recurrence_count,
        worst_severity: row
            .worst_severity
            .as_deref()
            .map(|name| word(Severity::parse(name), TABLE, "worst_severity", id, name))
            .transpose()?,
        open_repair_count: row.open_repair_count,
        opened_by: word(
            principal_from(&row.opened_by_kind, &row.opened_by_id),
            TABLE,
            "opened_by_id",
            id,
            &row.opened_by_id,
        )?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        closed_at: row.closed_at,
        version: row.version,
    })
}

fn service_ids(ids: Option<&str>, id: ProblemId) -> Result<Vec<ServiceId>, StoreError> {
    let ids = ids.unwrap_or_default().split(',').filter(|id| !id.is_empty());
    let mut services = ids
        .map(|one| text(Uuid::parse_str(one).map(ServiceId::new), "problem_service", "service_id", id))
        .collect::<Result<Vec<_>, _>>()?;
    services.sort_unstable();
    Ok(services)
}

fn tag_list(tags: Option<&str>, id: ProblemId) -> Result<Vec<Tag>, StoreError> {
    let tags = tags.unwrap_or_default().split('\n').filter(|tag| !tag.is_empty());
    let mut tags =
        tags.map(|tag| text(Tag::parse(tag), "problem_tag", "tag", id)).collect::<Result<Vec<_>, _>>()?;
    // Sorted here, because the databases order letters differently.
    tags.sort();
    Ok(tags)
}

fn workaround(row: &Model) -> Result<Option<Workaround>, StoreError> {
    let id = ProblemId::new(row.id);
    let (Some(steps), Some(effect), Some(limits), Some(last_tested_at)) =
        (&row.workaround_steps, &row.workaround_effect, &row.workaround_limits, row.workaround_tested_at)
    else {
        return Ok(None);
    };
    Ok(Some(Workaround {
        steps: text(Body::parse(steps), TABLE, "workaround_steps", id)?,
        effect: word(WorkaroundEffect::parse(effect), TABLE, "workaround_effect", id, effect)?,
        limits: text(Body::parse(limits), TABLE, "workaround_limits", id)?,
        last_tested_at,
    }))
}

fn risk_columns(row: &Model) -> risk::Columns {
    risk::Columns {
        rationale: row.risk_rationale.clone(),
        approver_id: row.risk_approver_id,
        review_at: row.risk_review_at,
        decided_at: row.risk_decided_at,
    }
}

fn reopening(row: &Model) -> Result<Option<Reopening>, StoreError> {
    let id = ProblemId::new(row.id);
    let (Some(at), Some(reason)) = (row.reopened_at, &row.reopen_reason) else { return Ok(None) };
    let note = row.reopen_note.as_deref().unwrap_or_default();
    Ok(Some(Reopening {
        at,
        reason: word(ReopenReason::parse(reason), TABLE, "reopen_reason", id, reason)?,
        note: text(Markdown::parse(note), TABLE, "reopen_note", id)?,
        recurrence: row.reopen_earlier_id.map(IncidentId::new).zip(row.reopen_again_id.map(IncidentId::new)),
    }))
}

fn outline(row: &Model) -> Result<Option<RcaOutline>, StoreError> {
    let id = ProblemId::new(row.id);
    let (Some(rca), Some(number), Some(status)) = (row.rca_id, row.rca_number, &row.rca_status) else {
        return Ok(None);
    };
    Ok(Some(RcaOutline {
        id: RcaId::new(rca),
        number,
        status: word(RcaStatus::parse(status), TABLE, "rca_status", id, status)?,
        steps_passed: text(u8::try_from(row.steps_passed), TABLE, "steps_passed", id)?,
        root_cause_count: row.root_cause_count,
    }))
}

/// The row of a problem; its number is left to the database.
pub(super) fn active(problem: &Problem) -> ActiveModel {
    let (opened_by_kind, opened_by_id) = principal_columns(problem.opened_by);
    let workaround = problem.workaround.as_ref();
    let risk: Option<&RiskDecision> = problem.accepted_risk.as_ref();
    let reopening = problem.reopening.as_ref();
    let rca = problem.rca;
    ActiveModel {
        id: Set(problem.id.uuid()),
        number: NotSet,
        title: Set(problem.title.as_str().to_owned()),
        description: Set(problem.description.as_str().to_owned()),
        status: Set(problem.status.as_str().to_owned()),
        owner_id: Set(problem.owner.map(UserId::uuid)),
        workaround_steps: Set(workaround.map(|one| one.steps.as_str().to_owned())),
        workaround_effect: Set(workaround.map(|one| one.effect.as_str().to_owned())),
        workaround_limits: Set(workaround.map(|one| one.limits.as_str().to_owned())),
        workaround_tested_at: Set(workaround.map(|one| one.last_tested_at)),
        risk_rationale: Set(risk.map(|risk| risk.rationale.as_str().to_owned())),
        risk_approver_id: Set(risk.map(|risk| risk.approver.uuid())),
        risk_review_at: Set(risk.map(|risk| risk.review_at)),
        risk_decided_at: Set(risk.map(|risk| risk.decided_at)),
        reopened_at: Set(reopening.map(|one| one.at)),
        reopen_reason: Set(reopening.map(|one| one.reason.as_str().to_owned())),
        reopen_note: Set(reopening.map(|one| one.note.as_str().to_owned())),
        reopen_earlier_id: Set(reopening.and_then(|one| one.recurrence).map(|(earlier, _)| earlier.uuid())),
        reopen_again_id: Set(reopening.and_then(|one| one.recurrence).map(|(_, again)| again.uuid())),
        rca_id: Set(rca.map(|rca| rca.id.uuid())),
        rca_number: Set(rca.map(|rca| rca.number)),
        rca_status: Set(rca.map(|rca| rca.status.as_str().to_owned())),
        steps_passed: Set(rca.map_or(0, |rca| i32::from(rca.steps_passed))),
        root_cause_count: Set(rca.map_or(0, |rca| rca.root_cause_count)),
        incident_count: Set(problem.incident_count),
        recurrence_count: Set(problem.recurrence_count),
        worst_severity: Set(problem.worst_severity.map(|severity| severity.as_str().to_owned())),
        opened_by_kind: Set(opened_by_kind),
        opened_by_id: Set(opened_by_id),
        created_at: Set(problem.created_at),
        updated_at: Set(problem.updated_at),
        closed_at: Set(problem.closed_at),
        version: Set(problem.version),
        sponsor_id: Set(problem.sponsor.map(UserId::uuid)),
        open_repair_count: Set(problem.open_repair_count),
    }
}
