//! Causes: added, changed, removed, brought back.

use domain::id::{CauseGroupId, CauseId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::rca::{Cause, CauseVerdict, RcaChange};
use domain::text::{Markdown, ShortText};
use store::rca::list;

use super::graph::check_question;
use super::open::{Change, OpenedRca};
use super::{AddCause, CauseAnswer, Patch, UpdateCause};
use crate::error::parse;
use crate::incident::instant;
use crate::{App, Error, Result, authorize};

impl App {
    /// Adds a cause, linked to its effect unless it is a mere candidate.
    ///
    /// Errors: a text that does not hold, no such group, effect or category, more than an analysis holds.
    pub async fn add_cause(&self, actor: &Actor, command: AddCause) -> Result<CauseAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let text = parse("text", ShortText::parse(&command.text))?;
        let question = command.question.as_deref();
        let question = question.map(|text| parse("question", ShortText::parse(text))).transpose()?;
        check_target(&command)?;
        let id = CauseId::new(self.uuid());
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("addCause", key, &command, id.uuid()).await? {
            drop(write);
            return self.cause_again(actor, CauseId::new(earlier)).await;
        }
        let mut opened = self.open_rca_in(actor, write, command.rca_id).await?;
        let now = opened.write.now;
        opened.analysis.graph.check_room()?;
        if let Some(bone) = &command.bone {
            opened.analysis.check_bone(bone)?;
        }
        opened.analysis.graph.causes.push(Cause {
            id,
            rca: command.rca_id,
            text,
            kind: command.kind,
            lens: command.lens,
            bone: command.bone.clone(),
            verdict: CauseVerdict::Potential,
            verdict_reason: Markdown::default(),
            confirmed_at: None,
            path: None,
            occurred_at: None,
            is_hypothetical: false,
            stop_reason: None,
            risk: None,
            created_by: actor.principal,
            created_at: now,
            updated_at: now,
            removed_at: None,
            version: 1,
        });
        if !command.is_unlinked {
            let group = opened.target_group(command.group_id, command.effect_id, question)?;
            opened.put(id, group, None)?;
        }
        let change = Change::of_cause("rca.cause_added", RcaChange::CauseAdded, id);
        opened.close_cause(id, change).await
    }

    /// A cause as a repeated request finds it.
    async fn cause_again(&self, actor: &Actor, id: CauseId) -> Result<CauseAnswer> {
        let rca = list::of_cause(self.store(), id).await?.ok_or(Error::NotFound)?;
        let rca = self.rca_again(actor, rca).await?;
        let cause = rca.analysis.graph.cause(id).cloned().ok_or(Error::NotFound)?;
        Ok(CauseAnswer { cause, rca })
    }

    /// Opens the analysis of a cause for a change that needs a permission.
    pub(super) async fn open_rca_of_cause<'a>(
        &'a self,
        actor: &'a Actor,
        permission: Permission,
        id: CauseId,
    ) -> Result<OpenedRca<'a>> {
        authorize(actor, permission, Relation::default())?;
        let rca = list::of_cause(self.store(), id).await?.ok_or(Error::NotFound)?;
        self.open_rca(actor, permission, rca).await
    }

    /// Changes a cause's own fields.
    ///
    /// Errors: stale version, it was removed, a text that does not hold, no such category.
    pub async fn update_cause(&self, actor: &Actor, command: UpdateCause) -> Result<CauseAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let text = command.text.map(|text| parse("text", ShortText::parse(&text))).transpose()?;
        let occurred_at = match command.occurred_at {
            Patch::Set(at) => Patch::Set(instant("occurredAt", at)?),
            other => other,
        };
        let mut opened = self.open_rca_of_cause(actor, Permission::RcaDraft, command.id).await?;
        if let Patch::Set(bone) = &command.bone {
            opened.analysis.check_bone(bone)?;
        }
        let cause = opened.cause_at(command.id, command.version)?;
        cause.check_present()?;
        cause.text = text.unwrap_or_else(|| cause.text.clone());
        cause.kind = command.kind.unwrap_or(cause.kind);
        cause.lens = command.lens.on(cause.lens);
        cause.bone = command.bone.on(cause.bone.take());
        cause.path = command.path.on(cause.path);
        cause.occurred_at = occurred_at.on(cause.occurred_at);
        cause.is_hypothetical = command.is_hypothetical.unwrap_or(cause.is_hypothetical);
        cause.stop_reason = command.stop_reason.on(cause.stop_reason);
        cause.check_root()?;
        let change = Change::of_cause("rca.cause_updated", RcaChange::CauseUpdated, command.id);
        opened.close_cause(command.id, change).await
    }

    /// Removes a cause; it can be brought back.
    ///
    /// Errors: stale version, it is gone already, causes hang on it, it is a confirmed root cause.
    pub async fn remove_cause(&self, actor: &Actor, id: CauseId, version: i32) -> Result<CauseAnswer> {
        let mut opened = self.open_rca_of_cause(actor, Permission::RcaDraft, id).await?;
        let now = opened.write.now;
        opened.analysis.graph.check_removal(id)?;
        opened.cause_at(id, version)?.removed_at = Some(now);
        let change = Change::of_cause("rca.cause_removed", RcaChange::CauseRemoved, id);
        opened.close_cause(id, change).await
    }

    /// Brings a removed cause back, with its links and evidence.
    ///
    /// Errors: stale version, it is there, more than an analysis holds.
    pub async fn restore_cause(&self, actor: &Actor, id: CauseId, version: i32) -> Result<CauseAnswer> {
        let mut opened = self.open_rca_of_cause(actor, Permission::RcaDraft, id).await?;
        opened.analysis.graph.check_room()?;
        if opened.cause_at(id, version)?.removed_at.take().is_none() {
            return Err(Error::invalid("id", "names a cause that was not removed"));
        }
        let bone = opened.cause(id)?.bone.clone();
        if bone.is_some_and(|bone| opened.analysis.check_bone(&bone).is_err()) {
            // Its category went meanwhile.
            opened.cause(id)?.bone = None;
        }
        let change = Change::of_cause("rca.cause_restored", RcaChange::CauseAdded, id);
        opened.close_cause(id, change).await
    }
}

impl OpenedRca<'_> {
    /// The group that a cause joins: the one named, or one of the effect, which is made if none fits.
    pub(super) fn target_group(
        &mut self,
        group: Option<CauseGroupId>,
        effect: Option<CauseId>,
        question: Option<ShortText>,
    ) -> Result<CauseGroupId> {
        use domain::rca::{CauseGroup, GroupOperator, RcaError};
        if let Some(group) = group {
            let found = self.analysis.graph.group(group).ok_or(RcaError::OtherRca)?;
            return Ok(found.id);
        }
        if let Some(group) = self.analysis.graph.group_for(effect, question.as_ref()) {
            return Ok(group);
        }
        check_question(&self.analysis, question.as_ref())?;
        let id = CauseGroupId::new(self.app.uuid());
        self.analysis.graph.groups.push(CauseGroup {
            id,
            rca: self.analysis.rca.id,
            effect,
            question,
            operator: GroupOperator::And,
            either_suffices: false,
            links: Vec::new(),
            created_at: self.write.now,
        });
        Ok(id)
    }
}

/// Refuses a place that is said twice.
fn check_target(command: &AddCause) -> Result<()> {
    if command.group_id.is_some() && (command.effect_id.is_some() || command.question.is_some()) {
        return Err(Error::invalid("groupId", "says effect and question already"));
    }
    let has_place = command.group_id.is_some() || command.effect_id.is_some() || command.question.is_some();
    if command.is_unlinked && has_place {
        return Err(Error::invalid("isUnlinked", "contradicts the place of the cause"));
    }
    Ok(())
}
