//! Drafts of updates: written together, approved by another person where the organisation asks for it, published or discarded.

use std::collections::HashMap;

use domain::comms::Audience;
use domain::comms::draft::{DraftText, UpdateDraft, may_go_out};
use domain::id::{IncidentId, StatusUpdateId, UpdateDraftId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::{Incident, IncidentChange, Summary};
use domain::notification::NotificationKind;
use domain::text::Body;
use serde_json::json;
use store::comms::draft as drafts;

use super::UpdateAnswer;
use super::command::{DraftStep, SaveDraft};
use crate::error::parse;
use crate::incident::instant_opt;
use crate::incident::open::{Change, Opened, authorize_ever};
use crate::notification::{About, tell_about};
use crate::{App, Error, Result};

/// A draft after it was changed.
#[derive(Clone, Debug)]
pub struct DraftAnswer {
    /// The draft.
    pub draft: UpdateDraft,
    /// Its incident.
    pub incident: Summary,
}

impl App {
    /// Saves a draft: a fresh one, or another text for one that is there. A changed text is to be approved anew.
    ///
    /// Errors: a stale version; a draft of another incident.
    pub async fn save_update_draft(&self, actor: &Actor, command: SaveDraft) -> Result<DraftAnswer> {
        let permission = Permission::StatusUpdatePublish;
        authorize_ever(actor, permission)?;
        let text = DraftText {
            audience: command.audience,
            body: parse("body", Body::parse(&command.body))?,
            next_update_at: instant_opt("nextUpdateAt", command.next_update_at)?,
            eta: instant_opt("eta", command.eta)?,
        };
        let id = UpdateDraftId::new(self.uuid());
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("saveUpdateDraft", key, &command, id.uuid()).await? {
            drop(write);
            let earlier = command.id.unwrap_or(UpdateDraftId::new(earlier));
            let draft = drafts::by_id(self.store(), &scope, earlier).await?.ok_or(Error::NotFound)?;
            let incident = self.incident(actor, draft.incident).await?;
            return Ok(DraftAnswer { draft, incident });
        }
        let opened = self.open_in(actor, write, &scope, permission, command.incident_id).await?;
        let now = opened.write.now;
        let Some(earlier) = command.id else {
            let draft = UpdateDraft::begin(id, command.incident_id, text, actor.principal, now);
            drafts::insert(&opened.write.tx, &draft).await?;
            return close_draft(opened, draft, "update_draft.saved").await;
        };
        let draft = drafts::by_id(&opened.write.tx, &scope, earlier).await?;
        let mut draft = draft.filter(|draft| draft.incident == command.incident_id).ok_or(Error::NotFound)?;
        if command.version != Some(draft.version) {
            return Err(Error::stale(draft.version));
        }
        draft.change(text, actor.principal, now);
        save(opened, draft, "update_draft.saved").await
    }

    /// Asks another person to approve a draft; those who can are told.
    ///
    /// Errors: a stale version; it is asked for or approved already.
    pub async fn request_update_approval(&self, actor: &Actor, step: DraftStep) -> Result<DraftAnswer> {
        let (mut opened, mut draft) = self.open_draft(actor, Permission::StatusUpdatePublish, step).await?;
        draft.request(opened.write.now)?;
        let writer = draft.changed_by.user();
        let mut people = self.people_who_may(Permission::StatusUpdateApprove);
        people.retain(|person| Some(*person) != writer);
        tell_about(&mut opened.write, &to_approve(&opened.incident), &people);
        save(opened, draft, "update_draft.approval_requested").await
    }

    /// Approves the text of a draft.
    ///
    /// Errors: a stale version; one's own text; it was approved already.
    pub async fn approve_update_draft(&self, actor: &Actor, step: DraftStep) -> Result<DraftAnswer> {
        let (opened, mut draft) = self.open_draft(actor, Permission::StatusUpdateApprove, step).await?;
        draft.approve(actor.principal, opened.write.now)?;
        save(opened, draft, "update_draft.approved").await
    }

    /// Publishes a draft, which is then gone; the rules are those of any update.
    ///
    /// Errors: a stale version; approval is missing; what an update promises (`COM-01`).
    pub async fn publish_update_draft(&self, actor: &Actor, step: DraftStep) -> Result<UpdateAnswer> {
        let (opened, draft) = self.open_draft(actor, Permission::StatusUpdatePublish, step).await?;
        self.check_approval(actor, draft.audience, !draft.is_approval_needed(true))?;
        drafts::remove(&opened.write.tx, draft.id).await?;
        self.publish_in(opened, draft.publish(StatusUpdateId::new(self.uuid()))).await
    }

    /// Discards a draft.
    ///
    /// Errors: a stale version.
    pub async fn discard_update_draft(&self, actor: &Actor, step: DraftStep) -> Result<()> {
        let (opened, draft) = self.open_draft(actor, Permission::StatusUpdatePublish, step).await?;
        drafts::remove(&opened.write.tx, draft.id).await?;
        close_draft(opened, draft, "update_draft.discarded").await.map(|_| ())
    }

    /// The drafts of each of many incidents, oldest first.
    pub async fn update_drafts(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<HashMap<IncidentId, Vec<UpdateDraft>>> {
        Ok(drafts::of_incidents(self.store(), &self.incident_scope(actor)?, ids).await?)
    }

    /// Refuses an external update that wants an approval and has none.
    pub(super) fn check_approval(&self, actor: &Actor, audience: Audience, is_approved: bool) -> Result<()> {
        let is_asked_for = self.directory().organisation().approve_external_updates;
        let may_approve = actor.may(Permission::StatusUpdateApprove, Relation::default());
        Ok(may_go_out(is_asked_for, audience, is_approved, may_approve)?)
    }

    /// Opens the incident of a draft, and reads the draft under its lock.
    async fn open_draft<'a>(
        &'a self,
        actor: &'a Actor,
        permission: Permission,
        step: DraftStep,
    ) -> Result<(Opened<'a>, UpdateDraft)> {
        authorize_ever(actor, permission)?;
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let found = drafts::by_id(&write.tx, &scope, step.id).await?.ok_or(Error::NotFound)?;
        let opened = self.open_in(actor, write, &scope, permission, found.incident).await?;
        let draft = drafts::by_id(&opened.write.tx, &scope, step.id).await?.ok_or(Error::NotFound)?;
        if draft.version != step.version {
            return Err(Error::stale(draft.version));
        }
        Ok((opened, draft))
    }
}

async fn save(opened: Opened<'_>, mut draft: UpdateDraft, action: &'static str) -> Result<DraftAnswer> {
    drafts::save(&opened.write.tx, &draft).await?;
    draft.version += 1;
    close_draft(opened, draft, action).await
}

async fn close_draft(opened: Opened<'_>, draft: UpdateDraft, action: &'static str) -> Result<DraftAnswer> {
    let facts = json!({
        "draftId": draft.id.to_string(), "audience": draft.audience.as_str(), "status": draft.status.as_str(),
    });
    let change = Change { action, kind: IncidentChange::Updated, facts };
    let answer = opened.close_same_version(Vec::new(), change).await?;
    Ok(DraftAnswer { draft, incident: answer.incident })
}

fn to_approve(incident: &Incident) -> About {
    About {
        kind: NotificationKind::UpdateApproval,
        subject: incident.id.to_string(),
        reference: domain::incident::reference(incident.number),
        title: incident.title.as_str().to_owned(),
        stage: None,
        due_at: None,
    }
}
