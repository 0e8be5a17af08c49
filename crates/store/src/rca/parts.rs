//! Rows of groups, links, tables, answers and dismissals to and from domain types.

use domain::finding::RuleId;
use domain::id::{BarrierId, CauseGroupId, CauseId, DifferenceId, RcaId};
use domain::rca::{
    Answer, AnswerKey, Barrier, BarrierState, CauseGroup, CauseLink, Difference, Dismissal, GroupOperator,
};
use domain::text::{Body, Markdown, ShortText};
use sea_orm::Set;

use super::entity::{barrier, cause_group, cause_link, difference, rca_answer, rca_dismissal};
use super::row::{principal, principal_opt};
use crate::StoreError;
use crate::error::{text, word};
use crate::ledger::repo::principal_columns;

/// A group without its links, from its row.
pub(super) fn group(row: &cause_group::Model) -> Result<CauseGroup, StoreError> {
    const TABLE: &str = "cause_group";
    let id = CauseGroupId::new(row.id);
    let question = row.question.as_deref();
    Ok(CauseGroup {
        id,
        rca: RcaId::new(row.rca_id),
        effect: row.effect_id.map(CauseId::new),
        question: question.map(|one| text(ShortText::parse(one), TABLE, "question", id)).transpose()?,
        operator: word(GroupOperator::parse(&row.operator), TABLE, "operator", id, &row.operator)?,
        either_suffices: row.either_suffices,
        links: Vec::new(),
        created_at: row.created_at,
    })
}

/// The row of a group.
pub(super) fn active_group(one: &CauseGroup) -> cause_group::ActiveModel {
    cause_group::ActiveModel {
        id: Set(one.id.uuid()),
        rca_id: Set(one.rca.uuid()),
        effect_id: Set(one.effect.map(CauseId::uuid)),
        question: Set(one.question.as_ref().map(|question| question.as_str().to_owned())),
        operator: Set(one.operator.as_str().to_owned()),
        either_suffices: Set(one.either_suffices),
        created_at: Set(one.created_at),
    }
}

/// A link, from its row.
pub(super) fn link(row: &cause_link::Model) -> Result<CauseLink, StoreError> {
    const TABLE: &str = "cause_link";
    let id = CauseGroupId::new(row.group_id);
    let by = (row.therefore_by_kind.as_ref(), row.therefore_by_id.as_ref());
    let therefore = principal_opt(TABLE, "therefore_by_id", id, by)?;
    Ok(CauseLink {
        cause: CauseId::new(row.cause_id),
        position: row.position,
        created_by: principal(TABLE, "created_by_id", id, &row.created_by_kind, &row.created_by_id)?,
        therefore: therefore.zip(row.therefore_at),
    })
}

/// The row of a link.
pub(super) fn active_link(group: CauseGroupId, one: &CauseLink) -> cause_link::ActiveModel {
    let (created_by_kind, created_by_id) = principal_columns(one.created_by);
    let therefore = one.therefore.map(|(by, at)| (principal_columns(by), at));
    cause_link::ActiveModel {
        group_id: Set(group.uuid()),
        cause_id: Set(one.cause.uuid()),
        position: Set(one.position),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        therefore_by_kind: Set(therefore.as_ref().map(|((kind, _), _)| kind.clone())),
        therefore_by_id: Set(therefore.as_ref().map(|((_, id), _)| id.clone())),
        therefore_at: Set(therefore.map(|(_, at)| at)),
    }
}

/// A row of the barrier analysis.
pub(super) fn barrier(row: &barrier::Model) -> Result<Barrier, StoreError> {
    const TABLE: &str = "barrier";
    let id = BarrierId::new(row.id);
    Ok(Barrier {
        id,
        rca: RcaId::new(row.rca_id),
        defence: text(ShortText::parse(&row.defence), TABLE, "defence", id)?,
        expected_effect: text(ShortText::parse(&row.expected_effect), TABLE, "expected_effect", id)?,
        state: word(BarrierState::parse(&row.state), TABLE, "state", id, &row.state)?,
        evidence: text(Markdown::parse(&row.evidence), TABLE, "evidence", id)?,
        created_at: row.created_at,
        version: row.version,
    })
}

/// The row of a barrier.
pub(super) fn active_barrier(one: &Barrier) -> barrier::ActiveModel {
    barrier::ActiveModel {
        id: Set(one.id.uuid()),
        rca_id: Set(one.rca.uuid()),
        defence: Set(one.defence.as_str().to_owned()),
        expected_effect: Set(one.expected_effect.as_str().to_owned()),
        state: Set(one.state.as_str().to_owned()),
        evidence: Set(one.evidence.as_str().to_owned()),
        created_at: Set(one.created_at),
        version: Set(one.version),
    }
}

/// A row of the change analysis.
pub(super) fn difference(row: &difference::Model) -> Result<Difference, StoreError> {
    const TABLE: &str = "difference";
    let id = DifferenceId::new(row.id);
    Ok(Difference {
        id,
        rca: RcaId::new(row.rca_id),
        aspect: text(ShortText::parse(&row.aspect), TABLE, "aspect", id)?,
        before: text(ShortText::parse(&row.before), TABLE, "before", id)?,
        after: text(ShortText::parse(&row.after), TABLE, "after", id)?,
        relevance: text(Markdown::parse(&row.relevance), TABLE, "relevance", id)?,
        created_at: row.created_at,
        version: row.version,
    })
}

/// The row of a difference.
pub(super) fn active_difference(one: &Difference) -> difference::ActiveModel {
    difference::ActiveModel {
        id: Set(one.id.uuid()),
        rca_id: Set(one.rca.uuid()),
        aspect: Set(one.aspect.as_str().to_owned()),
        before: Set(one.before.as_str().to_owned()),
        after: Set(one.after.as_str().to_owned()),
        relevance: Set(one.relevance.as_str().to_owned()),
        created_at: Set(one.created_at),
        version: Set(one.version),
    }
}

/// A reasoned answer.
pub(super) fn answer(row: &rca_answer::Model) -> Result<Answer, StoreError> {
    const TABLE: &str = "rca_answer";
    let id = RcaId::new(row.rca_id);
    Ok(Answer {
        key: word(AnswerKey::parse(&row.key), TABLE, "key", id, &row.key)?,
        reason: text(Body::parse(&row.reason), TABLE, "reason", id)?,
        by: principal(TABLE, "answered_by_id", id, &row.answered_by_kind, &row.answered_by_id)?,
        at: row.answered_at,
    })
}

/// The row of an answer.
pub(super) fn active_answer(rca: RcaId, one: &Answer) -> rca_answer::ActiveModel {
    let (answered_by_kind, answered_by_id) = principal_columns(one.by);
    rca_answer::ActiveModel {
        rca_id: Set(rca.uuid()),
        key: Set(one.key.as_str().to_owned()),
        reason: Set(one.reason.as_str().to_owned()),
        answered_by_kind: Set(answered_by_kind),
        answered_by_id: Set(answered_by_id),
        answered_at: Set(one.at),
    }
}

/// A finding that was set aside.
pub(super) fn dismissal(row: rca_dismissal::Model) -> Result<Dismissal, StoreError> {
    const TABLE: &str = "rca_dismissal";
    let id = RcaId::new(row.rca_id);
    Ok(Dismissal {
        reason: text(ShortText::parse(&row.reason), TABLE, "reason", id)?,
        by: principal(TABLE, "dismissed_by_id", id, &row.dismissed_by_kind, &row.dismissed_by_id)?,
        at: row.dismissed_at,
        rule: RuleId::stored(row.rule),
        subject: row.subject,
    })
}

/// The row of a dismissal.
pub(super) fn active_dismissal(rca: RcaId, one: &Dismissal) -> rca_dismissal::ActiveModel {
    let (dismissed_by_kind, dismissed_by_id) = principal_columns(one.by);
    rca_dismissal::ActiveModel {
        rca_id: Set(rca.uuid()),
        rule: Set(one.rule.as_str().to_owned()),
        subject: Set(one.subject.clone()),
        reason: Set(one.reason.as_str().to_owned()),
        dismissed_by_kind: Set(dismissed_by_kind),
        dismissed_by_id: Set(dismissed_by_id),
        dismissed_at: Set(one.at),
    }
}
