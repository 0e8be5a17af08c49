//! Domain types to rows of `repair_item`.

use domain::id::{TeamId, TrackerId, UserId};
use domain::repair::{
    EffectivenessCheck, RepairItem, RepairPurpose, RepairStrength, RepairTarget, TrackerIssue,
};
use domain::text::ShortText;
use sea_orm::{NotSet, Set};

use super::entity::repair_item::ActiveModel;
use crate::ledger::repo::principal_columns;

fn own(value: Option<&ShortText>) -> Option<String> {
    value.map(|value| value.as_str().to_owned())
}

fn named(name: Option<&'static str>) -> Option<String> {
    name.map(str::to_owned)
}

/// The row of an item; its number is left to the database.
pub(super) fn active(item: &RepairItem) -> ActiveModel {
    let (created_by_kind, created_by_id) = principal_columns(item.created_by);
    let mut row = ActiveModel {
        id: Set(item.id.uuid()),
        number: NotSet,
        problem_id: Set(item.problem.uuid()),
        title: Set(item.title.as_str().to_owned()),
        description: Set(item.description.as_str().to_owned()),
        kind: Set(item.kind.as_str().to_owned()),
        lens: Set(item.lens.as_str().to_owned()),
        horizon: Set(item.horizon.as_str().to_owned()),
        target: Set(named(item.target.map(RepairTarget::as_str))),
        strength: Set(named(item.strength.map(RepairStrength::as_str))),
        purpose: Set(named(item.purpose.map(RepairPurpose::as_str))),
        owner_id: Set(item.owner.map(UserId::uuid)),
        team_id: Set(item.team.map(TeamId::uuid)),
        done_condition: Set(item.done_condition.as_str().to_owned()),
        status: Set(item.status.as_str().to_owned()),
        policy_version: Set(item.policy_version),
        committed_at: Set(item.committed_at),
        done_at: Set(item.done_at),
        plan_metric: Set(own(item.plan.metric.as_ref())),
        plan_baseline: Set(own(item.plan.baseline.as_ref())),
        plan_target: Set(own(item.plan.target.as_ref())),
        check_at: Set(item.plan.check_at),
        next_reminder_at: Set(item.next_reminder_at),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        created_at: Set(item.created_at),
        updated_at: Set(item.updated_at),
        version: Set(item.version),
        ..ActiveModel::default()
    };
    set_due(&mut row, item);
    set_decisions(&mut row, item);
    set_check(&mut row, item.effectiveness.as_ref());
    set_issue(&mut row, item.tracker.as_ref());
    row
}

fn set_due(row: &mut ActiveModel, item: &RepairItem) {
    let exception = item.exception.as_ref();
    row.counted_from = Set(item.clock.map(|clock| clock.counted_from));
    row.clock_basis = Set(named(item.clock.map(|clock| clock.basis.as_str())));
    row.clock_days = Set(item.clock.map(|clock| clock.days));
    row.due_at = Set(item.due_at);
    row.due_reason = Set(exception.map(|one| one.reason.as_str().to_owned()));
    row.due_approver_id = Set(exception.and_then(|one| one.approver).map(UserId::uuid));
    row.due_decided_at = Set(exception.map(|one| one.decided_at));
}

fn set_decisions(row: &mut ActiveModel, item: &RepairItem) {
    let (not_doing, reopening) = (item.not_doing.as_ref(), item.reopening.as_ref());
    row.not_doing_reason = Set(not_doing.map(|one| one.reason.as_str().to_owned()));
    row.not_doing_approver_id = Set(not_doing.map(|one| one.approver.uuid()));
    row.not_doing_decided_at = Set(not_doing.map(|one| one.decided_at));
    row.reopened_at = Set(reopening.map(|one| one.at));
    row.reopen_reason = Set(named(reopening.map(|one| one.reason.as_str())));
}

fn set_check(row: &mut ActiveModel, check: Option<&EffectivenessCheck>) {
    let by = check.map(|one| principal_columns(one.recorded_by));
    row.result = Set(named(check.map(|one| one.result.as_str())));
    row.measured_metric = Set(own(check.map(|one| &one.metric)));
    row.measured_baseline = Set(own(check.and_then(|one| one.baseline.as_ref())));
    row.measured_target = Set(own(check.map(|one| &one.target)));
    row.measured_observed = Set(own(check.and_then(|one| one.observed.as_ref())));
    row.measured_at = Set(check.map(|one| one.measured_at));
    row.measured_note = Set(check.map(|one| one.note.as_str().to_owned()));
    row.measured_by_kind = Set(by.as_ref().map(|(kind, _)| kind.clone()));
    row.measured_by_id = Set(by.map(|(_, id)| id));
}

fn set_issue(row: &mut ActiveModel, issue: Option<&TrackerIssue>) {
    row.tracker_id = Set(issue.and_then(|one| one.tracker).map(TrackerId::uuid));
    row.issue_provider = Set(named(issue.map(|one| one.provider.as_str())));
    row.issue_key = Set(own(issue.map(|one| &one.key)));
    row.issue_url = Set(issue.map(|one| one.url.as_str().to_owned()));
    row.issue_title = Set(own(issue.and_then(|one| one.title.as_ref())));
    row.issue_state = Set(named(issue.map(|one| one.state.as_str())));
    row.issue_synced_at = Set(issue.and_then(|one| one.synced_at));
}
