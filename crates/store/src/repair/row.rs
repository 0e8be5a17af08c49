//! Rows of `repair_item` to domain types.

use std::fmt::Display;

use domain::id::{CauseId, ProblemId, RepairItemId, TeamId, TrackerId, UserId};
use domain::rca::Lens;
use domain::repair::{
    ClockBasis, DueClock, DueException, Effectiveness, EffectivenessCheck, EffectivenessPlan, NotDoing,
    RepairHorizon, RepairItem, RepairItemStatus, RepairKind, RepairPurpose, RepairReopenReason,
    RepairReopening, RepairStrength, RepairTarget, TrackerIssue, TrackerProvider, TrackerState,
};
use domain::text::{Body, Markdown, ShortText, TextError, Title, WebUrl};
use sea_orm::sea_query::Expr;
use sea_orm::{DbErr, FromQueryResult, Iterable, QueryResult, QuerySelect, Select, SelectModel, Selector};
use uuid::Uuid;

use super::entity::repair_item::{Column, Entity, Model};
use crate::error::{text, word};
use crate::ledger::repo::principal_from;
use crate::{Backend, StoreError};

const TABLE: &str = "repair_item";

const CAUSES_SQLITE: &str = "(SELECT group_concat(hex(\"cause_id\")) FROM \"repair_item_cause\" \
     WHERE \"item_id\" = \"repair_item\".\"id\")";
const CAUSES_POSTGRES: &str = "(SELECT string_agg(\"cause_id\"::text, ',') FROM \"repair_item_cause\" \
     WHERE \"item_id\" = \"repair_item\".\"id\")";

/// A row with the ids of causes in one text: a page of whole items is one statement.
pub(super) struct Row {
    model: Model,
    causes: Option<String>,
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
            problem_id: next!(),
            title: next!(),
            description: next!(),
            kind: next!(),
            lens: next!(),
            horizon: next!(),
            target: next!(),
            strength: next!(),
            purpose: next!(),
            owner_id: next!(),
            team_id: next!(),
            done_condition: next!(),
            status: next!(),
            policy_version: next!(),
            counted_from: next!(),
            clock_basis: next!(),
            clock_days: next!(),
            due_at: next!(),
            due_reason: next!(),
            due_approver_id: next!(),
            due_decided_at: next!(),
            committed_at: next!(),
            done_at: next!(),
            not_doing_reason: next!(),
            not_doing_approver_id: next!(),
            not_doing_decided_at: next!(),
            reopened_at: next!(),
            reopen_reason: next!(),
            plan_metric: next!(),
            plan_baseline: next!(),
            plan_target: next!(),
            check_at: next!(),
            result: next!(),
            measured_metric: next!(),
            measured_baseline: next!(),
            measured_target: next!(),
            measured_observed: next!(),
            measured_at: next!(),
            measured_note: next!(),
            measured_by_kind: next!(),
            measured_by_id: next!(),
            tracker_id: next!(),
            issue_provider: next!(),
            issue_key: next!(),
            issue_url: next!(),
            issue_title: next!(),
            issue_state: next!(),
            issue_synced_at: next!(),
            next_reminder_at: next!(),
            created_by_kind: next!(),
            created_by_id: next!(),
            created_at: next!(),
            updated_at: next!(),
            version: next!(),
        };
        Ok(Self { model, causes: next!() })
    }
}

/// Reads rows for [`item`].
pub(super) fn read(select: Select<Entity>, backend: Backend) -> Selector<SelectModel<Row>> {
    let causes = match backend {
        Backend::Sqlite => CAUSES_SQLITE,
        Backend::Postgres => CAUSES_POSTGRES,
    };
    select.select_only().columns(Column::iter()).expr_as(Expr::cust(causes), "causes").into_model::<Row>()
}

/// An item from its row.
pub(super) fn item(row: Row) -> Result<RepairItem, StoreError> {
    let Row { model: row, causes } = row;
    let id = RepairItemId::new(row.id);
    let said = Said { id };
    Ok(RepairItem {
        id,
        number: row.number,
        problem: ProblemId::new(row.problem_id),
        title: text(Title::parse(&row.title), TABLE, "title", id)?,
        description: text(Markdown::parse(&row.description), TABLE, "description", id)?,
        kind: said.word("kind", &row.kind, RepairKind::parse)?,
        lens: said.word("lens", &row.lens, Lens::parse)?,
        horizon: said.word("horizon", &row.horizon, RepairHorizon::parse)?,
        target: said.word_opt("target", row.target.as_deref(), RepairTarget::parse)?,
        strength: said.word_opt("strength", row.strength.as_deref(), RepairStrength::parse)?,
        purpose: said.word_opt("purpose", row.purpose.as_deref(), RepairPurpose::parse)?,
        owner: row.owner_id.map(UserId::new),
        team: row.team_id.map(TeamId::new),
        done_condition: text(Markdown::parse(&row.done_condition), TABLE, "done_condition", id)?,
        causes: cause_ids(causes.as_deref(), id)?,
        status: said.word("status", &row.status, RepairItemStatus::parse)?,
        policy_version: row.policy_version,
        clock: clock(&row, said)?,
        due_at: row.due_at,
        exception: exception(&row, said)?,
        committed_at: row.committed_at,
        done_at: row.done_at,
        not_doing: not_doing(&row, said)?,
        reopening: reopening(&row, said)?,
        plan: EffectivenessPlan {
            metric: said.text_opt("plan_metric", row.plan_metric.as_deref(), ShortText::parse)?,
            baseline: said.text_opt("plan_baseline", row.plan_baseline.as_deref(), ShortText::parse)?,
            target: said.text_opt("plan_target", row.plan_target.as_deref(), ShortText::parse)?,
            check_at: row.check_at,
        },
        effectiveness: check(&row, said)?,
        tracker: issue(&row, said)?,
        next_reminder_at: row.next_reminder_at,
        created_by: word(
            principal_from(&row.created_by_kind, &row.created_by_id),
            TABLE,
            "created_by_id",
            id,
            &row.created_by_id,
        )?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}

/// Reads words and texts of one row, or says which is at fault.
#[derive(Clone, Copy)]
struct Said {
    id: RepairItemId,
}

impl Said {
    fn word<T>(
        self,
        column: &'static str,
        name: &str,
        parse: fn(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        word(parse(name), TABLE, column, self.id, name)
    }

    fn word_opt<T>(
        self,
        column: &'static str,
        name: Option<&str>,
        parse: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        name.map(|name| self.word(column, name, parse)).transpose()
    }

    fn text_opt<T>(
        self,
        column: &'static str,
        value: Option<&str>,
        parse: fn(&str) -> Result<T, TextError>,
    ) -> Result<Option<T>, StoreError> {
        value.map(|value| text(parse(value), TABLE, column, self.id)).transpose()
    }
}

fn cause_ids(ids: Option<&str>, id: impl Display + Copy) -> Result<Vec<CauseId>, StoreError> {
    let ids = ids.unwrap_or_default().split(',').filter(|id| !id.is_empty());
    let mut causes = ids
        .map(|one| text(Uuid::parse_str(one).map(CauseId::new), "repair_item_cause", "cause_id", id))
        .collect::<Result<Vec<_>, _>>()?;
    causes.sort_unstable();
    Ok(causes)
}

fn clock(row: &Model, said: Said) -> Result<Option<DueClock>, StoreError> {
    let (Some(counted_from), Some(basis), Some(days)) = (row.counted_from, &row.clock_basis, row.clock_days)
    else {
        return Ok(None);
    };
    let basis = said.word("clock_basis", basis, ClockBasis::parse)?;
    Ok(Some(DueClock { counted_from, basis, days }))
}

fn exception(row: &Model, said: Said) -> Result<Option<DueException>, StoreError> {
    let reason = said.text_opt("due_reason", row.due_reason.as_deref(), Body::parse)?;
    let approver = row.due_approver_id.map(UserId::new);
    let decided = reason.zip(row.due_decided_at);
    Ok(decided.map(|(reason, decided_at)| DueException { reason, approver, decided_at }))
}

fn not_doing(row: &Model, said: Said) -> Result<Option<NotDoing>, StoreError> {
    let reason = said.text_opt("not_doing_reason", row.not_doing_reason.as_deref(), Body::parse)?;
    let (Some(reason), Some(approver), Some(decided_at)) =
        (reason, row.not_doing_approver_id, row.not_doing_decided_at)
    else {
        return Ok(None);
    };
    Ok(Some(NotDoing { reason, approver: UserId::new(approver), decided_at }))
}

fn reopening(row: &Model, said: Said) -> Result<Option<RepairReopening>, StoreError> {
    let reason = said.word_opt("reopen_reason", row.reopen_reason.as_deref(), RepairReopenReason::parse)?;
    Ok(row.reopened_at.zip(reason).map(|(at, reason)| RepairReopening { at, reason }))
}

fn check(row: &Model, said: Said) -> Result<Option<EffectivenessCheck>, StoreError> {
    let result = said.word_opt("result", row.result.as_deref(), Effectiveness::parse)?;
    let metric = said.text_opt("measured_metric", row.measured_metric.as_deref(), ShortText::parse)?;
    let target = said.text_opt("measured_target", row.measured_target.as_deref(), ShortText::parse)?;
    let (Some(result), Some(metric), Some(target), Some(measured_at)) =
        (result, metric, target, row.measured_at)
    else {
        return Ok(None);
    };
    let note = row.measured_note.as_deref().unwrap_or_default();
    let (kind, by) = (
        row.measured_by_kind.as_deref().unwrap_or_default(),
        row.measured_by_id.as_deref().unwrap_or_default(),
    );
    Ok(Some(EffectivenessCheck {
        result,
        metric,
        baseline: said.text_opt("measured_baseline", row.measured_baseline.as_deref(), ShortText::parse)?,
        target,
        observed: said.text_opt("measured_observed", row.measured_observed.as_deref(), ShortText::parse)?,
        measured_at,
        note: text(Markdown::parse(note), TABLE, "measured_note", said.id)?,
        recorded_by: word(principal_from(kind, by), TABLE, "measured_by_id", said.id, by)?,
    }))
}

fn issue(row: &Model, said: Said) -> Result<Option<TrackerIssue>, StoreError> {
    let provider = said.word_opt("issue_provider", row.issue_provider.as_deref(), TrackerProvider::parse)?;
    let key = said.text_opt("issue_key", row.issue_key.as_deref(), ShortText::parse)?;
    let url = said.text_opt("issue_url", row.issue_url.as_deref(), WebUrl::parse)?;
    let state = said.word_opt("issue_state", row.issue_state.as_deref(), TrackerState::parse)?;
    let (Some(provider), Some(key), Some(url), Some(state)) = (provider, key, url, state) else {
        return Ok(None);
    };
    Ok(Some(TrackerIssue {
        tracker: row.tracker_id.map(TrackerId::new),
        provider,
        key,
        url,
        title: said.text_opt("issue_title", row.issue_title.as_deref(), ShortText::parse)?,
        state,
        synced_at: row.issue_synced_at,
    }))
}
