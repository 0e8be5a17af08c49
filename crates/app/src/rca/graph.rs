//! Links between causes and effects, and groups.

use domain::id::{CauseGroupId, CauseId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::rca::{Analysis, CauseLink, RcaChange, RcaError};
use domain::text::ShortText;
use serde_json::{Value, json};
use store::rca::list;

use super::open::{Change, OpenedRca};
use super::{LinkCause, MoveCause, RcaAnswer, Target, UpdateCauseGroup};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

fn change(action: &'static str, facts: Value) -> Change {
    Change { action, kind: RcaChange::LinksChanged, facts }
}

fn names(group: CauseGroupId, cause: CauseId) -> Value {
    json!({ "causeId": cause.to_string(), "groupId": group.to_string() })
}

impl App {
    /// Links a cause to an effect.
    ///
    /// Errors: another analysis, a circle (`CM-01`), it explains that effect already, one of them was removed.
    pub async fn link_cause(&self, actor: &Actor, command: LinkCause) -> Result<RcaAnswer> {
        let mut opened = self.open_rca(actor, Permission::RcaDraft, command.rca_id).await?;
        let group = opened.target(command.target)?;
        opened.put(command.cause_id, group, command.position)?;
        opened.close(change("rca.cause_linked", names(group, command.cause_id))).await
    }

    /// Takes a cause out of a group. A group that is left empty is not shown, and waits for causes to come back.
    ///
    /// Errors: it does not stand there.
    pub async fn unlink_cause(
        &self,
        actor: &Actor,
        group: CauseGroupId,
        cause: CauseId,
    ) -> Result<RcaAnswer> {
        let mut opened = self.open_rca_of_group(actor, group).await?;
        opened.analysis.graph.group_mut(group).ok_or(Error::NotFound)?.take(cause)?;
        opened.close(change("rca.cause_unlinked", names(group, cause))).await
    }

    /// Unlinks, links and changes the category of a cause in one step.
    ///
    /// Errors: as for linking and unlinking; no such category.
    pub async fn move_cause(&self, actor: &Actor, command: MoveCause) -> Result<RcaAnswer> {
        let id = command.cause_id;
        let mut opened = self.open_rca_of_cause(actor, Permission::RcaDraft, id).await?;
        opened.cause(id)?.check_present()?;
        let taken = command.from_group_id.map(|group| opened.take(id, group)).transpose()?;
        let mut facts = json!({ "causeId": id.to_string() });
        if let Some(target) = command.target {
            let group = opened.target(target)?;
            facts["groupId"] = group.to_string().into();
            opened.put_back(id, group, command.position, taken)?;
        }
        if let Some(bone) = command.bone {
            opened.analysis.check_bone(&bone)?;
            let now = opened.write.now;
            let cause = opened.cause(id)?;
            cause.bone = Some(bone);
            cause.version += 1;
            cause.updated_at = now;
        }
        opened.close(change("rca.cause_moved", facts)).await
    }

    /// Changes operator, question or meaning of a group.
    ///
    /// Errors: a question in a chain that does not begin with why (`W5-05`).
    pub async fn update_cause_group(&self, actor: &Actor, command: UpdateCauseGroup) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let question = command.question.as_deref().map(str::trim);
        let question = question
            .map(|text| (!text.is_empty()).then(|| parse("question", ShortText::parse(text))).transpose())
            .transpose()?;
        let mut opened = self.open_rca_of_group(actor, command.id).await?;
        if let Some(question) = &question {
            check_question(&opened.analysis, question.as_ref())?;
        }
        let group = opened.analysis.graph.group_mut(command.id).ok_or(Error::NotFound)?;
        group.operator = command.operator.unwrap_or(group.operator);
        group.either_suffices = command.either_suffices.unwrap_or(group.either_suffices);
        group.question = question.unwrap_or_else(|| group.question.take());
        let facts = json!({ "groupId": command.id.to_string(), "operator": group.operator.as_str() });
        opened.close(change("rca.group_updated", facts)).await
    }

    /// Confirms that a link holds when it is read upward with "therefore" (`W5-10`).
    ///
    /// Errors: no such link, by who made it.
    pub async fn confirm_therefore(
        &self,
        actor: &Actor,
        group: CauseGroupId,
        cause: CauseId,
    ) -> Result<RcaAnswer> {
        let mut opened = self.open_rca_of_group(actor, group).await?;
        let now = opened.write.now;
        opened.cause(cause)?.check_present()?;
        let found = opened.analysis.graph.group_mut(group).ok_or(Error::NotFound)?;
        found.confirm_therefore(cause, actor.principal, now)?;
        opened.close(change("rca.therefore_confirmed", names(group, cause))).await
    }

    /// Opens the analysis of a group to draft in it.
    pub(super) async fn open_rca_of_group<'a>(
        &'a self,
        actor: &'a Actor,
        id: CauseGroupId,
    ) -> Result<OpenedRca<'a>> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let rca = list::of_group(self.store(), id).await?.ok_or(Error::NotFound)?;
        self.open_rca(actor, Permission::RcaDraft, rca).await
    }
}

impl OpenedRca<'_> {
    fn target(&mut self, target: Target) -> Result<CauseGroupId> {
        match target {
            Target::Group(group) => self.target_group(Some(group), None, None),
            Target::Effect(effect) => self.target_group(None, effect, None),
        }
    }

    /// Takes a cause out of a group of this analysis.
    fn take(&mut self, cause: CauseId, group: CauseGroupId) -> Result<(CauseGroupId, CauseLink)> {
        let found = self.analysis.graph.group_mut(group).ok_or(RcaError::OtherRca)?;
        Ok((group, found.take(cause)?))
    }

    /// Puts a cause into a group.
    pub(super) fn put(&mut self, cause: CauseId, group: CauseGroupId, position: Option<i32>) -> Result<()> {
        self.put_back(cause, group, position, None)
    }

    /// Puts a cause into a group. Within the group where it stood the link stays what it was, with who made and confirmed it.
    fn put_back(
        &mut self,
        cause: CauseId,
        group: CauseGroupId,
        position: Option<i32>,
        taken: Option<(CauseGroupId, CauseLink)>,
    ) -> Result<()> {
        let effect = self.analysis.graph.group(group).ok_or(RcaError::OtherRca)?.effect;
        self.analysis.graph.check_link(cause, effect)?;
        let link = match taken {
            Some((from, link)) if from == group => link,
            _ => CauseLink { cause, position: 0, created_by: self.actor.principal, therefore: None },
        };
        self.analysis.graph.group_mut(group).ok_or(RcaError::OtherRca)?.put(link, position);
        Ok(())
    }
}

/// Checks the question of a group by the method in use (`W5-05`).
pub(super) fn check_question(analysis: &Analysis, question: Option<&ShortText>) -> Result<()> {
    let Some(question) = question else { return Ok(()) };
    Ok(domain::rca::rules::check_question(analysis.rca.method, question)?)
}
