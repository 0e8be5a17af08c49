//! Steps in the life of an item, and its due date.

use domain::identity::Actor;
use domain::repair::due::DueRequest;
use domain::repair::status::Gate;
use domain::repair::{NotDoing, RepairChange, RepairError, RepairItemStatus, RepairNoteKind, StatusStep};
use domain::text::{Body, Markdown};
use domain::time::Instant;
use serde_json::json;

use super::open::{Change, check_may_work, said};
use super::{ChangeRepairItemStatus, PostponeRepairItem, RepairAnswer};
use crate::error::parse;
use crate::incident::instant;
use crate::{App, Result};

impl App {
    /// Takes an item a step further in its life.
    ///
    /// Errors: stale version, no such step, a gate that is not met (`ACT-01` to `ACT-04`), a decision not to act without reason
    /// or approver (`ACT-11`), an approver who may not approve.
    pub async fn change_repair_item_status(
        &self,
        actor: &Actor,
        command: ChangeRepairItemStatus,
    ) -> Result<RepairAnswer> {
        check_may_work(actor)?;
        let note = parse("note", Markdown::parse(command.note.as_deref().unwrap_or_default()))?;
        let step = self.step(actor, &command)?;
        let mut opened = self.open_item(actor, command.id).await?;
        opened.at_version(command.version)?;
        let causes = opened.causes();
        let gate = Gate { policy: &opened.policy, causes: &causes, now: opened.write.now };
        opened.item.change_status(step, &gate)?;
        let (from, item) = (opened.before.status, &opened.item);
        let facts = json!({
            "from": from.as_str(), "to": item.status.as_str(), "dueAt": said(item.due_at),
            "approverId": item.not_doing.as_ref().map(|decision| decision.approver.to_string()),
        });
        opened.note(RepairNoteKind::Status, note);
        let change = Change { action: "repair.status_changed", kind: RepairChange::StatusChanged, facts };
        opened.close(change).await
    }

    /// The step that a command asks for.
    fn step(&self, actor: &Actor, command: &ChangeRepairItemStatus) -> Result<StatusStep> {
        if command.status != RepairItemStatus::NotDoing {
            return Ok(StatusStep::To(command.status));
        }
        let reason = command.note.as_deref().filter(|reason| !reason.trim().is_empty());
        let reason = reason.ok_or(RepairError::DecisionIncomplete { missing: "reason" })?;
        let approver = self.approver(actor, "approverId", command.approver_id)?;
        Ok(StatusStep::Decline(NotDoing {
            reason: parse("note", Body::parse(reason))?,
            approver: approver.ok_or(RepairError::DecisionIncomplete { missing: "approver" })?,
            decided_at: self.now(),
        }))
    }

    /// Asks for another due date; one beyond the policy stays visible as such (`ACT-03`).
    ///
    /// Errors: stale version, a date that lies behind, no reason, nobody who approves a date beyond the policy, no clock.
    pub async fn postpone_repair_item(
        &self,
        actor: &Actor,
        command: PostponeRepairItem,
    ) -> Result<RepairAnswer> {
        check_may_work(actor)?;
        let request = self.request(actor, &command, instant("dueAt", command.due_at)?)?;
        let body = parse("reason", Markdown::parse(&command.reason))?;
        let mut opened = self.open_item(actor, command.id).await?;
        opened.at_version(command.version)?;
        let (causes, now) = (opened.causes(), opened.write.now);
        opened.item.ask_due(request, &opened.policy, &causes, now)?;
        let item = &opened.item;
        let approver = item.exception.as_ref().and_then(|exception| exception.approver);
        let facts = json!({
            "from": said(opened.before.due_at), "dueAt": said(item.due_at), "isOverPolicy": item.is_over_policy(),
            "approverId": approver.map(|approver| approver.to_string()),
        });
        opened.note(RepairNoteKind::Due, body);
        let change = Change { action: "repair.due_changed", kind: RepairChange::DueChanged, facts };
        opened.close(change).await
    }

    fn request(&self, actor: &Actor, command: &PostponeRepairItem, due_at: Instant) -> Result<DueRequest> {
        let reason = Some(command.reason.as_str()).filter(|reason| !reason.trim().is_empty());
        Ok(DueRequest {
            due_at,
            reason: reason.map(|reason| parse("reason", Body::parse(reason))).transpose()?,
            approver: self.approver(actor, "approverId", command.approver_id)?,
        })
    }
}
