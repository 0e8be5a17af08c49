//! Corrects what was published: a new update that says whose text it takes the place of.

use domain::comms::rules;
use domain::id::StatusUpdateId;
use domain::identity::{Actor, Permission};
use domain::incident::IncidentChange;
use domain::text::Body;
use serde_json::json;
use store::comms::repo;

use super::{CorrectUpdate, UpdateAnswer};
use crate::error::parse;
use crate::incident::open::{Change, authorize_ever};
use crate::{App, Error, Result, portal};

impl App {
    /// Corrects a published update: both stay readable and say so. The promise of the earlier one is carried on, neither kept
    /// nor made anew.
    ///
    /// Errors: it was corrected before, or the text is the same; approval is wanted, as for any external update.
    pub async fn correct_status_update(&self, actor: &Actor, command: CorrectUpdate) -> Result<UpdateAnswer> {
        let permission = Permission::StatusUpdatePublish;
        authorize_ever(actor, permission)?;
        let body = parse("body", Body::parse(&command.body))?;
        let id = StatusUpdateId::new(self.uuid());
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("correctStatusUpdate", key, &command, id.uuid()).await? {
            drop(write);
            return self.update_again(actor, StatusUpdateId::new(earlier)).await;
        }
        let wrong = repo::by_id(&write.tx, &scope, command.id).await?.ok_or(Error::NotFound)?;
        let mut opened = self.open_in(actor, write, &scope, permission, wrong.incident).await?;
        // Read again under the lock: somebody else may have corrected it meanwhile.
        let wrong = repo::by_id(&opened.write.tx, &scope, command.id).await?.ok_or(Error::NotFound)?;
        self.check_approval(actor, wrong.audience, false)?;
        let now = opened.write.now;
        let update = wrong.correct(id, body, actor.principal, now)?;
        repo::append(&opened.write.tx, &update).await?;
        portal::publish(&mut opened.write, &opened.incident, &update).await?;
        let facts = json!({
            "updateId": update.id.to_string(), "audience": update.audience.as_str(), "corrects": wrong.id.to_string(),
        });
        let mut findings = rules::findings(&opened.incident, now, &self.thresholds());
        findings.extend(rules::of_update(&opened.incident, &update));
        let entry = Self::communication(now, update.body.clone());
        let change =
            Change { action: "status_update.corrected", kind: IncidentChange::StatusUpdatePublished, facts };
        let answer = opened.close_same_version(vec![entry], change).await?;
        Ok(UpdateAnswer { update, incident: answer.incident, findings })
    }
}
